"""The line under the query that offers to fetch a web address's article; nothing is fetched before it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from dejavu_app.fetching.address import host_of


class AddressOffer(QFrame):
    """Says that the query is an address, and has one button: to fetch its article, or to stop while that goes on."""

    fetch_asked = Signal(str)  # address
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("AddressOffer")
        self._address = ""
        self._fetching = False
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("role", "muted")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(self)
        self.button.setObjectName("FetchButton")
        self.button.clicked.connect(self._pressed)
        self.button.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 2, 2)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def offer(self, address: str) -> None:
        """Offers this address, or nothing for an empty one; a visit to another one is stopped."""
        if address == self._address:
            return
        if self._fetching:
            self.stop_asked.emit()
        self._address, self._fetching = address, False
        self._show()

    def set_fetching(self, on: bool) -> None:
        """Shows that the page is on its way, or no longer."""
        self._fetching = on and bool(self._address)
        self._show()

    def _show(self) -> None:
        host = host_of(self._address)
        if self._fetching:
            self.label.setText(self.tr("Fetching the page from {host}…").format(host=host))
            words = self.tr("Stop")
        else:
            self.label.setText(self.tr("Fetched only if you ask."))
            words = self.tr("Fetch the article from {host}").format(host=_short(host).replace("&", "&&"))
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setAccessibleDescription(self.label.text())
        self.button.setToolTip(self._address.replace("<", "‹"))
        self.setVisible(bool(self._address))

    def _pressed(self) -> None:
        if self._fetching:
            self.stop_asked.emit()
            self.set_fetching(False)
        elif self._address:
            self.fetch_asked.emit(self._address)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Control and Return in the text leads to this button; Return, not only Space, shall press it there.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
                self.button.click()
                return True
            if event.key() == Qt.Key.Key_Escape and self._fetching:
                self._pressed()
                return True
        return super().eventFilter(watched, event)


def _short(host: str) -> str:
    return host if len(host) <= 36 else f"{host[:16]}…{host[-18:]}"
