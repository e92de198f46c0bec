"""A line above the content that says what went wrong or what was done, and goes away by itself or by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

_BRIEF = 6000  # ms that a mere notice stays


class MessageBar(QFrame):
    """Shows one message at a time, as plain text; an error stays until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MessageBar")
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
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 4, 1)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.other_button)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._action: Callable[[], None] | None = None
        self._other_action: Callable[[], None] | None = None
        self.button.clicked.connect(lambda: self._act(self._action))
        self.other_button.clicked.connect(lambda: self._act(self._other_action))
        self.hide()

    def show_text(
        self, text: str, brief: bool = False, button: str = "", action: Callable[[], None] | None = None,
        other: str = "", other_action: Callable[[], None] | None = None,
    ) -> None:
        """Shows a message; ``brief`` ones go by themselves; a button may offer what to do, another what else."""
        self._timer.stop()
        self.label.setText(text)
        self.setAccessibleName(text)
        self._action = action
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._other_action = other_action
        self.other_button.setText(other)
        self.other_button.setVisible(bool(other))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if brief:
            self._timer.start(_BRIEF)

    def focus_first(self) -> None:
        """The keyboard goes to what the message offers, else to closing it."""
        (self.close_button if self.button.isHidden() else self.button).setFocus()

    def forget(self) -> None:
        """Hides what went wrong before: something else has gone well since. What asks for an answer stays."""
        if not self._timer.isActive() and self.button.isHidden():
            self.hide()

    def text(self) -> str:
        """The message on show, or nothing."""
        return self.label.text() if not self.isHidden() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _act(self, action: Callable[[], None] | None) -> None:
        self.hide()
        if action is not None:
            action()
