"""The shipped recogniser: a spaCy pipeline that any text may pass, the same on every way in, without torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dejavu_app.domain import LABELS
from dejavu_app.errors import UserError
from dejavu_app.masking import Recogniser, ShippedRecogniser, SpacyRecogniser, find_mentions, load_recogniser, mask
from dejavu_app.masking.finder import FILES, NameFinder
from dejavu_app.masking.recogniser import COMPONENT, SHIPPED
from dejavu_app.resources import resource_path

STORY = (
    "CHICAGO, Ill., May 3.--President Wilson and Senator Robert La Follette spoke here yesterday before the Illinois "
    "Manufacturers' Association. Mrs. John Smith, of Springfield, said that the strike at Pittsburgh would soon end."
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser()


def found(recogniser: Recogniser, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.label) for m in recogniser.recognise([text])[0]]


def test_it_is_a_spacy_pipeline_that_writes_entities(recogniser: Recogniser) -> None:
    import spacy

    import dejavu_app.masking.component  # noqa: F401  (registers the factory)

    doc = spacy.load(resource_path("models", "recogniser"))(STORY)
    assert [(e.text, e.label_) for e in doc.ents] == found(recogniser, STORY)
    assert doc.text == STORY


def test_names_of_a_plain_story_are_found(recogniser: Recogniser) -> None:
    names = found(recogniser, STORY)
    assert ("CHICAGO", "LOC") in names and ("Springfield", "LOC") in names and ("Pittsburgh", "LOC") in names
    persons = " | ".join(name for name, label in names if label == "PER")
    assert "Wilson" in persons and "La Follette" in persons and "John Smith" in persons
    assert any(label == "ORG" and "Manufacturers" in name for name, label in names)
    hidden = mask(STORY, recogniser.recognise([STORY])[0], "remove").text
    assert "strike" in hidden and "yesterday" in hidden and "Wilson" not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "a",
        "Wilson",
        "...!!--",
        "12 34",
        "\x00\x01",
        "東京 и Лондон, ἀρχή, القاهرة",
        "🙂" * 50,
        "x" * 9000,
    ],
)
def test_odd_texts_pass(recogniser: Recogniser, text: str) -> None:
    for mention in recogniser.recognise([text])[0]:
        assert text[mention.start : mention.end].strip()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=80), max_size=5))
def test_mentions_lie_within_their_text_in_order_with_known_labels(recogniser: Recogniser, texts: list[str]) -> None:
    answers = recogniser.recognise(texts)
    assert len(answers) == len(texts)
    for text, mentions in zip(texts, answers, strict=True):
        at = 0
        for mention in mentions:
            assert at <= mention.start < mention.end <= len(text)
            assert mention.label in LABELS
            assert not text[mention.start].isspace() and not text[mention.end - 1].isspace()
            at = mention.end


def test_a_long_text_is_read_to_its_end_and_windows_leave_no_seam(recogniser: Recogniser) -> None:
    text = "\n".join([STORY] * 120)
    mentions = recogniser.recognise([text])[0]
    cities = [m for m in mentions if text[m.start : m.end] == "Springfield"]
    assert len(cities) >= 115
    assert cities[-1].start > len(text) - len(STORY)


def test_the_company_of_other_texts_changes_nothing_that_matters(recogniser: Recogniser) -> None:
    others = ["Nothing.", STORY * 3, "A fire in Ohio."]
    alone = set(recogniser.recognise([STORY])[0])
    together = set(recogniser.recognise([*others, STORY])[-1])
    # Lower precision may tip a hair's breadth: the answers agree but for one at most.
    assert len(alone ^ together) <= 2


def test_several_threads_may_ask_at_once(recogniser: Recogniser) -> None:
    texts = [STORY] * 6
    expected = recogniser.recognise(texts)
    with ThreadPoolExecutor(4) as pool:
        for answer in pool.map(recogniser.recognise, [texts] * 8):
            assert answer == expected


def test_mentions_are_carried_back_to_the_text_as_read(recogniser: Recogniser) -> None:
    raw = "The mayor of Spring-\nfield, Illinois, met President   Wilson\nin Chicago on Tues-\nday last."
    names = {raw[m.start : m.end] for m in find_mentions(recogniser, [raw, ""])[0]}
    assert any("Wilson" in name for name in names)
    assert any(name.startswith("Chicago") for name in names)


def test_a_pipeline_written_anew_answers_the_same(recogniser: Recogniser, tmp_path: Path) -> None:
    assert isinstance(recogniser, ShippedRecogniser)
    recogniser.pipeline.to_disk(tmp_path / "copy")
    copy = load_recogniser(str(tmp_path / "copy"))
    assert copy.recognise([STORY]) == recogniser.recognise([STORY])


def test_marks_that_stand_apart_still_part_names(recogniser: Recogniser) -> None:
    raw = "Yesterday Mr. Wilson ( of Boston ) went to Paris , London , Berlin and Vienna ."
    names = [raw[m.start : m.end] for m in find_mentions(recogniser, [raw])[0]]
    assert {"Boston", "Paris", "London", "Berlin", "Vienna"} <= set(names)


def test_another_spacy_pipeline_serves_too_and_its_labels_are_mapped(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    rules = nlp.add_pipe("entity_ruler")
    rules.add_patterns([{"label": "GPE", "pattern": "Ohio"}, {"label": "NORP", "pattern": "German"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "rules")
    other = load_recogniser(str(tmp_path / "rules"))
    assert isinstance(other, SpacyRecogniser)
    assert found(other, "A German of Ohio") == [("Ohio", "LOC")]


def test_it_is_loaded_once_and_named(recogniser: Recogniser) -> None:
    assert load_recogniser() is recogniser
    assert isinstance(recogniser, Recogniser)
    assert recogniser.fingerprint.startswith("names-") and recogniser.name


def test_a_folder_without_a_pipeline_is_refused_politely(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no recogniser"):
        load_recogniser(str(tmp_path))


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_no_bug(tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(resource_path("models", SHIPPED) / COMPONENT, tmp_path / "names"))
    (folder / name).write_bytes((folder / name).read_bytes()[:-40])
    with pytest.raises(UserError, match="damaged"):
        NameFinder(folder)


def test_it_needs_neither_torch_nor_spacy_and_is_small() -> None:
    code = (
        "import sys; from dejavu_app.masking import load_recogniser; load_recogniser().recognise(['Wilson spoke.']);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'spacy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    size = sum(path.stat().st_size for path in resource_path("models", "recogniser").rglob("*") if path.is_file())
    assert size < 30_000_000


@pytest.mark.parametrize("name, written", [
    ("meta.json", '{"name": "news'), ("meta.json", "{}"), (f"{COMPONENT}/settings.json", "[]"),
    (f"{COMPONENT}/settings.json", '{"hide_below": null}'),
])  # fmt: skip
def test_a_spoilt_file_of_the_pipeline_is_no_bug(tmp_path: Path, name: str, written: str) -> None:
    folder = Path(shutil.copytree(resource_path("models", SHIPPED), tmp_path / "names"))
    (folder / name).write_text(written)
    with pytest.raises(UserError, match="damaged"):
        load_recogniser(str(folder))


def test_another_models_network_is_refused_before_it_reads(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(resource_path("models", SHIPPED) / COMPONENT, tmp_path / "names"))
    for ending in ("xml", "bin"):
        shutil.copyfile(resource_path("models", "encoder", f"model.{ending}"), folder / f"network.{ending}")
    with pytest.raises(UserError, match="damaged"):
        NameFinder(folder)


def test_a_spacy_pipeline_that_does_not_load_is_a_persons_mistake(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
    with pytest.raises(UserError, match="cannot be loaded"):
        load_recogniser(str(tmp_path))
