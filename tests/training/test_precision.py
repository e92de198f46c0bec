"""Trainings compute in bfloat16 only where it is not imitated."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from dejavu_app.training import precision  # noqa: E402


@pytest.mark.parametrize("capability, device, expected", [
    ("AVX2", "cpu", torch.float32), ("DEFAULT", "cpu", torch.float32), ("AVX512", "cpu", torch.bfloat16),
    ("AVX2", "cuda:0", torch.bfloat16),
])
def test_half_is_what_the_device_has_instructions_for(
    monkeypatch: pytest.MonkeyPatch, capability: str, device: str, expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert precision.half(device) is expected


@pytest.mark.parametrize("capability, expected", [("AVX2", torch.float32), ("AVX512", torch.bfloat16)])
def test_a_network_of_float32_is_run_in_it(
    monkeypatch: pytest.MonkeyPatch, capability: str, expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    with precision.mixed("cpu"):
        assert torch.nn.Linear(4, 2)(torch.ones(3, 4)).dtype is expected
