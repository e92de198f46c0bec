"""Turns cosines and BM25 into one score, and into a band of strength that means the same in every archive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dejavu_app.domain import Band

KEYWORD_WEIGHT = 0.25
"""Share of the BM25 z-score beside the dense z-score.

On 60 published parallels the reciprocal rank is 0.751 without it, 0.762 at 0.1, 0.768 at 0.25 and 0.754 at 0.4 (encoder
1.2).
"""

FIRST_WEIGHT = 0.75
"""Share of the first search's z-score beside the reranker's.

On 60 published parallels the reciprocal rank is 0.768 before the rerank; with the reranker that ships it is 0.832 at
0.5 and 0.822 at 0.75, which so few cannot tell apart, so it stays as it was chosen for the one before.
"""

HUB_WEIGHT = 0.5
HUB_SHARE = 0.1
HUB_SAMPLE = 500
"""What a passage that is a little like everything loses, in deviations of chance likeness; the share of the archive by
which that is judged, and of how many random passages: more would cost a search 5 ms for every 500.

Such hubs stand near the top of many lists that they have nothing to do with (Radovanović, Nanopoulos and Ivanović 2010;
the remedy is that of Conneau et al. 2018, "Word Translation Without Parallel Data", with less weight). The share was
chosen on 1,500 articles of today and 8,000 passages of 1916 by what a larger encoder finds likest; of weights from 0 to
0.5 that encoder prefers none, and 60 published parallels chose: reciprocal rank 0.728 at 0, 0.743 at 0.25, 0.768 at
0.5. Headlines find their bodies, and reprints each other, as well with either.
"""

WORDED_WEIGHT = 1.25
"""Share of the BM25 z-score where the words themselves are sure."""

CHANCE_SHARE = 0.3
SURE_SHARE = 0.4
"""Shares of the query's weighted words, in the passage that holds most, between which the words become sure.

A passage about the like of today's news holds 0.15 to 0.25 of its words (60 published parallels), a reprint half of
them, the body under a headline more. Over an archive of 3,000 passages of July 1916 the recall@10 of a body by its
headline rose from 0.547 to 0.57 so, of a reprint from 0.849 to 0.862; the published parallels stayed as they were.
"""

STRONG = 6.0
FAIR = 4.0
"""Strengths from which a parallel is called strong or fair: deviations above the query's likeness to random passages.

On 60 published parallels among 8,489 passages 34 of the 44 first hits called strong were the published ones, and 6 of
the 16 called fair (encoder 1.2).
"""

STRONG_SHARE = 0.6
FAIR_SHARE = 0.3
"""Shares of the query's weighted words from which a keyword hit is called strong or fair."""

SAMPLE = 2000
"""Random passages drawn from the archive to learn what chance likeness looks like."""

PRIOR = 200
"""Passages from which an archive's own figures outweigh the usual ones: a handful on one event is no sample of chance,
and in a small archive the parallels themselves are a part of every sample."""

USUAL_MEAN = 0.10
USUAL_DEVIATION = 0.104
"""Cosines of unrelated newspaper passages under the shipped encoder: what a very small archive starts from."""

