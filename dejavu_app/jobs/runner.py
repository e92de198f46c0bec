"""Runs jobs in threads: those that write one after the other, the others side by side."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from dejavu_app.jobs.job import Job

READERS = 2


class JobRunner:
    """One thread for the jobs that write, as SQLite has one writer; a small pool for those that only read."""

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="dejavu-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="dejavu-reader")
        self._lock = threading.Lock()
        self._jobs: dict[Future[Any], Job] = {}

    def submit(self, job: Job) -> Future[Any]:
        """Starts ``job`` when its turn comes; the future carries its report or what it raised."""
        pool = self._writer if getattr(job, "writes", True) else self._readers
        with self._lock:
            future = pool.submit(job.run)
            self._jobs[future] = job
        future.add_done_callback(self._forget)
        return future

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._jobs.pop(future, None)

    def jobs(self) -> list[Job]:
        """Jobs that run or wait, in the order they were submitted."""
        with self._lock:
            return list(self._jobs.values())

    def shutdown(self, wait: bool = True) -> None:
        """Cancels every job, waiting ones too, and by default waits until the threads have ended."""
        for job in self.jobs():
            job.cancel()
        for pool in (self._writer, self._readers):
            pool.shutdown(wait=wait, cancel_futures=True)
