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
from dejavu_app.reading.streams import CONTAINER_ERRORS
from dejavu_app.reading.xmltext import Element, local, parse_xml

NAME = "document"
LABEL = "Word or OpenDocument text"
VERSION = "3"

_PARTS = {".docx": "word/document.xml", ".odt": "content.xml"}
# A second form of what stands there already, words that were deleted or moved away, and remarks at the margin.
_LEFT_OUT = frozenset(["Fallback", "tracked-changes", "moveFrom", "annotation"])
_PARAGRAPHS = frozenset(["p", "h"])


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
        headings = _headings(package)
    if damage:
        yield item.problem(damage)
    paragraphs = [(_text(element), _is_heading(element, headings)) for element in _paragraphs(root)]
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


def _paragraphs(root: Element) -> Iterator[Element]:
    """The paragraphs, those of a text box or a footnote after the one that it is fastened to."""
    stack = [root]
    while stack:
        element = stack.pop()
        kind = local(element)
        if kind in _LEFT_OUT:
            continue
        if kind in _PARAGRAPHS:
            yield element
        stack.extend(reversed(element))


def _text(paragraph: Element) -> str:
    """A paragraph's own words, without those of paragraphs inside it."""
    parts: list[str] = []
    stack: list[Element | str] = [paragraph]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            parts.append(element)
            continue
        kind = local(element)
        inner = element is not paragraph
        if inner and kind in _PARAGRAPHS:
            continue
        if inner and "opendocument" in str(element.tag):
            stack.append(element.tail or "")  # comes after what is inside
        if kind in _LEFT_OUT:
            continue
        stack.extend(reversed(element))
        if kind == "tab":
            parts.append("\t")
        elif kind in ("br", "line-break", "cr"):
            parts.append("\n")
        elif kind == "t" or (kind in ("p", "h", "span", "a") and "opendocument" in str(element.tag)):
            parts.append(element.text or "")
    return "".join(parts)


def _headings(package: zipfile.ZipFile) -> set[str]:
    """The ids of Word's styles for headings: the ids are in the language of the program, the names are not."""
    if "word/styles.xml" not in package.namelist():
        return set()
    try:
        root, _ = parse_xml(package.read("word/styles.xml"))
    except CONTAINER_ERRORS:
        return set()  # the text can be read without them
    styles = ((_value(style, "styleId"), style.find("{*}name")) for style in root.iterfind("{*}style"))
    return {style for style, name in styles if _names_heading(_value(name, "val"))}


def _value(element: Element | None, name: str) -> str:
    found = element.attrib.items() if element is not None else ()
    return next((str(value) for key, value in found if str(key).rpartition("}")[2] == name), "")


def _names_heading(name: str) -> bool:
    return name.lower().startswith(("heading", "title"))


def _is_heading(paragraph: Element, headings: set[str]) -> bool:
    if local(paragraph) == "h":
        return True
    style = _value(paragraph.find("{*}pPr/{*}pStyle"), "val")
    return style in headings or _names_heading(style)
