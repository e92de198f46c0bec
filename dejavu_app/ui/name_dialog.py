"""Asks for a name or a few lines, in a box wide enough to read them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QLabel, QWidget

_WIDTH = 460


def ask_name(window: QWidget, title: str, label: str, text: str = "") -> str:
    """The name that the reader typed, ``text`` to begin with; "" when none was given."""
    return (_ask(_box(window, title, label, text)) or "").strip()


def ask_words(window: QWidget, title: str, label: str, text: str = "") -> str | None:
    """The lines that the reader typed, ``text`` to begin with; None when the box was closed without."""
    box = _box(window, title, label, text)
    box.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
    return _ask(box)


def _box(window: QWidget, title: str, label: str, text: str) -> QInputDialog:
    box = QInputDialog(window)
    box.setWindowTitle(title)
    box.setLabelText(label)
    for each in box.findChildren(QLabel):
        each.setTextFormat(Qt.TextFormat.PlainText)  # a name may hold what looks like markup
    box.setTextValue(text)
    return box


def _ask(box: QInputDialog) -> str | None:
    box.resize(_WIDTH, box.sizeHint().height())
    given = box.textValue() if box.exec() == QDialog.DialogCode.Accepted else None
    box.deleteLater()
    return given
