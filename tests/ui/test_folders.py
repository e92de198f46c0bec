"""Where the window's file dialogues begin, and the welcome's two ways to newspapers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.review_sheet import ReviewSheet
from dejavu_app.ui.sample import sample_archive_path
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.test_new_archive import typed


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file dialogue that a test does not expect is left at once, and holds up nothing."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Documents"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


def pick(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    """Return on the button opens its menu, a letter chooses."""
    button = named(window, QPushButton, "WelcomeNew")
    button.setFocus()
    QTimer.singleShot(50, lambda: qtbot.keyClick(named(window, QMenu, "WelcomeNewMenu"), key))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.wait(100)


def reviewed(window: MainWindow, qtbot: QtBot) -> str:
    """The title of the review that opens, once it says what was found."""
    qtbot.waitUntil(lambda: window.findChild(ReviewSheet) is not None, timeout=20_000)
    sheet = window.findChild(ReviewSheet)
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.review() is not None, timeout=20_000)
    settle(qtbot, window)
    title = sheet.title.text()
    sheet.reject()
    return title


def test_the_welcome_takes_single_files(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documents: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} mills burned down last night, and forty men are idle now.")
    begun = []

    def files(*asked: object) -> tuple[list[str], str]:
        begun.append(asked[2])
        return [str(tmp_path / "one.txt"), str(tmp_path / "two.txt")], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", files)
    proposed = typed(monkeypatch, tmp_path / "Mills")
    window = open_window()
    pick(window, qtbot, Qt.Key.Key_F)
    assert reviewed(window, qtbot) == "2 files to read"
    assert begun == [str(documents)] and proposed == [str(documents / "one.dejavu")]
    assert window.desk is not None and window.desk.path == tmp_path / "Mills.dejavu"


def test_the_welcome_takes_a_folder(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documents: Path
) -> None:
    (tmp_path / "Bee").mkdir()
    (tmp_path / "Bee" / "one.txt").write_text("The mill burned down last night, and forty men are without work now.")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "Bee"))
    proposed = typed(monkeypatch, tmp_path / "Mills")
    window = open_window()
    pick(window, qtbot, Qt.Key.Key_O)
    assert reviewed(window, qtbot) == "1 file to read"
    assert proposed == [str(documents / "Bee.dejavu")]


def test_an_archive_that_is_taken_for_newspapers_is_opened(
    open_window: Opener, qtbot: QtBot, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(archive)], ""))
    window = open_window()
    pick(window, qtbot, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None and window.desk.path == archive


def test_a_new_archive_is_not_proposed_in_the_samples_hidden_folder(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documents: Path
) -> None:
    window = open_window()
    proposed = typed(monkeypatch)

    def proposal() -> Path:
        window.actions_["NewAction"].trigger()
        return Path(proposed[-1]).parent

    window.settings.remember(str(sample_archive_path()))
    assert proposal() == documents
    (tmp_path / "own").mkdir()
    window.settings.remember(str(tmp_path / "own" / "Bee.dejavu"))
    window.settings.remember(str(sample_archive_path()))
    assert proposal() == tmp_path / "own"
    (tmp_path / "own").rmdir()
    assert proposal() == documents, "the folder is gone"
    documents.rmdir()
    assert proposal() == Path.home()


def test_an_export_begins_where_the_last_one_went(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_window: Opener,
    archive: Path,
) -> None:  # fmt: skip
    (tmp_path / "thesis").mkdir()
    proposed = typed(monkeypatch, tmp_path / "thesis" / "found.csv", tmp_path / "thesis" / "when.svg")
    ask(qtbot, window, STRIKE)
    for action in ("ExportAction", "SaveTimelineAction", "ExportSelectionAction"):
        window.actions_[action].trigger()
        settle(qtbot, window)
    assert proposed == [
        str(Path.home() / "parallels.csv"), str(tmp_path / "thesis" / "timeline.svg"),
        str(tmp_path / "thesis" / "parallels.csv"),
    ]  # fmt: skip
    window.close()
    again = open_window(archive)
    ask(qtbot, again, STRIKE)
    again.actions_["BreakdownAction"].trigger()
    qtbot.mouseClick(named(again, QPushButton, "SaveChart"), Qt.MouseButton.LeftButton)
    assert proposed[-1] == str(tmp_path / "thesis" / "parallels.svg")
    for each in (tmp_path / "thesis").iterdir():
        each.unlink()
    (tmp_path / "thesis").rmdir()
    again.actions_["ExportAction"].trigger()
    assert proposed[-1] == str(Path.home() / "parallels.csv"), "the folder is gone"
