"""A trained tagger as the pipeline that ships: whole-number weights, OpenVINO, inside a spaCy folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.masking.weights import held
from dejavu_app.training.eight_bits import eight_bit
from dejavu_app.training.recogniser_body import four_bits


def to_openvino(model: Any) -> Any:
    """The tagger for OpenVINO: weights of 8 bits, pieces of 4; inputs ``ids``, ``shapes``, ``attention``."""
    import openvino
    import torch

    model.eval().float()
    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in range(3))
    with torch.no_grad():
        network = openvino.convert_model(
            model, example_input=example, input=[("ids", [-1, -1]), ("shapes", [-1, -1]), ("attention", [-1, -1])]
        )
    for port, name in zip(network.inputs, ("ids", "shapes", "attention"), strict=True):
        port.get_tensor().set_names({name})
    network.validate_nodes_and_infer_types()
    words = _source(network, "word_embeddings")
    for node in network.get_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        shape = list(node.get_output_shape(0))
        if len(shape) != 2 or shape[0] * shape[1] < 20_000:
            continue
        weights = node.get_data()
        targets = list(node.output(0).get_target_inputs())
        back = _four_bit(weights) if node.get_friendly_name() == words else eight_bit(weights)
        for target in targets:
            target.replace_source_output(back.output(0))
    network.validate_nodes_and_infer_types()
    return network


def _source(network: Any, name: str) -> str:
    """The constant that the gathering of the embeddings called ``name`` reads."""
    gather = next(n for n in network.get_ops() if n.get_type_name() == "Gather" and name in n.get_friendly_name())
    return str(gather.input_value(0).get_node().get_friendly_name())


def _four_bit(weights: np.ndarray) -> Any:
    import openvino
    from openvino import opset15 as ops

    whole, scales = four_bits(weights)
    packed = ops.convert(ops.constant(whole.astype(np.int8), dtype=openvino.Type.i4), "f32")
    wide = ops.multiply(packed, ops.convert(ops.constant(scales.astype(np.float16)), "f32"))
    return ops.reshape(wide, ops.constant(np.array(weights.shape)), False)


def read_weights(model: Any, folder: Path, tokenizer: Path) -> None:
    """Put the weights of a pipeline that ``write_pipeline`` made into a tagger of as many layers; in place.

    ``tokenizer``: the whole ``tokenizer.json``, by which the model numbers its pieces; those that the pipeline lacks
    keep the embeddings they have. Raises ``ValueError`` when the network is of another make.
    """
    import openvino
    import torch

    network = openvino.Core().read_model(folder / "network.xml")
    found: dict[str, Any] = {}
    for node in network.get_ordered_ops():
        kind = node.get_type_name()
        if kind not in ("Constant", "Multiply", "Reshape"):
            continue
        value = held(node)
        if value is None:
            continue
        for target in node.output(0).get_target_inputs():
            name = target.get_node().get_friendly_name().removeprefix("__module.")
            place, _, operation = name.partition("/aten::")
            part = {"linear/MatMul": "weight", "linear/Add": "bias", "layer_norm/Multiply_1": "weight"}
            part |= {"layer_norm/Add": "bias", "embedding/Gather": "weight"}
            if operation in part and value.size > 1:
                found[f"{place}.{part[operation]}"] = torch.from_numpy(np.array(value, np.float32))
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    own = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    state = model.state_dict()
    missing = [name for name in state if name not in found]
    if missing:
        raise ValueError(f"{folder} lacks {missing[:3]}")
    words = "body.embeddings.word_embeddings.weight"
    rows = state[words].clone()
    rows[[vocabulary[token] for token in own]] = found[words][list(own.values())]
    shaped = {name: found[name].reshape(state[name].shape) for name in state if name != words}
    model.load_state_dict({**shaped, words: rows})


def write_pipeline(
    folder: Path, model: Any, tokenizer_json: str, settings: dict[str, Any], meta: dict[str, Any]
) -> None:
    """Write the spaCy pipeline's folder; what lies there before is replaced file by file, its card is kept.

    ``settings``: see ``NameFinder``; ``meta``: spaCy's meta.json (name, version, description, license, ...).
    """
    import openvino
    import spacy

    from dejavu_app.masking import component

    with tempfile.TemporaryDirectory() as aside:
        parts = Path(aside) / "parts"
        parts.mkdir()
        openvino.save_model(to_openvino(model), parts / "network.xml", compress_to_fp16=False)
        (parts / "tokenizer.json").write_text(tokenizer_json, encoding="utf-8")
        (parts / "settings.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
        nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": component.TOKENIZER}}})
        finder = nlp.add_pipe(component.FACTORY)
        finder.from_disk(parts)  # type: ignore[attr-defined]
        nlp.meta.update(meta)
        nlp.to_disk(Path(aside) / "pipeline")
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(Path(aside) / "pipeline", folder, dirs_exist_ok=True)
