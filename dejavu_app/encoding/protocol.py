"""What every encoder and every reranker can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dejavu_app.domain import MaskStyle, Mention


@runtime_checkable
class Encoder(Protocol):
    """Turns text into vectors. ``fingerprint`` changes whenever its vectors may; ``window`` counts word pieces."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dims(self) -> int: ...

    @property
    def window(self) -> int: ...

    @property
    def mask_style(self) -> MaskStyle: ...

    @property
    def card(self) -> Mapping[str, Any]: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, ``(n, dims) float32``, each of length 1. A text longer than the window is encoded in
        windows that are averaged by their lengths; nothing is cut off."""
        ...


@runtime_checkable
class Reranker(Protocol):
    """Reads more closely than the encoder and says how well query and passage tell the same kind of story."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> NDArray[np.float32]:
        """One score a passage, ``(n,) float32``; higher is more alike. Scores of two queries cannot be compared.

        ``progress`` hears of passages done and all after each batch; ``Cancelled`` is raised between batches.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """A passage after the whole pipeline: its names (offsets in the raw text), what was encoded, and the vector."""

    mentions: tuple[Mention, ...]
    masked: str
    vector: NDArray[np.float32]  # (dims,)
