"""Variety that keeps the network from learning corpora by heart: names exchanged, words hidden, texts as cleaned."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dejavu_app.masking.features import split_words
from dejavu_app.training.recogniser_corpora import Block, spans
from dejavu_app.training.recogniser_model import Sample

Names = dict[str, list[tuple[tuple[str, ...], tuple[bool, ...]]]]
_LONGEST = 8  # words of a name that is handed to others


def names_of(blocks: Iterable[Block]) -> Names:
    """Every name once, by label, as its words and whether a space stands before each."""
    found: dict[str, dict[tuple[str, ...], tuple[bool, ...]]] = {}
    for block in blocks:
        for start, end, label in spans(block.tags):
            if end - start <= _LONGEST:
                found.setdefault(label, {}).setdefault(block.words[start:end], block.spaces[start:end])
    return {label: list(group.items()) for label, group in found.items()}


def exchanged(block: Block, names: Names, rng: random.Random, rate: float) -> Block:
    """Some of the block's names become others of their label; the same name becomes the same other all through."""
    chosen: dict[tuple[tuple[str, ...], str], tuple[tuple[str, ...], tuple[bool, ...]] | None] = {}
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    at = 0
    for start, end, label in spans(block.tags):
        words += block.words[at:start]
        spaces += block.spaces[at:start]
        tags += block.tags[at:start]
        at = end
        old = block.words[start:end]
        key = (old, label)
        if key not in chosen:
            chosen[key] = rng.choice(names[label]) if names.get(label) and rng.random() < rate else None
        new = chosen[key]
        if new is None:
            words += old
            spaces += block.spaces[start:end]
            tags += block.tags[start:end]
            continue
        words += _in_the_case_of(old, new[0])
        spaces += [block.spaces[start], *new[1][1:]]
        tags += ["B-" + label] + ["I-" + label] * (len(new[0]) - 1)
    return replace(
        block,
        words=(*words, *block.words[at:]),
        spaces=(*spaces, *block.spaces[at:]),
        tags=(*tags, *block.tags[at:]),
    )


def _in_the_case_of(old: Sequence[str], new: Sequence[str]) -> Sequence[str]:
    letters = "".join(old)
    if letters.islower():
        return [word.lower() for word in new]
    if letters.isupper() and len(letters) > 4:
        return [word.upper() for word in new]
    return new


def as_cleaned(block: Block) -> Block:
    """The block as the program's cleaning leaves it, which is what the recogniser reads; tags follow their words."""
    from dejavu_app.text import clean

    text = block.text
    places = split_words(text)
    if len(places) != len(block.words):
        return block  # two words without a space between them have run together: nothing to lay them beside
    owner = [-1] * len(places)
    labels = []
    for n, (start, end, label) in enumerate(spans(block.tags)):
        owner[start:end] = [n] * (end - start)
        labels.append(label)
    cleaned = clean(text)
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    first, last_end, before = 0, 0, -1
    for start, end in split_words(cleaned.text):
        raw_start, raw_end = cleaned.to_raw(start, end)
        while first < len(places) - 1 and places[first][1] <= raw_start:
            first += 1
        name, n = -1, first
        while name < 0 and n < len(places) and (places[n][0] < raw_end or n == first):
            name, n = owner[n], n + 1
        words.append(cleaned.text[start:end])
        spaces.append(start > last_end or len(words) == 1)
        tags.append("O" if name < 0 else ("I-" if name == before else "B-") + labels[name])
        before, last_end = name, end
    return replace(block, words=tuple(words), spaces=tuple(spaces), tags=tuple(tags))


def hidden(sample: Sample, unknown: int, rng: random.Random, rate: float) -> Sample:
    """Some words' pieces become the unknown piece, so that their neighbours must tell what they are."""
    ids = list(sample.ids)
    ends = [*sample.firsts[1:], len(ids) - 1]
    for start, end in zip(sample.firsts, ends, strict=False):
        if rng.random() < rate:
            ids[start:end] = [unknown] * (end - start)
    return replace(sample, ids=tuple(ids))
