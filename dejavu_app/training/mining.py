"""Mines pairs of passages that tell the same story from any archive, and passages that only seem to.

Four kinds of positive pairs: *reprints* (one text in several papers, each with its own OCR errors), *headline and
body*, *rival accounts* of one event (close in date, alike in masked meaning, little wording in common), *parts* of one
long article. Hard negatives are near in meaning and far in event; an unlabelled reprint never becomes one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive import Archive

Kind = Literal["reprint", "headline", "rival", "part"]

GRAM = 5
"""Words in a row that mark common text."""
SHARED = 8
"""Common runs from which two passages count as one text (100-word windows of two papers, after design and trial)."""
COMMON = 40
"""Passages that hold a run from which it is a standing phrase (a masthead, an advertisement) and proves nothing."""
RIVAL_LIKENESS = 0.60
RIVAL_DAYS = 2
NEAR = 0.35
"""Cosine of masked vectors from which a passage of another event makes a hard negative."""
FAR_DAYS = 14

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Mined:
    """A passage as mining sees it. ``day`` is ``YYYYMMDD``, 0 where it is not known to the day."""

    id: int
    article: int
    ordinal: int
    day: int
    newspaper: str
    headline: str
    text: str  # as read

    @property
    def month(self) -> int:
        """``YYYYMM``."""
        return self.day // 100


@dataclass(frozen=True, slots=True)
class MinedPair:
    """Two positions in a list of passages; a headline pair names the same passage twice."""

    left: int
    right: int
    kind: Kind


def read_archive(archive: Archive, minimum_words: int = 30) -> list[Mined]:
    """Every passage of at least ``minimum_words`` words, in the archive's order."""
    found = []
    for batch in _batches(archive):
        rows = archive.articles(sorted({passage.article_id for passage in batch}))
        for passage in batch:
            if passage.words < minimum_words:
                continue
            row = rows[passage.article_id]
            digits = row.date.replace("-", "")
            day = int(digits) if len(digits) == 8 and digits.isdigit() else 0
            found.append(Mined(passage.id, passage.article_id, passage.ordinal, day, row.newspaper, row.headline,
                               passage.text))
    return found


def _batches(archive: Archive) -> Iterator[list]:
    after = 0
    while batch := archive.pending("", _BATCH, after):  # no pipeline has this name, so every passage is listed
        after = batch[-1].id
        yield batch


def grams(text: str) -> set[int]:
    """Hashes of all runs of ``GRAM`` words, case and marks aside."""
    words = re.findall(r"[^\W\d_]{2,}", text.casefold())
    return {hash(tuple(words[at : at + GRAM])) for at in range(len(words) - GRAM + 1)}


def shared_runs(passages: Sequence[Mined]) -> dict[tuple[int, int], int]:
    """How many runs of words each pair of passages of different papers or days has in common, from ``SHARED`` on."""
    holders: dict[int, list[int]] = defaultdict(list)
    for at, passage in enumerate(passages):
        for gram in grams(passage.text):
            holders[gram].append(at)
    counts: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if 1 < len(places) <= COMMON:
            for n, left in enumerate(places):
                for right in places[n + 1 :]:
                    if passages[left].article != passages[right].article:
                        counts[left, right] += 1
    return {pair: count for pair, count in counts.items() if count >= SHARED}


