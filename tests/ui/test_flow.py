"""Rows that wrap: what a line has left goes to those that stretch, and a row is as high as its lines."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.ui.flow import FlowRow
from dejavu_app.ui.main_window import MainWindow
from tests.ui.person import settle


class Block(QWidget):
    """Wants to be so wide and 20 high."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setFixedHeight(20)
        self.wide = width

    def sizeHint(self):  # type: ignore[no-untyped-def]
        size = super().sizeHint()
        size.setWidth(self.wide)
        size.setHeight(20)
        return size


@pytest.fixture
def row(qtbot: QtBot) -> FlowRow:
    made = FlowRow()
    qtbot.addWidget(made)
    return made


def filled(row: FlowRow, width: int, *blocks: tuple[int, int]) -> list[Block]:
    made = []
    for wide, stretch in blocks:
        made.append(Block(wide))
        row.add(made[-1], stretch)
    row.resize(width, 50)
    row.show()
    QApplication.processEvents()
    return made


def test_what_is_left_goes_to_those_that_stretch(row: FlowRow) -> None:
    a, b, c = filled(row, 200, (50, 0), (40, 3), (40, 1))
    assert (a.x(), a.width()) == (0, 50)
    assert b.width() - 40 == pytest.approx(3 * (c.width() - 40), abs=3)
    assert c.x() + c.width() == 200
    assert row.minimumHeight() == 20


def test_what_does_not_fit_begins_a_line_and_fills_it_in_its_turn(row: FlowRow) -> None:
    a, b, c = filled(row, 120, (50, 0), (50, 1), (40, 1))
    assert (b.y(), c.x(), c.y(), c.width()) == (a.y(), 0, 26, 120)
    assert b.x() + b.width() == 120
    assert row.minimumHeight() == 46


def test_nothing_stands_out_of_a_line_however_wide_it_would_be(row: FlowRow) -> None:
    (a,) = filled(row, 120, (500, 0))
    assert a.width() == 120
    assert row.minimumSizeHint().width() < 120


def test_hidden_widgets_leave_no_gap_and_an_empty_row_no_height(row: FlowRow) -> None:
    a, b = filled(row, 200, (50, 0), (50, 0))
    a.hide()
    QApplication.processEvents()
    assert b.x() == 0
    b.hide()
    QApplication.processEvents()
    assert row.minimumHeight() == 0


def test_a_row_grows_when_a_label_says_more(row: FlowRow, qtbot: QtBot) -> None:
    label, other = QLabel("12"), QLabel("next to it")
    row.add(label)
    row.add(other)
    row.resize(160, 30)
    row.show()
    QApplication.processEvents()
    one = row.minimumHeight()
    label.setText("twelve thousand parallels")
    qtbot.waitUntil(lambda: row.minimumHeight() > one + 10, timeout=5000)
    assert other.y() > label.y()


def test_the_window_can_be_made_narrow_and_its_left_side_stays_readable(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 800)
    settle(qtbot, window)
    assert len({field.mapTo(window, field.rect().center()).y() // 8 for field in fields(window)}) == 1, "one line"
    window.resize(720, 700)
    settle(qtbot, window)
    assert window.width() == 720
    assert window.sidebar.width() >= 140
    for field in (*fields(window), window.query.button, window.results.export_button):
        right = field.mapTo(window.down, field.rect().topRight()).x()
        assert 0 < right <= window.down.width(), field.objectName()


def fields(window: MainWindow) -> list[QWidget]:
    bar = window.filters
    return [bar.date_from, bar.date_to, bar.newspaper, bar.place, bar.more]
