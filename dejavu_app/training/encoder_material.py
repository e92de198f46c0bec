"""What the encoder is trained on: masked texts, which of them tell one story, and what the teacher makes of them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive import Archive
from dejavu_app.encoding.pipeline import lead_in
from dejavu_app.masking import mask
from dejavu_app.text import clean, quality
from dejavu_app.training.mining import (
    Mined,
    MinedPair,
    clusters,
    headlines,
    held_out,
    parts,
    read_archive,
    reprints,
    shared_runs,
)

if TYPE_CHECKING:
    from dejavu_app.masking import Recogniser

LENGTHS = (60, 80, 100, 120, 150)
"""Words of a training text, drawn at random: long texts must meet short ones."""
READABLE = 0.78
"""Share of plausible words from which a passage is trained on; worse OCR is made, not collected."""
_BATCH = 64
_ROWS = 500


@dataclass(frozen=True, slots=True)
class TrainingText:
    """A text as the encoder will see it; ``named`` is the same with its names, where they may be put back."""

    masked: str
    origin: str  # the archive's name
    day: int = 0  # YYYYMMDD
    story: int = -1  # texts of one story number are copies of one text
    named: str = ""


@dataclass(slots=True)
class Material:
    """Texts, and pairs of positions in them with the kind of their tie."""

    texts: list[TrainingText] = field(default_factory=list)
    pairs: list[tuple[int, int, str]] = field(default_factory=list)

    def __add__(self, other: Material) -> Material:
        shift = len(self.texts)
        moved = [(left + shift, right + shift, kind) for left, right, kind in other.pairs]
        return Material([*self.texts, *other.texts], [*self.pairs, *moved])

    def counts(self) -> dict[str, int]:
        """How many texts of each origin, and how many pairs of each kind."""
        return {**Counter(text.origin for text in self.texts), **Counter(kind for _, _, kind in self.pairs)}

    def save(self, path: Path) -> None:
        """As JSON Lines: texts first, then pairs."""
        with path.open("w", encoding="utf-8") as lines:
            for text in self.texts:
                lines.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")
            for pair in self.pairs:
                lines.write(json.dumps(pair) + "\n")

    @classmethod
    def load(cls, path: Path) -> Material:
        """What ``save`` wrote."""
        material = cls()
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if isinstance(row, dict):
                    material.texts.append(TrainingText(**row))
                else:
                    material.pairs.append((row[0], row[1], row[2]))
        return material


def from_archive(
    path: Path,
    recogniser: Recogniser,
    rng: random.Random,
    *,
    most: int = 3000,
    without_months: Iterable[int] = (),
    progress: Callable[[str], None] = lambda said: None,
) -> Material:
    """Texts and pairs of one archive: at most ``most`` headline pairs, half as many reprints and a third as many parts.

    Stories with a copy in one of ``without_months`` (``YYYYMM``) are left out whole.
    """
    with Archive(path) as archive:
        passages = read_archive(archive)
    shared = shared_runs(passages)
    story = clusters(len(passages), shared)
    barred = held_out(passages, story, without_months)
    readable = [not barred[at] and quality(passage.text) >= READABLE for at, passage in enumerate(passages)]
    told: Counter[int] = Counter()

    def take(pairs: Sequence[MinedPair], limit: int, copies: int) -> list[MinedPair]:
        """A random choice in which one story counts ``copies`` times at most."""
        chosen: list[MinedPair] = []
        for pair in rng.sample(list(pairs), len(pairs)):
            number = int(story[pair.left])
            if len(chosen) == limit:
                break
            if readable[pair.left] and readable[pair.right] and told[number] < copies:
                told[number] += 1
                chosen.append(pair)
        return chosen

    kept = [*take(reprints(passages, shared), most // 2, 2), *take(headlines(passages), most, 3),
            *take(parts(passages), most // 3, 3)]
    progress(f"{path.name}: {len(kept)} pairs of {len(passages)} passages")
    raw: dict[tuple[str, int], str] = {}
    for pair in kept:
        if pair.kind == "headline":
            raw["head", pair.left] = passages[pair.left].headline
        for at in (pair.left, pair.right):
            raw.setdefault(("body", at), first_words(body(passages[at]), rng.choice(LENGTHS)))
    where = {key: n for n, key in enumerate(raw)}
    texts = [TrainingText(masked, path.stem, passages[at].day, int(story[at]), named)
             for (masked, named), (_, at) in zip(hidden(list(raw.values()), recogniser), raw, strict=True)]
    ties: list[tuple[int, int, str]] = [
        (where["head" if pair.kind == "headline" else "body", pair.left], where["body", pair.right], pair.kind)
        for pair in kept]
    return Material(texts, ties)


def loose(path: Path, recogniser: Recogniser, rng: random.Random, count: int,
          without_months: Iterable[int] = ()) -> list[TrainingText]:
    """Whole passages of one archive as the encoder meets them, their headlines before them: ``count`` at most.

    They have no partner: only the teacher says what they are like. Stories with a copy in one of ``without_months``
    (``YYYYMM``) are left out whole.
    """
    with Archive(path) as archive:
        passages = read_archive(archive)
    story = clusters(len(passages), shared_runs(passages))
    barred = held_out(passages, story, without_months)
    told: set[int] = set()
    chosen: list[Mined] = []
    for at in rng.sample(range(len(passages)), len(passages)):
        if len(chosen) == count:
            break
        number = int(story[at])
        if not barred[at] and number not in told and quality(passages[at].text) >= READABLE:
            told.add(number)
            chosen.append(passages[at])
    headed = [lead_in(passage.headline, clean(passage.text).text) + passage.text for passage in chosen]
    return [TrainingText(masked, path.stem, passage.day, -1, named)
            for (masked, named), passage in zip(hidden(headed, recogniser), chosen, strict=True)]


def alike(teacher: NDArray[np.float32], lefts: Sequence[int], rights: Sequence[int], kind: str, least: float, best: int,
          take: int, rng: random.Random) -> list[tuple[int, int, str]]:
    """Pairs of each of ``lefts`` with ``take`` texts drawn from the ``best`` of ``rights`` that the teacher finds most
    like it: not the likest alone, so that degrees of likeness are learnt.

    ``teacher`` (n, wide) holds the texts' vectors, ``lefts`` and ``rights`` are positions in it. A text is never paired
    with itself, nor where the cosine is below ``least``.
    """
    found: list[tuple[int, int, str]] = []
    right = np.asarray(rights, np.int64)
    theirs = teacher[right].T
    best = min(best, len(right) - 1)
    for start in range(0, len(lefts) if best > 0 else 0, _ROWS):
        rows = np.asarray(lefts[start : start + _ROWS], np.int64)
        scores = teacher[rows] @ theirs
        scores[rows[:, None] == right[None, :]] = -1
        top = np.argpartition(-scores, best, axis=1)[:, :best]
        for at, row in enumerate(rows.tolist()):
            near = [int(right[column]) for column in top[at] if scores[at, column] >= least]
            found += [(row, other, kind) for other in rng.sample(near, min(take, len(near)))]
    return found


def hidden(texts: Sequence[str], recogniser: Recogniser) -> list[tuple[str, str]]:
    """Each text cleaned, with its names removed and with them."""
    made = []
    for start in range(0, len(texts), _BATCH):
        cleaned = [clean(text).text for text in texts[start : start + _BATCH]]
        for text, names in zip(cleaned, recogniser.recognise(cleaned), strict=True):
            made.append((mask(text, names, "remove").text.strip() if names else text.strip(), text))
    return made


def body(passage: Mined) -> str:
    """The passage's text without the headline that it may begin with."""
    letters = [re.sub(r"[\W_]", "", text).casefold()[:12] for text in (passage.headline, passage.text[:120])]
    if not letters[0] or letters[0] != letters[1]:
        return passage.text
    ends = [word.end() for word in re.finditer(r"\S+", passage.text)]
    words = len(passage.headline.split())
    return passage.text[ends[words - 1] :].lstrip() if words < len(ends) - 20 else passage.text


def first_words(text: str, count: int) -> str:
    """The first ``count`` words."""
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    return text[: ends[count - 1]] if len(ends) > count else text
