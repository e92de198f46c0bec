"""The first stage of an import: files become articles and passages in the archive, thousands a second."""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field, replace
from pathlib import Path

from dejavu_app.archive import NAMED, Added, Archive, NewArticle, SourceRow, Standing, Superseded
from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.jobs.crew import Crew
from dejavu_app.jobs.preparation import Prepared
from dejavu_app.jobs.progress import Meter
from dejavu_app.reading import (
    READERS,
    TABLES,
    Problem,
    ReadOptions,
    Source,
    read,
    reader_named,
    scan,
    source_checksum,
    table_of,
)

BATCH_PASSAGES = 2_000  # committed together
BATCH_SECONDS = 2.0  # what a killed program has to read again, at most
CHUNK_CHARS = 200_000  # prepared together: some ten pages
CHUNK_ARTICLES = 200
_PACKED = {".xz": 3.5, ".bz2": 3.5, ".gz": 2.7, ".tgz": 2.7, ".zip": 2.7}  # text, times its packed size, usually

_ONE_HEADER = ("csv", "parquet")

_KEPT = "it was read with problems, so what only an earlier reading found in it was kept"
_UNREAD = (
    "what only an earlier reading found in it was taken out; "
    "other files that may hold some of it are to be imported again: {n}"
)
_TORN = (
    "articles of it were removed while it was read, or it was read in another way meanwhile; "
    "import it again to have all of them"
)

_CHANGED = "it changed while it was read; import it again when it is whole"


@dataclass(slots=True)
class _File:
    """A source being read."""

    source: Source
    sha256: str
    version: str
    problems: list[Problem] = field(default_factory=list)
    row: int = 0  # its number in the archive, from the first commit on
    removals: int = 0  # from the archive until then
    elsewhere: bool = False  # whether another source had some of its articles
    taken: bool = False  # whether another program began to read it in another way, or took out what was stored of it
    met: int = 0  # articles read
    standing: Standing = field(default_factory=Standing)


@dataclass(slots=True)
class _Chunk:
    """Articles of one or of many small sources on their way through preparation, and the sources that end here."""

    found: list[tuple[_File, Article | Problem]] = field(default_factory=list)
    ended: list[_File] = field(default_factory=list)
    chars: int = 0
    done: int = 0  # bytes of all sources up to here
    prepared: Future[list[Prepared]] | None = None

    def full(self) -> bool:
        """Whether it is worth sending on."""
        return self.chars >= CHUNK_CHARS or len(self.found) + len(self.ended) >= CHUNK_ARTICLES


