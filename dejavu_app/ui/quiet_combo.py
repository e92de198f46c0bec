"""A choice that the mouse wheel passes over: scrolling a list of choices must not change them."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class QuietCombo(QComboBox):
    """Leaves the wheel to the list that it stands in."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
