"""The dense half of a search: keeps one archive's vector index in memory and in step with what is encoded."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.indexing import open_index
from dejavu_app.searching.fusion import SAMPLE, USUAL_DEVIATION, USUAL_MEAN, NullDistribution, null_distribution

if TYPE_CHECKING:
    from dejavu_app.archive import Archive
    from dejavu_app.encoding import Encoder
    from dejavu_app.indexing import VectorIndex

log = logging.getLogger(__name__)

RELEARN = 1.2
"""Growth of the archive from which the null distribution is learnt anew."""


class DenseSide:
    """One archive's index and null distribution for one pipeline; every call is guarded by one lock."""

    def __init__(self, archive_path: Path) -> None:
        self._path = archive_path
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._null: NullDistribution | None = None
        self._fingerprint = ""
        self._newest = 0  # highest passage id in the index; 0 while it is not known

    def forget(self) -> None:
        """Drop what is in memory; the next search opens the index again."""
        with self._lock:
            self._index = None
            self._null = None

    def nearest(self, archive: Archive, fingerprint: str, encoded: int, queries: NDArray[np.float32], depth: int,
                allowed: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Ids of the passages nearest to any of ``queries`` ((q, dims) float32), at most ``depth`` for each."""
        with self._lock:
            index = self._fresh(archive, fingerprint, encoded, queries.shape[1])
            ids, _ = index.search(queries, depth, allowed)
        found = np.unique(ids)
        return found[found >= 0]

    def null(self, archive: Archive, encoder: Encoder, fingerprint: str, encoded: int) -> NullDistribution:
        """What chance likeness looks like in this archive, learnt once and again when the archive has grown."""
        with self._lock:
            known = self._null
            if (known is None or fingerprint != self._fingerprint
                    or (known.vectors < SAMPLE and min(encoded, SAMPLE) > known.vectors * RELEARN)):
                usual = encoder.card.get("null", {})
                known = null_distribution(archive.random_vectors(fingerprint, SAMPLE)[1],
                                          float(usual.get("mean", USUAL_MEAN)),
                                          float(usual.get("deviation", USUAL_DEVIATION)))
                self._null = known
            return known

    def _fresh(self, archive: Archive, fingerprint: str, encoded: int, dims: int) -> VectorIndex:
        index = self._index
        if index is not None and self._fingerprint == fingerprint:
            if len(index) < encoded:
                self._add_new(archive, index)
            if len(index) == encoded:
                return index
        folder = self._path.with_name(f"{self._path.stem}.dejavu-index")

        def vectors() -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
            return archive.iter_vectors(fingerprint)

        log.info("opening the index of %s for %d vectors", self._path.name, encoded)
        self._index = open_index(folder, fingerprint, dims, encoded, vectors)
        if self._fingerprint != fingerprint:
            self._null = None
        self._fingerprint = fingerprint
        return self._index

    def _add_new(self, archive: Archive, index: VectorIndex) -> None:
        """Add what was encoded since. Passages are encoded in the order of their ids, so the new ones are the last."""
        known = len(index)
        after = self._newest
        seen = known if after else 0
        for ids, vectors in archive.iter_vectors(self._fingerprint, after=after):
            fresh = max(0, known - seen)
            seen += len(ids)
            if fresh < len(ids):
                index.add(ids[fresh:], vectors[fresh:])
            self._newest = int(ids[-1])
