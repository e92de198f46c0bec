"""The keyword index: counts that stay right, candidates that a full scan would also choose."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.archive import Archive, keywords, terms
from dejavu_app.domain import Article
from tests.archive.conftest import cut

WORDS = [f"word{n}x" for n in range(300)]


def noise(count: int, seed: int = 0, length: int = 30) -> list[str]:
    rng = random.Random(seed)
    weights = [1 / (n + 1) for n in range(len(WORDS))]
    return [" ".join(rng.choices(WORDS, weights, k=length)) for _ in range(count)]


def counted(texts: list[str]) -> Counter[str]:
    return Counter(term for text in texts for term in set(terms(text)))


def test_counts_are_those_of_a_full_scan(archive: Archive) -> None:
    texts = noise(400)
    source = archive.start_source("f", "f", "1", 1, "text", "1")
    for begin in range(0, 400, 50):
        archive.add_articles(source.id, [cut(Article(text=t), 99) for t in texts[begin : begin + 50]])
        assert archive.term_counts(WORDS) == counted(texts[: begin + 50])
    assert archive.passage_stats() == (400, 30.0)


def test_counts_are_right_after_writers_that_were_killed_or_took_turns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "_FLUSH_LEAST", 25)
    texts = noise(240, seed=1)
    with Archive(path, create=True) as one, Archive(path) as two:
        source = one.start_source("f", "f", "1", 1, "text", "1")
        rng = random.Random(3)
        for begin in range(0, 240, 10):
            writer = rng.choice([one, two])
            writer.add_articles(source.id, [cut(Article(text=t), 99) for t in texts[begin : begin + 10]])
            if rng.random() < 0.2:
                writer._uncounted = None  # what a killed program had in memory is gone
    with Archive(path) as last, last.transaction() as conn:
        last._counter(conn, 241)
        last._write_frequencies(conn)
    with Archive(path) as reader:
        assert dict(reader._rows("SELECT term, passages FROM frequencies")) == counted(texts)


def test_candidates_are_the_best_of_a_full_scan(archive: Archive, add: Callable[..., list[int]]) -> None:
    texts = noise(500, seed=2)
    add(*[Article(text=text, external_id=str(n)) for n, text in enumerate(texts)])
    passages = archive.passages(range(1, 5000))
    asked = [terms(w)[0] for w in (WORDS[250], WORDS[120], WORDS[60], WORDS[5])]
    counts = counted([p.text for p in passages.values()])
    total = len(passages)
    idf = {t: math.log(1 + (total - counts[t] + 0.5) / (counts[t] + 0.5)) for t in asked}
    score = {p.id: sum(idf[t] for t in asked if t in set(terms(p.text))) for p in passages.values()}
    expected = sorted((i for i in score if score[i] > 0), key=lambda i: (-score[i], i))
    found = archive.keyword_candidates(asked, 40, None)
    assert [round(score[i], 4) for i in found] == [round(score[i], 4) for i in expected[:40]]


def test_candidates_stay_inside_what_is_allowed(archive: Archive, add: Callable[..., list[int]]) -> None:
    add(*[f"flood number{n} came" for n in range(50)])
    allowed = np.array([3, 7, 48], np.int64)
    assert archive.keyword_candidates(["flood"], 10, allowed) == [3, 7, 48]
    assert archive.keyword_candidates(["flood"], 10, np.empty(0, np.int64)) == []


def test_a_query_of_common_words_only_prefers_passages_that_hold_them_all(
    archive: Archive, add: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "POSTINGS", 20)
    add(*[f"war number{n}" for n in range(60)], "war and peace at last", *[f"peace number{n}" for n in range(60)])
    assert archive.keyword_candidates(["war", "peac"], 1)[0] == 61


@pytest.mark.parametrize("asked", [["war"], ["war", "peac"]])
def test_among_passages_that_hold_the_same_words_bm25_chooses_and_not_the_order_of_import(
    archive: Archive, add: Callable[..., list[int]], asked: list[str]
) -> None:
    rng = random.Random(5)
    texts = [" ".join(["war", "peace"] * rng.choice([1, 1, 1, 2, 3, 5]) + ["filler"] * rng.randrange(40))
             for _ in range(400)]
    add(*[Article(text=text, external_id=str(n)) for n, text in enumerate(texts)])
    passages = archive.passages(range(1, 1000))
    said = {p.id: terms(p.text) for p in passages.values()}
    mean = sum(map(len, said.values())) / len(said)
    score = {i: sum(held.count(t) * 2.2 / (held.count(t) + 1.2 * (0.25 + 0.75 * len(held) / mean)) for t in asked)
             for i, held in said.items()}
    best = sorted(score.values(), reverse=True)[:20]
    found = archive.keyword_candidates(asked, 20)
    assert len(found) == 20
    assert sorted((score[i] for i in found), reverse=True) == pytest.approx(best, abs=1e-5)


def test_a_word_in_more_passages_than_are_read_is_looked_for_all_over_the_archive(
    archive: Archive, add: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "POSTINGS", 64)
    add(*[f"war number{n}" if n < 300 else f"war after war number{n}" for n in range(600)])
    found = archive.keyword_candidates(["war"], 40)
    assert len(found) == 40 and min(found) > 300 and max(found) > 500


@pytest.mark.parametrize("asked", [[], ["nowherefound"], ['quo"te', "AND", "*"]])
def test_odd_queries_find_nothing_and_do_no_harm(
    archive: Archive, add: Callable[..., list[int]], asked: list[str]
) -> None:
    add("plain text here")
    assert archive.keyword_candidates(asked, 5) == []


def test_phrases_want_their_words_side_by_side_in_any_form(archive: Archive, add: Callable[..., list[int]]) -> None:
    add("a general strike was called", "strikes in general", "The General Strikes of that year, a gen-\neral strike")
    assert archive.phrase_ids("General strike").tolist() == [1, 3]
    assert archive.phrase_ids("!?").size == 0


def test_a_headline_that_is_not_in_the_text_is_found(archive: Archive, add: Callable[..., list[int]]) -> None:
    add(Article(text="Many were drowned.", headline="Flood at Dayton"))
    assert archive.phrase_ids("dayton").tolist() == [1]


def test_the_index_is_built_anew_when_terms_change(
    path: Path, add: Callable[..., list[int]], archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("a strike", "a flood")
    archive.close()
    monkeypatch.setattr(keywords, "TERMS_VERSION", "other")
    monkeypatch.setattr(keywords, "terms", lambda text: [w[::-1] for w in text.split()])
    with Archive(path) as again:
        assert again.term_counts(["ekirts", "strike", "a"]) == {"ekirts": 1, "a": 2}
        assert again.keyword_candidates(["doolf"], 3) == [2]


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 9)))
def test_counted_words_are_written_in_their_order(counts: dict[str, int]) -> None:
    assert list(keywords._in_order(counts)) == sorted(counts.items())
