"""The body made small: what is kept serves the texts, and what is rounded stays near; and what a step computes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.training.few_bits import four_bits
from dejavu_app.training.recogniser_body import narrow, prune_tokenizer, used_vocabulary


@given(st.integers(0, 1000), st.sampled_from([64, 32, 384]))
def test_four_bits_stay_near_and_rounding_again_changes_nothing(seed: int, size: int) -> None:
    rows = np.random.default_rng(seed).normal(0, 0.05, (5, size)).astype(np.float32)
    whole, scales = four_bits(rows)
    assert np.abs(whole).max() <= 7 and (whole == whole.round()).all()
    rounded = (whole * scales).reshape(rows.shape)
    assert np.abs(rounded - rows).max() <= 0.51 * scales.max() + 1e-4
    again, scales_again = four_bits(rounded)
    assert np.allclose((again * scales_again).reshape(rows.shape), rounded, atol=1e-6)


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace

    pieces = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "the", "boston", "rare", "東京都"]
    made = Tokenizer(WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path / "tokenizer.json"


def test_used_pieces_are_kept_first_then_the_frequent_ones(tokenizer: Path) -> None:
    assert "boston" in used_vocabulary(tokenizer, ["Boston Boston"], 8)
    assert "the" not in used_vocabulary(tokenizer, ["Boston Boston"], 8)
    all_kept = used_vocabulary(tokenizer, ["Boston"], 100)
    assert "rare" in all_kept and "東京都" not in all_kept and "[unused0]" not in all_kept
    vocabulary = json.loads(prune_tokenizer(tokenizer, all_kept))["model"]["vocab"]
    assert vocabulary == {piece: n for n, piece in enumerate(all_kept)}


def test_the_loudest_neurons_are_kept_and_the_answer_with_all_is_the_same() -> None:
    torch = pytest.importorskip("torch")
    from dejavu_app.training.recogniser_model import build

    torch.manual_seed(1)
    model = build(None, 2, small=True, vocabulary=50).eval()
    ids = torch.arange(1, 21)[None]
    inputs = (ids, torch.zeros_like(ids), torch.ones_like(ids))
    with torch.no_grad():
        before = model(*inputs)
        narrow(model, [inputs], 10_000)
        assert torch.allclose(model(*inputs), before, atol=1e-5)
        narrow(model, [inputs], 48)
        after = model(*inputs)
    assert model.body.encoder.layer[0].intermediate.dense.out_features == 48
    assert after.shape == before.shape
    narrower = model.body.encoder.layer[0].intermediate.dense
    narrow(model, [], 64)  # as narrow already: nothing is listened to, nothing made anew
    assert model.body.encoder.layer[0].intermediate.dense is narrower


@pytest.mark.parametrize(("layers", "width"), [(1, 128), (2, 48)], ids=["of full width", "narrower"])
def test_written_weights_are_read_again(tmp_path: Path, layers: int, width: int) -> None:
    torch = pytest.importorskip("torch")
    from dejavu_app.training.recogniser import base_weights
    from dejavu_app.training.recogniser_body import prune_model
    from dejavu_app.training.recogniser_export import read_weights, write_pipeline
    from dejavu_app.training.recogniser_model import build

    whole = base_weights() / "tokenizer.json"
    kept = used_vocabulary(whole, ["the mayor of Boston"], 2000)
    torch.manual_seed(1)
    model = build(None, layers, small=True)
    with torch.no_grad():  # as after a training: weights of one and biases of nothing are left out of the network
        for weights in model.parameters():
            weights += 0.05 * torch.randn_like(weights)
    prune_model(model, whole, kept)
    ids = torch.arange(5, 25)[None]
    inputs = (ids, torch.zeros_like(ids), torch.ones_like(ids))
    narrow(model, [inputs], width)
    meta = {"name": "newsprint_names", "version": "0", "license": "", "author": "", "description": ""}
    write_pipeline(tmp_path, model, prune_tokenizer(whole, kept), {"bias": {}, "hide_below": 0.0}, meta)
    again = build(None, layers, small=True)
    assert again.body.encoder.layer[0].intermediate.dense.out_features == 128
    read_weights(again, tmp_path / "newsprint_names", whole)
    assert [layer.output.dense.in_features for layer in again.body.encoder.layer] == [width] * layers
    assert again.body.config.intermediate_size == width
    prune_model(again, whole, kept)
    with torch.no_grad():
        before = again.eval()(*inputs)
        assert torch.allclose(model.eval()(*inputs), before, atol=0.05)
        narrow(again, [inputs], width)
        assert torch.equal(again(*inputs), before)


def test_soft_tags_weigh_in_as_they_are_and_gold_ones_beside_them() -> None:
    torch = pytest.importorskip("torch")
    from dejavu_app.masking.decode import TAGS
    from dejavu_app.training.recogniser_model import NO_LOSS, Sample, _loss

    gold = (NO_LOSS, 1, NO_LOSS, 0, NO_LOSS)
    plain = Sample((1, 10, 11, 12, 2), (0,) * 5, gold, (1, 3))
    soft = np.random.default_rng(1).dirichlet(np.ones(len(TAGS)), 2)
    scores = torch.randn((2, 5, len(TAGS)), generator=torch.Generator().manual_seed(1))
    logs = torch.log_softmax(scores, -1).numpy()
    wanted = -(soft * logs[0, [1, 3]]).sum() - logs[1, 1, 1] - logs[1, 3, 0]
    for kind in (np.float16, np.float32):
        batch = [replace(plain, soft=soft.astype(kind)), plain]
        loss = _loss(scores, torch.tensor([gold, gold]), batch)
        assert loss.dtype == torch.float32 and loss.item() == pytest.approx(wanted / 4, rel=1e-3)


def test_dropout_of_what_the_long_mask_cannot_cover_hides_as_much() -> None:
    torch = pytest.importorskip("torch")
    from dejavu_app.training.recogniser_model import _POOL, pooled_dropout

    torch.manual_seed(1)
    dropout = pooled_dropout(0.1)
    for size in (_POOL // 4, _POOL, _POOL + 1000):
        given = torch.ones(size)
        made = dropout.train()(given)
        assert (made == 0).float().mean().item() == pytest.approx(0.1, abs=0.002)
        assert torch.allclose(made[made != 0], torch.tensor(1 / 0.9))
        assert torch.equal(dropout.eval()(given), given)
