"""How far a job is: counted by the job, polled by whoever shows it."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from dejavu_app.reading import Problem

WINDOW = 15.0  # seconds over which speed is measured


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a job.

    ``done`` and ``total`` are bytes while reading and passages while encoding (``total`` 0: not known yet); ``rate`` is
    passages a second in either stage.
    """

    stage: str = ""  # "looking", "reading", "loading", "encoding", "indexing", "tidying"
    done: int = 0
    total: int = 0
    rate: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    problems: tuple[Problem, ...] = ()


class Meter:
    """Counts for one job; a thread works and counts, others look.

    Speed is measured from count to count and not to the moment of looking: the time of a pause is no part of it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._problems: list[Problem] = []
        self._shown: tuple[Problem, ...] = ()
        self._set("", 0)

    def _set(self, stage: str, total: int, message: str = "") -> None:
        self._stage, self._total, self._message = stage, total, message
        self._done = self._passages = 0
        self._counted = time.monotonic()
        self._marks: deque[tuple[float, int, int]] = deque([(self._counted, 0, 0)])

    def begin(self, stage: str, total: int = 0, message: str = "") -> None:
        """A new stage, counted from nothing."""
        with self._lock:
            self._set(stage, total, message)

    def advance(self, done: int, passages: int, message: str | None = None, total: int | None = None) -> None:
        """The stage's work so far, not what is new of it."""
        with self._lock:
            self._done, self._passages = done, passages
            if message is not None:
                self._message = message
            if total is not None:
                self._total = total
            now = self._counted = time.monotonic()
            if now - self._marks[-1][0] >= 0.2:
                self._marks.append((now, done, passages))
                while len(self._marks) > 2 and now - self._marks[0][0] > WINDOW:
                    self._marks.popleft()

    def say(self, message: str) -> None:
        """What is being done just now, in a few words."""
        with self._lock:
            self._message = message

    def report(self, problem: Problem) -> None:
        """Something could not be read."""
        with self._lock:
            self._problems.append(problem)

    def resumed(self) -> None:
        """Speed is measured anew after a pause."""
        with self._lock:
            self._counted = time.monotonic()
            self._marks = deque([(self._counted, self._done, self._passages)])

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems so far."""
        with self._lock:
            if len(self._shown) != len(self._problems):
                self._shown = tuple(self._problems)
            return self._shown

    def look(self) -> Progress:
        """The present moment."""
        problems = self.problems
        with self._lock:
            then, before, passages_before = self._marks[0]
            seconds = max(self._counted - then, 1e-3)
            speed = (self._done - before) / seconds
            left = None
            if speed > 0 and self._total and seconds >= 1.0:
                left = max(self._total - self._done, 0) / speed
            rate = (self._passages - passages_before) / seconds
            return Progress(self._stage, self._done, self._total, rate, left, self._message, problems)
