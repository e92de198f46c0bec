"""The encoder's training: batches of pairs and their neighbours, worse OCR and stray names put in, checkpoints kept."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dejavu_app.training.checkpoint import EVERY, resume, set_rate, store
from dejavu_app.training.encoder_material import Material
from dejavu_app.training.encoder_model import Pieces, StoryEncoder, contrastive, in_halves, regression, relational
from dejavu_app.training.ocr_noise import OcrNoise

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


FURTHER = EncoderRecipe(
    steps=800, limit=128, taught=0.8, noisy=0.5, severity=5.0, named=0.12, neighbours=0.7, near=True
)  # fmt: skip
"""How an encoder of ours is trained on: worse print, and stories that are alike a century apart."""


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
    turn = list(model.turn.parameters())
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "share": 1.0}, {"params": turn, "share": 2.0}], lr=recipe.rate, weight_decay=0.01
    )
    step = resume(checkpoint, model, optimiser)
    stream = batches(material, teacher, recipe)
    for _ in range(step):
        next(stream)  # the batches that were seen before
    begun = time.monotonic()
    first = step
    sums = np.zeros(3)
    while step < recipe.steps:
        gone = time.monotonic() - begun
        share = max(step / recipe.steps, gone / seconds)
        if share >= 1:
            break
        set_rate(optimiser, recipe.rate, step, share)
        losses = _step(model, material, teacher, targets, pieces, recipe, next(stream), noise, device, rng)
        total = recipe.regression * losses[0] + recipe.relational * losses[1] + recipe.contrastive * losses[2]
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        sums += [float(loss.detach()) for loss in losses]
        if step % EVERY == 0 or step == recipe.steps:
            pace = (step - first) / (time.monotonic() - begun)
            found = ", ".join(f"{value / EVERY:.4f}" for value in sums)
            progress(f"step {step} of {recipe.steps}, {pace:.2f} a second; "
                     f"regression, relational, contrastive: {found}")
            sums[:] = 0
            store(checkpoint, model, optimiser, step)
            watch(step)
    model.eval()
    return step


def _step(
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
