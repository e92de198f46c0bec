"""A transformer layer's two inner matrices with fewer neurons between them."""

from __future__ import annotations

from torch import Tensor, nn, no_grad


@no_grad()
def with_neurons(
    into: nn.Linear, out: nn.Linear, kept: Tensor, weights: Tensor, bias: Tensor
) -> tuple[nn.Linear, nn.Linear]:
    """``into`` with the neurons ``kept`` (numbers, rising), and an ``out`` of ``weights`` (width, kept) and ``bias``.

    Both are new; those given stay as they are.
    """
    narrower, wider = nn.Linear(into.in_features, len(kept)), nn.Linear(len(kept), out.out_features)
    narrower.weight.copy_(into.weight[kept])
    narrower.bias.copy_(into.bias[kept])
    wider.weight.copy_(weights)
    wider.bias.copy_(bias)
    return narrower, wider
