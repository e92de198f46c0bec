"""The recogniser's training, end to end on data made here, and the parts that shape its data."""

from __future__ import annotations

import io
import json
import random
import tarfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.errors import UserError
from dejavu_app.masking import load_recogniser
from dejavu_app.masking.decode import TAGS
from dejavu_app.masking.features import WordPieces
from dejavu_app.training.ocr_noise import OcrNoise
from dejavu_app.training.recogniser import main
from dejavu_app.training.recogniser_corpora import Block, is_nationality, joined, read_corpora, settle, spans, tagged
from dejavu_app.training.recogniser_corpora import with_honorifics as titled_block
from dejavu_app.training.recogniser_figures import figures, read_documents
from dejavu_app.training.recogniser_manners import chained, dateline, long_s, newspaper
from dejavu_app.training.recogniser_recipe import Material, Recipe, calibrate, epochs, judged, read_annotations
from dejavu_app.training.recogniser_selftraining import Chunk, aligned, between, consensus, copies, together
from dejavu_app.training.recogniser_teacher import build_teacher


def block(text: str, *mentions: tuple[str, str]) -> Block:
    tokens = text.split()
    tags = ["O"] * len(tokens)
    for name, label in mentions:
        parts = name.split()
        at = next(i for i in range(len(tokens)) if tokens[i : i + len(parts)] == parts)
        tags[at : at + len(parts)] = tagged(len(parts), [(0, len(parts), label)])
    return joined(
        [(token, tag, i > 0) for i, (token, tag) in enumerate(zip(tokens, tags, strict=True))], "made", True, False
    )


def names(made: Block) -> list[tuple[str, str]]:
    return [(" ".join(made.words[s:e]), label) for s, e, label in spans(made.tags)]


STORY = block(
    "Yesterday Mr. Wilson met Bob La Follette of Wisconsin in the Senate",
    ("Wilson", "PER"),
    ("Bob La Follette", "PER"),
    ("Wisconsin", "LOC"),
    ("Senate", "ORG"),
)


def test_honorifics_join_the_person_in_period_texts() -> None:
    assert ("Mr . Wilson", "PER") in names(titled_block(STORY))


def test_peoples_are_not_names() -> None:
    assert is_nationality(["German"]) and is_nationality(["South", "African"]) and not is_nationality(["Ohio"])
    assert not is_nationality(["New", "Orleans"]) and not is_nationality(["Pacific", "Ocean"])
    made = settle(block("the German army near Verdun", ("German", "MISC"), ("Verdun", "LOC")))
    assert names(made) == [("Verdun", "LOC")]


def test_noise_is_learned_from_pairs_and_rates_are_right() -> None:
    truth = "the modern barn burned near the stern corner " * 20
    noise = OcrNoise.learn([(truth.replace("rn", "m"), truth)] * 3 + [(truth, truth)] * 3)
    assert noise.rates["rn"] == pytest.approx(0.2)  # half of them misread, capped at 0.2
    assert noise.edits["rn"][0] == ("m",)
    rng = random.Random(1)
    assert any(noise.misread("modern", 3, rng) == "modem" for _ in range(60))


def test_noise_is_saved_and_read_again(tmp_path: Path) -> None:
    noise = OcrNoise.learn([("tbe bouse", "the house")] * 40)
    noise.save(tmp_path / "noise.json")
    assert OcrNoise.load(tmp_path / "noise.json") == noise


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 8))
def test_noise_and_manners_keep_every_mention_and_legal_tags(seed: int, severity: float) -> None:
    rng = random.Random(seed)
    noise = OcrNoise.learn([("tbe bou se. of Wilfon", "the house. of Wilson")] * 40)
    made = noise.apply(newspaper(STORY, rng), severity, rng)
    assert len(made.words) == len(made.spaces) == len(made.tags)
    assert all(made.words)
    for before, tag in zip(("O", *made.tags), made.tags, strict=False):
        assert not tag.startswith("I-") or before[2:] == tag[2:]
    labels = sorted(label for _, label in names(made))
    assert [label for label in labels if label != "LOC"] == ["ORG", "PER", "PER"] or severity > 0


