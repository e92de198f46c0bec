"""Self-training on newspapers without labels: copies of one story, each with its own OCR errors, teach one another.

Wire stories ran in many papers on one day. A teacher reads every copy; where the copies' words can be laid side by
side, its tag probabilities are averaged, so that a name read well in one copy labels the same name where it is mangled.
"""

from __future__ import annotations

import math
import random
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from dejavu_app.masking.decode import TAGS, best_paths
from dejavu_app.masking.features import split_words
from dejavu_app.training.recogniser_corpora import Block

_WORDS = 140  # of a chunk
_GRAM = 4  # content words in a row that mark a copy
_TWIN = 14  # shared runs that make two chunks copies
_SHARPEN = 1.5  # exponent on the averaged probabilities: agreement may be trusted

Teacher = Callable[[Sequence[Block]], Sequence[np.ndarray]]
"""Gives log-probabilities (words, tags) of each block."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """About 140 neighbouring words of one page."""

    page: str
    block: Block


@dataclass(frozen=True, slots=True)
class Taught:
    """A chunk with the teacher's consensus: ``soft`` (words, tags); the block's tags are its best path."""

    block: Block
    soft: np.ndarray
    copies: int


def read_days(archive: Path, days: Sequence[int], pages: int, rng: random.Random) -> dict[str, list[Chunk]]:
    """Chunks of the front pages of some days of a month's archive (``1916-05.tar.xz``), by day ``YYYYMMDD``.

    ``days`` counts the archive's days from 0; at most ``pages`` pages a day.
    """
    from dejavu_app.text import clean, quality

    chunks: dict[str, list[Chunk]] = defaultdict(list)
    with tarfile.open(archive) as container:
        members = [member for member in container.getmembers() if member.isfile() and member.name.endswith(".txt")]
        names = sorted({_day(member.name) for member in members})
        chosen = {names[day] for day in days if day < len(names)}
        of_day: dict[str, list[tarfile.TarInfo]] = defaultdict(list)
        for member in members:
            if _day(member.name) in chosen:
                of_day[_day(member.name)].append(member)
        kept = {member.name for group in of_day.values() for member in rng.sample(group, min(pages, len(group)))}
        for member in members:
            stream = container.extractfile(member) if member.name in kept else None
            if stream is None:
                continue
            text = clean(stream.read().decode("utf-8", "replace")).text
            places = split_words(text)
            for first in range(0, len(places) - _WORDS // 2, _WORDS):
                part = places[first : first + _WORDS]
                if quality(text[part[0][0] : part[-1][1]]) >= 0.7:
                    chunks[_day(member.name)].append(Chunk(member.name, _block(text, part)))
    return chunks


def _day(name: str) -> str:
    return next((part for part in name.split("/") if part.isdigit() and len(part) == 8), "")


def _block(text: str, places: Sequence[tuple[int, int]]) -> Block:
    words = tuple(text[s:e] for s, e in places)
    spaces = tuple(i == 0 or places[i - 1][1] < s for i, (s, _) in enumerate(places))
    return Block(words, spaces, ("O",) * len(words), "chronam-1916", True, True)


def _grams(block: Block) -> set[int]:
    words = [word.lower() for word in block.words if len(word) > 3 and word.isalpha()]
    return {hash(tuple(words[i : i + _GRAM])) for i in range(len(words) - _GRAM + 1)}


def copies(chunks: Sequence[Chunk]) -> dict[int, list[int]]:
    """For each chunk the chunks of other pages that print the same words, nearest first."""
    holders: dict[int, list[int]] = defaultdict(list)
    grams = [_grams(chunk.block) for chunk in chunks]
    for i, own in enumerate(grams):
        for gram in own:
            holders[gram].append(i)
    found: dict[int, list[int]] = {}
    for i, own in enumerate(grams):
        shared = Counter(
            j for gram in own if 1 < len(holders[gram]) <= 40 for j in holders[gram] if chunks[j].page != chunks[i].page
        )
        twins = [j for j, count in shared.most_common(5) if count >= _TWIN]
        if twins:
            found[i] = twins
    return found


def aligned(words: Sequence[str], others: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of word positions that print the same word, well or badly read."""
    matcher = SequenceMatcher(None, [w.lower() for w in words], [w.lower() for w in others], autojunk=False)
    pairs = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        # A stretch of as many words on both sides between equal ones: the same words, misread in one of the copies.
        if kind == "equal" or (kind == "replace" and a2 - a1 == b2 - b1 <= 4):
            pairs += list(zip(range(a1, a2), range(b1, b2), strict=True))
    return pairs