class Intake:
    """Reads sources into an archive; preparation is spread over processes, and one transaction takes a whole batch.

    Sources are taken in order and come into the archive in order, so a stop anywhere leaves a beginning of the work:
    sources read to their end are known by their checksum, articles of the one that was cut short by their digest. A
    source in which something failed that may be gone another time (a disk, the network) counts as cut short.
    What an earlier reading of a source found and this one does not gives way when this one is whole.
    """

    def __init__(
        self, archive: Archive, options: ReadOptions, meter: Meter, stopping: Callable[[], bool], crew: Crew,
        clock: Callable[[], float], ending: Callable[[], bool],
    ) -> None:  # fmt: skip
        """``stopping`` waits out a pause; ``ending`` only asks, as nothing may wait inside a transaction."""
        self._archive = archive
        self._options = options
        self._meter = meter
        self._stopping = stopping
        self._crew = crew
        self._clock = clock
        self._ending = ending
        self._under_way: deque[_Chunk] = deque()
        self._articles: dict[int, tuple[_File, list[NewArticle]]] = {}  # prepared, by ``id`` of their file
        self._ended: list[_File] = []
        self._waiting = 0  # passages in ``_articles``
        self._flushed = 0.0
        self.added = Added()
        self.known = 0  # articles of sources that had been read before
        self.read_chars = 0  # of the others
        self.aside = 0.0  # seconds that went into finding the sources, and into those that had been read before
        self.superseded = Superseded()
        self._shared: set[int] = set()  # articles that sources of this import have, though another brought them
        self._rows: set[int] = set()  # of the sources read in this import
        self._own_removals = 0

    def run(self, paths: Iterable[Path], known: Iterable[Source] = ()) -> None:
        """Reads everything under ``paths``, and the ``known`` sources, which were found before.

        Raises ``Cancelled`` and ``UserError``; what was committed stays.
        """
        begun = self._clock()
        self._meter.begin("looking", message="Looking through the files…")
        sources: list[Source] = []
        for found in (*known, *scan(paths, self._stopping, self._options)):
            if own_file(Path(found.path), self._archive.path):
                continue
            if isinstance(found, Problem):
                self._meter.report(found)
            else:
                sources.append(found)
        size = sum(source.size for source in sources)
        self._meter.begin("reading", size)
        self.aside = self._clock() - begun
        self._flushed = time.monotonic()
        chunk = _Chunk()
        for file, piece, done in self._pieces(sources):
            if file is None:
                chunk = self._passed_by(chunk, done)
                continue
            if piece is None:
                chunk.ended.append(file)
            else:
                chunk.found.append((file, piece))
                chunk.chars += len(piece.text) if isinstance(piece, Article) else 0
            chunk.done = done
            if chunk.full():
                self._send(chunk)
                chunk = _Chunk()
        chunk.done = size
        self._drain(chunk)

    def _drain(self, chunk: _Chunk) -> None:
        """Commits a last chunk and all before it."""
        self._send(chunk)
        while self._under_way:
            self._take()
        self._flush()

    def _passed_by(self, chunk: _Chunk, done: int) -> _Chunk:
        """A source need not be read: says how far that is, once nothing before it waits; gives the chunk to go on with.

        Thousands of known files may follow a new one, whose articles are not kept waiting by them.
        """
        waits = chunk.found or chunk.ended or self._under_way or self._articles or self._ended
        if waits and time.monotonic() - self._flushed <= BATCH_SECONDS:
            return chunk
        if waits:
            chunk.done = done
            self._drain(chunk)
            chunk = _Chunk()
        self._meter.advance(done, self.added.passages)
        return chunk

    def _pieces(self, sources: Iterable[Source]) -> Iterator[tuple[_File | None, Article | Problem | None, int]]:
        """All that the sources hold, in order, with the bytes done so far.

        No piece ends a source; no file is one that need not be read, or cannot be.
        """
        before = 0
        for source in sources:
            if self._stopping():
                raise Cancelled
            stood, begun = _state(source.path), self._clock()
            file = self._opened(source)
            if file is None:
                self.aside += self._clock() - begun
                yield None, None, before + source.size
            else:
                chars = 0
                factor = packed(source.path)
                for found in read(source, self._options, self._stopping):
                    chars += len(found.text) if isinstance(found, Article) else 0
                    # Readers do not tell how far into a file they are: the text's length is near enough for a bar.
                    yield file, found, before + int(min(0.98 * source.size, chars / factor))
                self.read_chars += chars
                if _state(source.path) not in (stood, None):
                    yield file, Problem(str(source.path), _CHANGED, passing=True), before + source.size
                yield file, None, before + source.size
            before += source.size

    def _opened(self, source: Source) -> _File | None:
        """The source, to be read; None when it has been read before or cannot be opened."""
        self._meter.say(source.name)
        try:
            sha256 = source_checksum(source, self._stopping)
        except ReadError as error:
            self._meter.report(Problem(str(source.path), error.message))
            return None
        version = version_of(self._options, source)
        row = read_before(self._archive.readings(sha256), source.reader, version)
        if row is not None:
            if row.path != str(source.path) and not Path(row.path).exists():
                self._archive.move_source(row.id, str(source.path), source.name)
            self.known += row.articles + row.duplicates
            for path, reason in row.problems:
                self._meter.report(Problem(path, reason))
            return None
        return _File(source, sha256, version)

    def _send(self, chunk: _Chunk) -> None:
        """Has a chunk prepared, and takes back those before it while enough others are under way."""
        chunk.prepared = self._crew.prepare([piece for _, piece in chunk.found if isinstance(piece, Article)])
        self._under_way.append(chunk)
        while len(self._under_way) > self._crew.room:
            self._take()

    def _take(self) -> None:
        """Waits for the oldest chunk and puts it with what goes into the archive next."""
        chunk = self._under_way.popleft()
        assert chunk.prepared is not None
        while True:
            if self._stopping():
                raise Cancelled
            try:
                answers = iter(chunk.prepared.result(timeout=0.2))
                break
            except NotYet:
                continue
        for file, piece in chunk.found:
            for made in [piece] if isinstance(piece, Problem) else next(answers):
                if isinstance(made, Problem):
                    self._meter.report(made)
                    file.problems.append(made)
                else:
                    self._articles.setdefault(id(file), (file, []))[1].append(made)
                    self._waiting += len(made.passages)
        self._ended.extend(chunk.ended)
        if self._waiting >= BATCH_PASSAGES or time.monotonic() - self._flushed > BATCH_SECONDS:
            self._flush()
        self._meter.advance(chunk.done, self.added.passages + self._waiting)

    def _flush(self) -> None:
        """Commits what is prepared: one transaction, whether it is a part of a big source or a thousand small ones."""
        added = Added()
        with self._archive.transaction():
            ended = {id(file): file for file in self._ended}
            files = {key: file for key, (file, _) in self._articles.items()} | ended
            for key, file in files.items():
                articles = self._articles[key][1] if key in self._articles else []
                source, version = file.source, file.version
                if file.row and self._archive.known_source(file.sha256, source.reader, version) is None:
                    file.taken = True
                row = self._archive.start_source(
                    str(source.path), source.name, file.sha256, source.size, source.reader, version
                )
                if row.done:  # the same content under another name, earlier in this import
                    added += Added(duplicates=len(articles))
                    continue
                removals = self._archive.removals() - self._own_removals
                if not file.row:
                    file.row, file.removals = row.id, removals
                    file.standing = Standing(self._archive.digests_of(row.id) if row.articles else {}, self._shared)
                    self._rows.add(row.id)
                    self._archive.resume_source(row.id)
                made = self._archive.add_articles(row.id, articles, file.standing)
                added += made
                file.met += len(articles)
                file.elsewhere |= made.duplicates > 0
                if key in ended:
                    # Somebody may have taken out meanwhile what was stored of it, or the source that had the same.
                    torn = file.taken or row.id != file.row or (file.elsewhere and removals != file.removals)
                    if torn:
                        self._meter.report(Problem(str(source.path), _TORN))
                    elif not any(problem.passing for problem in file.problems):
                        self._supersede(file, row)
                        self._archive.finish_source(row.id, file.problems)
        self.added += added
        self._articles.clear()
        self._ended.clear()
        self._waiting = 0
        self._flushed = time.monotonic()

    def _supersede(self, file: _File, row: SourceRow) -> None:
        """Lets go what an earlier reading of a source found and this one, which is whole, did not."""
        outdated = set(file.standing.earlier.values()) - self._shared
        if not outdated:
            return
        # Articles may be lacking because this reading failed where the earlier one did not. The problems of one that
        # itself kept what was before it are no measure: what it lacks is among what it kept.
        before = {reason for _, reason in row.problems}
        failed = {problem.reason for problem in file.problems} - (set() if _KEPT in before else before)
        if not file.met or failed:
            kept = Problem(str(file.source.path), _KEPT)
            self._meter.report(kept)
            file.problems.append(kept)
            return
        superseded = self._archive.supersede(row.id, outdated, self._rows, self._ending)
        self._own_removals += superseded.removed > 0
        self.superseded += superseded
        if superseded.unread:
            self._meter.report(Problem(str(file.source.path), _UNREAD.format(n=superseded.unread)))


