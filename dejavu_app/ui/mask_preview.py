"""The query with its names marked: struck ones are hidden from the search, and each can be switched."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from dejavu_app.domain import Mention
from dejavu_app.ui import theme
from dejavu_app.ui.marks_in_view import MarksInView
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.spans import QtOffsets, displayable
from dejavu_app.ui.whole_lines import fit_lines, line_height, prepare


class MaskPreview(QTextEdit):
    """Shows a ``MaskChoices``; click or Space switches one name, with Shift every place where it stands.

    Left and right arrows go from name to name; H hides the selected stretch.
    """

    changed = Signal(object)  # MaskChoices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MaskPreview")
        self.setAccessibleName(self.tr("Names in your text"))
        self.setAccessibleDescription(
            self.tr("Struck names are hidden from the search. Arrow keys go from name to name, Space switches one.")
        )
        self.setReadOnly(True)
        prepare(self)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setPlaceholderText(self.tr("The names in your text appear here. Each can be hidden or shown."))
        self.viewport().setMouseTracking(True)
        self._choices = MaskChoices()
        self._offsets = QtOffsets("")
        self._spans: list[Mention] = []
        self._current: Mention | None = None  # the name that the keyboard is at
        self._marks = MarksInView(self, self._laid)

    def choices(self) -> MaskChoices:
        return self._choices

    def set_choices(self, choices: MaskChoices) -> None:
        """Shows other choices; the text is only set anew when it differs."""
        if choices == self._choices:
            self._choices = choices
            return
        fresh = choices.text != self._choices.text or not self._choices.mentions
        if choices.text != self._choices.text:
            self.setPlainText(displayable(choices.text))
            self._offsets = QtOffsets(choices.text)
            self._current = None
        spans = self._spans = choices.spans()
        if spans and fresh:
            # The first name comes into view: on a small screen only two lines are seen.
            cursor = self._cursor(spans[0])
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.cursorRect(cursor).top())
        self._choices = choices
        self.paint_marks()

    def paint_marks(self) -> None:
        """Marks each name in the colour of its label; hidden ones struck, shown ones underlined with dots."""
        self._marks.again()

    def _laid(self, first: int, last: int) -> list[QTextEdit.ExtraSelection]:
        colours, choices = theme.colours(), self._choices
        start, end = self._offsets.from_qt(first), self._offsets.from_qt(last)
        marks = []
        for mention in [each for each in self._spans if each.start <= end and each.end >= start]:
            mark = QTextEdit.ExtraSelection()
            style = QTextCharFormat()
            if choices.is_hidden(mention):
                style.setBackground(colours.label(mention.label))
                style.setFontStrikeOut(True)
            else:
                style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
                style.setUnderlineColor(QColor(colours.muted))
            if mention == self._current and self.hasFocus():
                style.setBackground(QColor(colours.accent))
                style.setForeground(QColor(colours.on_accent))
            mark.format = style  # type: ignore[attr-defined]
            mark.cursor = self._cursor(mention)  # type: ignore[attr-defined]
            marks.append(mark)
        return marks

    def mention_at(self, point: QPoint) -> Mention | None:
        """The name under a point of the viewport."""
        position = self._offsets.from_qt(self.cursorForPosition(point).position())
        upto = bisect_right(self._spans, position, key=lambda mention: mention.start)
        for mention in self._spans[max(0, upto - 2) : upto]:  # two may meet at one place
            if position <= mention.end:
                cursor = self._cursor(mention)
                left, right = QTextCursor(cursor), QTextCursor(cursor)
                left.setPosition(cursor.selectionStart())
                right.setPosition(cursor.selectionEnd())
                first, last = self.cursorRect(left), self.cursorRect(right)
                if first.top() <= point.y() <= last.bottom():
                    return mention
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        mention = self.mention_at(event.position().toPoint())
        if mention is not None:
            self._switch(mention, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.mention_at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        spans = self._spans
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
            Qt.Key(event.key())
        )
        if step and spans and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            at = spans.index(self._current) + step if self._current in spans else (0 if step > 0 else -1)
            self._current = spans[at % len(spans)]
            cursor = self._cursor(self._current)
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)
            self.paint_marks()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current in spans:
            self._switch(self._current, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_H and self.textCursor().hasSelection():
            self._hide_selection()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.paint_marks()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.paint_marks()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.addSeparator()
        mention = self.mention_at(event.pos())
        if mention is not None:
            hidden = self._choices.is_hidden(mention)
            one = QAction(self.tr("Let this name count") if hidden else self.tr("Hide this name"), menu)
            one.triggered.connect(lambda: self._switch(mention, False))
            every = QAction(self.tr("The same wherever it stands"), menu)
            every.triggered.connect(lambda: self._switch(mention, True))
            menu.addActions([one, every])
        hide = QAction(self.tr("Hide the selected words"), menu)
        hide.setEnabled(self.textCursor().hasSelection())
        hide.triggered.connect(self._hide_selection)
        menu.addAction(hide)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mention = self.mention_at(self.viewport().mapFrom(self, event.pos()))
            if mention is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._describe(mention), self)
            return True
        return super().event(event)

    def _fit(self) -> None:
        fit_lines(self)
        self.verticalScrollBar().setSingleStep(line_height(self.font()))

    def _describe(self, mention: Mention) -> str:
        kind = {
            "PER": self.tr("person"),
            "ORG": self.tr("organisation"),
            "LOC": self.tr("place"),
            "MISC": self.tr("other name"),
        }[mention.label]
        if self._choices.is_hidden(mention):
            return self.tr("{kind}, hidden from the search. Click to let it count; Shift-click for all.").format(
                kind=kind
            )
        return self.tr("{kind}, counts in the search. Click to hide it; Shift-click for all.").format(kind=kind)

    def _cursor(self, mention: Mention) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._offsets.to_qt(mention.start))
        cursor.setPosition(self._offsets.to_qt(mention.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _switch(self, mention: Mention, everywhere: bool) -> None:
        self.set_choices(self._choices.toggled(mention, everywhere))
        if mention == self._current and mention not in self._spans:
            # A name hidden by hand has another label than before, a stretch that was let go has none.
            at = (mention.start, mention.end)
            self._current = next((each for each in self._spans if (each.start, each.end) == at), None)
            self.paint_marks()
        self.changed.emit(self._choices)

    def _hide_selection(self) -> None:
        cursor = self.textCursor()
        start = self._offsets.from_qt(cursor.selectionStart())
        end = self._offsets.from_qt(cursor.selectionEnd())
        cursor.clearSelection()
        self.setTextCursor(cursor)
        self.set_choices(self._choices.with_hidden(start, end))
        self.changed.emit(self._choices)
