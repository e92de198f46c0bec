"""Background work comes back in order, stale work never, and nothing after the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from dejavu_app.errors import UserError
from dejavu_app.ui.bridge import Bridge


class Heard:
    """What came back, and in which thread."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[UserError] = []
        self.bugs: list[BaseException] = []
        self.threads: set[threading.Thread] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread())


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def bridge(qtbot: QtBot, heard: Heard) -> Iterator[Bridge]:
    made = Bridge(heard.errors.append, heard.bugs.append)
    yield made
    made.shutdown()


def test_results_arrive_in_the_windows_thread(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    bridge.start(lambda _: threading.current_thread().name, heard.done)
    qtbot.waitUntil(lambda: bool(heard.results), timeout=5000)
    assert heard.results[0].startswith("dejavu-read")  # type: ignore[attr-defined]
    assert heard.threads == {threading.main_thread()}


def test_what_a_worker_tells_on_its_way_is_heard_before_its_result(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    tell = bridge.teller(heard.done)

    def work(_: Callable[[], bool]) -> str:
        tell("half")
        tell("nearly")
        return "done"

    bridge.start(work, heard.done)
    qtbot.waitUntil(bridge.idle, timeout=5000)
    assert heard.results == ["half", "nearly", "done"]
    assert heard.threads == {threading.main_thread()}
    bridge.shutdown()
    tell("too late")
    qtbot.wait(20)
    assert heard.results[-1] == "done"


def test_a_newer_task_in_a_lane_makes_the_older_one_stale(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    gate, stopped = threading.Event(), threading.Event()

    def slow(cancelled: Callable[[], bool]) -> str:
        gate.wait(5)
        if cancelled():
            stopped.set()
        return "old"

    bridge.start(slow, heard.done, lane="search")
    bridge.start(lambda _: "new", heard.done, lane="search")
    qtbot.waitUntil(lambda: heard.results == ["new"], timeout=5000)
    gate.set()
    qtbot.waitUntil(bridge.idle, timeout=5000)
    assert stopped.is_set()
    assert heard.results == ["new"]


def test_the_worlds_faults_and_ours_are_told_apart(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    def full(_: Callable[[], bool]) -> None:
        raise UserError("The disk is full.")

    def bug(_: Callable[[], bool]) -> None:
        raise KeyError("oops")

    bridge.start(full, heard.done)
    qtbot.waitUntil(bridge.idle, timeout=5000)
    assert [error.message for error in heard.errors] == ["The disk is full."]
    assert not heard.bugs
    bridge.start(bug, heard.done)
    qtbot.waitUntil(bridge.idle, timeout=5000)
    assert isinstance(heard.bugs[0], KeyError)
    assert len(heard.errors) == 2


def test_nothing_is_delivered_after_the_end(heard: Heard, qtbot: QtBot) -> None:
    bridge = Bridge(heard.errors.append, heard.bugs.append)
    started, gate, last = threading.Event(), threading.Event(), threading.Event()

    def slow(_: Callable[[], bool]) -> str:
        started.set()
        gate.wait(5)
        return "late"

    bridge.start(slow, heard.done)
    assert started.wait(5)
    gate.set()
    bridge.shutdown(last.set)
    assert last.is_set()
    bridge.start(lambda _: "never", heard.done)
    qtbot.wait(50)
    assert heard.results == []
    assert bridge.idle()
