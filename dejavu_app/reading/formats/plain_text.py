"""Plain text: an article or a page in a file, or pages divided by form feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.pages import looks_like_page
from dejavu_app.reading.source import MAX_TEXT, Item, Problem, ReadOptions, Sample

NAME = "text"
LABEL = "plain text"
VERSION = "3"

_ENDINGS = {".txt": 0.5, ".text": 0.5, ".ocr": 0.5, ".asc": 0.4, "": 0.2, ".md": 0.2}


def sniff(sample: Sample) -> float:
    """Sure of nothing, because any text is plain text; other readers know better when they know at all.

    Markup of no known kind is no text, whatever its name: servers send a web page for a file that they do not have.
    """
    likely = _ENDINGS.get(sample.suffix, 0.0)
    return likely if likely and sample.text.strip() and not sample.markup else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a file, or one a page where form feeds divide the file into pages."""
    text = decode(item.data(MAX_TEXT))
    if text is None:
        yield item.problem("it is not text")
        return
    pages = [page for page in enumerate(text.split("\f"), 1) if page[1].strip()]
    if not pages:
        yield item.problem("it holds no text")
        return
    facts = item.facts
    for number, page in pages:
        several = len(pages) > 1
        whole = facts.layout or several or looks_like_page(page, bool(facts.page))
        yield Article(
            text=page,
            locator=item.locator(f"page={number}" if several else ""),
            external_id=facts.identifier if not several else "",
            headline="" if whole else headline_of(page),
            date=facts.date,
            newspaper=item.titles.newspaper(facts.lccn),
            place=item.titles.place(facts.lccn),
            page=str(number) if several else facts.page,
            edition=facts.edition,
            url=facts.url,
            whole_page=whole,
        )


def headline_of(text: str) -> str:
    """The first line, when it stands apart as a headline does; otherwise nothing."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if not rest.strip() or not 2 < len(first) <= 150:
        return ""
    apart = rest.startswith(("\n", "\r\n")) and not re.search(r"[,;]$", first)
    capitals = first.upper() == first and any(char.isalpha() for char in first)
    return first if apart or capitals else ""
