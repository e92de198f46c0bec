"""What the benchmarks work on: passages and pages made from the sample's articles, and vectors; the same each time."""

from __future__ import annotations

import json
import random
import re
from functools import lru_cache

import numpy as np

from dejavu_app.errors import UserError
from dejavu_app.resources import resource_path


@lru_cache(maxsize=1)
def sentences() -> tuple[str, ...]:
    """The sentences of the sample's articles, with their OCR errors and line breaks."""
    path = resource_path("sample", "articles.jsonl")
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: the sample cannot be read ({error}).") from error
    return tuple(
        part.strip() for row in rows for part in re.split(r"(?<=[.;!?])\s+", row["article"]) if len(part.split()) > 3
    )


def passages(count: int, words: int = 165, seed: int = 0) -> list[str]:
    """Passages of about ``words`` words (165 are some 220 tokens of such text), no two alike."""
    known = sentences()
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        parts: list[str] = []
        left = words
        while left > 0:
            part = rng.choice(known).split(" ")
            parts += part[: left + 5]
            left -= len(" ".join(part).split())
        made.append(" ".join(parts))
    return made


def pages(count: int, seed: int = 0) -> list[str]:
    """Newspaper pages as plain text: twenty short articles with headlines each, some 3,000 words."""
    rng = random.Random(seed)
    made = []
    for page in range(count):
        texts = passages(20, rng.randrange(80, 220), seed * 1000 + page)
        made.append("\n\n".join(
            f"{' '.join(rng.choice(sentences()).split()[:5]).upper()}\n\n{text}" for text in texts
        ))
    return made


def vectors(count: int, dims: int = 384, seed: int = 0) -> np.ndarray:
    """Unit vectors (count, dims) float32 spread as an encoder spreads newspaper passages.

    A Gaussian whose variances fall off as those of MiniLM's vectors of 1916 pages do (the i-th principal axis has
    about ``(i + 8) ** -1.1`` of the first), around a common mean, half of it drawn near others, as reprints are.
    """
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(np.random.default_rng(7).standard_normal((dims, dims)))[0].astype(np.float32)
    spread = ((np.arange(dims) + 8.0) ** -0.55).astype(np.float32)
    points = rng.standard_normal((count, dims), np.float32)
    near = rng.random(count) < 0.5
    near[: min(count, 100)] = False
    chosen = np.flatnonzero(near)
    if len(chosen):
        models = rng.integers(0, np.maximum(chosen, 1))
        points[chosen] = 0.7 * points[models] + 0.7 * points[chosen]
    points *= spread
    points += spread[0] * 1.2 * (np.arange(dims) == 0)
    made = points @ axes
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)
