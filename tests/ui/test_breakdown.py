"""The tables of newspapers and places are of the list that is on show."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from dejavu_app.ui.breakdown import Breakdown
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

BANK = "The doors of the bank were besieged by depositors who stood in long queues and asked for their savings."


def test_another_text_is_counted_though_a_newspaper_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    window.search_flow._follow.setInterval(0)
    ask(qtbot, window, STRIKE)
    window.breakdown_flow.show()
    sheet = window.findChild(Breakdown)
    assert sheet is not None
    wide = sheet._model("newspaper").rows()
    sheet._choose("newspaper", 1)
    qtbot.waitUntil(lambda: bool(window.search_flow.found and window.search_flow.found.result.query.filters))
    settle(qtbot, window)
    assert sheet._model("newspaper").rows() == wide, "the list narrowed to one paper has nothing to tell apart"
    ask(qtbot, window, BANK)
    found = window.search_flow.found
    assert found is not None
    assert sheet._model("newspaper").rows() == [(wide[1][0], len(found.result.parallels), wide[1][2])]
    sheet._choose("newspaper", 0)
    assert not window.filters.filters(), "the row that is filtered by is known as such"
    qtbot.waitUntil(lambda: bool(window.search_flow.found and not window.search_flow.found.result.query.filters))
    settle(qtbot, window)
    assert len(sheet._model("newspaper").rows()) > 1


def test_articles_that_are_removed_are_counted_no_longer(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.breakdown_flow.show()
    sheet = window.findChild(Breakdown)
    assert sheet is not None and window.desk is not None
    assert sheet._model("newspaper").rows()
    with window.desk.archive() as archive:
        archive.remove_source(archive.source_rows()[0].id)
        archive.remove_all_leaving()
    window.search_flow.drop_removed()
    settle(qtbot, window)
    assert not window.results.model.rows() and not sheet._model("newspaper").rows()
