"""What went wrong or what is offered, in a line above the content; what was done, in a notice that floats over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

_BRIEF = 6000  # ms that a notice stays
_WIDEST = 560  # px, of a notice
_APART = 18  # px, of a notice from the edges


class Notice(QLabel):
    """A few words at the lower edge of a widget, for a while: nothing moves to make room for them. A click hides
    them."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("Notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._over = over
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_BRIEF)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def show_words(self, words: str) -> None:
        """Shows the words in place of those before."""
        self.setText(words)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def _place(self) -> None:
        self.ensurePolished()
        self.setWordWrap(False)
        width = min(self.sizeHint().width(), _WIDEST, self._over.width() - 2 * _APART)
        self.setWordWrap(True)
        self.resize(width, self.heightForWidth(width))
        self.move((self._over.width() - width) // 2, self._over.height() - self.height() - _APART)


Action = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Message:
    """What stands in the bar; one with a button asks for an answer. ``lasting``: of the program, not of an archive."""

    text: str
    button: str = ""
    action: Action | None = None
    other: str = ""
    other_action: Action | None = None
    lasting: bool = False


class MessageBar(QFrame):
    """Shows one message at a time, as plain text, until it is closed; what is said briefly floats ``over`` a widget.

    One that asks for an answer and is covered by another comes back when that one goes.
    """

    def __init__(self, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MessageBar")
        self.notice = Notice(over)
        self.label = QLabel(self)
        self.label.setObjectName("MessageText")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.hide()
        self.other_button = QPushButton(self)
        self.other_button.setProperty("role", "quiet")
        self.other_button.hide()
        self.close_button = QToolButton(self)
        self.close_button.setText("×")
        self.close_button.setProperty("role", "quiet")
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.clicked.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 4, 1)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.other_button)
        row.addWidget(self.close_button)
        self._now = _Message("")
        self._covered: list[_Message] = []  # those that wait for an answer, the latest last
        self.button.clicked.connect(lambda: self._act(self._now.action))
        self.other_button.clicked.connect(lambda: self._act(self._now.other_action))
        self.hide()

    def show_text(
        self, text: str, button: str = "", action: Action | None = None,
        other: str = "", other_action: Action | None = None, lasting: bool = False,
    ) -> None:
        """Shows a message; a button may offer what to do, another what else.

        What asks for an answer goes with the archive that it was asked of, but for what is ``lasting``.
        """
        self.notice.hide()
        self._covered = [each for each in self._covered if each.text != text]
        if self._asks() and self._now.text != text:
            self._covered.append(self._now)
        self._show(_Message(text, button, action, other, other_action, lasting))

    def say(self, text: str) -> None:
        """Says briefly what was done."""
        self.forget()
        self.notice.show_words(text)

    def focus_first(self) -> None:
        """The keyboard goes to what the message offers, else to closing it."""
        (self.close_button if self.button.isHidden() else self.button).setFocus()

    def forget(self) -> None:
        """Hides what went wrong before: something else has gone well since. What asks for an answer stays."""
        if self._now.button == "":
            self._leave()

    def forget_archive(self) -> None:
        """Takes away what was asked of the archive that was open until now."""
        self._covered = [each for each in self._covered if each.lasting]
        if self._asks() and not self._now.lasting:
            self._leave()

    def text(self) -> str:
        """The message on show, or nothing."""
        if not self.notice.isHidden():
            return self.notice.text()
        return self.label.text() if not self.isHidden() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _asks(self) -> bool:
        return not self.isHidden() and bool(self._now.button)

    def _show(self, message: _Message) -> None:
        self._now = message
        self.label.setText(message.text)
        self.setAccessibleName(message.text)
        self.button.setText(message.button)
        self.button.setVisible(bool(message.button))
        self.other_button.setText(message.other)
        self.other_button.setVisible(bool(message.other))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _leave(self) -> None:
        """Makes room for what was covered, or hides."""
        if self.isHidden():
            return
        if self._covered:
            self._show(self._covered.pop())
        else:
            self.hide()

    def _act(self, action: Action | None) -> None:
        self._leave()
        if action is not None:
            action()
