"""Relevance feedback: moves a query's vectors towards the passages a reader likes and away from the others.

Rocchio's rule as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), equation 9.3:
``q' = a q + b mean(liked) - c mean(unliked)`` with a = 1, b = 0.75, c = 0.15, then brought back to unit length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

QUERY = 1.0
LIKED = 0.75
UNLIKED = 0.15


def rocchio(query: NDArray[np.float32], liked: NDArray[np.float32],
            unliked: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move ``query`` ((q, dims) float32) by ``liked`` and ``unliked`` ((n, dims) each, n may be 0).

    Without a query (q = 0) the liked passages alone make one vector. Returns (max(q, 1), dims) of unit length.
    """
    moved = query if len(query) else np.zeros((1, liked.shape[1]), dtype=np.float32)
    moved = QUERY * moved
    if len(liked):
        moved = moved + LIKED * liked.mean(axis=0)
    if len(unliked):
        moved = moved - UNLIKED * unliked.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return (moved / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32)
