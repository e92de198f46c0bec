"""Finds names in texts: a word tagger run by OpenVINO, without torch and without spaCy, in windows of any text."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.domain import Mention
from dejavu_app.errors import AGAIN, UserError
from dejavu_app.masking.agreement import agreed
from dejavu_app.masking.boundaries import repaired
from dejavu_app.masking.decode import TAGS, best_paths, named_spans
from dejavu_app.masking.features import WordPieces, shape, split_words
from dejavu_app.masking.windows import Window, windows
from dejavu_app.networks import compiled

FILES = ("network.xml", "network.bin", "tokenizer.json", "settings.json")
RULES = "rules-2"
"""Stands in a recogniser's fingerprint; raised whenever the same network would be given other mentions."""
_BATCH = 2048  # padded pieces in one run of the network
_GROUP = 128  # as true on the development sets as none; 384 is a fifteenth quicker
_INPUTS = {"ids", "shapes", "attention"}
_TOGETHER = 60_000  # padded words decoded at once


class NameFinder:
    """The recogniser's network with its vocabulary and settings, read from a folder (``FILES``).

    ``settings.json``: ``bias`` maps tags to what is added to their log-probabilities before decoding; ``hide_below``: a
    word whose probability of being no name is less is hidden even when no label is sure enough, as MISC.
    Safe to call from several threads: each keeps its own inference requests.
    """

    def __init__(self, folder: Path) -> None:
        """Reads and compiles the network for this computer's processor.

        Raises ``UserError`` when a file cannot be read.
        """
        try:
            self.files = {name: (folder / name).read_bytes() for name in FILES}
        except OSError as error:
            raise UserError(
                f"{folder}: the recogniser's files cannot be read ({error.strerror}).", AGAIN
            ) from error
        try:
            settings = json.loads(self.files["settings.json"])
            self._bias = np.array([settings.get("bias", {}).get(tag, 0.0) for tag in TAGS], np.float32)
            self._hide_below = float(settings.get("hide_below", 0.0))
            self._pieces = WordPieces.load(folder / "tokenizer.json")
            self._compiled = compiled(folder / "network.xml", _GROUP)
            if {name for port in self._compiled.inputs for name in port.get_names()} != _INPUTS:
                raise ValueError("a network, but not the recogniser's")
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(f"{folder}: the recogniser's files are damaged.", AGAIN) from error
        self._local = threading.local()

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions of each text, in order and not overlapping, as offsets into it."""
        places = [split_words(text) for text in texts]
        words = [[text[s:e] for s, e in spans] for text, spans in zip(texts, places, strict=True)]
        scores = self._scores(words, places)
        found: list[list[Mention]] = [[] for _ in texts]
        order = sorted((i for i in range(len(texts)) if len(scores[i])), key=lambda i: -len(scores[i]))
        while order:
            count = max(1, _TOGETHER // len(scores[order[0]]))
            group, order = order[:count], order[count:]
            for i, path in zip(group, best_paths([scores[i] + self._bias for i in group]), strict=True):
                spans = agreed(named_spans(path, scores[i], words[i], self._hide_below), scores[i], words[i])
                where = places[i]
                spaces = [n == 0 or where[n - 1][1] < start for n, (start, _) in enumerate(where)]
                found[i] = [
                    Mention(where[first][0], where[last - 1][1], label)
                    for first, last, label in repaired(spans, words[i], spaces)
                ]
        return found

    def _scores(self, words: Sequence[Sequence[str]], places: Sequence[Sequence[tuple[int, int]]]) -> list[np.ndarray]:
        """Log-probabilities (words, tags) float32 of each text, from windows run in batches of like length."""
        results = [np.zeros((len(row), len(TAGS)), np.float32) for row in words]
        found: list[tuple[int, Window]] = []  # text and window
        cut: list[list[tuple[int, ...]]] = []
        lengths: list[int] = []
        for i, row in enumerate(words):
            cut.append(self._pieces.pieces(row))
            sizes = [len(pieces) for pieces in cut[i]]
            for window in windows(row, sizes):
                found.append((i, window))
                lengths.append(2 + sum(sizes[window[0] : window[1]]))
        order = sorted(range(len(found)), key=lambda n: lengths[n])
        requests = self._requests()
        waiting: deque[tuple[Any, list[tuple[int, Window]], list[list[int]]]] = deque()
        at = 0
        try:
            while at < len(order):
                end = at + 1
                while end < len(order) and (end + 1 - at) * lengths[order[end]] <= _BATCH:
                    end += 1
                batch = [found[n] for n in order[at:end]]
                inputs, firsts = self._inputs(batch, lengths[order[end - 1]], words, places, cut)
                if len(waiting) == len(requests):
                    _collect(*waiting.popleft(), results)
                request = requests[0]
                requests.rotate()
                request.start_async(inputs)
                waiting.append((request, batch, firsts))
                at = end
            while waiting:
                _collect(*waiting.popleft(), results)
        finally:
            for request, _, _ in waiting:  # a failure must not leave them running for the next call
                request.wait()
        return results

    def _requests(self) -> deque[Any]:
        """This thread's two inference requests: while one runs, the other's batch is made ready."""
        requests: deque[Any] | None = getattr(self._local, "requests", None)
        if requests is None:
            requests = self._local.requests = deque(self._compiled.create_infer_request() for _ in range(2))
        return requests

    def _inputs(
        self,
        batch: Sequence[tuple[int, Window]],
        width: int,
        words: Sequence[Sequence[str]],
        places: Sequence[Sequence[tuple[int, int]]],
        cut: Sequence[Sequence[tuple[int, ...]]],
    ) -> tuple[dict[str, np.ndarray], list[list[int]]]:
        """The network's inputs, int64 (windows, width), and where in its window each word's first piece stands."""
        ids = np.zeros((len(batch), width), np.int64)
        shapes = np.zeros_like(ids)
        attention = np.zeros_like(ids)
        firsts: list[list[int]] = []
        for row, (i, (first, last, _, _)) in enumerate(batch):
            line, forms, heads = [self._pieces.cls], [0], []
            text_words, text_places = words[i], places[i]
            for n in range(first, last):
                heads.append(len(line))
                parts = cut[i][n]
                line.extend(parts)
                form = shape(text_words[n], n == 0 or text_places[n][0] > text_places[n - 1][1])
                forms.extend([form] * len(parts))
            line.append(self._pieces.sep)
            forms.append(0)
            ids[row, : len(line)] = line
            shapes[row, : len(line)] = forms
            attention[row, : len(line)] = 1
            firsts.append(heads)
        return {"ids": ids, "shapes": shapes, "attention": attention}, firsts


def _collect(
    request: Any, batch: Sequence[tuple[int, Window]], firsts: Sequence[Sequence[int]], results: list[np.ndarray]
) -> None:
    """Wait for a request and put the scores of the words that count into ``results``."""
    request.wait()
    scores = request.get_output_tensor(0).data
    for row, (i, (first, _, begin, end)) in enumerate(batch):
        results[i][begin:end] = _log_softmax(scores[row, firsts[row][begin - first : end - first]])


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))  # type: ignore[no-any-return]
