"""Decades, years, months and days for the timeline, without Qt: which suit a span of time, and what each holds."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dejavu_app.domain import PartialDate

Unit = Literal["day", "month", "year", "decade"]
UNITS: tuple[Unit, ...] = ("day", "month", "year", "decade")
_MOST = {"day": 92, "month": 72, "year": 150}  # periods on one axis, beyond which bars would be too thin
_MARGIN = 4  # around a choice an axis shows this part of its length on either side
_ALONE = 5  # periods that an axis has at least, so that a lone one stands amid its neighbours
_FIRST_YEAR, _LAST_YEAR = 1000, 2999  # of a ``PartialDate``

Days = tuple[int, int]  # first and last day as ``YYYYMMDD``


def period(unit: Unit, day: int) -> int:
    """The period that the day ``YYYYMMDD`` lies in; neighbours have neighbouring numbers."""
    year, month, number = day // 10000, day // 100 % 100, day % 100
    if unit == "day":
        return date(year, month, number).toordinal()
    if unit == "month":
        return year * 12 + month - 1
    return year if unit == "year" else year // 10


def dates(unit: Unit, first: int, last: int) -> tuple[PartialDate, PartialDate]:
    """The dates that stand for the periods from ``first`` to ``last``, as coarse as the unit allows."""
    if unit == "day":
        a, b = date.fromordinal(first), date.fromordinal(last)
        return PartialDate(a.year, a.month, a.day), PartialDate(b.year, b.month, b.day)
    if unit == "month":
        return PartialDate(first // 12, first % 12 + 1), PartialDate(last // 12, last % 12 + 1)
    if unit == "year":
        return PartialDate(first), PartialDate(last)
    return PartialDate(first * 10), PartialDate(last * 10 + 9)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many articles each period of each unit holds; a date that is not known as exactly as a unit is in none."""

    counts: Mapping[Unit, Mapping[int, int]] = field(default_factory=dict)
    days: Days | None = None  # first and last that a date can mean; None without any date
    articles: int = 0

    def of(self, unit: Unit) -> Mapping[int, int]:
        return self.counts.get(unit, {})

    def within(self, unit: Unit, first: int, last: int) -> int:
        """Articles in the periods from ``first`` to ``last``."""
        counts = self.of(unit)
        return sum(counts.get(number, 0) for number in range(first, last + 1))


def spread(found: Iterable[tuple[int, int, int]]) -> Spread:
    """The spread of dates given as first day, last day (``YYYYMMDD``) and number of articles."""
    counts: dict[Unit, Counter[int]] = {unit: Counter() for unit in UNITS}
    first, last, articles = 0, 0, 0
    for low, high, number in found:
        first, last = min(first or low, low), max(last, high)
        articles += number
        for unit in UNITS:
            at = period(unit, low)
            if low == high or at == period(unit, high):
                counts[unit][at] += number
    return Spread(counts, (first, last) if articles else None, articles)


def spread_of(iso_dates: Iterable[str]) -> Spread:
    """The spread of articles' dates as text; what is no date is left out."""
    found = []
    for text, articles in Counter(iso_dates).items():  # many share a date, and reading one takes its time
        try:
            day = PartialDate.from_iso(text)
        except ValueError:
            continue
        found.append((day.first, day.last, articles))
    return spread(found)


@dataclass(frozen=True, slots=True)
class Axis:
    """The periods that a chart shows, from ``first`` to ``last``."""

    unit: Unit
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def number(self, day: int) -> int:
        """The period of a day, or the nearest that is shown."""
        return min(self.last, max(self.first, period(self.unit, day)))


def axis(days: Days, everything: Spread) -> Axis:
    """The axis over a span of time: the finest unit whose bars are wide enough, and that most dates are known to."""
    chosen = Axis("decade", *(period("decade", day) for day in days))
    for unit in UNITS:
        first, last = period(unit, days[0]), period(unit, days[1])
        if last - first < _MOST.get(unit, last):
            years = Axis("year", period("year", days[0]), period("year", days[1]))
            known = everything.within("year", years.first, years.last)
            inside = everything.within(unit, first, last)
            # Of a view that cuts years, the years hold more than the view does.
            if unit in ("year", "decade") or not known or inside > known * _share(days) / 2:
                chosen = Axis(unit, first, last)
                break
    more = max(0, _ALONE - len(chosen) + 1) // 2
    earliest, latest = period(chosen.unit, _FIRST_YEAR * 10000 + 101), period(chosen.unit, _LAST_YEAR * 10000 + 1231)
    return Axis(chosen.unit, max(earliest, chosen.first - more), min(latest, chosen.last + more))


def around(chosen: Days, everything: Days) -> Days | None:
    """The span to show for a choice: the choice and something on either side; None when that is nearly everything."""
    low, high = _ordinal(chosen[0]), _ordinal(chosen[1])
    return _clipped(low, high, max(1, (high - low + 1) // _MARGIN), everything)


def zoomed(shown: Days, centre: int, factor: float, everything: Days) -> Days | None:
    """The span ``factor`` times as long as the one shown, its middle kept near the day ``centre``; None: everything."""
    low, high, middle = _ordinal(shown[0]), _ordinal(shown[1]), _ordinal(centre)
    share = (middle - low) / max(1, high - low)
    length = max(7.0, (high - low) * factor)
    start = round(middle - share * length)
    return _clipped(start, round(start + length), 0, everything)


def _clipped(low: int, high: int, margin: int, everything: Days) -> Days | None:
    first, last = _ordinal(everything[0]), _ordinal(everything[1])
    a, b = max(first, low - margin), min(last, high + margin)
    if a >= b:
        a, b = low - margin, high + margin  # a choice outside of everything is shown as well
    if b - a >= 0.9 * (last - first):
        return None
    return _day(a), _day(b)


def _share(days: Days) -> float:
    """The share of its years that a span takes up."""
    low, high = _ordinal(days[0]), _ordinal(days[1])
    whole = date(days[1] // 10000, 12, 31).toordinal() - date(days[0] // 10000, 1, 1).toordinal() + 1
    return (high - low + 1) / whole


def _ordinal(day: int) -> int:
    year, month = day // 10000, day // 100 % 100
    return date(year, month, min(day % 100, monthrange(year, month)[1])).toordinal()


def _day(ordinal: int) -> int:
    low, high = date(_FIRST_YEAR, 1, 1).toordinal(), date(_LAST_YEAR, 12, 31).toordinal()
    day = date.fromordinal(min(high, max(low, ordinal)))
    return day.year * 10000 + day.month * 100 + day.day
