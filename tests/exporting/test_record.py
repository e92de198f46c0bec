"""What a citation says of an article: its place in the source, its title, its author."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dejavu_app.archive import Archive
from dejavu_app.exporting.record import Record, records
from tests.exporting.samples import parallel, result
from tests.searching.small import article, build


@pytest.mark.parametrize("source, locator, where", [
    ("papers/rows.csv", "rows.csv#row=12", "papers/rows.csv#row=12"),
    ("1916-05.tar.xz", "19160501/sn1-ed-1_seq-1.txt#char=0,90", "1916-05.tar.xz 19160501/sn1-ed-1_seq-1.txt#char=0,90"),
    ("page.txt", "", "page.txt"), ("", "", "")])
def test_the_place_in_the_source_is_said_once(source: str, locator: str, where: str) -> None:
    assert Record(parallel(1, source=source), "text", locator=locator).where == where


@pytest.mark.parametrize("byline, author", [("By JOHN REED.", "JOHN REED"), ("BY: Mary Heaton", "Mary Heaton"),
                                            ("Byron Wells", "Byron Wells"), ("", "")])
def test_the_author_is_the_byline_without_its_by(byline: str, author: str) -> None:
    assert Record(parallel(1), "text", byline=byline).author == author


def test_an_article_without_a_headline_is_cited_by_its_first_words() -> None:
    assert Record(parallel(1, headline=" \n"), "text").title == "[The men at the docks walked out_to-day. …]"
    assert Record(parallel(1, headline="", passage=" "), "text").title == "[Untitled]"


def test_an_article_that_is_removed_while_the_list_is_written_is_still_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(tmp_path / "papers.dejavu", [article("Dockers walked out. The whole text.", 1)])
    with Archive(path) as archive, Archive(path) as other:
        present = archive.articles

        def meanwhile(ids: Sequence[int]) -> object:
            found = present(ids)
            other.remove_source(1)
            return found

        monkeypatch.setattr(archive, "articles", meanwhile)
        (made,) = records(result(parallel(1, article_id=1, passage="Dockers walked out.")), archive)
    assert made.text == "Dockers walked out. The whole text."
