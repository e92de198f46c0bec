"""Where a new archive goes, and what stays of the one before when another comes on the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.ui.breakdown import Breakdown
from dejavu_app.ui.main_window import MainWindow
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
