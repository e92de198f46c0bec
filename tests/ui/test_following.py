"""Followed folders as a person meets them: chosen once, then new files come by themselves."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.errors import UserError
from dejavu_app.jobs import follow
from dejavu_app.ui.follow_dialog import FollowDialog
from dejavu_app.ui.follow_flow import INTERVAL
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import Opener
from tests.ui.person import named, settle

TEXT = "The mill burned down last night, and forty men are without work until the owners build it again."


def articles(window: MainWindow) -> int:
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        return archive.article_count()


def aged(path: Path) -> None:
    then = time.time() - 3600
    os.utime(path, (then, then))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_a_folder_is_followed_until_it_is_let_go(
    window: MainWindow, qtbot: QtBot, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.follow_flow.interval = 100
    before = articles(window)
    window.findChild(QAction, "FollowAction").trigger()
    dialog = window.findChild(FollowDialog)
    assert dialog is not None
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(inbox))
    qtbot.mouseClick(named(dialog, QPushButton, "FollowAdd"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.folders.count() == 1, timeout=20_000)
    assert dialog.folders.item(0).text() == str(inbox)
    (inbox / "new.txt").write_text(TEXT)
    qtbot.waitUntil(lambda: articles(window) == before + 1, timeout=30_000)
    qtbot.waitUntil(lambda: not window.jobs.running(), timeout=30_000)
    assert "1 new file in followed folders" in window.jobs.rows()[0].title.text()
    qtbot.waitUntil(lambda: "1 passage encoded" in window.jobs.rows()[0].detail.text(), timeout=5000)
    dialog.folders.setCurrentRow(0)
    qtbot.mouseClick(named(dialog, QPushButton, "FollowRemove"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.folders.count() == 0, timeout=20_000)
    settle(qtbot, window)
    (inbox / "later.txt").write_text(TEXT + " Nobody was hurt.")
    qtbot.wait(500)
    assert articles(window) == before + 1
    assert not window.follow_flow.timer.isActive()
    dialog.reject()


def test_a_folder_that_is_away_says_so_until_it_is_back(
    open_window: Opener, archive: Path, qtbot: QtBot, inbox: Path
) -> None:
    with Archive(archive) as opened:
        follow(opened, inbox)
    away = inbox.rename(inbox.with_name("elsewhere"))  # a drive that was taken out
    window = open_window(archive)
    window.follow_flow.manage()
    dialog = window.findChild(FollowDialog)
    assert dialog is not None
    assert dialog.folders.item(0).text() == f"{inbox} (not there just now)"
    dialog.folders.setCurrentRow(0)
    away.rename(inbox)
    window.follow_flow.look()
    qtbot.waitUntil(lambda: dialog.folders.item(0).text() == str(inbox), timeout=20_000)
    assert dialog.folders.item(0).isSelected() and dialog.remove.isEnabled()
    dialog.reject()
    settle(qtbot, window)


def test_what_came_while_the_window_was_closed_is_there_at_the_next_start(
    open_window: Opener, archive: Path, qtbot: QtBot, inbox: Path
) -> None:
    with Archive(archive) as opened:
        before = opened.article_count()
        follow(opened, inbox)
    (inbox / "new.txt").write_text(TEXT)
    aged(inbox / "new.txt")
    window = open_window(archive)
    qtbot.waitUntil(lambda: articles(window) == before + 1, timeout=30_000)
    settle(qtbot, window)
    assert window.follow_flow.timer.isActive()


def test_a_look_that_fails_is_said_once_and_tried_again_ever_later(
    open_window: Opener, archive: Path, qtbot: QtBot, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(archive) as opened:
        follow(opened, inbox)
    window = open_window(archive)
    settle(qtbot, window)
    flow, said = window.follow_flow, []
    window.import_flow.message.connect(said.append)

    def locked(_: Archive) -> list[Path]:
        raise UserError("The archive is locked.")

    with monkeypatch.context() as patched:
        patched.setattr("dejavu_app.jobs.followed", locked)
        pauses = []
        for _ in range(8):
            flow.look()
            settle(qtbot, window)
            assert flow.timer.isActive()
            pauses.append(flow.timer.interval())
    assert pauses[:3] == [2 * INTERVAL, 4 * INTERVAL, 8 * INTERVAL] and pauses[-1] == 600_000
    assert said == ["The archive is locked."]
    flow.look()
    settle(qtbot, window)
    assert flow.timer.isActive() and flow.timer.interval() == INTERVAL
    flow._failed(UserError("The archive is locked."))
    assert flow.timer.interval() == 2 * INTERVAL and len(said) == 2, "said anew after all went well"


def test_a_folder_chosen_while_a_job_runs_stands_in_the_list_at_once(
    window: MainWindow, qtbot: QtBot, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.import_flow, "encoding", lambda archive: True)
    window.findChild(QAction, "FollowAction").trigger()
    dialog = window.findChild(FollowDialog)
    assert dialog is not None
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(inbox))
    qtbot.mouseClick(named(dialog, QPushButton, "FollowAdd"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert [dialog.folders.item(n).text() for n in range(dialog.folders.count())] == [str(inbox)]
    dialog.folders.setCurrentRow(0)
    qtbot.mouseClick(named(dialog, QPushButton, "FollowRemove"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert dialog.folders.count() == 0
    dialog.reject()
