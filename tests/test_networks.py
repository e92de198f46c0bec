"""The shipped networks as this computer runs them: the matrices they were given, in what the processor is best at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openvino
import pytest
from openvino import opset15 as ops

from dejavu_app.networks import compiled, eight_bit, held, precision
from dejavu_app.training.few_bits import four_bit

WIDTH = 256


@pytest.fixture
def written(tmp_path: Path) -> tuple[np.ndarray, np.ndarray, Path]:
    """Embeddings of 4 bits, and a product with a matrix of 4 bits, as the reranker ships them."""
    random = np.random.default_rng(5)
    words, matrix = (random.standard_normal((rows, WIDTH)).astype(np.float32) for rows in (300, 128))
    ids = ops.parameter([-1, -1], np.int64, "ids")
    looked_up = ops.gather(four_bit(words), ids, ops.constant(np.int64(0)))
    product = ops.matmul(looked_up, four_bit(matrix), False, True)
    path = tmp_path / "network.xml"
    openvino.save_model(openvino.Model([product], [ids]), path)
    return words, matrix, path


def run(network: Any, ids: np.ndarray) -> np.ndarray:
    found: np.ndarray = next(iter(network.create_infer_request().infer({0: ids}).values()))
    return found


@pytest.mark.parametrize("group", [32, 128, 256])
def test_a_network_says_what_its_matrices_say(written: tuple[np.ndarray, np.ndarray, Path], group: int) -> None:
    words, matrix, path = written
    ids = np.arange(40).reshape(2, 20)
    found, true = run(compiled(path, group), ids), words[ids] @ matrix.T
    assert np.corrcoef(found.ravel(), true.ravel())[0, 1] > 0.98


def test_only_what_is_multiplied_is_widened(written: tuple[np.ndarray, np.ndarray, Path],
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = openvino.Core.compile_model

    def watched(core: Any, network: Any, device: str, settings: dict[str, str]) -> Any:
        seen.append((network, settings))
        return real(core, network, device, settings)

    monkeypatch.setattr(openvino.Core, "compile_model", watched)
    compiled(written[2], 128)
    (network, settings), = seen
    inputs = {node.get_type_name(): [node.input_value(i).get_node() for i in range(node.get_input_size())]
              for node in network.get_ordered_ops() if node.get_type_name() in ("MatMul", "Gather")}
    assert inputs["Gather"][0].get_type_name() == "Reshape"  # 4 bits, in groups
    wide = inputs["MatMul"][1]
    assert wide.input_value(0).get_node().input_value(0).get_element_type() == openvino.Type.i8
    widened = held(wide)
    assert widened is not None and np.corrcoef(widened.ravel(), written[1].ravel())[0, 1] > 0.98
    assert settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] == "128"


def test_a_matrix_of_eight_bits_is_read_back() -> None:
    matrix = np.random.default_rng(6).standard_normal((7, 50)).astype(np.float32)
    back = held(eight_bit(matrix))
    assert back is not None
    assert np.abs(back - matrix).max() <= np.abs(matrix).max() / 254 * 1.01


def test_what_is_no_constant_holds_nothing() -> None:
    assert held(ops.relu(ops.parameter([2, 3], np.float32))) is None


@pytest.mark.parametrize("abilities, machine, hint", [
    (["FP32", "BF16", "INT8"], "x86_64", "bf16"), (["FP32", "INT8"], "AMD64", "f32"), (["FP32", "FP16"], "arm64", None),
    (["FP32", "BF16"], "aarch64", "bf16"),
])
def test_the_precision_is_what_the_processor_is_best_at(abilities: list[str], machine: str, hint: str | None) -> None:
    assert precision(abilities, machine).get("INFERENCE_PRECISION_HINT") == hint
