"""Cuts an article into the passages that are encoded."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from dejavu_app.domain import Article, Passage
from dejavu_app.text.sentence import boundaries

MAX_CHARS = 1300  # about 250 tokens: a passage of ordinary text fits the encoder's window
MAX_WORDS = 200
_TARGET = 180
_SPREAD = 35  # words by which a passage may miss its ideal length to end with a sentence
# Part of every vector's fingerprint: change it whenever the same article would be cut differently.
PASSAGE_RULES = "passages-1:180/200w/1300c"
# A run of more than 40 characters without a blank counts as several words: scripts without blanks, and OCR's rubbish.
_WORD = re.compile(r"\S{1,40}")
_CLAUSE = re.compile(r"[;:,—–-]\s|\n")


def passages(article: Article) -> list[Passage]:
    """The article's passages in order, covering all its text but blank space.

    Each has at most 200 words and 1,300 characters; all but those of short articles have about 150 to 200 words, and
    they end with a sentence where one ends near enough. Passages of one article are of like length: no short tail.
    """
    text = article.text
    spans = [match.span() for match in _WORD.finditer(text)]
    if not spans:
        return []
    if len(spans) <= MAX_WORDS and spans[-1][1] - spans[0][0] <= MAX_CHARS:
        return [Passage(0, spans[0][0], spans[-1][1], len(spans))]
    starts = [span[0] for span in spans]
    ends = [span[1] for span in spans]
    stops = boundaries(text)
    found: list[Passage] = []
    first = 0
    while first < len(spans):
        last = _last_word(text, starts, ends, stops, first)
        found.append(Passage(len(found), starts[first], ends[last], last - first + 1))
        first = last + 1
    return found


def _last_word(text: str, starts: list[int], ends: list[int], stops: list[int], first: int) -> int:
    """The index of the last word of the passage that begins with the word ``first``."""
    left = len(ends) - first
    limit = min(first + MAX_WORDS, bisect_right(ends, starts[first] + MAX_CHARS)) - 1
    if limit >= len(ends) - 1:
        return len(ends) - 1
    limit = max(limit, first)
    chars = ends[-1] - starts[first]
    pieces = max(-(-left // (_TARGET + 10)), -(-chars // (MAX_CHARS - 100)), 2)
    ideal = min(first + max(left // pieces, 1) - 1, limit)
    low = max(first, min(ideal, limit) - _SPREAD)
    high = min(limit, ideal + _SPREAD)
    # A sentence's end within reach, the nearest to the ideal length; else a clause's or a line's; else any word's.
    span = stops[bisect_left(stops, ends[low]) : bisect_right(stops, ends[high])]
    choices = [at for at, stop in ((bisect_left(ends, stop), stop) for stop in span) if ends[at] == stop]
    if not choices:
        clause = _CLAUSE.finditer(text, starts[low], min(ends[high] + 1, len(text)))
        choices = [at for at in (bisect_right(ends, m.start() + 1) - 1 for m in clause) if low <= at <= high]
    if not choices:
        choices = [at for at in range(low, high + 1) if text[ends[at] : ends[at] + 1].isspace()]
    return min(choices, key=lambda at: abs(at - ideal)) if choices else ideal
