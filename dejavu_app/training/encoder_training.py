"""The encoder's training: batches of pairs and their neighbours, worse OCR and stray names put in, checkpoints kept."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from dejavu_app.training.checkpoint import EVERY, resume, set_rate, store
from dejavu_app.training.encoder_material import Material
from dejavu_app.training.encoder_model import Pieces, StoryEncoder, contrastive, in_halves, regression, relational
from dejavu_app.training.ocr_noise import OcrNoise

Batch = TypeVar("Batch")

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """Everything that decides the encoder but the data. Weights of 0 leave an ingredient out."""

    seed: int = 1
    steps: int = 450
    pairs: int = 40  # in a batch
    rate: float = 5e-5
    limit: int = 160  # word pieces of a training text
    taught: float = 0.6  # share of the teacher in the likenesses that are learnt; the rest is MiniLM's own
    kept: float = 0.5  # share of MiniLM's weights in the weights that ship
    regression: float = 1.0
    relational: float = 1.0
    contrastive: float = 0.1
    noisy: float = 0.25  # share of texts that are made worse to read
    severity: float = 2.5  # at most, in units of the mean of real pages
    named: float = 0.15  # share of texts that keep their names, as if the recogniser had missed them
    neighbours: float = 0.5  # share of batches that are filled with near stories
    near: bool = False  # whether pairs that only the teacher knows of are trained on, too


# 256 pairs are 512 texts at once: a step of that size wants a graphics card's memory and pace.
LIKENESS = EncoderRecipe(
    steps=1600, pairs=256, rate=1e-4, limit=128, taught=0.85, kept=0.0, regression=0.2, noisy=0.4, severity=5.0,
    named=0.12, neighbours=0.6, near=True
)  # fmt: skip
"""How an encoder of ours is trained on: worse print, and stories that are alike a century apart."""
EVENTS = replace(LIKENESS, steps=580, rate=6e-5, taught=0.9, regression=0.0, relational=0.6, contrastive=1.0,
                 near=False)
"""What follows it: that two texts tell of one event counts most, and the space may move for it."""
FURTHER = (LIKENESS, EVENTS)
"""The two trainings that make the encoder that ships of one that knows the teacher."""


def batches(material: Material, teacher: NDArray[np.float32], recipe: EncoderRecipe) -> Iterator[list[tuple[int, int]]]:
    """Batches of pairs without end. A part of them is filled with neighbours in the teacher's space: hard negatives."""
    rng = random.Random(recipe.seed)
    pairs = [(left, right) for left, right, _ in material.pairs]
    lefts = teacher[[left for left, _ in pairs]]
    while True:
        order = rng.sample(range(len(pairs)), len(pairs))
        free = set(order)
        for first in order:
            if first not in free:
                continue
            if rng.random() < recipe.neighbours:
                near = np.argpartition(-(lefts @ lefts[first]), min(3 * recipe.pairs, len(pairs) - 1))
                chosen = [first, *[n for n in near[: 3 * recipe.pairs].tolist() if n in free and n != first]]
                chosen = chosen[:1] + rng.sample(chosen[1:], min(len(chosen) - 1, recipe.pairs - 1))
            else:
                chosen = [first]
            rest = [n for n in rng.sample(order, min(len(order), 4 * recipe.pairs)) if n in free and n not in chosen]
            chosen += rest[: recipe.pairs - len(chosen)]
            free.difference_update(chosen)
            if len(chosen) > 1:
                yield [pairs[n] for n in chosen]


def spoiled(text: str, noise: OcrNoise | None, severity: float, rng: random.Random) -> str:
    """The text as a worse scan might have been read."""
    if noise is None or not text:
        return text
    words = [noise.misread(word, severity, rng) for word in text.split()]
    return " ".join(word for word in words if word) or text


def partly_spoiled(texts: Sequence[str], noise: OcrNoise | None, share: float, severity: float,
                   rng: random.Random) -> list[str]:
    """The texts, a ``share`` of them as worse scans might have been read, up to ``severity`` badly."""
    return [spoiled(text, noise, rng.uniform(0.3, severity), rng) if rng.random() < share else text for text in texts]


