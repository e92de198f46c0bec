"""A trained tagger as the pipeline that ships: small vocabulary, 8-bit weights, OpenVINO, inside a spaCy folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.masking.features import MAX_PIECES, WORD

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def used_vocabulary(tokenizer: Path, texts: Iterable[str], size: int) -> list[str]:
    """The ``size`` pieces of a WordPiece ``tokenizer.json`` that the texts use most; all single marks are kept."""
    from tokenizers import Tokenizer

    cutter = Tokenizer.from_file(str(tokenizer))
    cutter.no_truncation()
    cutter.no_padding()
    words: Counter[str] = Counter()
    for text in texts:
        words.update(word.lower() for word in WORD.findall(text))
    counts: Counter[str] = Counter()
    known = list(words)
    for word, encoding in zip(known, cutter.encode_batch(known, add_special_tokens=False), strict=True):
        for token in encoding.tokens[:MAX_PIECES]:
            counts[token] += words[word]
    vocabulary = cutter.get_vocab()
    kept = {token for token in vocabulary if token in _SPECIAL or len(token.removeprefix("##")) == 1}
    for token, _ in counts.most_common():
        if len(kept) >= size:
            break
        kept.add(token)
    return sorted(kept, key=vocabulary.__getitem__)


def prune_tokenizer(tokenizer: Path, kept: list[str]) -> str:
    """The ``tokenizer.json`` with only the kept pieces, numbered anew in their old order."""
    body = json.loads(tokenizer.read_text(encoding="utf-8"))
    numbers = {token: n for n, token in enumerate(kept)}
    body["model"]["vocab"] = numbers
    body["added_tokens"] = [
        {**token, "id": numbers[token["content"]]} for token in body["added_tokens"] if token["content"] in numbers
    ]
    body["post_processor"] = None  # [CLS] and [SEP] are put by the recogniser
    body["truncation"] = body["padding"] = None
    return json.dumps(body, ensure_ascii=False)


def prune_model(model: Any, tokenizer: Path, kept: list[str]) -> None:
    """Keep only the embeddings of the kept pieces, in their order; in place."""
    import torch

    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    old = model.body.embeddings.word_embeddings.weight.data
    rows = torch.tensor([vocabulary[token] for token in kept])
    kept_rows = torch.nn.Embedding.from_pretrained(old[rows].clone(), freeze=False, padding_idx=0)
    model.body.embeddings.word_embeddings = kept_rows
    model.body.config.vocab_size = len(kept)


def to_openvino(model: Any) -> Any:
    """The tagger for OpenVINO with 8-bit weights, one scale a row; inputs ``ids``, ``shapes``, ``attention``."""
    import openvino
    import torch
    from openvino import opset15 as ops

    model.eval().float()
    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in range(3))
    with torch.no_grad():
        network = openvino.convert_model(
            model, example_input=example, input=[("ids", [-1, -1]), ("shapes", [-1, -1]), ("attention", [-1, -1])]
        )
    for port, name in zip(network.inputs, ("ids", "shapes", "attention"), strict=True):
        port.get_tensor().set_names({name})
    network.validate_nodes_and_infer_types()
    for node in network.get_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        shape = list(node.get_output_shape(0))
        if len(shape) != 2 or shape[0] * shape[1] < 20_000:
            continue
        weights = node.get_data()
        scale = np.abs(weights).max(1, keepdims=True) / 127 + 1e-12
        whole = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
        targets = list(node.output(0).get_target_inputs())
        back = ops.multiply(ops.convert(ops.constant(whole), "f32"), ops.constant(scale.astype(np.float32)))
        for target in targets:
            target.replace_source_output(back.output(0))
    network.validate_nodes_and_infer_types()
    return network


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