USUAL_QUERY_MEAN = -0.02
USUAL_QUERY_DEVIATION = 0.09
"""The same for a query of today against unrelated passages, which are less alike than passages of one time."""


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """Mean and deviation of the cosine between passages that have nothing to do with each other."""

    mean: float
    deviation: float
    vectors: int  # how many of the archive's vectors it was learnt from

    def z(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """Deviations above chance, same shape as ``cosines``."""
        return ((cosines - self.mean) / self.deviation).astype(np.float32)


def null_distribution(vectors: NDArray[np.float32], mean: float = USUAL_MEAN, deviation: float = USUAL_DEVIATION,
                      seed: int = 0) -> NullDistribution:
    """Learn the null distribution from random pairs among ``vectors`` ((n, dims) float32, L2-normalised).

    The fewer they are, the more the usual ``mean`` and ``deviation`` count.
    """
    count = len(vectors)
    if count < 3:
        return NullDistribution(mean, deviation, count)
    rng = np.random.default_rng(seed)
    left = rng.permutation(count)
    pairs = [left[:-shift] for shift in (1, 2) if shift < count], [left[shift:] for shift in (1, 2) if shift < count]
    cosines = np.einsum("ij,ij->i", vectors[np.concatenate(pairs[0])], vectors[np.concatenate(pairs[1])])
    # Reprints are no chance pairs: the middle of the distribution speaks for it, its upper tail does not.
    low, middle = np.percentile(cosines, [15.87, 50.0])
    trust = _trust(count)
    own_mean, own_deviation = float(middle), max(float(middle - low), 1e-3)
    return NullDistribution(trust * own_mean + (1 - trust) * mean,
                            max(trust * own_deviation + (1 - trust) * deviation, 1e-3), count)


def query_null(cosines: NDArray[np.float32], usual_mean: float = USUAL_QUERY_MEAN,
               usual_deviation: float = USUAL_QUERY_DEVIATION) -> NullDistribution:
    """Chance likeness of one query, from its cosines to random passages of the archive ((n,) float32).

    It differs from query to query (a long and plain one is a little like everything), and so tells better than the
    archive's own pairs whether a first hit is right: area under the curve 0.79 against 0.69 on the same 60 parallels.
    The fewer they are, the more the usual figures count.
    """
    count = len(cosines)
    trust = _trust(count)
    mean = float(cosines.mean()) if count else 0.0
    deviation = float(cosines.std()) if count else 0.0
    return NullDistribution(trust * mean + (1 - trust) * usual_mean,
                            max(trust * deviation + (1 - trust) * usual_deviation, 1e-3), count)


@dataclass(frozen=True, slots=True, eq=False)
class Hubs:
    """Which of an archive's passages are a little like everything in it, and what that costs them."""

    sample: NDArray[np.float32]  # (n, dims), random passages: about ``HUB_SAMPLE`` of them, or all there are
    usual: float  # how near the archive's passages are to it, in the mean
    weight: float  # deviations of chance likeness for a cosine more; next to nothing in a small archive

    @classmethod
    def learn(cls, sample: NDArray[np.float32], null: NullDistribution) -> Hubs:
        """From random passages of the archive, (n, dims), in any order, and its chance likeness."""
        step = max(1, len(sample) // HUB_SAMPLE)
        some, others = sample[::step], sample[step // 2 :: step]  # a passage is not judged by its likeness to itself
        usual = float(hubness(others, some).mean()) if len(sample) else 0.0
        return cls(some, usual, HUB_WEIGHT * _trust(len(sample)) / null.deviation)

    def loss(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is taken from the scores of passages (``vectors``, (n, dims)) that are nearer to the rest of their
        archive than is usual there, and given to those that are less so, (n,)."""
        if not len(self.sample):
            return np.zeros(len(vectors), dtype=np.float32)
        return (self.weight * (hubness(vectors, self.sample) - self.usual)).astype(np.float32)


def hubness(vectors: NDArray[np.float32], sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean cosine of each of ``vectors`` ((n, dims)) to the ``HUB_SHARE`` of ``sample`` ((m, dims), m at least 1)
    that is most like it, (n,)."""
    most = max(1, round(HUB_SHARE * len(sample)))
    return np.partition(vectors @ sample.T, len(sample) - most, axis=1)[:, -most:].mean(axis=1)


def _trust(count: int) -> float:
    """Weight of the archive's own figures: a half at ``PRIOR``, 0.99 at ten times as many."""
    return count**2 / (count**2 + PRIOR**2)


def standardise(values: NDArray[np.float32], among: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
    """z-scores over the candidates of one search; all zero where they do not differ.

    Mean and deviation are those of the values ``among`` the candidates, else of all.
    """
    known = values if among is None else values[among]
    if not len(known):
        return np.zeros(len(values), dtype=np.float32)
    deviation = float(known.std())
    if deviation < 1e-6:
        return np.zeros(len(values), dtype=np.float32)
    return ((values - float(known.mean())) / deviation).astype(np.float32)


def keyword_weight(share: NDArray[np.float32]) -> float:
    """What the words count beside the meaning for one query, from its candidates' shares of its weighted words.

    Who asks with a headline, or with a text that was printed again, is answered by the words; who asks with today's
    news shares few words with the past.
    """
    sure = (float(share.max(initial=0.0)) - CHANCE_SHARE) / (SURE_SHARE - CHANCE_SHARE)
    return KEYWORD_WEIGHT + (WORDED_WEIGHT - KEYWORD_WEIGHT) * min(max(sure, 0.0), 1.0)


def fuse(dense_z: NDArray[np.float32], bm25: NDArray[np.float32], weight: float = KEYWORD_WEIGHT,
         among: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
    """One score a candidate: dense z plus ``weight`` times BM25 z. ``dense_z`` is NaN where there is no vector yet.

    A passage without a vector gets the mean dense z of the candidates that share words with the query, so that what
    is not encoded yet is neither favoured nor buried. ``among``: the candidates that mean and deviation are taken
    from, (n,); without it all.
    """
    known = ~np.isnan(dense_z)
    filled = dense_z.astype(np.float32)
    if not known.all():
        worded = known & (bm25 > 0) & (among if among is not None else True)
        stand_in = float(dense_z[worded].mean()) if worded.any() else 0.0
        filled = np.where(known, dense_z, stand_in).astype(np.float32)
    return (filled + weight * standardise(bm25, among)).astype(np.float32)


def blend(again: NDArray[np.float32], first: NDArray[np.float32]) -> NDArray[np.float32]:
    """The reranker's scores with the first order's beside them, each standardised over what was read again: (n,)."""
    return (standardise(again) + FIRST_WEIGHT * standardise(first)).astype(np.float32)


def strength(score: NDArray[np.float32], null: NullDistribution, query: NullDistribution) -> NDArray[np.float32]:
    """Scores in deviations above chance of the archive, told in deviations above chance of this query.

    It keeps the order of the scores, so that no fair parallel stands above a strong one.
    """
    return ((score * null.deviation + null.mean - query.mean) / query.deviation).astype(np.float32)


def band(strength: float | None, share: float = 0.0) -> Band:
    """How strong a parallel is: by its ``strength`` or, where it has no vector, by the share of the query's weighted
    words that it holds."""
    if strength is None:
        return "strong" if share >= STRONG_SHARE else "fair" if share >= FAIR_SHARE else "weak"
    return "strong" if strength >= STRONG else "fair" if strength >= FAIR else "weak"
