"""A trained encoder as it ships: one graph for OpenVINO with 8-bit weights, its tokenizer and its card."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dejavu_app.training.eight_bits import shrink


def to_graph(module: Any, inputs: Mapping[str, Any]) -> Any:
    """A torch module as an OpenVINO network with 8-bit weights; every input is (n, length) of whole numbers."""
    import openvino
    import torch

    module.eval().float()
    shape = openvino.PartialShape([-1, -1])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of branches in Python that do not depend on the input
        network = openvino.convert_model(module, example_input=tuple(inputs.values()), input=[shape] * len(inputs))
    for port, name in zip(network.inputs, inputs, strict=True):
        port.get_tensor().set_names({name})
    return shrink(network)


def example() -> tuple[Any, Any]:
    """Ids and mask, (3, 17) each, to trace a network with; the second row ends in padding."""
    import torch

    ids = torch.randint(1000, 2000, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    return ids, mask


def write(folder: Path, network: Any, tokenizer: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """Write ``model.xml``, ``model.bin``, ``tokenizer.json`` and ``card.json``; returns the card with its checksum."""
    import openvino

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("model.xml", "model.bin"):
        (folder / name).unlink(missing_ok=True)  # a process that has the old file in memory keeps it
    openvino.save_model(network, folder / "model.xml", compress_to_fp16=True)
    body = json.loads(tokenizer.read_text("utf-8"))
    body["truncation"] = body["padding"] = None
    (folder / "tokenizer.json").write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    with (folder / "model.bin").open("rb") as stream:
        made = {**card, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    (folder / "card.json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return made


def export_encoder(model: Any, folder: Path, tokenizer: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """The encoder's folder as the application loads it (``encoding.fast``); what lay there is replaced."""
    model.body.config._attn_implementation = "eager"  # what OpenVINO fuses best
    ids, mask = example()
    return write(folder, to_graph(model, {"ids": ids, "mask": mask}), tokenizer, card)


def export_reranker(model: Any, folder: Path, tokenizer: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """The reranker's folder as the application loads it (``encoding.fast_reranker``)."""
    ids, mask = example()
    inputs = {"query": ids[:1], "query_mask": mask[:1], "passages": ids, "passages_mask": mask}
    return write(folder, to_graph(model, inputs), tokenizer, card)
