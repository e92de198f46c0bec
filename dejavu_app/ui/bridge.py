"""Background work for the window: thread pools whose results come back to the event loop through one object.

Workers are plain functions; they never see a widget. A result travels as a queued signal of the one long-lived
``Bridge``, and a newer task in the same lane makes an older one stale: it is told to stop and its result is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from dejavu_app.errors import Cancelled, UserError
from dejavu_app.ui.interpreter import give_way

log = logging.getLogger(__name__)

Work = Callable[[Callable[[], bool]], Any]


class Task:
    """One piece of background work: who wants its result, and whether anybody still does."""

    def __init__(self, lane: str, done: Callable[[Any], None], failed: Callable[[UserError], None]) -> None:
        self.lane = lane
        self.done = done
        self.failed = failed
        self.future: Future[None] | None = None
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Asks the work to stop; whatever it still returns is dropped."""
        self._stop.set()
        if self.future is not None:
            self.future.cancel()

    def cancelled(self) -> bool:
        return self._stop.is_set()


class Bridge(QObject):
    """Runs functions in threads and hands what they return to callbacks in the window's own thread.

    ``read`` is for quick look-ups in the archive, ``think`` for work that may load a model, ``write`` (one thread)
    for small changes to the archive, ``long`` for what may take minutes, such as looking through folders: nobody who
    opens an article shall wait for that. Each of them is drained by ``shutdown``.
    """

    idle_changed = Signal(bool)
    bug = Signal()  # something of ours went wrong and was logged
    notice = Signal(str)  # what a worker wants to say, such as which model it loads
    _finished = Signal(object, object, object)  # Task, result, exception
    _told = Signal(object, object)  # callback, what a worker tells it

    def __init__(self, on_error: Callable[[UserError], None], on_bug: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._on_error = on_error
        self._on_bug = on_bug
        self._pools = {
            "read": ThreadPoolExecutor(2, "dejavu-read"),
            "think": ThreadPoolExecutor(2, "dejavu-think", give_way),
            "write": ThreadPoolExecutor(1, "dejavu-write"),
            "long": ThreadPoolExecutor(4, "dejavu-long"),
        }
        self._lanes: dict[str, Task] = {}
        self._open: set[Task] = set()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Work,
        done: Callable[[Any], None],
        *,
        lane: str = "",
        pool: str = "read",
        failed: Callable[[UserError], None] | None = None,
    ) -> Task:
        """Runs ``work(cancelled)`` in a thread; ``done(result)`` or ``failed(error)`` follows in the window's thread.

        A lane holds one task: starting another in it cancels the one before.
        """
        task = Task(lane, done, failed or self._on_error)
        if self._closed:
            task.cancel()
            return task
        if lane:
            self.drop(lane)
            self._lanes[lane] = task
        if not self._open:
            self.idle_changed.emit(False)
        self._open.add(task)
        task.future = self._pools[pool].submit(self._run, task, work)
        return task

    def teller(self, heard: Callable[[Any], None]) -> Callable[[Any], None]:
        """What a worker may call on its way: ``heard`` follows in the window's thread, before the work's ``done``."""

        def tell(told: Any) -> None:
            if not self._closed:
                self._told.emit(heard, told)

        return tell

    def drop(self, lane: str) -> None:
        """Cancels whatever runs in the lane; nothing of it will be delivered."""
        before = self._lanes.pop(lane, None)
        if before is not None:
            before.cancel()
            if before.future is not None and before.future.cancelled():
                self._forget(before)

    def idle(self) -> bool:
        """Whether no background work is under way."""
        return not self._open

    def shutdown(self, last_write: Callable[[], None] | None = None) -> None:
        """Stops all work and waits for its threads to end; afterwards nothing is started or delivered.

        ``last_write`` still runs in the writing thread, to close what lives there.
        """
        self._closed = True
        for task in list(self._open):
            task.cancel()
        if last_write is not None:
            self._pools["write"].submit(last_write)
        for pool in self._pools.values():
            pool.shutdown(wait=True)
        self._open.clear()
        self._lanes.clear()

    def _run(self, task: Task, work: Work) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            if task.cancelled():
                raise Cancelled
            result = work(task.cancelled)
        except Exception as caught:  # carried over to the window's thread and reported there
            error = caught
        if not self._closed:
            self._finished.emit(task, result, error)

    def _deliver(self, task: Task, result: Any, error: BaseException | None) -> None:
        wanted = not task.cancelled() and not self._closed
        if self._lanes.get(task.lane) is task:
            del self._lanes[task.lane]
        try:
            if not wanted or isinstance(error, Cancelled):
                return
            if error is None:
                task.done(result)
            elif isinstance(error, UserError):
                task.failed(error)
            else:
                log.error("background work failed", exc_info=error)
                task.failed(UserError("Something went wrong inside Déjà Vu.", "The log has the details."))
                self._on_bug(error)
        finally:
            self._forget(task)

    def _tell(self, heard: Callable[[Any], None], told: Any) -> None:
        if not self._closed:
            heard(told)

    def _forget(self, task: Task) -> None:
        self._open.discard(task)
        if not self._open and not self._closed:
            self.idle_changed.emit(True)
