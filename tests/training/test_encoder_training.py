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
from dejavu_app.training.encoder_material import Material, TrainingText, alike  # noqa: E402
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
from dejavu_app.training.encoder_teacher import Teacher  # noqa: E402
from dejavu_app.training.encoder_training import EncoderRecipe, batches, spoiled, train  # noqa: E402
from dejavu_app.training.ocr_noise import OcrNoise  # noqa: E402
from dejavu_app.training.reranker_body import cut_from  # noqa: E402
from dejavu_app.training.reranker_narrowing import narrow  # noqa: E402
from dejavu_app.training.reranker_training import RerankerRecipe, groups, read, train_reranker  # noqa: E402

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


@pytest.fixture(scope="module")
def mpnet(tmp_path_factory: pytest.TempPathFactory, tokenizer: Path) -> Path:
    """A tiny untrained MPNet as its publishers lay one out."""
    from transformers import MPNetConfig, MPNetModel

    folder = tmp_path_factory.mktemp("mpnet")
    torch.manual_seed(5)
    words = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    config = MPNetConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
                         intermediate_size=64, initializer_range=0.2)  # so that a lost layer is missed
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    return folder


def test_the_whole_reader_reads_as_its_teacher_does(mpnet: Path, tokenizer: Path) -> None:
    texts = ["The river rose in the night. " * 12, "Miners struck for higher wages.", "a"]
    pieces = Pieces(tokenizer, 200)
    ours = read(cut_from(mpnet), pieces, texts)
    theirs = Teacher(mpnet).encode(texts)
    assert ours.shape == theirs.shape == (3, 32)
    assert (ours * theirs).sum(1).min() > 0.999


def test_a_cut_reader_learns_to_read_as_the_whole_one_did(mpnet: Path, material, tokenizer: Path) -> None:
    made, _ = material
    texts = [text.masked for text in made.texts]
    pieces = Pieces(tokenizer, 32)
    wanted = read(cut_from(mpnet), pieces, texts)
    model = cut_from(mpnet, (0, 2))

    def apart() -> float:
        return float(1 - (read(model, pieces, texts) * wanted).sum(1).mean())

    before = apart()
    mended = RerankerRecipe(kept=(0, 2), steps=30, texts=8, limit=32, rate=1e-3, noisy=0.0)
    assert train_reranker(model, texts, wanted, pieces, mended, progress=lambda said: None) == 30
    assert apart() < before / 2


def test_neurons_that_do_nothing_go_first_and_nothing_changes(mpnet: Path, tokenizer: Path) -> None:
    model, pieces = cut_from(mpnet), Pieces(tokenizer, 32)
    texts = [f"The river rose {n} feet in the night and {n % 7} bridges fell." for n in range(60)]
    with torch.no_grad():
        for layer in model.layers:
            layer.narrow.weight[:, ::2] = 0
    wanted = read(model, pieces, texts)
    model.eval()
    narrow(model, pieces, texts, 32)
    assert [layer.widen.out_features for layer in model.layers] == [32, 32, 32]
    assert (read(model, pieces, texts) * wanted).sum(1).min() > 0.999


def test_the_neurons_that_stay_say_what_the_lost_ones_said(mpnet: Path, tokenizer: Path) -> None:
    model, pieces = cut_from(mpnet), Pieces(tokenizer, 32)
    texts = [f"The river rose {n} feet in the night and {n % 7} bridges fell." for n in range(60)]
    with torch.no_grad():
        for layer in model.layers:  # each second neuron says what the one before it says, and something always
            layer.widen.weight[1::2], layer.widen.bias[1::2] = layer.widen.weight[::2], layer.widen.bias[::2]
            layer.narrow.weight *= 3
    wanted = read(model, pieces, texts)
    model.eval()
    narrow(model, pieces, texts, 32)
    assert (read(model, pieces, texts) * wanted).sum(1).min() > 0.995


def test_no_more_neurons_are_kept_than_there_are_and_none_without_texts(mpnet: Path, tokenizer: Path) -> None:
    pieces = Pieces(tokenizer, 32)
    for texts, inner in ((["The river rose."], 65), ([], 8)):
        model = cut_from(mpnet)
        with pytest.raises(ValueError, match="cannot be kept"):
            narrow(model, pieces, texts, inner)
        assert model.layers[0].widen.out_features == 64


