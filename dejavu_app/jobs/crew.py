"""Helps an import to use all processors: preparation in worker processes, results in the order they were asked for."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled
from dejavu_app.jobs.preparation import Prepared, prepare_all

MOST = 4  # workers; beyond them the one writer is what takes the time
PATIENCE = 1.0  # seconds of work before workers are worth their start
_SERVE = "from dejavu_app.jobs.preparation import serve; serve()"


class Crew:
    """Prepares lists of articles, each list in some worker process; in this one while there is none.

    The first second is done here, so that a small import starts nothing. Where no workers can be started (a frozen
    bundle has no interpreter of its own to start), or one is lost, the work is done here too.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is None:
            processors = os.cpu_count() or 1
            workers = min(MOST, processors) if processors > 1 else 0
        if getattr(sys, "frozen", False) or not sys.executable:
            workers = 0
        self.room = 3 * workers  # lists under way that keep all workers busy
        self._size = workers
        self._closing = False
        self._ready_at = time.monotonic() + PATIENCE
        self._threads: ThreadPoolExecutor | None = None
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._workers: list[subprocess.Popen[bytes]] = []

    def prepare(self, articles: Sequence[Article]) -> Future[list[Prepared]]:
        """The articles prepared, soon; the future raises what preparing raised."""
        if self._threads is None and self._size and time.monotonic() >= self._ready_at:
            self._start()
        if self._threads is not None:
            return self._threads.submit(self._ask, articles)
        done: Future[list[Prepared]] = Future()
        done.set_result(prepare_all(articles))
        return done

    def _start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        try:
            for _ in range(self._size):
                worker = subprocess.Popen(
                    [sys.executable, "-c", _SERVE],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
                self._workers.append(worker)
                self._idle.put(worker)
        except OSError:
            # No room for another process: those that did start will do, or else this one.
            self._size = len(self._workers)
        if self._size:
            self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="dejavu-prepare")

    def _ask(self, articles: Sequence[Article]) -> list[Prepared]:
        """Asks an idle worker; one that does not answer is dropped, and its question answered here."""
        if self._closing:
            raise Cancelled
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            return prepare_all(articles)
        assert worker.stdin is not None and worker.stdout is not None
        try:
            pickle.dump(articles, worker.stdin, pickle.HIGHEST_PROTOCOL)
            worker.stdin.flush()
            answer: list[Prepared] = pickle.load(worker.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            if self._closing:
                raise Cancelled from error
            return prepare_all(articles)
        self._idle.put(worker)
        return answer

    def close(self) -> None:
        """Ends the workers at once; what they still had under way is dropped."""
        self._closing = True
        for worker in self._workers:
            worker.kill()
            worker.wait()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            assert worker.stdin is not None and worker.stdout is not None
            worker.stdout.close()
            # A question that it did not hear to its end may still be in the pipe.
            with contextlib.suppress(OSError):
                worker.stdin.close()
        self._threads, self._size = None, 0
        self._workers.clear()
