"""The graph in particular: recall, the border between graph and rows, many threads, and its place beside an archive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.indexing import ExactIndex, HnswIndex, VectorIndex, build_index, hnsw_available, open_index
from dejavu_app.indexing import cache as cache_module
from dejavu_app.indexing import hnsw as hnsw_module
from dejavu_app.indexing.rows import CHUNK, Rows, widen
from tests.indexing.test_contract import unit

pytestmark = pytest.mark.skipif(not hnsw_available(), reason="hnswlib is not installed")

DIMS = 32


def clustered(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    vectors = unit(60, 1, DIMS)[rng.integers(0, 60, n)] + 0.15 * rng.standard_normal((n, DIMS)).astype(np.float32)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_halves_widen_exactly() -> None:
    every = np.arange(65536, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)].reshape(2, -1)
    assert np.array_equal(widen(finite), finite.astype(np.float32))


def test_rows_cross_the_border_of_their_pieces() -> None:
    vectors = unit(2 * CHUNK + 100, 0, 4)
    base = vectors[:50].astype(np.float16)
    rows = Rows(4, np.arange(50, dtype=np.int64), base)
    for start in range(50, len(vectors), 3000):
        some = vectors[start : start + 3000]
        rows.add(np.arange(start, start + len(some), dtype=np.int64), some)
    assert np.array_equal(np.concatenate(list(rows.spans(10, rows.count))), vectors[10:].astype(np.float16))
    picked = np.array([0, 49, 50, CHUNK + 49, CHUNK + 50, 2 * CHUNK + 99])
    assert np.array_equal(rows.take(picked), vectors[picked].astype(np.float16))


def test_recall_against_exact_search() -> None:
    vectors, queries = clustered(6000, 2), clustered(100, 3)
    ids = np.arange(6000, dtype=np.int64)
    exact, graph = ExactIndex(DIMS), HnswIndex(DIMS, background=False)
    for index in (exact, graph):
        index.add(ids, vectors)
    assert graph.settle() and graph.covered == 1
    wanted, found = exact.search(queries, 10)[0], graph.search(queries, 10)[0]
    shared = [len(set(a) & set(b)) for a, b in zip(wanted.tolist(), found.tolist(), strict=True)]
    assert np.mean(shared) / 10 >= 0.98


def test_a_half_built_graph_and_the_rest_answer_as_one() -> None:
    vectors = clustered(3000, 4)
    index, exact = HnswIndex(DIMS, background=False), ExactIndex(DIMS)
    for each in (index, exact):
        each.add(np.arange(3000, dtype=np.int64), vectors)
    while index._step(250, 1):
        found, wanted = index.search(vectors[2990], 20)[0][0], exact.search(vectors[2990], 20)[0][0]
        assert found[0] == 2990
        assert len(set(found.tolist()) & set(wanted.tolist())) >= 19
    index.remove(np.arange(0, 3000, 2, dtype=np.int64))
    assert (index.search(vectors[10], 50)[0] % 2 == 1).all()


@pytest.mark.parametrize("share", [0.02, 0.2, 0.7])
def test_filters_of_any_width_give_k_where_they_exist(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clustered(4000, 5)
    index, exact = HnswIndex(DIMS, background=False), ExactIndex(DIMS)
    for each in (index, exact):
        each.add(np.arange(4000, dtype=np.int64), vectors)
    index.settle()
    monkeypatch.setattr(hnsw_module, "WALK_COST", 0.01)  # prefer the graph wherever it can serve
    # The worst case for a graph: what is allowed lies far from the query.
    allowed = np.sort(np.argsort(vectors @ vectors[0])[: int(share * 4000)]).astype(np.int64)
    found, wanted = index.search(vectors[0], 30, allowed)[0], exact.search(vectors[0], 30, allowed)[0]
    assert found.shape == (1, 30)
    assert len(set(found[0].tolist()) & set(wanted[0].tolist())) >= 29


def test_the_graph_follows_in_the_background_while_others_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hnsw_module, "LAG", 100)
    vectors = clustered(2000, 6)
    index = HnswIndex(DIMS)
    wrong: list[int] = []

    def ask() -> None:
        for n in range(0, 200, 2):
            if index.search(vectors[n], 1)[0].tolist() != [[n]]:
                wrong.append(n)

    index.add(np.arange(200, dtype=np.int64), vectors[:200])
    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for start in range(200, 2000, 300):
        index.add(np.arange(start, start + 300, dtype=np.int64), vectors[start : start + 300])
    for asker in askers:
        asker.join()
    assert not wrong
    index.settle()
    assert index.covered == 1


def stream(vectors: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(vectors), 500):
        some = vectors[start : start + 500]
        yield np.arange(start, start + len(some), dtype=np.int64), some


class Source:
    """An archive's vectors, which counts how often it is read from its beginning."""

    def __init__(self, vectors: np.ndarray) -> None:
        self.vectors = vectors
        self.reads = 0

    def __call__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        self.reads += 1
        return stream(self.vectors)

    def some(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        there = ids[ids < len(self.vectors)]
        return there, self.vectors[there]


def opened(folder: Path, source: Source) -> VectorIndex:
    return open_index(folder, "one", DIMS, len(source.vectors), source, source.some)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "SMALL", 1000)


def test_a_small_archive_needs_no_graph(tmp_path: Path) -> None:
    source = Source(clustered(300, 7))
    index = opened(tmp_path / "index", source)
    assert isinstance(index, ExactIndex) and len(index) == 300


@pytest.mark.usefixtures("small")
def test_without_hnswlib_the_exact_index_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "hnsw_available", lambda: False)
    index = opened(tmp_path / "index", Source(clustered(2000, 8)))
    assert isinstance(index, ExactIndex) and len(index) == 2000


