"""The jobs below the window: reasons that can be read, files counted once, and word of the end of reading."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.jobs import JobRunner
from dejavu_app.jobs.job import Job
from dejavu_app.jobs.progress import Progress
from dejavu_app.reading import Problem
from dejavu_app.ui.app import install_language
from dejavu_app.ui.jobs_panel import JobsView
from tests.ui.conftest import WatchedApplication

PROBLEMS = (
    Problem("/papers/a.xml", "the XML is damaged at line 3; what could be read was read"),
    Problem("/papers/a.xml#page-2", "the page has no text"),
    Problem("/papers/b.txt", "the file is empty"),
)


def progress(stage: str) -> Progress:
    return Progress(stage, 1, 4, 0.0, None, "", PROBLEMS)


def test_the_reasons_can_be_read_and_each_file_counts_once(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    view = JobsView(page)
    QVBoxLayout(page).addWidget(view)
    page.resize(900, 400)
    page.show()
    ended: Future[None] = Future()
    ended.set_result(None)
    row = view.add("Import", SimpleNamespace(progress=progress("encoding"), state="done"), ended)
    qtbot.waitUntil(lambda: row.ended, timeout=5000)
    qtbot.wait(300)  # the panel asks no more how far its jobs are
    assert row.why.text() == "2 not read"
    low = view.height()
    qtbot.mouseClick(row.why, Qt.MouseButton.LeftButton)
    qtbot.wait(50)
    assert row.problems.toPlainText().count("\n") == 2
    assert view.height() >= low + row.problems.height()
    lower_edge = row.problems.mapTo(view, row.problems.rect().bottomLeft()).y()
    assert lower_edge <= view.height()
    qtbot.mouseClick(row.why, Qt.MouseButton.LeftButton)
    qtbot.wait(50)
    assert view.height() == low


def test_the_end_of_reading_is_told_while_preparation_goes_on(qtbot: QtBot) -> None:
    view = JobsView()
    qtbot.addWidget(view)
    told: list[str] = []
    view.all_read.connect(lambda: told.append("read"))
    job = SimpleNamespace(progress=progress("reading"), state="running")
    running: Future[None] = Future()
    row = view.add("Import", job, running)
    for stage, known in (("reading", 0), ("loading", 1), ("encoding", 1)):
        job.progress = progress(stage)
        row.poll()
        assert len(told) == known
    running.set_result(None)
    row.poll()
    assert told == ["read"]


class Patient(Job):
    """Works until it is let go, heedless of being stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.leave = threading.Event()

    def _work(self) -> None:
        self.leave.wait(20)
        self._check()


def test_a_job_that_waits_for_another_is_cancelled_at_once(qtbot: QtBot) -> None:
    view, runner = JobsView(), JobRunner()
    qtbot.addWidget(view)
    view.show()
    first, second = Patient(), Patient()
    rows = [view.add(name, job, runner.submit(job), lambda: None) for name, job in (("1", first), ("2", second))]
    qtbot.waitUntil(lambda: first.state == "running", timeout=5000)
    try:
        qtbot.mouseClick(rows[1].cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: rows[1].ended, timeout=5000)
        assert "Cancelled" in rows[1].detail.text() and rows[1].retry.isVisible() and rows[1].dismiss.isVisible()
        assert not rows[0].ended
        qtbot.mouseClick(rows[0].cancel, Qt.MouseButton.LeftButton)
        qtbot.wait(500)
        assert rows[0].detail.text() == "Stopping…", "said for as long as it takes"
    finally:
        first.leave.set()
        runner.shutdown()
    qtbot.waitUntil(lambda: rows[0].ended, timeout=5000)


def test_a_paused_job_says_so_and_promises_no_time(qtbot: QtBot, qapp: WatchedApplication) -> None:
    install_language(qapp, "en")  # which knows the plurals
    view = JobsView()
    qtbot.addWidget(view)
    job = SimpleNamespace(progress=Progress("encoding", 768, 3511, 10.0, 300.0, "", ()), state="running")
    running: Future[None] = Future()
    row = view.add("Import", job, running)
    row.poll()
    assert "10 passages a second" in row.detail.text() and "left" in row.detail.text()
    job.progress = Progress("encoding", 768, 3511, 1.2, 300.0, "", ())
    row.poll()
    assert "1 passage a second" in row.detail.text()
    job.state = "paused"
    row.poll()
    assert row.detail.text() == "Paused  ·  Encoding  ·  768 of 3,511"
    running.set_result(None)
    row.poll()


def test_what_a_job_and_its_buttons_come_to_is_spoken(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = JobsView()
    qtbot.addWidget(view)
    spoken: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: spoken.append(event.object().accessibleName())
    )
    job = SimpleNamespace(progress=progress("reading"), state="paused", pause=lambda: None, resume=lambda: None)
    future: Future[None] = Future()
    row = view.add("Import", job, future)
    row.poll()
    assert row.why.accessibleName() == "2 not read: Import"
    job.state = "running"
    row.pause.click()
    assert row.pause.accessibleName() == "Resume: Import"
    job.state = "paused"
    row.pause.click()
    assert row.pause.accessibleName() == "Pause: Import" and not spoken
    future.set_exception(OSError("The disk is full."))
    row.poll()
    assert spoken == ["Import: Failed: The disk is full."]
    cancelled: Future[None] = Future()
    cancelled.cancel()
    row = view.add("Import", job, cancelled)
    row.poll()
    assert row.retry.accessibleName() == "Go on: Import"
