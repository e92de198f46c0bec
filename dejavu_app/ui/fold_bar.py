"""The line that stands for today's text and its names while they are folded, and above them the handle that folds."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.query_edit import QueryEdit, dropped_address, dropped_files, take_copy
from dejavu_app.ui.spans import displayable

_MOST = 400  # characters that are laid out at all
_SPOKEN = 80  # characters that a screen reader hears
_SIGN, _HANDLE = 24, 17  # px, folded and not, from the left edge to the words; before them a sign tells the state
_PAD = 10  # px
# Not what takes back or away: nobody sees then what it would do to the text.
_EDITING = (QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.SelectAll)


class FoldBar(QPushButton):
    """Folded it looks like the text box at a height of one line: pressed, or typed, pasted or dropped into, it opens.

    What is typed goes into the box as if the keys had never left it, so that nothing is lost after a search.
    """

    wanted = Signal()  # somebody goes on with the text by key
    submitted = Signal()

    def __init__(self, edit: QueryEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("QueryFold")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._edit = edit
        self._folded = False
        self._text = self._tail = ""
        self.set_folded(False)
        self.show_query("", "")

    def folded(self) -> bool:
        return self._folded

    def set_folded(self, on: bool) -> None:
        """Shows the text's beginning on the width of the panel, or only what the box below is called."""
        self._folded = on
        self.setAcceptDrops(on)
        across = QSizePolicy.Policy.Expanding if on else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self._describe()

    def show_query(self, text: str, tail: str) -> None:
        """What there is to unfold: today's text, and words on what is done with it."""
        self._text, self._tail = " ".join(displayable(text[:_MOST]).split()), tail
        self.setEnabled(bool(self._text))
        self._describe()

    def sizeHint(self) -> QSize:
        title = self.fontMetrics()
        if not self._folded:
            return QSize(_HANDLE + title.horizontalAdvance(self._title()) + _PAD, title.height() + 6)
        return QSize(200, max(title.height(), QFontMetrics(self._edit.font()).height()) + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        returned = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if returned and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif returned:
            self.click()
        elif self._folded and _edits(event):
            self.wanted.emit()
            self._edit.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._takes(event.mimeData()):
            take_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._takes(event.mimeData()):
            take_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if _replaces(event.mimeData()):
            self._edit.dropEvent(event)
        else:  # a piece of text: the place in this line is none in the box
            take_copy(event)
            self.wanted.emit()
            self._edit.insertFromMimeData(event.mimeData())

    def _takes(self, data: QMimeData) -> bool:
        return _replaces(data) or self._edit.canInsertFromMimeData(data)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, hovered = self.hasFocus(), self.underMouse() and self.isEnabled()
        wide = 2.0 if focused and self._folded else 1.0
        border = c.accent if focused else c.control if self._folded else ""
        painter.setPen(QPen(QColor(border), wide) if border else Qt.PenStyle.NoPen)
        ground = c.accent_soft if hovered else c.base if self._folded else ""
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        half = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 5, 5)
        self._paint_sign(painter, QColor(c.text if self.isEnabled() else c.control))
        if self._folded:
            self._paint_query(painter, QColor(c.text), QColor(c.text if hovered else c.muted))
        else:
            painter.setPen(QColor(c.text if hovered else c.muted))
            painter.drawText(self.rect().adjusted(_HANDLE, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._title())

    def _paint_sign(self, painter: QPainter, colour: QColor) -> None:
        """To the right: there is more; down: it is all there."""
        x, y = 12.0 if self._folded else 6.0, self.height() / 2
        points = [(-2, -4), (2, 0), (-2, 4)] if self._folded else [(-4, -2), (0, 2), (4, -2)]
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline([QPointF(x + dx, y + dy) for dx, dy in points])

    def _paint_query(self, painter: QPainter, colour: QColor, quiet: QColor) -> None:
        words = self.rect().adjusted(_SIGN, 0, -_PAD, 0)
        if self._tail:
            tail = self.fontMetrics().elidedText(self._tail, Qt.TextElideMode.ElideRight, words.width() // 2)
            painter.setPen(quiet)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tail)
            words.setRight(words.right() - self.fontMetrics().horizontalAdvance(tail) - 14)
        font = self._edit.font()
        painter.setFont(font)
        painter.setPen(colour)
        shown = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _title(self) -> str:
        return self.tr("Today's text")

    def _describe(self) -> None:
        if self._folded:
            short = self._text if len(self._text) <= _SPOKEN else self._text[:_SPOKEN].rsplit(" ", 1)[0] + "…"
            self.setAccessibleName(" · ".join(part for part in (self._title(), short, self._tail) if part))
            self.setToolTip(self.tr("Show the whole text and its names (Ctrl+L)"))
        else:
            self.setAccessibleName(self.tr("Fold “{part}” to one line").format(part=self._title()))
            self.setToolTip(self.tr("Fold the text and its names to one line"))
        self.setAccessibleDescription(self.toolTip())
        self.updateGeometry()
        self.update()


def _replaces(data: QMimeData) -> bool:
    """Whether what is dropped takes the text's place."""
    return bool(dropped_files(data) or dropped_address(data))


def _edits(event: QKeyEvent) -> bool:
    """Whether a key stroke writes or changes text."""
    if any(event.matches(key) for key in _EDITING) or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        return True
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    held = event.modifiers() & (both | Qt.KeyboardModifier.MetaModifier)
    # Control and Alt together are how Windows tells of the key AltGr. A space presses the button.
    return held in (Qt.KeyboardModifier.NoModifier, both) and event.text().isprintable() and bool(event.text().strip())
