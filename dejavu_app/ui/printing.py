"""An article on paper as the reader shows it, marks and all, with its citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.reader import ReaderPane
from dejavu_app.ui.reading_text import Mark, look


def paper(reader: ReaderPane, points: float) -> QTextDocument:
    """The printed page: headline, where it stood, the text as it looks in the reader, citation.

    Set as plain text runs, never as markup; in the colours of the day, whatever the window has.
    """
    document = QTextDocument()
    document.setDefaultFont(theme.serif(points))
    cursor = QTextCursor(document)
    head, body, small = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    head.setFont(theme.serif(points + 5, QFont.Weight.DemiBold))
    body.setFont(theme.serif(points))
    small.setFont(theme.serif(points - 2))
    cursor.insertText(f"{reader.headline.text()}\n", head)
    cursor.insertText(f"{reader.where.text()}\n\n", small)
    marks = [mark for mark in reader.article_text.marks() if not mark.kind.startswith("found")]
    for words, kind in runs(reader.article_text.shown().rstrip(), marks):
        style = QTextCharFormat(body)
        if kind:
            style.merge(look(kind, theme.DAY))
        cursor.insertText(words, style)
    cursor.insertText(f"\n\n{reader.cite()}", small)
    return document


def runs(text: str, marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """The text in stretches, each with the kind of the last mark that lies on it, or nothing."""
    edges = {0, len(text), *(min(edge, len(text)) for mark in marks for edge in (mark.start, mark.end))}
    for start, end in pairwise(sorted(edges)):
        kinds = [mark.kind for mark in marks if mark.start <= start and end <= mark.end]
        yield text[start:end], kinds[-1] if kinds else ""


def print_article(window: QWidget, reader: ReaderPane, points: float) -> None:
    """Asks for a printer and prints."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    document = paper(reader, points)  # while the printer is chosen another article may come into the reader
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, window)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        document.print_(printer)
