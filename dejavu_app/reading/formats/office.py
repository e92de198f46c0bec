"""Word processors' documents (DOCX, ODT): one article a document, its text without its formatting."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import storable
from dejavu_app.reading.formats.sheet import check_package
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import Element, local, parse_xml

NAME = "document"
LABEL = "Word or OpenDocument text"
VERSION = "1"

_PARTS = {".docx": "word/document.xml", ".odt": "content.xml"}


def sniff(sample: Sample) -> float:
    """Sure when it is an Office package with a document's name."""
    return 0.95 if sample.head.startswith(b"PK") and sample.suffix in _PARTS else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The document's paragraphs as one article; a first line in a heading's style is its headline."""
    data = io.BytesIO(item.data())
    check_package(data)
    with zipfile.ZipFile(data) as package:
        name = next((name for name in _PARTS.values() if name in package.namelist()), "")
        if not name:
            raise ReadError("it is no text document")
        root, damage = parse_xml(package.read(name))
    if damage:
        yield item.problem(damage)
    paragraphs = [(_text(element), _is_heading(element)) for element in root.iter("{*}p", "{*}h")]
    text = storable("\n".join(text for text, _ in paragraphs)).strip()
    if not text:
        yield item.problem("the document has no text")
        return
    first = next(((text, heading) for text, heading in paragraphs if text.strip()), ("", False))
    facts = item.facts
    yield Article(
        text=text,
        locator=item.locator(),
        headline=" ".join(first[0].split()) if first[1] else "",
        date=facts.date,
        page=facts.page,
    )


def _text(paragraph: Element) -> str:
    parts = []
    for element in paragraph.iter():
        kind = local(element)
        if kind in ("tab",):
            parts.append("\t")
        elif kind in ("br", "line-break", "cr"):
            parts.append("\n")
        elif kind == "t" or (kind in ("p", "h", "span", "a") and "opendocument" in str(element.tag)):
            parts.append(element.text or "")
        if "opendocument" in str(element.tag) and element is not paragraph:
            parts.append(element.tail or "")
    return "".join(parts)


def _is_heading(paragraph: Element) -> bool:
    if local(paragraph) == "h":
        return True
    style = next(paragraph.iter("{*}pStyle"), None)
    name = (
        next((value for key, value in style.attrib.items() if str(key).endswith("val")), "")
        if style is not None
        else ""
    )
    return str(name).lower().startswith(("heading", "title"))
