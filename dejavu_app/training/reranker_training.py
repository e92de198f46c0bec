"""The reranker's training: a teacher that lost neurons or layers learns to read what it read when it was whole."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dejavu_app.training.encoder_model import Pieces, in_batches, in_halves, relational
from dejavu_app.training.encoder_training import fit, partly_spoiled
from dejavu_app.training.ocr_noise import OcrNoise
from dejavu_app.training.reranker_body import DeepReader

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RerankerRecipe:
    """Everything that decides the reranker but the data and the teacher."""

    seed: int = 1
    kept: tuple[int, ...] = tuple(range(12))  # of the teacher's layers
    inner: int = 1536  # inner neurons that each layer keeps, of 3,072; 0: all
    steps: int = 1100
    texts: int = 192  # in a step, whose size wants a graphics card
    rate: float = 8e-5
    limit: int = 112  # word pieces of a text; the teacher read it whole
    relational: float = 0.3
    noisy: float = 0.3  # share of texts that are made worse to read
    severity: float = 2.5  # at most, in units of the mean of real pages
    neighbours: float = 0.5  # share of batches that are filled with near stories


def groups(teacher: NDArray[np.float32], recipe: RerankerRecipe) -> Iterator[list[int]]:
    """Numbers of the texts of one step, without end; every text comes once in a round. A part of the steps has
    neighbours in the teacher's space, among which its finer distinctions are learnt."""
    rng = random.Random(recipe.seed)
    near = teacher.astype(np.float16)
    while True:
        left = rng.sample(range(len(teacher)), len(teacher))
        free = np.ones(len(teacher), bool)
        for first in left:
            if not free[first]:
                continue
            rest = np.nonzero(free)[0]
            rest = rest[rest != first]
            if not len(rest):
                break
            wanted = min(recipe.texts - 1, len(rest))
            if rng.random() < recipe.neighbours:
                like = near[rest].astype(np.float32) @ teacher[first]
                close = rest[np.argpartition(-like, min(2 * wanted, len(rest) - 1))[: 2 * wanted]]
                chosen = rng.sample(close.tolist(), wanted)
            else:
                chosen = rng.sample(rest.tolist(), wanted)
            free[[first, *chosen]] = False
            yield [first, *chosen]


def train_reranker(
    model: DeepReader,
    texts: Sequence[str],
    teacher: NDArray[np.float32],
    pieces: Pieces,
    recipe: RerankerRecipe,
    *,
    noise: OcrNoise | None = None,
    device: str = "cpu",
    seconds: float = float("inf"),
    checkpoint: Path | None = None,
    progress: Callable[[str], None] = _LOG.info,
    watch: Callable[[int], None] = lambda step: None,
) -> int:
    """Train in place by the teacher's vectors ((n, width)) of ``texts``; returns the steps done.

    Goes on from ``checkpoint`` where there is one. The rate falls to nothing at ``recipe.steps``, or at ``seconds``
    where that comes first.
    """
    rng = random.Random(recipe.seed + 1)
    torch.manual_seed(recipe.seed)
    model.to(device).train()

    def losses(chosen: list[int]) -> tuple[Tensor, Tensor]:
        shown = partly_spoiled([texts[n] for n in chosen], noise, recipe.noisy, recipe.severity, rng)
        vectors = in_halves(model, pieces.rows(shown), device)
        wanted = torch.from_numpy(teacher[chosen]).to(device)
        return (1 - (vectors * wanted).sum(-1)).mean(), relational(vectors, wanted, sizes=[model.width])

    return fit(model, [(model.trainable(), 1.0)], groups(teacher, recipe), losses,
               {"regression": 1.0, "relational": recipe.relational}, recipe.steps, recipe.rate, seconds=seconds,
               checkpoint=checkpoint, progress=progress, watch=watch)


def agreement(model: DeepReader, pieces: Pieces, texts: Sequence[str], wanted: NDArray[np.float32]) -> dict[str, float]:
    """How much of the teacher's reading of ``texts`` (``wanted``, (n, width)) is left: the mean cosine to its vectors,
    and the correlation of the likenesses between the texts."""
    made = read(model, pieces, texts)
    apart = ~np.eye(len(texts), dtype=bool)
    correlation = np.corrcoef((made @ made.T)[apart], (wanted @ wanted.T)[apart])[0, 1]
    return {"cosine": round(float((made * wanted).sum(1).mean()), 4), "correlation": round(float(correlation), 4)}


def read(model: DeepReader, pieces: Pieces, texts: Sequence[str], device: str = "cpu",
         size: int = 32 * 128) -> NDArray[np.float32]:
    """The texts' vectors, (n, width) float32."""
    model.eval()
    found = in_batches(model, model.width, pieces, texts, device, size)
    model.train()
    return found
