"""Any SentenceTransformer folder on this computer as an encoder."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dejavu_app.domain import MaskStyle
from dejavu_app.encoding.tokens import Window, average
from dejavu_app.errors import UserError

CARD = "dejavu.json"
"""An optional file in the folder: ``{"mask_style": "remove" | "token" | "typed" | "none"}`` and whatever else."""


def folder_digest(folder: Path) -> str:
    """A digest of every file in the folder, so that a changed model is a different model."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


class SentenceTransformerEncoder:
    """A local SentenceTransformer model, run by torch; nothing is ever fetched."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the folder holds no such model."""
        from sentence_transformers import SentenceTransformer

        if not (folder / "modules.json").is_file():
            raise UserError(f"{folder}: this is not a SentenceTransformer folder (it has no modules.json).",
                            "Choose the folder that the model was saved to.")
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"{folder}: the model cannot be loaded ({error}).") from error
        card_path = folder / CARD
        self.card: Mapping[str, Any] = json.loads(card_path.read_text("utf-8")) if card_path.is_file() else {}
        self.mask_style = cast(MaskStyle, self.card.get("mask_style", "remove"))
        self.name = folder.name
        self.fingerprint = f"{folder.name}-{folder_digest(folder)[:12]}"
        self.dims = int(self._model.get_embedding_dimension() or 0)
        self.window = int(self._model.max_seq_length or 512)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``Encoder.encode``: ``(n, dims) float32``, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dims), np.float32)
        parts, owners = self._parts(texts)
        with self._lock:
            vectors = self._model.encode(parts, batch_size=32, convert_to_numpy=True, normalize_embeddings=True,
                                         show_progress_bar=False)
        return average(owners, np.asarray(vectors, np.float32), len(texts))

    def _parts(self, texts: Sequence[str]) -> tuple[list[str], list[Window]]:
        """Texts that fit, and longer ones in parts of about equal length cut between words."""
        tokenizer = self._model.tokenizer
        parts: list[str] = []
        owners: list[Window] = []
        todo = [(number, text) for number, text in enumerate(texts)]
        todo.reverse()
        while todo:
            number, text = todo.pop()
            ids = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
            words = text.split()
            if len(ids) + 2 > self.window and len(words) > 1:
                half = len(words) // 2
                todo.append((number, " ".join(words[half:])))
                todo.append((number, " ".join(words[:half])))
                continue
            parts.append(text)
            owners.append(Window(number, [0, *ids, 0]))
        return parts, owners
