"""PDF with a text layer: the words of each page, column by column."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.columns import Fragment, lines_in_order
from dejavu_app.reading.layout import Page
from dejavu_app.reading.pages import page_article, titled
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "pdf"
LABEL = "PDF with text"
VERSION = "2"

_LOCK = threading.Lock()  # PDFium may be used by one thread at a time
_GAP = 0.6  # of the characters' height: those further apart are of different words
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}  # how PDFium gives a hyphen at a line's end


def sniff(sample: Sample) -> float:
    """Sure when the file begins as a PDF does."""
    return 1.0 if b"%PDF-" in sample.head[:1024] else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article a page; a document without any text is one problem."""
    import pypdfium2

    source = str(item.path) if item.path else item.data()
    empty = 0
    try:
        with _LOCK:
            document = pypdfium2.PdfDocument(source)
            count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise ReadError("the PDF asks for a password" if locked else f"the PDF is damaged: {error}") from error
    try:
        for number in range(count):
            try:
                with _LOCK:
                    page = _page(document, number)
            except pypdfium2.PdfiumError as error:
                yield item.problem(f"the page is damaged: {error}", f"page={number + 1}")
                continue
            article = _article(item, page, number, count)
            if article:
                yield article
            else:
                empty += 1
    finally:
        with _LOCK:
            document.close()
    if empty == count:
        yield item.problem(f"the PDF has no text layer ({count} pages of images); it needs OCR first")
    elif empty:
        yield item.problem(f"{empty} of its {count} pages have no text")


def _article(item: Item, page: Page, number: int, count: int) -> Article | None:
    article = page_article(item, page, f"page={number + 1}" if count > 1 else "")
    if article is None:
        return None
    # The page is its own scan: "issue.pdf", and "issue.pdf#page=3" for a page further in.
    scan = PurePosixPath(item.name).name + (f"#page={number + 1}" if number else "")
    known = item.facts.page if count == 1 else str(number + 1)
    return titled(article, page_image=scan, page=known or str(number + 1))


def _page(document: Any, number: int) -> Page:
    """The words of one page; coordinates in points from the upper left corner."""
    pdf_page = document[number]
    try:
        width, height = pdf_page.get_size()
        text_page = pdf_page.get_textpage()
        try:
            words = _words(text_page.raw, height)
        finally:
            text_page.close()
    finally:
        pdf_page.close()
    page = Page(width=width, height=height, label=str(number + 1))
    block: object = None
    for group, fragment in lines_in_order(words):
        if group != block:
            page.add_block()
            block = group
        page.add_line((fragment.left, fragment.top, fragment.right - fragment.left, fragment.bottom - fragment.top))
        page.add_word(fragment.text)
    return page


def _words(text_page: Any, height: float) -> list[Fragment]:
    """The page's words in the order of the document, with boxes as tall as their line."""
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    words: list[Fragment] = []
    letters: list[str] = []
    left = top = right = bottom = 0.0

    def finish() -> None:
        if letters:
            words.append(Fragment("".join(letters), left, top, right, bottom))
            letters.clear()

    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        letter = _HYPHENS.get(code) or (chr(code) if 0x20 < code < 0xD800 or 0xE000 <= code < 0x110000 else " ")
        if letter.isspace():
            finish()
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(rect)):
            letters.append(letter)
            continue
        x0, y0, x1, y1 = rect.left, height - rect.top, rect.right, height - rect.bottom
        tall = max(bottom - top, y1 - y0)
        if letters and (abs(y0 + y1 - top - bottom) > tall or x0 - right > _GAP * tall or x0 < left - 0.1 * tall):
            finish()
        if letters:
            left, top, right, bottom = min(left, x0), min(top, y0), max(right, x1), max(bottom, y1)
        else:
            left, top, right, bottom = x0, y0, x1, y1
        letters.append(letter)
    finish()
    return words
