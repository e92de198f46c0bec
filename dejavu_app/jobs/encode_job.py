"""Encoding in the background: passages without a vector, batch by batch, until there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.indexing import build_index, index_folder, wants_graph
from dejavu_app.jobs.job import Job
from dejavu_app.jobs.progress import Meter

if TYPE_CHECKING:
    from dejavu_app.encoding import Models

BATCH = 128  # passages encoded and committed together: about a second's work


@dataclass(frozen=True, slots=True)
class EncodeReport:
    """What the archive holds after encoding, and what this run did: ``new`` passages in ``seconds``."""

    passages: int
    encoded: int
    new: int
    seconds: float


class EncodeJob(Job):
    """Encodes what the models in use have not encoded yet, at most ``limit`` passages."""

    def __init__(self, archive_path: Path | str, models: Models, limit: int | None = None) -> None:
        super().__init__()
        self._path = Path(archive_path)
        self._models = models
        self._limit = limit

    def _work(self) -> EncodeReport:
        started = time.monotonic()
        with Archive(self._path) as archive:
            new, fingerprint = encode_pending(archive, self._models, self._meter, self._check, self._limit)
            coverage = archive.coverage(fingerprint)
        return EncodeReport(coverage.passages, coverage.encoded, new, time.monotonic() - started)


def encode_pending(
    archive: Archive, models: Models, meter: Meter, check: Callable[[], None], limit: int | None = None
) -> tuple[int, str]:
    """Masks and encodes what is pending; gives the number of passages and the pipeline's fingerprint.

    "Passages without a vector" is the whole to-do list: each batch's vectors and mentions are committed together, so
    stopping anywhere, even by pulling the plug, loses at most one batch's work and repeats nothing that was committed.
    """
    meter.begin("loading", message="Loading the models…")
    check()
    pipeline = models.pipeline()
    encoder = pipeline.encoder
    archive.register_pipeline(pipeline.fingerprint, encoder.name, encoder.dims, dict(encoder.card))
    coverage = archive.coverage(pipeline.fingerprint)
    to_do = coverage.passages - coverage.encoded
    meter.begin("encoding", min(to_do, limit) if limit else to_do)
    done = 0
    while limit is None or done < limit:
        check()
        batch = archive.pending(pipeline.fingerprint, BATCH if limit is None else min(BATCH, limit - done))
        if not batch:
            break
        encoded = pipeline.encode_passages([p.text for p in batch], [p.headline for p in batch])
        archive.store_vectors(
            pipeline.fingerprint,
            [passage.id for passage in batch],
            np.stack([each.vector for each in encoded]),
            [each.mentions for each in encoded],
        )
        done += len(batch)
        meter.advance(done, done, total=max(done, to_do if limit is None else min(to_do, limit)))
    encoded_now = archive.coverage(pipeline.fingerprint).encoded
    if done and wants_graph(encoded_now):
        meter.begin("indexing", message="Bringing the index up to date…")
        build_index(
            index_folder(archive.path), pipeline.fingerprint, encoder.dims, encoded_now,
            lambda: archive.iter_vectors(pipeline.fingerprint), _asked_to_stop(check),
        )
        check()
    return done, pipeline.fingerprint


def _asked_to_stop(check: Callable[[], None]) -> Callable[[], bool]:
    """``check`` as a question: it raises when the job is to stop, which the index must not meet in its middle."""

    def asked() -> bool:
        try:
            check()
        except Cancelled:
            return True
        return False

    return asked
