"""A small, quick, true pipeline: capitalised words are names, and vectors are hashed words. Slow on request."""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dejavu_app.domain import Mention
from dejavu_app.encoding import Identity

DIMS = 16


@dataclass(frozen=True)
class Encoded:
    mentions: tuple[Mention, ...]
    masked: str
    vector: np.ndarray


@dataclass
class HashEncoder:
    name: str = "hashed words"
    fingerprint: str = "hash-1"
    dims: int = DIMS
    window: int = 512
    mask_style: str = "remove"
    card: dict[str, Any] = field(default_factory=lambda: {"licence": "MIT"})

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), DIMS), np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.encode()) % DIMS] += 1
            vectors[row, 0] += 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@dataclass
class TinyPipeline:
    """Masks capitalised words by removing them; ``delay`` seconds a passage; ``gate`` holds every batch back."""

    delay: float = 0.0
    gate: threading.Event | None = None
    encoder: HashEncoder = field(default_factory=HashEncoder)
    fingerprint: str = "hash-1|remove|capitals-1"
    batches: list[int] = field(default_factory=list)

    def encode_passages(self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None) -> list[Encoded]:
        if self.gate is not None:
            self.gate.wait()
        time.sleep(self.delay * len(raw_texts))
        self.batches.append(len(raw_texts))
        found = [
            tuple(Mention(m.start(), m.end(), "PER") for m in re.finditer(r"\b[A-Z]\w+", text)) for text in raw_texts
        ]
        masked = [re.sub(r"\b[A-Z]\w+", "", text) for text in raw_texts]
        vectors = self.encoder.encode(masked)
        return [Encoded(*each) for each in zip(found, masked, vectors, strict=True)]


class TinyModels:
    """What jobs ask of ``Models``."""

    def __init__(self, pipeline: TinyPipeline | None = None) -> None:
        self._pipeline = pipeline or TinyPipeline()

    def identity(self) -> Identity:
        encoder = self._pipeline.encoder
        return Identity(encoder.name, encoder.fingerprint, encoder.mask_style)  # type: ignore[arg-type]

    def at_hand(self, pipeline: str) -> bool:
        return pipeline.startswith(self.identity().space)

    def encoder_of(self, pipeline: str) -> HashEncoder | None:
        return self._pipeline.encoder if self.at_hand(pipeline) else None

    def pipeline(self) -> TinyPipeline:
        return self._pipeline
