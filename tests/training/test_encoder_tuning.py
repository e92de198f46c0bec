"""The teacher's tuning: rival accounts come together, what was known holds, and a run that was cut off goes on."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dejavu_app.training.encoder_material import Material, TrainingText  # noqa: E402
from dejavu_app.training.encoder_model import Pieces, contrastive  # noqa: E402
from dejavu_app.training.encoder_tuning import TuningRecipe, mixtures, tune, tuned_vectors  # noqa: E402
from dejavu_app.training.held_out import reciprocal_rank  # noqa: E402
from dejavu_app.training.recogniser import base_weights  # noqa: E402
from dejavu_app.training.reranker_body import DeepReader  # noqa: E402
from dejavu_app.training.reranker_training import read  # noqa: E402

WORDS = ("flood", "river", "bridge", "water", "strike", "miners", "wages", "owners", "fire", "alarm", "engines", "roof",
         "wheat", "crop", "price", "bushel", "trial", "jury", "verdict", "judge", "fever", "doctor", "ward", "nurse",
         "ship", "wreck", "lifeboat", "coast", "vote", "ballot", "count", "clerk")
EVENTS = 16
RECIPE = TuningRecipe(steps=40, pairs=EVENTS, rate=3e-3, limit=16, noisy=0.0)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(base_weights() / "tokenizer.json", 16)


@pytest.fixture
def model() -> DeepReader:
    torch.manual_seed(1)
    return DeepReader(30_522)


@pytest.fixture
def rivals() -> tuple[Material, np.ndarray]:
    """Events told twice in words that have nothing in common; who was not tuned sees no tie between them."""
    texts = [TrainingText(f"{word} {word} {word}", "made up") for word in WORDS]
    pairs = [(2 * n, 2 * n + 1, "rival") for n in range(EVENTS)]
    return Material(texts, pairs), unit(np.random.default_rng(0).normal(size=(len(texts), 32)))


def together(model: DeepReader, pieces: Pieces, material: Material) -> float:
    vectors = read(model, pieces, [text.masked for text in material.texts])
    return reciprocal_rank(vectors[0::2] @ vectors[1::2].T)


def test_rival_accounts_come_together_and_words_stay(rivals, model: DeepReader, pieces: Pieces) -> None:
    material, said = rivals
    before = together(model, pieces, material)
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    wanted = replace(RECIPE, relational=0.0)
    assert tune(model, material, material.pairs, said, pieces, wanted, progress=lambda told: None) == 40
    assert before < 0.5 < 0.8 < together(model, pieces, material)
    changed = {name for name, value in model.state_dict().items() if not torch.equal(value, kept[name])}
    assert "layers.0.query.weight" in changed
    assert not changed & {"words.weight", "distances.weight"}


def test_what_the_untuned_network_saw_is_held(rivals, pieces: Pieces) -> None:
    material, said = rivals
    texts = [text.masked for text in material.texts]
    apart = ~np.eye(len(texts), dtype=bool)
    left = []
    for relational in (0.0, 5.0):
        torch.manual_seed(1)
        tuned = DeepReader(30_522)
        tune(tuned, material, material.pairs, said, pieces, replace(RECIPE, relational=relational),
             progress=lambda told: None)
        made = read(tuned, pieces, texts)
        left.append(np.corrcoef((made @ made.T)[apart], (said @ said.T)[apart])[0, 1])
    assert left[1] > left[0] + 0.2


def test_without_rival_accounts_nothing_is_tuned(rivals, model: DeepReader, pieces: Pieces) -> None:
    material, said = rivals
    before = model.layers[0].query.weight.clone()
    parts = [(left, right, "part") for left, right, _ in material.pairs]
    assert tune(model, material, parts, said, pieces, RECIPE, progress=lambda told: None) == 0
    assert torch.equal(model.layers[0].query.weight, before)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(rivals, model: DeepReader, pieces: Pieces,
                                                         tmp_path: Path) -> None:
    material, said = rivals
    kept = tmp_path / "tuned.ckpt"
    told: list[str] = []
    first = replace(RECIPE, steps=7, pairs=4)
    assert tune(model, material, material.pairs, said, pieces, first, checkpoint=kept, progress=told.append) == 7
    again = DeepReader(30_522)
    assert tune(again, material, material.pairs, said, pieces, first, checkpoint=kept, progress=told.append) == 7
    assert torch.equal(again.layers[1].out.weight, model.layers[1].out.weight)
    assert len(told) == 1 and told[0].startswith("step 7 of 7")
    more = replace(first, steps=9)
    assert tune(again, material, material.pairs, said, pieces, more, checkpoint=kept, progress=told.append) == 9
    assert told[1].startswith("step 9 of 9") and "contrastive, relational: " in told[1]
    assert not torch.equal(again.layers[1].out.weight, model.layers[1].out.weight)


def test_time_that_runs_out_ends_a_run_and_what_was_done_is_kept(rivals, model: DeepReader, pieces: Pieces,
                                                                 tmp_path: Path) -> None:
    material, said = rivals
    kept = tmp_path / "tuned.ckpt"
    endless = replace(RECIPE, steps=100_000, pairs=4)
    done = tune(model, material, material.pairs, said, pieces, endless, seconds=0.5, checkpoint=kept,
                progress=lambda told: None)
    assert 0 < done < 100_000
    assert torch.load(kept, weights_only=True)["step"] == done


def test_a_batch_has_a_text_once_and_kinds_by_their_shares() -> None:
    rng = np.random.default_rng(2)
    said = unit(rng.normal(size=(400, 8)))
    pairs = [(*rng.choice(400, 2, replace=False).tolist(), kind)
             for kind in ("rival", "headline", "part") for _ in range(150)]
    kind_of = {pair[:2]: pair[2] for pair in pairs}
    recipe = TuningRecipe(pairs=40, neighbours=0.0)
    made = list(islice(mixtures(pairs, said, recipe), 20))
    assert made == list(islice(mixtures(pairs, said, recipe), 20))  # the seed decides
    for batch in made:
        numbers = [at for pair in batch for at in pair]
        assert len(numbers) == len(set(numbers)) and 10 < len(batch) <= 40
        kinds = [kind_of[pair] for pair in batch]
        assert 0 < kinds.count("headline") <= 6 and 0 < kinds.count("part") <= 6 and kinds.count("rival") <= 24
    assert made[0] != made[1]


def test_batches_of_neighbours_are_rivals_that_the_untuned_network_finds_alike() -> None:
    said = unit(np.repeat(np.eye(4, 8), 20, axis=0) + 0.01 * np.random.default_rng(0).normal(size=(80, 8)))
    pairs = [(at, at + 1, "rival") for at in range(0, 80, 2)] + [(0, 79, "part")]
    for batch in islice(mixtures(pairs, said, TuningRecipe(pairs=8, neighbours=1.0)), 10):
        assert len(batch) == 8 and (0, 79) not in batch
        assert len({left // 20 for left, _ in batch}) == 1


def test_the_contrast_counts_at_the_sizes_asked_for() -> None:
    left, right = (torch.from_numpy(unit(np.random.default_rng(n).normal(size=(8, 384)))) for n in (1, 2))
    each = [contrastive(left, right, torch.eye(8), sizes=[size]) for size in (384, 192, 96)]
    assert len({round(float(loss), 5) for loss in each}) == 3
    assert torch.allclose(contrastive(left, right, torch.eye(8)), torch.stack(each).mean())


def test_the_tuned_network_reads_once_and_anew_when_it_has_changed(rivals, model: DeepReader, pieces: Pieces,
                                                                   tmp_path: Path) -> None:
    texts = [text.masked for text in rivals[0].texts]
    told: list[str] = []
    first = tuned_vectors(model, pieces, texts, tmp_path / "tuned.npy", progress=told.append)
    assert np.allclose(first, read(model, pieces, texts), atol=2e-3) and told == ["tuned: 32 of 32 texts"]
    assert np.array_equal(tuned_vectors(model, pieces, texts, tmp_path / "tuned.npy", progress=told.append), first)
    assert len(told) == 1
    with torch.no_grad():
        model.layers[0].out.weight += 0.5 * torch.randn_like(model.layers[0].out.weight)
    other = tuned_vectors(model, pieces, texts, tmp_path / "tuned.npy", progress=told.append)
    assert len(told) == 2 and not np.allclose(other, first, atol=2e-3)
