"""An article on paper, with its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.spans import displayable

if TYPE_CHECKING:
    from dejavu_app.ui.desk import Opened


def paper(opened: Opened, cited: str, points: float) -> QTextDocument:
    """The printed page: headline, text as read, citation; set as plain text runs, never as markup."""
    document = QTextDocument()
    document.setDefaultFont(theme.serif(points))
    cursor = QTextCursor(document)
    head, body, small = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    head.setFont(theme.serif(points + 5, QFont.Weight.DemiBold))
    body.setFont(theme.serif(points))
    small.setFont(theme.serif(points - 2))
    article = opened.article.article
    if article.headline:
        cursor.insertText(" ".join(article.headline.split()) + "\n\n", head)
    cursor.insertText(displayable(article.text).strip() + "\n\n", body)
    cursor.insertText(cited, small)
    return document


def print_article(window: QWidget, opened: Opened, cited: str, points: float) -> None:
    """Asks for a printer and prints."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, window)
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        paper(opened, cited, points).print_(printer)
