"""The encoder's teacher: a larger sentence encoder on this computer, run by OpenVINO; its vectors, kept on disk."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dejavu_app.encoding.tokens import Window, batches
from dejavu_app.errors import UserError

CHUNK = 1000
"""Texts after which the vectors are stored, so that a run that was cut off goes on there."""
_PIECES = 32 * 128

_LOG = logging.getLogger(__name__)


class Teacher:
    """A SentenceTransformer folder with mean pooling (such as all-mpnet-base-v2), in bfloat16 where there is any."""

    def __init__(self, folder: Path, window: int = 256) -> None:
        """Converts the weights. Raises ``UserError`` when the folder holds no such model."""
        import openvino
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        if not (folder / "model.safetensors").is_file():
            raise UserError(f"{folder}: there is no sentence encoder here (it has no model.safetensors).",
                            "Fetch sentence-transformers/all-mpnet-base-v2 and give its folder.")
        body = AutoModel.from_pretrained(str(folder), attn_implementation="eager", local_files_only=True).eval()

        class Pooled(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.body: Any = body

            def forward(self, ids: Any, mask: Any) -> Any:
                states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
                weight = mask.unsqueeze(-1).float()
                return torch.nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)

        module = Pooled()
        ids = torch.randint(1000, 2000, (3, 17))
        mask = torch.ones_like(ids)
        mask[1, 10:] = 0
        shape = openvino.PartialShape([-1, -1])
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            graph = openvino.convert_model(module, example_input=(ids, mask), input=[shape, shape])
        for port, name in zip(graph.inputs, ("ids", "mask"), strict=True):
            port.get_tensor().set_names({name})
        core = openvino.Core()
        quick = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._request = core.compile_model(
            graph, "CPU", {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16" if quick else "f32"}
        ).create_infer_request()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(window)
        self._pad = json.loads((folder / "config.json").read_text("utf-8")).get("pad_token_id", 0)
        self.dims = int(body.config.hidden_size)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The texts' vectors, (n, dims) float32, each of length 1; a text is cut at the window."""
        windows = [Window(n, found.ids) for n, found in enumerate(self._tokenizer.encode_batch(list(texts)))]
        vectors = np.zeros((len(windows), self.dims), np.float32)
        for chosen, ids, mask in batches(windows, _PIECES):
            # MPNet tells by the padding's own number which pieces count when it numbers their places.
            ids[mask == 0] = self._pad
            vectors[chosen] = next(iter(self._request.infer({"ids": ids, "mask": mask}).values()))
        return vectors


def taught(texts: Sequence[str], folder: Path, store: Path, window: int = 256,
           progress: Callable[[str], None] = _LOG.info) -> NDArray[np.float32]:
    """The teacher's vectors of ``texts``, (n, dims), from the file ``store`` as far as it holds them."""
    return kept_vectors(texts, lambda: Teacher(folder, window).encode, store, progress=progress)


def kept_vectors(texts: Sequence[str], reader: Callable[[], Callable[[Sequence[str]], NDArray[np.float32]]],
                 store: Path, mark: str = "", progress: Callable[[str], None] = _LOG.info) -> NDArray[np.float32]:
    """The vectors of ``texts``, (n, dims), from the file ``store``; ``reader`` gives what makes those that it lacks.

    The file says of which texts and by which network (``mark``) it is by a digest beside it; else it is made anew.
    """
    digest = hashlib.sha256("\0".join([*texts, *([mark] if mark else [])]).encode()).hexdigest()
    note = store.with_suffix(".sha256")
    done: list[NDArray[np.float16]] = []
    if store.is_file() and note.is_file() and note.read_text("utf-8") == digest:
        done.append(np.load(store))
    else:
        note.write_text(digest, "utf-8")
    have = sum(map(len, done))
    encode = reader() if have < len(texts) else None
    while encode and have < len(texts):
        done.append(encode(texts[have : have + CHUNK]).astype(np.float16))
        have += len(done[-1])
        aside = store.with_suffix(".part.npy")
        np.save(aside, np.concatenate(done))
        aside.replace(store)
        progress(f"{store.stem}: {have} of {len(texts)} texts")
    return np.concatenate(done).astype(np.float32)
