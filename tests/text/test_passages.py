"""Passages, sentences and quality: coverage, limits, and texts that no newspaper would print."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.text import MAX_CHARS, passages, quality, sentences

TEXT = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(["The end.", "war", "U. S.", "Mr. Hay", "\n", "a" * 1500, "文章。"])).map(" ".join),
)


def covered(text: str, spans: list[tuple[int, int]]) -> bool:
    at = 0
    for start, end in spans:
        if text[at:start].strip() or not start < end <= len(text):
            return False
        at = end
    return not text[at:].strip()


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_passages_cover_the_article_and_never_exceed_the_window(text: str) -> None:
    found = passages(Article(text))
    assert covered(text, [(p.start, p.end) for p in found])
    assert [p.ordinal for p in found] == list(range(len(found)))
    assert all(p.end - p.start <= MAX_CHARS and 0 < p.words <= 200 for p in found)


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    assert covered(text, sentences(text))


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_quality_is_a_share(text: str) -> None:
    assert 0.0 <= quality(text) <= 1.0


def test_passages_end_with_sentences_and_leave_no_short_tail() -> None:
    sentence = "The members of the board met in the afternoon and voted to raise the price of bread by one cent.\n"
    for count in (11, 12, 19, 21, 40, 100):
        found = passages(Article(sentence * count))
        assert all((sentence * count)[p.start : p.end].endswith(".") for p in found)
        assert min(p.words for p in found) >= 100 or len(found) == 1
        if count >= 40:
            assert all(145 <= p.words <= 200 for p in found)


def test_a_hundred_thousand_words_without_a_full_stop() -> None:
    text = "word " * 100_000
    found = passages(Article(text))
    assert covered(text, [(p.start, p.end) for p in found])
    assert all(p.words <= 200 for p in found)
    assert len(found) < 600


@pytest.mark.parametrize("text", ["", "  \n ", "\u3000"])
def test_nothing_but_blank_space_has_no_passage(text: str) -> None:
    assert passages(Article(text)) == []
    assert sentences(text) == []
    assert quality(text) == 0.0


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = 'Mr. J. P. Morgan left for St. Paul on Sept. 4. He will be in the U. S. Senate. "Why?" asked Gen. Scott.'
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. J. P. Morgan left for St. Paul on Sept. 4.",
        "He will be in the U. S. Senate.",
        '"Why?" asked Gen. Scott.',
    ]


def test_quality_tells_words_from_rubbish() -> None:
    good = "The president said that the strike would end before Friday, and the men returned to their work."
    poor = "iik-'-'I that Kii<_ ' Inn f ]i.i ;ionit<il Kfnjiiio: ? 'liol.' >. ?.i! Iluj-'- .i a !i<S? i suaTsluil in"
    assert quality(good) > 0.95
    assert quality(poor) < 0.5
    assert quality("| ~ 11 -- .,.") == 0.0


def test_other_languages_are_not_taken_for_rubbish() -> None:
    german = "Der Kaiser ist gestern nach Berlin gereist, und die Verhandlungen werden nicht fortgesetzt."
    russian = "Вчера в Петрограде состоялось заседание совета министров."
    assert quality(german) > 0.8
    assert quality(russian) > 0.4


def test_real_pages_are_covered() -> None:
    folder = Path(__file__).parents[2] / "../shared/data/papers-past"
    if not folder.is_dir():
        pytest.skip("../shared/data/papers-past is not here")
    for path in sorted(folder.glob("*.csv")):
        text = path.read_text(encoding="utf-8", errors="replace")[:200_000]
        assert covered(text, [(p.start, p.end) for p in passages(Article(text))])
        assert covered(text, sentences(text))
