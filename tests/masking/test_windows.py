"""How a text is cut into what the network reads at once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.masking.windows import WINDOW, windows

SENTENCE = ["The", "mayor", "of", "the", "town", "spoke", "again", "about", "water", "."]


@given(
    st.lists(st.sampled_from([("word", 1), (".", 1), ("The", 2), ("Xx", 6), ("?", 1), ("J", 1)]), max_size=1500),
)
def test_each_word_counts_once_and_in_order_and_no_window_is_too_long(drawn: list[tuple[str, int]]) -> None:
    words, sizes = [word for word, _ in drawn], [size for _, size in drawn]
    counted: list[int] = []
    for first, last, begin, end in windows(words, sizes):
        assert first <= begin < end <= last
        assert sum(sizes[first:last]) <= WINDOW - 2
        counted += range(begin, end)
    assert counted == list(range(len(words)))


def test_a_passage_is_cut_between_sentences_into_like_parts() -> None:
    words = SENTENCE * 25
    found = list(windows(words, [1] * len(words)))
    assert len(found) == 2
    assert found[0][1] == found[1][0] and words[found[0][1] - 1] == "."
    assert abs(found[0][1] - len(words) / 2) <= len(SENTENCE)


def test_where_no_sentence_ends_windows_share_words() -> None:
    words = ["Smith", ",", "John", "J", "."] * 100
    found = list(windows(words, [1] * len(words)))
    assert all(before[1] > after[0] for before, after in pairwise(found))


def test_a_short_text_is_one_window_and_none_has_none() -> None:
    assert list(windows(SENTENCE, [1] * 10)) == [(0, 10, 0, 10)]
    assert list(windows([], [])) == []
