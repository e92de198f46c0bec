"""Writes what is drawn into a file, as SVG or PNG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from dejavu_app.errors import UserError

_QUALITY = 80  # of a PNG; more would pack longer than the window may wait


def save_picture(
    path: Path, size: QSize, title: str, draw: Callable[[QPainter], None], picture: Callable[[], QPixmap]
) -> None:
    """Writes SVG by ``draw`` or PNG of ``picture``, by the path's ending. Raises ``UserError`` when it cannot."""
    # Through memory: Qt's own writing of a file says neither that a disk is full nor why a file cannot be written.
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if path.suffix.lower() == ".svg":
        from PySide6.QtSvg import QSvgGenerator

        target = QSvgGenerator()
        target.setOutputDevice(buffer)
        target.setSize(size)
        target.setViewBox(QRectF(0, 0, size.width(), size.height()))
        target.setTitle(title)
        painter = QPainter(target)
        draw(painter)
        painter.end()
    else:
        picture().save(buffer, "PNG", _QUALITY)
    try:
        path.write_bytes(buffer.data().data())
    except OSError as error:
        advice = QCoreApplication.translate("BreakdownChart", "Choose another place.")
        raise UserError(f"{path}: cannot be written: {error.strerror or error}.", advice) from error
