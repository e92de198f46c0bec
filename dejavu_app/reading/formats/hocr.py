"""hOCR: OCR output inside HTML, as Tesseract, OCRopus and newspaper sites write it; untidy markup included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dejavu_app.dates import parse_date
from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.layout import Box, Page, number
from dejavu_app.reading.pages import page_articles, titled
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import MAX_XML, Element, parse_html, parse_xml

NAME = "hocr"
LABEL = "hOCR"
VERSION = "3"

_BLOCKS = frozenset(["ocr_carea", "ocrx_block", "ocr_par", "ocr_column", "ocr_xycut", "ocr_blockquote"])
_LINES = frozenset(["ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"])
_WORDS = frozenset(["ocrx_word", "ocr_word"])
_LETTER = "ocrx_cinfo"
_OWNED = _BLOCKS | _LINES | _WORDS | {"ocr_page"}  # whose text is their own, even inside an unclosed element
_BOX = re.compile(r"\bbbox\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
_CONFIDENCE = re.compile(r"\bx_w?confs?\s+([\d.]+)")
_IMAGE = re.compile(r"\b(?:image|file)\s+(?:\"([^\"]*)\"|'([^']*)'|([^;\"']+))")
_NUMBER = re.compile(r"\bppageno\s+(\d+)")


def sniff(sample: Sample) -> float:
    """Sure when the document speaks of ``ocr_page`` or names its hOCR capabilities."""
    if sample.root not in ("html", "div", "body", "head"):
        return 0.0
    marks = (b"ocr_page", b"ocr-capabilities", b"ocrx_word", b"ocr_line", b"ocr-system")
    return 0.98 if any(mark in sample.head for mark in marks) else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article for each ``ocr_page``, in the order of the document."""
    root = _parsed(item.data(MAX_XML))
    about = {
        (meta.get("name") or "").lower().replace("dcterms.", "dc."): meta.get("content") or meta.get("value") or ""
        for meta in root.iter("{*}meta")
    }
    date = parse_date(about.get("dc.date", ""))
    for found in page_articles(item, pages(root)):
        if isinstance(found, Article):
            found = titled(found, newspaper=found.newspaper or about.get("dc.title", ""), date=found.date or date)
        yield found


def _parsed(data: bytes) -> Element:
    """As XML where it is sound (empty elements then are empty), as HTML otherwise."""
    try:
        root, damage = parse_xml(data)
        if not damage:
            return root
    except ReadError:
        if b"<!ENTITY" in data:
            raise
    text = decode(data)
    if text is None:
        raise ReadError("it is not text")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return parse_html(text.encode("utf-8"), "utf-8")


def pages(root: Element) -> list[Page]:
    """The pages of a document; one page when none is marked."""
    result: list[Page] = []
    page = Page()
    for element in root.iter():
        kinds = set((element.get("class") or "").split()) if isinstance(element.tag, str) else set()
        if not kinds:
            continue
        title = element.get("title") or ""
        if "ocr_page" in kinds:
            page = _page(element, title)
            result.append(page)
        elif kinds & _BLOCKS:
            page.add_block()
            page.language = page.language or element.get("lang") or ""
        elif kinds & _LINES:
            page.add_line(_box(title))
            if not _holds_words(element):
                _add(page, _own_text(element), title)
        elif kinds & _WORDS:
            if not page.boxes:
                page.add_line(_box(title))
            _add(page, _own_text(element), title)
    return result or ([page] if page.words else [])


def _page(element: Element, title: str) -> Page:
    box = _box(title)
    image = _IMAGE.search(title)
    number_ = _NUMBER.search(title)
    return Page(
        width=box[0] + box[2],
        height=box[1] + box[3],
        label=str(int(number_[1]) + 1) if number_ else "",
        name=element.get("id") or "",
        image=next((name.strip() for name in image.groups() if name), "") if image else "",
        language=element.get("lang") or "",
    )


def _add(page: Page, text: str, title: str) -> None:
    found = _CONFIDENCE.search(title)
    if text:
        page.add_word(text, min(1.0, number(found[1]) / 100) if found else -1.0)


def _box(title: str) -> Box:
    found = _BOX.search(title)
    if not found:
        return 0.0, 0.0, 0.0, 0.0
    left, top, right, bottom = (number(value) for value in found.groups())
    return left, top, max(0.0, right - left), max(0.0, bottom - top)


def _holds_words(line: Element) -> bool:
    """Whether the line's words are marked, or it is a wrapper around lines."""
    for inner in line.iter():
        if inner is not line and isinstance(inner.tag, str):
            kinds = set((inner.get("class") or "").split())
            if kinds & _WORDS or kinds & _LINES:
                return True
    return False


def _own_text(element: Element) -> str:
    """An element's text up to the next OCR element inside it: where closing tags are missing, the rest is another's."""
    parts = [element.text or ""]
    stack: list[Element | str] = list(reversed(element))
    while stack:
        inner = stack.pop()
        if isinstance(inner, str):
            parts.append(inner)
            continue
        named = isinstance(inner.tag, str)
        if named and set((inner.get("class") or "").split()) & _OWNED:
            break
        tail = inner.tail or ""  # comes after what is inside
        # Tesseract sets each letter on a line of its own when asked for their places, as the Internet Archive asks it.
        letter = named and _LETTER in (inner.get("class") or "").split()
        stack.append(tail.strip() if letter else tail)
        if named:
            parts.append(inner.text or "")
            stack.extend(reversed(inner))
    return " ".join("".join(parts).split())
