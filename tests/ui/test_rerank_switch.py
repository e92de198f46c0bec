"""The switch for reading the best results once more is found as it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dejavu_app.ui import app
from dejavu_app.ui import settings as options
from dejavu_app.ui.settings import Settings
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, settle
from tests.ui.test_rereading import Models, StepByStep, begin


def test_the_switch_is_remembered_as_the_mode_is(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    window = open_window(archive)
    assert not window.query.rerank.isChecked()
    for on in (True, False):
        window.query.rerank.setFocus()
        qtbot.keyClick(window.query.rerank, Qt.Key.Key_Space)
        assert window.query.rerank.isChecked() is on
        ask(qtbot, window, STRIKE)
        settle(qtbot, window)
        window.close()
        window = open_window(archive)
        assert window.query.rerank.isChecked() is on


def test_a_second_reading_that_is_stopped_leaves_the_switch_as_it_is(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    reader = StepByStep()
    window = open_window(archive, Models(reader))
    try:
        begin(qtbot, window, reader)
        window.search_flow.stop_reading()
    finally:
        reader.finish()
    settle(qtbot, window)
    assert window.search_flow.found is not None and not window.search_flow.found.result.query.rerank
    assert window.query.rerank.isChecked() and window.settings.get(options.RERANK)


def test_the_switch_stays_off_where_no_reranker_is_installed(
    open_window: Opener, archive: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings()
    settings.set(options.RERANK, True)
    settings.sync()
    monkeypatch.setattr(app, "resource_path", lambda *parts: tmp_path.joinpath(*parts))
    window = app.create_window(None)
    try:
        assert not window.query.rerank.isChecked() and not window.query.rerank.isEnabled()
        assert not window.search_flow.query().rerank
    finally:
        window.close()
        window.deleteLater()
    assert Settings().get(options.RERANK), "it is on again when one is"
