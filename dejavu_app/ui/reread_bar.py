"""The line under the list while the reranker reads its best articles again: how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget


class RereadBar(QFrame):
    """Takes no room while nothing is read again. Escape in any of the watched panels stops as the button does."""

    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("RereadBar")
        self.label = QLabel("", self)
        self.label.setObjectName("RereadText")
        self.label.setProperty("role", "muted")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("RereadProgress")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How much has been read again"))
        self.button = QPushButton(self.tr("Stop"), self)
        self.button.setObjectName("RereadStop")
        self.button.setProperty("role", "quiet")
        self.button.setAccessibleName(self.tr("Stop reading again and keep the list in its first order"))
        self.button.setToolTip(self.tr("Keeps the list in its first order (Esc)"))
        self.button.clicked.connect(self.stop_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.setSpacing(10)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.button)
        self._keys: list[QShortcut] = []
        self.hide()

    def watch(self, *panels: QWidget) -> None:
        """Lets Escape stop the reading from these panels, and from here; at other times the key is theirs."""
        for panel in (self, *panels):
            key = QShortcut(QKeySequence(Qt.Key.Key_Escape), panel)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.setEnabled(False)
            key.activated.connect(self.stop_asked)
            self._keys.append(key)

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` passages are read; before the first of them the bar only says that it is at work."""
        self.label.setText(self.tr("Reading {done} of {total} again…").format(done=done, total=total))
        self.bar.setRange(0, total if done else 0)
        self.bar.setValue(done)
        self._set_shown(True)

    def end(self) -> None:
        """Nothing is read any more. The focus, where it was on the button, goes on to what comes next."""
        self._set_shown(False)

    def _set_shown(self, on: bool) -> None:
        if on == self.isHidden():
            self.setVisible(on)
            for key in self._keys:
                key.setEnabled(on)
