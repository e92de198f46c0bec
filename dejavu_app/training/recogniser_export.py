"""A trained tagger as the pipeline that ships: whole-number weights, OpenVINO, inside a spaCy folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dejavu_app.training.few_bits import named_weights, shrink
from dejavu_app.training.recogniser_body import resize


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
    return shrink(network, pieces="word_embeddings")


def read_weights(model: Any, folder: Path, tokenizer: Path) -> None:
    """Put the weights of a pipeline that ``write_pipeline`` made into a tagger of as many layers; in place.

    The layers get as many inner neurons as the pipeline has, which may have been narrowed. ``tokenizer``: the whole
    ``tokenizer.json``, by which the model numbers its pieces; those that the pipeline lacks keep the embeddings they
    have. Raises ``ValueError`` when the network is of another make.
    """
    import torch

    found = {name: torch.from_numpy(value) for name, value in named_weights(folder / "network.xml").items()}
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    own = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    missing = [name for name in model.state_dict() if name not in found]
    if missing:
        raise ValueError(f"{folder} lacks {missing[:3]}")
    inner = "body.encoder.layer.{}.intermediate.dense.bias"
    resize(model, [found[inner.format(n)].numel() for n in range(len(model.body.encoder.layer))])
    state = model.state_dict()
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
