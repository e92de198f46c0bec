"""A window on a small real archive, a watchdog over the event loop, and a check that no thread is left behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dejavu_app.jobs import ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.ui.app import create_window, dress
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.settings import Settings
from tests.ui.small import SmallModels

HELD = 0.1  # seconds of the window's own work in one event
STUCK = 20.0  # seconds in all: an event that waits for something, told from a machine busy with other things
STRIKE = (
    "A thousand dock workers walked off the job on Monday and picketed the harbour gates, demanding higher wages and "
    "an eight hour day, said Mr. Harold Kessler of the union in Brentwick. Strikebreakers were brought in under police "
    "guard, and stones were thrown. The company of Miss Ada Lovell refused to treat with the strikers."
)


class WatchedApplication(QApplication):
    """Times every event. Work is counted in CPU time of the window's thread, so that a busy machine fails no test."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.armed = False
        self.worst: list[str] = []
        self._deep = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if not self.armed or self._deep:
            return super().notify(receiver, event)
        self._deep = True
        wall, work = time.perf_counter(), time.thread_time()
        kind = event.type()
        try:
            return super().notify(receiver, event)
        finally:
            self._deep = False
            wall, work = time.perf_counter() - wall, time.thread_time() - work
            if work > HELD or wall > STUCK:
                self.worst.append(f"{kind.name} held the event loop for {work:.3f} s of work, {wall:.3f} s in all")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return WatchedApplication


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's 120 articles, imported and encoded by the real job."""
    path = tmp_path_factory.mktemp("archive") / "Papers.dejavu"
    articles = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"
    ImportJob(path, [articles], ReadOptions(), encode=True, models=SmallModels()).run()
    return path


@pytest.fixture(scope="session")
def passages(sample: Path) -> int:
    """How many passages the sample's articles make."""
    from dejavu_app.archive import Archive

    with Archive(sample) as source:
        return int(source.info()["passages"])


@pytest.fixture
def archive(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample to write into."""
    from dejavu_app.archive import Archive

    copy = tmp_path / "Papers.dejavu"
    with Archive(sample) as source:
        source.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy.write_bytes(sample.read_bytes())
    return copy


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and the sample archive go into a folder of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DEJAVU_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    left = [t for t in threading.enumerate() if t not in before and t.name.startswith("dejavu")]
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = [t for t in left if t.is_alive()]
    assert not left, f"threads left behind: {[t.name for t in left]}"


Opener = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: WatchedApplication, home: Path) -> Iterator[Opener]:
    """Makes windows as a person would see them; each is closed, and the watchdog heard, at the end."""
    windows: list[MainWindow] = []

    def make(archive: Path | None = None, models: Any = None, width: int = 1280, height: int = 800) -> MainWindow:
        dress(qapp, Settings())
        window = create_window(str(archive) if archive else None, models or SmallModels())
        windows.append(window)
        window.resize(width, height)
        window.show()
        qtbot.waitExposed(window)
        if archive is not None:
            qtbot.waitUntil(lambda: window.desk is not None and window.bridge.idle(), timeout=20_000)
        # What earlier tests left for the collector is not the window's work.
        gc.collect()
        gc.freeze()
        qapp.worst.clear()
        qapp.armed = True
        return window

    yield make
    qapp.armed = False
    worst = list(qapp.worst)
    for window in windows:
        window.close()
        window.deleteLater()
    qapp.processEvents()
    assert not worst, "\n".join(worst)


@pytest.fixture
def window(open_window: Opener, archive: Path) -> MainWindow:
    """A window on the sample's articles."""
    return open_window(archive)
