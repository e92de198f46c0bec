"""The encoder's network in torch: MiniLM's body, the mean over its pieces, and one linear layer; and its losses.

Every loss counts at the first 384, 192 and 96 numbers of the vectors, which can be cut to these lengths (Kusupati et
al. 2022, "Matryoshka Representation Learning"). The linear layer begins as no change at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import log_softmax, normalize

from dejavu_app.encoding.tokens import PAD_STEP, Window, batches
from dejavu_app.training import precision

NESTED = (384, 192, 96)
"""Lengths to which a vector may be cut."""


class StoryEncoder(nn.Module):
    """Ids and attention mask, both (n, length), to vectors of length 1, (n, dims)."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        from transformers import BertModel

        self.body = BertModel(config, add_pooling_layer=False)
        self.turn = nn.Linear(config.hidden_size, config.hidden_size)
        nn.init.eye_(self.turn.weight)
        nn.init.zeros_(self.turn.bias)

    def pooled(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The mean over the pieces that count, before the linear layer: (n, dims)."""
        states = self.body(input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids)).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return normalize(self.turn(normalize(self.pooled(ids, mask).float(), dim=-1)), dim=-1)


def build(weights: Path | None, dropout: float = 0.0) -> StoryEncoder:
    """MiniLM's body from the folder ``weights`` (``config.json``, ``model.safetensors``) under an untrained turn.

    Without a folder a tiny random body, for tests.
    """
    from safetensors.torch import load_file
    from transformers import BertConfig

    if weights is None:
        config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    else:
        config = BertConfig.from_dict(json.loads((weights / "config.json").read_text("utf-8")))
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
    config._attn_implementation = "sdpa"
    model = StoryEncoder(config)
    if weights is not None:
        state = {name.removeprefix("bert."): tensor.float()
                 for name, tensor in load_file(weights / "model.safetensors").items()}
        missing, _ = model.body.load_state_dict(state, strict=False)
        if missing:
            raise ValueError(f"{weights}: the weights lack {missing[0]}")
    return model


class Pieces:
    """Texts to padded ids and masks for the network; a text is cut at ``limit`` word pieces."""

    def __init__(self, tokenizer: Path, limit: int) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(limit)

    def rows(self, texts: Sequence[str]) -> list[list[int]]:
        """Each text's ids with its special tokens."""
        return [found.ids for found in self._tokenizer.encode_batch(list(texts))]

    def batch(self, texts: Sequence[str], device: str = "cpu") -> tuple[Tensor, Tensor]:
        """Ids and mask, (n, length); the length is a multiple of 16."""
        return padded(self.rows(texts), device)


def padded(rows: Sequence[Sequence[int]], device: str = "cpu") -> tuple[Tensor, Tensor]:
    """Rows of ids as one array with its mask."""
    length = -(-max(map(len, rows)) // PAD_STEP) * PAD_STEP
    ids = np.zeros((len(rows), length), np.int64)
    mask = np.zeros((len(rows), length), np.int64)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


def in_halves(model: nn.Module, rows: Sequence[Sequence[int]], device: str) -> Tensor:
    """The rows' vectors, (n, dims), for a training step; short and long texts apart: half of the padding is saved."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    half = (len(order) + 1) // 2
    made: list[Any] = [None] * len(rows)
    for part in (order[:half], order[half:]):
        if part:
            ids, mask = padded([rows[at] for at in part], device)
            with precision.mixed(device):
                found = model(ids, mask)
            for row, at in enumerate(part):
                made[at] = found[row]
    return torch.stack(made).float()


def encode(model: StoryEncoder, pieces: Pieces, texts: Sequence[str], device: str = "cpu", before_turn: bool = False,
           size: int = 64 * 128) -> NDArray[np.float32]:
    """The texts' vectors, (n, dims) float32; ``before_turn``: the pooled ones, of length 1."""
    model.eval()
    found = in_batches(model.pooled if before_turn else model, model.turn.out_features, pieces, texts, device, size)
    model.train()
    return found


@torch.no_grad()
def in_batches(network: Callable[[Tensor, Tensor], Tensor], width: int, pieces: Pieces, texts: Sequence[str],
               device: str, size: int) -> NDArray[np.float32]:
    """What ``network`` makes of the texts' ids and masks, each row brought to length 1: (n, width) float32.

    A batch has at most ``size`` word pieces, padding and all.
    """
    windows = [Window(n, row) for n, row in enumerate(pieces.rows(texts))]
    found = np.zeros((len(windows), width), np.float32)
    for chosen, *arrays in batches(windows, size):
        ids, mask = (torch.from_numpy(array).to(device) for array in arrays)
        with precision.mixed(device):
            made = network(ids, mask)
        found[chosen] = normalize(made.float(), dim=-1).cpu().numpy()
    return found


def mixed(teacher: NDArray[np.float32], own: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Vectors whose likeness is ``share`` of the teacher's and the rest of our own: (n, wide), (n, dims) → both beside
    each other."""
    return np.concatenate([np.sqrt(share) * teacher, np.sqrt(1 - share) * own], 1).astype(np.float32)


def average(model: StoryEncoder, start: StoryEncoder, share: float) -> None:
    """Put ``share`` of the trained weights and the rest of those it started from into ``model``, in place: what was
    known before is kept beside what was learnt (WiSE-FT; Wortsman et al. 2022)."""
    before = start.state_dict()
    model.load_state_dict({name: (1 - share) * before[name] + share * value if value.is_floating_point() else value
                           for name, value in model.state_dict().items()})


def nested(dims: int) -> list[int]:
    """The lengths at which the losses count: those of ``NESTED`` that the vectors have, at least their own."""
    return [size for size in NESTED if size <= dims] or [dims]


def regression(vectors: Tensor, targets: Tensor) -> Tensor:
    """One minus the cosine to the vector wanted, at each nested length: the tie to the space that the body had."""
    losses = [1 - (normalize(vectors[:, :size], dim=-1) * normalize(targets[:, :size], dim=-1)).sum(-1).mean()
              for size in nested(vectors.shape[1])]
    return torch.stack(losses).mean()


def relational(vectors: Tensor, teacher: Tensor, temperature: float = 0.05,
               sizes: Sequence[int] | None = None) -> Tensor:
    """Kullback-Leibler divergence between the likenesses in the batch as the teacher and as the student see them, at
    each nested length (or ``sizes``): only relations are learnt, and the space need not be turned."""
    apart = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    theirs = (teacher @ teacher.T / temperature).masked_fill(apart, -1e4)
    wanted, said = theirs.softmax(-1), log_softmax(theirs, -1)
    losses = []
    for size in sizes or nested(vectors.shape[1]):
        cut = normalize(vectors[:, :size], dim=-1)
        ours = (cut @ cut.T / temperature).masked_fill(apart, -1e4)
        losses.append((wanted * (said - log_softmax(ours, -1))).sum(-1).mean())
    return torch.stack(losses).mean()


def contrastive(left: Tensor, right: Tensor, teacher: Tensor, temperature: float = 0.05, margin: float = 0.05,
                sizes: Sequence[int] | None = None) -> Tensor:
    """InfoNCE over a batch of pairs (van den Oord et al. 2018), both ways, at each nested length (or ``sizes``).

    ``teacher`` (n, n) holds the teacher's likeness of each left to each right text. What it finds nearly as like as the
    true partner (within ``margin``) is no negative: in a batch of neighbours it may be the same story.
    """
    size = len(left)
    own = torch.eye(size, dtype=torch.bool, device=left.device)
    doubtful = (teacher >= teacher.diagonal().unsqueeze(1) - margin) & ~own
    wanted = torch.arange(size, device=left.device)
    losses = []
    for width in sizes or nested(left.shape[1]):
        scores = normalize(left[:, :width], dim=-1) @ normalize(right[:, :width], dim=-1).T / temperature
        losses.append(nn.functional.cross_entropy(scores.masked_fill(doubtful, -1e4), wanted))
        losses.append(nn.functional.cross_entropy(scores.T.masked_fill(doubtful.T, -1e4), wanted))
    return torch.stack(losses).mean()
