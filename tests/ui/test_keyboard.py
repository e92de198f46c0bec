"""The whole job by keyboard alone: open the sample, ask, filter, choose, star, note, collect, export, read."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.errors import UserError
from dejavu_app.jobs.progress import Progress
from dejavu_app.ui.actions import commands
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.notes_dialog import NotesDialog
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, settle
from tests.ui.test_searching import again, last_query

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, *keys: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Types into whatever has the keys, as a person does who cannot see which widget that is."""
    for key in keys:
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
        assert target is not None, "nothing has the keys"
        if isinstance(key, str):
            qtbot.keyClicks(target, key, modifiers)
        else:
            qtbot.keyClick(target, key, modifiers)


def in_part(part: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is part or part.isAncestorOf(focused))


def test_the_whole_job(open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_window()
    QApplication.setActiveWindow(window)
    press(qtbot, Qt.Key.Key_Return)  # the sample's button has the keys at the start
    qtbot.waitUntil(lambda: window.desk is not None and bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert window.query.edit.hasFocus()
    press(qtbot, STRIKE)
    press(qtbot, Qt.Key.Key_Return, modifiers=CONTROL)
    qtbot.waitUntil(lambda: window.search_flow.found is not None, timeout=30_000)
    settle(qtbot, window)
    press(qtbot, Qt.Key.Key_F, modifiers=CONTROL)
    press(qtbot, "1880", Qt.Key.Key_Tab, "1940", Qt.Key.Key_Return)
    again(qtbot, window)
    assert str(last_query(window).filters.date_from) == "1880"
    press(qtbot, Qt.Key.Key_R, modifiers=CONTROL)
    press(qtbot, Qt.Key.Key_Down)
    settle(qtbot, window)
    chosen = window.results.model.rows()[1].parallel
    assert window.reader.parallel() == chosen
    press(qtbot, Qt.Key.Key_D, modifiers=CONTROL)
    settle(qtbot, window)
    press(qtbot, Qt.Key.Key_N, modifiers=CONTROL | SHIFT)
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is not None, timeout=20_000)
    press(qtbot, "Compare Hamburg.", Qt.Key.Key_Tab, "harbour", Qt.Key.Key_Return)
    settle(qtbot, window)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    QApplication.setActiveWindow(window)
    window.results.focus_list()
    press(qtbot, Qt.Key.Key_K, modifiers=CONTROL)
    settle(qtbot, window)
    words = [words for _, words in window.sidebar.entries("collection")]
    assert words == ["★ Starred  1", "✎ Notes  1", "Docks  1", "# harbour  1"]
    target = tmp_path / "found.ris"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(target), ""))
    press(qtbot, Qt.Key.Key_E, modifiers=CONTROL)
    settle(qtbot, window)
    assert target.read_text(encoding="utf-8").count("TY  - NEWS") == len(last_result(window))
    press(qtbot, Qt.Key.Key_Return)
    assert in_part(window.reader)


def last_result(window: MainWindow) -> tuple[object, ...]:
    assert window.search_flow.found is not None
    return window.search_flow.found.result.parallels


