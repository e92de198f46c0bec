"""A recogniser that knows capital letters and an encoder that hashes words: small, real, and quick to run."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from dejavu_app.domain import Mention
from dejavu_app.encoding import Identity, Pipeline
from tests.searching.small import LengthReranker, WordHasher

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*|\b(?:Dr|Mr|Mrs|Miss)\. [A-Z]\w+(?: [A-Z]\w+)?")
_PLACES = ("Brentwick", "Bannister", "Hamburg", "Albany")


class CapitalNames:
    """Takes capitalised words inside a sentence for names."""

    name = "capital names"
    fingerprint = "capital-names-1"

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        return [[Mention(m.start(), m.end(), _label(m.group())) for m in _NAME.finditer(text)] for text in texts]


def _label(words: str) -> str:
    if words.startswith(("Dr", "Mr", "Miss")):
        return "PER"
    if words in _PLACES:
        return "LOC"
    return ("PER", "ORG", "LOC", "MISC")[zlib.crc32(words.encode()) % 4]


class SmallModels:
    """What the window asks of ``encoding.Models``."""

    def recogniser(self) -> CapitalNames:
        return CapitalNames()

    def encoder(self) -> WordHasher:
        return WordHasher()

    def identity(self) -> Identity:
        encoder = self.encoder()
        return Identity(encoder.name, encoder.fingerprint, encoder.mask_style)

    def at_hand(self, pipeline: str) -> bool:
        return pipeline.startswith(self.identity().space)

    def encoder_of(self, pipeline: str) -> WordHasher | None:
        return self.encoder() if self.at_hand(pipeline) else None

    def pipeline(self) -> Pipeline:
        return Pipeline(self.recogniser(), self.encoder())

    def reranker(self) -> LengthReranker:
        return LengthReranker()
