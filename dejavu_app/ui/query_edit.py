"""The box that today's text is written, pasted or dropped into."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dejavu_app.fetching.address import web_address
from dejavu_app.ui.whole_lines import fit_lines, prepare


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files and folders of a drop."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def dropped_address(data: QMimeData) -> str:
    """The web address of a drop, such as a browser's link or what stands in its address line; else empty."""
    found = [web_address(url.toString()) for url in data.urls()] if data.hasUrls() else [web_address(data.text())]
    return next((address for address in found if address), "")


def take_copy(event: QDropEvent) -> None:
    """Accepts a drop as a copy, whatever was proposed: who is told that files were moved may delete them."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


class QueryEdit(QPlainTextEdit):
    """Plain text only, in whole lines; Ctrl+Return searches.

    A file dropped on it is read into it, a web address takes its place.
    """

    submitted = Signal()
    file_dropped = Signal(object)  # Path
    address_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("QueryEdit")
        self.setAccessibleName(self.tr("Today's text"))
        self.setAccessibleDescription(
            self.tr("Paste or type an article of today, or its web address, or drop a file. Control+Return searches.")
        )
        self.setPlaceholderText(
            self.tr("Paste an article of today or its web address, type what it tells, or drop a file here.")
        )
        self.setTabChangesFocus(True)
        prepare(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_lines(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            fit_lines(self)

    def insertFromMimeData(self, source: QMimeData) -> None:
        before = self.textCursor()
        everything = before.selectionEnd() - before.selectionStart() >= self.document().characterCount() - 1
        empty = everything or not self.toPlainText().strip()
        super().insertFromMimeData(source)
        if empty and self.verticalScrollBar().maximum():
            # An article is read from its beginning; left at its end the cursor would bring that into view again.
            cursor = self.textCursor()
            cursor.setPosition(0)
            self.setTextCursor(cursor)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()) or dropped_address(event.mimeData()):
            take_copy(event)
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dropped_files(event.mimeData()) or dropped_address(event.mimeData()):
            take_copy(event)
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files, address = dropped_files(event.mimeData()), dropped_address(event.mimeData())
        if files or address:
            take_copy(event)
            if files:
                self.file_dropped.emit(files[0])
            else:
                self.address_dropped.emit(address)
        else:
            super().dropEvent(event)
