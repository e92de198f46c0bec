"""What every vector index promises, asked of each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.indexing import ExactIndex, HnswIndex, StaleIndex, VectorIndex, hnsw_available

DIMS = 24
needs_hnsw = pytest.mark.skipif(not hnsw_available(), reason="hnswlib is not installed")


def uncovered(dims: int) -> HnswIndex:
    """The graph never catches up: every row is compared."""
    return HnswIndex(dims, background=False)


def settled(dims: int) -> HnswIndex:
    """The graph covers every row after each addition."""

    class Settled(HnswIndex):
        def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
            super().add(ids, vectors)
            self.settle()

    return Settled(dims, background=False)


MAKERS = [
    pytest.param(ExactIndex, id="exact"),
    pytest.param(uncovered, id="hnsw-uncovered", marks=needs_hnsw),
    pytest.param(settled, id="hnsw-settled", marks=needs_hnsw),
]
Maker = Callable[[int], VectorIndex]


def unit(n: int, seed: int = 0, dims: int = DIMS) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((n, dims)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def filled(make: Maker, n: int = 300, seed: int = 0) -> tuple[VectorIndex, np.ndarray, np.ndarray]:
    index = make(DIMS)
    ids, vectors = np.arange(n, dtype=np.int64) * 3 + 7, unit(n, seed)
    index.add(ids, vectors)
    return index, ids, vectors


def truth(ids: np.ndarray, vectors: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    return ids[np.argsort(-(vectors @ query), kind="stable")[:k]].tolist()


@pytest.mark.parametrize("make", MAKERS)
class TestEveryIndex:
    def test_keeps_the_protocol(self, make: Maker) -> None:
        index = make(DIMS)
        assert isinstance(index, VectorIndex)
        assert index.dims == DIMS and len(index) == 0

    def test_an_empty_one_answers_with_nothing(self, make: Maker) -> None:
        ids, scores = make(DIMS).search(unit(2), 5)
        assert ids.shape == scores.shape == (2, 0)

    def test_finds_the_nearest_best_first_with_their_cosines(self, make: Maker) -> None:
        index, ids, vectors = filled(make)
        queries = unit(4, 9)
        found, scores = index.search(queries, 10)
        assert found.dtype == np.int64 and scores.dtype == np.float32
        for row, query in enumerate(queries):
            assert found[row].tolist() == truth(ids, vectors, query, 10)
            assert scores[row] == pytest.approx(np.sort(vectors @ query)[::-1][:10], abs=2e-3)
            assert (np.diff(scores[row]) <= 0).all()

    def test_one_query_may_be_a_plain_vector(self, make: Maker) -> None:
        index, ids, vectors = filled(make)
        assert index.search(vectors[5], 1)[0].tolist() == [[ids[5]]]

    def test_more_than_there_are_gives_all(self, make: Maker) -> None:
        index, ids, _ = filled(make, 40)
        found, _ = index.search(unit(1, 4), 1000)
        assert sorted(found[0].tolist()) == ids.tolist()

    def test_k_of_none_gives_nothing(self, make: Maker) -> None:
        assert filled(make)[0].search(unit(1), 0)[0].shape == (1, 0)

    @pytest.mark.parametrize("size", [0, 1, 5, 150, 299])
    def test_a_filter_lets_only_its_ids_through_and_all_of_them(self, make: Maker, size: int) -> None:
        index, ids, vectors = filled(make)
        chosen = np.sort(np.random.default_rng(size).choice(len(ids), size, replace=False))
        query = unit(1, 11)
        found, _ = index.search(query, 20, ids[chosen])
        assert found[0].tolist() == truth(ids[chosen], vectors[chosen], query[0], 20)

    def test_a_filter_may_name_ids_that_are_not_there(self, make: Maker) -> None:
        index, ids, _ = filled(make)
        found, _ = index.search(unit(1), 5, np.array([1, 2, ids[3], 10**9]))
        assert found.tolist() == [[ids[3]]]

    def test_tells_which_ids_it_holds(self, make: Maker) -> None:
        index, ids, vectors = filled(make)
        index.remove(ids[::3])
        index.add(ids[3:4], vectors[:1])
        assert sorted(index.ids.tolist()) == sorted({*ids.tolist()} - {*ids[::3].tolist()} | {int(ids[3])})

    def test_what_is_added_later_is_found(self, make: Maker) -> None:
        index, ids, _ = filled(make)
        more = unit(50, 77)
        index.add(np.arange(50, dtype=np.int64) + 10_000, more)
        assert len(index) == len(ids) + 50
        assert index.search(more[30], 1)[0].tolist() == [[10_030]]

    def test_ids_may_come_in_any_order(self, make: Maker) -> None:
        index = make(DIMS)
        vectors = unit(60)
        order = np.random.default_rng(1).permutation(60).astype(np.int64)
        for start in range(0, 60, 20):
            index.add(order[start : start + 20], vectors[order[start : start + 20]])
        found, _ = index.search(vectors[7], 3, np.arange(5, 30, dtype=np.int64))
        assert found[0].tolist() == truth(np.arange(5, 30), vectors[5:30], vectors[7], 3)

    def test_a_known_id_is_replaced(self, make: Maker) -> None:
        index, ids, vectors = filled(make)
        index.add(ids[4:5], -vectors[4:5])
        assert len(index) == len(ids)
        found, scores = index.search(-vectors[4], 1)
        assert found.tolist() == [[ids[4]]] and scores[0, 0] == pytest.approx(1, abs=2e-3)
        assert index.search(vectors[4], 1)[0][0, 0] != ids[4]

    def test_what_is_removed_is_not_found(self, make: Maker) -> None:
        index, ids, vectors = filled(make)
        index.remove(np.concatenate([ids[:100], [5]]))
        assert len(index) == 200
        for chosen in (None, ids[:150]):
            found, _ = index.search(vectors[:3], 200, chosen)
            assert not np.isin(found, ids[:100]).any()
            assert found.shape[1] == (200 if chosen is None else 50)

    def test_all_may_be_removed_and_come_again(self, make: Maker) -> None:
        index, ids, vectors = filled(make, 30)
        index.remove(ids)
        assert len(index) == 0 and index.search(vectors[0], 3)[0].size == 0
        index.add(ids, vectors)
        assert index.search(vectors[8], 1)[0].tolist() == [[ids[8]]]

    def test_a_wrong_shape_is_refused(self, make: Maker) -> None:
        with pytest.raises(ValueError, match="dimensions"):
            make(DIMS).add(np.arange(3), unit(3, dims=DIMS + 1))

    def test_stored_and_loaded_it_answers_the_same(self, make: Maker, tmp_path: Path) -> None:
        index, ids, _ = filled(make)
        index.remove(ids[10:20])
        index.save(tmp_path / "index", "one")
        again = type(index).load(tmp_path / "index", "one", DIMS)
        assert len(again) == len(index) == 290
        for chosen in (None, ids[:200]):
            before, after = index.search(unit(3, 5), 25, chosen), again.search(unit(3, 5), 25, chosen)
            assert before[0].tolist() == after[0].tolist()
            assert before[1] == pytest.approx(after[1], abs=2e-3)
        again.add(np.array([99_999]), unit(1, 123))
        assert again.search(unit(1, 123), 1)[0].tolist() == [[99_999]]

    def test_storing_again_replaces_and_leaves_no_litter(self, make: Maker, tmp_path: Path) -> None:
        index, ids, vectors = filled(make)
        index.save(tmp_path, "one")
        names = len(list(tmp_path.iterdir()))
        index.add(np.array([5000]), vectors[:1])
        index.save(tmp_path, "one")
        assert len(list(tmp_path.iterdir())) == names
        assert len(type(index).load(tmp_path, "one", DIMS)) == len(ids) + 1

    @pytest.mark.parametrize("fingerprint, dims", [("two", DIMS), ("one", DIMS + 1)])
    def test_another_ones_store_is_stale(self, make: Maker, tmp_path: Path, fingerprint: str, dims: int) -> None:
        index, _, _ = filled(make)
        index.save(tmp_path, "one")
        with pytest.raises(StaleIndex):
            type(index).load(tmp_path, fingerprint, dims)

    def test_nothing_stored_is_stale(self, make: Maker, tmp_path: Path) -> None:
        with pytest.raises(StaleIndex):
            type(make(DIMS)).load(tmp_path / "nowhere", "one", DIMS)

    @pytest.mark.parametrize("damage", ["cut", "flip", "empty", "remove"])
    def test_any_damaged_file_is_stale(self, make: Maker, tmp_path: Path, damage: str) -> None:
        index, _, _ = filled(make)
        kept = tmp_path / "kept"
        index.save(kept, "one")
        for number in range(len(list(kept.iterdir()))):
            folder = tmp_path / f"{number}"
            index.save(folder, "one")
            path = sorted(folder.iterdir(), key=lambda path: path.suffix)[number]
            data = bytearray(path.read_bytes())
            if damage == "remove":
                path.unlink()
            elif damage == "flip":
                data[len(data) // 2] ^= 0x10
                path.write_bytes(data)
            else:
                path.write_bytes(data[: len(data) // 2] if damage == "cut" else b"")
            if damage == "flip" and path.suffix == ".json":
                continue  # a changed digit in a manifest may be harmless
            with pytest.raises(StaleIndex):
                type(index).load(folder, "one", DIMS)

    def test_a_folder_that_cannot_be_written_raises(self, make: Maker, tmp_path: Path) -> None:
        index, _, _ = filled(make)
        (tmp_path / "file").write_text("no folder")
        with pytest.raises(OSError):
            index.save(tmp_path / "file" / "index", "one")

    @given(data=st.data())
    @settings(max_examples=15, deadline=None)
    def test_any_run_of_changes_leaves_what_a_dictionary_holds(self, make: Maker, data: st.DataObject) -> None:
        index, held = make(8), {}
        source = unit(200, 3, 8)
        for step in range(data.draw(st.integers(1, 5))):
            ids = np.array(data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True)), np.int64)
            if data.draw(st.booleans()):
                vectors = source[(ids * 3 + step * 31) % 200]
                index.add(ids, vectors)
                held.update(zip(ids.tolist(), vectors, strict=True))
            else:
                index.remove(ids)
                for one in ids.tolist():
                    held.pop(one, None)
        assert len(index) == len(held)
        found, scores = index.search(source[0], 100)
        assert sorted(found[0].tolist()) == sorted(held)
        for one, score in zip(found[0].tolist(), scores[0], strict=True):
            assert score == pytest.approx(float(held[one] @ source[0]), abs=2e-3)
