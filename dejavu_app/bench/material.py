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


def vectors(count: int, dims: int = 384, seed: int = 0, topics: int = 0) -> np.ndarray:
    """Unit vectors (count, dims) float32 spread as an encoder spreads newspaper passages.

    Fitted to MiniLM's vectors of 30,000 passages of 1916: the fall of the variances along the principal axes, the
    common mean (length 0.42), and neighbourhoods (median cosine of the nearest 0.7, of the tenth 0.6), which come from
    ``topics``, by default one for thirty vectors. A graph
    finds slightly less of the truth among these than among the real ones.
    """
    rng = np.random.default_rng(seed)
    fixed = np.random.default_rng(7)
    axes = np.linalg.qr(fixed.standard_normal((dims, dims)))[0].astype(np.float32)
    centres = fixed.standard_normal((topics or max(1, count // 30), dims), np.float32)
    axis = np.arange(dims)
    variance = (1 + axis / 2) ** -0.75 * np.exp(-((axis / (0.68 * dims)) ** 2))
    nearness = 0.9 * rng.random((count, 1), np.float32)
    points = np.sqrt(1 - nearness) * rng.standard_normal((count, dims), np.float32)
    points += np.sqrt(nearness) * centres[rng.integers(0, len(centres), count)]
    points *= np.sqrt(variance).astype(np.float32)
    points[:, -1] += np.float32(np.sqrt(0.22 * variance.sum()))
    made = points @ axes
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)
