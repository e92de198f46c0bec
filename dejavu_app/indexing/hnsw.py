"""The HNSW index (Malkov and Yashunin 2018) through hnswlib, with that library's traps closed.

Of hnswlib 0.8.0: writing to a bad folder says nothing, so files are written aside and checked; loading a wrong
dimension says nothing, so a manifest holds it; ``ef`` falls back to 10 on load; asking for more neighbours than there
are raises; adding while searching is unsafe, so one lock guards both; its filter callback is slow, so filters are
answered by comparing the allowed rows (few) or by asking for more neighbours and dropping some (many).

Building a graph takes a minute for every hundred thousand vectors, and nobody should wait for it: the vectors
themselves can be searched at once. A graph covers the first of them, the rest are compared one by one, and a thread
behind the scenes moves the border until the graph covers all.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import numpy as np

from dejavu_app.indexing.protocol import Ids, StaleIndex, Vectors, checked, stack, top
from dejavu_app.indexing.rows import Rows, mapped, widen
from dejavu_app.indexing.storage import store, stored

log = logging.getLogger(__name__)

LINKS = 16  # M: links a node; recall against memory
EF_BUILD = 200
EF_SEARCH = 256
"""Candidates kept while walking a graph of up to ``EF_FROM`` vectors; a larger graph is walked more widely.

Recall@10 on MiniLM's vectors of 1916: 0.997 of 30,000 at 200; on 100,000 made ones, which are harder, 0.992 at 246."""
EF_FROM = 50_000
LAG = 2_048
"""Rows that may stay outside the graph: comparing them takes a millisecond."""
DEAD = 0.25
"""Share of dead rows from which a stored index is better built anew."""
SCAN_COST = 2.0
"""Microseconds to compare one row, and below those to ask the graph for one neighbour more: they decide filters."""
WALK_COST = 5.0
RELEASE = 65_536
"""Rows read for the graph after which their memory is given back."""
_STEP = 64  # rows put into the graph at a time: a search waits a tenth of a second at most


def hnsw_available() -> bool:
    """Whether hnswlib is installed (it has no wheels and wants a C++ compiler)."""
    return importlib.util.find_spec("hnswlib") is not None


