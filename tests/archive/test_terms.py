"""The tokeniser: one for the index and for questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.archive.terms import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strikes striking STRIKE", ["strike", "strike", "strike"]),
        ("Café café naïve", ["cafe", "cafe", "naiv"]),
        ("the govern-\nment of GOVERN-\r\n MENT", ["the", "govern", "of", "govern"]),
        ("Anglo-\nAmerican", ["anglo", "american"]),
        ("con¬\ngress", ["congress"]),
        ("ſtrike ﬁre Straße", ["strike", "fire", "strass"]),
        ("a 5 b", []),
        ("snake_case don’t", ["snake", "case", "don"]),
        ("Москва 日本語", ["москва", "日本語"]),
        ("e\u0301te\u0301", ["ete"]),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_terms_hold_letters_and_digits_only(text: str) -> None:
    for term in terms(text):
        assert len(term) > 1 or not term.isascii() or term.isalnum()
        assert term and not any(sign.isspace() or sign in '"_' for sign in term)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_terms_do_not_depend_on_what_was_read_before(one: str, two: str) -> None:
    alone = terms(one)
    terms(two)
    assert terms(one) == alone
