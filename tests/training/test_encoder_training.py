"""The encoder's and the reranker's recipe: every stage runs, what it learns is learnt, and what it writes loads."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dejavu_app.training import encoder as recipe  # noqa: E402
from dejavu_app.training.encoder_material import Material, TrainingText  # noqa: E402
from dejavu_app.training.encoder_model import (  # noqa: E402
    Pieces,
    average,
    build,
    contrastive,
    encode,
    mixed,
    regression,
    relational,
)
from dejavu_app.training.encoder_training import EncoderRecipe, batches, spoiled, train  # noqa: E402
from dejavu_app.training.ocr_noise import OcrNoise  # noqa: E402
from dejavu_app.training.reranker_model import PairReader, listwise  # noqa: E402
from dejavu_app.training.reranker_training import RerankerRecipe, lists, train_reranker  # noqa: E402

SUBJECTS = ("flood river bridge water", "strike miners wages owners", "fire alarm engines roof",
            "wheat crop price bushel", "trial jury verdict judge", "fever doctor ward nurse",
            "ship wreck lifeboat coast",
            "vote ballot count clerk")


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def tokenizer() -> Path:
    from dejavu_app.training.recogniser import base_weights

    return base_weights() / "tokenizer.json"


@pytest.fixture
def material() -> tuple[Material, np.ndarray]:
    """Eight subjects told six times each, and a teacher that knows the subjects."""
    rng = random.Random(0)
    texts, teacher = [], []
    axis = unit(np.random.default_rng(0).normal(size=(len(SUBJECTS), 64)))
    for number, subject in enumerate(SUBJECTS):
        for _ in range(6):
            words = subject.split()
            texts.append(TrainingText(" ".join(rng.choices(words, k=12)), "made up"))
            teacher.append(axis[number] + 0.02 * np.random.default_rng(len(texts)).normal(size=64))
    pairs = [(at, at + 1, "part") for at in range(0, len(texts), 2)]
    return Material(texts, pairs), unit(np.asarray(teacher))


def test_the_student_learns_what_the_teacher_tells_apart(material, tokenizer: Path) -> None:
    made, teacher = material
    torch.manual_seed(0)
    model = build(None)
    pieces = Pieces(tokenizer, 32)
    texts = [text.masked for text in made.texts]
    targets = unit(np.random.default_rng(7).normal(size=(len(texts), 32)))

    def agreement() -> float:
        ours = encode(model, pieces, texts)
        return float(np.corrcoef((ours @ ours.T).ravel(), (teacher @ teacher.T).ravel())[0, 1])

    before = agreement()
    wanted = replace(EncoderRecipe(), steps=30, pairs=8, limit=32, rate=3e-3, noisy=0.0, regression=0.0)
    assert train(model, made, teacher, targets, pieces, wanted, progress=lambda said: None) == 30
    assert agreement() > before + 0.03


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(material, tokenizer: Path, tmp_path: Path) -> None:
    made, teacher = material
    targets = unit(np.random.default_rng(7).normal(size=(len(made.texts), 32)))
    pieces = Pieces(tokenizer, 32)
    kept = tmp_path / "encoder.ckpt"
    first = replace(EncoderRecipe(), steps=50, pairs=4, limit=16)
    model = build(None)
    assert train(model, made, teacher, targets, pieces, first, checkpoint=kept, progress=lambda said: None) == 50
    again = build(None)
    said: list[str] = []
    assert train(again, made, teacher, targets, pieces, replace(first, steps=52), checkpoint=kept,
                 progress=said.append) == 52
    assert said and said[0].startswith("step 52 of 52")


def test_batches_hold_every_pair_once_an_epoch(material) -> None:
    made, teacher = material
    wanted = replace(EncoderRecipe(), pairs=5)
    seen: list[tuple[int, int]] = []
    for batch in batches(made, teacher, wanted):
        seen += batch
        if len(seen) >= len(made.pairs) - 1:
            break
    assert len(seen) == len(set(seen))
    again = list(islice(batches(made, teacher, wanted), 3))
    assert again == list(islice(batches(made, teacher, wanted), 3))  # the seed decides


def test_mixed_vectors_have_the_mixed_likeness() -> None:
    rng = np.random.default_rng(1)
    teacher, own = unit(rng.normal(size=(20, 40))), unit(rng.normal(size=(20, 12)))
    both = mixed(teacher, own, 0.6)
    assert np.allclose(both @ both.T, 0.6 * teacher @ teacher.T + 0.4 * own @ own.T, atol=1e-5)


def test_averaged_weights_lie_between_start_and_end() -> None:
    torch.manual_seed(0)
    start, end = build(None), build(None)
    wanted = 0.75 * start.body.embeddings.word_embeddings.weight + 0.25 * end.body.embeddings.word_embeddings.weight
    average(end, start, 0.25)
    assert torch.allclose(end.body.embeddings.word_embeddings.weight, wanted)


def test_losses_are_least_where_the_student_agrees() -> None:
    rng = np.random.default_rng(3)
    right = torch.from_numpy(unit(rng.normal(size=(12, 384))))
    wrong = torch.from_numpy(unit(rng.normal(size=(12, 384))))
    assert regression(right, right) < 1e-5 < regression(wrong, right)
    assert relational(right, right) < relational(wrong, right)
    likeness = torch.eye(12)
    assert contrastive(right, right, likeness) < contrastive(right, wrong, likeness)


def test_what_the_teacher_doubts_is_no_negative() -> None:
    rng = np.random.default_rng(4)
    left = torch.from_numpy(unit(rng.normal(size=(2, 384))))
    right = torch.stack([left[0], left[0]])  # both right texts tell the first story
    sure, doubtful = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 0.99], [0.99, 1.0]])
    assert contrastive(left, right, doubtful) < contrastive(left, right, sure)


def test_spoiled_text_is_like_ocr_and_never_empty() -> None:
    noise = OcrNoise({"e": 0.5}, {"e": (("c",), (1.0,))})
    rng = random.Random(5)
    assert "c" in spoiled("the river rose here and there", noise, 2.0, rng).replace("", "")
    assert spoiled("", noise, 2.0, rng) == ""
    assert spoiled("xyz", None, 2.0, rng) == "xyz"


def test_an_untrained_reranker_scores_as_the_encoder_does(tokenizer: Path) -> None:
    torch.manual_seed(1)
    model = build(None).eval()
    reader = PairReader(model, apart=1).eval()
    pieces = Pieces(tokenizer, 32)
    query, passages = ["miners strike for wages"], ["a strike of miners", "the river rose"]
    with torch.no_grad():
        cosines = (model(*pieces.batch(query)) @ model(*pieces.batch(passages)).T)[0]
        scores = reader(*pieces.batch(query), *pieces.batch(passages))
    assert torch.allclose(cosines, scores, atol=1e-5)


def test_the_reranker_learns_the_wanted_order(material, tokenizer: Path) -> None:
    made, teacher = material
    torch.manual_seed(2)
    pieces = Pieces(tokenizer, 32)
    model = build(None)
    reader = PairReader(model, apart=0)
    own = encode(model, pieces, [text.masked for text in made.texts])
    wanted = replace(RerankerRecipe(), steps=25, queries=2, passages=8, limit=32, rate=2e-3, noisy=0.0)
    tried = list(islice(lists(made, teacher, own, replace(wanted, seed=9)), 20))

    def loss() -> float:
        total = 0.0
        with torch.no_grad():
            for left, chosen, likeness in tried:
                found = reader(*pieces.batch([made.texts[left].masked]),
                               *pieces.batch([made.texts[n].masked for n in chosen]))
                total += float(listwise(found, torch.tensor(likeness)))
        return total

    before = loss()
    train_reranker(reader, made, teacher, own, pieces, wanted, progress=lambda said: None)
    assert loss() < before


def test_a_list_holds_its_partner_first_and_never_the_query(material) -> None:
    made, teacher = material
    for left, chosen, wanted in islice(lists(made, teacher, teacher, RerankerRecipe()), 40):
        assert (left, chosen[0], "part") in made.pairs
        assert left not in chosen and len(chosen) == len(wanted)


def test_the_teacher_reads_as_published_and_a_run_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dejavu_app.encoding import load_encoder
    from dejavu_app.training import encoder_teacher
    from dejavu_app.training.recogniser import base_weights

    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path))  # a folder named to load_encoder is remembered there
    texts = ["The river rose in the night.", "Miners struck for higher wages at noon, and pickets were posted.", "a"]
    published = load_encoder(str(base_weights())).encode(texts)
    monkeypatch.setattr(encoder_teacher, "CHUNK", 2)
    store = tmp_path / "teacher.npy"
    said: list[str] = []
    vectors = encoder_teacher.taught(texts, base_weights(), store, progress=said.append)
    assert (vectors * published).sum(1).min() > 0.999
    assert said == ["teacher: 2 of 3 texts", "teacher: 3 of 3 texts"]
    np.save(store, np.load(store)[:2])
    said.clear()
    again = encoder_teacher.taught(texts, base_weights(), store, progress=said.append)
    assert said == ["teacher: 3 of 3 texts"] and np.allclose(again, vectors, atol=1e-3)
    encoder_teacher.taught(texts[::-1], base_weights(), store, progress=said.append)
    assert said[-1] == "teacher: 3 of 3 texts" and len(said) == 3  # of other texts it is made anew


class TestTheWholeRecipe:
    @pytest.fixture(scope="class")
    def data(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A folder as the recipe expects it, with a handful of modern articles."""
        import lzma

        folder = tmp_path_factory.mktemp("data")
        (folder / "modern-news").mkdir()
        with lzma.open(folder / "modern-news" / "articles.jsonl.xz", "wt", encoding="utf-8") as lines:
            for number in range(40):
                words = SUBJECTS[number % len(SUBJECTS)].split()
                body = " ".join(f"The {words[n % 4]} was told of again in paragraph {number} {n}, they said."
                                for n in range(30))
                lines.write(json.dumps({
                    "id": str(number), "date": "2016-05-14", "topic": "t", "source": f"Paper {number % 3}",
                    "title": f"What the {words[0]} and the {words[1]} brought in week {number}", "text": body}) + "\n")
        return folder

    def test_runs_from_data_to_models_that_load(self, data: Path, tmp_path: Path) -> None:
        from dejavu_app.encoding.catalogue import read_card
        from dejavu_app.encoding.fast import FastEncoder
        from dejavu_app.encoding.fast_reranker import FastReranker

        out = tmp_path / "models"
        assert recipe.main(["--data", str(data), "--work", str(tmp_path / "work"), "--out", str(out), "--small"]) == 0
        stages = [json.loads(line)["stage"] for line in (out / "training-log.jsonl").read_text("utf-8").splitlines()]
        assert stages == ["material", "encoder trained", "encoder written", "reranker trained", "reranker written"]
        encoder = FastEncoder(read_card(out / "encoder"))
        vectors = encoder.encode(["The river rose in the night.", "Miners struck for higher wages."])
        assert vectors.shape == (2, encoder.dims)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
        scores = FastReranker(out / "reranker").score("The river rose.", ["A flood.", "A strike.", ""])
        assert scores.shape == (3,) and np.isfinite(scores).all()

    def test_says_where_data_should_be(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        assert recipe.main(["--data", str(tmp_path), "--work", str(tmp_path / "w"), "--out", str(tmp_path / "o")]) == 1
        assert "nothing here to train on" in caplog.text
