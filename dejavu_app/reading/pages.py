"""What every page format shares: a page to an article, its number, and the scan that lies beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from statistics import median

from dejavu_app.domain import Article
from dejavu_app.reading.layout import Page, whole
from dejavu_app.reading.source import Item, Problem

PAGE_WORDS = 1500  # a newspaper page has some 2,000 to 8,000 words, an article seldom so many
PAGE_LINE = 60  # characters: printed columns are narrower than written paragraphs
_SCANS = (".jp2", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".pdf")


def page_articles(item: Item, pages: Sequence[Page], damage: str = "") -> list[Article | Problem]:
    """One whole-page article a page; a problem for pages without text, and for a damaged document."""
    found: list[Article | Problem] = [item.problem(damage)] if damage else []
    for number, page in enumerate(pages, 1):
        fragment = f"page={number}" if len(pages) > 1 else ""
        article = page_article(item, page, fragment)
        found.append(article or item.problem("the page has no text", fragment))
    if not pages and not damage:
        found.append(item.problem("it describes no page"))
    return found


def page_article(item: Item, page: Page, fragment: str = "") -> Article | None:
    """A page's undivided text with its lines; None when it has no text."""
    composed = whole(page)
    if not composed.text:
        return None
    facts = item.facts
    return Article(
        text=composed.text,
        locator=item.locator(fragment),
        external_id=facts.identifier,
        date=facts.date,
        newspaper=item.titles.newspaper(facts.lccn),
        place=item.titles.place(facts.lccn),
        page=(facts.page if not fragment else "") or page.label or fragment.removeprefix("page="),
        edition=facts.edition,
        language=page.language,
        url=facts.url,
        confidence=composed.confidence,
        page_image=scan_beside(item, page.image),
        page_size=page.size,
        lines=composed.lines,
        whole_page=True,
    )


def scan_beside(item: Item, named: str = "") -> str:
    """The page image beside an item, relative to it: the one that the file names, or one of the item's own name."""
    base = PurePosixPath(item.name.rpartition("/")[2])
    stem = base.name.split(".")[0] if base.suffix in (".alto", ".hocr", ".html", ".xml") else base.stem
    names = []
    if named:
        file = re.split(r"[\\/]", named)[-1]
        names = [named, file] if not re.match(r"[/\\]|[a-zA-Z]+:", named) else [file]
        names += [PurePosixPath(file).stem + ending for ending in _SCANS]
    for name in dict.fromkeys([*names, *(stem + ending for ending in _SCANS)]):
        if name != base.name and name and item.beside(name):
            return name
    return ""


def titled(article: Article, **known: object) -> Article:
    """The article, with those of the ``known`` fields that say anything."""
    return replace(article, **{name: value for name, value in known.items() if value})  # type: ignore[arg-type]


def looks_like_page(text: str, named_page: bool = False) -> bool:
    """Whether the text looks like a newspaper page: many words in narrow lines; fewer will do for one so named."""
    words = len(text.split())
    if words < (300 if named_page else PAGE_WORDS):
        return False
    lines = [len(line) for line in text.splitlines() if line.strip()]
    return median(lines) < PAGE_LINE
