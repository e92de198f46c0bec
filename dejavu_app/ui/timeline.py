"""A small histogram: the list's articles by year over all articles of that year, so that coverage is not history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dejavu_app.ui import theme

_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 6, 18


class Timeline(QWidget):
    """Drag over years to filter, click one year to filter by it, double-click or Escape to clear.

    By key: arrows move a year mark, Shift with arrows stretches it, Return filters.
    """

    range_chosen = Signal(object)  # (first year, last year) or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self._all: dict[int, int] = {}
        self._hits: dict[int, int] = {}
        self._chosen: tuple[int, int] | None = None
        self._anchor: int | None = None
        self._mark: int | None = None
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(400, 78)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 44)

    def set_counts(self, everything: Mapping[int, int], hits: Mapping[int, int]) -> None:
        """Shows ``hits`` articles a year over ``everything`` of that year."""
        self._all, self._hits = dict(everything), dict(hits)
        self._describe()
        self.update()

    def set_hits(self, hits: Mapping[int, int]) -> None:
        self.set_counts(self._all, hits)

    def set_range(self, chosen: tuple[int, int] | None) -> None:
        """Shows the years of the filter."""
        self._chosen = chosen
        self.update()

    def span(self) -> tuple[int, int]:
        """First and last year of the axis; a lone year stands amid its neighbours."""
        years = self._all.keys() | self._hits.keys()
        if not years:
            return (0, 0)
        first, last = min(years), max(years)
        return (first - 2, last + 2) if last - first < 4 else (first, last)

    def table(self) -> list[tuple[int, int, int]]:
        """``(year, articles, hits)`` for every year of the axis: the plot as numbers."""
        first, last = self.span()
        return [(y, self._all.get(y, 0), self._hits.get(y, 0)) for y in range(first, last + 1)] if first else []

    def save(self, path: Path) -> None:
        """Writes the plot as SVG or PNG, by the path's ending."""
        if path.suffix.lower() == ".svg":
            from PySide6.QtSvg import QSvgGenerator

            target = QSvgGenerator()
            target.setFileName(str(path))
            target.setSize(self.size())
            target.setViewBox(self.rect())
            target.setTitle(self.tr("Parallels by year"))
            painter = QPainter(target)
            self.draw(painter)
            painter.end()
        else:
            self.picture().save(str(path))

    def picture(self) -> QPixmap:
        """The plot as an image at three times the screen's size, for print."""
        image = QPixmap(self.size() * 3)
        image.setDevicePixelRatio(3)
        image.fill(QColor(theme.colours().base))
        painter = QPainter(image)
        self.draw(painter)
        painter.end()
        return image

    def copy(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.picture())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draws the plot into any painter of the widget's size."""
        c = theme.colours()
        painter.setFont(theme.sans(8.5))
        metrics = QFontMetrics(painter.font())
        first, last = self.span()
        if not first:
            return
        plot = self._plot()
        step = plot.width() / (last - first + 1)
        if self._chosen:
            low, high = self._chosen
            left, right = self._x(max(low, first)), self._x(min(high, last) + 1)
            painter.fillRect(QRectF(left, plot.top() - 2, right - left, plot.height() + 3), QColor(c.accent_soft))
        # Both are square-root scaled, each by its own maximum: a year with three articles must stay visible
        # beside one with ten thousand.
        top_all = max([*self._all.values(), 1]) ** 0.5
        top_hits = max([*self._hits.values(), 1]) ** 0.5
        gap = 1.0 if step > 4 else 0.0
        for year, count in self._all.items():
            height = count**0.5 / top_all * (plot.height() - 4)
            painter.fillRect(
                QRectF(self._x(year), plot.bottom() - height, max(1.0, step - gap), height), QColor(c.bars)
            )
        width = max(2.0, min(step - gap, 14.0) * 0.6)
        for year, count in self._hits.items():
            height = max(4.0, count**0.5 / top_hits * (plot.height() - 12))
            left = self._x(year) + (max(1.0, step - gap) - width) / 2
            painter.fillRect(QRectF(left, plot.bottom() - height, width, height), QColor(c.accent))
        painter.setPen(QPen(QColor(c.control), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5), QPointF(plot.right(), plot.bottom() + 0.5))
        painter.setPen(QColor(c.muted))
        room = metrics.horizontalAdvance("0000") + 18
        every = next((n for n in (1, 2, 5, 10, 20, 25, 50, 100) if n * step >= room), 200)
        for year in range(first + (-first) % every, last + 1, every):
            middle = self._x(year) + step / 2
            half = metrics.horizontalAdvance(str(year)) / 2
            middle = min(max(middle, half), self.width() - half)
            painter.drawText(QPointF(middle - half, plot.bottom() + 3 + metrics.ascent()), str(year))
        if self._mark is not None and self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRect(QRectF(self._x(self._mark), plot.top() - 2, max(3.0, step), plot.height() + 3))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.span()[0]:
            self._anchor = self._year(event.position().x())
            self._chosen = (self._anchor, self._anchor)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._anchor is not None:
            year = self._year(event.position().x())
            self._chosen = (min(year, self._anchor), max(year, self._anchor))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._anchor is not None:
            year = self._year(event.position().x())
            self._chosen = (min(year, self._anchor), max(year, self._anchor))
            self._anchor = None
            self.range_chosen.emit(self._chosen)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first, last = self.span()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and first:
            before = self._mark if self._mark is not None else (first - 1 if step > 0 else last + 1)
            self._mark = min(last, max(first, before + step))
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                low, high = self._chosen or (before, before)
                self._chosen = (min(low, self._mark), max(high, self._mark))
            self.setAccessibleDescription(self._spoken(self._mark))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._mark is not None:
            if not (self._chosen and self._chosen[0] <= self._mark <= self._chosen[1]):
                self._chosen = (self._mark, self._mark)
            self.range_chosen.emit(self._chosen)
        elif event.key() == Qt.Key.Key_Escape and self._chosen:
            self._clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.span()[0]:
            QToolTip.showText(event.globalPos(), self._spoken(self._year(event.pos().x())), self)
            return True
        return super().event(event)

    def _clear(self) -> None:
        self._anchor = None
        self._chosen = None
        self.range_chosen.emit(None)
        self.update()

    def _spoken(self, year: int) -> str:
        return self.tr("{year}: {hits} in the list, {all} articles in the archive").format(
            year=year, hits=self._hits.get(year, 0), all=f"{self._all.get(year, 0):,}"
        )

    def _describe(self) -> None:
        first, last = self.span()
        self.setAccessibleDescription(
            self.tr("{first} to {last}; the list has {n} articles.").format(
                first=first, last=last, n=sum(self._hits.values())
            )
            if first
            else self.tr("No dated articles yet.")
        )

    def _plot(self) -> QRectF:
        return QRectF(_LEFT, _TOP, max(1, self.width() - _LEFT - _RIGHT), max(1, self.height() - _TOP - _BOTTOM))

    def _x(self, year: float) -> float:
        first, last = self.span()
        plot = self._plot()
        return plot.left() + (year - first) * plot.width() / (last - first + 1)

    def _year(self, x: float) -> int:
        first, last = self.span()
        plot = self._plot()
        return min(last, max(first, first + int((x - plot.left()) * (last - first + 1) / plot.width())))
