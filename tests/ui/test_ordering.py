"""The table sorts by any column, both ways, in step with the box of orders; what is selected stays so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Parallel
from dejavu_app.ui import settings as options
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.results_order import BY_COLUMN, ORDERS, column_of, ordered
from dejavu_app.ui.state import Row
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask

RANK, STRENGTH, DATE, NEWSPAPER, PLACE, PAGE, HEADLINE, SENTENCE = range(8)
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def table(window: MainWindow, qtbot: QtBot) -> QTableView:
    """The table after a search."""
    ask(qtbot, window, STRIKE)
    window.results.table_button.setChecked(True)
    return window.results.table


def click(qtbot: QtBot, table: QTableView, column: int) -> None:
    """On the header of a column, wherever it stands."""
    header = table.horizontalHeader()
    table.scrollTo(table.model().index(0, column))
    middle = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def ranks(window: MainWindow) -> list[int]:
    return [row.parallel.rank for row in window.results.model.rows()]


def arrow(table: QTableView) -> tuple[int, Qt.SortOrder]:
    header = table.horizontalHeader()
    assert header.isSortIndicatorShown()
    return header.sortIndicatorSection(), header.sortIndicatorOrder()


def test_a_click_on_a_header_sorts_and_a_second_one_the_other_way(
    window: MainWindow, table: QTableView, qtbot: QtBot
) -> None:
    for column, value in (
        (NEWSPAPER, lambda row: row.parallel.newspaper.casefold()),
        (PLACE, lambda row: row.parallel.place.casefold()),
        (DATE, lambda row: row.parallel.date),
        (PAGE, lambda row: int(row.parallel.page)),
        (RANK, lambda row: row.parallel.rank),
    ):
        click(qtbot, table, column)
        values = [value(row) for row in window.results.model.rows()]
        assert values == sorted(values) and arrow(table) == (column, UP), column
        click(qtbot, table, column)
        values = [value(row) for row in window.results.model.rows()]
        assert values == sorted(values, reverse=True) and arrow(table) == (column, DOWN), column
        click(qtbot, table, column)
        assert arrow(table) == (column, UP)


def test_every_column_has_its_orders() -> None:
    assert len(BY_COLUMN) == 8 and len(ORDERS) == 17
    assert column_of("newest") == (DATE, True) and column_of("printings") == (-1, False)


def test_the_box_and_the_arrow_go_together(window: MainWindow, table: QTableView, qtbot: QtBot) -> None:
    box = window.results.sort
    assert arrow(table) == (RANK, UP)
    for column, name in ((DATE, "oldest"), (DATE, "newest"), (PLACE, "place"), (NEWSPAPER, "newspaper")):
        click(qtbot, table, column)
        assert box.currentData() == name and box.count() == 6
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert window.results.model.order() == "printings" and arrow(table)[0] == -1
    click(qtbot, table, PAGE)
    assert box.currentText() == "By “Page”" and box.count() == 7
    click(qtbot, table, PAGE)
    assert box.currentText() == "By “Page”, reversed" and box.count() == 7
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert window.results.model.order() == "rank" and box.count() == 6 and arrow(table) == (RANK, UP)


def test_what_is_selected_and_current_stays_so(window: MainWindow, table: QTableView, qtbot: QtBot) -> None:
    flags = QItemSelectionModel.SelectionFlag
    window.results.choose(3)
    selection = window.results.view.selectionModel()
    selection.select(window.results.model.index(7, 0), flags.Select | flags.Rows)
    current, chosen = window.results.current(), window.results.selected()
    for column in range(8):
        click(qtbot, table, column)
        assert window.results.current() == current, column
        assert sorted(row.parallel.rank for row in window.results.selected()) == [
            row.parallel.rank for row in chosen
        ] == [4, 8]


def test_the_order_of_a_column_holds_until_another_is_chosen(
    window: MainWindow, table: QTableView, qtbot: QtBot, open_window: Opener
) -> None:
    click(qtbot, table, HEADLINE)
    click(qtbot, table, HEADLINE)
    assert ranks(window) != sorted(ranks(window))
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    assert arrow(table) == (HEADLINE, DOWN)
    rows = list(window.results.model.rows())
    assert rows == ordered(rows, "headline-back") != ordered(rows, "rank")
    assert window.settings.get(options.SORT) == "headline-back"
    window.close()
    again = open_window()
    assert arrow(again.results.table) == (HEADLINE, DOWN)
    assert again.results.sort.currentText() == "By “Headline”, reversed"


BLANK = Parallel(1, 1.0, "fair", 1, 1, "", "", "", "", "", "", "", 0, 0, "", "")


def row(rank: int, **known: Any) -> Row:
    return Row(replace(BLANK, rank=rank, **known), "")


def test_what_is_not_known_stands_last_whichever_the_way() -> None:
    rows = [row(1), row(2, date="1916"), row(3, date="1889-05-01"), row(4), row(5, date="1916")]
    assert [each.parallel.rank for each in ordered(rows, "oldest")] == [3, 2, 5, 1, 4]
    assert [each.parallel.rank for each in ordered(rows, "newest")] == [2, 5, 3, 1, 4], "what is alike is best first"


def test_pages_go_by_number_headlines_by_letter_and_strength_by_degree() -> None:
    rows = [row(1, page="10"), row(2, page="A3"), row(3, page="9"), row(4), row(5, page="A12")]
    assert [each.parallel.page for each in ordered(rows, "page")] == ["9", "10", "A3", "A12", ""]
    rows = [row(1, headline="The Mill"), row(2, headline="“Zeal”"), row(3, headline="“A Fire”")]
    assert [each.parallel.rank for each in ordered(rows, "headline")] == [3, 1, 2]
    rows = [row(1, band="weak"), replace(row(2, band="strong"), kept=True), row(3, band="strong"), row(4)]
    assert [each.parallel.rank for each in ordered(rows, "strength")] == [3, 4, 1, 2], "what is kept has no strength"
