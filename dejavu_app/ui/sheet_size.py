"""The size of a sheet: as it is read best, or what the screen has room for, so that no button is out of reach."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 48)  # px, of a window around what is in it, about


def fit(sheet: QWidget, width: int, height: int) -> None:
    """Gives a sheet a size, in pixels, on the screen of the window that it belongs to."""
    sheet.resize(QSize(width, height).boundedTo(room(sheet)))


def room(sheet: QWidget) -> QSize:
    """What a sheet may take."""
    return sheet.screen().availableSize() - _FRAME
