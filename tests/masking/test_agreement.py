"""One text, one reading of a name."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.masking.agreement import agreed
from dejavu_app.masking.decode import TAGS, best_paths, named_spans


def scored(*rows: dict[str, float]) -> np.ndarray:
    """Log-probabilities of words from the probabilities of some tags; the rest is spread evenly."""
    scores = np.empty((len(rows), len(TAGS)), np.float32)
    for n, row in enumerate(rows):
        rest = (1 - sum(row.values())) / (len(TAGS) - len(row))
        scores[n] = [row.get(tag, rest) for tag in TAGS]
    return np.log(scores)


PERSON, PLACE, NONE = {"B-PER": 0.95}, {"B-LOC": 0.6, "B-PER": 0.3}, {"O": 0.98}


def test_the_surer_mention_gives_the_others_its_label() -> None:
    words = ["Villa", "fled", ";", "Villa"]
    spans = [(0, 1, "PER"), (3, 4, "LOC")]
    assert agreed(spans, scored(PERSON, NONE, NONE, PLACE), words) == [(0, 1, "PER"), (3, 4, "PER")]


def test_a_full_name_tells_who_the_surname_is() -> None:
    words = ["Pancho", "VILLA", "fled", "Villa"]
    scores = scored(PERSON, {"I-PER": 0.95}, NONE, PLACE)
    assert agreed([(0, 2, "PER"), (3, 4, "LOC")], scores, words)[1] == (3, 4, "PER")


def test_a_name_is_found_again_unless_the_word_is_surely_none() -> None:
    words = ["Villa", "fled", "Villa", "Villa", "villa"]
    scores = scored(PERSON, NONE, {"O": 0.7}, NONE, {"O": 0.7})
    assert agreed([(0, 1, "PER")], scores, words) == [(0, 1, "PER"), (2, 3, "PER")]


def test_what_a_repeated_name_leaves_of_a_doubtful_mention_stays_hidden() -> None:
    words = ["Villa", "fled", "Bandit", "Villa", "Band"]
    doubt = {"O": 0.6}
    made = agreed([(0, 1, "PER"), (2, 5, "MISC")], scored(PERSON, NONE, doubt, doubt, doubt), words)
    assert made == [(0, 1, "PER"), (2, 3, "MISC"), (3, 4, "PER"), (4, 5, "MISC")]


def test_mentions_without_a_sure_kind_are_left_alone() -> None:
    assert agreed([(0, 1, "MISC")], scored(NONE), ["Maine"]) == [(0, 1, "MISC")]
    assert agreed([], scored(NONE), ["Maine"]) == []


@given(st.integers(0, 10_000), st.lists(st.sampled_from(["Villa", "VILLA", "Pancho", "fled", ",", "St"]), max_size=30))
def test_whatever_is_said_mentions_stay_in_order_and_apart(seed: int, words: list[str]) -> None:
    rows = np.random.default_rng(seed).gumbel(0, 2, (len(words), len(TAGS)))
    scores = (rows - np.log(np.exp(rows).sum(-1, keepdims=True))).astype(np.float32)
    spans = named_spans(best_paths([scores])[0], scores, words, 0.8)
    made = agreed(spans, scores, words)
    assert all(start < end for start, end, _ in made)
    assert all(before[1] <= after[0] for before, after in pairwise(made))
    hidden = {n for start, end, _ in spans for n in range(start, end) if words[n][0].isalnum()}
    assert hidden <= {n for start, end, _ in made for n in range(start, end)}
