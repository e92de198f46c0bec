"""The index beside an archive: loaded when it is good, built from the archive's vectors when it is not."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from dejavu_app.indexing.exact import ExactIndex
from dejavu_app.indexing.hnsw import HnswIndex, hnsw_available
from dejavu_app.indexing.protocol import Ids, StaleIndex, VectorIndex, Vectors

SMALL = 50_000
"""Up to this many vectors the exact index answers in milliseconds and is ready at once."""

log = logging.getLogger(__name__)


def open_index(
    folder: Path,
    fingerprint: str,
    dims: int,
    count: int,
    vectors: Callable[[], Iterator[tuple[Ids, Vectors]]],
) -> VectorIndex:
    """An index over (at least the first of) the archive's ``count`` vectors of one pipeline.

    A small archive gets the exact index straight from its vectors. A large one gets the graph stored in ``folder`` when
    that is whole and of this pipeline; it may lack what was encoded since, which the caller adds. Otherwise the graph
    is built from ``vectors`` and stored; where hnswlib is missing the exact index serves. A disk that refuses the
    stored copy is only a note in the log: the index works without it.
    """
    if count <= SMALL or not hnsw_available():
        return _filled(ExactIndex(dims), vectors)
    try:
        index = HnswIndex.load(folder, fingerprint, dims)
        if len(index) <= count:
            return index
        log.info("%s holds vectors that the archive no longer has; building it anew", folder)
    except StaleIndex as reason:
        log.info("building the index anew: %s", reason)
    shutil.rmtree(folder, ignore_errors=True)
    built = _filled(HnswIndex(dims, room=count + count // 20), vectors)
    save_index(built, folder, fingerprint)
    return built


def save_index(index: VectorIndex, folder: Path, fingerprint: str) -> bool:
    """Store a graph beside the archive; gives False, and a line in the log, where the disk refuses.

    The exact index is not stored: reading its vectors from the archive is as quick.
    """
    if isinstance(index, ExactIndex):
        return False
    try:
        index.save(folder, fingerprint)
    except OSError as error:
        log.warning("the index could not be stored beside the archive: %s", error)
        return False
    return True


def _filled(index: VectorIndex, vectors: Callable[[], Iterator[tuple[Ids, Vectors]]]) -> VectorIndex:
    for ids, rows in vectors():
        index.add(ids, rows)
    return index
