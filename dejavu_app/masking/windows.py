"""Cuts a text into the windows that the network reads at once: where a sentence ends if one does, else with overlap.

What attention costs grows with the square of a window's length, so a passage is read in halves rather than whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from dejavu_app.masking.boundaries import is_abbreviation

WINDOW = 224  # pieces, [CLS] and [SEP] with them
_OVERLAP = 24  # words that windows share where no sentence ends, so that each word has context on both sides
_SHORTEST = 0.6  # of the wished length: no window between sentences is shorter
_STOPS = frozenset(".!?")

Window = tuple[int, int, int, int]
"""First word, past the last, first that counts, past the last that counts."""


def windows(words: Sequence[str], sizes: Sequence[int]) -> Iterator[Window]:
    """The windows of one text, in order; ``sizes``: pieces of each word. Each word counts in exactly one window."""
    room = WINDOW - 2
    ends = list(accumulate(sizes, initial=0))
    total = ends[-1]
    first = begin = 0
    while first < len(sizes):
        left = total - ends[first]
        if left <= room:
            yield first, len(sizes), begin, len(sizes)
            return
        wished = left / -(-left // room)
        last = first + 1
        best, distance = 0, wished
        while last < len(sizes) and ends[last + 1] - ends[first] <= room:
            last += 1
            used = ends[last] - ends[first]
            if used >= _SHORTEST * wished and abs(used - wished) < distance and _sentence_ends(words, last):
                best, distance = last, abs(used - wished)
        if best:
            yield first, best, begin, best
            first = begin = best
        else:
            yield first, last, begin, last - _OVERLAP // 2
            begin = last - _OVERLAP // 2
            first = last - _OVERLAP


def _sentence_ends(words: Sequence[str], at: int) -> bool:
    """Whether a sentence ends right before word ``at``, as far as its neighbours show."""
    return (
        words[at - 1] in _STOPS
        and at < len(words)
        and words[at][:1].isupper()
        and len(words[at]) > 1
        and not is_abbreviation(words[at - 2])
    )
