"""The newspapers or places of a list as a bar chart, for papers and slides: SVG, PNG, or the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from dejavu_app.ui import theme
from dejavu_app.ui.figures import figure
from dejavu_app.ui.picture import picture_writer

_MOST = 30  # bars; beyond that a chart is a table
_LINE, _TOP, _MARGIN = 24.0, 44.0, 16.0
_NAMES, _BARS, _FIGURES = 220.0, 300.0, 110.0


class BreakdownChart(QObject):
    """``rows`` are ``(name, articles in the list, articles in the archive)``, most first; ``title`` says of what."""

    def __init__(self, title: str, rows: Sequence[tuple[str, int, int]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._rows = list(rows[:_MOST])
        self._more = len(rows) - len(self._rows)

    def size(self) -> QSize:
        """The chart's extent in pixels of the screen."""
        lines = len(self._rows) + (2 if self._more else 1)
        return QSize(round(2 * _MARGIN + _NAMES + _BARS + _FIGURES), round(_TOP + _LINE * lines + _MARGIN))

    def writer(self, path: Path) -> Callable[[], None]:
        """What writes the chart as SVG or PNG, by the path's ending, as ``picture_writer`` says."""
        return picture_writer(path, self.size(), self._title, self.draw, self.picture)

    def picture(self) -> QPixmap:
        """The chart as an image at twice the screen's size."""
        image = QPixmap(self.size() * 2)
        image.setDevicePixelRatio(2)
        image.fill(QColor(theme.colours().base))
        painter = QPainter(image)
        self.draw(painter)
        painter.end()
        return image

    def draw(self, painter: QPainter) -> None:
        """Draws a pale bar for the archive and a dark one for the list, each by its own maximum, with the figures."""
        c = theme.colours()
        painter.setFont(theme.sans(11, QFont.Weight.DemiBold))
        painter.setPen(QColor(c.text))
        painter.drawText(QPointF(_MARGIN, _MARGIN + 12), self._title)
        painter.setFont(theme.sans(9))
        metrics = QFontMetricsF(painter.font())
        most = max((hits for _, hits, _ in self._rows), default=1) ** 0.5
        # Square roots, as in the timeline: a paper with three articles must stay visible beside one with thousands.
        largest = max((everything for _, _, everything in self._rows), default=1) ** 0.5
        left = _MARGIN + _NAMES + 10
        for number, (name, hits, everything) in enumerate(self._rows):
            top = _TOP + number * _LINE
            base = top + (_LINE + metrics.ascent() - metrics.descent()) / 2
            painter.setPen(QColor(c.text))
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAMES)
            painter.drawText(QPointF(_MARGIN + _NAMES - metrics.horizontalAdvance(words), base), words)
            painter.fillRect(QRectF(left, top + 3, _BARS * everything**0.5 / largest, _LINE - 6), QColor(c.bars))
            painter.fillRect(QRectF(left, top + 8, _BARS * hits**0.5 / most, _LINE - 16), QColor(c.accent))
            painter.setPen(QColor(c.muted))
            figures = self.tr("{hits} of {all}").format(hits=figure(hits), all=figure(everything))
            painter.drawText(QPointF(left + _BARS + 8, base), figures)
        painter.setPen(QColor(c.muted))
        below = _TOP + len(self._rows) * _LINE + metrics.ascent() + 8
        if self._more:
            painter.drawText(QPointF(_MARGIN, below), self.tr("and %Ln more", "", self._more))
            below += _LINE
        painter.drawText(QPointF(_MARGIN, below), self.tr("Dark: in the list. Pale: all articles. Square roots."))