def _state(path: Path) -> tuple[int, int] | None:
    """What tells whether a file was written meanwhile; None when it cannot be asked."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def packed(path: Path) -> float:
    """How much longer a file's text is, usually, than the file: more than once where it is packed."""
    return _PACKED.get(path.suffix.lower(), 1.0)


def reading_version(options: ReadOptions, source_reader: str = "") -> str:
    """What decides how a file is read: all readers (a container may hold anything) and what the person asked for.

    What was asked for stands behind a point; without it the readers decided alone. What was said of tables or of
    another kind of files leaves a source of this reader as it was.
    """
    readers = ",".join(f"{reader.NAME}-{reader.VERSION}" for reader in READERS)
    anything = source_reader in ("", "container")
    said: list[object] = [options.format, sorted((options.columns or {}).items())]
    overrides = sorted((options.overrides or {}).items()) if anything else []
    tables = options.tables if options.tables and (anything or source_reader in TABLES) else {}
    if overrides or tables:
        said += [overrides, sorted((shape, sorted(columns.items())) for shape, columns in tables.items())]
    version = hashlib.sha256(readers.encode()).hexdigest()[:16]
    if not any(said):
        return version
    return f"{version}.{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]}{NAMED if options.format else ''}"


def as_asked(source: Source, options: ReadOptions) -> Source:
    """A source that was found by what its file says, as a walk with these options would have found it."""
    other = "" if source.named else (options.overrides or {}).get(source.reader)
    return replace(source, reader=reader_named(other).NAME, named=True) if other else source


def version_of(options: ReadOptions, source: Source) -> str:
    """``reading_version`` by what the options say of this source: another reader for its kind, columns for its shape.

    A reader chosen for a kind of files is named for each of them, as ``format`` names it for all. The shape of a table
    with one header is seen at its top; whether columns fit the objects of a JSON file only its reading shows.
    """
    if source.named and not options.format:
        options = replace(options, format=source.reader, overrides=None)
    if options.tables and source.reader in _ONE_HEADER:
        table = table_of(source, 1)
        if table is not None:
            said = options.tables.get(table.shape)
            options = replace(options, tables={table.shape: said} if said else None)
    return reading_version(options, source.reader)


def read_before(rows: Iterable[SourceRow], reader: str, version: str) -> SourceRow | None:
    """Which of the rows of one file makes it needless to read it again; None when none does.

    That is the one of this reader and this way of reading; a file that its own reader has read is read as it would be
    if that reader were named. Where this way asks for nothing, a file that was read as somebody asked stays as it is:
    a folder imported once more must not undo what was said of one of its tables.
    """
    whole = [row for row in rows if row.done and (row.named or row.reader == reader)]
    ways = {version}
    if version == reading_version(ReadOptions(format=reader), reader):
        ways.add(reading_version(ReadOptions(), reader))
    same = (row for row in whole if row.reader == reader and row.version in ways)
    asked = (row for row in whole if "." in row.version and "." not in version)
    return next(same, None) or next(asked, None)


def own_file(path: Path, archive: Path) -> bool:
    """Whether a found file is the archive itself, or one that SQLite or the index keeps beside it."""
    try:
        base, found = str(archive.resolve()), path.resolve()
    except (OSError, RuntimeError, ValueError):  # a link that leads to itself, or a name that no file can have
        return False
    own = {base, *(f"{base}{ending}" for ending in ("-wal", "-shm", "-journal", "-index"))}
    return str(found) in own or str(found.parent) in own
