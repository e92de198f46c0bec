"""Trainings that can be cut off: the state of model and optimiser on disk, whole or not there, and what is to come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

EVERY = 50
"""Steps after which the state is stored."""
_WARM = 30  # steps in which the rate rises


def resume(path: Path | None, model: Any, optimiser: Any) -> int:
    """Put the stored state into ``model`` and ``optimiser``; gives the steps that were done, 0 without a state."""
    if path is None or not path.is_file():
        return 0
    kept = torch.load(path, weights_only=True)
    model.load_state_dict(kept["model"])
    optimiser.load_state_dict(kept["optimiser"])
    return int(kept["step"])


def store(path: Path | None, model: Any, optimiser: Any, step: int) -> None:
    """Write the state aside and put it in its place; nothing without a ``path``."""
    if path is not None:
        aside = path.with_suffix(".part")
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, aside)
        aside.replace(path)


def set_rate(optimiser: Any, rate: float, step: int, share: float) -> None:
    """The rate of this step: rising in the first, falling to nothing as ``share`` of the work done reaches 1."""
    for group in optimiser.param_groups:
        group["lr"] = rate * min(1.0, (step + 1) / _WARM) * (1 - share) * group["share"]
