"""Importing in the background: first all articles and passages go into the archive, then they are encoded."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dejavu_app.archive import Added, Archive, NewArticle
from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.jobs.encode_job import encode_pending
from dejavu_app.jobs.job import Job
from dejavu_app.reading import READERS, Problem, ReadOptions, Source, checksum, read, scan
from dejavu_app.text import passages, quality, segment

if TYPE_CHECKING:
    from dejavu_app.encoding import Models

BATCH_PASSAGES = 2_000
BATCH_SECONDS = 2.0  # what a killed program has to read again, at most
_PACKED = {".xz": 3.5, ".bz2": 3.5, ".gz": 2.7, ".tgz": 2.7, ".zip": 2.7}  # text, times its packed size, usually


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


@dataclass(slots=True)
class _Part:
    """Articles of one source on their way into the archive, with what that source's row needs."""

    source: Source
    sha256: str
    articles: list[NewArticle] = field(default_factory=list)
    problems: list[Problem] | None = None  # set when the source has been read to its end


class ImportJob(Job):
    """Reads files and folders into an archive, which is made when it is not there, and encodes them.

    Running it again after any kind of stop goes on: sources read to their end are known by their checksum, articles by
    their digest, and encoding takes whatever has no vector.
    """

    def __init__(
        self,
        archive_path: Path | str,
        paths: Iterable[Path],
        options: ReadOptions | None = None,
        encode: bool = True,
        models: Models | None = None,
    ) -> None:
        super().__init__()
        if encode and models is None:
            raise ValueError("encoding needs models")
        self._path = Path(archive_path)
        self._paths = [Path(path) for path in paths]
        self._options = options or ReadOptions()
        self._models = models if encode else None
        self._parts: list[_Part] = []
        self._added = Added()
        self._known = 0  # articles of sources that were read before
        self._flushed = 0.0
        self._waiting = 0  # passages in ``_parts``

    def _work(self) -> ImportReport:
        started = time.monotonic()
        with Archive(self._path, create=True) as archive:
            self._read_all(archive)
            fingerprint = ""
            if self._models is not None:
                _, fingerprint = encode_pending(archive, self._models, self._meter, self._check)
            coverage = archive.coverage(fingerprint)
            articles = archive.article_count()
        return ImportReport(
            added=self._added.articles,
            duplicates=self._added.duplicates + self._known,
            skipped=self._meter.problems,
            articles=articles,
            passages=coverage.passages,
            encoded=coverage.encoded,
            seconds=time.monotonic() - started,
        )

    def _read_all(self, archive: Archive) -> None:
        self._meter.begin("looking", message="Looking through the files…")
        sources: list[Source] = []
        for found in scan(self._paths, self._stopping):
            if _own_file(Path(found.path), self._path):
                continue
            if isinstance(found, Problem):
                self._meter.report(found)
            else:
                sources.append(found)
        self._meter.begin("reading", sum(source.size for source in sources))
        self._flushed = time.monotonic()
        before = 0
        for source in sources:
            self._check()
            self._read_source(archive, source, before)
            before += source.size
            self._meter.advance(before, self._added.passages + self._waiting)
        self._flush(archive)

    def _read_source(self, archive: Archive, source: Source, before: int) -> None:
        """Reads one source into the archive; ``before`` is the bytes of the sources before it."""
        self._meter.say(source.name)
        try:
            sha256 = checksum(source.path, self._stopping)
        except ReadError as error:
            self._meter.report(Problem(str(source.path), error.message))
            return
        known = archive.known_source(sha256, source.reader, _version(self._options))
        if known is not None and known.done:
            self._known += known.articles + known.duplicates
            for path, reason in known.problems:
                self._meter.report(Problem(path, reason))
            return
        part = _Part(source, sha256)
        self._parts.append(part)
        problems: list[Problem] = []
        read_chars = 0
        factor = _PACKED.get(source.path.suffix.lower(), 1.0)
        for found in read(source, self._options, self._stopping):
            if isinstance(found, Problem):
                self._meter.report(found)
                problems.append(found)
                continue
            read_chars += len(found.text)
            for made in _prepared(found):
                if isinstance(made, Problem):
                    self._meter.report(made)
                    problems.append(made)
                else:
                    part.articles.append(made)
                    self._waiting += len(made.passages)
            if self._waiting >= BATCH_PASSAGES or time.monotonic() - self._flushed > BATCH_SECONDS:
                self._flush(archive)
                part = _Part(source, sha256)
                self._parts.append(part)
            # Readers do not tell how far into the file they are: the text's length is near enough for a bar.
            done = before + int(min(0.98 * source.size, read_chars / factor))
            self._meter.advance(done, self._added.passages + self._waiting)
        part.problems = problems

    def _flush(self, archive: Archive) -> None:
        """Commits what was read: one transaction, whether it is a part of a big source or a thousand small ones."""
        version = _version(self._options)
        with archive.transaction():
            added = Added()
            for part in self._parts:
                source = part.source
                row = archive.start_source(
                    str(source.path), source.name, part.sha256, source.size, source.reader, version
                )
                if row.done:  # the same content under another name, earlier in this very batch
                    added += Added(duplicates=len(part.articles))
                    continue
                added += archive.add_articles(row.id, part.articles)
                if part.problems is not None:
                    archive.finish_source(row.id, part.problems)
        self._added += added
        self._parts.clear()
        self._waiting = 0
        self._flushed = time.monotonic()


def _prepared(article: Article) -> Iterator[NewArticle | Problem]:
    """What a reader gave, made ready for the archive: pages cut into articles, articles into passages."""
    where = article.locator
    if not article.text.strip():
        yield Problem(where, "it has no text")
        return
    for each in segment(article) if article.whole_page else (article,):
        cut = tuple(passages(each))
        if cut:
            yield NewArticle(each, cut, quality(each.text), sum(passage.words for passage in cut))
        elif not article.whole_page:
            yield Problem(where, "it has no words")


def _version(options: ReadOptions) -> str:
    """What decides how a file is read: all readers (a container may hold anything) and what the person asked for."""
    readers = ",".join(f"{reader.NAME}-{reader.VERSION}" for reader in READERS)
    asked = json.dumps([options.format, sorted((options.columns or {}).items())]) if options != ReadOptions() else ""
    return hashlib.sha256(f"{readers}|{asked}".encode()).hexdigest()[:16]


def _own_file(path: Path, archive: Path) -> bool:
    """Whether a found file is the archive itself, or one that SQLite or the index keeps beside it."""
    base, found = str(archive.resolve()), path.resolve()
    own = {base, *(f"{base}{ending}" for ending in ("-wal", "-shm", "-journal", "-index"))}
    return str(found) in own or str(found.parent) in own
