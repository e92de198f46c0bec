"""From the network's scores to mentions: the best legal IOB2 path over words (Viterbi), with a lean towards hiding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dejavu_app.domain import LABELS

TAGS: tuple[str, ...] = ("O", *(f"{mark}-{label}" for label in LABELS for mark in "BI"))  # O, B-PER, I-PER, B-ORG, ...


def _legal() -> np.ndarray:
    """(tags, tags) float32: 0 where tag j may follow tag i, else very negative."""
    allowed = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for i, before in enumerate(TAGS):
        for j, tag in enumerate(TAGS):
            if tag.startswith("I-") and before[2:] != tag[2:]:
                allowed[i, j] = -1e4
    return allowed


_TRANSITIONS = _legal()
_START = np.array([-1e4 if tag.startswith("I-") else 0.0 for tag in TAGS], np.float32)


def best_paths(scores: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The best legal tag ids of each text; ``scores``: log-probabilities (words, tags) float32 of each.

    All texts go through the recursion together, longest first, so that Python's loop runs once per word position.
    """
    order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
    longest = len(scores[order[0]]) if order else 0
    lengths = np.array([len(scores[i]) for i in order])
    stacked = np.zeros((len(order), longest, len(TAGS)), np.float32)
    for row, i in enumerate(order):
        stacked[row, : len(scores[i])] = scores[i]
    back = np.zeros((len(order), longest, len(TAGS)), np.int8)
    best = stacked[:, 0] + _START if longest else np.zeros((len(order), len(TAGS)), np.float32)
    for step in range(1, longest):
        rows = int(np.searchsorted(-lengths, -step))  # the texts that are longer than ``step``
        reached = best[:rows, :, None] + _TRANSITIONS[None]
        back[:rows, step] = reached.argmax(1)
        best[:rows] = reached.max(1) + stacked[:rows, step]
    paths: list[np.ndarray] = [np.zeros(0, np.int8)] * len(scores)
    for row, i in enumerate(order):
        path = np.zeros(lengths[row], np.int8)
        if len(path):
            path[-1] = best[row].argmax()
            for step in range(len(path) - 1, 0, -1):
                path[step - 1] = back[row, step, path[step]]
        paths[i] = path
    return paths


def named_spans(
    path: np.ndarray, scores: np.ndarray, words: Sequence[str], hide_below: float = 0.0
) -> list[tuple[int, int, str]]:
    """The mentions of one text as (first word, past the last, label), in order.

    ``path``: tag ids of its words; ``scores``: their log-probabilities (words, tags) float32. Words that the path
    leaves out though their probability of ``O`` is under ``hide_below`` are names of no sure kind: they become MISC.
    """
    spans: list[tuple[int, int, str]] = []
    for n in map(int, np.flatnonzero(path)):
        tag = TAGS[path[n]]
        if tag.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], n + 1, spans[-1][2])
        else:
            spans.append((n, n + 1, tag[2:]))
    if hide_below > 0 and len(path):
        doubtful = np.flatnonzero((path == 0) & (scores[:, 0] < np.log(hide_below)))
        for run in np.split(doubtful, np.flatnonzero(np.diff(doubtful) > 1) + 1):
            if any(len(words[n]) > 1 and any(map(str.isalpha, words[n])) for n in run):
                spans.append((int(run[0]), int(run[-1]) + 1, "MISC"))
        spans.sort()
    return spans
