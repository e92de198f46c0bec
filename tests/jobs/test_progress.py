"""What a job says of its speed."""

from __future__ import annotations

import pytest

from dejavu_app.jobs import progress
from dejavu_app.jobs.progress import Meter


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_speed_and_time_left_stand_still_during_a_pause(clock: Clock) -> None:
    meter = Meter()
    meter.begin("encoding", total=100)
    for done in range(10, 50, 10):
        clock.now += 2
        meter.advance(done, done)
    before = meter.look()
    assert before.rate == pytest.approx(5.0) and before.seconds_left == pytest.approx(12.0)
    clock.now += 600
    assert meter.look() == before
    meter.resumed()
    clock.now += 2
    meter.advance(50, 50)
    assert meter.look().rate == pytest.approx(5.0)


def test_speed_is_that_of_the_last_seconds(clock: Clock) -> None:
    meter = Meter()
    meter.begin("encoding", total=10_000)
    for _ in range(20):
        clock.now += 1
        meter.advance(0, 0)
    for done in range(10, 310, 10):
        clock.now += 1
        meter.advance(done, done)
    assert meter.look().rate == pytest.approx(10.0)