def test_f6_goes_round_the_parts_and_back(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    QApplication.setActiveWindow(window)
    window.query.edit.setFocus()
    order = [window.filters, window.timeline, window.results, window.reader, window.sidebar, window.query]
    for part in order:
        press(qtbot, Qt.Key.Key_F6)
        assert in_part(part), part.objectName()
    for part in reversed([window.query, *order[:-1]]):
        press(qtbot, Qt.Key.Key_F6, modifiers=SHIFT)
        assert in_part(part), part.objectName()
    window.actions_["SidebarAction"].trigger()
    press(qtbot, Qt.Key.Key_F6, modifiers=SHIFT)
    assert in_part(window.reader), "what is hidden is passed over"


def test_a_search_of_the_history_is_opened_from_the_sidebar(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    QApplication.setActiveWindow(window)
    window.query.edit.setFocus()
    press(qtbot, Qt.Key.Key_F6, modifiers=SHIFT)
    press(qtbot, Qt.Key.Key_End, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.query.text() == STRIKE


def test_the_table_opens_an_article_by_key(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    QApplication.setActiveWindow(window)
    window.query.edit.setFocus()
    press(qtbot, Qt.Key.Key_T, modifiers=CONTROL | SHIFT)
    press(qtbot, Qt.Key.Key_R, modifiers=CONTROL)
    assert window.results.table.hasFocus() and window.results.table.dragEnabled()
    press(qtbot, Qt.Key.Key_Down)
    settle(qtbot, window)
    assert window.reader.parallel() == window.results.model.rows()[1].parallel
    press(qtbot, Qt.Key.Key_Return)
    assert in_part(window.reader)


def test_the_table_shows_all_printings_by_key(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    number, rows = 2, list(window.results.model.rows())
    rows[number] = replace(rows[number], reprints=(rows[0].parallel, rows[1].parallel))
    window.results.show_rows(rows, "", ())
    for table in (False, True):
        window.results.table_button.setChecked(table)
        window.results.choose(number)
        shown = window.results.table if table else window.results.view
        qtbot.keyClick(shown, Qt.Key.Key_P)
        (menu,) = (each for each in window.findChildren(QMenu, "PrintingsMenu") if each.isVisible())
        assert shown.viewport().rect().contains(shown.viewport().mapFromGlobal(menu.pos()))
        assert len(menu.actions()) == 3
        menu.close()
        settle(qtbot, window)


def test_printings_stand_by_date_with_their_headlines_and_one_without_a_date_last(
    window: MainWindow, qtbot: QtBot
) -> None:
    ask(qtbot, window, STRIKE)
    first = window.results.model.rows()[0]
    bee = replace(first.parallel, newspaper="The Bee", place="", page="2", headline="DOCKS & CO. IDLE", date="1911-03")
    long = replace(bee, article_id=8001, date="1889-05-26", headline="A GREAT STRIKE " * 9)
    undated = replace(bee, article_id=8002, date="", headline="")
    window.results.show_rows([replace(first, parallel=bee, reprints=(undated, long))], "", ())
    qtbot.keyClick(window.results.view, Qt.Key.Key_P)
    (menu,) = (each for each in window.findChildren(QMenu, "PrintingsMenu") if each.isVisible())
    said = [action.text().replace("\u00a0", " ").replace("  ", " ") for action in menu.actions()]
    assert said[0].startswith("26 May 1889 · The Bee · p. 2 · A GREAT STRIKE A GREAT") and said[0].endswith("…")
    assert said[1] == "March 1911 · The Bee · p. 2 · DOCKS && CO. IDLE"
    assert said[2].startswith(f"undated · The Bee · p. 2 · {bee.passage.split()[0]}")
    asked: list[object] = []
    window.results.reprint_chosen.connect(asked.append)
    window.results.reprint_chosen.disconnect(window.search_flow._reading.open)
    menu.actions()[0].trigger()
    assert asked == [long]
    menu.close()


def test_no_two_commands_have_one_stroke(window: MainWindow) -> None:
    """On a keyboard where + is a shifted = and - is plain, as in America and Britain."""
    plain = {"Ctrl+Shift+=": "Ctrl++", "Ctrl+_": "Ctrl+Shift+-"}
    taken: dict[str, str] = {}
    for command in commands():
        if command.keys:
            for stroke in window.actions_[command.name].shortcuts():
                told = stroke.toString()
                assert taken.setdefault(plain.get(told, told), command.name) == command.name
    assert {"Ctrl++", "Ctrl+=", "Ctrl+-"} <= set(taken)


def test_f6_comes_to_a_job_and_to_a_message(window: MainWindow, qtbot: QtBot) -> None:
    job = SimpleNamespace(progress=Progress("reading", 0, 0, 0.0, None, "", ()), state="running")
    row = window.jobs.add("Import", job, Future())
    window.show_error(UserError("Something is missing."))
    window.activateWindow()
    window.reader.article_text.setFocus()
    for part in (window.jobs, window.message, window.sidebar):
        window.actions_["NextPanelAction"].trigger()
        focused = QApplication.focusWidget()
        assert focused is not None and (focused is part or part.isAncestorOf(focused))
    row.dismissed.emit(row)


def test_an_error_goes_when_a_search_has_gone_well(window: MainWindow, qtbot: QtBot) -> None:
    window.show_error(UserError("Something is missing."))
    ask(qtbot, window, STRIKE)
    assert window.message.text() == ""
