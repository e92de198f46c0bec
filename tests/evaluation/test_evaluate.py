"""Known parallels are found again in an archive, or added to a copy of it, and every system is measured on them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.domain import Article, PartialDate
from dejavu_app.encoding import Models
from dejavu_app.errors import UserError
from dejavu_app.evaluation import Pair, evaluate_pairs, load_pairs
from dejavu_app.evaluation.pairs import locate
from dejavu_app.jobs import EncodeJob
from dejavu_app.text import passages

PAIRS = [
    Pair("River bursts its banks", "Hundreds fled their homes in Iowa when the swollen river broke a levee at night.",
         "THE FLOOD", "The river broke through the levee near the mill last night, and families were taken from the "
         "roofs of their houses by boats.", "1892-05-20"),
    Pair("Rail workers walk out", "Train crews walked off the job over wages and the government called in mediators.",
         "THE TIE-UP", "Brakemen and firemen left their engines at noon demanding higher pay, and the governor has "
         "offered to arbitrate between the men and the road.", "1894-07"),
    Pair("", "A new vaccine against a children's disease was given to the first thousand schoolchildren.",
         "SERUM", "Pupils of the public schools were inoculated yesterday with the new serum against diphtheria, and "
         "the physicians report no ill effects.", "about 1895"),
]
OTHERS = [
    "Wheat closed a cent lower on the board of trade after a day of light dealing in which corn was steady.",
    "The ladies of the church will hold a supper on Thursday evening, to which the public is invited.",
    "The home nine were beaten by the visitors in eleven innings before the largest crowd of the season.",
]


def store(path: Path, texts: list[tuple[str, str]]) -> Path:
    with Archive(path, create=True) as archive:
        source = archive.start_source("papers", "papers", "0" * 64, 1, "test", "1")
        batch = []
        for number, (headline, text) in enumerate(texts):
            article = Article(text, locator=str(number), headline=headline, date=PartialDate(1893))
            batch.append(NewArticle(article, tuple(passages(article)), 1.0, len(text.split())))
        archive.add_articles(source.id, batch)
        archive.finish_source(source.id, ())
    return path


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


def test_every_system_is_measured_in_one_run(tmp_path: Path, models: Models) -> None:
    whole = [(pair.hist_title, pair.hist_text) for pair in PAIRS] + [("ITEM", text) for text in OTHERS]
    figures = evaluate_pairs(store(tmp_path / "a.dejavu", whole), PAIRS, models)
    assert figures["queries"] == 3 and figures["added"] == 0
    assert set(figures["systems"]) == {"dejavu", "bm25", "bm25, names removed", "dense alone",
                                       "minilm, names left in", "minilm, names removed"}
    assert set(figures["against"]) == set(figures["systems"]) - {"dejavu"}
    assert figures["recall@10"] == 1.0 and figures["mrr"] >= 0.5
    for values in figures["systems"].values():
        assert 0 <= values["mrr"] <= 1 and 0 <= values["leak@10"] <= 1
    assert json.loads(json.dumps(figures)) == figures


def test_missing_sides_are_added_to_a_copy_only(tmp_path: Path, models: Models) -> None:
    path = store(tmp_path / "a.dejavu", [("FLOOD", PAIRS[0].hist_text)] + [("ITEM", text) for text in OTHERS])
    before = path.read_bytes()
    figures = evaluate_pairs(path, PAIRS, models, baselines=False)
    assert figures["added"] == 2 and figures["articles"] == 6 and figures["recall@10"] == 1.0
    assert "2 of 3" in figures["notes"][0]
    with Archive(path) as archive:
        assert archive.article_count() == 4
    assert path.read_bytes()[:100] == before[:100]


def test_a_side_that_stands_in_several_pairs_is_added_once(tmp_path: Path, models: Models) -> None:
    path = store(tmp_path / "a.dejavu", [("ITEM", text) for text in OTHERS])
    twice = [PAIRS[0], replace(PAIRS[0], modern_title="", modern_text="A levee broke; families fled from the river.")]
    figures = evaluate_pairs(path, twice, models, mode="keyword", baselines=False)
    assert figures["articles"] == 4 and figures["recall@10"] == 1.0


def test_no_name_of_an_archive_makes_it_a_copy(tmp_path: Path, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store(tmp_path / "copy.dejavu", [(pair.hist_title, pair.hist_text) for pair in PAIRS])
    EncodeJob(path, models).run()
    monkeypatch.setattr("dejavu_app.evaluation.evaluate.EncodeJob", None)
    assert evaluate_pairs(path, PAIRS, models, baselines=False)["recall@10"] == 1.0


def test_what_an_earlier_recogniser_had_hidden_is_not_encoded_again(
    tmp_path: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store(tmp_path / "a.dejavu", [(pair.hist_title, pair.hist_text) for pair in PAIRS])
    EncodeJob(path, models).run()
    with Archive(path) as archive:
        archive.conn.execute("UPDATE encoders SET fingerprint = fingerprint || '-earlier'")
    encoded: list[int] = []
    run = EncodeJob._work
    monkeypatch.setattr(EncodeJob, "_work", lambda job: (found := run(job), encoded.append(found.new))[0])
    assert evaluate_pairs(path, PAIRS, models, baselines=False)["encoder"].endswith("-earlier")
    unknown = Pair("", "A ship went down off the cape.", "LOST", "The schooner foundered off the cape with all hands.")
    assert evaluate_pairs(path, [*PAIRS, unknown], models, baselines=False)["recall@10"] == 1.0
    assert encoded == [1]


def test_keyword_search_alone_can_be_measured(tmp_path: Path, models: Models) -> None:
    whole = [(pair.hist_title, pair.hist_text) for pair in PAIRS] + [("ITEM", text) for text in OTHERS]
    figures = evaluate_pairs(store(tmp_path / "a.dejavu", whole), PAIRS, models, mode="keyword", baselines=False)
    assert figures["encoder"] == "" and list(figures["systems"]) == ["dejavu"]


def test_a_parallel_with_several_copies_is_found_by_any_of_them(tmp_path: Path, models: Models) -> None:
    copies = [(f"EDITION {n}", PAIRS[0].hist_text) for n in range(3)]
    path = store(tmp_path / "a.dejavu", copies + [("ITEM", text) for text in OTHERS])
    with Archive(path) as archive:
        assert [len(found) for found in locate(archive, PAIRS[:1])] == [3]
    figures = evaluate_pairs(path, PAIRS[:1], models, mode="keyword", baselines=False)
    assert (figures["recall@1"], figures["recall@5"], figures["mrr"]) == (1.0, 1.0, 1.0)


def test_a_side_is_known_by_its_words_despite_ocr(tmp_path: Path) -> None:
    noisy = PAIRS[0].hist_text.replace("mill", "rnill").replace("boats", "boals")
    path = store(tmp_path / "a.dejavu", [("", OTHERS[0]), ("another headline", noisy), ("", OTHERS[1])])
    with Archive(path) as archive:
        assert locate(archive, PAIRS) == [{2}, set(), set()]


def test_pairs_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    rows = [{name: getattr(pair, name) for name in Pair.__dataclass_fields__} | {"more": 1} for pair in PAIRS]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    assert load_pairs(path) == PAIRS
    assert PAIRS[0].query.startswith("River bursts its banks. Hundreds") and PAIRS[2].query.startswith("A new vaccine")


def test_a_line_may_hold_separators_that_are_no_line_ends(tmp_path: Path) -> None:
    row = {"modern_text": "one\u2028two\x85three", "hist_text": "four five"}
    (tmp_path / "pairs.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    assert load_pairs(tmp_path / "pairs.jsonl")[0].modern_text == row["modern_text"]


@pytest.mark.parametrize("content", ["", "[1]\n", "{broken\n", '{"modern_text": "only"}\n',
                                     '{"modern_text": "words", "hist_text": "!!! ???"}\n'])
def test_a_file_without_pairs_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(content)
    with pytest.raises(UserError, match=r"pairs\.jsonl"):
        load_pairs(path)
    with pytest.raises(UserError, match=r"nowhere\.jsonl"):
        load_pairs(tmp_path / "nowhere.jsonl")


def test_what_a_data_frame_writes_for_nothing_is_no_word_of_a_pair(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"modern_title": NaN, "modern_text": "strike", "hist_text": "dockers", "hist_date": NaN}\n')
    assert (load_pairs(path)[0].query, load_pairs(path)[0].hist_date) == ("strike", "")


def test_a_list_is_no_text_of_a_pair(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"modern_text": ["strike", "wages"], "hist_text": "dockers"}\n')
    with pytest.raises(UserError, match="modern_text of line 1 is not a text"):
        load_pairs(path)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_pairs_may_be_written_as_windows_writes_them(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "pairs.jsonl").write_bytes('{"modern_text": "café", "hist_text": "dockers"}\r\n'.encode(encoding))
    assert load_pairs(tmp_path / "pairs.jsonl")[0].modern_text == "café"


def test_a_file_of_pairs_that_is_not_there_or_no_text_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.jsonl: cannot be read: No such file or directory"):
        load_pairs(tmp_path / "nowhere.jsonl")
    (tmp_path / "pairs.jsonl").write_bytes(bytes(range(256)) * 4)
    with pytest.raises(UserError, match="this is no text"):
        load_pairs(tmp_path / "pairs.jsonl")
