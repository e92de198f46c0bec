"""A small web site on this computer's own loopback address, with pages good and bad."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TITLE = "Dock workers walk out"
FIRST = ("A thousand dock workers walked off the job on Monday and picketed the harbour gates, demanding higher wages "
         "and an eight hour day, said a leader of the union.")
SECOND = ("Strikebreakers were brought in under police guard, and stones were thrown. The café “Zum Anker” closed its "
          "shutters. The company refused to treat with the strikers.")
ARTICLE = f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | The Daily</title>
<meta property="og:title" content="{TITLE}"><script>var tracking = "secret";</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport news</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<div class="comments"><p>First comment by a reader!</p></div><footer>Subscribe to our newsletter</footer>
</body></html>"""
MENU = "<html><head><title>Front</title></head><body><nav><a href='/'>Home</a></nav></body></html>"


class Site(ThreadingHTTPServer):
    """Remembers which paths were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.asked: list[str] = []
        self.stopped = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none of the site's business."""

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        name = self.path.lstrip("/")
        if name == "moved":
            self._answer(302, "", location="/article")
        elif name == "to-a-file":
            self._answer(302, "", location="file:///etc/passwd")
        elif name == "round":
            self._answer(302, "", location="/round")
        elif name == "to-letters":  # a header is sent byte by byte
            self._answer(302, "", location="/wiki/Überfall?q=é".encode().decode("latin-1"))
        elif name == "to-no-machine":
            self._answer(302, "", location="https://www..com/x")
        elif name == "to-no-address":
            self._answer(302, "", location="http://[")
        elif name == "to-no-port":
            self._answer(302, "", location="http://127.0.0.1:99999/")
        elif name.isdigit():
            self._answer(int(name), "<html>no</html>")
        elif name == "picture":
            self._answer(200, "JPEG", kind="image/jpeg")
        elif name == "menu":
            self._answer(200, MENU)
        elif name == "latin":
            self._answer(200, ARTICLE.replace("“", '"').replace("”", '"'), kind="text/html; charset=iso-8859-1",
                         encoding="iso-8859-1")
        elif name == "meta":
            page = ARTICLE.replace("<head>", '<head><meta charset="windows-1252">')
            self._answer(200, page, kind="text/html", encoding="windows-1252")
        elif name == "packed":
            self._answer(200, ARTICLE, packed=True)
        elif name == "huge":
            self._answer(200, "<html>" + "x" * 300_000)
        elif name == "bomb":
            self._answer(200, "x" * 3_000_000, packed=True)
        elif name == "slow":
            self._slowly()
        else:
            self._answer(200, ARTICLE)

    def _answer(self, status: int, text: str, kind: str = "text/html; charset=utf-8", location: str = "",
                encoding: str = "utf-8", packed: bool = False) -> None:
        body = text.encode(encoding)
        if packed:
            body = gzip.compress(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _slowly(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        until = time.monotonic() + 20
        while not self.server.stopped.wait(0.05) and time.monotonic() < until:
            self.wfile.write(b"<p>")
            self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers as long as the block lasts."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        site.shutdown()
        site.server_close()
        thread.join()
