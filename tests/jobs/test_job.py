"""Pause, go on, stop; and the runner that gives each job its turn."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import EncodeJob, ImportJob, Job, JobRunner, encode_job
from tests.jobs.tiny import TinyModels, TinyPipeline


class Steps(Job):
    """Counts up while it may; ``reached`` is set with every step."""

    def __init__(self, steps: int = 10**9, writes: bool = True) -> None:
        super().__init__()
        self.steps, self.count, self.writes = steps, 0, writes
        self.reached = threading.Event()

    def _work(self) -> int:
        while self.count < self.steps:
            self._check()
            self.count += 1
            self.reached.set()
        return self.count

    def stepped(self) -> bool:
        self.reached.clear()
        return self.reached.wait(5)


@pytest.fixture
def runner():  # type: ignore[no-untyped-def]
    made = JobRunner()
    yield made
    made.shutdown()


def test_a_paused_job_rests_until_it_is_resumed(runner: JobRunner) -> None:
    job = Steps()
    future = runner.submit(job)
    assert job.stepped() and job.state == "running"
    job.pause()
    assert job.state == "paused"
    job.reached.clear()
    job.reached.wait(0.2)  # the step that was under way
    resting = job.count
    job.reached.clear()
    assert not job.reached.wait(0.2) and job.count == resting
    job.resume()
    assert job.stepped() and job.state == "running"
    job.cancel()
    with pytest.raises(Cancelled):
        future.result(5)


def test_a_paused_job_can_be_cancelled(runner: JobRunner) -> None:
    job = Steps()
    future = runner.submit(job)
    assert job.stepped()
    job.pause()
    job.cancel()
    with pytest.raises(Cancelled):
        future.result(5)
    assert job.state == "cancelled"


def test_a_job_that_waits_can_be_paused_and_resumed(runner: JobRunner) -> None:
    first, second = Steps(), Steps(1)
    runner.submit(first)
    future = runner.submit(second)
    second.pause()
    assert second.state == "paused"
    first.cancel()
    assert not second.reached.wait(0.05) and second.state == "paused"
    second.resume()
    assert future.result(10) == 1 and second.state == "done"


def test_a_job_that_is_to_end_is_not_paused_any_more(runner: JobRunner) -> None:
    job = Steps()
    future = runner.submit(job)
    assert job.reached.wait(5)
    job.pause()
    job.cancel()
    job.pause()
    with pytest.raises(Cancelled):
        future.result(10)


def test_writers_take_turns_and_readers_do_not_wait(runner: JobRunner) -> None:
    first, second, reader = Steps(), Steps(3), Steps(3, writes=False)
    running = [runner.submit(job) for job in (first, second, reader)]
    assert running[2].result(5) == 3
    assert first.stepped() and second.state == "waiting" and second.count == 0
    assert runner.jobs() == [first, second]
    first.cancel()
    assert running[1].result(5) == 3


def test_a_waiting_job_that_is_cancelled_never_starts(runner: JobRunner) -> None:
    first, second = Steps(), Steps()
    runner.submit(first)
    future = runner.submit(second)
    second.cancel()
    assert second.state == "cancelled"
    first.cancel()
    with pytest.raises(Cancelled):
        future.result(5)
    assert second.count == 0


def test_shutdown_stops_everything_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    runner = JobRunner()
    futures = [runner.submit(Steps()) for _ in range(3)] + [runner.submit(Steps(writes=False))]
    runner.shutdown()
    assert all(future.done() for future in futures)
    assert set(threading.enumerate()) <= before


def test_a_failing_job_is_failed_and_says_why(runner: JobRunner) -> None:
    class Broken(Job):
        def _work(self) -> None:
            raise RuntimeError("a bug of ours")

    job = Broken()
    with pytest.raises(RuntimeError, match="a bug of ours"):
        runner.submit(job).result(5)
    assert job.state == "failed"
    assert runner.submit(Steps(2)).result(5) == 2


def test_encoding_stops_between_batches_and_keeps_them(
    path: Path, folder: Path, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode_job, "BATCH", 5)
    ImportJob(path, [folder], encode=False).run()
    gate = threading.Event()
    pipeline = TinyPipeline(gate=gate)
    job = EncodeJob(path, TinyModels(pipeline))  # type: ignore[arg-type]
    future = runner.submit(job)
    job.cancel()
    gate.set()
    with pytest.raises(Cancelled):
        future.result(10)
    with Archive(path) as archive:
        encoded = archive.coverage("").encoded
    assert encoded == sum(pipeline.batches) <= 5
    report = EncodeJob(path, TinyModels()).run()  # type: ignore[arg-type]
    assert report.encoded == report.passages and report.new == report.passages - encoded


def test_search_by_keyword_works_while_a_paused_import_holds_still(path: Path, folder: Path, runner: JobRunner) -> None:
    gate = threading.Event()
    job = ImportJob(path, [folder], models=TinyModels(TinyPipeline(gate=gate)))  # type: ignore[arg-type]
    future = runner.submit(job)
    for _ in range(500):
        if job.progress.stage == "encoding":
            break
        threading.Event().wait(0.01)
    with Archive(path) as archive:
        assert archive.keyword_candidates(["strike"], 3)
        archive.set_star(1)  # nor does it keep others from writing
    gate.set()
    assert future.result(10).articles == 36
