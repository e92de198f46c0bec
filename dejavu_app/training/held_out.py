"""Pairs that a training of the encoder does not see, and what it makes of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_model import Pieces, StoryEncoder
    from dejavu_app.training.ocr_noise import OcrNoise

HELD = 200
"""Pairs of each kind that no run sees."""
TWIN_SEVERITY = 5.0
"""How badly the twins of the noise trial are read, in units of the mean of real pages."""


def hold_out(material: Material, seed: int, most: int = HELD) -> tuple[Material, dict[str, list[tuple[int, int]]]]:
    """The material without every pair that shares a text with the pairs held out, and these by their kind."""
    rng = random.Random(seed)
    held: dict[str, list[tuple[int, int]]] = {}
    for kind in sorted({kind for _, _, kind in material.pairs}):
        own = [(left, right) for left, right, each in material.pairs if each == kind]
        held[kind] = rng.sample(own, min(most, len(own) // 4))
    gone = {at for pairs in held.values() for pair in pairs for at in pair}
    kept = [pair for pair in material.pairs if pair[0] not in gone and pair[1] not in gone]
    return type(material)(material.texts, kept), {kind: pairs for kind, pairs in held.items() if pairs}


def measured(model: StoryEncoder, pieces: Pieces, material: Material, held: dict[str, list[tuple[int, int]]],
             noise: OcrNoise | None, seed: int) -> dict[str, float]:
    """Mean reciprocal rank of the right partner among the held-out pairs of each kind, and the recall@1 of a clean text
    against its misread twin among all of them."""
    from dejavu_app.training.encoder_model import encode
    from dejavu_app.training.encoder_training import spoiled

    figures = {}
    for kind, pairs in held.items():
        left, right = (encode(model, pieces, [material.texts[pair[side]].masked for pair in pairs]) for side in (0, 1))
        figures[kind] = reciprocal_rank(left @ right.T)
    clean = [material.texts[right].masked for pairs in held.values() for _, right in pairs]
    rng = random.Random(seed)
    twins = [spoiled(text, noise, TWIN_SEVERITY, rng) for text in clean]
    scores = encode(model, pieces, clean) @ encode(model, pieces, twins).T
    figures["misread twin, R@1"] = float((scores.argmax(1) == np.arange(len(clean))).mean())
    return figures


def reciprocal_rank(scores: NDArray[np.float32]) -> float:
    """Mean reciprocal rank of the diagonal in its rows, (n, n)."""
    ranks = 1 + (scores > np.diagonal(scores)[:, None]).sum(1)
    return float((1 / ranks).mean())
