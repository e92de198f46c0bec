"""A page is fetched when asked for, its article alone is kept, and what goes wrong is said in a reader's words."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dejavu_app.errors import Cancelled, UserError
from dejavu_app.fetching.address import host_of, sent_address, web_address
from dejavu_app.fetching.article import article_of, is_web_page
from dejavu_app.fetching.page import Page, fetch_article, fetch_page
from tests.fetching.site import ARTICLE, FIRST, SECOND, TITLE, Site, serving


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def test_the_article_comes_with_its_title_and_without_what_stands_around_it(site: Site) -> None:
    article = fetch_article(site.at("/article"))
    assert article.text == f"{TITLE}\n\n{FIRST}\n\n{SECOND}"
    assert (article.title, article.address) == (TITLE, site.at("/article"))


@pytest.mark.parametrize("path", ["/latin", "/meta", "/packed"])
def test_encodings_and_packing_are_undone(site: Site, path: str) -> None:
    assert "The café" in fetch_article(site.at(path)).text


@pytest.mark.parametrize(("stated", "charset", "encoding"), [
    ("iso-8859-1", "", "cp1252"), ("", "ISO-8859-1", "cp1252"), ("us-ascii", "", "cp1252"),
    ("iso-8859-1", "", "utf-8-sig"), ("", "iso-8859-1", "utf-16"), ("", "utf-16", "utf-8"), ("undefined", "", "utf-8"),
    ("", "idna", "utf-8"),
])  # fmt: skip
def test_a_stated_encoding_means_what_it_means_to_a_browser(stated: str, charset: str, encoding: str) -> None:
    words = "The men’s strike — “a riot”, said O’Neil"
    page = f'<html><meta charset="{charset}">{words}' if charset else f"<html>{words}"
    content = Page(page.encode(encoding), "https://example.org", stated).content()
    assert words in (content if isinstance(content, str) else content.decode())


def test_words_of_japanese_windows_are_read_under_the_name_that_pages_give_it() -> None:
    assert Page("㈱①髙".encode("cp932"), "https://example.org", "Shift_JIS").content() == "㈱①髙"


def test_a_page_that_moved_is_followed_and_its_last_address_remembered(site: Site) -> None:
    assert fetch_article(site.at("/moved")).address == site.at("/article")


@pytest.mark.parametrize(("path", "words"), [
    ("/404", "no page at this address"), ("/403", "does not hand out this page"), ("/500", "answers with an error"),
    ("/picture", "no web page but image/jpeg"), ("/menu", "no article to be found"), ("/round", "in circles"),
    ("/to-a-file", "to what is no web page"), ("/to-no-address", "to what is no web page"),
    ("/to-no-port", "99999/ is no web address"), ("/to-no-machine", r"^www\.\.com cannot be found"),
])  # fmt: skip
def test_what_goes_wrong_is_said_with_what_to_do(site: Site, path: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        fetch_article(site.at(path))


@pytest.mark.parametrize("path", ["/huge", "/bomb"])
def test_a_page_that_is_too_large_is_not_read_to_its_end(site: Site, path: str) -> None:
    with pytest.raises(UserError, match="larger than"):
        fetch_page(site.at(path), most_bytes=200_000)


def test_a_page_that_never_ends_is_given_up(site: Site) -> None:
    with pytest.raises(UserError, match="takes too long"):
        fetch_page(site.at("/slow"), seconds=0.5)


def test_fetching_stops_when_asked(site: Site) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(Cancelled):
        fetch_page(site.at("/slow"), stop.is_set)


def test_a_cancelled_visit_ends_by_itself(site: Site) -> None:
    with pytest.raises(Cancelled):
        fetch_page(site.at("/slow"), lambda: True)
    deadline = time.monotonic() + 15
    while any(thread.name == "fetch" for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(thread.name == "fetch" for thread in threading.enumerate())


def test_a_machine_that_is_not_there_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(UserError, match="does not answer"):
        fetch_page(f"http://127.0.0.1:{port}/")

    def unknown(*arguments: object, **named: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UserError, match=r"cannot be found.*connected"):
        fetch_page("https://newspaper.invalid/")


@pytest.mark.parametrize(("path", "asked"), [
    ("/wiki/Überfall?q=é", ["/wiki/%C3%9Cberfall?q=%C3%A9"]),
    ("/wiki/%C3%9Cberfall?q=100%25", ["/wiki/%C3%9Cberfall?q=100%25"]),
    ("/to-letters", ["/to-letters", "/wiki/%C3%9Cberfall?q=%C3%A9"]),
])  # fmt: skip
def test_letters_of_any_alphabet_may_stand_in_an_address(site: Site, path: str, asked: list[str]) -> None:
    site.asked.clear()
    assert fetch_article(site.at(path)).address == site.at(asked[-1])
    assert site.asked == asked


@pytest.mark.parametrize("host", ["www..com", ".com", f"{'a' * 64}.com", f"{'ü' * 64}.com"])
def test_a_name_that_no_machine_can_have_is_not_found(host: str) -> None:
    with pytest.raises(UserError, match=rf"^{host} cannot be found\. Check the address\.$"):
        fetch_page(f"https://{host}/x")


@pytest.mark.parametrize(("address", "sent"), [
    ("https://www.Müller.de:8080/a", "https://www.xn--mller-kva.de:8080/a"),
    ("https://straße.de/", "https://xn--strae-oqa.de/"), ("https://m%C3%BCller.de/", "https://xn--mller-kva.de/"),
    ("https://jürgen:ö@[::1]/#é", "https://j%C3%BCrgen:%C3%B6@[::1]/#%C3%A9"),
    ("https://example.org/a;b=(1)?c=d&e=%7B!*'", "https://example.org/a;b=(1)?c=d&e=%7B!*'"),
])  # fmt: skip
def test_an_address_is_sent_in_plain_letters(address: str, sent: str) -> None:
    assert sent_address(address) == sent


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a", "javascript:alert(1)", "strike"])
def test_only_http_and_https_are_asked(address: str) -> None:
    with pytest.raises(UserError, match="no web address"):
        fetch_page(address)


@pytest.mark.parametrize(("text", "address"), [
    (" https://example.org/a?b=c#d \n", "https://example.org/a?b=c#d"),
    ("www.example.org/strike", "https://www.example.org/strike"),
    ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
    ("<https://example.org>", "https://example.org"),
    ("See https://example.org", ""), ("https://a.org https://b.org", ""), ("https://", ""), ("http://[", ""),
    ("A strike in the harbour", ""), ("", ""),
])  # fmt: skip
def test_a_text_that_is_nothing_but_an_address_is_known(text: str, address: str) -> None:
    assert web_address(text) == address


def test_the_machine_of_an_address_is_named_as_people_name_it() -> None:
    assert host_of("https://www.example.org/a") == "example.org"
    assert host_of("http://127.0.0.1:8000/") == "127.0.0.1:8000"
    assert host_of("nonsense") == ""


def test_a_saved_page_is_known_and_hocr_is_not_one(tmp_path: Path) -> None:
    assert is_web_page(ARTICLE.encode())
    assert is_web_page(ARTICLE.encode("utf-16"))
    assert not is_web_page(b"<html><body><div class='ocr_page'>")
    assert not is_web_page(b"The strike <html> of 1889")
    assert not is_web_page(b"")


def test_a_saved_page_gives_its_article() -> None:
    assert article_of(ARTICLE.encode()).text.startswith(f"{TITLE}\n\n{FIRST}")
    with pytest.raises(UserError, match=r"saved\.html: there is no article"):
        article_of("<html></html>", name="saved.html")
