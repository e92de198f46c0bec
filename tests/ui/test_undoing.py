"""Undo and Redo of what is kept: named in the menu, there when there is something, by the system's own keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.shortcuts import ShortcutsSheet
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


def menu(window: MainWindow) -> tuple[str, str]:
    """What Undo and Redo are called; in brackets where they cannot be given."""
    words = []
    for name in ("UndoAction", "RedoAction"):
        action = window.actions_[name]
        text = action.text().replace("&", "")
        words.append(text if action.isEnabled() else f"({text})")
    return words[0], words[1]


def star(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)


def press(qtbot: QtBot, window: MainWindow, widget: QWidget, standard: QKeySequence.StandardKey) -> None:
    """The system's first stroke for a command, typed where ``widget`` has the keys."""
    QApplication.setActiveWindow(window)
    widget.setFocus()
    QTest.keySequence(widget, QKeySequence(standard))
    settle(qtbot, window)


NONE = ("(Undo in the archive)", "(Redo in the archive)")


def test_undo_and_redo_name_what_they_will_do(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert menu(window) == NONE
    ask(qtbot, window, STRIKE)
    assert menu(window) == NONE, "a search of the history is no change to take back"
    star(window, qtbot)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    assert menu(window) == ("Undo the new collection", "(Redo in the archive)")
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert menu(window) == ("Undo the star", "Redo the new collection")
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert menu(window) == ("(Undo in the archive)", "Redo the star")
    assert window.sidebar.entries("collection") == []
    window.actions_["RedoAction"].trigger()
    window.actions_["RedoAction"].trigger()
    settle(qtbot, window)
    assert menu(window) == ("Undo the new collection", "(Redo in the archive)")
    assert [words for _, words in window.sidebar.entries("collection")] == ["★ Starred  1", "Docks  1"]
    assert window.message.text() == "Done again: the new collection."


def test_a_new_change_or_a_removed_file_ends_what_can_be_done_again(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot)
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    window.actions_["UnstarAction"].trigger()  # it has no star, so nothing is changed
    settle(qtbot, window)
    assert menu(window)[1] == "Redo the star"
    window.results.choose(1)
    settle(qtbot, window)
    star(window, qtbot)
    assert menu(window) == ("Undo the star", "(Redo in the archive)")
    window.archives.remove_sources({1: "articles.jsonl"})
    settle(qtbot, window)
    assert menu(window) == NONE


def test_the_keys_are_those_of_the_system_and_a_text_keeps_them_for_itself(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot)
    for widget in (window.results.view, window.reader.article_text, window.reader.query_text, window.sidebar):
        press(qtbot, window, widget, UNDO)
        assert window.message.text() == "Taken back: the star.", widget.objectName()
        press(qtbot, window, widget, REDO)
        assert window.message.text() == "Done again: the star.", widget.objectName()
    window.query.folding.to_text()
    window.query.edit.selectAll()
    window.query.edit.insertPlainText("Other words")
    press(qtbot, window, window.query.edit, UNDO)
    assert window.query.text() == STRIKE
    press(qtbot, window, window.query.edit, REDO)
    assert window.query.text() == "Other words" and menu(window)[0] == "Undo the star"


def test_a_list_on_show_follows_what_is_done_again(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot)
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    for name, count in (("UndoAction", 0), ("RedoAction", 1), ("UndoAction", 0)):
        window.actions_[name].trigger()
        settle(qtbot, window)
        assert window.results.model.rowCount() == count


def test_another_archive_has_its_own_changes(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot)
    window.new_archive(tmp_path / "Other.dejavu")
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path.stem == "Other", timeout=20_000)
    settle(qtbot, window)
    assert menu(window) == NONE
    window.keep_flow.undoing.redo()
    settle(qtbot, window)
    assert window.message.text() == "There is nothing to do again."


def test_what_can_no_longer_be_done_again_is_said_once(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot)
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.desk is not None
    with window.desk.archive() as other:
        other.remove_source(1)
    window.actions_["RedoAction"].trigger()
    settle(qtbot, window)
    assert "cannot be done again" in window.message.text()
    assert menu(window) == NONE


def test_the_sheet_of_keys_has_both(window: MainWindow) -> None:
    window.commands.show_shortcuts()
    sheet = window.findChild(QDialog, "ShortcutsSheet")
    assert isinstance(sheet, ShortcutsSheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    for command, standard in (("Undo in the archive", UNDO), ("Redo in the archive", REDO)):
        assert QKeySequence(standard).toString(QKeySequence.SequenceFormat.NativeText) in words and command in words


def test_a_collection_that_is_deleted_while_it_is_listed_is_gone_and_comes_back_with_undo(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    number = window.keep_flow.collections[0].id
    window.keep_flow.show_collection(number)
    settle(qtbot, window)
    rows = window.results.model.rows()
    window.keep_flow.run_command("delete", "collection", number)
    settle(qtbot, window)
    assert len(rows) == 1 and not window.results.model.rows()
    assert any("Nothing stands here any more." in label.text() for label in window.results.findChildren(QLabel))
    window.actions_["UncollectAction"].trigger()
    settle(qtbot, window)
    assert "Open a collection first" in window.message.text()
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.results.model.rows() == rows
    window.actions_["UncollectAction"].trigger()
    settle(qtbot, window)
    assert window.keep_flow.collections[0].articles == 0


def test_a_name_that_is_left_as_it_was_is_no_change_to_take_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    window.actions_["SaveSearchAction"].trigger()
    settle(qtbot, window)
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    (collection,), (saved, *_) = window.keep_flow.collections, window.keep_flow._searches
    window.keep_flow.run_command("rename", "collection", collection.id)
    window.keep_flow.run_command("rename", "saved", saved.id)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_words", lambda *args: " ")
    window.keep_flow.run_command("describe", "collection", collection.id)
    settle(qtbot, window)
    assert menu(window)[0] == "Undo the new collection"
