"""The recogniser's network in torch and its training loop: MiniLM as a word tagger that sees the shapes of words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dejavu_app.masking.decode import TAGS, best_paths
from dejavu_app.masking.features import SHAPES, WordPieces, shape
from dejavu_app.training.recogniser_corpora import Block

if TYPE_CHECKING:
    import torch

UNKNOWN_MISC = len(TAGS)  # gold "O or MISC"
NO_LOSS = -100
_DOUBT = 0.4  # how far "O or MISC" may be MISC: where MISC was not annotated, most O are O
DROPOUT = 0.1
_POOL = 1 << 22
_MISC = (0, TAGS.index("B-MISC"), TAGS.index("I-MISC"))


@dataclass(frozen=True, slots=True)
class Sample:
    """One block as the network sees it: piece ids, shape ids, and the gold tag at the first piece of each word.

    ``soft`` (words, tags) float16 or float32, where there is a teacher, replaces the gold tags.
    """

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    gold: tuple[int, ...]
    firsts: tuple[int, ...]
    soft: np.ndarray | None = None


def sample(block: Block, pieces: WordPieces, limit: int = 300, soft: np.ndarray | None = None) -> Sample:
    """A block as ids; words past ``limit`` pieces are left out (training only)."""
    ids, shapes, gold, firsts = [pieces.cls], [0], [NO_LOSS], []
    cut = pieces.pieces(block.words)
    for word, space, tag, parts in zip(block.words, block.spaces, block.tags, cut, strict=True):
        if len(ids) + len(parts) >= limit:
            break
        firsts.append(len(ids))
        ids += parts
        shapes += [shape(word, space)] * len(parts)
        known = UNKNOWN_MISC if tag == "O" and not block.misc_known else TAGS.index(tag)
        gold += [known] + [NO_LOSS] * (len(parts) - 1)
    ids.append(pieces.sep)
    shapes.append(0)
    gold.append(NO_LOSS)
    return Sample(tuple(ids), tuple(shapes), tuple(gold), tuple(firsts), None if soft is None else soft[: len(firsts)])


def pooled_dropout(rate: float) -> Any:
    """Dropout whose masks are cut at random places out of one long mask: on a processor, drawing each anew is slow."""
    import torch

    class PooledDropout(torch.nn.Module):
        mask: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            generator = torch.Generator().manual_seed(0)
            kept = torch.rand(_POOL, generator=generator) >= rate
            self.register_buffer("mask", kept.float() / (1 - rate), persistent=False)

        def forward(self, hidden: torch.Tensor) -> torch.Tensor:
            size = hidden.numel()
            if not self.training:
                return hidden
            if size >= _POOL:
                return torch.nn.functional.dropout(hidden, rate)
            start = int(torch.randint(_POOL - size, ()))
            return hidden * self.mask[start : start + size].view_as(hidden)

    return PooledDropout()


def build(weights: Path | None, layers: int, small: bool = False, vocabulary: int = 30522) -> Any:
    """The untrained tagger: ``weights`` is a MiniLM folder (config.json, model.safetensors), or None for random ones.

    Returns a ``torch.nn.Module``: (ids, shapes, attention) int64 (n, pieces) -> scores float32 (n, pieces, tags).
    """
    import torch
    from transformers import BertConfig, BertModel

    class Tagger(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            if weights is None:
                size = 32 if small else 384
                config = BertConfig(
                    vocab_size=vocabulary,
                    hidden_size=size,
                    intermediate_size=4 * size,
                    num_hidden_layers=layers,
                    num_attention_heads=4 if small else 12,
                )
            else:
                config = BertConfig.from_pretrained(str(weights))
            config.type_vocab_size = SHAPES
            # Dropout of attention would forbid its fast kernel, which halves the speed of a step.
            config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
            config.num_hidden_layers = layers
            self.body = BertModel(config, add_pooling_layer=False)
            self.dropout = pooled_dropout(DROPOUT)
            self.body.embeddings.dropout = self.dropout
            for layer in self.body.encoder.layer:
                layer.attention.output.dropout = layer.output.dropout = self.dropout
            self.head = torch.nn.Linear(config.hidden_size, len(TAGS))
            if weights is not None:
                self._load(weights)

        def _load(self, folder: Path) -> None:
            from safetensors.torch import load_file

            state = load_file(str(folder / "model.safetensors"))
            name = "embeddings.token_type_embeddings.weight"
            first = state.pop(name)[:1]
            generator = torch.Generator().manual_seed(0)
            state[name] = first + 0.02 * torch.randn(SHAPES, first.shape[1], generator=generator)
            own = self.body.state_dict()
            missing = [key for key in own if key not in state and "position_ids" not in key]
            if missing:
                raise ValueError(f"{folder} lacks {missing[:3]}")
            self.body.load_state_dict({key: state[key] for key in own if key in state}, strict=False)

        def forward(self, ids: torch.Tensor, shapes: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
            hidden = self.body(input_ids=ids, token_type_ids=shapes, attention_mask=attention).last_hidden_state
            scores: torch.Tensor = self.head(self.dropout(hidden))
            return scores

    return Tagger()


def batches(samples: Sequence[Sample], pieces: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Indices of samples of like length, together at most ``pieces`` padded pieces; shuffled when ``rng`` is given."""
    order = sorted(range(len(samples)), key=lambda i: len(samples[i].ids) + (rng.random() * 20 if rng else 0))
    made: list[list[int]] = [[]]
    for i in order:
        if made[-1] and (len(made[-1]) + 1) * len(samples[i].ids) > pieces:
            made.append([])
        made[-1].append(i)
    if rng:
        rng.shuffle(made)
    yield from (batch for batch in made if batch)


