"""Tunes the larger encoder, before it teaches, on rival accounts: to know one event in two tellings without its names.

What it had read before stays the measure of all else: the loss ties it to the likenesses that the untuned network saw,
which also say what is no negative and which pairs are near each other (as in Franklin et al. 2024, "News Déjà Vu").
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dejavu_app.training.encoder_material import Material
from dejavu_app.training.encoder_model import Pieces, contrastive, in_halves, relational
from dejavu_app.training.encoder_teacher import kept_vectors
from dejavu_app.training.encoder_training import fit, partly_spoiled
from dejavu_app.training.ocr_noise import OcrNoise
from dejavu_app.training.reranker_body import DeepReader
from dejavu_app.training.reranker_training import read

POOL = 4000
"""Rival pairs among which the neighbours of one are sought."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TuningRecipe:
    """Everything that decides the tuned teacher but the data and what it was before."""

    seed: int = 1
    steps: int = 180
    pairs: int = 192  # in a batch, whose size wants a graphics card
    rate: float = 3e-5
    limit: int = 112  # word pieces of a text
    relational: float = 0.5
    noisy: float = 0.25  # share of texts that are made worse to read
    severity: float = 2.5  # at most, in units of the mean of real pages
    neighbours: float = 0.4  # share of batches that are filled with rival accounts of events that are alike
    shares: Mapping[str, float] = field(  # of the kinds of pairs in the other batches
        default_factory=lambda: {"rival": 0.6, "headline": 0.15, "reprint": 0.1, "part": 0.15})


def tune(
    model: DeepReader,
    material: Material,
    pairs: Sequence[tuple[int, int, str]],
    said: NDArray[np.float32],
    pieces: Pieces,
    recipe: TuningRecipe,
    *,
    noise: OcrNoise | None = None,
    device: str = "cpu",
    seconds: float = float("inf"),
    checkpoint: Path | None = None,
    progress: Callable[[str], None] = _LOG.info,
) -> int:
    """Train in place on ``pairs`` of the material's masked texts; returns the steps done, 0 without two rival accounts.

    ``said`` (n, width) are the untuned network's vectors of the texts. Goes on from ``checkpoint`` where there is one.
    The rate falls to nothing at ``recipe.steps``, or at ``seconds`` where that comes first.
    """
    if sum(kind == "rival" for _, _, kind in pairs) < 2:
        return 0
    rng = random.Random(recipe.seed + 1)
    torch.manual_seed(recipe.seed)
    model.to(device).train()

    def losses(chosen: list[tuple[int, int]]) -> tuple[Tensor, Tensor]:
        numbers = [at for pair in chosen for at in pair]
        texts = [material.texts[at].masked for at in numbers]
        shown = partly_spoiled(texts, noise, recipe.noisy, recipe.severity, rng)
        vectors = in_halves(model, pieces.rows(shown), device)
        before = torch.from_numpy(said[numbers]).to(device)
        likeness = before[0::2] @ before[1::2].T
        return (contrastive(vectors[0::2], vectors[1::2], likeness, sizes=[model.width]),
                relational(vectors, before, sizes=[model.width]))

    return fit(model, [(model.trainable(), 1.0)], mixtures(pairs, said, recipe), losses,
               {"contrastive": 1.0, "relational": recipe.relational}, recipe.steps, recipe.rate, seconds=seconds,
               checkpoint=checkpoint, progress=progress)


def mixtures(pairs: Sequence[tuple[int, int, str]], said: NDArray[np.float32],
             recipe: TuningRecipe) -> Iterator[list[tuple[int, int]]]:
    """Batches without end in which a text comes once at most: pairs of all kinds, or rival accounts of events that the
    untuned network (``said``) finds alike."""
    rng = random.Random(recipe.seed)
    kinds = {kind: [pair[:2] for pair in pairs if pair[2] == kind] for kind in recipe.shares}
    rivals = kinds["rival"]
    while True:
        if rng.random() < recipe.neighbours:
            first = said[rng.choice(rivals)[0]]
            pool = rng.sample(rivals, min(len(rivals), POOL))
            order = np.argsort(-(said[[left for left, _ in pool]] @ first), kind="stable")
            drawn = [pool[at] for at in order.tolist()]
        else:
            drawn = [pair for kind, share in recipe.shares.items()
                     for pair in rng.sample(kinds[kind], min(len(kinds[kind]), round(share * recipe.pairs)))]
        seen: set[int] = set()
        chosen: list[tuple[int, int]] = []
        for pair in drawn:
            if seen.isdisjoint(pair) and len(chosen) < recipe.pairs:
                seen.update(pair)
                chosen.append(pair)
        yield chosen


def tuned_vectors(model: DeepReader, pieces: Pieces, texts: Sequence[str], store: Path, device: str = "cpu",
                  progress: Callable[[str], None] = _LOG.info) -> NDArray[np.float32]:
    """What the tuned ``model`` makes of ``texts``, (n, width), from the file ``store`` as far as it holds them: of a
    network with other weights it is made anew."""
    mark = hashlib.sha256()
    for value in model.state_dict().values():
        mark.update(value.cpu().numpy().tobytes())
    model.to(device)
    return kept_vectors(texts, lambda: lambda part: read(model, pieces, part, device), store, mark.hexdigest(),
                        progress)
