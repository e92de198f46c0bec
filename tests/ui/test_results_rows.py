"""Rows of the list: a long headline takes two lines, all rows are of one height, nothing runs out of its row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from dejavu_app.ui import theme
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.results_delegate import lines_of
from dejavu_app.ui.state import Row
from tests.ui.conftest import STRIKE
from tests.ui.person import ask

LONG = "THE DOORS OF THE COLONIAL AND PASTORAL BANK WERE BESIEGED BY DEPOSITORS ANXIOUS FOR THEIR MONEY"


def test_a_text_takes_the_lines_it_needs_and_no_more_than_it_may(qtbot: QtBot) -> None:
    font = theme.serif(11)
    width = QFontMetrics(font).horizontalAdvance(LONG) * 2 // 3
    assert lines_of("RUN ON A BANK", font, width, 2) == ["RUN ON A BANK"]
    assert " ".join(lines_of(LONG, font, width, 2)) == LONG
    cut = lines_of(LONG, font, width // 3, 2)
    assert len(cut) == 2
    assert cut[1].endswith("…")
    assert lines_of("", font, width, 2) == [""]
    wide = "🦊🦊🦊🦊 " + LONG  # letters that count twice for Qt
    assert " ".join(lines_of(wide, font, width, 3)) == wide
    for line in (*cut, *lines_of("UNBROKEN" * 40, font, width, 2)):
        assert QFontMetrics(font).horizontalAdvance(line) <= width


def test_all_rows_are_of_one_height(window: MainWindow, qtbot: QtBot, archive: Path) -> None:
    ask(qtbot, window, STRIKE)
    results = window.results
    option = QStyleOptionViewItem()
    heights = {results.delegate.sizeHint(option, results.model.index(n, 0)).height() for n in range(20)}
    assert len(heights) == 1
    assert {results.view.visualRect(results.model.index(n, 0)).height() for n in range(20)} == heights
    before = results.view.visualRect(results.model.index(0, 0)).top()
    ask(qtbot, window, STRIKE.replace("dock workers", "miners"))
    assert results.view.visualRect(results.model.index(0, 0)).top() == before


def test_printings_are_counted_by_paper(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    model = window.results.model
    first, second = (row.parallel for row in model.rows()[:2])
    there, again = (replace(first, article_id=n) for n in (8001, 8002))
    other = replace(second, newspaper=first.newspaper + " of the West")
    assert model.printings(Row(first, "", ())) == ""
    assert model.printings(Row(first, "", (other,))) == "printed in 2 papers"
    assert model.printings(Row(first, "", (there, again))) == "printed 3 times"
    assert model.printings(Row(first, "", (there, other))) == "printed 3 times in 2 papers"


def test_rank_and_strength_have_room_in_large_type(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    delegate, model = window.results.delegate, window.results.model
    usual = delegate.rank_width(model)
    window.results.set_points(24)
    small = QFontMetrics(delegate._small)
    assert all(small.horizontalAdvance(words) < delegate.rank_width(model) for words in model.band_names())
    assert delegate.rank_width(model) > usual
    picture = window.results.view.grab().toImage()
    rect = window.results.view.visualRect(model.index(1, 0))  # not the current one, whose edge is coloured
    edges = {picture.pixelColor(x, y).name() for y in range(rect.top() + 2, rect.bottom() - 2)
             for x in (rect.left() + 6, rect.left() + 6 + delegate.rank_width(model) - 1)}
    assert len(edges) == 1  # nothing is cut off at either side
