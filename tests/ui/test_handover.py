"""An archive of an earlier encoder in the window: it says so, is searched as before, and is encoded anew on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.encoding import Identity, Pipeline
from dejavu_app.ui.main_window import MainWindow
from tests.searching.small import WordHasher
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.small import SmallModels


class NewHasher(WordHasher):
    name = "new hasher"
    fingerprint = "new-hasher-1"
    dims = 128


class NewModels(SmallModels):
    """A new encoder is in use; the old one may be at hand."""

    def __init__(self, old: bool = True) -> None:
        self.old = old

    def encoder(self) -> WordHasher:
        return NewHasher()

    def identity(self) -> Identity:
        return Identity("new hasher", "new-hasher-1", "remove")

    def at_hand(self, pipeline: str) -> bool:
        return pipeline.startswith("new-hasher-1|") or (self.old and pipeline.startswith("word-hasher-1|"))

    def encoder_of(self, pipeline: str) -> WordHasher | None:
        if not self.at_hand(pipeline):
            return None
        return NewHasher() if pipeline.startswith("new-hasher-1|") else WordHasher()

    def pipeline(self) -> Pipeline:
        return Pipeline(self.recogniser(), self.encoder())


def encoders(archive: Path) -> dict[str, int]:
    with Archive(archive) as opened:
        return {row["name"]: row["encoded"] for row in opened.pipelines()}


def press(window: MainWindow, words: str) -> None:
    buttons = [b for b in window.message.findChildren(QPushButton) if b.isVisible() and b.text() == words]
    assert len(buttons) == 1, window.message.text()
    buttons[0].click()


def test_an_archive_of_the_encoder_in_use_is_opened_without_a_word(window: MainWindow) -> None:
    assert window.message.text() == ""


def test_the_window_says_what_changed_and_encodes_anew_when_told_to(
    open_window: Opener, archive: Path, passages: int, qtbot: QtBot
) -> None:
    window = open_window(archive, NewModels())
    assert "encoded with word hasher" in window.message.text() and "new hasher" in window.message.text()
    assert encoders(archive) == {"word hasher": passages}  # nothing has begun by itself
    ask(qtbot, window, STRIKE)
    assert window.search_flow.found is not None
    result = window.search_flow.found.result
    assert result.encoder.startswith("word-hasher-1|") and result.parallels[0].dense is not None
    assert any("encoder this archive was made with, word hasher" in note for note in result.notes)
    assert "All" in window.coverage.text()
    press(window, "Encode anew")
    settle(qtbot, window)
    assert encoders(archive) == {"new hasher": passages}
    window.search_flow.found = None
    ask(qtbot, window, STRIKE)
    result = window.search_flow.found.result  # type: ignore[attr-defined]
    assert result.encoder.startswith("new-hasher-1|")
    assert not any("encoder this archive was made with" in note for note in result.notes)


def test_later_is_remembered_for_the_session_and_the_menu_still_does_it(
    open_window: Opener, archive: Path, passages: int, qtbot: QtBot
) -> None:
    window = open_window(archive, NewModels())
    press(window, "Later")
    assert window.message.text() == ""
    window.open_archive(archive)
    settle(qtbot, window)
    assert window.message.text() == "" and encoders(archive) == {"word hasher": passages}
    window.actions_["EncodeAction"].trigger()
    settle(qtbot, window)
    assert encoders(archive) == {"new hasher": passages}


def test_an_archive_whose_encoder_is_gone_is_searched_by_words_and_says_what_to_do(
    open_window: Opener, archive: Path, passages: int, qtbot: QtBot
) -> None:
    window = open_window(archive, NewModels(old=False))
    assert "not installed here" in window.message.text()
    assert f"0 of {passages} passages searchable" in named(window, QLabel, "CoverageLabel").text()
    ask(qtbot, window, STRIKE)
    assert window.search_flow.found is not None
    result = window.search_flow.found.result
    assert result.parallels and result.parallels[0].dense is None
    assert "Encode it anew" in named(window, QLabel, "ResultsNotes").text()
    named(window, QPushButton, "EncodeButton").click()
    settle(qtbot, window)
    assert encoders(archive) == {"new hasher": passages}


@pytest.mark.parametrize("old", [True, False])
def test_new_articles_leave_the_archive_as_it_is_encoded(
    open_window: Opener, archive: Path, passages: int, qtbot: QtBot, tmp_path: Path, old: bool
) -> None:
    (tmp_path / "new.txt").write_text("The weavers walked out of the mills and picketed the gates. " * 4)
    window = open_window(archive, NewModels(old))
    press(window, "Later")
    window.import_flow.start_import(archive, [tmp_path / "new.txt"], True)
    settle(qtbot, window)
    found = encoders(archive)
    assert sum(found.values()) == passages + 1
    assert found["word hasher"] == passages + (1 if old else 0)


def test_an_encoding_that_was_interrupted_is_offered_to_go_on(
    open_window: Opener, archive: Path, passages: int, qtbot: QtBot
) -> None:
    from dejavu_app.jobs import EncodeJob

    EncodeJob(archive, NewModels(), limit=20).run()  # type: ignore[arg-type]
    window = open_window(archive, NewModels())
    assert f"20 of {passages} passages are encoded anew" in window.message.text()
    press(window, "Go on")
    settle(qtbot, window)
    assert encoders(archive) == {"new hasher": passages}


def test_the_archive_dialog_tells_both_encoders(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    from dejavu_app.jobs import EncodeJob
    from dejavu_app.ui.archive_dialog import ArchiveDialog

    EncodeJob(archive, NewModels(), limit=20).run()  # type: ignore[arg-type]
    window = open_window(archive, NewModels())
    window.actions_["ArchiveAction"].trigger()
    settle(qtbot, window)
    dialog = window.findChild(ArchiveDialog)
    assert dialog is not None
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "20 passages encoded by new hasher" in said and "encoded by word hasher" in said
    dialog.close()
