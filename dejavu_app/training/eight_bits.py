"""Networks with 8-bit weights: a quarter of the size on disk, the arithmetic unchanged."""

from __future__ import annotations

from typing import Any

import numpy as np

SMALLEST = 20_000
"""Numbers from which a matrix is worth storing in eight bits."""


def shrink(network: Any) -> Any:
    """Replace each large float matrix of an OpenVINO network by whole numbers with one scale a row; in place.

    The runtime turns them back when it loads the network. Returns the network.
    """
    import openvino

    network.validate_nodes_and_infer_types()
    for node in network.get_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        shape = list(node.get_output_shape(0))
        if len(shape) != 2 or shape[0] * shape[1] < SMALLEST:
            continue
        targets = list(node.output(0).get_target_inputs())
        back = eight_bit(node.get_data())
        for target in targets:
            target.replace_source_output(back.output(0))
    network.validate_nodes_and_infer_types()
    return network


def eight_bit(weights: np.ndarray) -> Any:
    """A node that gives the matrix (rows, columns) back from whole numbers of 8 bits and one scale a row."""
    from openvino import opset15 as ops

    scale = np.abs(weights).max(1, keepdims=True) / 127 + 1e-12
    whole = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(whole), "f32"), ops.constant(scale.astype(np.float32)))
