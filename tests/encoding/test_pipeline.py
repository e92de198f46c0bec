"""Clean, recognise, mask, encode as one; the models' holder; the reranker's door."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.domain import Mention
from dejavu_app.encoding import Models, Pipeline, load_encoder, load_reranker
from dejavu_app.encoding import models as models_module
from dejavu_app.errors import UserError

NAMES = {"Chicago": "LOC", "Henry Jones": "PER", "Jones": "PER"}


class Listed:
    """A recogniser that knows a short list of names by heart."""

    name = "listed"
    fingerprint = "listed-1"

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        found = []
        for text in texts:
            mentions: list[Mention] = []
            for name, label in NAMES.items():
                at = text.find(name)
                while at >= 0:
                    if not any(m.start <= at < m.end for m in mentions):
                        mentions.append(Mention(at, at + len(name), label))
                    at = text.find(name, at + 1)
            found.append(sorted(mentions))
        return found


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(Listed(), load_encoder())


def test_mentions_are_offsets_of_the_text_as_read(pipeline: Pipeline) -> None:
    raw = "The fire at Chi-\ncago was put out by\nHenry Jones and his men."
    (encoded,) = pipeline.encode_passages([raw])
    assert [raw[m.start : m.end] for m in encoded.mentions] == ["Chi-\ncago", "Henry Jones"]
    assert "Jones" not in encoded.masked and "Chicago" not in encoded.masked and "fire" in encoded.masked


def test_the_vector_is_that_of_the_masked_text(pipeline: Pipeline) -> None:
    (encoded,) = pipeline.encode_passages(["Henry Jones drowned at Chicago while the river was in flood."])
    assert encoded.vector.shape == (384,)
    assert float(encoded.vector @ pipeline.encoder.encode([encoded.masked])[0]) > 0.9999


def test_names_do_not_count(pipeline: Pipeline) -> None:
    one, other = pipeline.encode_passages([
        "The mayor of Chicago spoke on the price of bread.", "The mayor of Jones spoke on the price of bread."
    ])
    assert float(one.vector @ other.vector) > 0.9999


def test_a_headline_is_read_but_its_names_are_nobodys_mentions(pipeline: Pipeline) -> None:
    raw = "It was a quiet day, said Jones."
    bare, headed = (pipeline.encode_passages([raw], [head])[0] for head in ("", "GREAT FLOOD AT Chicago"))
    assert [raw[m.start : m.end] for m in headed.mentions] == ["Jones"] == [raw[m.start : m.end] for m in bare.mentions]
    flood = pipeline.encoder.encode(["a great flood"])[0]
    assert headed.vector @ flood > bare.vector @ flood + 0.1


def test_a_headline_that_the_passage_begins_with_is_not_read_twice(pipeline: Pipeline) -> None:
    raw = "GREAT FLOOD\nThe river rose in the night."
    bare, headed = (pipeline.encode_passages([raw], [head])[0] for head in ("", "Great flood"))
    assert bare.masked == headed.masked


def test_order_and_number_are_kept(pipeline: Pipeline) -> None:
    texts = [f"Lot {n} was sold. " * (n * 7 % 23 + 1) for n in range(30)]
    together = pipeline.encode_passages(texts)
    for n in (0, 7, 29):
        assert float(together[n].vector @ pipeline.encode_passages([texts[n]])[0].vector) > 0.9995
    assert pipeline.encode_passages([]) == []


def test_the_fingerprint_names_all_that_decides_a_vector(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Listed()
    other.fingerprint = "listed-2"
    assert Pipeline(other, pipeline.encoder).fingerprint != pipeline.fingerprint
    before = pipeline.fingerprint
    monkeypatch.setattr("dejavu_app.encoding.pipeline.PASSAGE_RULES", "other rules")
    assert pipeline.fingerprint != before


def test_models_load_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    said: list[str] = []
    encoder = load_encoder()

    def slow(spec: str) -> object:
        loads.append(spec)
        threading.Event().wait(0.05)
        return encoder

    monkeypatch.setattr(models_module, "load_encoder", slow)
    models = Models("folder", said.append)
    assert not loads and not said
    threads = [threading.Thread(target=models.encoder) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == ["folder"] and len(said) == 1 and models.encoder() is encoder


def test_a_failed_load_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[object] = [UserError("not yet"), load_encoder()]

    def load(spec: str) -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(models_module, "load_encoder", load)
    models = Models()
    with pytest.raises(UserError, match="not yet"):
        models.encoder()
    assert models.encoder().dims == 384


def test_no_reranker_is_a_clear_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError):
        load_reranker(str(tmp_path))
    with pytest.raises(UserError):
        load_reranker(str(tmp_path / "nowhere"))


def test_any_crossencoder_folder_reranks(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "flood", "strike", "river", "mine"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    config = BertConfig(vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=16, num_labels=1, max_position_embeddings=32)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    reranker = load_reranker(str(tmp_path))
    passages = ["flood river", "strike mine", "river"] * 5
    scores = reranker.score("flood", passages)
    direct = CrossEncoder(str(tmp_path)).predict([("flood", passage) for passage in passages])
    assert scores.dtype == np.float32 and scores == pytest.approx(direct, abs=1e-5)
    assert reranker.score("flood", []).shape == (0,)
    done: list[int] = []
    reranker.score("flood", passages, progress=lambda at, total: done.append(at))
    assert done == sorted(done) and done[-1] == 15
    from dejavu_app.errors import Cancelled

    with pytest.raises(Cancelled):
        reranker.score("flood", passages, cancelled=lambda: bool(len(done)))


def test_a_crossencoder_cut_short_is_a_clear_word(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(vocab_size=9, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=16, num_labels=1, max_position_embeddings=32)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    with pytest.raises(UserError, match="vocabulary is missing"):
        load_reranker(str(tmp_path))
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(UserError, match="cannot be loaded"):
        load_reranker(str(tmp_path))
