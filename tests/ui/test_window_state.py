"""How the window stands when it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.results_views import ResultsTable
from tests.ui.conftest import Opener


def test_columns_that_nobody_changed_fit_the_words_of_another_language(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    first: MainWindow = open_window(archive)
    table = first.results.table
    short, date = table.made[1] - 20, table.made[2]
    table.made = (table.made[0], short, *table.made[2:])  # as with shorter words
    table.setColumnWidth(1, short)
    table.setColumnWidth(2, date + 37)  # by hand
    table.setColumnWidth(3, 90)
    first.close()
    again: ResultsTable = open_window(archive).results.table
    assert again.columnWidth(1) == again.made[1] == short + 20
    assert (again.columnWidth(2), again.columnWidth(3)) == (date + 37, 90)


def test_the_panels_share_what_a_smaller_screen_has(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    first = open_window(archive, width=1900)
    first.across.setSizes([200, 900, 798])
    left = first.across.sizes()
    first.close()
    again = open_window(archive, width=1100)
    shares = [width / sum(again.across.sizes()) for width in again.across.sizes()]
    assert shares == [pytest.approx(width / sum(left), abs=0.03) for width in left]
    again.close()
    assert open_window(archive, width=1100).across.sizes() == again.across.sizes()
