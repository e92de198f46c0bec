"""Measuring: repeated runs, taken in turns so that a busy moment hits both sides alike."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its baseline."""

    what: str
    value: float
    unit: str
    baseline: float | None = None
    baseline_is: str = ""
    more_is_better: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As plain data, numbers rounded to four digits; ``ratio`` above 1 means better than the baseline."""
        ratio = None
        if self.baseline and self.value:
            ratio = self.value / self.baseline if self.more_is_better else self.baseline / self.value
        return {
            "what": self.what,
            "value": short(self.value),
            "unit": self.unit,
            "baseline": None if self.baseline is None else short(self.baseline),
            "baseline_is": self.baseline_is,
            "ratio": None if ratio is None else short(ratio),
            "details": {key: short(each) if isinstance(each, float) else each for key, each in self.details.items()},
        }


def short(value: float) -> float:
    """Four significant digits."""
    return float(f"{value:.4g}")


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The least seconds of each, after one round that does not count; the works take turns.

    What other programs do meanwhile only ever adds time, so the least is nearest to the work itself.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            spent = seconds(work)
            if turn:
                taken[name].append(spent)
    return {name: min(each) for name, each in taken.items()}


def peak_memory() -> int | None:
    """The most memory this process has held, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)
