"""Reading order of printed words: a document's own where it respects columns, otherwise found by cutting the page.

The cutting is the recursive X-Y cut (Nagy and Seth, "Hierarchical representation of optically scanned documents",
ICPR 1984): a region is split at its widest empty band, upright or level, until no band is left.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_ACROSS = 0.3  # share of lines that run over a gutter, above which the document's own order ignores columns
_GUTTER = 0.7  # of the median height: the narrowest band between columns
_BREAK = 0.9  # of the median height: the lowest band between blocks
_TALL = 4  # median heights: a region must be so tall to have columns; in less, words' gaps meet by chance
_RUN = 6  # median heights: the widest gap inside a line of a document in good order
_DEPTH = 80


@dataclass(frozen=True, slots=True)
class Fragment:
    """A word, or the words of a line; coordinates from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """How far down its middle stands."""
        return (self.top + self.bottom) / 2


def lines_in_order(words: Sequence[Fragment]) -> Iterator[tuple[int, Fragment]]:
    """The lines that the words make, in reading order, each with the number of its block."""
    if not words:
        return
    height = median(word.bottom - word.top for word in words) or 1.0
    lines = _own_lines(words, height)
    blocks = _cut(list(range(len(words))), words, height, 0)
    block_of = {index: number for number, block in enumerate(blocks) for index in block}
    crossing = sum(len({block_of[index] for index in line}) > 1 for line in lines)
    for line, after in itertools.pairwise(lines):
        level = abs(words[line[-1]].middle - words[after[0]].middle) < 0.5 * height
        crossing += level and block_of[line[-1]] != block_of[after[0]]
    if crossing > _ACROSS * len(lines):
        for number, block in enumerate(blocks):
            yield from ((number, _joined(line, words)) for line in _levels(block, words))
        return
    number = 0
    before: Fragment | None = None
    for line in lines:
        fragment = _joined(line, words)
        if before is not None and _apart(before, fragment, height):
            number += 1
        before = fragment
        yield number, fragment


def _own_lines(words: Sequence[Fragment], height: float) -> list[list[int]]:
    """The words' numbers by line, in the document's own order."""
    lines: list[list[int]] = []
    for index, word in enumerate(words):
        if lines:
            last = words[lines[-1][-1]]
            level = abs(word.middle - last.middle) < 0.5 * max(height, last.bottom - last.top)
            if level and -0.5 * height < word.left - last.right < _RUN * height:
                lines[-1].append(index)
                continue
        lines.append([index])
    return lines


def _joined(line: list[int], words: Sequence[Fragment]) -> Fragment:
    parts = [words[index] for index in line]
    return Fragment(
        " ".join(part.text for part in parts),
        min(part.left for part in parts),
        min(part.top for part in parts),
        max(part.right for part in parts),
        max(part.bottom for part in parts),
    )


def _apart(before: Fragment, after: Fragment, height: float) -> bool:
    """Whether a new block begins: after a gap, or in another column."""
    gap = after.top - before.bottom
    overlap = min(before.right, after.right) - max(before.left, after.left)
    return gap > _BREAK * height or gap < -2 * height or overlap < 0


def _cut(region: list[int], words: Sequence[Fragment], height: float, depth: int) -> list[list[int]]:
    if len(region) < 2 or depth > _DEPTH:
        return [region]
    tall = max(words[index].bottom for index in region) - min(words[index].top for index in region)
    upright, at_x = _widest_band([(words[index].left, words[index].right) for index in region])
    level, at_y = _widest_band([(words[index].top, words[index].bottom) for index in region])
    columns = upright >= _GUTTER * height and tall >= _TALL * height
    if columns and (upright >= level or level < 2 * height):
        parts = [[i for i in region if words[i].right <= at_x], [i for i in region if words[i].right > at_x]]
    elif level >= _BREAK * height:
        parts = [[i for i in region if words[i].bottom <= at_y], [i for i in region if words[i].bottom > at_y]]
    elif columns:
        parts = [[i for i in region if words[i].right <= at_x], [i for i in region if words[i].right > at_x]]
    else:
        return [region]
    return [block for part in parts for block in _cut(part, words, height, depth + 1)]


def _widest_band(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Width and place of the widest stretch that no span covers, between the first and the last span."""
    widest, place = 0.0, 0.0
    reach: float | None = None
    for start, end in sorted(spans):
        if reach is not None and start - reach > widest:
            widest, place = start - reach, (start + reach) / 2
        reach = end if reach is None else max(reach, end)
    return widest, place


def _levels(block: list[int], words: Sequence[Fragment]) -> list[list[int]]:
    """A block's words by line, from top to bottom and from left to right."""
    lines: list[list[int]] = []
    for index in sorted(block, key=lambda index: words[index].middle):
        first = words[lines[-1][0]] if lines else None
        if first is not None and words[index].middle < first.middle + 0.5 * (first.bottom - first.top):
            lines[-1].append(index)
        else:
            lines.append([index])
    return [sorted(line, key=lambda index: words[index].left) for line in lines]
