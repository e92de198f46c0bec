"""Rival accounts among the training texts: pairs that share rare names a day apart, alike once the names are hidden.

This is News Déjà Vu's training signal (Franklin et al. 2024, "News Déjà Vu: Connecting Past and Present with Semantic
Search"; their pairs came from AllSides): that two texts share names proves that both tell of one event, and who learns
of them never sees those names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.training.mining import day_number

if TYPE_CHECKING:
    from dejavu_app.training.encoder_material import Material, TrainingText

WORDS = 25
"""Words from which a text is an account and no mere headline."""
LETTERS = 3
"""Letters that a name must exceed: of shorter words too many are misread."""
SHARED_NAMES = 2
RARITY = 11.0
"""What the inverse document frequencies of the shared names must sum to more than: two that 245 texts in 60,000 have
just do."""
LIKENESS = (0.42, 0.97)
"""The teacher's cosines between which two masked texts are alike and yet two."""
RUN = 4
COMMON_RUNS = 6
"""Runs of four words in common up to which two texts are no copies of each other."""


def rival_accounts(material: Material, said: NDArray[np.float32], without: Collection[int] = (),
                   most: int = 2) -> list[tuple[int, int, str]]:
    """Pairs of texts that tell of one event in words of their own: the ``most`` likest of each text, of its own day and
    of the next; each pair once.

    ``said`` (n, wide) holds the teacher's vectors of the material's masked texts; those ``without`` are in no pair.
    """
    texts = material.texts
    days: dict[int, list[int]] = defaultdict(list)
    names: dict[int, set[str]] = {}
    for at, text in enumerate(texts):
        day = day_number(text.day)
        if day and at not in without and len(text.masked.split()) >= WORDS:
            names[at] = hidden_names(text)
            days[day].append(at)
    seen = Counter(name for each in names.values() for name in each)
    rarity = {name: float(np.log(len(names) / count)) for name, count in seen.items()}
    found: dict[tuple[int, int], None] = {}
    for day, here in days.items():
        for at, others in _telling_alike(here, [*here, *days.get(day + 1, [])], names, rarity):
            likeness = said[others] @ said[at]
            own, told = _runs(texts[at].masked), 0
            for place in np.argsort(-likeness, kind="stable").tolist():
                other = int(others[place])
                if told == most or likeness[place] <= LIKENESS[0]:
                    break
                if likeness[place] < LIKENESS[1] and not _copies(texts[at], texts[other], own):
                    told += 1
                    if (other, at) not in found:
                        found[at, other] = None
    return [(left, right, "rival") for left, right in found]


def hidden_names(text: TrainingText) -> set[str]:
    """The names that masking took out of a text."""
    gone = set(re.findall(r"\w+", text.named)).difference(re.findall(r"\w+", text.masked))
    return {word for word in gone if len(word) > LETTERS and word[0].isupper() and word.isalpha()}


def _telling_alike(here: Sequence[int], pool: Sequence[int], names: dict[int, set[str]],
                   rarity: dict[str, float]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each text of ``here`` with those of ``pool`` whose names say that it is the same event.

    Texts are looked up by their names: of a day's millions of pairs few share any.
    """
    numbers = np.asarray(pool, np.int64)
    places: dict[str, list[int]] = defaultdict(list)
    for place, at in enumerate(pool):
        for name in names[at]:
            places[name].append(place)
    having = {name: np.asarray(each) for name, each in places.items() if len(each) > 1}
    for at in here:
        shared, weight = np.zeros(len(pool), np.int64), np.zeros(len(pool))
        for name in sorted(names[at]):  # in one order, so that the sums are the same in every run
            if name in having:
                shared[having[name]] += 1
                weight[having[name]] += rarity[name]
        proven = (shared >= SHARED_NAMES) & (weight > RARITY) & (numbers != at)
        if proven.any():
            yield at, numbers[proven]


def _copies(one: TrainingText, other: TrainingText, runs: set[tuple[str, ...]]) -> bool:
    """Whether two texts are one text, printed twice; ``runs`` are those of ``one``."""
    return 0 <= one.story == other.story or len(runs & _runs(other.masked)) > COMMON_RUNS


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))
