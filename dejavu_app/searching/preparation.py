"""Makes a query ready for both halves of a search: names found and hidden, cut into passages, words taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dejavu_app.domain import LABELS, Article, MaskStyle, Mention, Query
from dejavu_app.masking import edit, find_mentions, mask
from dejavu_app.searching.keyword import quoted_phrases
from dejavu_app.text import clean, passages

if TYPE_CHECKING:
    from dejavu_app.masking import Recogniser


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query after its names were found: what is hidden, what is shown, and what each half compares."""

    masked: str  # the whole text with its names hidden, for the reader
    mentions: tuple[Mention, ...]  # what is hidden, in offsets of the query's text
    words: str  # the text without its names, for the keyword half
    phrases: tuple[str, ...]  # quoted phrases that must occur
    names_only: bool = False  # the text is nothing but names, so they were left in


def prepare(query: Query, recogniser: Recogniser | None, style: MaskStyle) -> PreparedQuery:
    """Find and hide the names of ``query``; with no ``recogniser`` nothing is hidden but what the reader hid."""
    text = query.text
    quotes = quoted_phrases(text)
    shown = (*query.shown, *((start, end) for start, end, _ in quotes))
    found = find_mentions(recogniser, [text])[0] if recogniser and text.strip() else []
    mentions = edit(found, shown, query.hidden, query.labels)
    phrases = tuple(phrase for _, _, phrase in quotes)
    words = _without(text, mentions)
    if mentions and not any(character.isalnum() for character in words):
        return PreparedQuery(text, (), text, phrases, names_only=True)
    masked = mask(text, mentions, style, LABELS).text if mentions else text
    return PreparedQuery(masked, tuple(mentions), words, phrases)


def pieces(text: str, mentions: Sequence[Mention], style: MaskStyle) -> list[str]:
    """Cut ``text`` into passages as articles are cut, and clean and mask each as the encoder's passages are."""
    made = []
    for passage in passages(Article(text=text)):
        raw = clean(text[passage.start:passage.end])
        inside = []
        for mention in mentions:
            if mention.start < passage.end and mention.end > passage.start:
                start, end = raw.from_raw(max(mention.start, passage.start) - passage.start,
                                          min(mention.end, passage.end) - passage.start)
                if start < end:
                    inside.append(replace(mention, start=start, end=end))
        masked = mask(raw.text, inside, style, LABELS).text if inside else raw.text
        if any(character.isalnum() for character in masked):
            made.append(masked)
    return made


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """``text`` with a blank in the place of each mention, so that no name reaches the keyword index."""
    kept, end = [], 0
    for mention in sorted(mentions):
        kept.append(text[end:mention.start])
        end = max(end, mention.end)
    kept.append(text[end:])
    return " ".join(kept)
