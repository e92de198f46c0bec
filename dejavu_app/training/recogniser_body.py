"""The body of the recogniser made small before it is trained: fewer pieces, narrower layers, embeddings of 4 bits."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.masking.features import MAX_PIECES, WORD
from dejavu_app.training.few_bits import four_bits

if TYPE_CHECKING:
    import torch

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_UNUSED = re.compile(r"\[unused\d+\]")


def used_vocabulary(tokenizer: Path, texts: Iterable[str], size: int) -> list[str]:
    """The ``size`` pieces of a WordPiece ``tokenizer.json`` that serve best; all single marks are kept.

    First those that the texts use, most used first, then the others in the tokenizer's own order, which is by
    frequency; of other scripts only what the texts use.
    """
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
    others = (token for token in sorted(vocabulary, key=vocabulary.__getitem__) if token.isascii())
    for token in (*(token for token, _ in counts.most_common()), *others):
        if len(kept) >= size:
            break
        if not _UNUSED.fullmatch(token):
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
    """Keep only the embeddings of the kept pieces, in their order, as 4-bit numbers that are not trained; in place.

    Names that the corpora lack keep the places beside their like that their embeddings were given by far more text.
    """
    import torch

    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    old = model.body.embeddings.word_embeddings.weight.data
    rows = torch.tensor([vocabulary[token] for token in kept])
    whole, scales = four_bits(old[rows].numpy())
    rounded = torch.from_numpy((whole * scales).reshape(len(kept), -1))
    kept_rows = torch.nn.Embedding.from_pretrained(rounded, freeze=True, padding_idx=0)
    model.body.embeddings.word_embeddings = kept_rows
    model.body.config.vocab_size = len(kept)


def resize(model: Any, widths: Sequence[int]) -> None:
    """Give each layer as many inner neurons as ``widths`` says; in place.

    Layers of another width get new weights, drawn at random: for a model whose weights are about to be read.
    """
    import torch

    for layer, width in zip(model.body.encoder.layer, widths, strict=True):
        into, out = layer.intermediate.dense, layer.output.dense
        if into.out_features != width:
            layer.intermediate.dense = torch.nn.Linear(into.in_features, width)
            layer.output.dense = torch.nn.Linear(width, out.out_features)
    model.body.config.intermediate_size = widths[0]


def narrow(model: Any, inputs: Sequence[tuple[torch.Tensor, torch.Tensor, torch.Tensor]], width: int) -> None:
    """Keep the ``width`` inner neurons of each layer that speak loudest in ``inputs`` (ids, shapes, attention).

    Loudness: mean size of a neuron's output times the length of what it is multiplied with. In place; a model with no
    more than these stays as it is.
    """
    import torch

    from dejavu_app.training.narrower import with_neurons

    layers = model.body.encoder.layer
    if all(layer.intermediate.dense.out_features <= width for layer in layers):
        return
    loudness = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]

    def listen(n: int) -> Any:
        def hook(_module: Any, _inputs: Any, output: torch.Tensor) -> None:
            loudness[n] += output.abs().mean((0, 1))

        return hook

    hooks = [layer.intermediate.register_forward_hook(listen(n)) for n, layer in enumerate(layers)]
    model.eval()
    with torch.inference_mode():
        for batch in inputs:
            model(*batch)
    for hook in hooks:
        hook.remove()
    for layer, loud in zip(layers, loudness, strict=True):
        into, out = layer.intermediate.dense, layer.output.dense
        kept = (loud.clone() * out.weight.data.norm(dim=0)).topk(min(width, into.out_features)).indices.sort().values
        layer.intermediate.dense, layer.output.dense = with_neurons(
            into, out, kept, out.weight[:, kept], out.bias
        )
    model.body.config.intermediate_size = layers[0].intermediate.dense.out_features
