"""Filters let through what a reader means by them."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.domain import Article, Filters, PartialDate
from tests.archive.conftest import cut
from tests.archive.test_articles import dates


def through(archive: Archive, **fields: object) -> set[str]:
    """The pages of the articles whose passages a filter lets through."""
    ids = archive.passage_ids(Filters(**fields))  # type: ignore[arg-type]
    assert ids is not None and ids.tolist() == sorted(set(ids.tolist()))
    articles = archive.articles({p.article_id for p in archive.passages(ids.tolist()).values()})
    for row in articles.values():  # an article passes with all its passages
        assert {p.id for p in archive.article(row.id).passages} <= set(ids.tolist())
    return {row.page for row in articles.values()}


@pytest.fixture
def papers(archive: Archive, add: Callable[..., list[int]]) -> Archive:
    long = "The strike began. " + "Word after word went by. " * 10 + "The militia came at last."
    add(
        Article(text=long, page="a", newspaper="The Sun", place="New York", date=PartialDate(1916, 5, 26)),
        Article(text="A flood came.", page="b", newspaper="The Bee", place="Omaha", date=PartialDate(1916, 5)),
        Article(text="A strike ended.", page="c", newspaper="The Bee", place="Omaha", date=PartialDate(1920)),
    )
    add(Article(text="Undated strike", page="d", newspaper="The Sun"), source="two")
    return archive


def test_no_filter_is_no_list(papers: Archive) -> None:
    assert papers.passage_ids(Filters()) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date_from": PartialDate(1916, 5, 20)}, "abc"),
        ({"date_from": PartialDate(1916, 6)}, "c"),
        ({"date_to": PartialDate(1916, 5, 1)}, "b"),
        ({"date_from": PartialDate(1916), "date_to": PartialDate(1916)}, "ab"),
        ({"date_from": PartialDate(1920, 7, 4), "date_to": PartialDate(1920, 7, 4)}, "c"),
        ({"newspapers": ("The Bee",)}, "bc"),
        ({"newspapers": ("the bee", "THE SUN")}, "abcd"),
        ({"newspapers": ("Nowhere Herald",)}, ""),
        ({"places": ("Omaha",), "date_to": PartialDate(1916)}, "b"),
        ({"sources": (2,)}, "d"),
        ({"must": ("strikes",)}, "acd"),
        ({"must": ("strike", "militia")}, "a"),
        ({"must_not": ("strike",)}, "b"),
        ({"must": ("came",), "must_not": ("flood",)}, "a"),
        ({"must": ("word after word",)}, "a"),
        ({"min_quality": 0.95}, ""),
        ({"min_quality": 0.5, "newspapers": ("The Sun",)}, "ad"),
    ],
)
def test_filters(papers: Archive, fields: dict[str, object], expected: str) -> None:
    assert through(papers, **fields) == set(expected)


def test_a_collection_is_a_filter(papers: Archive) -> None:
    collection = papers.create_collection("mine")
    papers.add_to_collection(collection, [1, 4])
    assert through(papers, collection=collection) == {"a", "d"}
    assert papers.article_ids(Filters(collection=collection)) == [1, 4]
    assert papers.article_ids(Filters()) == [1, 2, 3, 4]


@settings(max_examples=40, deadline=None)
@given(st.lists(dates, min_size=1, max_size=8), dates, dates)
def test_partial_dates_overlap_as_days_do(
    found: list[PartialDate | None], first: PartialDate | None, last: PartialDate | None
) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.dejavu", create=True) as archive:
        source = archive.start_source("f", "f", "1", 1, "text", "1")
        batch: list[NewArticle] = [cut(Article(text=f"text {n}", date=d)) for n, d in enumerate(found)]
        archive.add_articles(source.id, batch)
        ids = archive.passage_ids(Filters(date_from=first, date_to=last))
        if first is None and last is None:
            assert ids is None
            return
        assert ids is not None
        expected = [
            n
            for n, d in enumerate(found, 1)
            if d and (first is None or d.last >= first.first) and (last is None or d.first <= last.last)
        ]
        assert ids.tolist() == expected


def test_lists_to_choose_from(papers: Archive) -> None:
    assert papers.newspapers() == [("The Bee", 2), ("The Sun", 2)]
    assert papers.places() == [("New York", 1), ("Omaha", 2)]
    assert papers.years() == [(1916, 2), (1920, 1)]
    assert papers.years(Filters(newspapers=("The Bee",))) == [(1916, 1), (1920, 1)]
    assert papers.years(Filters(must=("strike",))) == [(1916, 1), (1920, 1)]
    assert papers.newspapers(Filters(must=("came",), must_not=("flood",))) == [("The Sun", 1)]
    assert papers.places(Filters(must=("nowhere",))) == []
    whole, may = (19160526, 19160526, 1), (19160501, 19160531, 1)
    assert papers.dates() == [may, whole, (19200101, 19201231, 1)]
    assert papers.dates(Filters(newspapers=("The Bee",))) == [may, (19200101, 19201231, 1)]
    assert papers.dates(Filters(must=("strike",))) == [whole, (19200101, 19201231, 1)]
    assert papers.dates(Filters(must=("nowhere",))) == []
    assert [(str(s), n) for s, n in papers.sources()] == [("two", 1), ("one.txt", 3)]


def test_info_tells_what_is_inside(papers: Archive) -> None:
    info = papers.info()
    assert (info["articles"], info["encoded"], info["encoder"]) == (4, 0, "")
    assert (info["first_date"], info["last_date"]) == ("1916-05", "1920")
    assert [s["name"] for s in info["sources"]] == ["two", "one.txt"]
    assert info["size"] > 0


def test_a_language_is_one_however_its_sources_write_it(archive: Archive, add: Callable[..., list[int]]) -> None:
    assert archive.languages() == []
    for page, stated in zip("abcde", ("ger", "German", "en-GB", "", ""), strict=True):
        add(Article(text=f"Text {page}", page=page, language=stated))
    assert archive.languages() == [("de", 2), ("en", 1), ("und", 2)]
    assert archive.info()["languages"][0] == {"code": "de", "name": "Deutsch", "articles": 2}
    assert through(archive, languages=("deu",)) == {"a", "b"}
    assert through(archive, languages=("de", "English")) == {"a", "b", "c"}
    assert through(archive, languages=("und",)) == {"d", "e"}
    assert through(archive, languages=("und", "en")) == {"c", "d", "e"}
    assert through(archive, languages=("de",), must=("text",), date_from=PartialDate(1900)) == set()
    assert through(archive, languages=("fr",)) == set()


def test_an_archive_that_states_no_language_has_none(archive: Archive, add: Callable[..., list[int]]) -> None:
    add(Article(text="A text", page="a"))
    assert archive.languages() == []
    assert through(archive, languages=("und",)) == {"a"}


def test_names_with_accents_are_found_in_any_case_and_encoding(
    archive: Archive, add: Callable[..., list[int]]
) -> None:
    ids = add(Article(text="One.", newspaper="L’Écho d’Alger", place="Orléans"),
              Article(text="Two.", newspaper="Österreichische Post", place="München"))  # fmt: skip
    add("Another.", source="two.txt")
    decomposed = unicodedata.normalize("NFD", "l’écho d’alger")
    for filters, found in (
        (Filters(newspapers=("l’écho d’alger",)), ids[:1]), (Filters(newspapers=(decomposed,)), ids[:1]),
        (Filters(newspapers=("ÖSTERREICHISCHE POST", "unknown")), ids[1:]), (Filters(places=("MÜNCHEN",)), ids[1:]),
        (Filters(newspapers=("unknown",)), []),
        (Filters(places=("orléans",), newspapers=("österreichische post",)), []),
    ):  # fmt: skip
        assert archive.article_ids(filters) == found
        assert sum(count for _, count in archive.newspapers(filters)) == len(found)
