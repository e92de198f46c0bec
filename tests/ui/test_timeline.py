"""The timeline as a person uses it: drag, click, wheel and keys; as a picture, and as numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from dejavu_app.domain import PartialDate
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.periods import Axis, period, spread, spread_of
from dejavu_app.ui.timeline import Timeline
from dejavu_app.ui.timeline_table import TimelineTable
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, named, settle


def middle(timeline: Timeline, number: int) -> QPoint:
    """The middle of a bar."""
    return QPoint(round(timeline.chart.x(QRectF(timeline.rect()), number + 0.5)), timeline.height() // 2)


def drag(qtbot: QtBot, timeline: Timeline, first: int, last: int) -> None:
    """Drags from one bar to another."""
    left, right = middle(timeline, first), middle(timeline, last)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=left)
    qtbot.mouseMove(timeline, right)
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=right)


def bounds(window: MainWindow) -> tuple[str, str]:
    """What stands in the fields of the filter."""
    return window.filters.date_from.text(), window.filters.date_to.text()


def shown(timeline: Timeline) -> Axis:
    axis = timeline.axis()
    assert axis is not None
    return axis


@pytest.fixture
def year(qtbot: QtBot) -> Timeline:
    """A timeline of one year's days, shown by itself."""
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(600, 92)
    timeline.show()
    timeline.set_counts(
        spread((19160000 + 100 * month + day, 19160000 + 100 * month + day, day) for month in range(1, 13)
               for day in range(1, 29)),
        spread([(19160526, 19160526, 2)]),
    )
    return timeline


