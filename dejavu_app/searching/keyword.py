"""The keyword half of a search: which words of a query count, and BM25 of any passage against them.

BM25 after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), equation 3.15, with
k1 = 1.2 and b = 0.75; the inverse document frequency is ``ln(1 + (N - n + 0.5) / (n + 0.5))``, which is never negative.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive.keywords import K1, B
from dejavu_app.archive.terms import terms

SHORT_QUERY = 16
"""Words up to which a query counts as typed, so that quotation marks in it mean a phrase and not reported speech."""

_QUOTED = re.compile(r'"([^"\n]{2,}?)"|“([^”\n]{2,}?)”|„([^“”\n]{2,}?)[“”]|«([^»\n]{2,}?)»|»([^«\n]{2,}?)«')


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """A query's words with their weights in one archive.

    ``weights`` holds, for each stemmed term that the archive knows, its inverse document frequency.
    """

    weights: Mapping[str, float]
    mean_length: float

    def __bool__(self) -> bool:
        return bool(self.weights)


def quoted_phrases(text: str) -> list[tuple[int, int, str]]:
    """The quoted phrases of a short query as (start, end, phrase), offsets within the quotation marks."""
    if len(text.split()) > SHORT_QUERY:
        return []
    found = []
    for match in _QUOTED.finditer(text):
        group = next(n for n in range(1, _QUOTED.groups + 1) if match.group(n) is not None)
        if not terms(match.group(group)):
            continue  # signs and single letters, which the index does not hold
        found.append((match.start(group), match.end(group), match.group(group)))
    return found


def keyword_query(said: Sequence[str], frequencies: Mapping[str, int], passages: int,
                  mean_length: float) -> KeywordQuery:
    """Weigh a query's terms (``said``) by how rare they are among ``passages``; those that none holds are left out."""
    weights = {term: math.log(1 + (max(passages - frequencies[term], 0) + 0.5) / (frequencies[term] + 0.5))
               for term in dict.fromkeys(said) if frequencies.get(term, 0) > 0}
    return KeywordQuery(weights, max(mean_length, 1.0))


def bm25(query: KeywordQuery, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """BM25 of each tokenised passage, and the share of the query's weight that it holds; both (n,) float32.

    A term that the query repeats counts once: repetition in a long article follows its length, not its matter.
    """
    scores = np.zeros(len(passages), dtype=np.float32)
    shares = np.zeros(len(passages), dtype=np.float32)
    whole = sum(query.weights.values()) or 1.0
    weights = query.weights
    for row, tokens in enumerate(passages):
        counts = Counter(tokens)
        found = {term: counts[term] for term in weights if term in counts}
        length = K1 * (1 - B + B * len(tokens) / query.mean_length)
        scores[row] = sum(weights[term] * count * (K1 + 1) / (count + length) for term, count in found.items())
        shares[row] = sum(weights[term] for term in found) / whole
    return scores, shares
