"""Says why a passage matches: the pairs of sentences, one of the query and one of the passage, that are most alike."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.domain import LABELS, Coverage, Mention, Query, SearchResult, Timing
from dejavu_app.errors import Cancelled
from dejavu_app.masking import find_mentions
from dejavu_app.searching.preparation import pieces
from dejavu_app.text import sentences

if TYPE_CHECKING:
    from dejavu_app.encoding import Models

LIKE = 0.35
"""Cosine from which two masked sentences are worth marking."""
MOST = 5
SHORTEST = 20
"""Characters below which a sentence (a dateline, a lone name) explains nothing."""
_AT_ONCE = 256  # sentences that are encoded between two looks at whether anybody still waits


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A query sentence and the passage sentence that answers it; offsets in the two texts, ``score`` a cosine."""

    query_start: int
    query_end: int
    start: int
    end: int
    score: float


class Sentences:
    """A search's sentences, to be matched with those of many passages; any thread may ask.

    What counted in the search counts here: of its text nothing is left out but what the search hid, and of a passage
    the names of those kinds, but for a name that the reader let count. The search's sentences are encoded once; what
    was done of that stays when nobody waits for it any longer.
    """

    def __init__(self, result: SearchResult, models: Models) -> None:
        query = result.query
        self._result = result
        self._models = models
        self._labels = query.labels if query.mask else ()
        self._let_go = {_words(query.text[start:end]) for start, end in query.shown}
        self._spans: list[tuple[int, int]] = []
        self._masked: list[str] = []
        self._parts: list[NDArray[np.float32]] = []
        self._guard = threading.Lock()

    def are_of(self, result: SearchResult) -> bool:
        """Whether these are the sentences of that search, with the same names hidden."""
        return result is self._result or _compared(result) == _compared(self._result)

    def pairs(self, passage: str, cancelled: Callable[[], bool] = lambda: False) -> list[SentencePair]:
        """Match them with the sentences of a passage; the most alike pair first.

        Each sentence is used once. At most ``MOST`` pairs, none below a cosine of ``LIKE``; an empty list where nothing
        is that close. Raises ``Cancelled``.
        """
        ours, theirs = self._vectors(cancelled), _told(passage)
        if not len(ours) or not theirs:
            return []
        found = find_mentions(self._models.recogniser(), [passage])[0] if self._labels else []
        hidden = [m for m in found if m.label in self._labels and _words(passage[m.start : m.end]) not in self._let_go]
        vectors = self._models.encoder().encode(_without_names(passage, theirs, hidden, self._models))
        likeness = ours @ vectors.T
        order = sorted(zip(*(places.tolist() for places in np.nonzero(likeness >= LIKE)), strict=True),
                       key=lambda pair: (-float(likeness[pair]), *pair))
        used: tuple[set[int], set[int]] = (set(), set())
        pairs: list[SentencePair] = []
        for a, b in order:
            if a in used[0] or b in used[1]:
                continue
            used[0].add(a)
            used[1].add(b)
            (query_start, query_end), (start, end) = self._spans[a], theirs[b]
            pairs.append(SentencePair(query_start, query_end, start, end, float(likeness[a, b])))
            if len(pairs) == MOST:
                break
        return pairs

    def _vectors(self, cancelled: Callable[[], bool]) -> NDArray[np.float32]:
        with self._guard:
            if not self._spans:
                text = self._result.query.text
                self._spans = _told(text)
                self._masked = _without_names(text, self._spans, self._result.mentions, self._models)
            while (done := sum(map(len, self._parts))) < len(self._masked):
                if cancelled():
                    raise Cancelled("Nobody waits for these sentences any longer.")
                self._parts.append(self._models.encoder().encode(self._masked[done : done + _AT_ONCE]))
            return np.concatenate(self._parts) if self._parts else np.zeros((0, 0), np.float32)


def evidence(query_text: str, passage_text: str, models: Models) -> list[SentencePair]:
    """Match the sentences of a query and of a passage, names hidden in both, as ``Sentences.pairs`` does."""
    mentions = find_mentions(models.recogniser(), [query_text])[0]
    hidden = tuple(mention for mention in mentions if mention.label in LABELS)
    result = SearchResult(Query(query_text), "", hidden, Coverage(0, 0), (), Timing())
    return Sentences(result, models).pairs(passage_text)


def _told(text: str) -> list[tuple[int, int]]:
    """The sentences that are long enough to tell something."""
    return [span for span in sentences(text) if span[1] - span[0] >= SHORTEST]


def _compared(result: SearchResult) -> tuple[object, ...]:
    query = result.query
    return query.text, query.mask, query.labels, query.shown, result.mentions


def _without_names(text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Mention],
                   models: Models) -> list[str]:
    """The sentences of a text as the encoder reads them; one that is nothing but names stays as it is."""
    style, ordered = models.encoder().mask_style, sorted(mentions)
    ends = [mention.end for mention in ordered]
    made = []
    for start, end in spans:
        inside = []
        for mention in ordered[bisect_right(ends, start) :]:
            if mention.start >= end:
                break
            inside.append(Mention(max(mention.start, start) - start, min(mention.end, end) - start, mention.label))
        made.append(" ".join(pieces(text[start:end], inside, style)) or text[start:end])
    return made


def _words(name: str) -> str:
    return " ".join(name.casefold().split())
