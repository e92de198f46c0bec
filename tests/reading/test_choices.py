"""What a person decides about reading: another reader for a group, columns for tables of one shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.errors import UserError
from dejavu_app.reading import (
    FIELDS,
    Problem,
    ReadOptions,
    Source,
    load_columns,
    parts_of,
    preview,
    read,
    resample,
    save_columns,
    scan,
    shape_of,
    source_checksum,
)
from tests.reading.samples import ALTO_PAGE, METS_ISSUE

TEXT = "The river rose in the night and the bridge at the mill was carried away before morning."


def articles(path: Path, options: ReadOptions) -> list[Article]:
    sources = [found for found in scan([path], options=options) if isinstance(found, Source)]
    return [found for source in sources for found in read(source, options) if isinstance(found, Article)]


def test_a_group_is_read_by_another_reader_and_the_others_by_their_own(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(f"headline,text\nFlood,{TEXT}\n")
    (tmp_path / "rows.jsonl").write_text(json.dumps({"headline": "Flood", "text": TEXT}) + "\n")
    found = articles(tmp_path, ReadOptions(overrides={"csv": "text"}))
    assert [article.headline for article in found] == ["Flood", ""]
    assert found[1].text.startswith("headline,text")


def test_files_of_no_known_kind_can_be_given_a_reader(tmp_path: Path) -> None:
    (tmp_path / "page.log").write_bytes(TEXT.encode())
    assert [type(found) for found in scan([tmp_path])] == [Problem]
    options = ReadOptions(overrides={"": "text"})
    (source,) = scan([tmp_path], options=options)
    assert isinstance(source, Source)
    assert source.reader == "text"


def test_an_unknown_reader_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(UserError, match="morse"):
        list(read(Source(tmp_path / "a.txt", 9, "text", "a.txt"), ReadOptions(overrides={"text": "morse"})))


def test_columns_are_remembered_for_tables_of_their_shape_only(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"gist,body,title\nShort words.,{TEXT},Flood\n")
    (tmp_path / "b.csv").write_text(f"title,body\nStorm,{TEXT}\n")
    options = ReadOptions(tables={shape_of(["gist", "body", "title"]): {"text": "gist", "headline": ""}})
    first, second = articles(tmp_path, options)
    assert (first.text, first.headline) == ("Short words.", "")
    assert (second.text, second.headline) == (TEXT, "Storm")


def test_json_objects_may_lack_fields_of_their_mapping(tmp_path: Path) -> None:
    rows = [{"gist": "One.", "body": TEXT, "name": "A"}, {"gist": "Two.", "body": TEXT}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ReadOptions(tables={shape_of(["gist", "body", "name"]): {"text": "gist", "headline": "name"}})
    assert [(a.text, a.headline) for a in articles(tmp_path, options)] == [("One.", "A"), ("Two.", "")]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)))
def test_a_mapping_survives_its_file(tmp_path_factory: pytest.TempPathFactory, columns: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("columns") / "columns.toml"
    save_columns(path, columns)
    assert load_columns(path) == columns


def test_an_issue_changes_with_its_pages_and_not_with_its_place(tmp_path: Path) -> None:
    issue = tmp_path / "issue"
    (issue / "alto").mkdir(parents=True)
    (issue / "mets.xml").write_text(METS_ISSUE)
    (issue / "alto" / "0001.xml").write_text(ALTO_PAGE.format(n=1))

    def checked(folder: Path) -> str:
        (source,) = (found for found in scan([folder]) if isinstance(found, Source))
        assert source.reader == "mets"
        return source_checksum(source)

    one_page = checked(issue)
    (issue / "alto" / "0002.xml").write_text(ALTO_PAGE.format(n=2))
    two_pages = checked(issue)
    (source,) = (found for found in scan([issue]) if isinstance(found, Source))
    assert [part.name for part in parts_of(source)] == ["0001.xml", "0002.xml"]
    issue.rename(tmp_path / "elsewhere")
    assert checked(tmp_path / "elsewhere") == two_pages
    page = tmp_path / "elsewhere" / "alto" / "0002.xml"
    page.write_text(page.read_text().replace("rose", "fell"))
    assert len({one_page, two_pages, checked(tmp_path / "elsewhere")}) == 3


def test_a_review_shows_samples_as_other_choices_read_them(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(f"headline,text\nFlood,{TEXT}\n")
    (tmp_path / "page.log").write_text(TEXT)
    review = preview([tmp_path])
    assert [(found.path, found.size) for found in review.unknown] == [(tmp_path / "page.log", len(TEXT))]
    assert review.samples["csv"].headline == "Flood"
    other = resample(review, ReadOptions(overrides={"csv": "text", "": "text"}))
    assert other.samples["csv"].text.startswith("headline,text")
    assert other.samples[""].text == TEXT
