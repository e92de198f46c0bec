"""The exact index: every vector is compared. It needs nothing but NumPy and is the measure of the others."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Self

import numpy as np

from dejavu_app.indexing.protocol import Ids, StaleIndex, Vectors, checked, stack, top
from dejavu_app.indexing.storage import store, stored

BLOCK = 65_536
"""Vectors compared at once; bounds the memory of a search, not of the index."""


class ExactIndex:
    """Unit vectors in one array sorted by id; 4 * dims bytes a vector."""

    def __init__(self, dims: int, room: int = 0) -> None:
        """``room`` is how many vectors to expect; more are taken."""
        self._dims = dims
        self._ids: Ids = np.zeros(room, np.int64)
        self._vectors: Vectors = np.zeros((room, dims), np.float32)
        self._count = 0
        self._lock = threading.RLock()

    @property
    def dims(self) -> int:
        return self._dims

    @property
    def ids(self) -> Ids:
        """As ``VectorIndex.ids``."""
        with self._lock:
            return self._ids[: self._count].copy()

    def __len__(self) -> int:
        return self._count

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """As ``VectorIndex.add``. Adding in the order of ids is cheap; any other order sorts once."""
        ids, vectors = checked(ids, vectors, self._dims)
        if not len(ids):
            return
        with self._lock:
            if self._count and ids[0] <= self._ids[self._count - 1]:
                self.remove(ids)
            room = self._count + len(ids)
            if room > len(self._ids):
                self._grow(max(room, len(self._ids) * 3 // 2))
            self._ids[self._count : room] = ids
            self._vectors[self._count : room] = vectors
            in_order = not self._count or ids[0] > self._ids[self._count - 1]
            self._count = room
            if not in_order:
                order = np.argsort(self._ids[:room], kind="stable")
                self._ids[:room] = self._ids[:room][order]
                self._vectors[:room] = self._vectors[:room][order]

    def _grow(self, room: int) -> None:
        ids = np.zeros(room, np.int64)
        vectors = np.zeros((room, self._dims), np.float32)
        ids[: self._count] = self._ids[: self._count]
        vectors[: self._count] = self._vectors[: self._count]
        self._ids, self._vectors = ids, vectors

    def remove(self, ids: Ids) -> None:
        """As ``VectorIndex.remove``."""
        with self._lock:
            keep = ~np.isin(self._ids[: self._count], ids)
            left = int(keep.sum())
            if left < self._count:
                self._ids[:left] = self._ids[: self._count][keep]
                self._vectors[:left] = self._vectors[: self._count][keep]
                self._count = left

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """As ``VectorIndex.search``; exact up to float32 rounding."""
        query = np.atleast_2d(np.asarray(query, np.float32))
        with self._lock:
            if allowed is None:
                rows = None
                count = self._count
            else:
                rows = np.flatnonzero(np.isin(self._ids[: self._count], allowed))
                count = len(rows)
            best: list[tuple[Ids, Vectors]] = [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in query]
            if k <= 0:
                return stack(best)
            for start in range(0, count, BLOCK):
                span = slice(start, min(count, start + BLOCK))
                chosen = span if rows is None else rows[span]
                ids = self._ids[chosen]
                scores = query @ self._vectors[chosen].T
                for row, (known_ids, known_scores) in enumerate(best):
                    near_ids, near = top(ids, scores[row], k)
                    best[row] = top(np.concatenate([known_ids, near_ids]), np.concatenate([known_scores, near]), k)
            return stack(best)

    def save(self, folder: Path, fingerprint: str) -> None:
        """As ``VectorIndex.save``."""
        with self._lock:
            ids, vectors = self._ids[: self._count], self._vectors[: self._count]

            def write(path: Path) -> None:
                with path.open("wb") as stream:
                    np.savez(stream, ids=ids, vectors=vectors)

            store(folder, self._facts(fingerprint) | {"count": self._count}, {"exact": write})

    def _facts(self, fingerprint: str) -> dict[str, object]:
        return {"kind": "exact", "space": "cosine", "dims": self._dims, "fingerprint": fingerprint}

    @classmethod
    def load(cls, folder: Path, fingerprint: str, dims: int) -> Self:
        """As ``VectorIndex.load``."""
        index = cls(dims)
        files, manifest = stored(folder, index._facts(fingerprint))
        path = files.get("exact", folder)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                index.add(arrays["ids"], arrays["vectors"])
        except (OSError, ValueError, KeyError) as error:
            raise StaleIndex(f"{path}: {error}") from error
        if len(index) != manifest["count"]:
            raise StaleIndex(f"{path}: {len(index)} vectors, not {manifest['count']}")
        return index
