"""Networks with weights of 8 bits, and word pieces of 4: a quarter of the size on disk, the arithmetic unchanged."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.networks import eight_bit, held

SMALLEST = 20_000
"""Numbers from which a matrix is worth storing in few bits."""
GROUP = 64
"""Numbers that share a scale where they have four bits."""
_LARGEST = 7
_PARTS = {"linear/MatMul": "weight", "linear/Add": "bias", "layer_norm/Multiply_1": "weight", "layer_norm/Add": "bias",
          "embedding/Gather": "weight"}
"""What a constant is in torch, by the operation that reads it."""


def shrink(network: Any, pieces: str = "", rough: Collection[str] = ()) -> Any:
    """Replace each large float matrix of an OpenVINO network by whole numbers of 8 bits with one scale a row; in place.

    ``pieces``: what the embedding of the word pieces is called; its rows, of which any text uses few, have 4 bits, and
    so has each linear layer with a name in ``rough``. The runtime turns them back when it loads the network. Returns
    the network. Raises ``StopIteration`` for a name that no embedding has.
    """
    import openvino

    network.validate_nodes_and_infer_types()
    words = _gathered(network, pieces) if pieces else ""
    for node in network.get_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        shape = list(node.get_output_shape(0))
        if len(shape) != 2 or shape[0] * shape[1] < SMALLEST:
            continue
        targets = list(node.output(0).get_target_inputs())
        weights = node.get_data()
        readers = [target.get_node().get_friendly_name().partition("/aten::")[0] for target in targets]
        few = node.get_friendly_name() == words or any(name.rpartition(".")[2] in rough for name in readers)
        back = four_bit(weights) if few else eight_bit(weights)
        for target in targets:
            target.replace_source_output(back.output(0))
    network.validate_nodes_and_infer_types()
    return network


def _gathered(network: Any, name: str) -> str:
    """The constant that the gathering of the embeddings called ``name`` reads."""
    gather = next(n for n in network.get_ops() if n.get_type_name() == "Gather" and name in n.get_friendly_name())
    return str(gather.input_value(0).get_node().get_friendly_name())


def named_weights(path: Path) -> dict[str, np.ndarray]:
    """The weights of a network that was written from torch, float32, by the names that they had there.

    Of matrices, layer norms and embeddings; so a training can go on from what ships.
    """
    import openvino

    found: dict[str, np.ndarray] = {}
    for node in openvino.Core().read_model(path).get_ordered_ops():
        if node.get_type_name() not in ("Constant", "Convert", "Multiply", "Reshape"):
            continue
        value = held(node)
        if value is None or value.size < 2:
            continue
        for target in node.output(0).get_target_inputs():
            place, _, operation = target.get_node().get_friendly_name().removeprefix("__module.").partition("/aten::")
            if operation in _PARTS:
                found[f"{place}.{_PARTS[operation]}"] = np.array(value, np.float32)
    return found


def four_bit(weights: np.ndarray) -> Any:
    """The same from whole numbers of 4 bits and one scale a group (``four_bits``)."""
    import openvino
    from openvino import opset15 as ops

    whole, scales = four_bits(weights)
    packed = ops.convert(ops.constant(whole.astype(np.int8), dtype=openvino.Type.i4), "f32")
    wide = ops.multiply(packed, ops.convert(ops.constant(scales.astype(np.float16)), "f32"))
    return ops.reshape(wide, ops.constant(np.array(weights.shape)), False)


def four_bits(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows float32 (n, size) as whole numbers from -7 to 7 (n, groups, size of a group) and scales (n, groups, 1).

    Both float32; their product is the rounded rows, and rounding those again gives the same.
    """
    size = rows.shape[1]
    groups = rows.reshape(len(rows), -1, GROUP if size % GROUP == 0 else size).astype(np.float32)
    scales = (np.abs(groups).max(-1, keepdims=True) / _LARGEST + 1e-7).astype(np.float16).astype(np.float32)
    return np.clip(np.round(groups / scales), -_LARGEST, _LARGEST), scales
