"""A file gets the ending of its type, and none is replaced unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.ui.name_dialog import ask_name, ask_words
from dejavu_app.ui.save_name import ask_file

TYPES = {".csv": "Table", ".json": "References"}


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def typed(monkeypatch: pytest.MonkeyPatch, *answers: tuple[Path, str]) -> Iterator[str]:
    """The person types these names into the file dialogue, one after the other; gives what was proposed."""
    proposed: list[str] = []
    left = list(answers)

    def dialogue(window: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        proposed.append(start)
        path, chosen = left.pop(0) if left else (Path(), "")
        return (str(path) if path.name else "", chosen)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialogue)
    return iter(proposed)


def answer(replace: bool) -> None:
    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox) and "notes.csv" in box.text()
        role = QMessageBox.ButtonRole.DestructiveRole if replace else QMessageBox.ButtonRole.RejectRole
        next(button for button in box.buttons() if box.buttonRole(button) == role).click()

    QTimer.singleShot(0, click)


@pytest.mark.parametrize(
    ("name", "chosen", "whole"),
    [
        ("notes", "References (*.json)", "notes.json"),
        ("Mr. Smith", "Table (*.csv)", "Mr. Smith.csv"),
        ("1916.05", "", "1916.05.csv"),
        ("notes.JSON", "Table (*.csv)", "notes.JSON"),
        ("notes.htm", "Table (*.csv)", "notes.htm"),
    ],
)
def test_the_ending_follows_from_the_type_chosen(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, chosen: str, whole: str
) -> None:
    typed(monkeypatch, (tmp_path / name, chosen))
    assert ask_file(parent, "Export", tmp_path / "p.csv", TYPES, [".htm"]) == tmp_path / whole


def test_a_file_that_the_added_ending_hits_is_replaced_only_when_the_person_says_so(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.csv").write_text("mine")
    typed(monkeypatch, (tmp_path / "notes", "Table (*.csv)"))
    answer(replace=True)
    assert ask_file(parent, "Export", tmp_path / "p.csv", TYPES) == tmp_path / "notes.csv"
    proposed = typed(monkeypatch, (tmp_path / "notes", "Table (*.csv)"), (tmp_path / "other", "Table (*.csv)"))
    answer(replace=False)
    assert ask_file(parent, "Export", tmp_path / "p.csv", TYPES) == tmp_path / "other.csv"
    assert list(proposed) == [str(tmp_path / "p.csv"), str(tmp_path / "notes.csv")]
    typed(monkeypatch)
    assert ask_file(parent, "Export", tmp_path / "p.csv", TYPES) is None


def test_a_name_that_looks_like_markup_is_plain_text(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "<b>notes.csv").write_text("mine")
    formats: list[Qt.TextFormat] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox | QInputDialog)
        if isinstance(box, QMessageBox):
            formats.append(box.textFormat())
            box.buttons()[0].click()
        else:
            formats.extend(label.textFormat() for label in box.findChildren(QLabel))
            box.accept()

    typed(monkeypatch, (tmp_path / "<b>notes", "Table (*.csv)"))
    QTimer.singleShot(0, look)
    ask_file(parent, "Export", tmp_path / "p.csv", TYPES)
    QTimer.singleShot(0, look)
    assert ask_words(parent, "Note", "What “<b>Docks” is for:", "Two\nlines") == "Two\nlines"
    QTimer.singleShot(0, look)
    assert ask_name(parent, "Rename", "Name of <b>Docks:", " Quays ") == "Quays"
    assert formats == [Qt.TextFormat.PlainText] * 3
