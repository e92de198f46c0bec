"""Retrieval figures through ir-measures, with paired bootstrap confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dejavu_app.errors import UserError

METRICS = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "recall@100": "R@100", "mrr": "RR",
           "ndcg@10": "nDCG@10"}
"""Our names of the figures, and those of ir-measures. Recall is the share of all right answers that are returned."""

FOUND = METRICS | {name: measure.replace("R@", "Success@") for name, measure in METRICS.items() if "recall" in name}
"""The same figures where one right answer is enough: a query that has a single one gets the same from both."""

RESAMPLES = 10_000


def per_query(
    rankings: Sequence[Sequence[int]], relevant: Sequence[set[int]], figures: Mapping[str, str] = METRICS
) -> dict[str, NDArray[np.float64]]:
    """Each figure for each query, (q,) float64, from ranked article ids (best first) and the relevant ones.

    ``figures`` is ``METRICS`` or ``FOUND``. Raises ``UserError`` when ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise UserError("ir-measures is not installed.", "pip install ir-measures") from error
    measures = {name: ir_measures.parse_measure(theirs) for name, theirs in figures.items()}
    qrels = [
        ir_measures.Qrel(str(q), str(article), 1) for q, wanted in enumerate(relevant) for article in sorted(wanted)
    ]
    run = [
        ir_measures.ScoredDoc(str(q), str(article), -float(rank))
        for q, ranking in enumerate(rankings)
        for rank, article in enumerate(ranking)
    ]
    values = {name: np.zeros(len(rankings)) for name in figures}
    ours = {measure: name for name, measure in measures.items()}
    # A query without an answer, or whose answer was not returned, is not listed: it counts as zero.
    for found in ir_measures.iter_calc(list(measures.values()), qrels, run):
        values[ours[found.measure]][int(found.query_id)] = found.value
    return values


def summary(values: Mapping[str, NDArray[np.float64]], seed: int = 0) -> dict[str, object]:
    """Means over the queries, and their 95% intervals under ``ci``: percentile bootstrap over queries."""
    drawn = _draws(len(next(iter(values.values()))), seed)
    return {
        **{name: _round(each.mean()) for name, each in values.items()},
        "ci": {name: _interval(each[drawn].mean(axis=1)) for name, each in values.items()},
    }


def compare(
    ours: Mapping[str, NDArray[np.float64]], theirs: Mapping[str, NDArray[np.float64]], seed: int = 0
) -> dict[str, dict[str, object]]:
    """Ours minus theirs for each figure with its 95% interval: paired bootstrap over the same queries
    (Efron and Tibshirani 1993, chapter 13; Sakai 2006 for retrieval)."""
    drawn = _draws(len(next(iter(ours.values()))), seed)
    found = {}
    for name, each in ours.items():
        difference = each - theirs[name]
        found[name] = {"difference": _round(difference.mean()), "ci": _interval(difference[drawn].mean(axis=1))}
    return found


def _draws(queries: int, seed: int) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, queries, (RESAMPLES, queries))


def _interval(means: NDArray[np.float64]) -> list[float]:
    return [_round(edge) for edge in np.quantile(means, (0.025, 0.975))]


def _round(value: float) -> float:
    return round(float(value), 4)