def consensus(chunks: Sequence[Chunk], teacher: Teacher, limit: int, rng: random.Random) -> list[Taught]:
    """At most ``limit`` chunks, those with copies first, with what the teacher says of all their copies together."""
    twins = copies(chunks)
    order = list(range(len(chunks)))
    rng.shuffle(order)
    order.sort(key=lambda i: i not in twins)
    chosen = order[:limit]
    needed = sorted({*chosen, *(j for i in chosen for j in twins.get(i, ()))})
    said = dict(zip(needed, map(np.exp, teacher([chunks[i].block for i in needed])), strict=True))
    taught = []
    for i in chosen:
        own = said[i]
        total, weight = own.copy(), np.ones((len(own), 1), np.float32)
        for j in twins.get(i, ()):
            for here, there in aligned(chunks[i].block.words, chunks[j].block.words):
                if here < len(own) and there < len(said[j]):
                    total[here] += said[j][there]
                    weight[here] += 1
        mean = (total / weight) ** _SHARPEN
        mean /= mean.sum(-1, keepdims=True)
        path = best_paths([np.log(mean + 1e-9)])[0]
        block = chunks[i].block
        words = len(path)
        tags = tuple(TAGS[t] for t in path)
        block = Block(block.words[:words], block.spaces[:words], tags, block.source, block.misc_known, block.period)
        taught.append(Taught(block, mean.astype(np.float32), 1 + len(twins.get(i, ()))))
    return taught


def together(teachers: Sequence[Teacher]) -> Teacher:
    """Several teachers as one: the log of the mean of their probabilities, (words, tags) float32 of each block.

    Lakshminarayanan, Pritzel and Blundell (2017), "Simple and Scalable Predictive Uncertainty Estimation using Deep
    Ensembles", section 2.4. Raises ``ValueError`` when they say different numbers of words of a block.
    """

    def mean(blocks: Sequence[Block]) -> list[np.ndarray]:
        said = zip(*(teacher(blocks) for teacher in teachers), strict=True)
        # Summed as logarithms, so that no probability is too small to be told from none.
        return [(np.logaddexp.reduce(np.stack(rows)) - math.log(len(rows))).astype(np.float32) for rows in said]

    return mean


def between(blocks: Sequence[Block], said: Sequence[np.ndarray], trusted: float) -> list[np.ndarray]:
    """For each annotated block tags (words, tags) between its annotation and what a teacher said of it.

    Hinton, Vinyals and Dean (2015), at temperature 1. ``said``: log-probabilities, perhaps of the first words only;
    ``trusted``: the teacher's weight. Where ``O`` may be MISC because that was not annotated, the teacher alone says.
    """
    mixed = []
    for block, logs in zip(blocks, said, strict=True):
        tags = np.array([TAGS.index(tag) for tag in block.tags[: len(logs)]], np.int64)
        weight = np.full((len(tags), 1), trusted, np.float32)
        if not block.misc_known:
            weight[tags == TAGS.index("O")] = 1
        gold = np.eye(len(TAGS), dtype=np.float32)[tags]
        mixed.append((weight * np.exp(logs) + (1 - weight) * gold).astype(np.float32))
    return mixed
