"""Masks: which spans of a text are hidden, in which style, so that what is left still reads cleanly.

A mask is a span of the text, never a string put in its place beforehand: the style belongs to the encoder that will
read the masked text. What is kept is always an exact slice of the text, so every offset can be carried back.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from dejavu_app.domain import LABELS, MaskStyle, Mention
from dejavu_app.masking.boundaries import is_abbreviation

MASK_TOKEN = "[MASK]"

_POSSESSIVE = re.compile(r"['’‘´`][sS]?\b|['’](?=\s)")
_OWN_POSSESSIVE = re.compile(r"\s?['’‘´`][sS]?$")
_GAP = re.compile(r"(?:[^\S\n]|\n(?!\s*\n)|[,&/\-–—])*")
_BRACKETS = {"(": ")", "[": "]", "{": "}", '"': '"', "“": "”", "‘": "’", "«": "»"}
_STOPS = ".!?;:"
_OPENING = ",;.:—–-"  # marks with which no text begins: they belonged to its dateline
_NO_SPACE_BEFORE = _STOPS + ",)]}”»"


@dataclass(frozen=True, slots=True)
class Piece:
    """``masked[start:end]`` stands for ``text[source_start:source_end]``; ``kept``: it is that very slice."""

    start: int
    end: int
    source_start: int
    source_end: int
    kept: bool


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A masked text; ``mentions`` are those hidden (offsets of the unmasked text), ``pieces`` map one to the other."""

    text: str
    mentions: tuple[Mention, ...]
    pieces: tuple[Piece, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of ``text`` as offsets of the unmasked text; a cut mask counts whole."""
        if not self.pieces:
            return start, end
        starts = [piece.start for piece in self.pieces]
        first = self.pieces[max(0, bisect_right(starts, start) - 1)]
        last = self.pieces[max(0, bisect_right(starts, max(start, end - 1)) - 1)]
        begin, finish = first.source_start, last.source_end
        if first.kept:
            begin = min(begin + start - first.start, first.source_end)
        if last.kept:
            finish = min(last.source_start + end - last.start, finish)
        return begin, max(begin, finish)


@dataclass(slots=True)
class _Hole:
    start: int
    end: int
    label: str


def _clean_mentions(text: str, mentions: Sequence[Mention], labels: Sequence[str]) -> list[Mention]:
    """Those of the given labels, within the text, in order, none overlapping (the earlier and longer one stays)."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if (
            mention.label in labels
            and 0 <= mention.start < mention.end <= len(text)
            and (not kept or mention.start >= kept[-1].end)
        ):
            kept.append(mention)
    return kept


def _abbreviated(text: str, hole: _Hole) -> bool:
    """Whether a full stop follows that belongs to an abbreviation or an initial and ends no sentence ("Ill.")."""
    if text[hole.end : hole.end + 1] != ".":
        return False
    last = re.search(r"[^\W_]+$", text[hole.start : hole.end])
    return last is not None and is_abbreviation(last.group())


def _holes(text: str, mentions: Sequence[Mention], one_label: bool) -> list[_Hole]:
    """Neighbouring mentions as one hole; with ``one_label`` only those of the same label."""
    holes: list[_Hole] = []
    for mention in mentions:
        end = mention.end
        own = _OWN_POSSESSIVE.search(text, mention.start, mention.end)
        if own and own.start() > mention.start:
            end = own.start()
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # an accent that stands for itself, after the letter
        if holes and (not one_label or holes[-1].label == mention.label):
            before = holes[-1]
            gap = text[before.end : mention.start]
            if gap.startswith(".") and _abbreviated(text, before):
                gap = gap[1:]  # "Chicago, Ill., U. S." stays one mask; a sentence's end parts two
            if _GAP.fullmatch(gap):
                before.end = end
                continue
        holes.append(_Hole(mention.start, end, mention.label))
    for hole in holes:
        if _abbreviated(text, hole) and re.match(r"\.\s?[,;]|\.\s+[a-z0-9(]", text[hole.end : hole.end + 4]):
            hole.end += 1  # the full stop goes with its abbreviation
    return holes