def test_a_dateline_adds_its_place_and_long_s_spares_the_last_letter() -> None:
    assert names(dateline(STORY, random.Random(2)))[0][1] == "LOC"
    made = long_s(block("these houses possess " * 5), random.Random(1))
    assert "thefe" in made.words and "poffess" in made.words and all(w[-1] != "f" for w in made.words)


def test_chains_keep_all_words_in_order() -> None:
    blocks = [STORY] * 30
    made = chained(blocks, random.Random(1))
    assert [w for b in made for w in b.words] == [w for b in blocks for w in b.words]
    assert all(40 <= len(b.words) <= 190 for b in made[:-1])


def test_the_annotated_newspapers_are_sound() -> None:
    parts = read_annotations()
    assert len(parts["dev"]) >= 50 and len(parts["train"]) >= 100
    found = [name for made in parts["dev"] + parts["train"] for name in names(made)]
    assert ("Theodore Roosevelt", "PER") in found and len(found) > 800


def test_figures_count_words_for_masks_and_mentions_for_strict() -> None:
    gold = ["B-pers", "I-pers", "O", "B-loc", "O", "B-prod"]
    exact = figures([(gold, [(0, 2, "PER"), (3, 4, "LOC"), (5, 6, "MISC")])])
    assert exact.mask_f1 == exact.strict_f1 == pytest.approx(1)
    partly = figures([(gold, [(0, 1, "PER"), (3, 5, "LOC")])])
    assert partly.mask_recall == pytest.approx(2 / 3) and partly.mask_precision == pytest.approx(2 / 3)
    assert partly.strict_f1 == 0


def test_measured_sets_are_rebuilt_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(
        "TOKEN\tNE\tMISC\n# hipe2022:document_id = x\n"
        "Mr\tB-pers\tNoSpaceAfter\n.\tI-pers\t_\nFox\tI-pers\tNoSpaceAfter\n.\tO\t_\n"
    )
    document = read_documents(tmp_path / "a.tsv")[0]
    assert document.text == "Mr. Fox. " and document.tags == ("B-pers", "I-pers", "I-pers", "O")


def chunk(page: str, text: str) -> Chunk:
    return Chunk(page, block(text))


WIRE = (
    "the governor of the state declared yesterday that troops would march against the striking miners near Pueblo "
    "where several persons perished during Monday fighting between guards and strikers whose leaders wanted more pay"
)


def test_copies_in_other_papers_are_found_and_their_words_aligned() -> None:
    chunks = [
        chunk("a", WIRE),
        chunk("b", WIRE.replace("Pueblo", "Pueblu")),
        chunk("c", "quite another story " * 12),
        chunk("a", WIRE),
    ]
    twins = copies(chunks)
    assert twins[0] == [1] and set(twins[1]) == {0, 3} and 2 not in twins
    pairs = aligned(chunks[0].block.words, chunks[1].block.words)
    assert len(pairs) == len(chunks[0].block.words)


def test_a_name_read_well_in_one_copy_labels_it_in_the_mangled_one() -> None:
    chunks = [chunk("a", WIRE), chunk("b", WIRE.replace("Pueblo", "Pueblu")), chunk("c", WIRE)]

    def teacher(blocks: object) -> list[np.ndarray]:
        made = []
        for one in blocks:  # type: ignore[attr-defined]
            scores = np.full((len(one.words), len(TAGS)), 0.01)
            for i, word in enumerate(one.words):
                scores[i, TAGS.index("B-LOC") if word == "Pueblo" else 0] = 0.92
            made.append(np.log(scores).astype(np.float32))
        return made

    for taught in consensus(chunks, teacher, 10, random.Random(1)):
        assert [label for _, label in names(taught.block)] == ["LOC"]
        assert taught.copies == 3


