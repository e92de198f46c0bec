"""A page for reading: plain text in a serif face, a comfortable measure, and soft marks on exact offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.marks_in_view import MarksInView, first_in_view
from dejavu_app.ui.spans import QtOffsets, displayable

_MEASURE = 68  # characters a line at most; Bringhurst, Elements of Typographic Style, 2.1.2: 45 to 75


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text and what it is: passage, sentence, now, found, found now, or an entity's label."""

    start: int
    end: int
    kind: str


def look(kind: str, c: theme.Colours) -> QTextCharFormat:
    """How a stretch of that kind is marked in these colours."""
    style = QTextCharFormat()
    grounds = {
        "passage": c.passage, "sentence": c.sentence, "now": c.sentence_now, "found": c.accent_soft,
        "found now": c.accent,
    }  # fmt: skip
    style.setBackground(QColor(grounds[kind]) if kind in grounds else c.label(kind))
    if kind == "found now":
        style.setForeground(QColor(c.on_accent))
    return style


class ReadingText(QTextEdit):
    """Shows text as text, never as markup. Offsets given and taken are those of the Python string."""

    pressed_at = Signal(int)
    find_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.findable = False  # whether Control and F asks for what stands in this text
        self._text = self._shown = ""
        self._offsets = QtOffsets("")
        self._marks: list[Mark] = []
        self._in_view = MarksInView(self, self._laid)

    def text(self) -> str:
        """The text as it was given."""
        return self._text

    def shown(self) -> str:
        """The text as it looks, of the same length."""
        return self._shown

    def set_text(self, text: str, shown: str = "") -> None:
        """Shows another text, from its beginning, without marks; ``shown`` is how it looks, of the same length."""
        self._text = text
        self._offsets = QtOffsets(text)
        self._marks = []
        self.setExtraSelections([])
        self._shown = displayable(shown or text)
        # In one step: spaced afterwards, a long text would be laid out to its end here.
        step = QTextCursor(self.document())
        step.beginEditBlock()
        self.setPlainText(self._shown)
        self._space_lines()
        step.endEditBlock()

    def set_points(self, points: float) -> None:
        self.setFont(theme.serif(points))
        self._space_lines()
        self._measure()

    def marks(self) -> list[Mark]:
        return list(self._marks)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Lays marks over the text, later ones above earlier ones."""
        self._marks = list(marks)
        self._in_view.again()

    def _laid(self, first: int, last: int) -> list[QTextEdit.ExtraSelection]:
        c = theme.colours()
        start, end = self._offsets.from_qt(first), self._offsets.from_qt(last)
        selections = []
        for mark in [each for each in self._marks if each.start <= end and each.end >= start]:
            selection = QTextEdit.ExtraSelection()
            selection.format = look(mark.kind, c)  # type: ignore[attr-defined]
            selection.cursor = self._cursor(mark.start, mark.end)  # type: ignore[attr-defined]
            selections.append(selection)
        return selections

    def selected(self) -> tuple[int, int]:
        """The selection in offsets of the text; empty when both are equal."""
        cursor = self.textCursor()
        return (
            self._offsets.from_qt(cursor.selectionStart()),
            self._offsets.from_qt(cursor.selectionEnd()),
        )

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied is the text itself, not how it was made to look."""
        start, end = self.selected()
        data = QMimeData()
        data.setText(self._text[start:end])
        return data

    def bring_to(self, offset: int, share: float = 0.25) -> None:
        """Scrolls so that the offset stands at that share of the height."""
        self.verticalScrollBar().setValue(int(self.place_of(offset) - self.viewport().height() * share))

    def top(self) -> int:
        """The offset of the first character in view."""
        return self._offsets.from_qt(first_in_view(self))

    def place_of(self, offset: int) -> float:
        """How far down in the whole text an offset stands, in pixels."""
        return self.cursorRect(self._cursor(offset, offset)).top() + self.verticalScrollBar().value()

    def height_of(self) -> float:
        """The height of the whole text in pixels."""
        return self.document().size().height()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_find(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_find(event):
            self.find_asked.emit()
        else:
            super().keyPressEvent(event)

    def _is_find(self, event: QEvent) -> bool:
        return self.findable and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            position = self.cursorForPosition(event.position().toPoint()).position()
            self.pressed_at.emit(self._offsets.from_qt(position))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()
        super().resizeEvent(event)

    def _measure(self) -> None:
        widest = QFontMetricsF(self.font()).averageCharWidth() * _MEASURE
        margin = max(6, int((self.width() - widest) / 2))
        if self.viewportMargins().left() != margin:
            self.setViewportMargins(margin, 4, margin, 4)

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(122, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spacing)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(last, self._offsets.to_qt(max(0, start))))
        cursor.setPosition(min(last, self._offsets.to_qt(max(0, end))), QTextCursor.MoveMode.KeepAnchor)
        return cursor