def clusters(size: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """The number of each passage's story, (size,): passages that are joined by pairs have the same."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for left, right in pairs:
        a, b = root(left), root(right)
        parent[max(a, b)] = min(a, b)
    return np.asarray([root(at) for at in range(size)], np.int64)


def reprints(passages: Sequence[Mined], shared: dict[tuple[int, int], int]) -> list[MinedPair]:
    """Pairs of papers that print one text, those with most words in common first."""
    ordered = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [MinedPair(left, right, "reprint") for (left, right), _ in ordered
            if passages[left].newspaper != passages[right].newspaper]


def headlines(passages: Sequence[Mined], words: int = 4) -> list[MinedPair]:
    """First passages whose headline has at least ``words`` words of letters, and does not stand in the text again."""
    return [MinedPair(at, at, "headline") for at, passage in enumerate(passages)
            if not passage.ordinal and len(re.findall(r"[^\W\d_]{3,}", passage.headline)) >= words]


def parts(passages: Sequence[Mined]) -> list[MinedPair]:
    """Neighbouring passages of one article."""
    where = {(passage.article, passage.ordinal): at for at, passage in enumerate(passages)}
    return [MinedPair(at, where[passage.article, passage.ordinal + 1], "part")
            for at, passage in enumerate(passages) if (passage.article, passage.ordinal + 1) in where]


def rivals(passages: Sequence[Mined], vectors: NDArray[np.float32], story: NDArray[np.int64],
           likeness: float = RIVAL_LIKENESS, days: int = RIVAL_DAYS, most: int = 3) -> list[MinedPair]:
    """Passages of other papers within ``days``, alike in masked meaning, that are no reprints of each other.

    ``vectors`` ((n, dims), length 1) belong to the passages, as ``story`` does (see ``clusters``). At most ``most`` for
    each passage.
    """
    numbers = _day_numbers(passages)
    found: dict[tuple[int, int], float] = {}
    for at, cosines in _cosines(vectors):
        close = (np.abs(numbers - numbers[at]) <= days) & (numbers > 0) & (story != story[at]) & (cosines >= likeness)
        rows = np.flatnonzero(close)
        for other in rows[np.argsort(-cosines[rows], kind="stable")][: 2 * most].tolist():
            if passages[other].newspaper != passages[at].newspaper and passages[other].article != passages[at].article:
                found[min(at, other), max(at, other)] = float(cosines[other])
    kept: Counter[int] = Counter()
    chosen = []
    for (left, right), _ in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if kept[left] < most and kept[right] < most:
            kept.update((left, right))
            chosen.append(MinedPair(left, right, "rival"))
    return chosen


def hard_negatives(passages: Sequence[Mined], vectors: NDArray[np.float32], story: NDArray[np.int64],
                   count: int = 4, near: float = NEAR, days: int = FAR_DAYS) -> list[list[int]]:
    """For each passage up to ``count`` others near in meaning and far in event: another story, ``days`` or more away.

    Where the days are not known, or all lie together, a passage of another story that is not quite as near (below
    ``RIVAL_LIKENESS``) takes the place. A passage that shares even one run of words is never taken: it may be a reprint
    that OCR has torn.
    """
    numbers = _day_numbers(passages)
    own = [grams(passage.text) for passage in passages]
    chosen = []
    for at, cosines in _cosines(vectors):
        away = (np.abs(numbers - numbers[at]) >= days) & (numbers > 0) & (numbers[at] > 0)
        fit = (story != story[at]) & (cosines >= near) & (away | (cosines < RIVAL_LIKENESS))
        rows = np.flatnonzero(fit)
        taken: list[int] = []
        for other in rows[np.argsort(-cosines[rows], kind="stable")][: 4 * count].tolist():
            if passages[other].article != passages[at].article and not own[at] & own[other]:
                taken.append(other)
                if len(taken) == count:
                    break
        chosen.append(taken)
    return chosen


def held_out(passages: Sequence[Mined], story: NDArray[np.int64], months: Iterable[int]) -> NDArray[np.bool_]:
    """Which passages may not be trained on, (n,): those of ``months`` (``YYYYMM``) and all their stories elsewhere."""
    wanted = set(months)
    inside = np.asarray([passage.month in wanted for passage in passages], bool)
    return np.isin(story, np.unique(story[inside]))


def day_number(day: int) -> int:
    """A ``YYYYMMDD`` as a number that rises by one each day; 0 where it is no day that is known."""
    try:
        return date(day // 10_000, day // 100 % 100, day % 100).toordinal()
    except ValueError:
        return 0


def _day_numbers(passages: Sequence[Mined]) -> NDArray[np.int64]:
    return np.asarray([day_number(passage.day) for passage in passages], np.int64)


def _cosines(vectors: NDArray[np.float32], block: int = 512) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Each passage with its cosines to all, (n,), block by block: n squared numbers never lie in memory at once."""
    for start in range(0, len(vectors), block):
        table = vectors[start : start + block] @ vectors.T
        for row in range(len(table)):
            table[row, start + row] = -1.0
            yield start + row, table[row]