def test_near_stories_are_drawn_among_the_likest_of_the_other_side() -> None:
    teacher = unit(np.array([[1, 0, 0], [0, 1, 0], [0.9, 0.1, 0], [0.2, 1, 0.1], [0, 0, 1]], np.float32))
    rng = random.Random(0)
    assert alike(teacher, [0, 1], [2, 3, 4], "across", 0.5, 1, 1, rng) == [(0, 2, "across"), (1, 3, "across")]
    drawn = {alike(teacher, [3], [0, 1, 2, 4], "across", 0.1, 3, 1, rng)[0][1] for _ in range(50)}
    assert drawn == {0, 1, 2}, "any of the three likest, the fourth never"
    assert {other for _, other, _ in alike(teacher, [0], [0, 2, 3], "near", 0.5, 2, 2, rng)} == {2}  # never itself
    assert alike(teacher, [4], [0, 1], "across", 0.5, 1, 1, rng) == []
    assert alike(teacher, [0], [], "across", 0.5, 6, 2, rng) == []


def test_held_texts_are_in_no_near_story() -> None:
    texts = [TrainingText(f"{'word ' * 30}{n}", recipe.MODERN if n < 20 else "chronam-191601") for n in range(60)]
    teacher = unit(np.random.default_rng(0).normal(1.0, 1.0, (60, 8)).astype(np.float32))
    held = {3, 25}
    pairs = recipe.near_stories(Material(texts, [(5, 30, "reprint")]), teacher, held)
    assert {kind for _, _, kind in pairs} == {"across", "near"}
    assert not held & {at for pair in pairs for at in pair[:2]}
    assert all((left < 20) is (kind == "across") and right >= 20 and left != right for left, right, kind in pairs)