class HnswIndex:
    """Unit vectors in a navigable graph: some ``4 * dims + 150`` bytes each in memory, ``2 * dims`` more on disk.

    A label in the graph is a row's position. Calls may come from any thread.
    """

    def __init__(self, dims: int, rows: Rows | None = None, room: int = 0, background: bool = True) -> None:
        """``room`` is how many vectors to expect. Without ``background`` the graph grows only in ``settle``."""
        self._dims = dims
        self._rows = rows if rows is not None else Rows(dims)
        self._room = room
        self._background = background
        self._graph: Any = None
        self._covered = 0
        self._dead = 0  # dead rows in the graph
        self._lock = threading.RLock()  # rows and graph; held for as long as one search or one step of building
        self._making = threading.RLock()  # one builder or writer at a time; taken before the other lock
        self._thread: threading.Thread | None = None
        self._settling = 0  # callers of ``settle`` at work; the thread leaves the processors to them
        self._home: tuple[Path, str] | None = None  # where to store the index when the graph is whole
        self._files: dict[str, Path] = {}

    @property
    def dims(self) -> int:
        return self._dims

    @property
    def ids(self) -> Ids:
        """As ``VectorIndex.ids``."""
        with self._lock:
            return self._rows.ids[self._rows.alive]

    @property
    def covered(self) -> float:
        """The share of the vectors that the graph covers; the rest is compared one by one."""
        with self._lock:
            return self._covered / self._rows.count if self._rows.count else 1.0

    def __len__(self) -> int:
        return self._rows.live

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """As ``VectorIndex.add``; the graph follows in the background."""
        ids, vectors = checked(ids, vectors, self._dims)
        if not len(ids):
            return
        with self._lock:
            self._bury(self._rows.add(ids, vectors))
        self._follow()

    def lacks(self, ids: Ids) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of ``ids`` are not in the index, (n,)."""
        with self._lock:
            present = self._rows.ids[self._rows.positions(np.unique(ids))]
        return np.isin(ids, present, invert=True)

    def holds(self, ids: Ids, vectors: Vectors) -> bool:
        """Whether the index has just these vectors, to the half precision it keeps, under ``ids`` (ascending)."""
        with self._lock:
            positions = self._rows.positions(ids)
            if len(positions) != len(ids):
                return False
            rows = vectors[np.searchsorted(ids, self._rows.ids[positions])]
            return self._rows.same(positions, rows)

    def remove(self, ids: Ids) -> None:
        """As ``VectorIndex.remove``."""
        with self._lock:
            self._bury(self._rows.remove(np.asarray(ids, np.int64)))

    def _bury(self, positions: Ids) -> None:
        gone = positions[positions < self._covered]
        for position in gone:
            self._graph.mark_deleted(int(position))
        self._dead += len(gone)

    def search(self, query: Vectors, k: int, allowed: Ids | None = None) -> tuple[Ids, Vectors]:
        """As ``VectorIndex.search``; approximate without a filter or under a wide one, exact under a narrow one."""
        query = np.atleast_2d(np.asarray(query, np.float32))
        with self._lock:
            if k <= 0 or not self._rows.live:
                return stack([(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in query])
            if allowed is None:
                return self._joined(query, min(k, self._rows.live), None)
            positions = self._rows.positions(np.asarray(allowed, np.int64))
            k = min(k, len(positions))
            wanted = int(1.5 * k * self._rows.count / max(len(positions), 1)) + 32
            if wanted < self._covered and SCAN_COST * len(positions) > WALK_COST * wanted:
                ids, scores = self._joined(query, k, positions, wanted)
                if ids.shape[1] == k and (ids >= 0).all():
                    return ids, scores
            return self._rows.nearest(query, k, positions)

    def _joined(self, query: Vectors, k: int, positions: Ids | None, wanted: int = 0) -> tuple[Ids, Vectors]:
        """Answers of the graph and of the rows that it does not cover yet, as one."""
        found: list[tuple[Ids, Vectors]] = [(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in query]
        if self._covered:
            walked = self._walked(query, min(max(wanted, k), self._covered))
            if walked is None:
                return self._rows.nearest(query, k, positions)
            found = [self._kept(labels, scores, positions) for labels, scores in zip(*walked, strict=True)]
        if self._covered < self._rows.count:
            if positions is None:
                tail_ids, tail_scores = self._rows.nearest(query, k, start=self._covered)
            else:
                tail = positions[positions >= self._covered]
                tail_ids, tail_scores = self._rows.nearest(query, k, tail)
            found = [
                (np.concatenate([ids, more[more >= 0]]), np.concatenate([scores, near[more >= 0]]))
                for (ids, scores), more, near in zip(found, tail_ids, tail_scores, strict=True)
            ]
        return stack([top(ids, scores, k) for ids, scores in found])

    def _walked(self, query: Vectors, k: int) -> tuple[Any, Any] | None:
        """Positions and cosines from the graph, or None where it reaches fewer than ``k`` (hnswlib then raises)."""
        k = min(k, self._covered - self._dead)
        if k < 1:
            return np.zeros((len(query), 0), np.int64), np.zeros((len(query), 0), np.float32)
        width = int(EF_SEARCH * max(1.0, self._covered / EF_FROM) ** 0.35)
        self._graph.set_ef(min(max(width, k + k // 4), self._covered))
        try:
            labels, distances = self._graph.knn_query(query, k=k, num_threads=1)
        except RuntimeError as error:
            log.info("the graph gave fewer than %d neighbours: %s", k, error)
            return None
        return labels.astype(np.int64), np.asarray(1.0 - distances, np.float32)

    def _kept(self, labels: Ids, scores: Vectors, positions: Ids | None) -> tuple[Ids, Vectors]:
        if positions is not None:
            places = np.searchsorted(positions, labels)
            places[places == len(positions)] = 0
            inside = positions[places] == labels
            labels, scores = labels[inside], scores[inside]
        return self._rows.ids[labels], scores

    # The graph behind the scenes

    def _follow(self) -> None:
        """Start the thread that brings the graph up to date, unless it runs or there is too little to do."""
        with self._lock:
            behind = self._rows.count - self._covered
            due = behind > LAG or (self._home is not None and (behind or "graph" not in self._files))
            if self._background and self._thread is None and due:
                # Not a daemon: such a thread, cut off inside hnswlib, can bring the whole process down at its end.
                self._thread = threading.Thread(target=_build, args=(weakref.ref(self),), name="index", daemon=False)
                self._thread.start()

    def settle(self, cancelled: Callable[[], bool] = lambda: False) -> bool:
        """Bring the graph up to date with all processors; gives False when ``cancelled`` said to stop before."""
        self._settling += 1
        try:
            while self._step(4 * _STEP, os.cpu_count() or 1):
                if cancelled():
                    return False
        finally:
            self._settling -= 1
        self._keep()
        return True

    def _step(self, size: int, threads: int) -> bool:
        """Put up to ``size`` rows into the graph; gives whether more are left."""
        with self._making, self._lock:
            start, end = self._covered, min(self._covered + size, self._rows.count)
            if start < end:
                self._make_room(end)
                vectors = np.concatenate([widen(span) for span in self._rows.spans(start, end)])
                self._graph.add_items(vectors, np.arange(start, end), num_threads=threads)
                self._covered = end
                self._bury(np.flatnonzero(~self._rows.alive[start:end]) + start)
                if start // RELEASE < end // RELEASE:
                    self._rows.release()
            return self._covered < self._rows.count

    def _make_room(self, count: int) -> None:
        import hnswlib

        if self._graph is None:
            room = max(self._room, self._rows.count + self._rows.count // 20, 1024)
            self._graph = hnswlib.Index(space="ip", dim=self._dims)
            self._graph.init_index(max_elements=room, M=LINKS, ef_construction=EF_BUILD, random_seed=1)
        elif count > self._graph.get_max_elements():
            self._graph.resize_index(max(count, self._rows.count, self._graph.get_max_elements() * 5 // 4))

    def _keep(self) -> None:
        """Store the index where ``keep`` said; a disk that refuses is only a line in the log."""
        if self._home is not None:
            folder, fingerprint = self._home
            self._home = None
            try:
                self.save(folder, fingerprint)
            except OSError as error:
                log.warning("the index could not be stored beside the archive: %s", error)

    def keep(self, folder: Path, fingerprint: str) -> None:
        """Store the index in ``folder`` as soon as its graph is whole, in the background."""
        with self._lock:
            self._home = (folder, fingerprint)
            self._files.pop("graph", None)
        self._follow()

    def save(self, folder: Path, fingerprint: str) -> None:
        """As ``VectorIndex.save``: the vectors, and as much of the graph as there is."""
        with self._making:
            with self._lock:
                count, covered = self._rows.count, self._covered
                ids, dead = self._rows.ids.copy(), np.flatnonzero(~self._rows.alive)
            writers: dict[str, Callable[[Path], None]] = {}
            kept: dict[str, Path] = {}
            rows = self._files.get("rows")
            if rows is not None and rows.parent == folder and _size(rows) == count * self._dims * 2:
                kept["rows"] = rows
            else:
                writers["rows"] = lambda path: self._rows.write(path, count)
            writers["ids"] = lambda path: ids.astype("<i8").tofile(path)
            if covered:
                writers["graph"] = self._write_graph
            facts = self._facts(fingerprint) | {"count": count, "covered": covered, "dead": dead.tolist()}
            self._files = store(folder, facts, writers, kept)

    def _write_graph(self, path: Path) -> None:
        self._graph.save_index(str(path))
        if _size(path) != self._graph.index_file_size():
            raise OSError(f"{path}: the graph was not written whole")

    def _facts(self, fingerprint: str) -> dict[str, object]:
        return {"kind": "hnsw", "space": "ip", "dims": self._dims, "links": LINKS, "fingerprint": fingerprint}

    @classmethod
    def load(cls, folder: Path, fingerprint: str, dims: int) -> Self:
        """As ``VectorIndex.load``. The vectors stay on disk until they are asked for."""
        if not hnsw_available():
            raise StaleIndex("hnswlib is not installed")
        import hnswlib

        files, manifest = stored(folder, cls(dims)._facts(fingerprint))
        try:
            count, covered = int(manifest["count"]), int(manifest["covered"])
            ids = np.fromfile(files["ids"], "<i8")
            rows = Rows(dims, ids, mapped(files["rows"], count, dims), np.asarray(manifest["dead"], np.int64))
            if len(manifest["dead"]) > DEAD * count or (covered and "graph" not in files):
                raise StaleIndex(f"{folder}: too much of it is dead or missing")
            index = cls(dims, rows)
            if covered:
                index._graph = hnswlib.Index(space="ip", dim=dims)
                index._graph.load_index(str(files["graph"]), max_elements=covered + max(1024, covered // 10))
                if index._graph.get_current_count() != covered:
                    raise StaleIndex(f"{folder}: {index._graph.get_current_count()} in the graph, not {covered}")
        except (OSError, ValueError, KeyError, TypeError, IndexError, RuntimeError) as error:
            raise StaleIndex(f"{folder}: {error}") from error
        index._covered = covered
        index._dead = int((~rows.alive[:covered]).sum())
        index._files = files
        return index

    @classmethod
    def gather(cls, dims: int, folder: Path, fingerprint: str, vectors: Any, room: int) -> Self:
        """An index over ``vectors`` (batches of ids and rows), which go straight to disk; the graph follows.

        Raises ``OSError`` when the disk refuses.
        """
        ids: list[Ids] = []

        def write(path: Path) -> None:
            with path.open("wb") as stream:
                for some, rows in vectors:
                    ids.append(np.asarray(some, np.int64))
                    stream.write(np.ascontiguousarray(rows, "<f2").tobytes())

        facts = cls(dims)._facts(fingerprint)
        files = store(folder, {**facts, "count": -1, "covered": 0, "dead": []}, {"rows": write})
        known = np.concatenate(ids) if ids else np.zeros(0, np.int64)
        index = cls(dims, Rows(dims, known, mapped(files["rows"], len(known), dims)), room)
        index._files = files
        index.save(folder, fingerprint)
        index.keep(folder, fingerprint)
        return index


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _build(reference: weakref.ref[HnswIndex]) -> None:
    """The builder's thread: ends when the graph is whole, the index is dropped, or the program ends."""
    threads = max(1, (os.cpu_count() or 1) // 2)
    while threading.main_thread().is_alive():
        index = reference()
        if index is None:
            return
        if index._settling:
            pause = 0.05
        elif index._step(_STEP, threads):
            pause = 0.002  # a search that waits for the lock gets it now
        else:
            index._keep()
            pause = 0.0
            with index._lock:
                if index._covered == index._rows.count and index._home is None:
                    index._thread = None
                    return
        del index
        time.sleep(pause)
