"""Weights that lie on disk as whole numbers of 8 or 4 bits, turned back into numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

LARGE = 10_000
"""Numbers from which it is worth to turn a matrix back once and not at every run."""


def unpack(model: Any) -> None:
    """Put plain numbers in the place of every packed matrix of an OpenVINO model: else every run would do it again.

    OpenVINO's own pass, ``ConstantFolding``, keeps all other threads of Python waiting for a tenth of a second.
    """
    from openvino.op import Constant

    for node in model.get_ordered_ops():
        if node.get_type_name() not in ("Multiply", "Reshape"):
            continue
        value = held(node)
        if value is None or value.size < LARGE:
            continue
        plain = Constant(np.array(value, np.float32, order="C"), shared_memory=True)
        for reader in node.output(0).get_target_inputs():
            reader.replace_source_output(plain.output(0))


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
