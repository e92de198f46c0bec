"""Scores of both halves become one, and bands mean the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dejavu_app.searching.fusion import (
    CHANCE_SHARE,
    FAIR,
    KEYWORD_WEIGHT,
    PRIOR,
    STRONG,
    SURE_SHARE,
    USUAL_QUERY_MEAN,
    WORDED_WEIGHT,
    Hubs,
    NullDistribution,
    band,
    blend,
    fuse,
    hubness,
    keyword_weight,
    null_distribution,
    query_null,
    standardise,
    strength,
)


def unit(count: int, dims: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, dims)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_null_distribution_is_that_of_random_pairs() -> None:
    vectors = unit(2000, 64, 1)
    null = null_distribution(vectors)
    assert null.mean == pytest.approx(0.0, abs=0.01)
    assert null.deviation == pytest.approx(1 / 8, rel=0.08)  # a random cosine in d dimensions deviates by 1/sqrt(d)
    assert null.vectors == 2000


def test_reprints_do_not_widen_the_null_distribution() -> None:
    vectors = unit(1000, 64, 2)
    vectors[:150] = vectors[0]
    assert null_distribution(vectors).deviation == pytest.approx(1 / 8, rel=0.15)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_vectors_take_the_usual_figures(count: int) -> None:
    null = null_distribution(unit(count, 8, 3), mean=0.2, deviation=0.07)
    assert (null.mean, null.deviation) == (0.2, 0.07)


def test_a_small_archive_on_one_event_is_pulled_towards_the_usual_figures() -> None:
    alike = unit(6, 64, 4) * 0.05 + unit(1, 64, 5)
    alike /= np.linalg.norm(alike, axis=1, keepdims=True)
    null = null_distribution(alike.astype(np.float32), mean=0.1, deviation=0.1)
    assert null.mean < 0.4
    assert null.deviation > 0.05


def test_a_query_is_measured_against_its_own_chance_likeness() -> None:
    plain = query_null(np.linspace(0.2, 0.4, 500, dtype=np.float32))
    sharp = query_null(np.linspace(-0.1, 0.1, 500, dtype=np.float32))
    trust = 500**2 / (500**2 + PRIOR**2)
    for found, mean in ((plain, 0.3), (sharp, 0.0)):
        assert found.mean == pytest.approx(trust * mean + (1 - trust) * USUAL_QUERY_MEAN, abs=1e-4)
    alike = np.array([0.5], dtype=np.float32)
    assert sharp.z(alike)[0] > plain.z(alike)[0] > 0


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_query_against_a_handful_of_passages_takes_mostly_the_usual_figures(count: int) -> None:
    null = query_null(np.full(count, 0.9, dtype=np.float32))
    assert null.mean == pytest.approx(USUAL_QUERY_MEAN, abs=0.03) and null.deviation > 0.05


def test_strength_keeps_the_order_of_the_scores_and_is_the_querys_own_z() -> None:
    archive, query = NullDistribution(0.15, 0.1, 2000), NullDistribution(0.05, 0.08, 2000)
    cosines = np.array([0.1, 0.45, 0.3], dtype=np.float32)
    assert strength(archive.z(cosines), archive, query) == pytest.approx(query.z(cosines), abs=1e-5)


def test_identical_vectors_give_no_zero_deviation() -> None:
    null = null_distribution(np.repeat(unit(1, 16, 6), 100, axis=0))
    assert null.deviation > 0
    assert np.isfinite(null.z(np.ones(3, dtype=np.float32))).all()


@settings(max_examples=50)
@given(arrays(np.float32, st.integers(0, 30), elements=st.floats(0, 100, width=32)))
def test_standardise_is_finite_and_keeps_the_order(values: np.ndarray) -> None:
    scores = standardise(values)
    assert np.isfinite(scores).all()
    if len(values) > 1 and values.std() > 0.01:
        assert scores.mean() == pytest.approx(0, abs=1e-2)
        assert (np.diff(scores[np.argsort(values)]) >= 0).all()


def test_equal_bm25_does_not_move_the_dense_order() -> None:
    z = np.array([1.0, 3.0, 2.0], dtype=np.float32)
    assert fuse(z, np.full(3, 4.0, dtype=np.float32)).tolist() == z.tolist()


def test_bm25_decides_between_equal_cosines() -> None:
    scores = fuse(np.array([2.0, 2.0], dtype=np.float32), np.array([1.0, 9.0], dtype=np.float32))
    assert scores[1] > scores[0]


def test_words_weigh_more_where_a_passage_holds_an_unusual_share_of_them() -> None:
    chance, sure = np.array([0.1, CHANCE_SHARE], np.float32), np.array([0.1, SURE_SHARE], np.float32)
    between = np.array([(CHANCE_SHARE + SURE_SHARE) / 2], np.float32)
    assert keyword_weight(chance) == pytest.approx(KEYWORD_WEIGHT)
    assert keyword_weight(sure) == keyword_weight(np.ones(1, np.float32)) == pytest.approx(WORDED_WEIGHT)
    assert KEYWORD_WEIGHT < keyword_weight(between) < WORDED_WEIGHT
    assert keyword_weight(np.zeros(0, np.float32)) == KEYWORD_WEIGHT


def test_reranker_and_first_order_count_in_their_own_spread() -> None:
    first = np.array([3.0, 2.0, 1.0], np.float32)
    assert np.argsort(-blend(1000 * first[::-1], first)).tolist() == [2, 1, 0]  # the reranker weighs more
    assert np.argsort(-blend(np.zeros(3, np.float32), first)).tolist() == [0, 1, 2]


def test_a_passage_without_vector_stands_among_those_that_share_words() -> None:
    z = np.array([4.0, np.nan, 2.0, 0.0], dtype=np.float32)
    scores = fuse(z, np.array([5.0, 5.0, 5.0, 0.0], dtype=np.float32))
    assert np.isfinite(scores).all()
    assert scores[0] > scores[1] > scores[2] > scores[3]


def test_bands_follow_the_thresholds() -> None:
    assert [band(STRONG), band(FAIR), band(FAIR - 0.01)] == ["strong", "fair", "weak"]
    assert [band(None, 0.9), band(None, 0.4), band(None, 0.1)] == ["strong", "fair", "weak"]


def test_what_is_like_everything_loses_and_what_stands_apart_gains() -> None:
    centre = unit(1, 64, 5)
    crowd = centre + 0.8 * unit(1500, 64, 6)
    crowd /= np.linalg.norm(crowd, axis=1, keepdims=True)
    apart = unit(500, 64, 7)
    sample = np.concatenate([crowd, apart])
    null = null_distribution(sample)
    losses = Hubs.learn(sample, null).loss(np.concatenate([centre, apart[:3]]))
    assert losses[0] > 0 > losses[1:].max()
    few = Hubs.learn(sample[:20], null).loss(apart[:3])
    assert np.abs(few).max() < 0.2 * np.abs(losses[1:]).max(), "twenty passages tell little"
    assert Hubs.learn(sample[:0], null).loss(apart[:3]).tolist() == [0, 0, 0]
    assert hubness(centre, centre).tolist() == pytest.approx([1.0])
