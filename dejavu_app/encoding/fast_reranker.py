"""The shipped reranker on ordinary processors: a deeper encoder reads the few best passages, run by OpenVINO."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dejavu_app.encoding.catalogue import read_card
from dejavu_app.encoding.conversion import checked_graph, loaded
from dejavu_app.encoding.likeness import likeness
from dejavu_app.encoding.tokens import Window, WordPieces, batches
from dejavu_app.errors import AGAIN, Cancelled, UserError

PIECES = 8 * 128
"""Word pieces in one batch: a batch takes a third of a second on a slow computer, then a search can stop."""
GROUP = 256
"""Numbers that share a scale in the products: what it reads is kept in no archive, so it may be quick."""
KEPT = 5_000
"""Passages whose vectors are remembered, 15 MB of them: a query that is changed a little finds most of them again."""
QUERY_WINDOWS = 4
"""Windows of a long query that are read; the encoder, whose order is the start, has read all of it."""


class FastReranker:
    """A shipped reranker. Calls may come from any thread; they are answered one after another."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the folder holds no reranker of ours."""
        card = read_card(folder)
        if not (folder / "model.xml").is_file():
            raise UserError(f"{folder}: the reranker's network is missing.", AGAIN)
        self._request = loaded(checked_graph(card) / "model.xml", GROUP).create_infer_request()
        self._pieces = WordPieces(folder / "tokenizer.json")
        self._window = card.window
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, ...], NDArray[np.float32]] = OrderedDict()
        self.name = card.name
        self.fingerprint = f"{card.name}-{card.version}-{card.sha256[:8]}"

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> NDArray[np.float32]:
        """As ``Reranker.score``: ``(n,) float32``. Of a passage its first window is read."""
        scores = np.zeros(len(passages), np.float32)
        if not len(passages):
            return scores
        parts = self._pieces.windows([query], self._window)[:QUERY_WINDOWS]
        asked = np.concatenate([vectors for _, vectors in self._read(parts, cancelled)])
        done = 0
        for numbers, vectors in self._recalled(self._pieces.openings(passages, self._window), cancelled):
            scores[numbers] = likeness(asked, vectors)
            done += len(numbers)
            progress(done, len(passages))
        return scores

    def _recalled(self, windows: Sequence[Window],
                  cancelled: Callable[[], bool]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """As ``_read``, with one window a passage; those that were read lately come first and are not read again."""
        keys = {window.text: tuple(window.ids) for window in windows}
        with self._lock:
            known = {number: self._kept[key] for number, key in keys.items() if key in self._kept}
            for number in known:
                self._kept.move_to_end(keys[number])
        if known:
            yield list(known), np.stack(list(known.values()))
        unread = [window for window in windows if window.text not in known]
        for places, vectors in self._read(unread, cancelled):
            numbers = [unread[place].text for place in places]
            with self._lock:
                self._kept.update((keys[number], vector) for number, vector in zip(numbers, vectors, strict=True))
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            yield numbers, vectors

    def _read(self, windows: Sequence[Window],
              cancelled: Callable[[], bool]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Batches of windows: their numbers and vectors, (n, width)."""
        for numbers, ids, mask in batches(windows, PIECES):
            if cancelled():
                raise Cancelled("The rerank was stopped.")
            with self._lock:
                vectors = np.array(next(iter(self._request.infer({"ids": ids, "mask": mask}).values())))
            yield numbers, vectors
