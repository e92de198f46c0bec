"""Word pieces: texts to rows of ids, cut into windows that an encoder can read, and gathered into batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app.errors import AGAIN, UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD_STEP = 16
"""Batches are padded to a multiple of this many pieces: fewer shapes for the runtime to prepare itself for."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A run of word pieces with its two special tokens; ``text`` is the number of the text it was cut from."""

    text: int
    ids: list[int]


class WordPieces:
    """The tokenizer of a BERT-like model, with neither truncation nor padding of its own."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        try:
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing narrower
            raise UserError(f"{path}: this tokenizer is missing or damaged.", AGAIN) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        for marks in (("[CLS]", "[SEP]"), ("<s>", "</s>")):
            first, last = map(self._tokenizer.token_to_id, marks)
            if first is not None and last is not None:
                self._first, self._last = first, last
                return
        raise UserError(f"{path}: this tokenizer has neither [CLS] and [SEP] nor <s> and </s>.",
                        "It is not one of a BERT-like model.")

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Each text's piece ids, without special tokens."""
        return [found.ids for found in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def windows(self, texts: Sequence[str], window: int) -> list[Window]:
        """The texts as windows of at most ``window`` pieces; a long text becomes several of about equal length."""
        room = window - 2
        cut = []
        for number, ids in enumerate(self.ids(texts)):
            parts = max(1, -(-len(ids) // room))
            bounds = [len(ids) * part // parts for part in range(parts + 1)]
            for start, end in pairwise(bounds):
                cut.append(Window(number, [self._first, *ids[start:end], self._last]))
        return cut

    def openings(self, texts: Sequence[str], window: int) -> list[Window]:
        """The beginning of each text: one window of at most ``window`` pieces."""
        return [Window(number, [self._first, *ids[: window - 2], self._last])
                for number, ids in enumerate(self.ids(texts))]


def batches(windows: Sequence[Window], pieces: int) -> Iterator[tuple[list[int], NDArray[np.int64], NDArray[np.int64]]]:
    """Windows of like length together, longest first: their numbers, ids ``(n, length)`` and attention mask.

    ``pieces`` bounds a batch's size, ``n * length``, so that memory does not depend on the number of texts.
    """
    order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids), reverse=True)
    at = 0
    while at < len(order):
        length = -(-len(windows[order[at]].ids) // PAD_STEP) * PAD_STEP
        numbers = order[at : at + max(1, pieces // length)]
        ids = np.zeros((len(numbers), length), np.int64)
        mask = np.zeros((len(numbers), length), np.int64)
        for row, number in enumerate(numbers):
            known = windows[number].ids
            ids[row, : len(known)] = known
            mask[row, : len(known)] = 1
        yield numbers, ids, mask
        at += len(numbers)


def average(windows: Sequence[Window], vectors: NDArray[np.float32], texts: int) -> NDArray[np.float32]:
    """One unit vector a text, ``(texts, dims)``: the mean of its windows' vectors, weighted by their pieces."""
    sums = np.zeros((texts, vectors.shape[1]), np.float32)
    weights = np.array([max(1, len(window.ids) - 2) for window in windows], np.float32)
    np.add.at(sums, [window.text for window in windows], vectors * weights[:, None])
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-12), np.float32)
