"""One text, one reading of a name: its mentions agree on their label, and a name found once is found again.

A name is known by its words, whatever their case; a person's surname alone is known by the full name, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from dejavu_app.masking.decode import TAGS

Span = tuple[int, int, str]
_KINDS = ("PER", "ORG", "LOC")  # MISC is no sure kind, and does not vote
_COLUMNS = {kind: [TAGS.index(f"B-{kind}"), TAGS.index(f"I-{kind}")] for kind in _KINDS}
_SURELY_NONE = 0.9  # mean probability of being no name from which a word is let alone


def agreed(spans: Sequence[Span], scores: np.ndarray, words: Sequence[str]) -> list[Span]:
    """The mentions of one text (first word, past the last, label), in order, made to agree with one another.

    ``scores``: log-probabilities (words, tags) float32. Capitalised words that repeat a name of a sure kind and are
    not surely none become mentions as well; of a MISC mention that holds such words what is left stays MISC.
    """
    keys = [word.lower() for word in words]
    sure = [span for span in spans if span[2] != "MISC"]
    if not sure:
        return list(spans)
    found = _again(sure, scores, words, keys)
    labels = _voted(found, scores, keys)
    made = [(start, end, labels[start, end]) for start, end, _ in found]
    taken = {n for start, end, _ in found for n in range(start, end)}
    for start, end, label in spans:
        if label == "MISC":
            free = [n for n in range(start, end) if n not in taken]
            made += [(run[0], run[-1] + 1, "MISC") for run in _runs(free) if any(words[n][0].isalnum() for n in run)]
    return sorted(made)


def _again(sure: Sequence[Span], scores: np.ndarray, words: Sequence[str], keys: Sequence[str]) -> list[Span]:
    """The sure mentions and the places where their words stand again, in order."""
    known: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)  # by first word
    taken = np.zeros(len(words), bool)
    for start, end, label in sure:
        known[keys[start]][tuple(keys[start:end])] = label
        taken[start:end] = True
    found = list(sure)
    for n, key in enumerate(keys):
        if key not in known or taken[n] or not words[n][0].isupper():
            continue
        for name, label in sorted(known[key].items(), key=lambda item: -len(item[0])):
            end = n + len(name)
            if (
                tuple(keys[n:end]) == name
                and not taken[n:end].any()
                and float(np.exp(scores[n:end, 0]).mean()) < _SURELY_NONE
            ):
                found.append((n, end, label))
                taken[n:end] = True
                break
    return sorted(found)


def _voted(found: Sequence[Span], scores: np.ndarray, keys: Sequence[str]) -> dict[tuple[int, int], str]:
    """Each mention's label: the kind that all mentions of its name together make likeliest."""
    votes: dict[tuple[str, ...], np.ndarray] = defaultdict(lambda: np.zeros(len(_KINDS), np.float32))
    for start, end, label in found:
        own = np.array([np.logaddexp.reduce(scores[start, _COLUMNS[kind]]) for kind in _KINDS], np.float32)
        votes[tuple(keys[start:end])] += own
        if label == "PER" and end - start > 1:
            votes[(keys[end - 1],)] += own
    counts: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for start, end, label in found:
        counts[tuple(keys[start:end])].add(label)
        if label == "PER" and end - start > 1:
            counts[(keys[end - 1],)].add(label)
    labels = {}
    for start, end, label in found:
        name = tuple(keys[start:end])
        labels[start, end] = label if len(counts[name]) == 1 else _KINDS[int(votes[name].argmax())]
    return labels


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Neighbouring numbers together."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs
