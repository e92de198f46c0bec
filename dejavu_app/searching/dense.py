"""The dense half of a search: keeps one archive's vector index in memory and in step with what is encoded."""

from __future__ import annotations

import logging
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive import Archive
from dejavu_app.indexing import index_folder, open_index, save_index
from dejavu_app.searching.fusion import (
    SAMPLE,
    USUAL_DEVIATION,
    USUAL_MEAN,
    USUAL_QUERY_DEVIATION,
    USUAL_QUERY_MEAN,
    Hubs,
    NullDistribution,
    null_distribution,
)

if TYPE_CHECKING:
    from dejavu_app.encoding import Encoder
    from dejavu_app.indexing import VectorIndex

log = logging.getLogger(__name__)

RELEARN = 1.2
"""Growth of the archive from which the null distribution is learnt anew."""
DROPPED = 0.2
"""Share of an index's vectors that may be dropped from it, as articles are removed, before it is opened anew."""
WORTH_STORING = 1.05
"""Growth from which the grown index is stored beside the archive again."""


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """Chance likeness in one archive: between its passages, and random passages to try a query on."""

    null: NullDistribution
    usual: tuple[float, float]  # mean and deviation for a query, of the encoder's card
    hubs: Hubs
    sample: NDArray[np.float32]  # (n, dims), n at most ``SAMPLE``


class DenseSide:
    """One archive's index and null distribution for one space; every call is guarded by one lock."""

    def __init__(self, archive_path: Path) -> None:
        self._path = archive_path
        self._folder = index_folder(archive_path)
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._chance: Chance | None = None
        self._space = ""
        self._key = ""  # of what is in memory: ``Archive.index_key``
        self._dropped = 0  # vectors taken out of the index since it was opened
        self._newest = 0  # highest passage id in the index; 0 while it is not known

    def forget(self) -> None:
        """Drop what is in memory; the next search opens the index again."""
        with self._lock:
            self._index = None
            self._chance = None

    def nearest(self, archive: Archive, space: str, encoded: int, queries: NDArray[np.float32], depth: int,
                allowed: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """Ids of the passages nearest to any of ``queries`` ((q, dims) float32), at most ``depth`` for each."""
        with self._lock:
            index = self._fresh(archive, space, encoded, queries.shape[1])
            ids, _ = index.search(queries, depth, allowed)
        found = np.unique(ids)
        return found[found >= 0]

    def chance(self, archive: Archive, encoder: Encoder, space: str, encoded: int) -> Chance:
        """What chance likeness looks like in this archive, learnt once and again when the archive has grown."""
        with self._lock:
            self._turn_to(archive, space)
            known = self._chance
            count = min(encoded, SAMPLE)
            if known is None or count > len(known.sample) * RELEARN:
                sample = archive.random_vectors(space, SAMPLE)[1]
                usual, asked = encoder.card.get("null", {}), encoder.card.get("query_null", {})
                null = null_distribution(sample, float(usual.get("mean", USUAL_MEAN)),
                                         float(usual.get("deviation", USUAL_DEVIATION)))
                known = Chance(
                    null,
                    (float(asked.get("mean", USUAL_QUERY_MEAN)), float(asked.get("deviation", USUAL_QUERY_DEVIATION))),
                    Hubs.learn(sample, null), sample)
                self._chance = known
            return known

    def _turn_to(self, archive: Archive, space: str) -> None:
        """Drop what is in memory if it is of another space, or of articles that may have been removed."""
        key = archive.index_key(space)
        if self._key == key:
            return
        if self._index is not None and _but_removals(self._key) == _but_removals(key):
            # While a large source leaves, the key is another one at every search: only what has gone is dropped.
            ids = self._index.ids
            gone = ids[~np.isin(ids, archive.vector_ids(space))]
            self._index.remove(gone)
            self._dropped += len(gone)
            if self._dropped > DROPPED * len(ids):
                self._index = None  # a graph whose nodes are dead in many places finds its way badly
        else:
            self._index = None
        self._chance = None
        self._space, self._key = space, key

    def _fresh(self, archive: Archive, space: str, encoded: int, dims: int) -> VectorIndex:
        """The index with everything that is encoded in it, and perhaps what was since the moment of ``archive``."""
        self._turn_to(archive, space)
        index = self._index
        if index is not None and len(index) > encoded and self._encoded_by_now() >= len(index):
            return index  # another search, begun later, has brought it further
        if index is None or len(index) > encoded:
            index = self._open(archive, encoded, dims)
        if len(index) < encoded:
            self._add_new(archive, index)
        if len(index) != encoded:
            # Some of its vectors are no longer in the archive: the stored copy is of no use either.
            shutil.rmtree(self._folder, ignore_errors=True)
            index = self._open(archive, encoded, dims)
        self._index = index
        return index

    def _encoded_by_now(self) -> int:
        """How many vectors the archive holds at this moment; 0 where those in memory may be of others."""
        with Archive(self._path) as present, present.snapshot():
            return present.coverage(self._space).encoded if present.index_key(self._space) == self._key else 0

    def _open(self, archive: Archive, encoded: int, dims: int) -> VectorIndex:
        log.info("opening the index of %s for %d vectors", self._path.name, encoded)
        self._newest = self._dropped = 0
        return open_index(self._folder, self._key, dims, encoded, lambda: archive.iter_vectors(self._space),
                          lambda ids: archive.vectors(self._space, ids.tolist()))

    def _add_new(self, archive: Archive, index: VectorIndex) -> None:
        """Add what was encoded since. Passages are encoded in the order of their ids, so the new ones are the last."""
        known = len(index)
        after = self._newest
        seen = known if after else 0
        for ids, vectors in archive.iter_vectors(self._space, after=after):
            fresh = max(0, known - seen)
            seen += len(ids)
            if fresh < len(ids):
                index.add(ids[fresh:], vectors[fresh:])
            self._newest = int(ids[-1])
        if len(index) > known * WORTH_STORING:
            save_index(index, self._folder, self._key)


def _but_removals(key: str) -> str:
    """The part of ``Archive.index_key`` that stays the same when articles are removed."""
    return key.rpartition(", removals: ")[0]
