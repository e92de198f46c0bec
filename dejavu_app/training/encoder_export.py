"""A trained encoder or reranker as it ships: one graph for OpenVINO with 8-bit weights, its tokenizer and its card."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from dejavu_app.training.few_bits import named_weights, shrink

ROUGH = ("widen",)
"""The reranker's layers that 4 bits do not hurt."""


def to_graph(module: Any, inputs: Mapping[str, Any], pieces: str = "", rough: Collection[str] = ()) -> Any:
    """A torch module as an OpenVINO network with 8-bit weights; every input is (n, length) of whole numbers.

    ``pieces`` and ``rough``: the embedding and the layers whose rows have 4 bits (``few_bits.shrink``).
    """
    import openvino
    import torch

    module.eval().float()
    shape = openvino.PartialShape([-1, -1])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of branches in Python that do not depend on the input
        network = openvino.convert_model(module, example_input=tuple(inputs.values()), input=[shape] * len(inputs))
    for port, name in zip(network.inputs, inputs, strict=True):
        port.get_tensor().set_names({name})
    return shrink(network, pieces, rough)


def example(words: int = 30_000) -> tuple[Any, Any]:
    """Ids and mask, (3, 17) each, to trace a network of so many words with; the second row ends in padding."""
    import torch

    ids = torch.randint(0, words, (3, 17))
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
    ids, mask = example(model.body.config.vocab_size)
    return write(folder, to_graph(model, {"ids": ids, "mask": mask}), tokenizer, card)


def read_encoder(model: Any, folder: Path) -> None:
    """Put the weights of an encoder that ``export_encoder`` wrote into ``model``, in place: 8 bits are what is left of
    them. Raises ``ValueError`` when the network is of another make."""
    import torch

    found = named_weights(folder / "model.xml")
    state = model.state_dict()
    lacking = [name for name, value in state.items() if name not in found or found[name].size != value.numel()]
    if lacking:
        raise ValueError(f"{folder} lacks {lacking[:3]}")
    model.load_state_dict({name: torch.from_numpy(found[name]).reshape(value.shape) for name, value in state.items()})


def export_reranker(model: Any, folder: Path, tokenizer: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """The reranker's folder as the application loads it (``encoding.fast_reranker``)."""
    for layer in model.layers:
        layer.fused = False
    ids, mask = example(int(model.words.num_embeddings))
    return write(folder, to_graph(model, {"ids": ids, "mask": mask}, "words", ROUGH), tokenizer, card)
