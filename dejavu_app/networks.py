"""The shipped networks on this computer's processor: weights on disk as whole numbers of 8 or 4 bits, run by OpenVINO.

Where the processor multiplies whole numbers (VNNI and its like), OpenVINO rounds what goes into a matrix product to 8
bits, too, with one scale for a group of neighbouring numbers of a row. Wider groups are quicker and rounder: each
network names its own. Elsewhere nothing is rounded.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np


def compiled(path: Path, group: int) -> Any:
    """The network in ``path`` (OpenVINO's ``.xml``) made ready for this processor, as an ``openvino.CompiledModel``.

    ``group``: numbers that share a scale in the products of whole numbers. Raises ``ValueError`` when the file is no
    network.
    """
    import openvino

    core = openvino.Core()
    try:
        network = core.read_model(path)
    except RuntimeError as error:
        raise ValueError(f"{path} is no network") from error
    _widen(network)
    settings = {"PERFORMANCE_HINT": "LATENCY", "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(group)}
    settings |= precision(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"), platform.machine())
    known = core.get_property("CPU", "SUPPORTED_PROPERTIES")  # not every processor's plugin has all of them
    return core.compile_model(network, "CPU", {name: value for name, value in settings.items() if name in known})


def precision(abilities: Sequence[str], machine: str) -> dict[str, str]:
    """The setting that says what to compute in: bfloat16 where the processor has instructions for it, else float32.

    ``abilities`` are OpenVINO's for the processor, ``machine`` is ``platform.machine()``. On ARM OpenVINO's own choice
    stands (half precision where it is native).
    """
    if "BF16" in abilities:
        return {"INFERENCE_PRECISION_HINT": "bf16"}
    return {} if machine.lower() in ("arm64", "aarch64") else {"INFERENCE_PRECISION_HINT": "f32"}


def _widen(network: Any) -> None:
    """Give matrices of 4 bits that are multiplied with 8 bits and one scale a row; in place.

    Their groups of 64 weights, each with its own scale, would force groups of 64 upon the products. Embeddings, of
    which a few rows are looked up, stay as they are.
    """
    for node in network.get_ordered_ops():
        if node.get_type_name() != "Reshape":
            continue
        products = [t for t in node.output(0).get_target_inputs() if t.get_node().get_type_name() == "MatMul"]
        weights = held(node) if products else None
        if weights is not None:
            wide = eight_bit(weights)
            for target in products:
                target.replace_source_output(wide.output(0))
    network.validate_nodes_and_infer_types()


def eight_bit(weights: np.ndarray) -> Any:
    """A node that gives the matrix (rows, columns) back from whole numbers of 8 bits and one scale a row."""
    from openvino import opset15 as ops

    scale = np.abs(weights).max(1, keepdims=True) / 127 + 1e-12
    whole = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(whole), "f32"), ops.constant(scale.astype(np.float32)))


def held(node: Any) -> np.ndarray | None:
    """What a constant, or a constant multiplied or reshaped, holds; None for everything else."""
    import openvino

    kind = node.get_type_name()
    if kind == "Constant":
        data: np.ndarray = node.get_data()
        if node.get_element_type() == openvino.Type.i4:  # two to a byte, the lower half first
            halves = np.stack([data & 15, data >> 4], -1).astype(np.int8).ravel()
            return np.where(halves > 7, halves - 16, halves).reshape(list(node.get_output_shape(0)))
        return data
    inputs = [node.input_value(i).get_node() for i in range(node.get_input_size())]
    if kind == "Convert":
        return held(inputs[0])
    if kind == "Reshape":
        inner = held(inputs[0])
        return None if inner is None else inner.reshape(list(node.get_output_shape(0)))
    if kind == "Multiply":
        first, second = held(inputs[0]), held(inputs[1])
        return None if first is None or second is None else first.astype(np.float32) * second
    return None
