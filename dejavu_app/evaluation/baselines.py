"""Plain MiniLM as a baseline: the published encoder over the archive's own passages, names left in or removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive import Archive
from dejavu_app.domain import Article, MaskStyle
from dejavu_app.masking import find_mentions
from dejavu_app.searching.preparation import pieces
from dejavu_app.text import passages

if TYPE_CHECKING:
    from dejavu_app.encoding import Encoder
    from dejavu_app.masking import Recogniser

BATCH = 256


def plain_minilm() -> Encoder:
    """all-MiniLM-L6-v2 as published. Raises ``UserError`` when the package with its weights is not installed."""
    from dejavu_app.encoding.catalogue import earlier
    from dejavu_app.encoding.fast import FastEncoder

    return FastEncoder(earlier()[0])


def encode_archive(
    archive: Archive, encoder: Encoder, style: MaskStyle, say: Callable[[str], None]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]:
    """Passage ids, their articles' ids, and vectors (n, dims) of the whole archive.

    Names are hidden in ``style`` by the mentions that the archive holds, so passages must have been encoded once.
    """
    ids: list[int] = []
    articles: list[int] = []
    vectors: list[NDArray[np.float16]] = []
    after = 0
    while batch := archive.pending("", BATCH, after):  # no pipeline has this name, so every passage is listed
        after = batch[-1].id
        held = archive.mentions([passage.id for passage in batch])
        texts = [" ".join(pieces(passage.text, held[passage.id], style)) or passage.text for passage in batch]
        ids += [passage.id for passage in batch]
        articles += [passage.article_id for passage in batch]
        vectors.append(encoder.encode(texts).astype(np.float16))
        say(f"plain MiniLM: {len(ids):,} passages")
    stacked = np.concatenate(vectors) if vectors else np.zeros((0, encoder.dims), np.float16)
    return np.asarray(ids, np.int64), np.asarray(articles, np.int64), stacked


def rank(
    queries: Sequence[str], recogniser: Recogniser | None, encoder: Encoder, style: MaskStyle,
    ids: NDArray[np.int64], articles: NDArray[np.int64], vectors: NDArray[np.float16], depth: int,
) -> list[list[tuple[int, int]]]:
    """For each query (article id, its best passage's id), best first: a query is cut into passages and all count."""
    found = find_mentions(recogniser, list(queries)) if recogniser else [[] for _ in queries]
    rankings = []
    for text, mentions in zip(queries, found, strict=True):
        cut = pieces(text, mentions, style) or [text[p.start : p.end] for p in passages(Article(text=text))]
        asked = encoder.encode(cut)
        scores = np.concatenate([
            (asked @ vectors[start : start + 8192].astype(np.float32).T).max(axis=0)
            for start in range(0, len(vectors), 8192)
        ]) if len(vectors) else np.zeros(0, np.float32)
        listed: dict[int, int] = {}
        for row in np.argsort(-scores, kind="stable"):
            listed.setdefault(int(articles[row]), int(ids[row]))
            if len(listed) == depth:
                break
        rankings.append(list(listed.items()))
    return rankings
