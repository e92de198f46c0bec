"""What the network sees of words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.masking.features import PATTERNS, SHAPES, pattern, shape, split_words


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("house", "lower"),
        ("House", "Capital"),
        ("HOUSE", "UPPER"),
        ("McKinley", "miXed"),
        ("1916", "digits"),
        (",", "mark"),
        ("W", "Initial"),
        ("1st", "lower"),
        ("É", "Initial"),
        ("東京", "lower"),
        ("½", "digits"),
    ],
)
def test_case_patterns(word: str, name: str) -> None:
    assert PATTERNS[pattern(word)] == name


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_words_cover_all_but_white_space_and_have_a_shape(text: str) -> None:
    places = split_words(text)
    assert all(s < e for s, e in places)
    assert "".join(text[s:e] for s, e in places) == "".join(text.split())
    assert all(0 <= shape(text[s:e], True) < SHAPES for s, e in places)
