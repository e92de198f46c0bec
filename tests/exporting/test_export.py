"""The ending chooses the format; files are whole or not there; the report shows texts and never runs them."""

from __future__ import annotations

import shlex
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dejavu_app import __version__
from dejavu_app.domain import Coverage, Filters, PartialDate, Query
from dejavu_app.errors import UserError
from dejavu_app.exporting import FORMATS, export
from dejavu_app.exporting.command import command_line
from tests.exporting.samples import TEXT, parallel, result


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending])
@pytest.mark.parametrize("upper", [False, True])
def test_every_format_writes_a_file_and_leaves_nothing_beside_it(tmp_path: Path, ending: str, upper: bool) -> None:
    path = tmp_path / f"list{ending.upper() if upper else ending}"
    export(result(parallel(1), parallel(2)), path)
    assert path.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.docx.*\.csv"):
        export(result(), tmp_path / "list.docx")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        export(result(parallel(1)), tmp_path / "nowhere" / "list.csv")


def test_an_older_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        export(result(parallel(1, headline="\ud800")), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_texts_are_as_read_and_their_names_suit_every_system(tmp_path: Path) -> None:
    hostile = parallel(1, newspaper="../../etc", headline='a/b\\c:"<x>?*', passage="one\r\ntwo\n")
    export(result(hostile, parallel(2, newspaper="CON", headline="")), tmp_path / "texts.zip")
    export(result(hostile, parallel(2, newspaper="CON", headline="")), tmp_path / "texts")
    with zipfile.ZipFile(tmp_path / "texts.zip") as archive:
        names = archive.namelist()
        assert archive.read(names[0]) == b"one\r\ntwo\n"
    assert sorted(names) == sorted(file.name for file in (tmp_path / "texts").iterdir())
    assert (tmp_path / "texts" / names[0]).read_bytes() == b"one\r\ntwo\n"
    for name in names:
        assert not set(name) & set('/\\:"<>?*|') and not name.startswith(".") and len(name) < 120


@pytest.mark.parametrize("left", ["", ".DS_Store"])
def test_texts_go_into_a_folder_that_is_empty(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    if left:
        (folder / left).touch()
    number = folder.stat().st_ino
    export(result(parallel(1), parallel(2)), folder)
    assert folder.stat().st_ino == number
    assert len(list(folder.glob("000?_*.txt"))) == 2 == len(list(folder.iterdir())) - bool(left)
    assert list(tmp_path.iterdir()) == [folder]


def test_texts_of_two_searches_are_not_mixed_in_one_folder(tmp_path: Path) -> None:
    export(result(parallel(1), parallel(2)), tmp_path / "new" / "texts")
    before = {file.name: file.read_bytes() for file in (tmp_path / "new" / "texts").iterdir()}
    with pytest.raises(UserError, match=r"texts: there is something in this folder.*empty or a new folder"):
        export(result(parallel(1, headline="ANOTHER")), tmp_path / "new" / "texts")
    assert {file.name: file.read_bytes() for file in (tmp_path / "new" / "texts").iterdir()} == before
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="is a file and no folder"):
        export(result(parallel(1)), tmp_path / "file")


@pytest.mark.parametrize("made", [False, True])
def test_no_half_of_a_folder_is_left_when_a_text_cannot_be_written(tmp_path: Path, made: bool) -> None:
    if made:
        (tmp_path / "texts").mkdir()
    with pytest.raises(UnicodeEncodeError):
        export(result(parallel(1), parallel(2, passage="\ud800")), tmp_path / "texts")
    assert list(tmp_path.rglob("*")) == [tmp_path / "texts"] * made


def test_no_half_of_a_folder_is_left_when_a_text_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if self.name.startswith("0002"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(UserError, match="cannot be written: No space left"):
        export(result(parallel(1), parallel(2)), tmp_path / "texts")
    assert list(tmp_path.rglob("*")) == [tmp_path / "texts"]


@pytest.mark.parametrize("name", [".csv", ".XLSX", ".bibtex"])
def test_an_ending_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"an ending without a name.*like parallels\."):
        export(result(parallel(1)), tmp_path / name)
    assert not list(tmp_path.iterdir())


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_says_what_is_needed_to_repeat_the_search(tmp_path: Path) -> None:
    attack = parallel(1, headline="<script>alert(1)</script>", url="javascript:alert(1)")
    export(result(attack), tmp_path / "report.html")
    page = Tags()
    page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "script" not in page.tags and "a" not in page.tags and "b" not in page.tags
    for wanted in (TEXT, "encoder-fingerprint", "recogniser-fingerprint", "reranker-fingerprint", "hybrid", "1910",
                   "coal & iron", "PER, ORG, LOC, MISC", "characters 0 to 38", "<script>alert(1)</script>"):
        assert wanted in page.text
    assert page.tags.count("mark") == 1


def test_the_report_has_a_blank_where_a_character_has_no_place_in_a_page(tmp_path: Path) -> None:
    found = result(parallel(1, passage="docks\ufffe and\x0cyards\x00", headline="STRIKE\uffff!"))
    query = replace(found.query, text=f"{TEXT} \ud83d.", shown=((0, 7),))
    export(replace(found, query=query, masked=f"{found.masked} \ud83d."), tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "docks  and yards " in text and "STRIKE !" in text and "would not return.  ." in text
    assert not set(text) & {"\ufffe", "\uffff", "\x0c", "\x00"}


def test_the_reports_command_states_the_very_same_query(tmp_path: Path) -> None:
    from dejavu_app.cli.search import search as command

    query = Query(TEXT, k=7, mode="semantic", labels=("PER", "LOC"), rerank=True, like=(3, 4), filters=Filters(
        date_from=PartialDate(1910, 2), newspapers=("The Herald's", "Sun"), must=("coal & iron",), must_not=("gas",),
        languages=("de", "und"), sources=(2,), collection=5, min_quality=0.8))
    export(replace(result(parallel(1)), query=query), tmp_path / "report.html")
    page = Tags()
    page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    line = next(line for line in page.text.splitlines() if "dejavu search" in line)
    words = shlex.split(line[line.index("dejavu search"):])
    given = command.make_context("search", words[2:]).params
    assert (given["k"], given["mode"], given["labels"], given["rerank"]) == (7, "semantic", ("PER", "LOC"), True)
    assert given["newspapers"] == ("The Herald's", "Sun") and given["must"] == ("coal & iron",)
    assert (given["date_from"], given["like"], given["must_not"]) == (PartialDate(1910, 2), (3, 4), ("gas",))
    assert (given["languages"], given["sources"]) == (("de", "und"), ("2",))
    assert (given["collection"], given["min_quality"]) == ("5", 0.8)


def test_the_command_of_a_search_without_a_text_asks_for_none(tmp_path: Path) -> None:
    query = Query("", k=7, like=(3,))
    export(replace(result(parallel(1)), query=query, mentions=()), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "query.txt" not in page and "dejavu search ARCHIVE -k 7 --mode hybrid --like 3" in page


def test_the_report_names_the_page_languages_files_and_collection(tmp_path: Path) -> None:
    from dejavu_app.archive import Archive
    from dejavu_app.exporting.report import _settings

    with Archive(tmp_path / "a.dejavu", create=True) as archive:
        source = archive.start_source("/papers/tribune.xml", "tribune.xml", "sha", 1, "alto", "1").id
        collection = archive.create_collection("Strikes")
        query = Query(TEXT, address="https://example.org/strike", filters=Filters(
            languages=("de", "und"), sources=(source,), collection=collection))
        said = dict(_settings(replace(result(), query=query), archive))
    assert said["Text from"] == "https://example.org/strike"
    assert said["Languages"] == "Deutsch (de); not stated (und)"
    assert said["Sources"] == "tribune.xml" and said["Collection"] == "Strikes (0 articles)"


def test_the_reports_command_is_quoted_for_every_shell(tmp_path: Path) -> None:
    words = ["The Herald's", 'the "Sun"', "C:\\My Papers\\a", "100 $", "a\\", "", "A B"]
    line = command_line(["dejavu", *words])
    assert shlex.split(line) == ["dejavu", *words]
    assert '"The Herald\'s"' in line and '"A B"' in line and '"C:\\My Papers\\a"' in line and "'100 $'" in line


def test_the_report_says_what_its_command_leaves_out(tmp_path: Path) -> None:
    found, start = result(), TEXT.index("Monday")
    by_hand = replace(found.query, shown=((11, 18),), hidden=((start, start + 6),))
    export(replace(found, query=by_hand), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Hamburg (characters 11 to 18)" in page and f"Monday (characters {start} to {start + 6})" in page
    assert "The command does not know what was shown or hidden by hand." in page
    export(found, tmp_path / "plain.html")
    assert "by hand" not in (tmp_path / "plain.html").read_text(encoding="utf-8")


def test_the_report_tells_the_versions_of_the_search_from_its_own(tmp_path: Path) -> None:
    export(replace(result(), version="0.0.9"), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    searched, written = page.split("Installed when this report was written:")
    assert "<tr><th>Déjà Vu</th><td>0.0.9</td></tr>" in searched and "<th>numpy</th>" not in searched
    assert f"<tr><th>Déjà Vu</th><td>{__version__}</td></tr>" in written and "<th>numpy</th>" in written


def test_the_report_tells_how_much_the_archive_held_when_it_was_searched(tmp_path: Path) -> None:
    from dejavu_app.archive import Archive

    found = replace(result(), coverage=Coverage(0, 0))
    with Archive(tmp_path / "a.dejavu", create=True) as archive:
        export(found, tmp_path / "same.html", archive)
        export(replace(found, coverage=Coverage(1200, 1000)), tmp_path / "other.html", archive)
    assert "When it was searched it held" not in (tmp_path / "same.html").read_text(encoding="utf-8")
    said = (tmp_path / "other.html").read_text(encoding="utf-8")
    assert "When it was searched it held 1,200 passages, 1,000 of them encoded. As it was when this report" in said
