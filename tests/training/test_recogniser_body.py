"""The body made small: what is kept serves the texts, and what is rounded stays near."""

from __future__ import annotations

import json
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
