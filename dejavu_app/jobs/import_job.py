"""Importing in the background: first all articles and passages go into the archive, then they are encoded."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dejavu_app.archive import Archive, Superseded
from dejavu_app.jobs.crew import Crew
from dejavu_app.jobs.encode_job import encode_pending, remove_leaving, remove_retired, under_way
from dejavu_app.jobs.intake import Intake
from dejavu_app.jobs.job import Job
from dejavu_app.reading import Problem, ReadOptions, Source

if TYPE_CHECKING:
    from dejavu_app.encoding import Models


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, and what the archive holds after it.

    ``added`` and ``duplicates`` are articles of this import; ``articles``, ``passages`` and ``encoded`` are the
    archive's own counts; ``skipped`` is what could not be read.
    """

    added: int
    duplicates: int
    skipped: tuple[Problem, ...]
    articles: int
    passages: int
    encoded: int
    seconds: float
    superseded: Superseded = field(default_factory=Superseded)  # what only an earlier reading of a source had found
    read_chars: int = 0  # of the texts of the sources that had not been read before
    read_seconds: float = 0.0  # that they took, without pauses
    new_encoded: int = 0  # passages encoded in this run
    encode_seconds: float = 0.0


class ImportJob(Job):
    """Reads files and folders into an archive, which is made when it is not there, and encodes them.

    Running it again after any kind of stop goes on: sources read to their end are known by their checksum, articles by
    their digest, and encoding takes whatever has no vector. A source that is read in another way than before (other
    columns, a newer reader) ends with the articles of the new reading, and those of the old that a reader has marked.
    """

    def __init__(
        self,
        archive_path: Path | str,
        paths: Iterable[Path],
        options: ReadOptions | None = None,
        encode: bool = True,
        models: Models | None = None,
        workers: int | None = None,
        sources: Iterable[Source] = (),
    ) -> None:
        """``sources`` are read besides ``paths``, as they were found by ``scan`` before.

        ``workers`` is the number of processes that cut pages and articles; None leaves it to the computer.
        """
        super().__init__()
        if encode and models is None:
            raise ValueError("encoding needs models")
        self._path = Path(archive_path)
        self._paths = [Path(path) for path in paths]
        self._options = options or ReadOptions()
        self._models = models if encode else None
        self._workers = workers
        self._sources = tuple(sources)

    def _under_way(self, archive: Archive) -> AbstractContextManager[None]:
        return under_way(archive, self) if self._models is not None else nullcontext()

    def _work(self) -> ImportReport:
        started, begun = time.monotonic(), self._clock()
        with Archive(self._path, create=True) as archive, self._under_way(archive):
            crew = Crew(self._workers)
            try:
                intake = Intake(
                    archive, self._options, self._meter, self._stopping, crew, self._clock, self._stop.is_set
                )
                intake.run(self._paths, self._sources)
                read_seconds = self._clock() - begun - intake.aside
            finally:
                crew.close()
            scope, new_encoded, encode_started = "", 0, self._clock()
            if self._models is not None:
                new_encoded, scope = encode_pending(archive, self._models, self._meter, self._check, anew=False)
                remove_retired(archive, self._meter, self._check)
            else:
                remove_leaving(archive, self._meter, self._check)
            encode_seconds = self._clock() - encode_started
            archive.check_standing()
            coverage = archive.coverage(scope)
            articles = archive.article_count()
        return ImportReport(
            added=intake.added.articles,
            duplicates=intake.added.duplicates + intake.known,
            skipped=self._meter.problems,
            articles=articles,
            passages=coverage.passages,
            encoded=coverage.encoded,
            seconds=time.monotonic() - started,
            superseded=intake.superseded,
            read_chars=intake.read_chars,
            read_seconds=read_seconds,
            new_encoded=new_encoded,
            encode_seconds=encode_seconds,
        )
