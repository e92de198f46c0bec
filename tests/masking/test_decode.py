"""Decoding: the best legal path, the same as by trying all."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.masking.boundaries import repaired
from dejavu_app.masking.decode import TAGS, best_paths, named_spans


def legal(path: tuple[int, ...]) -> bool:
    names = ["O", *(TAGS[t] for t in path)]
    return all(not after.startswith("I-") or before[2:] == after[2:] for before, after in pairwise(names))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_the_path_found_is_the_best_of_all_legal_paths(seed: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, len(TAGS))).astype(np.float32)
    best = max(
        (path for path in product(range(len(TAGS)), repeat=length) if legal(path)),
        key=lambda path: float(sum(scores[i, t] for i, t in enumerate(path))),
    )
    assert tuple(best_paths([scores])[0]) == best


def test_texts_of_different_length_together_give_what_each_gives_alone() -> None:
    rng = np.random.default_rng(1)
    scores = [rng.normal(size=(n, len(TAGS))).astype(np.float32) for n in (5, 0, 40, 1, 40, 17)]
    together = best_paths(scores)
    for row, path in zip(scores, together, strict=True):
        assert len(path) == len(row)
        assert np.array_equal(path, best_paths([row])[0])


def test_nothing_decodes_to_nothing() -> None:
    assert best_paths([]) == []


def test_words_that_are_surely_some_name_are_hidden_even_without_a_sure_label() -> None:
    words = ["Mr", "Wil", "son", ",", "of", "Ohio"]
    path = np.array([TAGS.index("B-PER"), 0, 0, 0, 0, TAGS.index("B-LOC")], np.int8)
    scores = np.log(np.array([[p, *[(1 - p) / 8] * 8] for p in (0.1, 0.4, 0.3, 0.2, 0.99, 0.1)], np.float32))
    assert named_spans(path, scores, words) == [(0, 1, "PER"), (5, 6, "LOC")]
    assert named_spans(path, scores, words, 0.5) == [(0, 1, "PER"), (1, 4, "MISC"), (5, 6, "LOC")]
    assert named_spans(path, scores, [",", "-", ".", ",", "of", "O"], 0.5) == [(0, 1, "PER"), (5, 6, "LOC")]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("of Chicago , Ill .", "Ill", "Ill ."),
        ("in Ohio .", "Ohio .", "Ohio"),
        ('said " Wilson , and', '" Wilson ,', "Wilson"),
        ("Mr John Cupp , Jr . aged", "John Cupp", "John Cupp , Jr ."),
        ("the Estes & Co . works", "Estes & Co", "Estes & Co ."),
        ("of J . H . S .", "J . H . S", "J . H . S ."),
        ("a , b", ",", ""),
    ],
)
def test_edges_take_in_an_abbreviations_stop_and_no_other_mark(text: str, marked: str, expected: str) -> None:
    words = text.split()
    size = len(marked.split())
    start = next(i for i in range(len(words)) if words[i : i + size] == marked.split())
    spaces = [word not in ".," for word in words]
    found = repaired([(start, start + size, "PER")], words, spaces)
    assert [" ".join(words[s:e]) for s, e, _ in found] == ([expected] if expected else [])


def test_neighbouring_mentions_never_overlap_after_repair() -> None:
    words = ["John", "Cupp", ",", "Jr", ".", "Ohio"]
    spaces = [True, True, False, True, False, True]
    assert repaired([(0, 2, "PER"), (3, 4, "PER"), (5, 6, "LOC")], words, spaces) == [
        (0, 2, "PER"),
        (3, 5, "PER"),
        (5, 6, "LOC"),
    ]
