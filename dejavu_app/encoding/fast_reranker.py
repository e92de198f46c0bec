"""The shipped reranker on ordinary processors: query and passages read together by a graph that OpenVINO runs."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dejavu_app.encoding.catalogue import read_card
from dejavu_app.encoding.fast import precision
from dejavu_app.encoding.tokens import WordPieces, Window, batches
from dejavu_app.errors import Cancelled, UserError

PIECES = 12 * 192
"""Word pieces of passages in one batch: a batch takes about a tenth of a second, after which a search can be stopped."""
QUERY_PIECES = 128
PASSAGE_PIECES = 192
"""What is read of either text; the encoder, whose order is the start, has read all of it."""


class FastReranker:
    """A shipped reranker. Calls may come from any thread; they are answered one after another."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the folder holds no reranker of ours."""
        import openvino as ov

        card = read_card(folder)
        if not (folder / "model.xml").is_file():
            raise UserError(f"{folder}: the reranker's network is missing.", "Install the application anew.")
        core = ov.Core()
        best = precision(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"), platform.machine())
        compiled = core.compile_model(str(folder / "model.xml"), "CPU", {"PERFORMANCE_HINT": "LATENCY", **best})
        self._request = compiled.create_infer_request()
        self._pieces = WordPieces(folder / "tokenizer.json")
        self._lock = threading.Lock()
        self.name = card.name
        self.fingerprint = f"{card.name}-{card.version}-{card.sha256[:8]}"

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> NDArray[np.float32]:
        """As ``Reranker.score``: ``(n,) float32``."""
        scores = np.zeros(len(passages), np.float32)
        if not len(passages):
            return scores
        asked = self._first(query, QUERY_PIECES)
        query_ids = np.asarray([asked], np.int64)
        query_mask = np.ones_like(query_ids)
        rows = [Window(n, self._first(passage, PASSAGE_PIECES)) for n, passage in enumerate(passages)]
        done = 0
        for numbers, ids, mask in batches(rows, PIECES):
            if cancelled():
                raise Cancelled("The rerank was stopped.")
            with self._lock:
                found = self._request.infer(
                    {"query": query_ids, "query_mask": query_mask, "passages": ids, "passages_mask": mask}
                )
                scores[numbers] = next(iter(found.values())).reshape(len(numbers))
            done += len(numbers)
            progress(done, len(passages))
        return scores

    def _first(self, text: str, most: int) -> list[int]:
        """The text's first word pieces, ``most`` of them with the two special ones."""
        window = self._pieces.windows([text], 10**9)[0].ids
        return window if len(window) <= most else [*window[: most - 1], window[-1]]
