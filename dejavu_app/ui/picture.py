"""Writes what is drawn into a file, as SVG or PNG: drawn in the window's thread, packed and written in another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPixmap

from dejavu_app.errors import UserError

_QUALITY = 80  # of a PNG; more packs much longer for little


def picture_writer(
    path: Path, size: QSize, title: str, draw: Callable[[QPainter], None], picture: Callable[[], QPixmap]
) -> Callable[[], None]:
    """Draws SVG by ``draw`` or takes ``picture`` for a PNG, by the path's ending; what is returned writes the file.

    That may be called in any thread, and raises ``UserError`` when the file cannot be written.
    """
    # Through memory: Qt's own writing of a file says neither that a disk is full nor why a file cannot be written.
    if path.suffix.lower() == ".svg":
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        target = QSvgGenerator()
        target.setOutputDevice(buffer)
        target.setSize(size)
        target.setViewBox(QRectF(0, 0, size.width(), size.height()))
        target.setTitle(title)
        painter = QPainter(target)
        draw(painter)
        painter.end()
        drawing = bytes(buffer.data().data())
        return lambda: _write(path, drawing)
    image = picture().toImage()
    return lambda: _write(path, _png(image))


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", _QUALITY)  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for a string
    return bytes(buffer.data().data())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        advice = QCoreApplication.translate("BreakdownChart", "Choose another place.")
        raise UserError(f"{path}: cannot be written: {error.strerror or error}.", advice) from error
