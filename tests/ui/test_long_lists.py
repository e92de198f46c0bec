"""A list of thousands: nothing that is done with it looks at its rows one by one where that would hold the window."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Parallel, PartialDate
from dejavu_app.ui import results_model
from dejavu_app.ui.periods import spread_of
from dejavu_app.ui.results_model import ARTICLES_MIME, ResultsModel
from dejavu_app.ui.results_panel import ResultsPanel
from dejavu_app.ui.state import Row

ROWS = tuple(
    Row(Parallel(n, 1.0, "weak", n, n, "", "1916", "The Bee", "", "1", "A STRIKE", "Men left work.", 0, 14, "", ""), "")
    for n in range(1, 301)
)


def all_selected(qtbot: QtBot) -> ResultsPanel:
    """A list in which every row is selected."""
    panel = ResultsPanel()
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    panel.show_rows(ROWS, "", ())
    qtbot.keyClick(panel.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> ResultsPanel:
    return all_selected(qtbot)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Counter[str]]:
    """Counts how often a function is called from now on."""
    counted: Counter[str] = Counter()

    def count(owner: Any, name: str) -> Counter[str]:
        real = getattr(owner, name)

        def called(*given: Any) -> Any:
            counted[name] += 1
            return real(*given)

        monkeypatch.setattr(owner, name, called)
        return counted

    return count


def test_what_is_selected_is_read_at_once(panel: ResultsPanel, calls: Callable[[Any, str], Counter[str]]) -> None:
    counted = calls(ResultsModel, "rows")
    assert panel.selected() == list(ROWS)
    assert counted["rows"] == 1


def test_the_tables_header_is_painted_whatever_is_selected(
    qtbot: QtBot, calls: Callable[[Any, str], Counter[str]]
) -> None:
    counted = calls(ResultsModel, "flags")
    panel = all_selected(qtbot)
    panel.table_button.setChecked(True)
    header = panel.table.horizontalHeader()
    header.grab()
    assert panel.selected() == list(ROWS)
    before = counted["flags"]
    header.grab()
    assert before and counted["flags"] == before


@pytest.mark.parametrize("table", [False, True])
def test_a_selection_is_kept_in_one_step(panel: ResultsPanel, table: bool) -> None:
    panel.table_button.setChecked(table)
    left = [row for row in ROWS if row.parallel.rank not in (5, 6, 100)]
    told = QSignalSpy(panel.view.selectionModel().selectionChanged)
    panel.reorder_rows(left, "", ())
    assert panel.selected() == left and panel.current() == ROWS[0]
    assert told.count() <= 3


def test_the_texts_of_what_is_dragged_are_made_where_they_are_wanted(
    panel: ResultsPanel, calls: Callable[[Any, str], Counter[str]]
) -> None:
    counted = calls(results_model, "cite")
    data = panel.model.mimeData([panel.model.index(number, 0) for number in range(len(ROWS))])
    assert len(json.loads(data.data(ARTICLES_MIME).data())) == len(ROWS) and not counted["cite"]
    assert set(data.formats()) == {ARTICLES_MIME, "text/plain"} and data.hasText() and data.hasFormat(ARTICLES_MIME)
    assert data.text().count("Men left work.") == bytes(data.data("text/plain").data()).count(b"Men left work.") == 300


def test_a_date_that_many_share_is_read_once(calls: Callable[[Any, str], Counter[str]]) -> None:
    counted = calls(PartialDate, "from_iso")
    found = spread_of(["1916-05-26"] * 50 + ["1916"] * 20 + ["n.d."] * 5)
    assert (found.articles, found.of("year"), sum(found.of("day").values())) == (70, {1916: 70}, 50)
    assert counted["from_iso"] == 3