def _tidied(text: str, holes: Sequence[_Hole]) -> list[_Hole]:
    """For removal: holes widened over what would be left hanging (spaces, commas, empty brackets, ``'s``)."""
    made: list[_Hole] = []
    marks: list[str] = []  # before each of ``made``, the last mark that is kept
    for n, hole in enumerate(holes):
        start, end = hole.start, hole.end
        ceiling = holes[n + 1].start if n + 1 < len(holes) else len(text)
        possessive = _POSSESSIVE.match(text, end, ceiling)
        if possessive:
            end = possessive.end()
        while True:
            floor = made[-1].end if made else 0
            left = start
            while left > floor and text[left - 1].isspace():
                left -= 1
            if left == floor and made and "\n" not in text[floor:start]:
                start = made.pop().start  # nothing is kept between the two: one hole
                marks.pop()
                continue
            right = end
            while right < ceiling and text[right].isspace():
                right += 1
            before = text[left - 1] if left > floor else (marks[-1] if marks else "")
            after = text[right] if right < ceiling else ("" if ceiling == len(text) else "x")
            if left > floor and right < ceiling and _BRACKETS.get(before) == after:
                start, end = left - 1, right + 1
            elif after and after in (",;" if before else _OPENING) and (not before or before in ",;:.!?—–-(["):
                end = right + 1
            elif before and before in ",;" and left > floor and (not after or after in _STOPS + ")]"):
                start = left - 1
            else:
                break
        # One space, and none before a closing mark or at either end.
        if after == "" or after in _NO_SPACE_BEFORE:
            start = left
            end = right if after else len(text)
        elif left == floor and (not made or left == 0):
            end = right
        elif start > left or (left == floor and made) or (before and before in "([{“«"):
            end = right if "\n" not in text[end:right] or "\n" in text[left:start] else end
        kept = text[floor:start].rstrip()
        marks.append(kept[-1] if kept else (marks[-1] if marks else ""))
        made.append(_Hole(start, max(start, end), hole.label))
    return [hole for hole in made if hole.end > hole.start]


def mask(text: str, mentions: Sequence[Mention], style: MaskStyle, labels: Sequence[str] = LABELS) -> MaskedText:
    """Hide the mentions of the given labels.

    ``remove`` leaves them out and closes the gap; ``token`` puts ``[MASK]``, ``typed`` ``[PER]`` and so on; ``none``
    changes nothing. Neighbouring mentions ("Chicago, Ill.") make one mask; ``typed`` keeps different labels apart.
    """
    kept = _clean_mentions(text, mentions, labels)
    if style == "none" or not kept:
        whole = (Piece(0, len(text), 0, len(text), True),) if text else ()
        return MaskedText(text, () if style == "none" else tuple(kept), whole)
    holes = _holes(text, kept, style == "typed")
    if style == "remove":
        holes = _tidied(text, holes)
    parts: list[str] = []
    pieces: list[Piece] = []
    at = made = 0
    for hole in [*holes, _Hole(len(text), len(text), "")]:
        if hole.start > at:
            parts.append(text[at : hole.start])
            pieces.append(Piece(made, made + hole.start - at, at, hole.start, True))
            made += hole.start - at
        if hole.end > hole.start and style != "remove":
            put = MASK_TOKEN if style == "token" else f"[{hole.label}]"
            parts.append(put)
            pieces.append(Piece(made, made + len(put), hole.start, hole.end, False))
            made += len(put)
        at = hole.end
    return MaskedText("".join(parts), tuple(kept), tuple(pieces))


def edit(
    mentions: Sequence[Mention],
    shown: Sequence[tuple[int, int]],
    hidden: Sequence[tuple[int, int]],
    labels: Sequence[str] = LABELS,
) -> list[Mention]:
    """What a reader's switches leave hidden: all offsets in the same text.

    Mentions of other labels, and those that touch a ``shown`` span, are dropped; each ``hidden`` span is added, taking
    in the mentions that it touches. A span hidden by hand takes the label of the first mention in it, else MISC (or the
    last of ``labels``), so that it stays hidden whatever labels are on. Sorted, none overlapping.
    """
    open_to = _covered(shown)
    kept = sorted(m for m in mentions if m.label in labels and not open_to(m.start, m.end))
    fallback = "MISC" if "MISC" in labels or not labels else labels[-1]
    for start, end in hidden:
        if end <= start:
            continue
        first = bisect_right(kept, start, key=lambda m: m.end)
        last = bisect_left(kept, end, lo=first, key=lambda m: m.start)
        touched = kept[first:last]
        label = touched[0].label if touched else fallback
        kept[first:last] = [Mention(min([start, *(m.start for m in touched)]), max([end, *(m.end for m in touched)]),
                                    label)]
    return kept


def _covered(spans: Sequence[tuple[int, int]]) -> Callable[[int, int], bool]:
    """A test whether a stretch shares a character with any of ``spans``."""
    ordered = sorted(spans)
    furthest = list(accumulate((end for _, end in ordered), max))

    def touches(start: int, end: int) -> bool:
        before = bisect_left(ordered, (end,))  # the spans that begin before it ends
        return before > 0 and furthest[before - 1] > start

    return touches
