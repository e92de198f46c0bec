"""The index beside an archive: loaded when it is good, built from the archive's vectors when it is not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from dejavu_app.indexing.exact import ExactIndex
from dejavu_app.indexing.hnsw import HnswIndex, hnsw_available
from dejavu_app.indexing.protocol import Ids, StaleIndex, VectorIndex, Vectors

SMALL = 50_000
"""Up to this many vectors the exact index answers in milliseconds and is ready at once."""
_TRIED = 32  # of a stored index's vectors that are compared with the archive's before it is used

log = logging.getLogger(__name__)


def index_folder(archive_path: Path) -> Path:
    """Where the index of an archive is kept: ``Name.dejavu-index`` beside ``Name.dejavu``."""
    return archive_path.with_name(f"{archive_path.stem}.dejavu-index")


def wants_graph(count: int) -> bool:
    """Whether an archive of ``count`` vectors is large enough for the graph, and the graph can be had."""
    return count > SMALL and hnsw_available()


def open_index(
    folder: Path,
    fingerprint: str,
    dims: int,
    count: int,
    vectors: Callable[[], Iterator[tuple[Ids, Vectors]]],
    some: Callable[[Ids], tuple[Ids, Vectors]],
) -> VectorIndex:
    """An index over (at least the first of) the archive's ``count`` vectors of one pipeline, ready to be searched.

    A small archive gets the exact index straight from its vectors. A large one gets what is stored in ``folder`` when
    that is whole and of this pipeline; it may lack what was encoded since, which the caller adds. Otherwise the
    vectors are gathered anew, and the graph over them is built and stored in the background. Where hnswlib is missing
    the exact index serves. A disk that refuses the stored copy is only a note in the log.
    ``some`` gives the archive's vectors of those ids that have one, ascending.
    """
    if not wants_graph(count):
        return _filled(ExactIndex(dims, count), vectors)
    index = _loaded(folder, fingerprint, dims, count)
    if index is None or not _agrees(index, some):
        return _gathered(folder, fingerprint, dims, count, vectors)
    if index.covered < 1:
        index.keep(folder, fingerprint)
    return index


def save_index(index: VectorIndex, folder: Path, fingerprint: str) -> bool:
    """Have a graph stored beside the archive when it is whole, in the background; False where there is none.

    The exact index is not stored: reading its vectors from the archive is as quick.
    """
    if not isinstance(index, HnswIndex):
        return False
    index.keep(folder, fingerprint)
    return True


def build_index(
    folder: Path,
    fingerprint: str,
    dims: int,
    count: int,
    vectors: Callable[[], Iterator[tuple[Ids, Vectors]]],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Bring the stored index up to date and wait for it: what an import does at its end, so that no search need.

    ``vectors`` gives all of the archive's vectors. Does nothing for a small archive or without hnswlib.
    """
    if not wants_graph(count):
        return
    index: VectorIndex | None = None
    known = _loaded(folder, fingerprint, dims, count)
    if known is not None and _caught_up(known, vectors):
        if known.covered < 1:
            known.keep(folder, fingerprint)
        index = known
    elif known is not None:
        log.info("the index in %s is of another archive; building it anew", folder)
    del known
    if index is None:
        index = _gathered(folder, fingerprint, dims, count, vectors)
    if isinstance(index, HnswIndex):
        index.settle(cancelled)


def _loaded(folder: Path, fingerprint: str, dims: int, count: int) -> HnswIndex | None:
    """The stored index of this pipeline, unless it is lost, damaged or longer than the archive."""
    try:
        index = HnswIndex.load(folder, fingerprint, dims)
    except StaleIndex as reason:
        log.info("building the index anew: %s", reason)
        return None
    if len(index) > count:
        log.info("%s holds vectors that the archive no longer has; building it anew", folder)
        return None
    return index


def _agrees(index: HnswIndex, some: Callable[[Ids], tuple[Ids, Vectors]]) -> bool:
    """Whether a few of the index's vectors, the newest among them, are the archive's: to compare all takes too long.

    Copies of one archive that went on apart (a backup put back, a folder synchronised in part) differ from some passage
    on, and nothing else tells their indexes apart.
    """
    ids = np.sort(index.ids)
    tried = np.sort(ids[:: -max(1, len(ids) // _TRIED)])
    known, rows = some(tried)
    if len(known) == len(tried) and index.holds(known, rows):
        return True
    log.info("the stored index is of another archive; building it anew")
    return False


def _caught_up(index: HnswIndex, vectors: Callable[[], Iterator[tuple[Ids, Vectors]]]) -> bool:
    """Add what the index lacks; gives False when it holds another vector for one of the ids, or ids of its own.

    Then it was made from an archive that lay here before: one deleted and begun anew, or replaced by a copy. Its
    passages have the same numbers, so nothing else tells.
    """
    seen = 0
    for ids, rows in vectors():
        seen += len(ids)
        new = index.lacks(ids)
        if not index.holds(ids[~new], rows[~new]):
            return False
        index.add(ids[new], rows[new])
    return len(index) == seen


def _gathered(
    folder: Path, fingerprint: str, dims: int, count: int, vectors: Callable[[], Iterator[tuple[Ids, Vectors]]]
) -> VectorIndex:
    try:
        return HnswIndex.gather(dims, folder, fingerprint, vectors(), count)
    except OSError as error:
        log.warning("the index cannot be stored beside the archive: %s", error)
        return _filled(HnswIndex(dims, room=count), vectors)


def _filled(index: VectorIndex, vectors: Callable[[], Iterator[tuple[Ids, Vectors]]]) -> VectorIndex:
    for ids, rows in vectors():
        index.add(ids, rows)
    return index
