"""A small archive and small models: an encoder that hashes words and a recogniser that knows a list of names.

They keep the protocols' word, so that what is tested is the search and not a neural network's opinion.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.domain import Article, MaskStyle, Mention, PartialDate
from dejavu_app.encoding import Identity, Pipeline
from dejavu_app.errors import Cancelled
from dejavu_app.text import passages

NAMES = {"Hamburg": "LOC", "Albany": "LOC", "Lisbon": "LOC", "Wilson": "PER", "Krupp": "ORG"}


class NameList:
    """Recognises the names in ``NAMES``."""

    name = "name list"
    fingerprint = "name-list-1"

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        pattern = re.compile("|".join(NAMES))
        return [[Mention(m.start(), m.end(), NAMES[m.group()]) for m in pattern.finditer(text)] for text in texts]


class WordHasher:
    """A bag of words in 256 dimensions; names weigh as much as any word, so that a mask that fails is seen."""

    name = "word hasher"
    fingerprint = "word-hasher-1"
    dims = 256
    window = 512
    mask_style: MaskStyle = "remove"
    card: dict[str, Any] = {"name": "word hasher"}  # noqa: RUF012

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w{4,}", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dims] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths > 0, lengths, 1)


class LengthReranker:
    """Likes short passages."""

    fingerprint = "length-1"

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> np.ndarray:
        scores = np.zeros(len(passages), np.float32)
        for n, text in enumerate(passages):
            if cancelled():
                raise Cancelled
            scores[n] = -float(len(text))
            progress(n + 1, len(passages))
        return scores


class SmallModels:
    """What a search asks of ``Models``."""

    def __init__(self) -> None:
        self.used: list[str] = []

    def recogniser(self) -> NameList:
        self.used.append("recogniser")
        return NameList()

    def encoder(self) -> WordHasher:
        self.used.append("encoder")
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


FILLER = "markets grain cattle prices steady weather fair wind shipping departures notices society church lecture"


def article(text: str, number: int, **fields: Any) -> Article:
    given = {"date": PartialDate(1900 + number % 20, 5), "newspaper": "The Herald", "place": "Albany",
             "headline": f"STORY {number}", "external_id": f"a{number}"}
    return Article(text=text, **(given | fields))


def build(path: Path, articles: Sequence[Article], encode: int | None = None) -> Path:
    """An archive of ``articles``; ``encode`` says how many passages are encoded, all if not given."""
    pipeline = SmallModels().pipeline()
    with Archive(path, create=True) as archive:
        source = archive.start_source("/tmp/papers.csv", "papers.csv", path.name, 1, "test", "1")
        archive.add_articles(source.id, [NewArticle(one, tuple(passages(one)), 0.9, 10) for one in articles])
        archive.finish_source(source.id, ())
        todo = archive.pending(pipeline.fingerprint, 10_000)[:encode]
        if todo:
            archive.register_pipeline(pipeline.fingerprint, "word hasher", WordHasher.dims, WordHasher.card)
            made = pipeline.encode_passages([passage.text for passage in todo])
            archive.store_vectors(pipeline.fingerprint, [passage.id for passage in todo],
                                  np.stack([one.vector for one in made]), [one.mentions for one in made])
    return path
