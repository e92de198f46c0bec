"""A small histogram: the list's articles by period over all articles of it, so that coverage is not history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from dejavu_app.domain import PartialDate
from dejavu_app.ui import theme
from dejavu_app.ui.figures import figure
from dejavu_app.ui.periods import Axis, Days, Spread, around, dates, zoomed
from dejavu_app.ui.picture import picture_writer
from dejavu_app.ui.timeline_chart import Chart, by_unit, name_of

_NOTCH = 120  # of a mouse wheel
_ZOOM = 1.6


class Timeline(QWidget):
    """Drag over the bars to filter, click one to filter by it, double-click or Escape to clear; the wheel zooms.

    The bars are decades, years, months or days, as suits the span that is shown: all there is, or the choice and
    something around it. By key: arrows move a mark, Shift with arrows stretches it, Return filters, + and - zoom,
    0 shows everything, T the numbers as a table.
    """

    range_chosen = Signal(object)  # (PartialDate, PartialDate) or None
    table_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self.chart = Chart()
        self._shown: Days | None = None  # None: everything
        self._chosen: Days | None = None
        self._sought: tuple[Days | None, bool] = (None, False)  # the choice last looked at, with dates or before
        self._anchor: int | None = None
        self._mark: int | None = None
        self._wheel = 0
        self.whole = QPushButton(self)
        self.whole.setObjectName("TimelineWhole")
        self.whole.setText(self.tr("Whole time"))
        self.whole.setAccessibleName(self.tr("Show the whole time on the timeline"))
        self.whole.setProperty("role", "link")
        self.whole.setFont(theme.sans(8.5))
        self.whole.setCursor(Qt.CursorShape.PointingHandCursor)
        self.whole.clicked.connect(lambda: self._show(None))
        self.whole.hide()
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(400, 92)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 58)

    def set_counts(self, everything: Spread, hits: Spread) -> None:
        """Shows ``hits`` over ``everything``."""
        self.chart.everything, self.chart.hits = everything, hits
        self._show(self._shown)

    def set_hits(self, hits: Spread) -> None:
        self.set_counts(self.chart.everything, hits)

    def set_range(self, first: PartialDate | None, last: PartialDate | None) -> None:
        """Shows the dates of the filter, an open end as far as there is something; looks closer at them."""
        days = self.chart.days()
        chosen = None
        if first or last:
            low, high = days or (0, 0)
            chosen = (first.first if first else min(low, last.last if last else low)), (last.last if last else high)
            chosen = (chosen[0], max(chosen))
        self._chosen = chosen
        if self._sought == (chosen, days is not None):
            self.update()
            return  # a reader may have looked elsewhere since
        self._sought = (chosen, days is not None)
        self._show(around(chosen, days) if chosen and days else None)

    def axis(self) -> Axis | None:
        """The periods on show; None without any date."""
        return self.chart.axis

    def table(self) -> list[tuple[str, int, int]]:
        """Period, articles and hits for every period on show: the chart as numbers."""
        return self.chart.table()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Shows a span ``factor`` times as long, around a place or the mark; the filters stay as they are."""
        days, shown = self.chart.days(), self.chart.axis
        if days is None or shown is None:
            return
        centre = self._mark if x is None and self._mark is not None else None
        number = centre if centre is not None else self.chart.at(self._box(), self.width() / 2 if x is None else x)
        now = self._shown or days
        middle = dates(shown.unit, number, number)
        self._show(zoomed(now, min(max(middle[0].first, now[0]), now[1]), factor, days))

    def writer(self, path: Path) -> Callable[[], None]:
        """What writes the plot as SVG or PNG, by the path's ending, as ``picture_writer`` says."""
        title = self.tr("Parallels, {span}").format(span=self.chart.title())
        return picture_writer(path, self.size(), title, self.draw, self.picture)

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

    def draw(self, painter: QPainter) -> None:
        """Draws the plot into any painter of the widget's size."""
        self.chart.draw(painter, self._box(), self._chosen_periods(), self._mark if self.hasFocus() else None)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.colours().accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(3, 1, -4, -2))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.chart.axis is not None:
            self._anchor = self.chart.at(self._box(), event.position().x())
            self._choose(self._anchor, self._anchor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._anchor is not None:
            self._choose(self._anchor, self.chart.at(self._box(), event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._anchor is not None:
            first, last = sorted((self._anchor, self.chart.at(self._box(), event.position().x())))
            self._anchor = None
            self._announce(first, last)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._clear()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        while abs(self._wheel) >= _NOTCH:
            inwards = self._wheel > 0
            self._wheel -= _NOTCH if inwards else -_NOTCH
            self.zoom(1 / _ZOOM if inwards else _ZOOM, event.position().x())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown, key = self.chart.axis, Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if shown is None or not plain:
            super().keyPressEvent(event)
        elif step:
            before = self._mark if self._mark is not None else (shown.first - 1 if step > 0 else shown.last + 1)
            self._move(min(shown.last, max(shown.first, before + step)), event)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move(shown.first if key == Qt.Key.Key_Home else shown.last, event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._mark is not None:
            chosen = self._chosen_periods()
            inside = chosen and chosen[0] <= self._mark <= chosen[1]
            self._announce(*(chosen if chosen and inside else (self._mark, self._mark)))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1 / _ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(_ZOOM)
        elif key == Qt.Key.Key_0:
            self._show(None)
        elif key == Qt.Key.Key_T:
            self.table_asked.emit()
        elif key == Qt.Key.Key_Escape and (self._chosen or self._shown):
            self._clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.chart.axis is not None:
            number = self.chart.at(self._box(), event.pos().x())
            QToolTip.showText(event.globalPos(), self._spoken(number), self)
            return True
        return super().event(event)

    # Inside

    def _box(self) -> QRectF:
        return QRectF(self.rect())

    def _show(self, days: Days | None) -> None:
        """Shows a span, or everything."""
        unit = self.chart.axis.unit if self.chart.axis else None
        self._shown = days
        self.chart.fit(days)
        shown = self.chart.axis
        if shown is None or shown.unit != unit:  # the numbers of its periods mean others now
            self._mark = None
            if self._anchor is not None:
                self._anchor, self._chosen = None, self._sought[0]
        elif self._mark is not None:
            self._mark = min(shown.last, max(shown.first, self._mark))
        self.whole.setVisible(days is not None)
        self._place()
        self._describe()
        self.update()

    def _place(self) -> None:
        self.whole.adjustSize()
        self.whole.move(self.width() - self.whole.width() - 12, 0)

    def _chosen_periods(self) -> tuple[int, int] | None:
        """First and last chosen period of the axis; None without a choice, or with one that is out of sight."""
        shown = self.chart.axis
        if shown is None or self._chosen is None:
            return None
        low, high = (Axis(shown.unit, 0, 10**9).number(day) for day in self._chosen)
        return (low, high) if low <= shown.last and high >= shown.first else None

    def _choose(self, first: int, last: int) -> None:
        shown = self.chart.axis
        if shown is not None:
            low, high = dates(shown.unit, min(first, last), max(first, last))
            self._chosen = (low.first, high.last)
            self.update()

    def _announce(self, first: int, last: int) -> None:
        shown = self.chart.axis
        if shown is not None:
            self._sought = (None, False)  # the filters say what is chosen, and come back by ``set_range``
            self.range_chosen.emit(dates(shown.unit, first, last))

    def _move(self, mark: int, event: QKeyEvent) -> None:
        before, self._mark = self._mark, mark
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start = before if before is not None else mark
            low, high = self._chosen_periods() or (start, start)
            self._choose(min(low, mark), max(high, mark))
        self.setAccessibleDescription(self._spoken(mark))
        self.update()

    def _clear(self) -> None:
        self._anchor = self._chosen = None
        self._show(None)
        self.range_chosen.emit(None)

    def _spoken(self, number: int) -> str:
        shown = self.chart.axis
        assert shown is not None
        return self.tr("{year}: {hits} in the list, {all} articles in the archive").format(
            year=name_of(shown.unit, number),
            hits=figure(self.chart.hits.of(shown.unit).get(number, 0)),
            all=figure(self.chart.everything.of(shown.unit).get(number, 0)),
        )

    def _describe(self) -> None:
        shown = self.chart.axis
        if shown is None:
            self.setAccessibleDescription(self.tr("No dated articles yet."))
            return
        self.setAccessibleDescription(
            self.tr("{first} to {last}, {unit}; the list has {n} articles.").format(
                first=name_of(shown.unit, shown.first),
                last=name_of(shown.unit, shown.last),
                unit=by_unit(shown.unit),
                n=self.chart.hits.articles,
            )
        )
