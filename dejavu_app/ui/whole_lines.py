"""Lets a box of text show whole lines only: what is left of its height below the last one stays empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

_AROUND = 4  # px; Qt's own margin is part of the document and scrolls away, which would shift every line by it


def line_height(font: QFont) -> int:
    """How high a line of this type is set, in pixels."""
    layout = QTextLayout("x", font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLeadingIncluded(True)
    layout.endLayout()
    return max(1, round(line.height()))


def height_of(box: QPlainTextEdit | QTextEdit, lines: int) -> int:
    """The height at which a box shows so many lines and nothing of another."""
    return lines * line_height(box.font()) + 2 * _AROUND + box.height() - box.contentsRect().height()


def prepare(box: QPlainTextEdit | QTextEdit) -> None:
    """To be called once, before a box has any text."""
    box.document().setDocumentMargin(0)
    # The text wraps, so there is nothing aside; while its width is worked out anew Qt would show a bar for a moment.
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def fit_lines(box: QPlainTextEdit | QTextEdit) -> None:
    """Gives the text the height of as many lines as are whole; to be called when size or type have changed."""
    free = box.contentsRect().height() - 2 * _AROUND
    rest = max(0, free) % line_height(box.font())
    margins = (_AROUND, _AROUND, _AROUND, _AROUND + rest)
    now = box.viewportMargins()
    if margins != (now.left(), now.top(), now.right(), now.bottom()):  # to set them is a change of size again
        box.setViewportMargins(*margins)
