"""An import that the program's end cut short while it read goes on at the next start, and one given up does not."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import ImportJob, intake
from dejavu_app.reading import Source
from dejavu_app.ui.import_flow import Choices
from dejavu_app.ui.imports_begun import Begun, ImportsBegun
from tests.jobs.conftest import story
from tests.ui.conftest import Opener
from tests.ui.person import settle


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for n, name in enumerate("abc"):
        (folder / f"{name}.csv").write_text(f"text,other\n{story(n)},{story(10 + n)}\n")
    return folder


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The second file keeps its first job until that is told to end; the event says that its turn has come."""
    reached, real = threading.Event(), intake.source_checksum

    def checksum(source: Source, cancelled: Callable[[], bool]) -> str:
        if source.path.name == "b.csv" and not reached.is_set():
            reached.set()
            while not cancelled():
                time.sleep(0.005)
            raise Cancelled
        return real(source, cancelled)

    monkeypatch.setattr(intake, "source_checksum", checksum)
    return reached


def texts(archive: Path) -> list[str]:
    with Archive(archive) as opened:
        return sorted(opened.article(row.id).article.text for row in opened.list_articles() if "csv" in row.source)


def test_the_rest_of_the_files_is_read_at_the_next_start_as_was_said(
    open_window: Opener, archive: Path, papers: Path, held: threading.Event, qtbot: QtBot
) -> None:
    window = open_window(archive)
    choices = Choices({"csv": "text"})
    window.import_flow.start_import(archive, [papers], False, choices=choices)
    window.import_flow.start_import(archive, [papers / "c.csv"], False, choices=choices)  # waits for the first
    qtbot.waitUntil(held.is_set, timeout=20_000)
    window.close()
    again = open_window(archive)
    qtbot.waitUntil(lambda: len(again.jobs.rows()) == 2, timeout=20_000)
    settle(qtbot, again)
    assert len(texts(archive)) == 3 and all(text.startswith("text,other") for text in texts(archive))
    again.close()
    last = open_window(archive)
    settle(qtbot, last)
    assert last.jobs.rows() == [], "what is read is not begun once more"


def test_an_import_that_a_person_gave_up_stays_so(
    open_window: Opener, archive: Path, papers: Path, held: threading.Event, qtbot: QtBot
) -> None:
    window = open_window(archive)
    window.import_flow.start_import(archive, [papers], False)
    qtbot.waitUntil(held.is_set, timeout=20_000)
    (row,) = window.jobs.rows()
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    window.close()
    again = open_window(archive)
    settle(qtbot, again)
    assert again.jobs.rows() == []


def test_what_ends_the_program_again_and_again_is_not_begun_for_ever(
    open_window: Opener, archive: Path, papers: Path, home: Path, qtbot: QtBot
) -> None:
    ImportsBegun(home / "imports").begin(Begun(str(archive), [str(papers)], False, starts=3))
    window = open_window(archive)
    settle(qtbot, window)
    assert window.jobs.rows() == [] and "The import of papers ended" in window.message.text()


def test_an_import_of_a_window_that_is_open_is_left_to_it_until_it_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from dejavu_app.ui.imports_begun import *\n"
        "begun = ImportsBegun(pathlib.Path(sys.argv[1]))\n"
        "for name in 'ab': begun.begin(Begun(name, ['papers'], True))\n"
        "print('begun', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdout.readline() == "begun\n"
    mine = ImportsBegun(tmp_path)
    assert mine.take_over(Path("a")) == []
    other.kill()
    other.communicate()
    assert mine.take_over(Path("a")) == [Begun("a", ["papers"], True)]
    assert mine.take_over(Path("a")) == [] and len(mine.take_over(Path("b"))) == 1
    assert list(tmp_path.iterdir()) == []


def test_notes_that_only_a_later_version_understands_are_left_to_it(tmp_path: Path) -> None:
    notes = tmp_path / "later.json"
    notes.write_text('[{"archive": "a", "paths": ["papers"], "encode": true, "priority": 1}]')
    assert ImportsBegun(tmp_path).take_over(Path("a")) == []
    assert "priority" in notes.read_text()


def test_imports_take_their_turns_as_they_were_asked_for(
    open_window: Opener, archive: Path, papers: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = threading.Event()

    def make(path: Path, files: list[Path], *said: Any, **more: Any) -> ImportJob:
        if files[0].name == "b.csv":
            later.set()
        else:
            assert later.wait(20)
            time.sleep(0.05)  # the second one comes back first
        return ImportJob(path, files, *said, **more)

    window = open_window(archive)
    monkeypatch.setattr("dejavu_app.jobs.ImportJob", make)
    for name in "ab":
        window.import_flow.start_import(archive, [papers / f"{name}.csv"], False)
    qtbot.waitUntil(lambda: len(window.jobs.rows()) == 2, timeout=20_000)
    settle(qtbot, window)
    assert [row.title.text()[-5:] for row in window.jobs.rows()] == ["b.csv", "a.csv"], "the newest stands first"
