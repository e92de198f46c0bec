"""BM25 as the books have it, and quotation marks that mean a phrase only when a person typed them."""

from __future__ import annotations

import math

import pytest

from dejavu_app.searching.keyword import bm25, keyword_query, quoted_phrases


def test_bm25_is_the_formula_worked_by_hand() -> None:
    query = keyword_query(["strike", "coal", "unknown"], {"strike": 10, "coal": 2}, passages=100, mean_length=4.0)
    scores, shares = bm25(query, [["coal", "coal", "town", "men"], ["strike", "x"], ["none"]])
    coal, strike = math.log(1 + 98.5 / 2.5), math.log(1 + 90.5 / 10.5)
    assert scores[0] == pytest.approx(coal * 2 * 2.2 / (2 + 1.2))
    assert scores[1] == pytest.approx(strike * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 4)))
    assert scores[2] == 0
    assert shares.tolist() == pytest.approx([coal / (coal + strike), strike / (coal + strike), 0])


def test_rarer_words_weigh_more_and_no_weight_is_negative() -> None:
    query = keyword_query(["the", "zeppelin"], {"the": 100, "zeppelin": 1}, passages=100, mean_length=10)
    assert query.weights["zeppelin"] > query.weights["the"] > 0


def test_counts_that_lag_behind_the_archive_do_no_harm() -> None:
    query = keyword_query(["flood"], {"flood": 12}, passages=10, mean_length=0.0)
    scores, _ = bm25(query, [["flood"], []])
    assert scores[0] > 0 == scores[1]


def test_no_known_word_makes_an_empty_query() -> None:
    assert not keyword_query(["qqq"], {}, passages=5, mean_length=3)


@pytest.mark.parametrize("text, phrases", [
    ('"bread riot" mothers', ["bread riot"]),
    ("“bread riot” and “coal famine”", ["bread riot", "coal famine"]),
    ("«grève générale» à »Essen«", ["grève générale", "Essen"]),
    ("no phrase here", []),
    ('an inch: 5" wide', []),
    ('"A. B." and "- -" in the "mill fire"', ["mill fire"]),
    ('He said "we will not go back" ' + "and the men cheered him " * 8, []),
])
def test_quotation_marks_mean_a_phrase_in_short_queries(text: str, phrases: list[str]) -> None:
    found = quoted_phrases(text)
    assert [phrase for _, _, phrase in found] == phrases
    assert all(text[start:end] == phrase for start, end, phrase in found)