def test_calibration_chooses_settings_that_serve_the_development_set() -> None:
    dev = [STORY]
    gold = np.array([[0.9 if TAGS[t] == tag else 0.01 for t in range(len(TAGS))] for tag in STORY.tags])
    shy = gold.copy()
    shy[:, 0] += 3.0  # a network that always leans towards O
    scores = {"dev": [np.log(shy / shy.sum(-1, keepdims=True)).astype(np.float32)]}
    chosen = calibrate({"dev": dev}, scores)
    plain = {"bias": {}, "hide_below": 0.0}
    assert judged(dev, scores["dev"], chosen).mask_f1 >= judged(dev, scores["dev"], plain).mask_f1


def test_calibration_keeps_to_the_recall_that_is_asked_for() -> None:
    # A name that the network takes for none, less than it takes any word that is none.
    gold = np.array([[0.65 if TAGS[t] == tag else 0.35 / (len(TAGS) - 1) for t in range(len(TAGS))]
                     for tag in STORY.tags])  # fmt: skip
    gold[STORY.words.index("Wilson")] = [0.75] + [0.25 / (len(TAGS) - 1)] * (len(TAGS) - 1)
    dev, scores = {"dev": [STORY]}, {"dev": [np.log(gold).astype(np.float32)]}
    free, bound = calibrate(dev, scores), calibrate(dev, scores, least_recall=1.0)
    assert judged(dev["dev"], scores["dev"], bound).mask_recall == 1.0
    assert judged(dev["dev"], scores["dev"], free).mask_recall < 1.0
    assert free["hide_below"] < bound["hide_below"]


def make_data(folder: Path) -> None:
    rng = random.Random(1)
    persons, places = ["John Brown", "Mary Lee", "Wilson"], ["Boston", "New York", "Leeds"]
    for part in ("train", "dev", "test"):
        lines = []
        for n in range(60 if part == "train" else 12):
            person, place = rng.choice(persons).split(), rng.choice(places).split()
            words = [
                ("Yesterday", "O"),
                *((w, "B-PER" if i == 0 else "I-PER") for i, w in enumerate(person)),
                ("went", "O"),
                ("to", "O"),
                *((w, "B-LOC" if i == 0 else "I-LOC") for i, w in enumerate(place)),
                (".", "O"),
            ]
            lines.append(f"# sent_id = {n}\n# text = {' '.join(w for w, _ in words)}")
            lines += [f"{i}\t{w}\t{t}" for i, (w, t) in enumerate(words, 1)]
            lines.append("")
        (folder / "ner" / "uner-ewt").mkdir(parents=True, exist_ok=True)
        (folder / "ner" / "uner-ewt" / f"{part}.iob2").write_text("\n".join(lines) + "\n", encoding="utf-8")
    noise = folder / "ocr-noise"
    noise.mkdir()
    rows = ["OCR Text,Ground Truth", *(f'"tbe mcn of tlie bouse {n}","the men of the house {n}"' for n in range(40))]
    (noise / "bln600-train.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "chronam-1916").mkdir()
    with tarfile.open(folder / "chronam-1916" / "1916-03.tar.xz", "w:xz") as archive:
        for day in ("19160301", "19160302"):
            for paper in ("sn1", "sn2", "sn3"):
                page = (" ".join([WIRE.replace("miners", "mincrs") if paper == "sn2" else WIRE]) + ".\n") * 8
                info = tarfile.TarInfo(f"{day}/{paper}-ed-1_seq-1.txt")
                info.size = len(page.encode())
                archive.addfile(info, io.BytesIO(page.encode()))


def logged(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "training-log.jsonl").read_text("utf-8").splitlines()]


