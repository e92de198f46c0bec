"""The one place that opens a connection: fetches the page of an address that a person asked for."""

from __future__ import annotations

import codecs
import gzip
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dejavu_app import __version__
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.fetching.address import host_of, sent_address, web_address
from dejavu_app.fetching.article import WebArticle, article_of

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

SECONDS = 30.0
"""The longest that a page may take, all in all."""

MOST_BYTES = 5_000_000
"""The largest page that is read; a newspaper's article takes a tenth of it."""

_WAIT = 10.0  # seconds without an answer
_PIECE = 65536
_LOOK = 0.05  # seconds between looks whether anybody still waits
_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# A page that says Latin-1 has its dashes and quotation marks where Windows has them, and browsers read it so: names of
# encodings mean on the web what WHATWG's Encoding Standard (section 4.2) says, which is more than they mean to Python.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
          "shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
_OTHER_KIND = "Save it, and drop the file on the window."


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: its bytes, its final address, and its encoding where the answer's header names it."""

    body: bytes
    address: str
    charset: str = ""

    def content(self) -> bytes | str:
        """The text in the encoding that is stated, the bytes where none is that Python knows.

        As in a browser a byte order mark counts before the answer's header, and this one before the page itself.
        """
        stated = next((name for mark, name in _MARKS if self.body.startswith(mark)), self.charset)
        if not stated and (found := _CHARSET.search(self.body[:4096])):
            stated = found[1].decode("ascii")
            if stated.lower().startswith("utf-16"):
                stated = "utf-8"  # in UTF-16 these letters could not have been found
        try:
            name = codecs.lookup(stated).name if stated else ""
            return self.body.decode(_MEANT.get(name, name), "replace") if name else self.body
        except (LookupError, ValueError):  # the latter from what is no encoding of letters, such as IDNA
            return self.body


def fetch_article(address: str, cancelled: Callable[[], bool] = lambda: False) -> WebArticle:
    """The article on the page at ``address``.

    Raises ``UserError`` as ``fetch_page`` and ``article_of`` do; ``Cancelled``.
    """
    page = fetch_page(address, cancelled)
    if cancelled():
        raise Cancelled
    return article_of(page.content(), page.address, host_of(page.address))


def fetch_page(address: str, cancelled: Callable[[], bool] = lambda: False, seconds: float = SECONDS,
               most_bytes: int = MOST_BYTES) -> Page:
    """The page at an http or https address, redirections to such followed; ``seconds`` is the limit for it all.

    Nothing of the archive or of earlier queries is sent, no cookie is kept. Raises ``UserError`` when the address is
    none, the machine cannot be found or does not answer, refuses, or has no such page, and when what comes is no HTML
    or larger than ``most_bytes``; ``Cancelled`` within a tenth of a second after ``cancelled`` turned true.
    """
    wanted = web_address(address)
    if not wanted:
        raise UserError(f"{address[:200]} is no web address.", "One begins with https:// or http://.")
    visit = _Visit(wanted, time.monotonic() + seconds, most_bytes)
    # A name that is looked up cannot be interrupted; so the visit has a thread of its own that may be left alone.
    threading.Thread(target=visit.run, name="fetch", daemon=True).start()
    while not visit.page.done():
        if cancelled():
            visit.leave()
            raise Cancelled
        if time.monotonic() > visit.deadline:
            visit.leave()
            raise _too_slow(wanted)
        with suppress(TimeoutError):
            visit.page.exception(_LOOK)
    return visit.page.result()


