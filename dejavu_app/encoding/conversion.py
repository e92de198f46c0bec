"""Base weights to a graph for OpenVINO, once, into the user's cache: body, mean pooling and normalisation in one."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.encoding.catalogue import ModelCard
from dejavu_app.errors import UserError
from dejavu_app.resources import cache_dir

if TYPE_CHECKING:
    import torch

GRAPH_VERSION = 1
"""Raised whenever the converted graph changes, so that older conversions in caches are left alone."""

log = logging.getLogger(__name__)


def graph_folder(card: ModelCard) -> Path:
    """The folder with ``model.xml``, ``model.bin`` and ``tokenizer.json`` of the card's model, converted if need be.

    A shipped graph is used as it lies. Two processes may convert at once: each works aside, the first to finish wins.
    Raises ``UserError`` when the base weights are absent or are not the ones that the card names.
    """
    if (card.folder / "model.xml").is_file():
        return card.folder
    target = cache_dir() / "encoders" / f"{card.sha256[:12]}-{GRAPH_VERSION}"
    if (target / "model.xml").is_file():
        return target
    weights = weights_folder(card)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="converting-", dir=target.parent))
    try:
        convert(weights, aside)
        shutil.copyfile(weights / "tokenizer.json", aside / "tokenizer.json")
        with contextlib.suppress(OSError):  # another process was quicker: its folder is as good as ours
            os.replace(aside, target)  # noqa: PTH105  (the standard name for an atomic rename)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if not (target / "model.xml").is_file():
        raise UserError(f"{target}: the converted encoder could not be stored.", "Is the disk full or write-protected?")
    return target


def weights_folder(card: ModelCard) -> Path:
    """Where the base weights lie that the card names; found without importing their package.

    Raises ``UserError`` when they are absent or their SHA-256 is not the card's.
    """
    package = card.fields["weights"]["package"]
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise UserError(f"The encoder's weights ({package}) are not installed.", "Run packaging/bootstrap.py again.")
    folder = Path(next(iter(spec.submodule_search_locations))) / card.fields["weights"]["folder"]
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{path}: the encoder's weights cannot be read ({error.strerror}).") from error
    if found != card.sha256:
        raise UserError(f"{path}: these are not the weights that the encoder's card names.", "Install them again.")
    return folder


def convert(weights: Path, target: Path) -> None:
    """Write ``target/model.xml`` and ``.bin``: inputs ``ids`` and ``mask`` (n, length), output unit vectors (n, dims).

    Weights are kept in half precision; what the processor computes in is decided when the graph is loaded.
    """
    import openvino as ov
    import torch

    log.info("converting %s", weights)
    module = _pooled(weights)
    ids = torch.randint(1000, 2000, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    shape = ov.PartialShape([-1, -1])
    graph = ov.convert_model(module, example_input=(ids, mask), input=[shape, shape])
    for port, name in zip(graph.inputs, ("ids", "mask"), strict=True):
        port.get_tensor().set_names({name})
    ov.save_model(graph, target / "model.xml", compress_to_fp16=True)


def _pooled(weights: Path) -> torch.nn.Module:
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig.from_dict(json.loads((weights / "config.json").read_text("utf-8")))
    config._attn_implementation = "sdpa"
    body = BertModel(config, add_pooling_layer=False)
    missing, _ = body.load_state_dict(load_file(weights / "model.safetensors"), strict=False)
    if missing:
        raise UserError(f"{weights}: the weights lack {missing[0]}.", "They are not those of a BERT model.")

    class Pooled(torch.nn.Module):
        """Body, mean over the pieces that count, length 1 (Reimers and Gurevych 2019, section 3)."""

        def __init__(self) -> None:
            super().__init__()
            self.body = body

        def forward(self, ids: Any, mask: Any) -> Any:
            states = self.body(
                input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)
            ).last_hidden_state
            weight = mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    return Pooled().eval()
