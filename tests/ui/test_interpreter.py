"""Workers give way to the window, and garbage is collected in its thread alone."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.interpreter import Collector
from dejavu_app.ui.settings import COLOURS, Settings


class Knot:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    made = Collector()
    made.start()
    yield made
    made.stop()


def test_garbage_goes_when_the_window_looks_and_not_before(collector: Collector) -> None:
    threads: set[str] = set()
    gc.callbacks.append(lambda phase, info: threads.add(threading.current_thread().name))
    knots = [weakref.ref(Knot()) for _ in range(20_000)]
    worker = threading.Thread(target=lambda: [Knot() for _ in range(20_000)])
    worker.start()
    worker.join()
    assert all(knot() is not None for knot in knots)
    for _ in range(200):
        collector.look()
    gc.callbacks.pop()
    assert not any(knot() is not None for knot in knots)
    assert threads == {threading.main_thread().name}


def test_what_a_library_made_is_set_aside(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    collector.look()
    before = gc.get_freeze_count()
    kept = [[number] for number in range(5_000)]
    monkeypatch.setitem(sys.modules, "a_library_just_loaded", sys)
    collector.look()
    assert gc.get_freeze_count() - before < len(kept)  # it may still be loading
    collector.look()
    assert gc.get_freeze_count() - before >= len(kept)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the priority of a thread")
def test_background_work_gives_way_to_the_window(qtbot: QtBot) -> None:
    bridge, heard = Bridge(lambda error: None, lambda error: None), []
    bridge.start(lambda _: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), heard.append, pool="think")
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    bridge.shutdown()
    assert heard[0] > os.getpriority(os.PRIO_PROCESS, threading.get_native_id())



_OPEN = """
import sys, threading
from PySide6.QtWidgets import QApplication
from dejavu_app.ui.app import create_window

imported = []

class Ear:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            imported.append(name.partition(".")[0] if not name.startswith("dejavu_app") else name)

app = QApplication([])
window = create_window()
window.show()
app.processEvents()
sys.meta_path.insert(0, Ear())
window.open_archive(sys.argv[1])
while window.desk is None or not window.bridge.idle():
    app.processEvents()
window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
window.query.set_text("Dock workers walked off and picketed the harbour gates, demanding higher wages.")
window.search_flow.search()
while window.search_flow.found is None or not window.bridge.idle():
    app.processEvents()
print(sorted({name for name in imported if not name.startswith("dejavu_app.ui")}))
window.close()
"""


def test_opening_and_searching_import_nothing_in_the_windows_thread(archive: Path, home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _OPEN, str(archive)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr[-2000:]


def test_a_changed_option_reaches_the_disk_by_itself(qtbot: QtBot, home: Path) -> None:
    settings, file = Settings(), home / "settings.ini"
    for colours in ("night", "day"):
        settings.set(COLOURS, colours)
        qtbot.waitUntil(lambda words=f"colours={colours}": file.exists() and words in file.read_text(), timeout=5000)
    qtbot.waitUntil(lambda: not any(t.name == "dejavu-settings" for t in threading.enumerate()))
    written = file.stat().st_mtime_ns
    settings.set(COLOURS, "day")
    qtbot.wait(500)
    assert file.stat().st_mtime_ns == written
