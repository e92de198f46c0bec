"""What a reader wrote on articles is seen beside them, found again, and not lost by a slip."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.errors import UserError
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.name_dialog import ask_name
from dejavu_app.ui.notes_dialog import NotesDialog
from dejavu_app.ui.shelf_flow import Shelf
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

NOTE = "Compare the Hamburg strike."


def press(button: QMessageBox.StandardButton) -> None:
    """Answers the question that stands open next."""

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(0, answer)


def opened(window: MainWindow, qtbot: QtBot) -> NotesDialog:
    window.actions_["NoteAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is not None, timeout=20_000)
    dialog = window.findChild(NotesDialog)
    assert dialog is not None
    return dialog


def write(window: MainWindow, qtbot: QtBot, note: str = "", tags: str = "") -> None:
    dialog = opened(window, qtbot)
    dialog.note.setPlainText(note)
    dialog.tags.setText(tags)
    dialog.accept()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is None, timeout=20_000)


def entries(window: MainWindow) -> list[str]:
    return [words for _, words in window.sidebar.entries("collection")]


def listed(window: MainWindow) -> list[int]:
    return [row.parallel.article_id for row in window.results.model.rows()]


@pytest.mark.parametrize("then", ["Save", "Discard", "Cancel"])
def test_a_written_note_is_not_thrown_away_by_escape(window: MainWindow, qtbot: QtBot, then: str) -> None:
    ask(qtbot, window, STRIKE)
    dialog = opened(window, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible(), "nothing was written, so nothing is asked"
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is None, timeout=20_000)
    dialog = opened(window, qtbot)
    qtbot.keyClicks(dialog.note, NOTE)
    press(QMessageBox.StandardButton[then])
    qtbot.keyClick(dialog.note, Qt.Key.Key_Escape)
    if then == "Cancel":
        assert dialog.isVisible() and dialog.note.toPlainText() == NOTE
    settle(qtbot, window)
    assert (entries(window) == ["✎ Notes  1"]) is (then == "Save")


def test_marks_stand_in_the_list_and_above_the_article(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    row = window.results.model.rows()[0]
    assert window.results.model.marks(row) == "" and window.reader.marks.isHidden()
    write(window, qtbot, NOTE, "harbour, strike")
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert window.results.model.marks(row) == "★ ✎ #harbour #strike"
    assert NOTE in window.results.model.spoken(row) and "harbour, strike" in window.results.model.spoken(row)
    window.results.view.setFocus()
    qtbot.keyClick(window.results.view, Qt.Key.Key_Down)
    qtbot.keyClick(window.results.view, Qt.Key.Key_Up)
    window.actions_["TableAction"].trigger()
    assert window.results.model.index(0, 6).data().startswith("★ ✎ #harbour #strike  ")
    selected = window.results.table.selectionModel().selectedRows()
    assert [index.row() for index in selected] == [0], "the whole row, not its first cell"
    settle(qtbot, window)
    assert window.reader.marks.text() == f"★ Starred   # harbour   # strike\n✎ {NOTE}"
    window.results.choose(1)
    settle(qtbot, window)
    assert window.reader.marks.isHidden()
    window.results.choose(0)
    settle(qtbot, window)
    assert not window.reader.marks.isHidden()
    for _ in range(2):
        window.actions_["UndoAction"].trigger()
        settle(qtbot, window)
    assert window.results.model.marks(row) == "" and window.reader.marks.isHidden()


def test_a_note_is_found_again(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    article = listed(window)[0]
    write(window, qtbot, NOTE)
    window.commands.sidebar_activated("notes", "")
    settle(qtbot, window)
    assert listed(window) == [article] and window.results.model.rows()[0].snippet == NOTE
    window.actions_["UncollectAction"].trigger()
    assert "note is emptied" in window.message.text()
    write(window, qtbot)
    assert entries(window) == []


def test_an_article_is_taken_off_the_tag_on_show_and_out_of_no_collection(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    article = listed(window)[0]
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    write(window, qtbot, tags="strike")
    window.commands.sidebar_activated("collection", window.sidebar.entries("collection")[0][0])
    settle(qtbot, window)
    window.commands.sidebar_activated("tag", "strike")
    settle(qtbot, window)
    window.results.choose(0)
    settle(qtbot, window)
    window.actions_["UncollectAction"].trigger()
    settle(qtbot, window)
    assert entries(window) == ["Docks  1"] and "1 article taken out" in window.message.text()
    assert listed(window) == [] and window.keep_flow.shelves.on_show == Shelf("tag", "strike")
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert entries(window) == ["Docks  1", "# strike  1"] and listed(window) == [article]
    assert window.results.heading.text() == "# strike"


def test_a_tag_is_renamed_and_deleted(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(qtbot, window, STRIKE)
    write(window, qtbot, tags="strike, docks")
    window.commands.sidebar_activated("tag", "strike")
    settle(qtbot, window)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "docks")
    window.commands.sidebar_command("rename", "tag", "strike")
    settle(qtbot, window)
    assert entries(window) == ["# docks  1"] and window.results.heading.text() == "# docks"
    window.commands.sidebar_command("delete", "tag", "docks")
    settle(qtbot, window)
    assert entries(window) == []
    for _ in range(2):
        window.actions_["UndoAction"].trigger()
        settle(qtbot, window)
    assert entries(window) == ["# docks  1", "# strike  1"]


def test_a_saved_search_keeps_its_name_unless_another_is_given(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(name: str) -> Callable[..., str]:
        def box(window: object, title: str, label: str, text: str = "") -> str:
            asked.append(text)
            return name

        return box

    ask(qtbot, window, STRIKE)
    for name in ("Docks", "", "Harbours"):
        monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", answer(name))
        if saved := window.sidebar.entries("saved"):
            window.commands.sidebar_command("rename", "saved", saved[0][0])
        else:
            window.actions_["SaveSearchAction"].trigger()
        settle(qtbot, window)
    assert asked[1:] == ["Docks", "Docks"]
    assert [words for _, words in window.sidebar.entries("saved")] == ["Harbours"]


def test_a_name_is_asked_for_in_a_box_that_shows_it(window: MainWindow) -> None:
    widths = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QInputDialog)
        widths.append(box.width())
        box.setTextValue("  Docks ")
        box.accept()

    QTimer.singleShot(0, answer)
    assert ask_name(window, "Title", "Name:", "before") == "Docks"
    assert widths[0] >= 400
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().close())  # type: ignore[union-attr]
    assert ask_name(window, "Title", "Name:", "before") == ""


def test_what_is_kept_is_exported_as_a_list_and_not_as_a_search(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    write(window, qtbot, "Read <again>.", "strike")
    window.commands.sidebar_activated("tag", "strike")
    settle(qtbot, window)
    for ending in (".csv", ".html", ".jsonl"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, ending=ending: (f"{tmp_path / 'x'}{ending}", ""))
        window.actions_["ExportAction"].trigger()
        settle(qtbot, window)
    (row,) = csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8-sig", newline=""))
    assert (row["rank"], row["score"], row["band"]) == ("1", "", "") and row["headline"]
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<h1># strike</h1>" in page and "Note: Read &lt;again&gt;." in page and "Tags: strike" in page
    assert "query" not in page.lower() and "weak" not in page
    document = json.loads((tmp_path / "x.jsonl").read_text(encoding="utf-8"))
    assert document["score"] is None and document["band"] is None and document["kept"] == "# strike"
    window.actions_["SaveSearchAction"].trigger()
    assert "no search to save" in window.message.text()


def test_a_note_that_could_not_be_written_is_still_there(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UserError("Papers.dejavu: the disk is full.", "Make room on it.")

    ask(qtbot, window, STRIKE)
    monkeypatch.setattr(Archive, "set_note", full)
    dialog = opened(window, qtbot)
    dialog.note.setPlainText(NOTE)
    dialog.tags.setText("harbour")
    dialog.accept()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) not in (None, dialog), timeout=20_000)
    again = window.findChild(NotesDialog)
    assert again is not None and again.note.toPlainText() == NOTE and again.tags.text() == "harbour"
    assert "the disk is full" in again.fault.text()
    settle(qtbot, window)
    assert not entries(window), "nothing of it was kept, so undo has nothing to take back"
    monkeypatch.undo()
    again.accept()
    settle(qtbot, window)
    assert entries(window) == ["✎ Notes  1", "# harbour  1"]


def test_a_note_that_another_window_changed_meanwhile_is_not_written_over(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    write(window, qtbot, "First.", "harbour, strike")
    assert window.desk is not None
    article = listed(window)[0]
    dialog = opened(window, qtbot)
    with Archive(window.desk.path) as other:
        other.set_note(article, "First. Theirs.")
        other.set_tags(article, ["harbour", "seen"])
    dialog.note.setPlainText("First. Mine.")
    dialog.tags.setText("harbour, strike, wages")
    dialog.accept()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) not in (None, dialog), timeout=20_000)
    again = window.findChild(NotesDialog)
    assert again is not None and "another window" in again.fault.text()
    assert again.note.toPlainText() == "First. Theirs.\n\nFirst. Mine."
    with Archive(window.desk.path) as other:
        assert other.note(article) == "First. Theirs."
    again.note.setPlainText("All of it.")
    again.accept()
    settle(qtbot, window)
    with Archive(window.desk.path) as other:
        assert other.note(article) == "All of it."
        assert other.tags(article) == ["harbour", "seen", "wages"]


def test_tags_that_another_window_gave_meanwhile_stay(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    write(window, qtbot, tags="harbour, strike")
    assert window.desk is not None
    article = listed(window)[0]
    dialog = opened(window, qtbot)
    with Archive(window.desk.path) as other:
        other.set_tags(article, ["harbour", "seen", "strike"])
    dialog.tags.setText("strike, wages")
    dialog.accept()
    settle(qtbot, window)
    with Archive(window.desk.path) as other:
        assert other.tags(article) == ["seen", "strike", "wages"]
