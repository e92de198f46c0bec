"""Where a new archive goes, and what stays of the one before when another comes on the desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.domain import Filters, PartialDate
from dejavu_app.ui.archive_dialog import ArchiveDialog
from dejavu_app.ui.breakdown import Breakdown
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.notes_dialog import NotesDialog
from dejavu_app.ui.review_sheet import ReviewSheet
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, drop, named, settle


def typed(monkeypatch: pytest.MonkeyPatch, *names: Path) -> list[str]:
    """The person types these names, then none; gives what was proposed."""
    left, proposed = [str(name) for name in names], []

    def dialogue(*asked: object) -> tuple[str, str]:
        proposed.append(str(asked[2]))
        return (left.pop(0) if left else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialogue)
    return proposed


def press(words: str) -> None:
    """Answers the question that stands open next."""

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(0, answer)


@pytest.fixture
def other(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Callable[[], None]:
    """Opens another, empty archive."""

    def turn() -> None:
        with Archive(tmp_path / "Other.dejavu", create=True):
            pass
        window.open_archive(tmp_path / "Other.dejavu")
        settle(qtbot, window)
        assert window.desk is not None and window.desk.path.stem == "Other"

    return turn


def test_dropped_files_come_into_the_new_archive_though_its_name_has_no_ending(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.txt").write_text("The mill burned down last night, and forty men are without work for now.")
    typed(monkeypatch, tmp_path / "Mills v. 2")
    window = open_window()
    drop(window, [tmp_path / "one.txt"])
    qtbot.waitUntil(lambda: window.findChild(ReviewSheet) is not None, timeout=20_000)
    sheet = window.findChild(ReviewSheet)
    assert sheet is not None
    go = named(sheet, QPushButton, "ReviewImport")
    qtbot.waitUntil(go.isEnabled, timeout=20_000)
    go.click()
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path == tmp_path / "Mills v. 2.dejavu"
    assert "1" in window.coverage.text() and not (tmp_path / "Mills v. 2").exists()


def test_the_ending_of_an_archive_counts_in_any_case(
    open_window: Opener, archive: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, tmp_path / "MILLS.DEJAVU")
    window = open_window()
    window.actions_["NewAction"].trigger()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path == tmp_path / "MILLS.DEJAVU"
    loud = archive.rename(archive.with_name("PAPERS.DEJAVU"))
    window.archives.load_query(loud)  # as dropped on the text
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path == loud, timeout=5000)
    settle(qtbot, window)


def test_an_archive_that_is_there_is_not_taken_for_a_new_one(
    open_window: Opener, archive: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    proposed = typed(monkeypatch, tmp_path / "Papers")
    press("Another name…")
    window.actions_["NewAction"].trigger()
    settle(qtbot, window)
    assert window.desk is None and proposed[1] == str(archive)
    typed(monkeypatch, tmp_path / "Papers")
    press("Open it")
    window.actions_["NewAction"].trigger()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path == archive


def test_the_newspapers_of_one_archive_do_not_filter_the_next(
    window: MainWindow, qtbot: QtBot, other: Callable[[], None]
) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["BreakdownAction"].trigger()
    assert window.findChild(Breakdown) is not None
    other()
    qtbot.waitUntil(lambda: window.findChild(Breakdown) is None, timeout=5000)


def test_an_archive_that_is_opened_while_only_reading_is_seen(
    window: MainWindow, qtbot: QtBot, other: Callable[[], None]
) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["FocusAction"].trigger()
    assert not window.query.isVisible()
    other()
    assert window.query.isVisible() and window.sidebar.isVisible()
    assert not window.actions_["FocusAction"].isChecked()


def test_the_open_archive_stays_as_it_is_when_it_is_asked_for_again(
    window: MainWindow, qtbot: QtBot, archive: Path
) -> None:
    window.filters.change(Filters(date_from=PartialDate(1880)))
    ask(qtbot, window, STRIKE)
    QApplication.setActiveWindow(window)
    desk, found = window.desk, window.search_flow.found
    for act in (
        window.actions_.menus["RecentMenu"].actions()[0].trigger,
        lambda: window.commands.sidebar_command("open", "archive", str(archive)),
        lambda: window.open_archive(archive.parent / ".." / archive.parent.name / archive.name),
    ):
        window.results.focus_list()
        act()
        settle(qtbot, window)
        assert window.desk is desk and window.search_flow.found is found
        assert window.filters.filters() == Filters(date_from=PartialDate(1880)) and window.results.model.rowCount()
        assert window.query.edit.hasFocus()


def test_f2_on_an_archive_opens_nothing(window: MainWindow, qtbot: QtBot, other: Callable[[], None]) -> None:
    other()
    places = [value for value, _ in window.sidebar.entries("archive")]
    row = next(number for number, path in enumerate(places) if str(path).endswith("Papers.dejavu"))
    window.sidebar.setCurrentIndex(window.sidebar.model().index(row, 0, window.sidebar.model().index(0, 0)))
    qtbot.keyClick(window.sidebar, Qt.Key.Key_F2)
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path.stem == "Other"


def test_a_note_goes_into_the_archive_it_was_written_in(
    window: MainWindow, qtbot: QtBot, archive: Path, tmp_path: Path
) -> None:
    shutil.copy(archive, tmp_path / "Other.dejavu")
    ask(qtbot, window, STRIKE)
    article = window.reader.opened().article.id  # type: ignore[union-attr]
    window.actions_["NoteAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is not None, timeout=20_000)
    dialog = window.findChild(NotesDialog)
    assert dialog is not None
    window.open_archive(tmp_path / "Other.dejavu")
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path.stem == "Other"
    qtbot.keyClicks(dialog.note, "Compare Hamburg.")
    dialog.accept()
    settle(qtbot, window)
    assert "Papers" in window.message.text()
    with Archive(tmp_path / "Other.dejavu") as opened:
        assert opened.noted() == []
    with Archive(archive) as opened:
        assert opened.marks()[article].note == "Compare Hamburg."


def test_what_was_asked_of_one_archive_is_not_done_in_the_next(
    window: MainWindow, qtbot: QtBot, other: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["ArchiveAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ArchiveDialog) is not None, timeout=20_000)
    dialog = window.findChild(ArchiveDialog)
    assert dialog is not None

    def named_late(*_: object) -> str:
        other()
        return "Docks"

    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", named_late)
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    assert window.message.text() == "“Papers” is no longer open." and not window.keep_flow.collections
    window.message.notice.hide()
    (tmp_path / "one.csv").write_text("title,text\nA FIRE,The mill burned down last night and many are idle now.\n")
    window.import_flow.start_import(tmp_path / "Other.dejavu", [tmp_path / "one.csv"], False)
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    dialog.remove_asked.emit({1: "articles.jsonl"})
    settle(qtbot, window)
    assert window.message.text() == "“Papers” is no longer open."
    dialog.search_asked.emit(1)
    assert not window.filters.filters()
    with Archive(tmp_path / "Other.dejavu") as opened:
        assert opened.article_count() == 1
    dialog.reject()


def test_a_list_is_exported_from_its_own_archive(
    window: MainWindow, qtbot: QtBot, other: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(qtbot, window, STRIKE)
    asked: list[Path] = []
    monkeypatch.setattr("dejavu_app.exporting.export", lambda result, path, archive: asked.append(archive.path))

    def named_late(*_: object, **__: object) -> tuple[str, str]:
        other()
        return str(tmp_path / "found.txt"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", named_late)
    window.actions_["ExportAction"].trigger()
    settle(qtbot, window)
    assert asked == [tmp_path / "Papers.dejavu"]


def test_what_is_new_in_a_saved_search_is_not_said_of_another(
    window: MainWindow, qtbot: QtBot, other: Callable[[], None]
) -> None:
    ask(qtbot, window, STRIKE)
    said: list[str] = []
    window.keep_flow.search_again.emit(window.search_flow.found.result)  # type: ignore[union-attr]
    other()  # the search is put aside
    window.message.say = said.append  # type: ignore[method-assign]
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    assert not [words for words in said if "new since" in words]
