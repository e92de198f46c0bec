"""The figures are those of ir-measures, the intervals those of a paired bootstrap, the leak a count of shared names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Mention
from dejavu_app.evaluation import METRICS, compare, per_query, summary
from dejavu_app.evaluation.leak import leak, names
from dejavu_app.evaluation.metrics import FOUND


def test_figures_of_known_ranks() -> None:
    rankings = [[7, 1, 2], [1, 7, 2], [5, 6, 8, 9, 3, 7], [1, 2, 3], []]
    values = per_query(rankings, [{7}] * 5)
    assert values["recall@1"].tolist() == [1, 0, 0, 0, 0]
    assert values["recall@5"].tolist() == [1, 1, 0, 0, 0]
    assert values["recall@10"].tolist() == [1, 1, 1, 0, 0]
    assert values["mrr"] == pytest.approx([1, 1 / 2, 1 / 6, 0, 0])
    assert values["ndcg@10"] == pytest.approx([1, 1 / np.log2(3), 1 / np.log2(7), 0, 0])


def test_one_copy_of_several_is_enough_where_an_article_is_to_be_found() -> None:
    rankings = [[1, 2, 3], [8, 3, 9], [8, 9], []]
    found = per_query(rankings, [{1, 2, 3}] * 4, FOUND)
    assert found["recall@1"].tolist() == [1, 0, 0, 0] and found["recall@5"].tolist() == [1, 1, 0, 0]
    assert found["mrr"].tolist() == [1, 0.5, 0, 0]
    share = per_query(rankings, [{1, 2, 3}] * 4)
    assert share["recall@1"] == pytest.approx([1 / 3, 0, 0, 0])
    assert share["recall@5"] == pytest.approx([1, 1 / 3, 0, 0])
    single = [{1}, {9}, {9}, {5}]
    for name, values in per_query(rankings, single, FOUND).items():
        assert values.tolist() == per_query(rankings, single)[name].tolist()


@given(st.lists(st.permutations(range(12)), min_size=1, max_size=6), st.integers(0, 11))
@settings(max_examples=20, deadline=None)
def test_figures_stay_within_bounds_and_grow_with_depth(rankings: list[list[int]], wanted: int) -> None:
    values = per_query(rankings, [{wanted}] * len(rankings))
    assert set(values) == set(METRICS)
    for each in values.values():
        assert ((each >= 0) & (each <= 1)).all()
    assert (values["recall@1"] <= values["recall@5"]).all() and (values["recall@5"] <= values["recall@10"]).all()
    assert (values["mrr"] >= values["recall@1"]).all()


def test_the_interval_holds_the_mean_and_narrows_with_queries() -> None:
    rng = np.random.default_rng(0)
    few, many = ({"mrr": rng.random(count)} for count in (20, 2000))
    widths = []
    for values in (few, many):
        told = summary(values)
        low, high = told["ci"]["mrr"]  # type: ignore[index]
        assert low < told["mrr"] < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 4


def test_a_paired_difference_is_sharper_than_the_two_intervals() -> None:
    hard = np.random.default_rng(1).random(200)
    told = compare({"mrr": np.clip(hard + 0.05, 0, 1)}, {"mrr": np.clip(hard, 0, 1)})["mrr"]
    low, high = told["ci"]  # type: ignore[misc]
    assert 0.03 < low <= told["difference"] <= high < 0.06
    same = compare({"mrr": hard}, {"mrr": hard})["mrr"]
    assert same == {"difference": 0.0, "ci": [0.0, 0.0]}


def test_names_are_compared_without_case_and_marks() -> None:
    text = "Mr. Henry JONES of St. Louis; Mo"
    found = names(text, [Mention(4, 15, "PER"), Mention(19, 28, "LOC"), Mention(30, 32, "LOC")])
    assert found == {"henry jones", "jones", "st louis"}


def test_the_leak_is_the_share_of_results_with_a_shared_name() -> None:
    assert leak({"jones"}, [{"jones", "x"}, {"smith"}, set(), {"jones"}]) == 0.5
    assert leak(set(), [{"jones"}]) == 0.0
    assert leak({"jones"}, []) == 0.0