class _Visit:
    """One request on its way, in a thread of its own."""

    def __init__(self, address: str, deadline: float, most_bytes: int) -> None:
        self.address = address
        self.deadline = deadline
        self.page: Future[Page] = Future()
        self._most_bytes = most_bytes
        self._left = threading.Event()

    def leave(self) -> None:
        """Nobody waits any more: the visit ends at its next step."""
        self._left.set()

    def run(self) -> None:
        """Fetches the page into ``page``, or sets there what went wrong."""
        try:
            self.page.set_result(self._fetch())
        except Exception as error:  # handed to the waiting thread, which raises it
            self.page.set_exception(_explained(error, self.address))

    def _fetch(self) -> Page:
        import urllib.request

        request = urllib.request.Request(sent_address(self.address), headers={
            "User-Agent": f"Mozilla/5.0 (compatible; DejaVu/{__version__})", "Accept": ", ".join((*_HTML, "*/*;q=0.1")),
            "Accept-Encoding": "gzip", "Accept-Language": "*"})
        with _opener().open(request, timeout=_WAIT) as answer:
            kind = answer.headers.get_content_type()
            if kind not in _HTML:
                raise UserError(f"{host_of(self.address)} sent no web page but {kind}.", _OTHER_KIND)
            body = self._read(_unpacked(answer, answer.headers.get("Content-Encoding", "")))
            return Page(body, str(answer.geturl()), answer.headers.get_content_charset("") or "")

    def _read(self, stream: Any) -> bytes:
        pieces, size = [], 0
        while piece := stream.read1(_PIECE):
            size += len(piece)
            if size > self._most_bytes:
                raise UserError(
                    f"{host_of(self.address)}: the page is larger than {self._most_bytes / 1e6:.0f} MB.",
                    "Open it in a browser, and copy the article's text from there.")
            if self._left.is_set() or time.monotonic() > self.deadline:
                raise _too_slow(self.address)
            pieces.append(piece)
        return b"".join(pieces)


def _opener() -> OpenerDirector:
    """Opens http and https and nothing else: no file, no FTP, no cookies; through the system's proxy if it has one."""
    import urllib.error
    import urllib.parse
    import urllib.request

    class Redirections(urllib.request.HTTPRedirectHandler):
        """Follows to what ``sent_address`` makes of an address, and to nothing that is none."""

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            try:
                sent = sent_address(newurl)
            except UserError:
                fp.close()
                raise
            return super().redirect_request(req, fp, code, msg, headers, sent)

        def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
            try:
                urllib.parse.urlsplit(headers.get("location", ""))
            except ValueError as error:  # the handler takes an address for granted
                raise urllib.error.HTTPError(req.full_url, code, msg, headers, fp) from error
            return super().http_error_302(req, fp, code, msg, headers)

        http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
                    urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor,
                    Redirections, urllib.request.UnknownHandler):
        opener.add_handler(handler())
    return opener


def _unpacked(answer: Any, encoding: str) -> Any:
    return gzip.GzipFile(fileobj=answer) if encoding.lower() in ("gzip", "x-gzip") else answer


def _too_slow(address: str) -> UserError:
    return UserError(f"{host_of(address)} takes too long to answer.", "Try again later, or paste the article's text.")


def _explained(error: Exception, address: str) -> Exception:
    """What ``error`` means to the person who asked for ``address``; the error itself when it is ours."""
    import http.client
    import ssl
    import urllib.error

    host = host_of(address)
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return _refused(error.code, host)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return _too_slow(address)
    if isinstance(reason, socket.gaierror):
        return UserError(f"{host} cannot be found.", "Check the address, and whether this computer is connected.")
    if isinstance(reason, ssl.SSLError):
        return UserError(f"{host} cannot prove that it is {host}: {reason.reason or reason}.",
                         "Nothing was fetched. Paste the article's text instead.")
    if isinstance(reason, ConnectionRefusedError):
        return UserError(f"{host} does not answer.", "Check the address, or try again later.")
    if isinstance(reason, (OSError, http.client.HTTPException, EOFError, zlib.error)):
        return UserError(f"{host}: the page cannot be fetched ({reason or type(reason).__name__}).",
                         "Check whether this computer is connected, or paste the article's text.")
    return error


def _refused(code: int, host: str) -> UserError:
    if code < 400:
        return UserError(f"{host} sends on in circles, or to what is no web page ({code}).", "Check the address.")
    if code in (404, 410):
        return UserError(f"{host} has no page at this address ({code}).", "Check the address.")
    if code in (401, 402, 403, 429, 451):
        return UserError(f"{host} does not hand out this page to programs ({code}).",
                         "Open it in a browser, and copy the article's text from there.")
    return UserError(f"{host} answers with an error ({code}).", "Try again later, or paste the article's text.")
