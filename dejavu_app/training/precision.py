"""What a training computes in: bfloat16 where the device has instructions for it, else float32."""

from __future__ import annotations

from typing import Any

import torch

_EMULATE = ("DEFAULT", "NO AVX", "AVX2")


def half(device: str) -> torch.dtype:
    """``torch.bfloat16`` or ``torch.float32``: a processor that must imitate the former takes six times as long."""
    slow = device.partition(":")[0] == "cpu" and torch.backends.cpu.get_cpu_capability() in _EMULATE
    return torch.float32 if slow else torch.bfloat16


def mixed(device: str) -> Any:
    """The context in which a network of float32 is run in ``half(device)``."""
    return torch.autocast(device.partition(":")[0], dtype=torch.bfloat16, enabled=half(device) is torch.bfloat16)
