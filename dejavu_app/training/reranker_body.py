"""The reranker's network in torch: a deeper sentence encoder than the one that made the list, cut from its teacher.

It is MPNet (Song et al. 2020, "MPNet: Masked and Permuted Pre-training for Language Understanding"), written out so
that it runs with any number of its layers and of their inner neurons: whole it is the teacher, without some of them it
is quicker (``reranker_narrowing``), and a training by the teacher's vectors mends what was lost (as in Sajjad et al.
2023, "On the effect of dropping layers of pre-trained transformer models").
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention

FIRST_PLACE = 2
"""MPNet's number of a text's first place."""
BUCKETS = 32
FARTHEST = 128
"""Distances between words are told apart in 32 steps; beyond 128 pieces all are alike."""


class Layer(nn.Module):
    """One transformer layer: every piece looks at every other, then is thought over by itself."""

    def __init__(self, width: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.fused = True  # attention in one operation: best for training; in steps: what OpenVINO runs quickest
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.rest = nn.LayerNorm(width, epsilon)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.settle = nn.LayerNorm(width, epsilon)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        count, length, width = states.shape
        query, key, value = (linear(states).view(count, length, self.heads, width // self.heads).transpose(1, 2)
                             for linear in (self.query, self.key, self.value))
        if self.fused:
            seen = scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        else:
            likeness = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
            seen = (likeness + bias.to(query.dtype)).softmax(-1) @ value
        states = self.rest(self.out(seen.transpose(1, 2).reshape(count, length, width)) + states)
        return self.settle(self.narrow(gelu(self.widen(states))) + states)


class DeepReader(nn.Module):
    """Ids and attention mask, both (n, length), to vectors of length 1, (n, width): the mean over the pieces."""

    def __init__(self, words: int = 64, width: int = 32, heads: int = 4, inner: int = 64, places: int = 514,
                 layers: int = 2, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(places, width)
        self.begin = nn.LayerNorm(width, epsilon)
        self.distances = nn.Embedding(BUCKETS, heads)
        self.layers = nn.ModuleList(Layer(width, heads, inner, epsilon) for _ in range(layers))
        self.width = width

    def trainable(self) -> list[nn.Parameter]:
        """What a training may change, the rest is held: the words are most of the numbers, and they and the distances
        were learnt from more text than any training here has."""
        for part in (self.words, self.distances):
            part.requires_grad_(False)
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def keep_layers(self, kept: Sequence[int]) -> None:
        """Leave only the layers of these numbers, in place."""
        self.layers = nn.ModuleList(self.layers[at] for at in kept)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        place = torch.arange(ids.shape[1], device=ids.device)
        states = self.begin(self.words(ids) + self.places(place + FIRST_PLACE))
        near = self.distances(_bucket(place[None, :] - place[:, None])).permute(2, 0, 1).unsqueeze(0)
        bias = near + (1.0 - mask[:, None, None, :].to(near.dtype)) * -1e4
        for layer in self.layers:
            states = layer(states, bias)
        weight = mask.unsqueeze(-1).float()
        return normalize((states.float() * weight).sum(1) / weight.sum(1).clamp(min=1e-9), dim=-1)


def _bucket(distance: Tensor) -> Tensor:
    """MPNet's number of a distance (of T5; Raffel et al. 2020): exact when near, logarithmic when far, sides apart."""
    half = BUCKETS // 2
    exact = half // 2
    away = distance.abs()
    far = exact + (torch.log(away.clamp(min=1).float() / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return (distance > 0).long() * half + torch.where(away < exact, away, far.clamp(max=half - 1))


def cut_from(folder: Path, kept: Sequence[int] | None = None) -> DeepReader:
    """The teacher in ``folder`` (an MPNet's ``config.json`` and ``model.safetensors``) with the layers ``kept``, else
    with all."""
    from safetensors.torch import load_file

    config = json.loads((folder / "config.json").read_text("utf-8"))
    state = {name.removeprefix("mpnet."): tensor.float()
             for name, tensor in load_file(folder / "model.safetensors").items()}
    kept = range(config["num_hidden_layers"]) if kept is None else kept
    model = DeepReader(config["vocab_size"], config["hidden_size"], config["num_attention_heads"],
                       config["intermediate_size"], config["max_position_embeddings"], len(kept),
                       config["layer_norm_eps"])
    named = {"words.weight": "embeddings.word_embeddings.weight",
             "places.weight": "embeddings.position_embeddings.weight",
             "begin.weight": "embeddings.LayerNorm.weight", "begin.bias": "embeddings.LayerNorm.bias",
             "distances.weight": "encoder.relative_attention_bias.weight"}
    parts = {"query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
             "out": "attention.attn.o", "rest": "attention.LayerNorm", "widen": "intermediate.dense",
             "narrow": "output.dense", "settle": "output.LayerNorm"}
    for at, number in enumerate(kept):
        for ours, theirs in parts.items():
            for kind in ("weight", "bias"):
                named[f"layers.{at}.{ours}.{kind}"] = f"encoder.layer.{number}.{theirs}.{kind}"
    model.load_state_dict({ours: state[theirs] for ours, theirs in named.items()})
    return model
