"""The benchmarks run on small amounts and say what they measured; how fast is not a matter of tests."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from dejavu_app.bench import BENCHMARKS, USUAL, Figure, importing, material, run_benchmarks, searching
from dejavu_app.bench import encoding as encoding_module
from dejavu_app.errors import UserError
from dejavu_app.indexing import cache
from dejavu_app.searching import searcher


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in (
        (encoding_module, "PASSAGES", 4), (encoding_module, "ROUNDS", 1), (importing, "MASKED", 4),
        (importing, "READ_PAGES", 2), (importing, "INGESTED_PAGES", 1), (searching, "GRAPH", 800),
        (searching, "PASSAGES", 600), (searching, "QUERIES", 2), (searching, "_BATCH", 250), (cache, "SMALL", 100),
        (searcher, "RERANKED", 4),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize("name", [name for name in USUAL if name != "window"])
def test_each_tells_its_figure_beside_a_baseline(name: str) -> None:
    (found,) = run_benchmarks([name])
    assert found["name"] == name and found["value"] > 0 and found["unit"] and found["machine"]["cores"] >= 1
    assert found["baseline"] > 0 and found["ratio"] > 0 and found["baseline_is"]
    assert json.loads(json.dumps(found)) == found


def test_the_graphs_recall_is_told() -> None:
    (found,) = run_benchmarks(["hnsw"])
    assert found["details"].get("recall@10", 1.0) > 0.95


def test_the_fast_encoder_agrees_with_torch() -> None:
    (found,) = run_benchmarks(["encode"])
    assert float(found["details"]["least_cosine_to_torch"]) > 0.999
    assert 150 < found["details"]["tokens_a_passage"] < 300


def test_names_choose_and_unknown_ones_are_refused() -> None:
    said: list[str] = []
    assert [found["name"] for found in run_benchmarks(["hnsw", "mask"], said.append)] == ["hnsw", "mask"]
    assert said[0] == "hnsw…"
    with pytest.raises(UserError, match="nonsense"):
        run_benchmarks(["nonsense"])
    assert set(USUAL) < set(BENCHMARKS)


@pytest.mark.parametrize("more_is_better, ratio", [(True, 2.0), (False, 0.5)])
def test_a_ratio_above_one_is_better(more_is_better: bool, ratio: float) -> None:
    assert Figure("x", 20.0, "u", 10.0, "y", more_is_better).document()["ratio"] == ratio
    assert Figure("x", 20.0, "u").document()["ratio"] is None


@pytest.mark.parametrize("make", [material.passages, material.pages, material.vectors])
def test_material_is_the_same_each_time(make: Callable[[int], object]) -> None:
    assert np.array_equal(np.asarray(make(5)), np.asarray(make(5)))


def test_vectors_are_unit_and_spread_like_an_encoders() -> None:
    made = material.vectors(2000)
    assert np.linalg.norm(made, axis=1) == pytest.approx(1, abs=1e-5)
    pairs = made[:1000] @ made[1000:].T
    assert 0.02 < pairs.mean() < 0.4 and 0.03 < pairs.std() < 0.2


def test_passages_have_the_length_that_was_asked_for() -> None:
    lengths = [len(text.split()) for text in material.passages(20, 165)]
    assert min(lengths) > 150 and max(lengths) < 190


def test_a_search_that_compares_all_has_no_exact_search_as_its_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SMALL", 10_000)  # as where hnswlib is missing
    (found,) = run_benchmarks(["search"])
    assert found["value"] > 0 and found["baseline"] is None and found["ratio"] is None and not found["baseline_is"]
