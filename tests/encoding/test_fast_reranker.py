"""The reranker that OpenVINO runs: found by its files, honest about its progress, stopped between batches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.encoding import Reranker, load_reranker
from dejavu_app.encoding.fast_reranker import PASSAGE_PIECES, FastReranker
from dejavu_app.errors import Cancelled, UserError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "strike", "flood", "wages", "river"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reranker that likes short passages: a graph with the shipped one's inputs, and a tokenizer of nine words."""
    import openvino as ov
    from openvino import opset13 as ops
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    made = tmp_path_factory.mktemp("reranker")
    inputs = {name: ops.parameter([-1, -1], np.int64, name=name)
              for name in ("query", "query_mask", "passages", "passages_mask")}  # fmt: skip
    for name, node in inputs.items():
        node.output(0).get_tensor().set_names({name})
    length = ops.convert(ops.reduce_sum(inputs["passages_mask"], ops.constant([1])), "f32")
    ov.save_model(ov.Model([ops.negative(length)], list(inputs.values())), made / "model.xml")
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(made / "tokenizer.json"))
    card = {"name": "short first", "version": "1", "dims": 1, "window": 192, "mask_style": "remove", "licence": "MIT",
            "sha256": "0" * 64}  # fmt: skip
    (made / "card.json").write_text(json.dumps(card))
    return made


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    return load_reranker(str(folder))


def test_a_folder_with_a_graph_is_run_without_torch(reranker: Reranker) -> None:
    assert isinstance(reranker, FastReranker) and isinstance(reranker, Reranker)
    assert reranker.fingerprint == "short first-1-00000000"


def test_each_passage_has_its_own_score_whatever_the_batches(reranker: Reranker) -> None:
    passages = ["strike " * n for n in range(1, 120)]
    scores = reranker.score("flood", passages)
    assert scores.shape == (119,) and scores.dtype == np.float32
    np.testing.assert_array_equal(scores, [-(n + 2.0) for n in range(1, 120)])
    assert reranker.score("flood", []).shape == (0,)


def test_a_long_passage_is_read_to_its_window(reranker: Reranker) -> None:
    assert reranker.score("flood", ["river " * 1000]).tolist() == [-PASSAGE_PIECES]


def test_progress_grows_to_the_end(reranker: Reranker) -> None:
    heard: list[tuple[int, int]] = []
    reranker.score("flood", ["wages " * 150] * 50, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (50, 50) and len(heard) > 2
    assert [done for done, _ in heard] == sorted({done for done, _ in heard})


def test_it_stops_between_batches(reranker: Reranker) -> None:
    heard: list[int] = []
    with pytest.raises(Cancelled):
        reranker.score("flood", ["wages " * 150] * 50, lambda done, total: heard.append(done), lambda: bool(heard))
    assert len(heard) == 1 and heard[0] < 50


def test_a_folder_without_either_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no cross-encoder here"):
        load_reranker(str(tmp_path))
    with pytest.raises(UserError, match="No reranker is installed"):
        load_reranker(str(tmp_path / "nowhere"))
