"""A cross-encoder that reads query and passage together: any CrossEncoder folder on this computer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dejavu_app.encoding.sentence_transformer import check_vocabulary, folder_digest
from dejavu_app.errors import Cancelled, UserError

BATCH = 8


class CrossEncoderReranker:
    """A local CrossEncoder model, run by torch; nothing is ever fetched."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the folder holds no model with one output."""
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        if not (folder / "config.json").is_file():
            raise UserError(f"{folder}: there is no cross-encoder here (it has no config.json).")
        transformers_logging.disable_progress_bar()  # it would write into a terminal that is ours
        try:
            self._model = CrossEncoder(str(folder), local_files_only=True)
        except Exception as error:  # the libraries below raise what they like: weights cut short give one of Rust's own
            raise UserError(f"{folder}: the cross-encoder cannot be loaded ({error}).") from error
        check_vocabulary(self._model.tokenizer, folder)
        self.name = folder.name
        self.fingerprint = f"{folder.name}-{folder_digest(folder)[:12]}"
        self._lock = threading.Lock()

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> NDArray[np.float32]:
        """As ``Reranker.score``: ``(n,) float32``."""
        scores = np.zeros(len(passages), np.float32)
        order = sorted(range(len(passages)), key=lambda n: len(passages[n]))
        for start in range(0, len(order), BATCH):
            if cancelled():
                raise Cancelled("The rerank was stopped.")
            chosen = order[start : start + BATCH]
            with self._lock:
                found = self._model.predict([(query, passages[n]) for n in chosen], show_progress_bar=False)
            scores[chosen] = np.asarray(found, np.float32).reshape(len(chosen))
            progress(start + len(chosen), len(passages))
        return scores
