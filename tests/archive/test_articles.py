"""What goes into the archive comes out as it was, once."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.domain import Article, LineBox, Mention, PartialDate, Passage
from dejavu_app.errors import UserError
from tests.archive.conftest import cut

words = st.text(max_size=40)
dates = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1000, 2999)),
    st.builds(PartialDate, st.integers(1000, 2999), st.integers(1, 12), st.integers(0, 28)),
)
articles = st.builds(
    Article, text=st.text(min_size=1, max_size=300), locator=words, external_id=words, headline=words, byline=words,
    date=dates, date_text=words, newspaper=words, place=words, page=words, edition=words, language=words, url=words,
    confidence=st.none() | st.floats(0, 1), page_image=words, page_size=st.tuples(st.floats(0, 9), st.floats(0, 9)),
    lines=st.lists(st.builds(LineBox, st.integers(0, 9), st.integers(0, 9), *[st.floats(0, 9)] * 4), max_size=3).map(
        tuple
    ),
    whole_page=st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(batch=st.lists(articles, min_size=1, max_size=4, unique_by=lambda a: a.text))
def test_articles_come_out_as_they_went_in(batch: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.dejavu", create=True) as archive:
        source = archive.start_source("f", "f", "sha", 1, "text", "1")
        new = [NewArticle(a, (Passage(0, 0, len(a.text), 1),), 0.5, 3) for a in batch]
        assert archive.add_articles(source.id, new).articles == len(batch)
        for number, article in enumerate(batch, 1):
            stored = archive.article(number)
            assert stored.article == article
            assert stored.passages[0].text == article.text
            assert (stored.quality, stored.words, stored.source) == (0.5, 3, "f")


@pytest.mark.parametrize("text", ["lone \ud800 surrogate", "nul \0 inside", "astral 𝔘 𐍈 signs", "e\u0301 combining"])
def test_offsets_hold_whatever_the_text_is_made_of(archive: Archive, add: Callable[..., list[int]], text: str) -> None:
    article = cut(Article(text=text), words=1)
    add(text)
    stored = archive.article(1)
    assert len(stored.article.text) == len(text)
    found = archive.passages([p.id for p in stored.passages])
    for passage in found.values():
        assert passage.text == stored.article.text[passage.start : passage.end]
    assert article.passages[-1].end == stored.passages[-1].end


def test_the_same_article_is_kept_once_wherever_it_was_found(archive: Archive) -> None:
    one = archive.start_source("one", "one", "1", 1, "text", "1")
    two = archive.start_source("two", "two", "2", 1, "text", "1")
    article = Article(text="Once upon a time.", newspaper="Sun", locator="p1")
    added = archive.add_articles(one.id, [cut(article), cut(article)])
    assert (added.articles, added.duplicates) == (1, 1)
    added = archive.add_articles(two.id, [cut(dataclasses.replace(article, locator="elsewhere"))])
    assert (added.articles, added.duplicates, added.passages) == (0, 1, 0)
    assert archive.info()["articles"] == 1


@pytest.mark.parametrize("field", ["newspaper", "date", "edition", "page", "external_id", "headline", "text"])
def test_articles_that_differ_in_what_is_cited_are_two(add: Callable[..., list[int]], field: str) -> None:
    article = Article(text="The same words.")
    other: object = PartialDate(1916) if field == "date" else "other"
    assert len(add(article, dataclasses.replace(article, **{field: other}))) == 2


def test_fields_do_not_run_into_each_other_in_the_digest(add: Callable[..., list[int]]) -> None:
    assert len(add(Article(text="t", edition="ab", page="c"), Article(text="t", edition="a", page="bc"))) == 2


def test_a_source_is_known_again_once_it_is_finished(archive: Archive) -> None:
    first = archive.start_source("/a/f.txt", "f.txt", "sha", 9, "text", "1")
    assert not first.done
    half = archive.start_source("/a/f.txt", "f.txt", "sha", 9, "text", "1")
    assert (half.id, half.done) == (first.id, False)
    archive.finish_source(first.id, [("f.txt#row=3", "it has no text")])
    again = archive.start_source("/moved/f.txt", "f.txt", "sha", 9, "text", "1")
    assert (again.id, again.done, again.problems) == (first.id, True, (("f.txt#row=3", "it has no text"),))
    assert not archive.start_source("/a/f.txt", "f.txt", "sha", 9, "text", "2").done  # a newer reader reads it anew
    assert not archive.start_source("/a/f.txt", "f.txt", "changed", 9, "text", "1").done


def test_removing_a_source_leaves_no_trace(archive: Archive, add: Callable[..., list[int]]) -> None:
    kept = add(Article(text="The strike was settled in May.", newspaper="Sun"), source="kept")
    gone = add(Article(text="The zeppelin burned over the bay.", newspaper="Gone", place="Nowhere"), source="gone")
    archive.register_pipeline("fp", "enc", 2)
    every = [p.id for p in archive.pending("fp", 99)]
    archive.store_vectors("fp", every, np.ones((len(every), 2), np.float32), [[Mention(0, 3, "PER")]] * len(every))
    collection = archive.create_collection("c")
    archive.add_to_collection(collection, [*kept, *gone])
    before = archive.info()
    source = next(row for row, _ in archive.sources() if row.name == "gone")
    assert archive.remove_source(source.id) == 1
    after = archive.info()
    assert (before["articles"], after["articles"], after["passages"], after["encoded"]) == (2, 1, 1, 1)
    assert [n["name"] for n in after["newspapers"]] == ["Sun"]
    assert archive.term_counts(["zeppelin", "strike", "the"]) == {"strike": 1, "the": 1}
    assert archive.phrase_ids("zeppelin").size == 0
    assert [i for i, _ in archive.collection_articles(collection)] == kept
    for table in ("mentions", "vectors", "passages"):
        assert archive._value(f"SELECT count(*) FROM {table}") == 1
    archive.conn.execute("INSERT INTO keywords(keywords) VALUES ('integrity-check')")
    new = add("A new article after the removal.", source="new")
    assert new[0] > max(gone)  # ids are never used twice


def test_what_another_source_also_held_comes_back_by_importing_it(archive: Archive) -> None:
    one = archive.start_source("one", "one", "1", 1, "text", "1")
    two = archive.start_source("two", "two", "2", 1, "text", "1")
    for row in (one, two):
        archive.add_articles(row.id, [cut(Article(text="In both files."))])
        archive.finish_source(row.id)
    archive.remove_source(one.id)
    again = archive.start_source("two", "two", "2", 1, "text", "1")
    assert not again.done
    assert archive.add_articles(again.id, [cut(Article(text="In both files."))]).articles == 1


def test_an_article_that_is_not_there_is_said(archive: Archive) -> None:
    with pytest.raises(UserError, match="no article 7"):
        archive.article(7)


def test_rows_come_in_the_order_asked_for(archive: Archive, add: Callable[..., list[int]]) -> None:
    ids = add(*[f"article {n}" for n in range(2000)])
    asked = [*reversed(ids), 99999]
    assert list(archive.articles(asked)) == list(reversed(ids))
    assert list(archive.passages(asked)) == list(reversed(ids))


def test_an_unreadable_date_is_shown_as_found(archive: Archive, add: Callable[..., list[int]]) -> None:
    ids = add(Article(text="x", date_text="Lammas 1702?"), Article(text="y", date=PartialDate(1702, 8)))
    rows = archive.articles(ids)
    assert [rows[i].date for i in ids] == ["Lammas 1702?", "1702-08"]