def test_the_small_training_runs_every_stage_and_its_result_recognises(tmp_path: Path) -> None:
    make_data(tmp_path / "data")
    assert main(["--small", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")]) == 0
    stages = logged(tmp_path / "out")
    assert [s["stage"] for s in stages] == ["data", "vocabulary", "trained", "self-labelled", "trained", "measured"]
    assert stages[0]["sets"]["uner-ewt"]["blocks"] == 60 and stages[0]["recipe"]["seed"]
    assert stages[3]["with_copies"] > 0
    recogniser = load_recogniser(str(tmp_path / "out"))
    assert len(recogniser.recognise(["Yesterday Wilson went to Boston.", ""])) == 2


@pytest.fixture
def uncalibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares a training the trying of some hundred settings, which the training of every stage shows."""
    monkeypatch.setattr("dejavu_app.training.recogniser.calibrate", lambda *_: {"bias": {}, "hide_below": 0.0})


@pytest.mark.usefixtures("uncalibrated")
def test_a_training_may_go_on_from_a_recogniser(tmp_path: Path) -> None:
    make_data(tmp_path / "data")
    common = ["--small", "--data", str(tmp_path / "data")]
    assert main([*common, "--out", str(tmp_path / "first")]) == 0
    assert main([*common, "--out", str(tmp_path / "second"), "--start", str(tmp_path / "first")]) == 0
    stages = [record["stage"] for record in logged(tmp_path / "second")]
    assert stages == ["data", "vocabulary", "self-labelled", "trained", "measured"]


def make_larger(folder: Path) -> None:
    """MPNet's shape and its way of cutting words, with MiniLM's pieces and no weights."""
    pytest.importorskip("torch")
    from transformers import MPNetConfig

    from dejavu_app.training.recogniser import base_weights

    written = json.loads((base_weights() / "tokenizer.json").read_text("utf-8"))
    other = {"[CLS]": "<s>", "[SEP]": "</s>"}
    pieces = written["model"]["vocab"]
    written["model"]["vocab"] = {other.get(piece, piece): number for piece, number in pieces.items()}
    written["post_processor"] = None
    for token in written["added_tokens"]:
        token["content"] = other.get(token["content"], token["content"])
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(written), encoding="utf-8")
    MPNetConfig(vocab_size=len(pieces)).save_pretrained(str(folder))


@pytest.mark.usefixtures("uncalibrated")
def test_a_larger_network_may_teach(tmp_path: Path) -> None:
    make_data(tmp_path / "data")
    make_larger(tmp_path / "larger")
    options = ["--small", "--data", str(tmp_path / "data"), "--teacher", str(tmp_path / "larger")]
    assert main([*options, "--out", str(tmp_path / "out")]) == 0
    stages = logged(tmp_path / "out")
    assert [s["stage"] for s in stages] == [
        *("data", "vocabulary", "trained", "self-labelled"),  # the first teacher, ...
        *("trained", "trained", "self-labelled"),  # ... two that teach together, ...
        *("trained", "measured"),  # ... and the recogniser
    ]
    assert stages[0]["recipe"]["teachers"] == 2
    assert stages[2]["steps"] and not stages[2]["taught"] and stages[4]["taught"]
    assert [s["seed"] - Recipe().seed for s in stages if s["stage"] == "trained"] == [0, 1, 2, 0]
    assert stages[7]["taught"] == stages[6]["chunks"]
    heads = [build_teacher(tmp_path / "larger", seed, small=True).head.weight for seed in (1, 2, 1)]
    assert heads[0].equal(heads[2]) and not heads[0].equal(heads[1])
    assert len(load_recogniser(str(tmp_path / "out")).recognise(["Yesterday Wilson went to Boston."])) == 1


@pytest.mark.usefixtures("uncalibrated")
def test_without_newspapers_the_teachers_learn_from_annotation_alone(tmp_path: Path) -> None:
    make_data(tmp_path / "data")
    (tmp_path / "data" / "chronam-1916" / "1916-03.tar.xz").unlink()
    make_larger(tmp_path / "larger")
    options = ["--small", "--data", str(tmp_path / "data"), "--out"]
    assert main([*options, str(tmp_path / "first")]) == 0
    taught = ["--teacher", str(tmp_path / "larger"), "--teachers", "1", "--start", str(tmp_path / "first")]
    assert main([*options, str(tmp_path / "out"), *taught]) == 0
    stages = [record["stage"] for record in logged(tmp_path / "out")]
    assert stages == ["data", "vocabulary", "trained", "trained", "measured"]


def test_a_folder_that_holds_no_larger_network_is_refused(tmp_path: Path) -> None:
    make_larger(tmp_path / "larger")
    with pytest.raises(UserError, match="no MPNet"):
        build_teacher(tmp_path / "larger", 1)
    make_data(tmp_path / "data")
    options = ["--small", "--data", str(tmp_path / "data"), "--teacher", str(tmp_path)]
    assert main([*options, "--out", str(tmp_path / "out")]) == 1


def test_teachers_say_together_the_mean_of_their_probabilities() -> None:
    rng = np.random.default_rng(1)
    said = [[np.log(rng.dirichlet(np.ones(len(TAGS)), n)).astype(np.float32) for n in (13, 0, 4)] for _ in range(3)]
    said[0][2][0, 0] = -200  # less than a float32 holds as a probability
    mean = together([lambda _, rows=rows: rows for rows in said])([STORY] * 3)
    for got, *rows in zip(mean, *said, strict=True):
        assert got.dtype == np.float32 and got.shape == rows[0].shape
        assert np.allclose(np.exp(got), np.mean(np.exp(rows), 0), atol=1e-6)
    (alone,) = together([lambda _: said[0][2:]])([STORY])
    assert (alone == said[0][2]).all()


def test_annotated_texts_are_taught_between_annotation_and_teacher() -> None:
    gold = replace(STORY, misc_known=True)
    said = np.full((len(gold.words), len(TAGS)), np.log(1e-9), np.float32)
    said[:, TAGS.index("B-LOC")] = 0  # a teacher that takes every word for a place
    (soft,) = between([gold], [said], 0.25)
    wilson = gold.words.index("Wilson")
    assert soft[wilson][TAGS.index("B-PER")] == pytest.approx(0.75)
    assert soft[wilson][TAGS.index("B-LOC")] == pytest.approx(0.25)
    assert np.allclose(soft.sum(-1), 1)
    (unsure,) = between([replace(gold, misc_known=False)], [said], 0.25)
    assert unsure[0][TAGS.index("B-LOC")] == pytest.approx(1)  # "O, or perhaps MISC": the teacher decides
    assert unsure[wilson][TAGS.index("B-PER")] == pytest.approx(0.75)
    (short,) = between([gold], [said[:3]], 0.25)
    assert short.shape == (3, len(TAGS))


def test_an_epoch_of_taught_texts_comes_again_and_of_others_does_not() -> None:
    from dejavu_app.training.recogniser import base_weights

    pieces = WordPieces.load(base_weights() / "tokenizer.json")
    noise = OcrNoise.learn([("tbe bouse", "the house")] * 40)
    material = Material({"uner-ewt": [STORY] * 12}, [STORY] * 3, {}, noise)
    recipe = replace(Recipe(), hidden_blocks=0.0, read_epochs=2)
    asked: list[int] = []

    def teacher(blocks: Sequence[Block]) -> list[np.ndarray]:
        asked.append(len(blocks))
        return [np.full((len(one.words), len(TAGS)), -np.log(len(TAGS)), np.float32) for one in blocks]

    made = epochs(material, pieces, recipe, (), teacher)
    first, second, third = (made(n) for n in range(3))
    assert len(asked) == 2 and [one.ids for one in third] == [one.ids for one in first]
    assert all(one.soft is not None and len(one.soft) == len(one.firsts) for one in (*first, *second))
    plain = epochs(material, pieces, recipe)
    assert [one.ids for one in plain(2)] != [one.ids for one in plain(0)]
    assert all(one.soft is None for one in plain(0))


def test_a_folder_without_corpora_is_refused(tmp_path: Path) -> None:
    assert main(["--small", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 1


def test_every_corpus_at_hand_is_read_with_its_labels() -> None:
    folder = Path(__file__).parents[2] / "../shared/data/ner"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    corpora = read_corpora(folder, ["uner-ewt", "litbank", "crossner-politics"])
    found = {name: {label for made in blocks for _, _, label in spans(made.tags)} for name, blocks in corpora.items()}
    assert found["uner-ewt"] == {"PER", "LOC", "ORG"}
    assert found["crossner-politics"] == {"PER", "LOC", "ORG", "MISC"}
    assert any(name.startswith("Mrs .") for made in corpora["litbank"] for name, label in names(made) if label == "PER")
