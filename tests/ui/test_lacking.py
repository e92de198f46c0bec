"""A command that has nothing to act on says what is lacking."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

ARTICLE = "No article is open: choose one in the list first."
LIST = "There is no list yet: search first."


@pytest.mark.parametrize(("name", "words"), [
    ("ExportAction", LIST), ("ExportSelectionAction", LIST), ("MoreLikeAction", LIST), ("LessLikeAction", LIST),
    ("PrintAction", ARTICLE), ("FindAction", ARTICLE), ("CopyCitedAction", ARTICLE), ("CopyCitationAction", ARTICLE),
    ("SearchPassageAction", ARTICLE), ("NoteAction", ARTICLE), ("PageAction", ARTICLE), ("StarAction", ARTICLE),
    ("UnstarAction", ARTICLE), ("SaveSearchAction", "There is no search to save yet."),
])  # fmt: skip
def test_what_is_lacking_is_said(window: MainWindow, qtbot: QtBot, name: str, words: str) -> None:
    window.actions_[name].trigger()
    settle(qtbot, window)
    assert window.message.text() == words


def test_nothing_is_lacking_after_a_search(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["CopyCitationAction"].trigger()
    assert window.message.text() == "Citation copied."
    assert QGuiApplication.clipboard().text() == window.reader.cite()
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert window.message.text() == "Starred."
