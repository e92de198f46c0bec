"""ABBYY FineReader XML: pages, blocks, lines and characters, as the Internet Archive keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.layout import Page, number
from dejavu_app.reading.pages import page_article
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import Element, stream_xml

NAME = "abbyy"
LABEL = "ABBYY XML"
VERSION = "2"


def sniff(sample: Sample) -> float:
    """Sure when a ``document`` root speaks of ABBYY or FineReader."""
    head = sample.head.lower()
    return 0.98 if sample.root == "document" and (b"abbyy" in head or b"finereader" in head) else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article for each page; books in this format are large, so pages are parsed one by one."""
    number = 0
    with item.open() as stream:
        for number, element in enumerate(stream_xml(stream, item.sample().head, "{*}page"), 1):
            article = page_article(item, _page(element), f"page={number}")
            if article:
                yield article
    if not number:
        yield item.problem("it describes no page")


def _page(element: Element) -> Page:
    page = Page(width=number(element.get("width")), height=number(element.get("height")))
    for paragraph in element.iter("{*}par"):
        page.add_block()
        for line in paragraph.iter("{*}line"):
            left, top, right, bottom = (number(line.get(name)) for name in "ltrb")
            page.add_line((left, top, max(0.0, right - left), max(0.0, bottom - top)))
            text, confidences = [], []
            for formatting in line.iter("{*}formatting"):
                page.language = page.language or formatting.get("lang") or ""
                text.append(formatting.text or "")
                for character in formatting.iter("{*}charParams"):
                    text.append(character.text or " ")
                    if character.get("charConfidence"):
                        confidences.append(number(character.get("charConfidence")))
                    text.append(character.tail or "")
            mean = sum(confidences) / len(confidences) / 100 if confidences else -1.0
            written = " ".join("".join(text).replace("\u00ac", "-").split())  # the engine's mark for a broken word
            if written:
                page.add_word(written, min(1.0, max(-1.0, mean)))
    return page