def train(
    model: StoryEncoder,
    material: Material,
    teacher: NDArray[np.float32],
    targets: NDArray[np.float32],
    pieces: Pieces,
    recipe: EncoderRecipe,
    *,
    noise: OcrNoise | None = None,
    device: str = "cpu",
    seconds: float = float("inf"),
    checkpoint: Path | None = None,
    progress: Callable[[str], None] = _LOG.info,
    watch: Callable[[int], None] = lambda step: None,
) -> int:
    """Train in place; returns the steps done. A run that was cut off goes on from ``checkpoint`` where there is one.

    ``teacher`` (n, wide) and ``targets`` (n, dims) belong to the material's texts. The rate falls to nothing at
    ``recipe.steps``, or at ``seconds`` where that comes first.
    """
    rng = random.Random(recipe.seed + 1)
    torch.manual_seed(recipe.seed)
    model.to(device).train()
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    turn = list(model.turn.parameters())
    return fit(
        model, [(body, 1.0), (turn, 2.0)], batches(material, teacher, recipe),
        lambda pairs: _losses(model, material, teacher, targets, pieces, recipe, pairs, noise, device, rng),
        {"regression": recipe.regression, "relational": recipe.relational, "contrastive": recipe.contrastive},
        recipe.steps, recipe.rate, seconds=seconds, checkpoint=checkpoint, progress=progress, watch=watch)


def fit(
    model: torch.nn.Module,
    parameters: Sequence[tuple[list[torch.nn.Parameter], float]],
    stream: Iterator[Batch],
    losses: Callable[[Batch], Sequence[torch.Tensor]],
    weights: Mapping[str, float],
    steps: int,
    rate: float,
    *,
    seconds: float = float("inf"),
    checkpoint: Path | None = None,
    progress: Callable[[str], None] = _LOG.info,
    watch: Callable[[int], None] = lambda step: None,
) -> int:
    """Train by AdamW, in place, the ``parameters``, each with its share of ``rate``; returns the steps done.

    ``losses`` makes of a batch of ``stream`` one loss for each of ``weights``, by which they are summed. Goes on from
    ``checkpoint`` where there is one. The rate falls to nothing at ``steps``, or at ``seconds`` where that comes first.
    """
    optimiser = torch.optim.AdamW([{"params": part, "share": share} for part, share in parameters], lr=rate,
                                  weight_decay=0.01)
    step = resume(checkpoint, model, optimiser)
    for _ in range(step):
        next(stream)  # the batches that were seen before
    begun = time.monotonic()
    first = told = step
    sums = np.zeros(len(weights))
    while step < steps:
        share = max(step / steps, (time.monotonic() - begun) / seconds)
        if share >= 1:
            break
        set_rate(optimiser, rate, step, share)
        found = losses(next(stream))
        torch.stack([weight * loss for weight, loss in zip(weights.values(), found, strict=True)]).sum().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        sums += [float(loss.detach()) for loss in found]
        if step % EVERY == 0 or step == steps:
            pace = (step - first) / (time.monotonic() - begun)
            progress(f"step {step} of {steps}, {pace:.2f} a second; {', '.join(weights)}: "
                     + ", ".join(f"{value / (step - told):.4f}" for value in sums))
            sums[:], told = 0, step
            store(checkpoint, model, optimiser, step)
            watch(step)
    if step > told:
        store(checkpoint, model, optimiser, step)
    model.eval()
    return step


def _losses(
    model: StoryEncoder, material: Material, teacher: NDArray[np.float32], targets: NDArray[np.float32],
    pieces: Pieces, recipe: EncoderRecipe, pairs: Sequence[tuple[int, int]], noise: OcrNoise | None, device: str,
    rng: random.Random,
) -> tuple[Any, Any, Any]:
    """The three losses of one batch."""
    numbers = [at for pair in pairs for at in pair]
    texts = [_changed(material.texts[at].masked, material.texts[at].named, recipe, noise, rng) for at in numbers]
    vectors = in_halves(model, pieces.rows(texts), device)
    wanted = torch.from_numpy(targets[numbers]).to(device)
    said = torch.from_numpy(teacher[numbers]).to(device)
    likeness = said[0::2] @ said[1::2].T
    return (
        regression(vectors, wanted),
        relational(vectors, said),
        contrastive(vectors[0::2], vectors[1::2], likeness) if recipe.contrastive else vectors.sum() * 0,
    )


def _changed(masked: str, named: str, recipe: EncoderRecipe, noise: OcrNoise | None, rng: random.Random) -> str:
    """A text as the student gets it; the teacher read it clean and without its names."""
    text = named if named and rng.random() < recipe.named else masked
    if rng.random() < recipe.noisy:
        text = spoiled(text, noise, rng.uniform(0.3, recipe.severity), rng)
    return text
