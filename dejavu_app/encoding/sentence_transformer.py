"""Any SentenceTransformer folder on this computer as an encoder."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from dejavu_app.domain import MaskStyle
from dejavu_app.encoding.tokens import Window, average
from dejavu_app.errors import UserError

CARD = "dejavu.json"
"""An optional file in the folder: ``{"mask_style": "remove" | "token" | "typed" | "none"}`` and whatever else."""

_UNSEEN = {".ds_store", "desktop.ini", "thumbs.db"}


def folder_digest(folder: Path) -> str:
    """A digest of every file in the folder, so that a changed model is a different model.

    What a file manager leaves there when somebody looks into the folder is no part of the model.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        if path.name.lower() in _UNSEEN or path.name.startswith("._"):
            continue
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def folder_fingerprint(folder: Path) -> str:
    """What the encoder in ``folder`` has as its fingerprint, without loading it."""
    return f"{folder.name}-{folder_digest(folder)[:12]}"


def folder_card(folder: Path) -> dict[str, Any]:
    """The folder's own card, as ``SentenceTransformerEncoder.card``. Raises ``UserError`` when it cannot be read."""
    return _card(folder / CARD)


def _card(path: Path) -> dict[str, Any]:
    """The card at ``path``; without one names are removed, since an encoder that never saw a mask is harmed by it."""
    try:
        card = dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path}: the card cannot be read ({error}).") from error
    if card.setdefault("mask_style", "remove") not in get_args(MaskStyle):
        raise UserError(f"{path}: {card['mask_style']!r} is no mask style.", f"Use one of {get_args(MaskStyle)}.")
    return card


def check_vocabulary(tokenizer: Any, folder: Path) -> None:
    """Raises ``UserError`` where the tokenizer's files are missing.

    transformers then makes up one that knows no word, and every text would have much the same vector.
    """
    if hasattr(tokenizer, "all_special_ids") and len(tokenizer) <= len(set(tokenizer.all_special_ids)):
        raise UserError(f"{folder}: the model's vocabulary is missing (its tokenizer knows no word).",
                        "Copy the whole folder again.")


class SentenceTransformerEncoder:
    """A local SentenceTransformer model, run by torch; nothing is ever fetched."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the folder holds no such model."""
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        if not (folder / "modules.json").is_file():
            raise UserError(f"{folder}: this is not a SentenceTransformer folder (it has no modules.json).",
                            "Choose the folder that the model was saved to.")
        transformers_logging.disable_progress_bar()  # it would write into a terminal that is ours
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # the libraries below raise what they like: weights cut short give one of Rust's own
            raise UserError(f"{folder}: the model cannot be loaded ({error}).") from error
        check_vocabulary(self._model.tokenizer, folder)
        self.card: Mapping[str, Any] = folder_card(folder)
        self.mask_style: MaskStyle = self.card["mask_style"]
        self.name = folder.name
        self.fingerprint = folder_fingerprint(folder)
        self.dims = int(self._model.get_embedding_dimension() or 0)
        self.window = int(self._model.max_seq_length or 512)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``Encoder.encode``: ``(n, dims) float32``, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dims), np.float32)
        with self._lock:
            parts, owners = self._parts(texts)
            vectors = self._model.encode(parts, batch_size=32, convert_to_numpy=True, normalize_embeddings=True,
                                         show_progress_bar=False)
        return average(owners, np.asarray(vectors, np.float32), len(texts))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Each text's piece ids, without special tokens."""
        with self._lock:
            found = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [list(ids) for ids in found["input_ids"]]

    def _parts(self, texts: Sequence[str]) -> tuple[list[str], list[Window]]:
        """Texts that fit, and longer ones cut into slices of about equal length in pieces."""
        tokenizer = self._model.tokenizer
        room = max(1, self.window - tokenizer.num_special_tokens_to_add(pair=False))
        parts: list[str] = []
        owners: list[Window] = []
        for number, text in enumerate(texts):
            found = tokenizer(text, add_special_tokens=False, truncation=False, return_offsets_mapping=True,
                              verbose=False)
            ids, offsets = found["input_ids"], found["offset_mapping"]
            pieces = max(1, -(-len(ids) // room))
            bounds = [len(ids) * piece // pieces for piece in range(pieces + 1)]
            for start, end in pairwise(bounds):
                begin = offsets[start][0] if start else 0
                parts.append(text[begin : offsets[end][0] if end < len(ids) else len(text)])
                owners.append(Window(number, [0, *ids[start:end], 0]))
        return parts, owners
