"""Marks on those words of a text that are on the screen: thousands of names cost no more than a few."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QTextEdit

Laid = Callable[[int, int], list[QTextEdit.ExtraSelection]]


def first_in_view(box: QTextEdit) -> int:
    """The document's position at the top of what is on the screen."""
    # Not in the margin above the first line: while a long text is still being laid out Qt finds its end there.
    margin = ceil(box.document().documentMargin())
    return _line_at(box, max(0, margin - box.verticalScrollBar().value()))[0]


def _line_at(box: QTextEdit, y: int) -> tuple[int, int]:
    """The document's positions where the line at a height of the screen begins and ends.

    Of both its sides: what is written from right to left begins at the right, and a line may hold both directions.
    """
    edges = []
    for x in (0, box.viewport().rect().right()):
        cursor = box.cursorForPosition(QPoint(x, y))
        edges.append(cursor.position())
        line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock())
        if line.isValid():
            start = cursor.block().position() + line.textStart()
            edges += [start, start + line.textLength()]
    return min(edges), max(edges)


class MarksInView(QObject):
    """Lays marks over a box as it scrolls; ``laid`` makes those between two positions of its document."""

    def __init__(self, box: QTextEdit, laid: Laid) -> None:
        super().__init__(box)
        self._box = box
        self._laid = laid
        self._shown = (-1, -1)  # the positions between which marks lie
        bar = box.verticalScrollBar()
        bar.valueChanged.connect(self._follow)
        bar.rangeChanged.connect(self._follow)  # other type, or a layout that has come further
        box.viewport().installEventFilter(self)

    def again(self) -> None:
        """To be called when there are other marks."""
        self._shown = self._in_view()
        self._box.setExtraSelections(self._laid(*self._shown))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._follow)  # once the text is laid out anew
        return False

    def _follow(self) -> None:
        if self._in_view() != self._shown:
            self.again()

    def _in_view(self) -> tuple[int, int]:
        return first_in_view(self._box), _line_at(self._box, self._box.viewport().rect().bottom())[1]
