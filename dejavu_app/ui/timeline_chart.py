"""Draws articles by period as bars over an axis of dates, into the window, a picture or a drawing."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from dejavu_app.ui import theme
from dejavu_app.ui.figures import date_words, day_pattern
from dejavu_app.ui.periods import Axis, Days, Spread, Unit, axis, dates

_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 20, 18
_STEPS = {  # one label for so many periods
    "decade": (1, 2, 5, 10, 50),
    "year": (1, 2, 5, 10, 20, 25, 50, 100),
    "month": (1, 3, 6, 12),
    "day": (1, 2, 7, 14, 31),
}




def name_of(unit: Unit, number: int) -> str:
    """A period as people say it: ``1910s``, ``1916``, ``May 1916``, ``26 May 1916``; in the language in use."""
    first = dates(unit, number, number)[0]
    if unit == "decade":
        return QCoreApplication.translate("TimelineChart", "{year}s").format(year=first.year)
    return date_words(str(first))


def by_unit(unit: Unit) -> str:
    """``by month`` and its like."""
    return {
        "decade": QCoreApplication.translate("TimelineChart", "by decade"),
        "year": QCoreApplication.translate("TimelineChart", "by year"),
        "month": QCoreApplication.translate("TimelineChart", "by month"),
        "day": QCoreApplication.translate("TimelineChart", "by day"),
    }[unit]


@dataclass(slots=True)
class Chart:
    """What is drawn: ``hits`` over ``everything``, on an axis over the span that is shown, in a box of a size."""

    everything: Spread = field(default_factory=Spread)
    hits: Spread = field(default_factory=Spread)
    axis: Axis | None = None  # None without any date

    def fit(self, shown: Days | None) -> None:
        """Chooses the axis for a span; None shows all there is."""
        days = shown or self.days()
        self.axis = axis(days, self.everything if self.everything.articles else self.hits) if days else None

    def days(self) -> Days | None:
        """First and last day of all there is."""
        both = [each.days for each in (self.everything, self.hits) if each.days]
        return (min(first for first, _ in both), max(last for _, last in both)) if both else None

    def table(self) -> list[tuple[str, int, int]]:
        """Period, articles and hits for every period of the axis: the chart as numbers."""
        shown = self.axis
        if shown is None:
            return []
        everything, hits = self.everything.of(shown.unit), self.hits.of(shown.unit)
        return [
            (name_of(shown.unit, number), everything.get(number, 0), hits.get(number, 0))
            for number in range(shown.first, shown.last + 1)
        ]

    def title(self) -> str:
        """What the axis spans, and in which steps."""
        shown = self.axis
        if shown is None:
            return ""
        first, last = name_of(shown.unit, shown.first), name_of(shown.unit, shown.last)
        return f"{first} – {last}, {by_unit(shown.unit)}"

    # Places

    def plot(self, size: QRectF) -> QRectF:
        """Where the bars stand."""
        return QRectF(_LEFT, _TOP, max(1.0, size.width() - _LEFT - _RIGHT), max(1.0, size.height() - _TOP - _BOTTOM))

    def x(self, size: QRectF, number: float) -> float:
        """Where a period begins."""
        plot, shown = self.plot(size), self.axis
        return plot.left() + (number - shown.first) * plot.width() / len(shown) if shown else plot.left()

    def at(self, size: QRectF, x: float) -> int:
        """The period at a place."""
        plot, shown = self.plot(size), self.axis
        if shown is None:
            return 0
        return min(shown.last, max(shown.first, shown.first + int((x - plot.left()) * len(shown) // plot.width())))

    # Drawing

    def draw(self, painter: QPainter, size: QRectF, chosen: tuple[int, int] | None, mark: int | None) -> None:
        """Draws everything: ``chosen`` periods on a soft ground, and a frame around ``mark``."""
        shown = self.axis
        if shown is None:
            return
        c, plot = theme.colours(), self.plot(size)
        painter.setFont(theme.sans(8.5))
        metrics = QFontMetrics(painter.font())
        if chosen:
            left, right = self.x(size, max(chosen[0], shown.first)), self.x(size, min(chosen[1], shown.last) + 1)
            if right > left:
                painter.fillRect(QRectF(left, plot.top() - 2, right - left, plot.height() + 3), QColor(c.accent_soft))
        self._draw_bars(painter, size, shown)
        painter.setPen(QPen(QColor(c.control), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5), QPointF(plot.right(), plot.bottom() + 0.5))
        painter.setPen(QColor(c.muted))
        painter.drawText(QPointF(plot.left(), metrics.ascent() + 2), self.title())
        self._draw_labels(painter, size, shown, metrics)
        if mark is not None:
            painter.setPen(QPen(QColor(c.accent), 1, Qt.PenStyle.DotLine))
            width = max(3.0, plot.width() / len(shown))
            painter.drawRect(QRectF(self.x(size, mark), plot.top() - 2, width, plot.height() + 3))

    def _draw_bars(self, painter: QPainter, size: QRectF, shown: Axis) -> None:
        # Both are square-root scaled, each by its own maximum: a year with three articles must stay visible
        # beside one with ten thousand. Yet no bar of hits stands above that of the articles they are among.
        c, plot = theme.colours(), self.plot(size)
        everything, hits = self.everything.of(shown.unit), self.hits.of(shown.unit)
        numbers = range(shown.first, shown.last + 1)
        top_all = max([1, *(everything.get(n, 0) for n in numbers)]) ** 0.5
        top_hits = max([1, *(hits.get(n, 0) for n in numbers)]) ** 0.5
        step = plot.width() / len(shown)
        gap = 1.0 if step > 4 else 0.0
        width = max(2.0, min(step - gap, 14.0) * 0.6)
        for number in numbers:
            left, count = self.x(size, number), everything.get(number, 0)
            height = plot.height()
            if count:
                height = max(1.0, count**0.5 / top_all * (plot.height() - 4))
                bar = QRectF(left, plot.bottom() - height, max(1.0, step - gap), height)
                painter.fillRect(bar, QColor(c.bars))
                # The bars are pale beside those of the hits; their height has the contrast that a figure needs.
                painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), 1), QColor(c.muted))
            count = hits.get(number, 0)
            if count:
                height = min(height, max(4.0, count**0.5 / top_hits * (plot.height() - 12)))
                bar = QRectF(left + (max(1.0, step - gap) - width) / 2, plot.bottom() - height, width, height)
                painter.fillRect(bar, QColor(c.accent))

    def _draw_labels(self, painter: QPainter, size: QRectF, shown: Axis, metrics: QFontMetrics) -> None:
        plot = self.plot(size)
        step = plot.width() / len(shown)
        year = shown.first - shown.first % 12  # January has its year beside it, and more room is found for it
        some = range(shown.first, min(shown.last, shown.first + 12) + 1)
        numbers = range(year + 1, year + 12) if shown.unit == "month" else some
        usual = max(metrics.horizontalAdvance(_short(shown.unit, number, False)) for number in numbers)
        every = next((n for n in _STEPS[shown.unit] if n * step >= usual + 10), _STEPS[shown.unit][-1])
        free = plot.left()
        for number in range(shown.first, shown.last + 1):
            if not _labelled(shown.unit, number, every):
                continue
            words = _short(shown.unit, number, free == plot.left())
            half = metrics.horizontalAdvance(words) / 2
            middle = min(max(self.x(size, number) + step / 2, plot.left() + half), plot.right() - half)
            if middle - half >= free:
                painter.drawText(QPointF(middle - half, plot.bottom() + 3 + metrics.ascent()), words)
                free = middle + half + 8


def _labelled(unit: Unit, number: int, every: int) -> bool:
    """Whether a period has a label where one in ``every`` has; days are counted from the first of their month."""
    if unit != "day":
        return number % every == 0
    day = dates("day", number, number)[0].day - 1
    return day % every == 0 and day + every // 2 <= 30


def _short(unit: Unit, number: int, first: bool) -> str:
    """A period below its bar; the year is said at its beginning, and at the first of the labels."""
    day = dates(unit, number, number)[0]
    if unit in ("decade", "year"):
        return name_of(unit, number)
    when = QDate(day.year, day.month, day.day or 1)
    if unit == "month":
        return QLocale().toString(when, "MMM yyyy" if first or day.month == 1 else "MMM")
    pattern = day_pattern().replace("MMMM", "MMM")
    return QLocale().toString(when, pattern if first else pattern.removesuffix(" yyyy"))
