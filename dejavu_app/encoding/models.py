"""The models a process uses: each loaded when first asked for, once, from whichever thread asks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dejavu_app.encoding.loading import load_encoder, load_reranker
from dejavu_app.encoding.pipeline import Pipeline
from dejavu_app.encoding.protocol import Encoder, Reranker
from dejavu_app.masking import Recogniser, load_recogniser


def _silent(message: str) -> None:
    """Nobody wants to know."""


class Models:
    """Holds the recogniser, the encoder and the reranker; ``on_load`` hears a sentence before each is loaded."""

    def __init__(
        self, encoder_spec: str = "", on_load: Callable[[str], None] = _silent, reranker_spec: str = ""
    ) -> None:
        self._encoder_spec = encoder_spec
        self._reranker_spec = reranker_spec
        self._on_load = on_load
        self._lock = threading.RLock()
        self._recogniser: Recogniser | None = None
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None

    def recogniser(self) -> Recogniser:
        """The recogniser. Raises ``UserError`` when it is not installed."""
        with self._lock:
            if self._recogniser is None:
                self._on_load("Loading the recogniser…")
                self._recogniser = load_recogniser()
            return self._recogniser

    def encoder(self) -> Encoder:
        """The encoder. Raises ``UserError`` when it cannot be loaded."""
        with self._lock:
            if self._encoder is None:
                self._on_load("Loading the encoder…")
                self._encoder = load_encoder(self._encoder_spec)
            return self._encoder

    def pipeline(self) -> Pipeline:
        """Recogniser and encoder as one pipeline."""
        return Pipeline(self.recogniser(), self.encoder())

    def reranker(self) -> Reranker:
        """The reranker. Raises ``UserError`` when none is installed."""
        with self._lock:
            if self._reranker is None:
                self._on_load("Loading the reranker…")
                self._reranker = load_reranker(self._reranker_spec)
            return self._reranker
