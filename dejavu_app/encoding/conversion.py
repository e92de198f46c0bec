"""Base weights to a graph for OpenVINO, once, into the user's cache: body, mean pooling and normalisation in one."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.encoding.catalogue import ModelCard
from dejavu_app.errors import AGAIN, UserError
from dejavu_app.networks import compiled
from dejavu_app.resources import cache_dir

if TYPE_CHECKING:
    import torch

GRAPH_VERSION = 1
"""Raised whenever the converted graph gives other vectors; it is part of the encoder's fingerprint."""
CONVERSION = 2
"""Raised whenever the graph is written otherwise, so that older conversions in caches are left alone."""

WEIGHTS = "model.safetensors"
_MANIFEST = "manifest.json"
_OTHER = "Is the disk full or write-protected? DEJAVU_CACHE names another folder."

log = logging.getLogger(__name__)


def graph_folder(card: ModelCard) -> Path:
    """The folder with ``model.xml``, ``model.bin`` and ``tokenizer.json`` of the card's model, converted if need be.

    A shipped graph is used as it lies. A damaged conversion is made again. Two processes may convert at once: each
    works aside and the first to finish wins. Raises ``UserError`` when the weights are absent or are not the ones
    that the card names, and when the cache cannot be written.
    """
    if (card.folder / "model.xml").is_file():
        return checked_graph(card)
    target = _converted(card)
    if _whole(target):
        return target
    weights = weights_folder(card)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="converting-", dir=target.parent))
        try:
            convert(weights, aside)
            shutil.copyfile(weights / "tokenizer.json", aside / "tokenizer.json")
            files = {path.name: _sha256(path) for path in sorted(aside.iterdir())}
            (aside / _MANIFEST).write_text(json.dumps(files), "utf-8")
            _publish(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        message = f"{target}: the converted encoder could not be stored ({error.strerror or error})."
        raise UserError(message, _OTHER) from error
    return target


def fingerprint(card: ModelCard) -> str:
    """Model, version and weights; the arithmetic's precision is left out, since vectors agree across it."""
    return f"{card.name}-{card.version}-{card.sha256[:8]}-g{GRAPH_VERSION}-w{card.window}"


def at_hand(card: ModelCard) -> bool:
    """Whether ``graph_folder`` would find or make the card's graph; nothing is converted or loaded."""
    if (card.folder / "model.xml").is_file():
        return True
    try:
        if not _whole(_converted(card)):
            weights_folder(card)
    except UserError as reason:
        log.info("%s cannot be used: %s", card.name, reason)
        return False
    return True


def _converted(card: ModelCard) -> Path:
    """Where the card's conversion belongs. Raises ``UserError`` when this computer lets nothing be kept there."""
    try:
        cache = cache_dir()
    except OSError as error:
        raise UserError(f"{error.filename}: the cache's folder cannot be made ({error.strerror}).", _OTHER) from error
    return cache / "encoders" / f"{card.sha256[:12]}-{GRAPH_VERSION}-{CONVERSION}"


def _publish(aside: Path, target: Path) -> None:
    """Moves the finished folder into its place, unless another process was quicker: its folder is as good as ours."""
    for _ in range(3):
        try:
            aside.replace(target)
            return
        except OSError as error:
            if _whole(target):
                return
            if not target.exists():
                raise
            log.info("replacing a damaged conversion: %s", error)
            # A folder with files in it cannot be replaced, so the damaged one is moved out of the way first.
            damaged = Path(tempfile.mkdtemp(prefix="damaged-", dir=target.parent))
            with contextlib.suppress(FileNotFoundError):  # another process moved it before us
                target.replace(damaged / target.name)
            shutil.rmtree(damaged, ignore_errors=True)
    raise OSError(f"{target} cannot be replaced")


def _whole(folder: Path) -> bool:
    """Whether every file of a conversion is there as it was written."""
    try:
        files = json.loads((folder / _MANIFEST).read_text("utf-8"))
        return "model.xml" in files and all(_sha256(folder / name) == digest for name, digest in files.items())
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weights_folder(card: ModelCard) -> Path:
    """Where the weights lie that the card names: beside the card, or in a package, found without importing it.

    Raises ``UserError`` when they are absent or their SHA-256 is not the card's.
    """
    where = card.fields.get("weights") or {}
    package = where.get("package", "")
    if package:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            message = f"The encoder's weights ({package}) are not installed."
            raise UserError(message, "Run packaging/bootstrap.py again.")
        folder = Path(next(iter(spec.submodule_search_locations))) / where.get("folder", "")
    else:
        folder = card.folder
    _check(folder / WEIGHTS, card)
    return folder


def checked_graph(card: ModelCard) -> Path:
    """The folder of a shipped graph. Raises ``UserError`` when it is absent or is not the one that the card names."""
    _check(card.folder / "model.bin", card)
    return card.folder


def _check(weights: Path, card: ModelCard) -> None:
    """Raises ``UserError`` when the file cannot be read or its SHA-256 is not the card's."""
    try:
        found = _sha256(weights)
    except OSError as error:
        raise UserError(f"{weights}: the weights cannot be read ({error.strerror}).", AGAIN) from error
    if found != card.sha256:
        raise UserError(f"{weights}: these are not the weights that the card of {card.name} names.", AGAIN)


def loaded(path: Path, group: int) -> Any:
    """``networks.compiled`` for a file of the application. Raises ``UserError`` when it is missing or damaged."""
    try:
        return compiled(path, group)
    except ValueError as error:
        raise UserError(f"{path}: this network is missing or damaged.", AGAIN) from error


def convert(weights: Path, target: Path) -> None:
    """Write ``target/model.xml`` and ``.bin``: inputs ``ids`` and ``mask`` (n, length), output unit vectors (n, dims).

    Weights are kept in half precision; what the processor computes in is decided when the graph is loaded. Raises
    ``OSError`` when the disk refuses.
    """
    import openvino as ov
    import torch

    log.info("converting %s", weights)
    ids = torch.randint(1000, 2000, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 10:] = 0
    shape = ov.PartialShape([-1, -1])
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of branches in Python that do not depend on the input
        module = _pooled(weights)
        graph = ov.convert_model(module, example_input=(ids, mask), input=[shape, shape])
    for port, name in zip(graph.inputs, ("ids", "mask"), strict=True):
        port.get_tensor().set_names({name})
    try:
        ov.save_model(graph, target / "model.xml", compress_to_fp16=True)
    except RuntimeError as error:  # all that OpenVINO says of a full disk
        raise OSError(f"OpenVINO says: {error}") from error


def _pooled(weights: Path) -> torch.nn.Module:
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel
    from transformers import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # its remarks are for those who train models

    config = BertConfig.from_dict(json.loads((weights / "config.json").read_text("utf-8")))
    config._attn_implementation = "eager"  # what OpenVINO fuses best: in float32 twice as quick as exported "sdpa"
    body = BertModel(config, add_pooling_layer=False)
    state = {name.removeprefix("bert."): tensor.float() for name, tensor in load_file(weights / WEIGHTS).items()}
    missing, _ = body.load_state_dict(state, strict=False)
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
