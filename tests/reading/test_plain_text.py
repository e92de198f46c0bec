"""Plain text in every encoding that archives use, as pages and as articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.reading.decoding import decode, encoding_of
from tests.reading.samples import ARTICLE, PAGE
from tests.reading.test_contract import found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_recognised(encoding):
    assert decode(ARTICLE.encode(encoding)) == ARTICLE


def test_latin_1_is_recognised():
    text = "Der Bürgermeister von Köln überreichte die Schlüssel. Où est l'élève ?\n"
    assert decode(text.encode("latin-1")) == text


def test_a_stray_byte_in_utf_8_does_not_spoil_the_rest():
    data = "Größe, Übermut, naïve façade — “ja”. ".encode() + b"it\x92s" + " é".encode()
    assert decode(data) == "Größe, Übermut, naïve façade — “ja”. it’s é"


def test_a_beginning_that_ends_inside_a_character_is_still_utf_8():
    data = "Größe “ja”".encode()
    assert encoding_of(data[:-1]) == "utf-8"
    assert (decode(data[:-1], partial=True) or "").startswith("Größe “ja")


def test_nul_is_replaced_in_its_place_and_binary_is_refused():
    assert decode(b"one\x00two" + b" and so on" * 40) == "one\ufffdtwo" + " and so on" * 40
    assert decode(bytes(range(256)) * 4) is None


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data):
    text = decode(data)
    assert text is None or "\x00" not in text
    (text or "").encode()


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=200))
def test_utf_8_text_comes_back_exactly(text):
    encoded = text.encode()
    if (
        not encoded.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
        and "\x7f" not in text
        and "\ufffd" not in text
    ):
        assert decode(encoded) == text


def one(name: str, text: str) -> Article:
    [article] = found(name, text.encode())
    assert isinstance(article, Article)
    return article


def test_text_is_kept_to_the_character():
    text = "\n  Odd   spacing\t\r\nand <i>tags</i> &amp; ends.\r\n\r\n"
    assert one("a.txt", text).text == text


def test_a_short_text_is_an_article_with_its_headline():
    article = one("papers/1916-05-26.txt", ARTICLE)
    assert (article.whole_page, article.headline, str(article.date)) == (False, "FLOOD IN THE VALLEY", "1916-05-26")
    assert one("a.txt", "The river rose and the bridge\nfell on Friday.\n").headline == ""


def test_a_long_text_in_narrow_lines_is_a_page():
    words = "river bridge mayor flood night water\n"
    assert one("a.txt", words * 400).whole_page
    assert not one("a.txt", words * 40).whole_page
    assert not one("a.txt", (words.replace("\n", " ") * 60 + "\n") * 10).whole_page  # an essay in long paragraphs
    assert one("1890-05-01_p3.txt", words * 60).whole_page  # named as a page


def test_pages_of_chronicling_america_are_whole_pages_however_short():
    article = one("19160526/sn82014086-ed-1_seq-2.txt", "A SHORT PAGE\nwith little on it")
    assert article.whole_page and article.page == "2" and article.edition == "1"
    assert article.newspaper == "sn82014086"  # the number stands in where no titles.json names the paper


def test_form_feeds_divide_a_file_into_pages():
    pages = found("issue 1890-05-01.txt", f"{PAGE}\f{PAGE}\f\n".encode())
    assert [(page.page, page.locator, page.whole_page) for page in pages if isinstance(page, Article)] == [
        ("1", "issue 1890-05-01.txt#page=1", True),
        ("2", "issue 1890-05-01.txt#page=2", True),
    ]
