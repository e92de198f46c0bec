"""Ctrl and the wheel over a text: larger and smaller type everywhere at once, as by the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

_NOTCH = 120  # of a mouse wheel


class WheelZoom(QObject):
    """Asks for one size more or less with each notch; left to itself, Qt would enlarge the one text under the pointer.

    That size would neither be remembered nor be that of the text beside it.
    """

    def __init__(self, ask: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._turned = 0

    def watch(self, area: QAbstractScrollArea) -> None:
        """Listens to the wheel over a text or a list."""
        area.viewport().installEventFilter(self)  # before the area itself hears of it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QWheelEvent) or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)  # towards zero: a fine wheel needs its whole notch either way
        self._turned -= steps * _NOTCH
        if steps:
            self._ask(steps)
        return True
