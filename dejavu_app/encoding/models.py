"""The models a process uses: each loaded when first asked for, once, from whichever thread asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from dejavu_app.encoding.loading import Identity, find_encoder, identify, load_encoder, load_reranker
from dejavu_app.encoding.pipeline import Pipeline
from dejavu_app.encoding.protocol import Encoder, Reranker
from dejavu_app.errors import UserError
from dejavu_app.masking import Recogniser, load_recogniser

log = logging.getLogger(__name__)


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
        self._identity: Identity | None = None
        self._found: dict[str, Callable[[], Encoder] | None] = {}
        self._former: dict[str, Encoder | None] = {}

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

    def identity(self) -> Identity:
        """Name and space of the encoder, which is not loaded for it. Raises ``UserError`` when there is none."""
        with self._lock:
            if self._identity is None:
                self._identity = identify(self._encoder_spec)
            return self._identity

    def at_hand(self, pipeline: str) -> bool:
        """Whether the encoder of a pipeline, named by its fingerprint, can be loaded; nothing is."""
        with self._lock:
            if pipeline in self._former:
                return self._former[pipeline] is not None
            if pipeline not in self._found:
                self._found[pipeline] = find_encoder(pipeline)
            return self._found[pipeline] is not None

    def encoder_of(self, pipeline: str) -> Encoder | None:
        """The encoder that made a pipeline's vectors, which need not be the one in use; None when it is not at hand."""
        with self._lock:
            if pipeline.startswith(self.identity().space):
                return self.encoder()
            if pipeline not in self._former and self.at_hand(pipeline):
                load = self._found[pipeline]
                assert load is not None
                self._on_load("Loading the encoder that this archive was made with…")
                try:
                    self._former[pipeline] = load()
                except UserError as reason:
                    log.warning("the encoder of %s cannot be loaded: %s", pipeline, reason)
                    self._former[pipeline] = None
            return self._former.get(pipeline)

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
