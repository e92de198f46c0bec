"""What every vector index can do, and the ranking that they share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]

NO_ID = -1
"""Stands where a row has fewer than k answers; its score is minus infinity."""


class StaleIndex(Exception):
    """A stored index is lost, damaged, or was made from other vectors; it has to be built again."""


@runtime_checkable
class VectorIndex(Protocol):
    """Unit vectors by passage id, searched by cosine. Calls may come from any thread."""

    @property
    def dims(self) -> int: ...

    @property
    def ids(self) -> Ids:
        """The ids that it holds, (n,) int64, in any order."""
        ...

    def __len__(self) -> int: ...

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Store ``vectors`` ((n, dims) float32, unit length) under ``ids`` ((n,) int64); a known id is replaced."""
        ...

    def remove(self, ids: Ids) -> None:
        """Forget ``ids``; those that are not there are passed over."""
        ...

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """The ``k`` nearest to each row of ``query`` ((q, dims)): ids and cosines, both ``(q, k')``, best first.

        ``k'`` is at most ``k`` and at most what is there (among ``allowed``, sorted ids, where given); where rows
        differ in length, the short ones end in ``NO_ID``.
        """
        ...

    def save(self, folder: Path, fingerprint: str) -> None:
        """Store the index in ``folder`` under the fingerprint of its vectors' pipeline, all or nothing."""
        ...

    @classmethod
    def load(cls, folder: Path, fingerprint: str, dims: int) -> Self:
        """The index stored in ``folder``. Raises ``StaleIndex`` when it is not there, not whole, or another's."""
        ...


def checked(ids: Ids, vectors: Vectors, dims: int) -> tuple[Ids, Vectors]:
    """What ``add`` was given, in the index's types and by ascending id; of a repeated id the last vector counts.

    Raises ``ValueError`` unless there is one vector of ``dims`` dimensions for each id.
    """
    ids = np.asarray(ids, np.int64)
    vectors = np.asarray(vectors, np.float32)
    if vectors.shape != (len(ids), dims):
        raise ValueError(f"vectors of shape {vectors.shape} for {len(ids)} ids of {dims} dimensions")
    chosen = len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]
    return ids[chosen], vectors[chosen]


def top(ids: Ids, scores: Vectors, k: int) -> tuple[Ids, Vectors]:
    """The best ``k`` of a row's candidates, best first; equal scores by id, so that answers repeat."""
    if len(ids) > k:
        keep = np.argpartition(-scores, k - 1)[:k]
        ids, scores = ids[keep], scores[keep]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def stack(rows: Sequence[tuple[Ids, Vectors]]) -> tuple[Ids, Vectors]:
    """Rows of different lengths as two arrays ``(q, k')``, short rows filled with ``NO_ID`` and minus infinity."""
    width = max((len(ids) for ids, _ in rows), default=0)
    all_ids = np.full((len(rows), width), NO_ID, np.int64)
    all_scores = np.full((len(rows), width), -np.inf, np.float32)
    for row, (ids, scores) in enumerate(rows):
        all_ids[row, : len(ids)] = ids
        all_scores[row, : len(ids)] = scores
    return all_ids, all_scores