@pytest.mark.usefixtures("small")
def test_a_built_index_is_loaded_and_not_built_again(tmp_path: Path) -> None:
    source = Source(clustered(2000, 9))
    build_index(tmp_path / "index", "one", DIMS, 2000, source)
    assert source.reads == 1
    index = opened(tmp_path / "index", source)
    assert source.reads == 1
    assert isinstance(index, HnswIndex) and index.covered == 1 and len(index) == 2000
    assert index.search(source.vectors[1234], 1)[0].tolist() == [[1234]]


@pytest.mark.usefixtures("small")
def test_a_fresh_index_answers_before_its_graph_is_built(tmp_path: Path) -> None:
    source = Source(clustered(2000, 10))
    index = opened(tmp_path / "index", source)
    assert index.search(source.vectors[1999], 1)[0].tolist() == [[1999]]
    assert isinstance(index, HnswIndex)
    index.settle()


@pytest.mark.usefixtures("small")
def test_a_longer_archive_is_caught_up_with(tmp_path: Path) -> None:
    source = Source(clustered(3000, 11))
    short = Source(source.vectors[:2000])
    build_index(tmp_path / "index", "one", DIMS, 2000, short)
    build_index(tmp_path / "index", "one", DIMS, 3000, source)
    index = HnswIndex.load(tmp_path / "index", "one", DIMS)
    assert len(index) == 3000 and index.covered == 1
    assert index.search(source.vectors[2500], 1)[0].tolist() == [[2500]]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("fingerprint, count", [("two", 2000), ("one", 1500)])
def test_what_is_not_this_archives_is_built_anew(tmp_path: Path, fingerprint: str, count: int) -> None:
    build_index(tmp_path / "index", "one", DIMS, 2000, Source(clustered(2000, 12)))
    other = Source(clustered(count, 13))
    build_index(tmp_path / "index", fingerprint, DIMS, count, other)
    assert other.reads >= 1
    assert len(HnswIndex.load(tmp_path / "index", fingerprint, DIMS)) == count


@pytest.mark.usefixtures("small")
def test_a_damaged_cache_is_built_anew_in_silence(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = Source(clustered(2000, 14))
    build_index(folder, "one", DIMS, 2000, source)
    graph = next(folder.glob("*.graph"))
    graph.write_bytes(graph.read_bytes()[:-1000])
    build_index(folder, "one", DIMS, 2000, source)
    assert source.reads == 2
    assert len(HnswIndex.load(folder, "one", DIMS)) == 2000


@pytest.mark.usefixtures("small")
def test_a_disk_that_refuses_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file is in the way")
    source = Source(clustered(2000, 15))
    index = opened(tmp_path / "index", source)
    assert index.search(source.vectors[3], 1)[0].tolist() == [[3]]


def test_a_store_that_says_nothing_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = HnswIndex(DIMS, background=False)
    index.add(np.arange(100, dtype=np.int64), clustered(100, 16))
    index.settle()
    index.save(tmp_path, "one")
    monkeypatch.setattr(hnsw_module, "_size", lambda path: 10)
    with pytest.raises(OSError, match="not written whole"):
        index.save(tmp_path, "one")
    monkeypatch.undo()
    assert len(HnswIndex.load(tmp_path, "one", DIMS)) == 100


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("job", [True, False])
@pytest.mark.parametrize("count, differs", [(2000, 0), (3000, 0), (3000, 1800)])
def test_the_index_of_an_archive_that_lay_here_before_is_built_anew(
    tmp_path: Path, count: int, differs: int, job: bool
) -> None:
    """Deleted and begun again, or replaced: the same passage numbers, other vectors from ``differs`` on.

    An import's end finds it out, and a search that comes first.
    """
    before, now = clustered(2000, 17), clustered(count, 18)
    now[:differs] = before[:differs]
    build_index(tmp_path / "index", "one", DIMS, 2000, Source(before))
    if job:
        build_index(tmp_path / "index", "one", DIMS, count, Source(now))
    index = opened(tmp_path / "index", Source(now))
    asked = np.arange(differs, 2000, 20)
    found, scores = index.search(now[asked], 1)
    assert len(index) == count
    assert found.ravel().tolist() == asked.tolist() and scores.min() > 0.99


@pytest.mark.usefixtures("small")
def test_an_index_with_passages_that_this_archive_never_had_is_built_anew(tmp_path: Path) -> None:
    vectors = clustered(2000, 20)
    build_index(tmp_path / "index", "one", DIMS, 1500, Source(vectors[:1500]))

    def without_the_first() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        return ((ids[ids >= 100], rows[ids >= 100]) for ids, rows in stream(vectors))

    build_index(tmp_path / "index", "one", DIMS, 1900, without_the_first)
    index = HnswIndex.load(tmp_path / "index", "one", DIMS)
    assert len(index) == 1900 and index.search(vectors[5], 10)[0].min() >= 100


def test_an_index_knows_the_vectors_that_it_holds() -> None:
    vectors = clustered(300, 19)
    index = HnswIndex(DIMS, background=False)
    index.add(np.arange(300, dtype=np.int64)[::-1], vectors[::-1])
    index.add(np.array([7], np.int64), vectors[8:9])
    some = np.array([3, 5, 250], np.int64)
    assert index.holds(some, vectors[some]) and index.holds(some[:0], vectors[:0])
    assert not index.holds(some, vectors[some + 1])
    assert index.holds(np.array([7], np.int64), vectors[8:9])
    assert not index.holds(np.array([3, 999], np.int64), vectors[[3, 9]])
