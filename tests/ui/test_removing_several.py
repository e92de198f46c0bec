"""Several sources are taken out of the archive at once: one question names all that goes with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.jobs import ImportJob
from dejavu_app.ui.archive_dialog import ArchiveDialog
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, settle
from tests.ui.small import SmallModels

PAPERS = {
    "port.jsonl": ["The dock labourers of the western port walked out on Monday over a penny an hour.",
                   "Pickets of the dockers' union stood at the gates while police guarded those who went to work."],
    "coal.jsonl": ["A strike of the men who load coal began at the northern harbour; strangers came to the quays."],
}  # fmt: skip


@pytest.fixture
def window(open_window: Opener, archive: Path, tmp_path: Path) -> MainWindow:
    """A window on the sample and two sources more."""
    for name, texts in PAPERS.items():
        rows = [{"article_id": f"{name}-{n}", "date": "1911-03-02", "article": text} for n, text in enumerate(texts)]
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        ImportJob(archive, [tmp_path / name], models=SmallModels(), workers=0).run()  # type: ignore[arg-type]
    return open_window(archive)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> ArchiveDialog:
    """What is inside the archive, with two articles starred, one of each new source."""
    ask(qtbot, window, STRIKE)
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        own = [row for row in archive.source_rows() if row.name in PAPERS]
        first = [next(each.id for each in archive.list_articles() if each.source_id == row.id) for row in own]
    window.keep_flow.set_star(first, True)
    settle(qtbot, window)
    window.actions_["ArchiveAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ArchiveDialog) is not None, timeout=20_000)
    found = window.findChild(ArchiveDialog)
    assert found is not None
    return found


def pick(dialog: ArchiveDialog, qtbot: QtBot, *names: str) -> None:
    """A click on each, with Control held."""
    for at in range(dialog.sources.topLevelItemCount()):
        row = dialog.sources.topLevelItem(at)
        assert row is not None
        if row.text(0) in names:
            middle = dialog.sources.visualItemRect(row).center() - QPoint(0, 1)
            control = Qt.KeyboardModifier.ControlModifier
            qtbot.mouseClick(dialog.sources.viewport(), Qt.MouseButton.LeftButton, control, middle)


def answer(yes: bool) -> list[str]:
    """Answers the question that stands open next, and gives what it said."""
    said: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend((box.text(), box.informativeText()))
        assert box.buttonRole(box.defaultButton()) == QMessageBox.ButtonRole.RejectRole
        role = QMessageBox.ButtonRole.DestructiveRole if yes else QMessageBox.ButtonRole.RejectRole
        next(button for button in box.buttons() if box.buttonRole(button) == role).click()

    QTimer.singleShot(0, look)
    return said


def sources(window: MainWindow) -> set[str]:
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        return {row.name for row in archive.source_rows()}


def test_several_sources_are_removed_with_one_question(
    window: MainWindow, dialog: ArchiveDialog, qtbot: QtBot
) -> None:
    pick(dialog, qtbot, *PAPERS)
    assert dialog.remove.isEnabled() and not dialog.only.isEnabled(), "the search is narrowed to one"
    said = answer(yes=False)
    dialog.remove.click()
    assert said[0] == "Remove 2 files and their 3 articles? This cannot be undone; the files stay."
    assert said[1] == "2 of them you have starred, tagged, noted on or collected. That goes with them."
    settle(qtbot, window)
    assert sources(window) == {"articles.jsonl", *PAPERS}
    answer(yes=True)
    dialog.remove.click()
    settle(qtbot, window)
    assert sources(window) == {"articles.jsonl"}
    assert window.message.text() == "2 files removed, with 3 articles."
    assert not [row for row in window.results.model.rows() if row.parallel.external_id.split("-")[0] in PAPERS]


def test_all_of_them_are_removed_or_none(
    window: MainWindow, dialog: ArchiveDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dejavu_app.errors import UserError

    real, left = Archive.put_out, [True]

    def remove(archive: Archive, source: int) -> int:
        if not left:
            raise UserError("The disk is full.")
        left.clear()
        return real(archive, source)

    monkeypatch.setattr(Archive, "put_out", remove)
    pick(dialog, qtbot, *PAPERS)
    answer(yes=True)
    dialog.remove.click()
    settle(qtbot, window)
    assert sources(window) == {"articles.jsonl", *PAPERS}
    assert "The disk is full" in window.message.text()


def test_one_is_asked_for_by_its_name(window: MainWindow, dialog: ArchiveDialog, qtbot: QtBot) -> None:
    pick(dialog, qtbot, "port.jsonl")
    assert dialog.only.isEnabled()
    said = answer(yes=True)
    dialog.remove.click()
    assert said[0].startswith("Remove “port.jsonl” and its 2 articles?") and said[1].startswith("1 of them")
    settle(qtbot, window)
    assert window.message.text() == "“port.jsonl” removed, with 2 articles."
