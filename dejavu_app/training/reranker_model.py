"""The reranker's network in torch: the encoder's own body reading query and passage together in its upper layers.

Lower layers read the two apart, as the encoder does; in the upper ones every word sees the words of the other text too.
How much is learned: a bias on the attention across starts so low that the untrained reranker scores as the encoder
does, and can only learn to do better. The score is that of a cross-encoder (Nogueira and Cho 2019, "Passage Re-ranking
with BERT") with the lower layers of PreTTR (MacAvaney et al. 2020): the query is read once for all passages.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from dejavu_app.training.encoder_model import StoryEncoder

APART = 3
"""Layers in which query and passage do not see each other."""
CLOSED = -4.0
"""The bias on attention across, before training: a weight of about 0.02 beside the text's own words."""


class PairReader(nn.Module):
    """One query's ids and mask (1, q), its passages' (n, p), to one score a passage, (n,)."""

    def __init__(self, encoder: StoryEncoder, apart: int = APART) -> None:
        super().__init__()
        self.body = encoder.body
        self.turn = encoder.turn
        self.apart = min(apart, len(self.body.encoder.layer))
        heads = self.body.config.num_attention_heads
        layers = len(self.body.encoder.layer) - self.apart
        self.across = nn.Parameter(torch.full((layers, 2, heads), CLOSED))
        width = encoder.turn.out_features
        self.judge = nn.Linear(2 * width, 1)
        nn.init.zeros_(self.judge.weight)
        nn.init.zeros_(self.judge.bias)

    def forward(self, query: Tensor, query_mask: Tensor, passages: Tensor, passages_mask: Tensor) -> Tensor:
        left = self._read_apart(query, query_mask)
        right = self._read_apart(passages, passages_mask)
        count = right.shape[0]
        left = left.expand(count, -1, -1)
        states = torch.cat([left, right], 1)
        mask = torch.cat([query_mask.expand(count, -1), passages_mask], 1)
        size = query.shape[1]
        hidden = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        layers = self.body.encoder.layer[self.apart :]
        for number, layer in enumerate(layers):
            states = layer_output(layer, states, hidden + self._bias(number, size, passages.shape[1], states.dtype))
        ours = self._pooled(states[:, :size], query_mask.expand(count, -1))
        theirs = self._pooled(states[:, size:], passages_mask)
        together = torch.cat([(ours - theirs).abs(), ours * theirs], -1)
        return (ours * theirs).sum(-1) + self.judge(together).squeeze(-1)

    def _read_apart(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.body.embeddings(input_ids=ids, token_type_ids=torch.zeros_like(ids))
        hidden = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.body.encoder.layer[: self.apart]:
            states = layer_output(layer, states, hidden)
        return states

    def _bias(self, number: int, size: int, other: int, dtype: Any) -> Tensor:
        """What is added to the attention's logits, (1, heads, q + p, q + p): nothing within a text, a bias across."""
        to_passage, to_query = self.across[number].to(dtype)
        heads = to_passage.shape[0]
        within = to_passage.new_zeros(heads, size, size)
        top = torch.cat([within, to_passage[:, None, None].expand(heads, size, other)], 2)
        below = torch.cat([to_query[:, None, None].expand(heads, other, size),
                           to_query.new_zeros(heads, other, other)], 2)
        return torch.cat([top, below], 1).unsqueeze(0)

    def _pooled(self, states: Tensor, mask: Tensor) -> Tensor:
        weight = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return normalize(self.turn(normalize(mean.float(), dim=-1)), dim=-1)


def layer_output(layer: Any, states: Tensor, bias: Tensor) -> Tensor:
    """One BERT layer with an additive attention bias, written out: the library's own masks have no room for a bias."""
    attention = layer.attention.self
    heads, width = attention.num_attention_heads, attention.attention_head_size
    count, length, _ = states.shape

    def split(linear: Any) -> Tensor:
        return linear(states).view(count, length, heads, width).transpose(1, 2)

    mixed = nn.functional.scaled_dot_product_attention(
        split(attention.query), split(attention.key), split(attention.value), attn_mask=bias.to(states.dtype)
    )
    mixed = mixed.transpose(1, 2).reshape(count, length, heads * width)
    own = layer.attention.output(mixed, states)
    return layer.output(layer.intermediate(own), own)


def listwise(scores: Tensor, wanted: Tensor, temperature: float = 0.05) -> Tensor:
    """Cross-entropy between the teacher's shares over one query's passages and ours (ListNet; Cao et al. 2007).

    ``scores`` and ``wanted`` are (n,), likenesses of like scale.
    """
    shares = (wanted / temperature).softmax(-1)
    return -(shares * (scores / temperature).log_softmax(-1)).sum()
