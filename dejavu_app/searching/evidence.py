"""Says why a passage matches: the pairs of sentences, one of the query and one of the passage, that are most alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dejavu_app.domain import LABELS
from dejavu_app.masking import find_mentions
from dejavu_app.searching.preparation import pieces
from dejavu_app.text import sentences

if TYPE_CHECKING:
    from dejavu_app.encoding import Models

LIKE = 0.35
"""Cosine from which two masked sentences are worth marking."""
MOST = 5
SHORTEST = 20
"""Characters below which a sentence (a dateline, a lone name) explains nothing."""


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A query sentence and the passage sentence that answers it; offsets in the two texts, ``score`` a cosine."""

    query_start: int
    query_end: int
    start: int
    end: int
    score: float


def evidence(query_text: str, passage_text: str, models: Models) -> list[SentencePair]:
    """Match the sentences of a query and of a passage, names hidden in both; the most alike pair first.

    Each sentence is used once. At most ``MOST`` pairs, none below a cosine of ``LIKE``; an empty list where nothing
    is that close.
    """
    ours = [span for span in sentences(query_text) if span[1] - span[0] >= SHORTEST]
    theirs = [span for span in sentences(passage_text) if span[1] - span[0] >= SHORTEST]
    if not ours or not theirs:
        return []
    encoder = models.encoder()
    texts = [query_text[start:end] for start, end in ours] + [passage_text[start:end] for start, end in theirs]
    found = find_mentions(models.recogniser(), texts)
    masked = [" ".join(pieces(text, [m for m in mentions if m.label in LABELS], encoder.mask_style)) or text
              for text, mentions in zip(texts, found, strict=True)]
    vectors = encoder.encode(masked)
    likeness = vectors[:len(ours)] @ vectors[len(ours):].T
    order = sorted(((float(likeness[a, b]), a, b) for a in range(len(ours)) for b in range(len(theirs))
                    if likeness[a, b] >= LIKE), key=lambda item: (-item[0], item[1], item[2]))
    used_ours: set[int] = set()
    used_theirs: set[int] = set()
    pairs: list[SentencePair] = []
    for score, a, b in order:
        if a in used_ours or b in used_theirs:
            continue
        used_ours.add(a)
        used_theirs.add(b)
        pairs.append(SentencePair(*ours[a], *theirs[b], score))
        if len(pairs) == MOST:
            break
    return pairs
