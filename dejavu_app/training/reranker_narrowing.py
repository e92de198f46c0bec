"""Makes a reranker narrower: of each layer's inner neurons those go whose loss the others can make good best.

By the Optimal Brain Surgeon (Hassibi and Stork 1993, "Second order derivatives for network pruning: Optimal Brain
Surgeon"), on one layer's output at a time as in Frantar and Alistarh (2022, "Optimal Brain Compression"): the neurons
go that change what the layer says least, after those that stay have been weighed anew by least squares; a few at once,
so that of two neurons that say the same one stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dejavu_app.training.encoder_model import Pieces
from dejavu_app.training.narrower import with_neurons
from dejavu_app.training.reranker_body import DeepReader, Layer

RIDGE = 1e-3
"""Added to the covariance, in units of a neuron's mean variance: neurons that say the same leave it singular."""
ROUNDS = 192
"""In so many equal steps a layer would lose all its neurons."""
_AT_ONCE = 16


@torch.no_grad()
def narrow(model: DeepReader, pieces: Pieces, texts: Sequence[str], inner: int) -> None:
    """Leave each layer ``inner`` of its inner neurons, in place; ``texts`` (some hundreds) show what they do.

    Raises ``ValueError`` when there are no texts, or when a layer has fewer neurons than ``inner``.
    """
    if not texts or any(layer.widen.out_features < inner for layer in _layers(model)):
        raise ValueError(f"{inner} neurons cannot be kept, by {len(texts)} texts")
    for layer, (mean, covariance) in zip(_layers(model), _activity(model, pieces, texts), strict=True):
        _leave(layer, mean, covariance, inner)


def _layers(model: DeepReader) -> list[Layer]:
    return [layer for layer in model.layers if isinstance(layer, Layer)]


def _activity(model: DeepReader, pieces: Pieces, texts: Sequence[str]) -> list[tuple[Tensor, Tensor]]:
    """Mean (inner,) and covariance (inner, inner), float64, of each layer's inner neurons over the texts' pieces."""
    layers = _layers(model)
    sums = [torch.zeros(layer.narrow.in_features, dtype=torch.double) for layer in layers]
    products = [torch.zeros(len(each), len(each)) for each in sums]
    shown = torch.zeros(0, dtype=torch.bool)

    def watch(at: int) -> object:
        def see(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            active = given[0][shown]
            sums[at] += active.sum(0).double()
            products[at] += active.T @ active

        return layers[at].narrow.register_forward_pre_hook(see)

    hooks = [watch(at) for at in range(len(layers))]
    count = 0
    try:
        for start in range(0, len(texts), _AT_ONCE):
            ids, mask = pieces.batch(texts[start : start + _AT_ONCE])
            shown = mask.bool()
            count += int(shown.sum())
            model(ids, mask)
    finally:
        for hook in hooks:
            hook.remove()  # type: ignore[attr-defined]
    means = [total / count for total in sums]
    return [(mean, product.double() / count - torch.outer(mean, mean))
            for mean, product in zip(means, products, strict=True)]


def _leave(layer: Layer, mean: Tensor, covariance: Tensor, inner: int) -> None:
    whole = layer.narrow.weight.double()  # (width, neurons)
    weights, kept = whole, torch.arange(whole.shape[1])
    ridge = RIDGE * covariance.diagonal().mean() * torch.eye(len(covariance), dtype=torch.double)
    inverse = torch.linalg.inv(covariance + ridge)
    while len(kept) > inner:
        worth = weights.square().sum(0) / inverse.diagonal()
        go = min(max(1, whole.shape[1] // ROUNDS), len(kept) - inner)
        order = worth.argsort()
        gone, stay = order[:go], order[go:].sort().values
        taken_over = torch.linalg.solve(inverse[gone][:, gone], inverse[gone][:, stay])
        weights = weights[:, stay] - weights[:, gone] @ taken_over
        inverse = inverse[stay][:, stay] - inverse[stay][:, gone] @ taken_over
        kept = kept[stay]
    bias = layer.narrow.bias.double() + whole @ mean - weights @ mean[kept]
    layer.widen, layer.narrow = with_neurons(layer.widen, layer.narrow, kept, weights, bias)
