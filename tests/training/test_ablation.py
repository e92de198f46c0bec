"""Which ingredients help: what is held out is never trained on, every variant runs, the table says what was found."""

from __future__ import annotations

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dejavu_app.training.ablation import VARIANTS, ablate, table  # noqa: E402
from dejavu_app.training.encoder_material import Material, TrainingText  # noqa: E402
from dejavu_app.training.encoder_model import Pieces, build, encode  # noqa: E402
from dejavu_app.training.encoder_training import EncoderRecipe  # noqa: E402
from dejavu_app.training.held_out import hold_out, reciprocal_rank  # noqa: E402
from dejavu_app.training.recogniser import base_weights  # noqa: E402

WORDS = ("flood", "river", "bridge", "water", "strike", "miners", "wages", "owners", "fire", "alarm", "engines", "roof",
         "wheat", "crop", "price", "bushel")


@pytest.fixture
def material() -> Material:
    rng = random.Random(0)
    texts = [TrainingText(" ".join(rng.choices(WORDS, k=10)), "made up") for _ in range(96)]
    pairs = [(at, at + 1, "headline" if at % 4 else "part") for at in range(0, 96, 2)]
    pairs += [(at, at + 3, "part") for at in range(0, 90, 3)]  # texts that stand in several pairs
    return Material(texts, pairs)


def test_no_text_of_a_held_out_pair_is_trained_on(material: Material) -> None:
    shown, held = hold_out(material, seed=1)
    apart = {at for pairs in held.values() for pair in pairs for at in pair}
    assert set(held) == {"headline", "part"} and shown.pairs
    assert not apart & {at for left, right, _ in shown.pairs for at in (left, right)}


def test_reciprocal_rank_counts_what_stands_before() -> None:
    scores = np.array([[0.9, 0.1, 0.0], [0.5, 0.4, 0.3], [0.9, 0.8, 0.7]], np.float32)
    assert reciprocal_rank(scores) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_each_variant_and_seed_has_its_row_and_averaging_needs_no_run_of_its_own(material: Material) -> None:
    pieces = Pieces(base_weights() / "tokenizer.json", 32)
    start = build(None)
    own = encode(start, pieces, [text.masked for text in material.texts])
    recipe = EncoderRecipe(steps=16, pairs=6, limit=32, rate=1e-2)
    tried = {name: VARIANTS[name] for name in ("whole recipe", "weights not averaged with the start's",
                                               "no tie to the old space")}
    rows = ablate(material, own, own, start, pieces, recipe, (1, 2), variants=tried)
    assert [(row["variant"], row["seed"]) for row in rows] == [
        ("the start", 0), *((name, seed) for name in tried for seed in (1, 2))]
    figures = [tuple(value for name, value in row.items() if name not in ("variant", "seed")) for row in rows]
    assert len(set(figures)) > 3  # they learnt different things
    text = table(rows)
    assert "no tie to the old space" in text and text.count("±") == 9 and len(text.splitlines()) == 6