def test_dragging_filters_by_years_and_looks_closer(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    timeline = window.timeline
    whole = shown(timeline)
    assert (whole.unit, whole.first < 1900 < whole.last) == ("year", True)
    drag(qtbot, timeline, 1890, 1910)
    qtbot.wait(400)
    settle(qtbot, window)
    assert bounds(window) == ("1890", "1910")
    closer = shown(timeline)
    assert whole.first < closer.first < 1890
    assert 1910 < closer.last < whole.last
    drag(qtbot, timeline, 1900, 1900)
    settle(qtbot, window)
    assert bounds(window) == ("1900", "1900")
    assert shown(timeline).unit == "month"
    drag(qtbot, timeline, period("month", 19000301), period("month", 19000401))
    settle(qtbot, window)
    assert bounds(window) == ("1900-03", "1900-04")
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert bounds(window) == ("", "")
    assert shown(timeline) == whole


def test_dates_typed_into_the_filter_are_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    whole = shown(window.timeline)
    qtbot.keyClicks(window.filters.date_from, "1916-05")
    qtbot.keyClicks(window.filters.date_to, "1916-06-15")
    qtbot.keyClick(window.filters.date_to, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert shown(window.timeline) != whole
    assert window.timeline.whole.isVisible()
    qtbot.mouseClick(window.timeline.whole, Qt.MouseButton.LeftButton)
    assert shown(window.timeline) == whole
    assert bounds(window) == ("1916-05", "1916-06-15")


def test_one_year_is_shown_by_months_and_a_month_by_days(year: Timeline, qtbot: QtBot) -> None:
    assert (shown(year).unit, len(shown(year))) == ("month", 12)
    assert year.table()[4] == ("May 1916", sum(range(1, 29)), 2)
    with qtbot.waitSignal(year.range_chosen) as chosen:
        qtbot.mouseClick(year, Qt.MouseButton.LeftButton, pos=middle(year, period("month", 19160501)))
    assert [str(date) for date in chosen.args[0]] == ["1916-05", "1916-05"]
    year.set_range(*chosen.args[0])
    assert shown(year).unit == "day"
    assert ("26 May 1916", 26, 2) in year.table()
    assert "by day" in year.accessibleDescription()


def test_keys_mark_stretch_and_filter(year: Timeline, qtbot: QtBot) -> None:
    year.setFocus()
    for _ in range(3):
        qtbot.keyClick(year, Qt.Key.Key_Right)
    assert year.accessibleDescription().startswith("March 1916")
    qtbot.keyClick(year, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(year.range_chosen) as chosen:
        qtbot.keyClick(year, Qt.Key.Key_Return)
    assert [str(date) for date in chosen.args[0]] == ["1916-03", "1916-04"]


def test_a_drag_ends_where_the_bars_become_others(year: Timeline, qtbot: QtBot) -> None:
    announced: list[object] = []
    year.range_chosen.connect(announced.append)
    year.set_range(PartialDate(1916, 5), PartialDate(1916, 9))
    qtbot.keyClick(year, Qt.Key.Key_0)
    before = year._chosen_periods()
    start, end = middle(year, period("month", 19160201)), middle(year, period("month", 19160301))
    qtbot.mousePress(year, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(year, end)
    assert year._chosen_periods() != before
    year.set_counts(spread([(10010101, 10010101, 3), (19160101, 19160101, 1)]), spread([]))
    assert shown(year).unit == "decade"
    qtbot.mouseMove(year, start)
    qtbot.mouseRelease(year, Qt.MouseButton.LeftButton, pos=start)
    assert not announced and year._chosen_periods() == (191, 191), "the choice is what it was before"
    drag(qtbot, year, 150, 160)
    assert [str(date) for date in announced[0]] == ["1500", "1609"]  # type: ignore[attr-defined]


def test_wheel_and_keys_look_closer_and_back_without_a_filter(year: Timeline, qtbot: QtBot) -> None:
    announced: list[object] = []
    year.range_chosen.connect(announced.append)
    whole, at = shown(year), middle(year, period("month", 19160501))
    for _ in range(4):
        wheel = QWheelEvent(
            QPointF(at), QPointF(year.mapToGlobal(at)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(year, wheel)
    assert shown(year).unit == "day"
    assert shown(year).first <= period("day", 19160515) <= shown(year).last
    qtbot.keyClick(year, Qt.Key.Key_0)
    assert shown(year) == whole
    for _ in range(3):
        qtbot.keyClick(year, Qt.Key.Key_Plus)
    assert shown(year).unit == "day"
    for _ in range(5):
        qtbot.keyClick(year, Qt.Key.Key_Minus)
    assert shown(year) == whole
    assert not announced


def test_the_timeline_says_hits_and_coverage_apart(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    table = window.timeline.table()
    assert sum(hits for _, _, hits in table) == len(window.search_flow.found.result.parallels)  # type: ignore[union-attr]
    assert sum(everything for _, everything, _ in table) == 120
    assert all(hits <= everything for _, everything, hits in table)


def test_the_timeline_is_saved_as_svg_and_png(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    ask(qtbot, window, STRIKE)
    window.timeline.writer(tmp_path / "years.svg")()
    window.timeline.writer(tmp_path / "years.png")()
    drawing = (tmp_path / "years.svg").read_text()
    assert drawing.lstrip().startswith("<?xml")
    assert "by year" in drawing
    assert (tmp_path / "years.png").read_bytes().startswith(b"\x89PNG")


def test_the_numbers_are_read_and_copied_as_a_table(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.timeline.setFocus()
    qtbot.keyClick(window.timeline, Qt.Key.Key_T)
    (sheet,) = (each for each in window.findChildren(TimelineTable) if each.isVisible())
    numbers = named(sheet, QTableWidget, "TimelineNumbers")
    assert numbers.rowCount() == len(shown(window.timeline))
    assert numbers.item(numbers.currentRow(), 2).text() != "0"  # type: ignore[union-attr]
    qtbot.mouseClick(named(sheet, QPushButton, "CopyNumbers"), Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "Period\tIn the archive\tIn the list"
    assert len(lines) == numbers.rowCount() + 1
    sheet.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1000, 2999), st.integers(0, 12)), max_size=4), st.data())
def test_any_dates_can_be_shown_chosen_and_zoomed(
    qtbot: QtBot, found: list[tuple[int, int]], data: st.DataObject
) -> None:
    timeline = Timeline()
    timeline.resize(data.draw(st.sampled_from([20, 600])), 92)
    timeline.set_counts(spread_of([str(PartialDate(*each)) for each in found]), spread([]))
    may = PartialDate(1916, 5)
    for first, last in ((None, PartialDate(1000)), (PartialDate(2999), None), (may, PartialDate(1890)), (may, may)):
        timeline.set_range(first, last)
        timeline.zoom(data.draw(st.sampled_from([0.01, 0.5, 3.0])), data.draw(st.floats(0, 600)))
        timeline.picture()
        assert bool(timeline.table()) == bool(found)


@pytest.mark.parametrize("year", ["1000", "2999", "2999-12-31"])
def test_the_first_and_the_last_year_of_all_can_be_shown(qtbot: QtBot, year: str) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.set_counts(spread_of([year]), spread([]))
    timeline.picture()
    assert [everything for _, everything, _ in timeline.table() if everything] == [1]


@pytest.mark.parametrize("name", ["years.svg", "years.png"])
def test_a_timeline_that_cannot_be_saved_is_not_said_to_be(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = tmp_path / "gone" / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_["SaveTimelineAction"].trigger()
    settle(qtbot, window)
    assert f"{target}: cannot be written" in window.message.text() and "Saved" not in window.message.text()
    target.parent.mkdir()
    window.actions_["SaveTimelineAction"].trigger()
    settle(qtbot, window)
    assert window.message.text() == f"Saved as {target}" and target.stat().st_size > 1000
