"""Vectors by position in half precision: most of them in a file that is mapped, the newest ones in memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dejavu_app.indexing.protocol import Ids, Vectors, stack, top

Halves = NDArray[np.float16]

CHUNK = 4096
"""Rows in one piece of memory; pieces are never moved, so growth copies nothing."""
FORGET = 100_000
"""Rows compared after which the memory of mapped ones is given back: a few hundred megabytes at most are held."""
_STEP = 512  # rows compared at once: their float32 copy stays in the processor's cache
_AT_ONCE = 16  # queries compared at once
_TO_FLOAT = np.float32(2.0**112)
_BITS = np.uint32(0x8FFFE000).view(np.int32)


def widen(halves: Halves) -> Vectors:
    """Finite half-precision numbers as float32, exactly.

    Sign and magnitude are shifted into float32's places and the difference of the exponents' biases (127 - 15) is
    made up by a multiplication: twice as quick as NumPy's own conversion.
    """
    wide = np.ascontiguousarray(halves).view(np.int16).astype(np.int32)
    wide <<= 13
    wide &= _BITS
    floats = wide.view(np.float32)
    floats *= _TO_FLOAT
    return floats


class Rows:
    """Ids and vectors in the order of their coming. A replaced or removed row stays in its place and is dead."""

    def __init__(self, dims: int, ids: Ids | None = None, base: Halves | None = None, dead: Ids | None = None) -> None:
        """``base`` (n, dims) float16 holds the first rows, ``ids`` (n,) theirs; ``dead`` are positions among them."""
        self.dims = dims
        self._base = base if base is not None else np.zeros((0, dims), np.float16)
        self.count = len(self._base)
        self._ids = np.array(ids if ids is not None else np.zeros(0), np.int64)
        self._alive = np.ones(self.count, np.bool_)
        self._chunks: list[Halves] = []
        self._compared_rows = 0  # since memory was last given back
        if len(self._ids) != self.count:
            raise ValueError(f"{len(self._ids)} ids for {self.count} rows")
        if dead is not None:
            self._alive[dead] = False
        self.live = int(self._alive.sum())
        # Passages are encoded in the order of their ids, so positions are nearly always in that order too.
        self._ordered = bool((np.diff(self._ids) > 0).all())
        self._highest = int(self._ids.max(initial=-1))
        self._order: NDArray[np.int64] | None = None  # living positions by id, where they are not

    @property
    def ids(self) -> Ids:
        """The id at each position, (count,) int64."""
        return self._ids[: self.count]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Whether the row at each position counts, (count,)."""
        return self._alive[: self.count]

    def add(self, ids: Ids, vectors: Vectors) -> NDArray[np.int64]:
        """Append rows with distinct, ascending ids; gives the positions of those that they replace."""
        replaced = self.remove(ids)
        self._ordered = self._ordered and int(ids[0]) > self._highest
        self._highest = max(self._highest, int(ids[-1]))
        self._make_room(self.count + len(ids))
        start, end = self.count, self.count + len(ids)
        self._ids[start:end] = ids
        self._alive[start:end] = True
        done = 0
        while done < len(ids):
            place = start + done - len(self._base)
            if place // CHUNK == len(self._chunks):
                self._chunks.append(np.empty((CHUNK, self.dims), np.float16))
            some = min(len(ids) - done, CHUNK - place % CHUNK)
            self._chunks[place // CHUNK][place % CHUNK : place % CHUNK + some] = vectors[done : done + some]
            done += some
        self.count = end
        self.live += len(ids)
        self._order = None
        return replaced

    def remove(self, ids: Ids) -> NDArray[np.int64]:
        """Mark rows as dead; gives their positions."""
        if not len(ids) or int(np.min(ids)) > self._highest:
            return np.zeros(0, np.int64)
        gone = self.positions(np.unique(ids))
        if len(gone):
            self._alive[gone] = False
            self.live -= len(gone)
            self._order = None
        return gone

    def _make_room(self, room: int) -> None:
        if room > len(self._ids):
            size = max(room, len(self._ids) * 5 // 4, CHUNK)
            self._ids = np.concatenate([self.ids, np.zeros(size - self.count, np.int64)])
            self._alive = np.concatenate([self.alive, np.zeros(size - self.count, np.bool_)])

    def positions(self, ids: Ids) -> NDArray[np.int64]:
        """Ascending positions of the living rows among sorted, distinct ``ids``."""
        if self._ordered:
            found = _places(self.ids, ids)
            return found[self._alive[found]]
        if self._order is None:
            living = np.flatnonzero(self.alive)
            self._order = living[np.argsort(self.ids[living], kind="stable")]
        return np.sort(self._order[_places(self.ids[self._order], ids)])

    def spans(self, start: int, end: int) -> Iterator[Halves]:
        """The rows from position ``start`` to ``end``, piece by piece, (n, dims) float16 each."""
        base = len(self._base)
        if start < base:
            yield self._base[start : min(end, base)]
            start = base
        while start < end:
            place = start - base
            some = min(end - start, CHUNK - place % CHUNK)
            yield self._chunks[place // CHUNK][place % CHUNK : place % CHUNK + some]
            start += some

    def take(self, positions: NDArray[np.int64]) -> Halves:
        """The rows at ascending positions, (n, dims) float16."""
        base = len(self._base)
        edge = int(np.searchsorted(positions, base))
        parts = [self._base[positions[:edge]]]
        places = positions[edge:] - base
        while len(places):
            chunk = int(places[0]) // CHUNK
            some = int(np.searchsorted(places, (chunk + 1) * CHUNK))
            parts.append(self._chunks[chunk][places[:some] - chunk * CHUNK])
            places = places[some:]
        return np.concatenate(parts)

    def same(self, positions: NDArray[np.int64], vectors: Vectors) -> bool:
        """Whether the rows at ascending positions are these vectors, (n, dims)."""
        held = np.ascontiguousarray(self.take(positions), "<f2")
        self._read(len(held))
        return held.tobytes() == np.ascontiguousarray(vectors, "<f2").tobytes()

    def nearest(
        self, queries: Vectors, k: int, positions: NDArray[np.int64] | None = None, start: int = 0
    ) -> tuple[Ids, Vectors]:
        """The ``k`` nearest living rows of each query by comparing all: those at ``positions``, else from ``start``."""
        answers = []
        for first in range(0, len(queries), _AT_ONCE):
            some = queries[first : first + _AT_ONCE]
            if positions is None:
                scores = self._compared(some, self.spans(start, self.count), self.count - start)
                scores[:, ~self._alive[start : self.count]] = -np.inf
                ids = self._ids[start : self.count]
                most = min(k, int(self._alive[start : self.count].sum()))
            else:
                pieces = (self.take(positions[at : at + CHUNK]) for at in range(0, len(positions), CHUNK))
                scores = self._compared(some, pieces, len(positions))
                ids = self._ids[positions]
                most = min(k, len(positions))
            answers += [top(ids, row, most) for row in scores]
        return stack(answers)

    def _compared(self, queries: Vectors, pieces: Iterator[Halves], count: int) -> Vectors:
        scores = np.empty((len(queries), count), np.float32)
        at = 0
        for piece in pieces:
            for first in range(0, len(piece), _STEP):
                block = piece[first : first + _STEP]
                np.matmul(queries, widen(block).T, out=scores[:, at : at + len(block)])
                at += len(block)
        self._read(count)
        return scores

    def _read(self, count: int) -> None:
        """Take note that rows were read, and give their memory back from time to time."""
        self._compared_rows += count
        if self._compared_rows > FORGET:
            self.release()

    def release(self) -> None:
        """Give back the memory of mapped rows that were read; they are read again when needed."""
        self._compared_rows = 0
        file = getattr(self._base, "_mmap", None)
        if file is not None and hasattr(mmap, "MADV_DONTNEED"):
            file.madvise(mmap.MADV_DONTNEED)

    def write(self, path: Path, count: int) -> None:
        """Write the first ``count`` rows to a file that ``mapped`` reads."""
        with path.open("wb") as stream:
            for span in self.spans(0, count):
                for first in range(0, len(span), CHUNK):
                    stream.write(np.ascontiguousarray(span[first : first + CHUNK], "<f2").tobytes())


def _places(known: Ids, ids: Ids) -> NDArray[np.int64]:
    """Where in ``known`` the ``ids`` are; both sorted and distinct."""
    if len(ids) * 8 > len(known):
        return np.flatnonzero(np.isin(known, ids, assume_unique=True))
    places = np.searchsorted(known, ids)
    inside = places < len(known)
    places = places[inside]
    return places[known[places] == ids[inside]]


def mapped(path: Path, count: int, dims: int) -> Halves:
    """The rows of a file, read from disk when they are asked for.

    Raises ``OSError`` or ``ValueError`` when it is short.
    """
    if not count:
        return np.zeros((0, dims), np.float16)
    return np.memmap(path, dtype="<f2", mode="r", shape=(count, dims))
