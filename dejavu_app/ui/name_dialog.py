"""Asks for a name, in a box wide enough to read it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QInputDialog, QWidget

_WIDTH = 460


def ask_name(window: QWidget, title: str, label: str, text: str = "") -> str:
    """The name that the reader typed, ``text`` to begin with; "" when none was given."""
    box = QInputDialog(window)
    box.setWindowTitle(title)
    box.setLabelText(label)
    box.setTextValue(text)
    box.resize(_WIDTH, box.sizeHint().height())
    given = box.textValue().strip() if box.exec() == QDialog.DialogCode.Accepted else ""
    box.deleteLater()
    return given
