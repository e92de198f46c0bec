"""Weights in few bits: what is named is stored in four, all else in eight, and both are read back under their names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
openvino = pytest.importorskip("openvino")

from dejavu_app.training.encoder_export import to_graph  # noqa: E402
from dejavu_app.training.few_bits import named_weights  # noqa: E402


class Small(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(200, 128)
        self.widen, self.narrow = torch.nn.Linear(128, 256), torch.nn.Linear(256, 128)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.narrow(self.widen(self.words(ids)).tanh())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, Path]:
    torch.manual_seed(3)
    module = Small()
    path = tmp_path_factory.mktemp("network") / "model.xml"
    openvino.save_model(to_graph(module, {"ids": torch.arange(12).reshape(2, 6)}, "words", ("widen",)), path)
    return module, path


def test_each_matrix_has_the_bits_it_was_given(written: tuple[Small, Path]) -> None:
    network = openvino.Core().read_model(written[1])
    packed = {tuple(node.get_output_shape(0)): node.get_element_type().get_type_name()
              for node in network.get_ops() if node.get_type_name() == "Constant"
              and node.get_element_type().get_type_name() in ("i4", "i8")}
    assert packed == {(200, 2, 64): "i4", (256, 2, 64): "i4", (128, 256): "i8"}


def test_the_weights_are_read_back_by_their_names(written: tuple[Small, Path]) -> None:
    module, path = written
    found, state = named_weights(path), module.state_dict()
    assert set(found) == set(state)
    for name, coarse in (("words.weight", 14), ("widen.weight", 14), ("narrow.weight", 254)):
        true = state[name].numpy()
        assert np.abs(found[name] - true).max() <= np.abs(true).max() / coarse * 1.01
        assert not np.array_equal(found[name], true)


def test_the_network_says_nearly_what_it_said(written: tuple[Small, Path]) -> None:
    module, path = written
    ids = torch.arange(40, 64).reshape(2, 12)
    run = openvino.Core().compile_model(openvino.Core().read_model(path), "CPU")
    ours = next(iter(run({"ids": ids.numpy()}).values()))
    theirs = module(ids).detach().numpy()
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.98
