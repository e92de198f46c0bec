"""The unit of the timeline suits the span that is looked at, and what is counted in it is known that exactly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.ui.periods import UNITS, Days, Unit, around, axis, dates, period, spread, spread_of, zoomed


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        ((16050101, 19741231), "decade", 38),
        ((18510101, 19741231), "year", 124),
        ((19160101, 19161031), "month", 10),
        ((19140801, 19181111), "month", 52),
        ((19160215, 19160515), "day", 91),
        ((19160526, 19160526), "day", 5),
    ],
)
def test_the_axis_takes_the_finest_unit_whose_bars_are_wide_enough(days: Days, unit: Unit, bars: int) -> None:
    found = spread((day, day, 1) for day in (days[0], days[1]))
    shown = axis(days, found)
    assert (shown.unit, len(shown)) == (unit, bars)


def test_dates_known_to_the_year_only_are_shown_by_years() -> None:
    found = spread([(19160101, 19161231, 90), (19160526, 19160526, 10)])
    assert axis((19160101, 19161231), found).unit == "year"
    assert found.of("year") == {1916: 100}
    assert sum(found.of("month").values()) == 10


def test_dates_of_a_list_are_counted_as_exactly_as_they_are_known() -> None:
    found = spread_of(["1916-05-26", "1916-05", "1916", "n.d.", ""])
    assert (found.articles, found.days) == (3, (19160101, 19161231))
    assert [sum(found.of(unit).values()) for unit in UNITS] == [1, 2, 3, 3]


@given(st.sampled_from(UNITS), st.dates(date(1000, 1, 1), date(2500, 12, 31)), st.integers(0, 40))
def test_a_period_and_its_dates_say_the_same(unit: Unit, day: date, length: int) -> None:
    at = period(unit, day.year * 10000 + day.month * 100 + day.day)
    low, high = dates(unit, at, at + length)
    assert period(unit, low.first) == at
    assert period(unit, high.last) == at + length


def test_a_choice_is_looked_at_with_something_on_either_side() -> None:
    everything = (18510101, 19741231)
    shown = around((19140101, 19181231), everything)
    assert shown is not None
    assert everything[0] < shown[0] < 19140101
    assert 19181231 < shown[1] < everything[1]
    assert around((18520101, 19731231), everything) is None
    assert around((18510101, 18530101), everything) == (18510101, 18530703)


def test_zooming_in_and_out_ends_with_everything() -> None:
    everything = shown = (18510101, 19741231)
    for _ in range(4):
        closer = zoomed(shown, 19000101, 0.5, everything)
        assert closer is not None
        assert shown[0] <= closer[0] <= 19000101 <= closer[1] <= shown[1]
        shown = closer
    assert zoomed(shown, 19000101, 100, everything) is None
