"""The methods paragraphs tell what was done, all of it from the record, and nothing that was not done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dejavu_app import __version__
from dejavu_app.archive import Archive, NewArticle
from dejavu_app.citing import METHOD
from dejavu_app.domain import Article, Coverage, Filters, Mention, PartialDate, Passage, Query, SearchResult
from dejavu_app.exporting import export
from dejavu_app.exporting.methods import methods, references
from tests.exporting.samples import TEXT, parallel, result
from tests.exporting.test_export import Tags

ENCODER = "story-encoder-7.5-abc|remove|passages-1|names-x"
PAPERS = ("The Bee", "The Sun", "The Bee", "")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Four articles, one of them without date and newspaper."""
    made = Archive(tmp_path / "Docks.dejavu", create=True)
    source = made.start_source("/papers/bees.csv", "bees.csv", "sha", 1, "csv", "1").id
    articles = []
    for number, paper in enumerate(PAPERS):
        text = f"Article {number} tells of wages and of coal."
        date = PartialDate(1889 + number, 5, 6) if paper else None
        article = Article(text=text, newspaper=paper, place="Albany" if paper == "The Sun" else "", date=date)
        articles.append(NewArticle(article, (Passage(0, 0, len(text), 8),), 0.9, 8))
    made.add_articles(source, articles)
    return made


def search(query: Query | None = None, **changes: Any) -> SearchResult:
    """The result of a search by meaning and words in that archive."""
    fields: dict[str, Any] = {
        "query": query or Query(TEXT, k=5), "coverage": Coverage(4, 4), "encoder": ENCODER, "recogniser": "names-x",
        "reranker": "", "version": "9.8",
    }  # fmt: skip
    few = replace(parallel(1), dense=0.6), replace(parallel(2), dense=0.5, band="fair")
    return replace(result(*few), **(fields | changes))


def told(found: SearchResult, archive: Archive | None) -> str:
    """Both paragraphs as one text."""
    paragraphs = methods(found, archive.info(found.encoder) if archive else {}, archive)
    assert len(paragraphs) == 2 and not any("<" in each or "  " in each for each in paragraphs)
    return " ".join(paragraphs)


def test_what_was_searched_and_how_is_told_with_the_numbers_of_the_record(archive: Archive) -> None:
    words = told(search(), archive)
    for wanted in (
        "The archive “Docks” was searched for parallels to a text of 11 words, with Déjà Vu, version 9.8, which "
        "follows the method of News Déjà Vu (Franklin et al. 2024).",
        "It held 4 articles from The Bee and The Sun, the earliest dated 6 May 1889 and the latest 6 May 1891, divided "
        "into 4 passages.",
        "1 name in the text (people, organisations, places and other names) was hidden before the comparison, found by "
        "a recogniser of names (names-x).",
        "In the passages of the archive all recognised names were hidden.",
        "by a neural encoder (story-encoder-7.5-abc)", "(BM25); hidden names do not count.", "(hubs)",
        "The 2 best articles are listed; as parallels the program calls 1 strong and 1 fair.",
        "neither percentages nor probabilities", "no more than 5 articles were asked for.",
    ):  # fmt: skip
        assert wanted in words
    for absent in ("read again", "Only articles", "had been encoded", "relevance feedback", "quotation", "by hand"):
        assert absent not in words


def test_a_search_by_words_alone_tells_of_no_encoder(archive: Archive) -> None:
    found = search(Query(TEXT, mode="keyword"), encoder="", parallels=(parallel(1),))
    words = told(found, archive)
    assert "Passages were ranked by words alone" in words and "the share of the text's words" in words
    for absent in ("encoder", "vector", "cosine", "hubs", "Franklin", "meaning", "drawn at random", "In the passages"):
        assert absent not in words
    assert "The best article is listed" in words


def test_a_search_by_meaning_alone_tells_of_no_words(archive: Archive) -> None:
    words = told(search(Query(TEXT, mode="semantic")), archive)
    assert "cosine" in words and "BM25" not in words and "put on one scale" not in words


def test_a_rerank_is_told_only_where_there_was_one(archive: Archive) -> None:
    assert "by a cross-encoder (reader-2)" in told(search(reranker="reader-2"), archive)
    assert "second reading" in told(search(reranker="reader-2"), archive)
    asked = told(search(Query(TEXT, rerank=True)), archive)
    assert "cross-encoder" not in asked and "second reading" not in asked, "asked for, and not done"


def test_what_an_earlier_version_did_is_not_guessed(archive: Archive) -> None:
    words = told(search(version=""), archive)
    assert "did not record its number" in words and "hubs" not in words and __version__ not in words
    assert references(search(version=""))[1].startswith("Déjà Vu: a desktop")


