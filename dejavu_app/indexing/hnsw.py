"""The HNSW index (Malkov and Yashunin 2018) through hnswlib, with that library's traps closed.

Of hnswlib 0.8.0: writing to a bad folder says nothing, so files are written aside and checked; loading a wrong
dimension says nothing, so a manifest holds it; ``ef`` falls back to 10 on load; asking for more neighbours than there
are raises; adding while searching is unsafe, so one lock guards both; its filter callback is slow, so filters are
answered by exact comparison (few rows) or by asking for more neighbours and dropping some (many rows).
"""

from __future__ import annotations

import importlib.util
import os
import threading
from pathlib import Path
from typing import Any, Self

import numpy as np

from dejavu_app.indexing.protocol import Ids, StaleIndex, Vectors, stack, top
from dejavu_app.indexing.storage import store, stored

LINKS = 24  # M: links a node; recall against memory
EF_BUILD = 160
EF_SEARCH = 160
SCAN = 20_000
"""Up to this many allowed rows, comparing each is quicker than walking the graph."""
WIDEST = 4_000
"""The most neighbours asked of the graph when a filter drops some; past that every allowed row is compared."""


def hnsw_available() -> bool:
    """Whether hnswlib is installed (it has no wheels and wants a C++ compiler)."""
    return importlib.util.find_spec("hnswlib") is not None


class HnswIndex:
    """Unit vectors in a navigable graph; about ``4 * dims + 10 * LINKS`` bytes a vector."""

    def __init__(self, dims: int, room: int = 1024) -> None:
        """``room`` is how many vectors to make space for; it grows by itself."""
        self._dims = dims
        self._lock = threading.RLock()
        self._graph = self._empty(dims, max(1, room))
        self._ids: set[int] = set()

    @staticmethod
    def _empty(dims: int, room: int) -> Any:
        import hnswlib

        graph = hnswlib.Index(space="ip", dim=dims)
        graph.init_index(max_elements=room, M=LINKS, ef_construction=EF_BUILD, random_seed=1)
        graph.set_ef(EF_SEARCH)
        return graph

    @property
    def dims(self) -> int:
        return self._dims

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """As ``VectorIndex.add``."""
        ids = np.asarray(ids, np.int64)
        vectors = np.asarray(vectors, np.float32)
        if vectors.shape != (len(ids), self._dims):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(ids)} ids of {self._dims} dimensions")
        if not len(ids):
            return
        with self._lock:
            chosen = len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]
            ids, vectors = ids[chosen], vectors[chosen]
            room = self._graph.get_current_count() + len(ids)
            if room > self._graph.get_max_elements():
                self._graph.resize_index(max(room, self._graph.get_max_elements() * 3 // 2))
            gone = set(int(label) for label in ids) & self._deleted()
            for label in gone:
                self._graph.unmark_deleted(label)
            self._graph.add_items(vectors, ids, num_threads=os.cpu_count() or 1)
            self._ids.update(int(label) for label in ids)

    def _deleted(self) -> set[int]:
        if self._graph.get_current_count() == len(self._ids):
            return set()
        return set(self._graph.get_ids_list()) - self._ids

    def remove(self, ids: Ids) -> None:
        """As ``VectorIndex.remove``."""
        with self._lock:
            for label in map(int, ids):
                if label in self._ids:
                    self._graph.mark_deleted(label)
                    self._ids.discard(label)

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """As ``VectorIndex.search``; approximate without a filter or under a wide one, exact under a narrow one."""
        query = np.atleast_2d(np.asarray(query, np.float32))
        with self._lock:
            if k <= 0 or not self._ids:
                return stack([(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in query])
            if allowed is None:
                return self._nearest(query, min(k, len(self._ids)))
            share = len(allowed) / len(self._ids)
            wanted = int(1.5 * k / max(share, 1e-9)) + 32
            if len(allowed) > SCAN and wanted <= min(WIDEST, len(self._ids)):
                ids, scores = self._nearest(query, wanted)
                rows = []
                for row_ids, row_scores in zip(ids, scores, strict=True):
                    known = _within(row_ids, allowed)
                    rows.append((row_ids[known][:k], row_scores[known][:k]))
                if all(len(row_ids) == min(k, len(allowed)) for row_ids, _ in rows):
                    return stack(rows)
            return self._compare(query, k, allowed)

    def _nearest(self, query: Vectors, k: int) -> tuple[Ids, Vectors]:
        self._graph.set_ef(max(EF_SEARCH, k + k // 2))
        try:
            labels, distances = self._graph.knn_query(query, k=k, num_threads=1)
        except RuntimeError:  # the graph reached fewer than k: hnswlib raises where an answer was there
            return self._compare(query, k, np.fromiter(sorted(self._ids), np.int64))
        ids = labels.astype(np.int64)
        scores = np.asarray(1.0 - distances, np.float32)
        return stack([top(row_ids, row, k) for row_ids, row in zip(ids, scores, strict=True)])

    def _compare(self, query: Vectors, k: int, allowed: Ids) -> tuple[Ids, Vectors]:
        known = np.fromiter((label for label in map(int, allowed) if label in self._ids), np.int64)
        best = [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in query]
        for start in range(0, len(known), SCAN):
            ids = known[start : start + SCAN]
            scores = query @ np.asarray(self._graph.get_items(ids, return_type="numpy"), np.float32).T
            best = [
                top(np.concatenate([old_ids, ids]), np.concatenate([old, row]), k)
                for (old_ids, old), row in zip(best, scores, strict=True)
            ]
        return stack(best)

    def save(self, folder: Path, fingerprint: str) -> None:
        """As ``VectorIndex.save``; raises ``OSError`` when the file could not be written whole."""
        with self._lock:
            count = self._graph.get_current_count()
            facts = self._facts(fingerprint) | {"count": count, "removed": sorted(self._deleted())}
            store(folder, "hnsw", facts, lambda path: self._graph.save_index(str(path)))

    def _facts(self, fingerprint: str) -> dict[str, object]:
        return {"kind": "hnsw", "space": "cosine", "dims": self._dims, "links": LINKS, "fingerprint": fingerprint}

    @classmethod
    def load(cls, folder: Path, fingerprint: str, dims: int) -> Self:
        """As ``VectorIndex.load``."""
        if not hnsw_available():
            raise StaleIndex("hnswlib is not installed")
        import hnswlib

        index = cls(dims, room=1)
        path, manifest = stored(folder, index._facts(fingerprint))
        count = int(manifest["count"])
        graph = hnswlib.Index(space="ip", dim=dims)
        try:
            graph.load_index(str(path), max_elements=count + max(1024, count // 10))
        except RuntimeError as error:
            raise StaleIndex(f"{path}: {error}") from error
        if graph.get_current_count() != count:
            raise StaleIndex(f"{path}: {graph.get_current_count()} vectors, not {count}")
        graph.set_ef(EF_SEARCH)
        index._graph = graph
        index._ids = set(graph.get_ids_list()) - set(manifest.get("removed", []))
        return index


def _within(ids: Ids, allowed: Ids) -> np.ndarray[Any, np.dtype[np.bool_]]:
    places = np.searchsorted(allowed, ids)
    places[places == len(allowed)] = 0
    return np.asarray(allowed[places] == ids)
