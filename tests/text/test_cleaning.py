"""Clean-up: what is mended, and that every clean character can be found again in the text as read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.text import clean

# Letters, line ends, hyphens and marks in the proportions that make the edits meet and overlap.
OCR = st.text(st.sampled_from("abe tion TH f ſﬁﬀ-\xad=¬\n\r\n.,'\"|■_\t \u2028\ufeffé—0"), max_size=80)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("the steam-\ner sank", "the steamer sank"),
        ("the steam\xad\ner sank", "the steamer sank"),
        ("the steam¬ \r\n er sank", "the steamer sank"),
        ("a counter-\nattack", "a counter-attack"),
        ("the Austro-\nHungarian army", "the Austro-Hungarian army"),
        ("a vote of con\nfidence", "a vote of confidence"),
        ("would be carefully consider\ned by all", "would be carefully considered by all"),
        ("THE ANNOUNCE\nMENT", "THE ANNOUNCEMENT"),
        ("men of\nthe line", "men of the line"),
        ("came in\nto port", "came in to port"),
        ("and d\na majority", "and d a majority"),
        ("1915-\n16", "1915-16"),
        ("oﬃce ﬁre", "office fire"),
        ("Congreſs", "Congress"),
        ("fuch a houfe of reft", "such a house of rest"),
        ("the first of four", "the first of four"),
        ("■ the | men^ ~ came *", "the men came "),
        ("one\n\n  two\r\nthree", "one two three"),
        ("met here\n- Rockford\n& Co.\n. |", "met here - Rockford & Co."),
        ("“Yes,” he said", '"Yes," he said'),
        ("", ""),
    ],
)
def test_what_ocr_broke_is_mended(raw: str, expected: str) -> None:
    assert clean(raw).text == expected


@given(st.one_of(OCR, st.text(max_size=60)))
@settings(max_examples=300, deadline=None)
def test_spans_carry_to_the_raw_text_and_back(raw: str) -> None:
    cleaned = clean(raw)
    size = len(cleaned.text)
    assert "\n" not in cleaned.text and "\r" not in cleaned.text
    assert cleaned.to_raw(0, 0)[0] <= len(raw)
    last = 0
    for at in range(size):
        start, end = cleaned.to_raw(at, at + 1)
        assert 0 <= start <= end <= len(raw)
        assert start >= last or end >= last, "the map never runs backwards"
        last = start
        one = end - start == 1 and raw[start].isalpha() and raw[start] not in "ſfﬀﬁﬂﬃﬄﬅﬆĳĲ"
        if one and cleaned.text[at].isalpha():
            assert cleaned.text[at] == raw[start]
        back_start, back_end = cleaned.from_raw(start, end)
        assert back_start <= at and at + 1 <= back_end
    for start in range(len(raw)):
        first, after = cleaned.from_raw(start, start + 1)
        assert 0 <= first <= after <= size


@given(OCR, st.data())
@settings(max_examples=200, deadline=None)
def test_no_letter_is_lost_or_invented(raw: str, data: st.DataObject) -> None:
    plain = raw.translate({ord("ſ"): "s", ord("ﬁ"): "fi", ord("ﬀ"): "ff"})
    letters = [c for c in plain if c.isalnum()]
    kept = [c for c in clean(raw).text if c.isalnum()]
    assert [c.replace("s", "f") for c in kept] == [c.replace("s", "f") for c in letters]


def test_a_word_joined_over_a_line_end_maps_to_all_of_its_pieces() -> None:
    raw = "In the har-\nbour lay a ﬁne ship"
    cleaned = clean(raw)
    at = cleaned.text.index("harbour")
    start, end = cleaned.to_raw(at, at + len("harbour"))
    assert raw[start:end] == "har-\nbour"
    assert cleaned.from_raw(start, end) == (at, at + len("harbour"))
    at = cleaned.text.index("fine")
    start, end = cleaned.to_raw(at, at + 4)
    assert raw[start:end] == "ﬁne"


def test_a_hundred_thousand_words_keep_their_map() -> None:
    raw = "the steam-\ner sank with con\nfidence | and ﬁre\n" * 12_500
    cleaned = clean(raw)
    at = cleaned.text.rindex("confidence")
    start, end = cleaned.to_raw(at, at + 10)
    assert raw[start:end] == "con\nfidence"


def test_half_a_letter_is_dirt_like_any_other() -> None:
    """Cut emoji in scraped JSON leave such halves, which no library takes."""
    cleaned = clean("in the caf\ud83d of London")
    assert cleaned.text.encode() and cleaned.text.startswith("in the caf") and cleaned.text.endswith("of London")
    start = cleaned.text.index("London")
    assert cleaned.to_raw(start, start + 6) == (15, 21)