@pytest.mark.parametrize(("changes", "said"), [
    ({"date_from": PartialDate(1890), "date_to": PartialDate(1890)},
     "dated 1890 were considered, which left 1 article."),
    ({"date_from": PartialDate(1890)},
     "dated 1890 or later were considered, which left 2 articles. Articles whose date is not known were thereby left"),
    ({"date_to": PartialDate(1890, 1)}, "dated January 1890 or earlier were considered, which left 1 article."),
    ({"newspapers": ("The Sun", "The Bee"), "must": ("coal", "wages")},
     "printed in The Sun or The Bee and in which “coal” and “wages” occur were considered, which left 3 articles."),
    ({"places": ("Albany",), "must_not": ("gas",), "min_quality": 0.5}, "published in Albany, in which “gas” does not "
     "occur and whose OCR, judged by the share of plausible words, has a quality of 0.50 or better were considered"),
    ({"sources": (1,)}, "read from “bees.csv” were considered, which left 4 articles."),
    ({"languages": ("de", "und")},
     "whose source gives Deutsch (de) as their language or whose source states no language"),
    ({"must": ("coal",)}, "Only articles in which “coal” occurs were considered"),
    ({"collection": 1}, "in the collection “Strikes” were considered."),
])  # fmt: skip
def test_each_filter_is_told_and_how_much_it_left(archive: Archive, changes: dict[str, Any], said: str) -> None:
    archive.create_collection("Strikes")
    assert said in told(search(Query(TEXT, filters=Filters(**changes))), archive)


def test_what_was_done_by_hand_is_told(archive: Archive) -> None:
    by_hand = Query(TEXT, labels=("PER", "LOC"), shown=((0, 7),), hidden=((31, 37),))
    words = told(search(by_hand, mentions=(Mention(11, 18, "LOC"), Mention(31, 37, "MISC"))), archive)
    assert "2 names in the text (people and places; 1 marked by hand; 1 more left in by hand) were hidden" in words
    bare = told(search(Query(TEXT, mask=False), mentions=(), recogniser=""), archive)
    assert "The names in the text were left in it." in bare and "recogniser" not in bare
    assert "hidden names do not count" not in bare
    assert "No name was hidden in the text, looked through by" in told(search(mentions=()), archive)
    moved = told(search(Query(TEXT, like=(1, 2), unlike=(3,))), archive)
    assert "towards 2 passages that had been marked as good and away from 1 passage" in moved
    page = told(search(Query(TEXT, address="https://example.org/strike")), archive)
    assert "of 11 words, taken from https://example.org/strike, with" in page
    assert "had to hold “coal”" in told(search(Query('Strikes for "coal" again')), archive)
    assert "for articles like 2 passages of its own" in told(search(Query("", like=(1, 2)), mentions=()), archive)


def test_an_archive_that_changed_since_is_told_as_it_was_and_as_it_is(archive: Archive) -> None:
    query = Query(TEXT, filters=Filters(places=("Albany",)))
    words = told(search(query, coverage=Coverage(3, 2)), archive)
    assert "It held 3 passages then; when this report was written it held 4 articles" in words
    assert "Of the 3 passages 2 had been encoded; the others could be found by their words only." in words
    assert "were considered." in words and "which left" not in words
    assert "It held 3 passages." in told(search(query, coverage=Coverage(3, 3)), None)


def test_a_choice_of_the_list_is_not_called_its_best(archive: Archive) -> None:
    assert "2 articles out of those found are listed" in told(search(parallels=(parallel(2), parallel(7))), archive)
    none = told(search(parallels=()), archive)
    assert "No article was found." in none and "strong" not in none and "put one list in order" not in none


def test_a_stored_search_tells_its_day_and_keeps_its_version(archive: Archive) -> None:
    number = archive.save_search(search())
    found = archive.search(number)
    assert found.version == "9.8"
    archive.conn.execute("UPDATE searches SET created = '2026-05-26T08:00:00+00:00'")
    assert "was searched on 26 May 2026 for parallels" in told(found, archive)


def test_the_report_opens_with_it_and_names_what_to_cite(archive: Archive, tmp_path: Path) -> None:
    found = search(Query(f"{TEXT} <b>", filters=Filters(newspapers=("The <i>Sun</i>",))))
    export(found, tmp_path / "report.html", archive)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert "b" not in page.tags and "i" not in page.tags
    assert text.count('<p class="methods">') == 2 and text.index('class="methods"') < text.index("<h2>The query</h2>")
    assert METHOD in page.text and "Déjà Vu, version 9.8: a desktop application" in page.text
    assert "The method is that of News Déjà Vu" in page.text
    export(search(Query(TEXT, mode="keyword"), encoder=""), tmp_path / "words.html", archive)
    assert "masked text is encoded" not in (tmp_path / "words.html").read_text(encoding="utf-8")


def test_the_paper_is_cited_as_everywhere() -> None:
    root = Path(__file__).parents[2]
    plain = " ".join((root / "README.md").read_text(encoding="utf-8").replace("> ", "").replace("*", "").split())
    assert METHOD in plain
    card = (root / "resources" / "CITATION.cff").read_text(encoding="utf-8")
    assert "News Déjà Vu: Connecting Past and Present with Semantic Search" in METHOD and "start: 99" in card


def test_a_search_without_a_text_tells_of_none(archive: Archive) -> None:
    given = search(Query("", like=(1, 2), unlike=(3,)), mentions=(), recogniser="", reranker="reader-2")
    words = told(given, archive)
    assert "Each passage was turned into a vector by a neural encoder" in words
    assert "compared with the mean of the passages given, by the cosine" in words
    assert "moved away from 1 passage" in words and "towards" not in words, "they are what is looked for"
    assert "the text" not in words
    one = told(search(Query("", like=(1,)), mentions=(), recogniser=""), archive)
    assert "compared with the passage given, by the cosine" in one and "relevance feedback" not in one