def test_every_text_comes_once_in_a_round(material) -> None:
    _, teacher = material
    recipe = RerankerRecipe(texts=7)
    seen: list[int] = []
    for group in groups(teacher, recipe):
        assert len(set(group)) == len(group) <= 7
        seen += group
        if len(seen) >= len(teacher) - 1:
            break
    assert len(set(seen)) == len(seen)


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
        """A folder as the recipe expects it, with a handful of modern articles: two of each event, each in its own
        words."""
        import lzma

        surnames = [f"{first}{last}" for first in ("Whit", "Oller", "Pem", "Farn", "Hazel", "Brad", "Stan", "Col")
                    for last in ("combe", "ton", "berley", "borough", "wood", "field", "ham", "ridge", "more", "worth")]
        plain = " ".join(SUBJECTS).split()
        rng = random.Random(3)

        folder = tmp_path_factory.mktemp("data")
        (folder / "modern-news").mkdir()
        with lzma.open(folder / "modern-news" / "articles.jsonl.xz", "wt", encoding="utf-8") as lines:
            for number in range(40):
                words = SUBJECTS[number % len(SUBJECTS)].split()
                people = surnames[number // 2 * 4 :][:4]
                body = " ".join(f"The {words[n % 4]} of Mr. {people[n % 4]} {' '.join(rng.choices(plain, k=7))}, "
                                "he said." for n in range(30))
                lines.write(json.dumps({
                    "id": str(number), "date": "2016-05-14", "topic": "t", "source": f"Paper {number % 3}",
                    "title": f"What the {words[0]} and the {words[1]} brought in week {number}", "text": body}) + "\n")
        return folder

    def test_runs_from_data_to_models_that_load(
        self, data: Path, mpnet: Path, tokenizer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture
    ) -> None:
        from dejavu_app.encoding import load_encoder
        from dejavu_app.encoding.fast_reranker import FastReranker
        from dejavu_app.encoding.loading import find_encoder, identify
        from dejavu_app.training.encoder_export import read_encoder

        monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "own"))  # where a folder that was named is remembered
        caplog.set_level("INFO")
        out = tmp_path / "models"
        given = ["--data", str(data), "--work", str(tmp_path / "work"), "--small"]
        assert recipe.main([*given, "--out", str(out), "--teacher", str(mpnet)]) == 0
        log = [json.loads(line) for line in (out / "training-log.jsonl").read_text("utf-8").splitlines()]
        assert [row["stage"] for row in log] == [
            "material", "teacher before", "teacher tuned", "encoder before", "encoder trained", "encoder averaged",
            "near stories", "encoder trained", "encoder trained", "encoder written", "reranker cut", "reranker trained",
            "reranker written"]
        assert log[1]["rivals"] >= 2 and log[2]["steps"] == 2
        trained = [row for row in log if row["stage"] == "encoder trained"]
        assert [(row["number"], row["steps"], row["recipe"]["taught"]) for row in trained] == [
            (1, 4, 0.6), (2, 4, 0.85), (3, 4, 0.9)]
        assert json.loads((out / "reranker" / "card.json").read_text("utf-8"))["version"] == "3"
        encoder = load_encoder(str(out / "encoder"))
        assert identify(str(out / "encoder")).fingerprint == encoder.fingerprint
        assert find_encoder(f"{encoder.fingerprint}|{encoder.mask_style}|names") is not None
        vectors = encoder.encode(["The river rose in the night.", "Miners struck for higher wages."])
        assert vectors.shape == (2, encoder.dims)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
        scores = FastReranker(out / "reranker").score("The river rose.", ["A flood.", "A strike.", ""])
        assert scores.shape == (3,) and np.isfinite(scores).all()
        further = tmp_path / "further"
        read_texts = [line for line in caplog.messages if line.startswith(("teacher: ", "tuned: "))]
        assert len(read_texts) == 2
        assert recipe.main([*given, "--out", str(further), "--start", str(out / "encoder"), "--teacher",
                            str(mpnet)]) == 0
        more = [json.loads(line) for line in (further / "training-log.jsonl").read_text("utf-8").splitlines()]
        assert [row["stage"] for row in more] == [
            "material", "teacher before", "teacher tuned", "encoder before", "near stories", "encoder trained",
            "encoder trained", "encoder written", "reranker cut", "reranker trained", "reranker written"]
        again = [line for line in caplog.messages if line.startswith(("teacher: ", "tuned: "))]
        assert again == read_texts  # what was read before is kept
        model = build(None)
        read_encoder(model, out / "encoder")
        texts = ["The river rose in the night.", "Miners struck for higher wages."]
        again = encode(model, Pieces(tokenizer, 64), texts)
        assert (vectors * again).sum(1).min() > 0.99  # bfloat16 and 8 bits are between them

    def test_without_a_teacher_there_is_one_stage_and_no_reranker(self, data: Path, tmp_path: Path) -> None:
        given = ["--data", str(data), "--work", str(tmp_path / "work"), "--small"]
        first, more = tmp_path / "first", tmp_path / "more"
        assert recipe.main([*given, "--out", str(first)]) == 0
        assert recipe.main([*given, "--out", str(more), "--start", str(first / "encoder")]) == 0
        logs = [[json.loads(line) for line in (out / "training-log.jsonl").read_text("utf-8").splitlines()]
                for out in (first, more)]
        assert [row["stage"] for row in logs[0]] == ["material", "encoder before", "encoder trained",
                                                     "encoder averaged", "encoder written"]
        assert [row["stage"] for row in logs[1]] == ["material", "encoder before", "encoder trained",
                                                     "encoder written"]
        assert logs[1][2]["recipe"]["near"] and not (more / "reranker").exists()

    def test_smaller_batches_can_be_asked_for_in_every_training(
        self, data: Path, mpnet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []
        monkeypatch.setattr(recipe, "run", lambda data, work, out, recipes, tuning, reranker, **rest: asked.extend(
            [*(each.pairs for each in recipes), tuning.pairs, reranker.texts]))
        assert recipe.main(["--teacher", str(mpnet)]) == 0
        assert recipe.main(["--teacher", str(mpnet), "--pairs", "50"]) == 0
        assert asked == [40, 256, 256, 192, 192, 40, 50, 50, 50, 100]
        with pytest.raises(SystemExit):
            recipe.main(["--pairs", "1"])

    def test_says_where_data_should_be(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        assert recipe.main(["--data", str(tmp_path), "--work", str(tmp_path / "w"), "--out", str(tmp_path / "o")]) == 1
        assert "nothing here to train on" in caplog.text