def _padded(rows: Sequence[Sequence[int]], value: int) -> Any:
    """Rows padded to one length, a multiple of 32: few shapes keep memory small."""
    import torch

    longest = -(-max(map(len, rows)) // 32) * 32
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def _loss(scores: torch.Tensor, gold: torch.Tensor, batch: Sequence[Sample]) -> torch.Tensor:
    """Cross-entropy at first pieces; "O or MISC" sums both; a teacher's soft tags weigh in where there are any."""
    import torch

    logs = torch.log_softmax(scores.float(), -1)
    kept = gold != NO_LOSS
    flat, target = logs[kept], gold[kept]
    partial = target == UNKNOWN_MISC
    either = torch.logsumexp(flat[:, list(_MISC)], -1)
    exact = flat.gather(1, target.masked_fill(partial, 0)[:, None])[:, 0]
    losses = -torch.where(partial, _DOUBT * either + (1 - _DOUBT) * exact, exact)
    taught = [row for row in batch for _ in row.firsts]
    if any(row.soft is not None for row in batch):
        soft = torch.from_numpy(
            np.concatenate(
                [
                    row.soft if row.soft is not None else np.zeros((len(row.firsts), len(TAGS)), np.float32)
                    for row in batch
                ],
                dtype=np.float32,
            )
        ).to(flat.device)
        has = torch.tensor([row.soft is not None for row in taught], device=flat.device)
        losses = torch.where(has, -(soft * flat).sum(-1), losses)
    return losses.mean()


def train(
    model: Any,
    epochs: Callable[[int], Sequence[Sample]],
    *,
    seed: int,
    steps: int = 10**6,
    seconds: float = 1e9,
    rate: float = 2e-4,
    batch_pieces: int = 3200,
    device: str = "cpu",
    log: Callable[[str], None] = lambda line: None,
    checkpoint: Callable[[int], None] = lambda step: None,
    every: int = 10**9,
) -> int:
    """Train in place for ``steps`` batches, or fewer when ``seconds`` run out (the rate then falls with the clock).

    ``epochs(n)`` gives the n-th epoch's samples, noised anew. The network runs in ``precision.half``, which where it is
    bfloat16 is twice as fast as autocast, over float32 master weights. AdamW, warm-up and linear decay. Returns the
    steps made.
    ``checkpoint`` is called every ``every`` steps, with the master weights in the model.
    """
    import torch

    from dejavu_app.training import precision

    torch.manual_seed(seed)
    rng = random.Random(seed)
    model.to(device).float().train()
    names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    masters = {n: p.detach().clone().float() for n, p in model.named_parameters() if p.requires_grad}
    frozen = {n: p.detach().clone() for n, p in model.named_parameters() if not p.requires_grad}
    model.to(precision.half(device))
    running = dict(model.named_parameters())
    plain = [n for n in names if "LayerNorm" in n or n.endswith("bias")]
    groups = [
        {"params": [masters[n] for n in names if n not in plain and not n.startswith("head")], "weight_decay": 0.01},
        {"params": [masters[n] for n in plain], "weight_decay": 0.0},
        {"params": [masters[n] for n in names if n == "head.weight"], "weight_decay": 0.0},
    ]
    rates = [rate, rate, 5 * rate]
    optimiser = torch.optim.AdamW(groups, lr=rate, fused=True)
    step, epoch, begun, total = 0, 0, time.monotonic(), 0.0
    while step < steps and time.monotonic() - begun < seconds:
        samples = epochs(epoch)
        epoch += 1
        for chosen in batches(samples, batch_pieces, rng):
            done = max(step / steps, (time.monotonic() - begun) / seconds)
            if done >= 1:
                break
            for group, full in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = full * min(1.0, (step + 1) / 60, 1.01 - done)
            batch = [samples[i] for i in chosen]
            ids, shapes, attention = inputs(batch, device)
            gold = _padded([row.gold for row in batch], NO_LOSS).to(device)
            loss = _loss(model(ids, shapes, attention), gold, batch)
            model.zero_grad()
            loss.backward()
            for name, master in masters.items():
                master.grad = running[name].grad.float()
            torch.nn.utils.clip_grad_norm_(masters.values(), 1.0)
            optimiser.step()
            with torch.no_grad():
                for name, master in masters.items():
                    running[name].copy_(master)
            step += 1
            total += loss.item()
            if step % 50 == 0:
                log(f"step {step} epoch {epoch} loss {total / 50:.4f} {time.monotonic() - begun:.0f} s")
                total = 0.0
            if step % every == 0:
                _load(model.float(), {**masters, **frozen})
                checkpoint(step)
                model.to(precision.half(device)).train()
                running = dict(model.named_parameters())
    _load(model.float(), {**masters, **frozen})
    model.eval()
    return step


def _load(model: Any, weights: dict[str, Any]) -> None:
    model.load_state_dict(weights, strict=False)


def inputs(batch: Sequence[Sample], device: str) -> tuple[Any, Any, Any]:
    """Padded ids, shapes and attention of a batch, (n, pieces) int64."""
    import torch

    ids = _padded([row.ids for row in batch], 0).to(device)
    shapes = _padded([row.shapes for row in batch], 0).to(device)
    lengths = torch.tensor([len(row.ids) for row in batch], device=device)
    attention = (torch.arange(ids.shape[1], device=device)[None] < lengths[:, None]).long()
    return ids, shapes, attention


def log_probabilities(
    model: Any, samples: Sequence[Sample], device: str = "cpu", batch_pieces: int = 6000
) -> list[np.ndarray]:
    """Per sample (words, tags) float32 log-probabilities at the first pieces."""
    import torch

    from dejavu_app.training import precision

    model.to(device).eval()
    found: list[np.ndarray] = [np.zeros((0, len(TAGS)), np.float32)] * len(samples)
    with torch.inference_mode(), precision.mixed(device):
        for chosen in batches(samples, batch_pieces, None):
            scores = model(*inputs([samples[i] for i in chosen], device))
            logs = torch.log_softmax(scores.float(), -1).cpu().numpy()
            for i, row in zip(chosen, logs, strict=True):
                found[i] = row[list(samples[i].firsts)]
    return found


def predict(
    model: Any, blocks: Sequence[Block], pieces: WordPieces, bias: np.ndarray | None = None, device: str = "cpu"
) -> list[tuple[str, ...]]:
    """IOB2 tags of each block (as far as its sample goes); ``bias`` (tags,) is added to the log-probabilities."""
    logs = log_probabilities(model, [sample(block, pieces, limit=500) for block in blocks], device)
    return [tuple(TAGS[t] for t in path) for path in best_paths([row if bias is None else row + bias for row in logs])]
