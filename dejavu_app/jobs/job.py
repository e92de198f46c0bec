"""What every job can do: run, say how far it is, wait, go on, stop."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from typing import Any, Literal

from dejavu_app.errors import Cancelled
from dejavu_app.jobs.progress import Meter, Progress

State = Literal["waiting", "running", "paused", "done", "failed", "cancelled"]


class Job(ABC):
    """A piece of background work; ``run`` is called once, in any thread, everything else at any time from any other."""

    writes = True  # jobs that write an archive run one after the other

    def __init__(self) -> None:
        self._meter = Meter()
        self._go = threading.Event()
        self._go.set()
        self._stop = threading.Event()
        self.rested = 0.0  # seconds of pauses
        self.given_up = False  # whether a person stopped it, and not the end of the program
        self._state: State = "waiting"

    @property
    def progress(self) -> Progress:
        """How far the job is; cheap, for polling."""
        return self._meter.look()

    @property
    def state(self) -> State:
        """``paused`` as soon as a pause is asked for: the work rests within a batch, or where its turn has not come."""
        if self._state in ("waiting", "running") and not self._go.is_set():
            return "paused"
        return self._state

    def pause(self) -> None:
        """Asks the work to rest at the next safe place, unless it is to end; what it has committed stays."""
        if not self._stop.is_set():
            self._go.clear()

    def resume(self) -> None:
        """Lets paused work go on."""
        self._meter.resumed()
        self._go.set()

    def cancel(self) -> None:
        """Asks the work to end, within a second or one batch; ``run`` then raises ``Cancelled``."""
        self._stop.set()
        self._go.set()
        if self._state == "waiting":
            self._state = "cancelled"

    def give_up(self) -> None:
        """As ``cancel``, for good: nothing goes on with the work by itself."""
        self.given_up = True
        self.cancel()

    def run(self) -> Any:
        """Does the work and returns its report.

        Raises ``Cancelled`` when it was asked to stop, ``UserError`` for the world's faults (what was committed stays,
        and running the same job again goes on from there).
        """
        try:
            self._check()
            self._state = "running"
            report = self._work()
        except Cancelled:
            self._state = "cancelled"
            raise
        except BaseException:
            self._state = "failed"
            raise
        self._state = "done"
        return report

    @abstractmethod
    def _work(self) -> Any:
        """The work itself; calls ``_check`` wherever it may be interrupted, never inside a transaction."""

    def _stopping(self) -> bool:
        """Waits out a pause; then whether the work should end. What reading is given as ``cancelled``."""
        if not self._go.is_set():
            since = time.monotonic()
            self._go.wait()
            self.rested += time.monotonic() - since
        return self._stop.is_set()

    def _clock(self) -> float:
        """Seconds, from any moment on, without those of pauses."""
        return time.monotonic() - self.rested

    def _check(self) -> None:
        if self._stopping():
            raise Cancelled
