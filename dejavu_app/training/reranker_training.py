"""The reranker's training: a query with its near passages at a time, ordered as teacher and known pairs say."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dejavu_app.training.checkpoint import EVERY, resume, set_rate, store
from dejavu_app.training.encoder_material import Material
from dejavu_app.training.encoder_model import Pieces
from dejavu_app.training.encoder_training import spoiled
from dejavu_app.training.ocr_noise import OcrNoise
from dejavu_app.training.reranker_model import PairReader, listwise

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RerankerRecipe:
    """Everything that decides the reranker but the data and the encoder it starts from."""

    seed: int = 1
    steps: int = 600
    queries: int = 4  # in a step
    passages: int = 10  # with each: the partner, neighbours, strangers
    rate: float = 5e-5
    limit: int = 144  # word pieces of either text
    bonus: float = 0.05  # put on the teacher's likeness of a known pair
    noisy: float = 0.15


def lists(material: Material, teacher: NDArray[np.float32], own: NDArray[np.float32],
          recipe: RerankerRecipe) -> Iterator[tuple[int, list[int], list[float]]]:
    """Without end: a query's text, its passages' texts (the partner first) and the wanted likeness of each.

    Neighbours come from the ``teacher``'s space and from the encoder's ``own`` ((n, dims) each): there it errs.
    """
    rng = random.Random(recipe.seed)
    pairs = [(left, right) for left, right, _ in material.pairs]
    bodies = np.asarray(sorted({right for _, right in pairs} | {left for left, _, kind in material.pairs
                                                               if kind != "headline"}))
    while True:
        for left, right in rng.sample(pairs, len(pairs)):
            near = [bodies[np.argpartition(-(space[bodies] @ space[left]), min(40, len(bodies) - 1))[:40]]
                    for space in (teacher, own)]
            pool = [n for n in dict.fromkeys(np.concatenate(near).tolist()) if n not in (left, right)]
            chosen = [right, *rng.sample(pool, min(len(pool), recipe.passages - 3))]
            chosen += [n for n in rng.sample(bodies.tolist(), 2) if n not in (left, *chosen)]
            wanted = (teacher[chosen] @ teacher[left]).tolist()
            wanted[0] += recipe.bonus
            yield left, chosen, wanted


def train_reranker(
    model: PairReader,
    material: Material,
    teacher: NDArray[np.float32],
    own: NDArray[np.float32],
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
    """Train in place; returns the steps done. Goes on from ``checkpoint`` where there is one."""
    rng = random.Random(recipe.seed + 1)
    torch.manual_seed(recipe.seed)
    model.to(device).train()
    special = [model.across, *model.judge.parameters()]
    known = {id(parameter) for parameter in special}
    rest = [parameter for parameter in model.parameters() if id(parameter) not in known]
    optimiser = torch.optim.AdamW(
        [{"params": rest, "share": 1.0}, {"params": [model.across], "share": 200.0},
         {"params": list(model.judge.parameters()), "share": 4.0}], lr=recipe.rate, weight_decay=0.01)
    step = resume(checkpoint, model, optimiser)
    stream = lists(material, teacher, own, recipe)
    for _ in range(step * recipe.queries):
        next(stream)
    begun, first, total = time.monotonic(), step, 0.0
    while step < recipe.steps:
        share = max(step / recipe.steps, (time.monotonic() - begun) / seconds)
        if share >= 1:
            break
        set_rate(optimiser, recipe.rate, step, share)
        for _ in range(recipe.queries):
            left, chosen, wanted = next(stream)
            texts = [material.texts[n].masked for n in (left, *chosen)]
            texts = [spoiled(text, noise, rng.uniform(0.3, 2), rng) if rng.random() < recipe.noisy else text
                     for text in texts]
            with torch.autocast(device.split(":")[0], dtype=torch.bfloat16):
                scores = model(*pieces.batch(texts[:1], device), *pieces.batch(texts[1:], device))
            loss = listwise(scores.float(), torch.tensor(wanted, device=device)) / recipe.queries
            loss.backward()
            total += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        if step % EVERY == 0 or step == recipe.steps:
            pace = (step - first) / (time.monotonic() - begun)
            progress(f"step {step} of {recipe.steps}, {pace:.2f} a second; loss {total / EVERY:.4f}; "
                     f"across {model.across.mean().item():.2f}")
            total = 0.0
            store(checkpoint, model, optimiser, step)
            watch(step)
    model.eval()
    return step
