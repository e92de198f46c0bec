"""The reranker that OpenVINO runs: found by its files, honest about its progress, stopped between batches."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dejavu_app.encoding import Reranker, fast_reranker, load_reranker
from dejavu_app.encoding.fast_reranker import QUERY_WINDOWS, FastReranker
from dejavu_app.encoding.tokens import Window
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.resources import resource_path

WINDOW = 128
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "strike", "flood", "wages", "river"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reranker that likes long texts: a graph with the shipped one's inputs, and a tokenizer of nine words."""
    import openvino as ov
    from openvino import opset13 as ops
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    made = tmp_path_factory.mktemp("reranker")
    inputs = {name: ops.parameter([-1, -1], np.int64, name=name) for name in ("ids", "mask")}
    for name, node in inputs.items():
        node.output(0).get_tensor().set_names({name})
    length = ops.convert(ops.reduce_sum(inputs["mask"], ops.constant([1]), keep_dims=True), "f32")
    ov.save_model(ov.Model([length], list(inputs.values())), made / "model.xml")
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(made / "tokenizer.json"))
    card = {"name": "long first", "version": "1", "dims": 1, "window": WINDOW, "mask_style": "remove", "licence": "MIT",
            "sha256": hashlib.sha256((made / "model.bin").read_bytes()).hexdigest()}  # fmt: skip
    (made / "card.json").write_text(json.dumps(card))
    return made


@pytest.fixture(scope="module")
def reranker(folder: Path) -> Reranker:
    return load_reranker(str(folder))


def test_a_folder_with_a_graph_is_run_without_torch(folder: Path, reranker: Reranker) -> None:
    assert isinstance(reranker, FastReranker) and isinstance(reranker, Reranker)
    digest = hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest()
    assert reranker.fingerprint == f"long first-1-{digest[:8]}"


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["cut", "overwritten", "gone"])
def test_a_damaged_file_is_named(folder: Path, tmp_path: Path, name: str, damage: str) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    held = (copy / name).read_bytes()
    if damage == "gone":
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(held[:-3] if damage == "cut" else b"\0" * len(held))
    with pytest.raises(UserError) as said:
        load_reranker(str(copy))
    assert str(copy) in said.value.message


def test_each_passage_has_its_own_score_whatever_the_batches(reranker: Reranker) -> None:
    passages = ["strike " * n for n in range(1, 120)]
    scores = reranker.score("flood", passages)
    assert scores.shape == (119,) and scores.dtype == np.float32
    np.testing.assert_array_equal(scores, [3 * (n + 2.0) for n in range(1, 120)])
    assert reranker.score("flood", []).shape == (0,)


def test_a_long_passage_is_read_to_its_window(reranker: Reranker) -> None:
    assert reranker.score("flood", ["river " * 1000]).tolist() == [3 * WINDOW]


def test_a_long_query_is_read_in_windows_of_which_best_and_mean_count_alike(reranker: Reranker) -> None:
    def lengths(words: int) -> list[int]:
        parts = -(-words // (WINDOW - 2))
        bounds = [words * part // parts for part in range(parts + 1)]
        return [end - start + 2 for start, end in pairwise(bounds)][:QUERY_WINDOWS]

    for words in (200, 5000):
        read = lengths(words)
        wanted = 3 * (max(read) + sum(read) / len(read)) / 2
        assert reranker.score("flood " * words, ["river"])[0] == pytest.approx(wanted)


def test_a_passage_is_read_once_while_the_program_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dejavu_app.encoding.fast_reranker.KEPT", 30)
    reranker = FastReranker(folder)
    read: list[int] = []
    batched = fast_reranker.batches

    def counted(windows: Sequence[Window], pieces: int) -> Iterator[Any]:
        read.append(len(windows))
        return batched(windows, pieces)

    monkeypatch.setattr("dejavu_app.encoding.fast_reranker.batches", counted)
    passages = ["strike " * n for n in range(1, 21)]
    first = reranker.score("flood", passages)
    again = reranker.score("flood", [*passages[10:], "river " * 40, *passages[:10]])
    assert read == [1, 20, 1, 1]  # each time the query; then all passages, then the new one alone
    assert again.tolist() == [*first[10:], 3 * 42, *first[:10]]
    reranker.score("flood", ["wages " * n for n in range(1, 41)])  # more than is kept
    reranker.score("flood", passages)
    assert read[4:] == [1, 40, 1, 20]


def test_progress_grows_to_the_end(reranker: Reranker) -> None:
    heard: list[tuple[int, int]] = []
    reranker.score("flood", ["wages " * 150] * 50, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (50, 50) and len(heard) > 2
    assert [done for done, _ in heard] == sorted({done for done, _ in heard})


def test_it_stops_between_batches(reranker: Reranker) -> None:
    heard: list[int] = []
    with pytest.raises(Cancelled):
        reranker.score("flood", ["wages river " * 80] * 50, lambda done, total: heard.append(done), lambda: bool(heard))
    assert len(heard) == 1 and heard[0] < 50


def test_a_folder_without_either_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no cross-encoder here"):
        load_reranker(str(tmp_path))
    with pytest.raises(UserError, match="No reranker is installed"):
        load_reranker(str(tmp_path / "nowhere"))


class TestAsShipped:
    @pytest.fixture(scope="class")
    def shipped(self) -> Reranker:
        return load_reranker()

    def test_it_tells_kinds_of_stories_apart(self, shipped: Reranker) -> None:
        flood = "The river left its banks and carried away the bridge; families were taken from their roofs in boats."
        others = ["Wheat closed a cent lower on the exchange after a quiet morning of trading.",
                  "The jury was out four hours and found the cashier guilty of taking the bank's money.",
                  "Miners voted to stay out until the owners grant eight hours and the old scale of wages."]
        query = "Heavy rain sent water through the streets, and rescuers went from house to house to save people."
        scores = shipped.score(query, [*others, flood])
        assert scores.argmax() == 3 and scores[3] - max(scores[:3]) > 0.15

    def test_the_order_of_the_passages_does_not_change_their_scores(self, shipped: Reranker) -> None:
        passages = [f"The council spoke of item {n} {'and of the harbour ' * (n % 30)}for an hour." for n in range(40)]
        forth, back = shipped.score("The harbour works.", passages), shipped.score("The harbour works.", passages[::-1])
        np.testing.assert_allclose(forth, back[::-1], atol=0.02)  # batches of other lengths round otherwise

    def test_all_models_together_stay_small(self) -> None:
        files = [path for path in resource_path("models").rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) < 120e6
