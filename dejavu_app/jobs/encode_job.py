"""Encoding in the background: passages without a vector, batch by batch, until there is none; then old vectors go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dejavu_app.archive import UNDER_WAY, Archive
from dejavu_app.domain import space_of
from dejavu_app.errors import Cancelled
from dejavu_app.indexing import build_index, index_folder, wants_graph
from dejavu_app.jobs.job import Job
from dejavu_app.jobs.progress import Meter

if TYPE_CHECKING:
    from dejavu_app.encoding import Models, Pipeline

BATCH = 128  # passages encoded and committed together, at most
BATCH_FIRST = 8  # in the first batch, before it is known how long they take
BATCH_SECONDS = 5.0
"""What a batch is to take at most, so that a job tells how far it is and can be stopped: on slow computers, and in
scripts of which the models know only the letters, they are smaller. That costs more: a third, where only 16 fit."""
PATIENCE = 30.0  # seconds without a new vector after which another program is no longer waited for
LOOK = 0.5  # seconds between two looks at how far it is


@dataclass(frozen=True, slots=True)
class EncodeReport:
    """What the archive holds after encoding, and what this run did: ``new`` passages in ``seconds``.

    ``removed`` is the number of another encoder's vectors that were taken out, which only happens when all is encoded
    anew.
    """

    passages: int
    encoded: int
    new: int
    seconds: float
    removed: int = 0


class EncodeJob(Job):
    """Encodes what the models in use have not encoded yet, at most ``limit`` passages.

    In an archive that was made with another encoder that is all of it; once it is done the old vectors are removed,
    unless ``keep_old``, and until then they serve. Where only the recogniser was another, each new vector takes an old
    one's place. With ``anew`` False an archive's vectors stay as they are, and only what has none is encoded, by the
    archive's own encoder where it is at hand.
    """

    def __init__(
        self, archive_path: Path | str, models: Models, limit: int | None = None, anew: bool = True,
        keep_old: bool = False,
    ) -> None:
        super().__init__()
        self._path = Path(archive_path)
        self._models = models
        self._limit = limit
        self._anew = anew
        self._keep_old = keep_old

    def _work(self) -> EncodeReport:
        started = time.monotonic()
        with Archive(self._path) as archive, under_way(archive, self):
            new, scope = encode_pending(archive, self._models, self._meter, self._check, self._limit, self._anew)
            if self._anew and not self._keep_old:
                retire_others(archive, scope)
            removed = remove_retired(archive, self._meter, self._check)
            archive.check_standing()
            coverage = archive.coverage(scope)
        return EncodeReport(coverage.passages, coverage.encoded, new, time.monotonic() - started, removed)


@dataclass(frozen=True, slots=True)
class _Target:
    """With what is encoded, and what: all that has no vector of ``scope``, a pipeline or a space; "": of any."""

    pipeline: Pipeline
    scope: str


def _target(archive: Archive, models: Models, anew: bool) -> _Target:
    """An archive made with another encoder goes on with it, until a person has it encoded anew."""
    from dejavu_app.encoding import Pipeline, standing

    if anew:
        pipeline = models.pipeline()
        return _Target(pipeline, pipeline.fingerprint)
    who = models.identity()
    stands = standing(archive.pipelines(), archive.coverage().passages, who.name, who.space, models.at_hand)
    if not stands.outstanding:
        return _Target(models.pipeline(), who.space)
    former = models.encoder_of(stands.pipeline) if stands.at_hand else None
    if former is not None:
        return _Target(Pipeline(models.recogniser(), former), stands.space)
    # Its encoder is gone: what is new is encoded with ours, and what is old stays.
    return _Target(models.pipeline(), "")


@contextmanager
def under_way(archive: Archive, job: Job) -> Iterator[None]:
    """Notes in the archive that it is being prepared for search by meaning, for as long as that is wanted.

    The note outlives a program that ends on the way, so that the next one goes on; not a job that was given up.
    """
    archive.set_setting(UNDER_WAY, True)
    try:
        yield
    except Cancelled:
        if job.given_up:
            archive.set_setting(UNDER_WAY, None)
        raise
    archive.set_setting(UNDER_WAY, None)


def encode_pending(
    archive: Archive, models: Models, meter: Meter, check: Callable[[], None], limit: int | None = None,
    anew: bool = True,
) -> tuple[int, str]:
    """Masks and encodes what is pending; gives the number of passages, and the pipeline or space that it belongs to.

    "Passages without a vector" is the whole to-do list: each batch's vectors and mentions are committed together, so
    stopping anywhere, even by pulling the plug, loses at most one batch's work and repeats nothing that was committed.
    ``anew`` as for ``EncodeJob``.
    """
    remove_leaving(archive, meter, check)
    meter.begin("loading", message="Loading the models…")
    check()
    target = _target(archive, models, anew)
    pipeline = target.pipeline
    encoder = pipeline.encoder
    space = space_of(pipeline.fingerprint)
    archive.register_pipeline(pipeline.fingerprint, encoder.name, encoder.dims, dict(encoder.card))
    to_do = _left(archive, target.scope)
    meter.begin("encoding", min(to_do, limit) if limit else to_do)
    done = others = last = 0  # ``others``: what another program has encoded meanwhile
    size = min(BATCH, BATCH_FIRST)

    def tell() -> None:
        total = to_do if limit is None else min(to_do, limit + others)
        meter.advance(done + others, done, total=max(done + others, total))

    while limit is None or done < limit:
        check()
        if limit is not None:
            size = min(size, limit - done)
        batch = archive.pending(target.scope, size, last) if target.scope else archive.pending_bare(size, last)
        if not batch:
            break
        begun = time.monotonic()
        encoded = pipeline.encode_passages([p.text for p in batch], [p.headline for p in batch])
        size = max(1, min(BATCH, int(len(batch) * BATCH_SECONDS / max(time.monotonic() - begun, 1e-6))))
        ids = [passage.id for passage in batch]
        with archive.transaction():
            in_use = any(row["fingerprint"] == pipeline.fingerprint for row in archive.pipelines())
            known = archive.encoded_among(ids, target.scope) if in_use else set()
            fresh = [n for n, passage in enumerate(ids) if passage not in known]
            if in_use and fresh:
                archive.store_vectors(
                    pipeline.fingerprint, [ids[n] for n in fresh], np.stack([encoded[n].vector for n in fresh]),
                    [encoded[n].mentions for n in fresh],
                )  # fmt: skip
        if not in_use:
            # Another program has encoded the archive anew meanwhile and put this pipeline out of use: what is now left?
            rest = None if limit is None else limit - done
            more, scope = encode_pending(archive, models, meter, check, rest, anew)
            return done + more, scope
        if not fresh:
            for left in _while_the_other_works(archive, target.scope, check):
                others = max(others, to_do - done - left)
                tell()
            continue
        last = ids[-1]
        done += len(fresh)
        others += len(known)
        tell()
    encoded_now = archive.coverage(space).encoded
    if done and wants_graph(encoded_now):
        meter.begin("indexing", message="Bringing the index up to date…")
        build_index(
            index_folder(archive.path), archive.index_key(space), encoder.dims, encoded_now,
            lambda: archive.iter_vectors(space), _asked_to_stop(check),
        )
        check()
    return done, target.scope or space


def _left(archive: Archive, scope: str) -> int:
    if not scope:
        return archive.bare_count()
    coverage = archive.coverage(scope)
    return coverage.passages - coverage.encoded


def _while_the_other_works(archive: Archive, scope: str, check: Callable[[], None]) -> Iterator[int]:
    """Another program encodes the same archive and was quicker: waits while it gets on, so that nothing is done twice.

    Gives how much is left whenever it is less. Ends when nothing is, or when the other has done nothing for
    ``PATIENCE`` seconds.
    """
    left = _left(archive, scope)
    yield left
    since = time.monotonic()
    while left and time.monotonic() - since < PATIENCE:
        time.sleep(LOOK)
        check()
        now = _left(archive, scope)
        if now < left:
            left, since = now, time.monotonic()
            yield left


def retire_others(archive: Archive, fingerprint: str) -> int:
    """Puts other pipelines out of use once this one has encoded all; gives the number of their vectors."""
    others = [row["fingerprint"] for row in archive.pipelines() if row["fingerprint"] != fingerprint]
    if not others:
        return 0
    with archive.transaction():
        coverage = archive.coverage(fingerprint)
        if not coverage.passages or coverage.encoded < coverage.passages:
            return 0
        return archive.retire_pipelines(others)


def remove_retired(archive: Archive, meter: Meter, check: Callable[[], None]) -> int:
    """Removes the vectors that were put out of use, now or by a run that was cut short, and gives their room back."""
    total = archive.retired_count()
    removed = 0
    if total:
        meter.begin("tidying", total, "Removing the old vectors…")
    while gone := archive.remove_retired():
        removed += gone
        meter.advance(removed, 0, total=max(total, removed))
        check()
    if removed:
        archive.shrink(_asked_to_stop(check))
        check()
    return removed


def remove_leaving(archive: Archive, meter: Meter, check: Callable[[], None]) -> None:
    """Removes the articles of sources that were taken out, where the program that took them out ended on the way."""
    total = archive.leaving_count()
    if total:
        meter.begin("tidying", total, "Removing what was taken out…")

    def going_on() -> bool:
        meter.advance(max(0, total - archive.leaving_count()), 0)
        check()
        return True

    archive.remove_all_leaving(going_on)


def _asked_to_stop(check: Callable[[], None]) -> Callable[[], bool]:
    """``check`` as a question: it raises when the job is to stop, which the index must not meet in its middle."""

    def asked() -> bool:
        try:
            check()
        except Cancelled:
            return True
        return False

    return asked
