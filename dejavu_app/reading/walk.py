"""Files and folders to sources: a walk in a stable order that follows no link and can be cancelled."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading.claims import TEXT_FOLDERS, batch_issues, claimed, parts
from dejavu_app.reading.companions import IMAGE_ENDINGS, passed_over
from dejavu_app.reading.containers import kind_of
from dejavu_app.reading.decoding import storable
from dejavu_app.reading.files import file_item
from dejavu_app.reading.formats import iiif, mets
from dejavu_app.reading.registry import choose, choose_for, why_unknown
from dejavu_app.reading.source import SAMPLE_BYTES, Problem, ReadOptions, Sample, Source
from dejavu_app.reading.streams import reason
from dejavu_app.reading.titles import Titles

# By their endings: a folder that holds nothing else may hold a million of them.
_SPEAK_FOR_THEMSELVES = frozenset([".txt", ".csv", ".tsv", ".jsonl", *IMAGE_ENDINGS])


@dataclass(frozen=True)
class PassedOver:
    """A file that is no article and no fault either: a scan, a list of titles, a system's own file."""

    path: Path
    size: int
    kind: str


def scan(
    paths: Iterable[Path], cancelled: Callable[[], bool] = lambda: False, options: ReadOptions | None = None
) -> Iterator[Source | Problem]:
    """The sources among files and folders, in a stable order. Raises ``Cancelled`` when ``cancelled()`` turns true.

    A source's ``name`` begins with the folder that was given. With ``options.format``, or an override for them,
    files of no known kind are sources as well.
    """
    for found in walk(paths, cancelled, options):
        if not isinstance(found, PassedOver):
            yield found


def walk(
    paths: Iterable[Path], cancelled: Callable[[], bool] = lambda: False, options: ReadOptions | None = None
) -> Iterator[Source | Problem | PassedOver]:
    """What ``scan`` gives, and the files that are passed over; a file reached twice comes once."""
    options = options or ReadOptions()
    seen: set[Path] = set()
    claims: dict[str, str] = {}
    given: list[Path] = []
    folders: list[Path] = []
    for path in paths:
        path = Path(path).absolute()
        if path.is_dir():
            folders.append(path.resolve())
        else:
            given += _issues_of_batch(path) or [path]
    groups: Iterable[tuple[Path | None, list[Path | Problem]]] = itertools.chain(
        [(None, list(given))], ((folder.parent, group) for folder in folders for group in _groups(folder, cancelled))
    )
    for root, group in groups:
        _claim(group, claims, cancelled)
        for file in group:
            if cancelled():
                raise Cancelled
            if isinstance(file, Problem):
                yield file
            elif file not in seen:
                seen.add(file)
                kind = claims.get(file.as_posix())
                if kind and not options.format:
                    yield PassedOver(file, 0, kind)
                else:
                    yield look_at(file, file.relative_to(root).as_posix() if root else file.name, options)


def _issues_of_batch(path: Path) -> list[Path]:
    """The issues of a library's batch record that is given by itself."""
    if path.suffix.lower() != ".xml" or not path.is_file():
        return []
    names = batch_issues(file_item(path, path.stat().st_size, Titles()))
    found = [path.parent / name for name in names if ".." not in name.split("/")]
    return [issue for issue in found if issue.is_file()]


def _claim(group: list[Path | Problem], claims: dict[str, str], cancelled: Callable[[], bool]) -> None:
    """Adds to ``claims`` what the files of a group say about each other and about files further down."""
    files = [file for file in group if isinstance(file, Path)]
    if all(file.suffix.lower() in _SPEAK_FOR_THEMSELVES for file in files):
        return
    claimed((file_item(file, 0, Titles()) for file in files), claims, cancelled)


def look_at(path: Path, name: str, options: ReadOptions | None = None) -> Source | Problem | PassedOver:
    """What one file on disk is, by its name and its first bytes."""
    try:
        if storable(str(path)) != str(path):
            return Problem(str(path), "its name is not sound text; rename it")
        if not path.exists():
            return Problem(str(path), "there is no such file")
        if not path.is_file():
            return Problem(str(path), "it is not a plain file")
        size = path.stat().st_size
        kind = passed_over(path.name)
        if kind:
            return PassedOver(path, size, kind)
        if not size:
            return Problem(str(path), "the file is empty")
        if path.suffix.lower() == ".dejavu":
            # Not even looked into: SQLite's locks on an archive in use are lost when its file is opened and closed.
            return Problem(str(path), "it is an archive of Déjà Vu, to be opened and not imported")
        with path.open("rb") as stream:
            head = stream.read(SAMPLE_BYTES)
    except OSError as error:
        return Problem(str(path), reason(error))
    if kind_of(head, path.name):
        return Source(path, size, "container", name)
    sample = Sample(path.name, head, size <= len(head))
    options = options or ReadOptions()
    reader, named = choose_for(sample, options), bool(options.format)
    if reader is None:
        return Problem(str(path), why_unknown(sample))
    if options.overrides and not named:
        own = choose(sample)
        named = bool(options.overrides.get(own.NAME if own else ""))
    return Source(path, size, reader.NAME, name, named)


def _groups(folder: Path, cancelled: Callable[[], bool]) -> Iterator[list[Path | Problem]]:
    """All files below a folder, a group a folder, files before subfolders, each in the order of their names.

    Folders in which an issue's pages lie in one form each are one group with the issue's.
    """
    if cancelled():
        raise Cancelled
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield [Problem(str(folder), reason(error))]
        return
    folders: list[Path] = []
    files: list[Path | Problem] = []
    for entry in listed:
        try:
            if entry.is_symlink():
                files.append(Problem(entry.path, "it is a link; links are not followed"))
            elif entry.is_dir(follow_symlinks=False):
                if not passed_over(entry.name):
                    folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                files.append(Path(entry.path))
            else:
                files.append(Problem(entry.path, "it is not a plain file"))
        except OSError as error:
            files.append(Problem(entry.path, reason(error)))
    inner = [(folder.name.lower(), _groups(folder, cancelled)) for folder in folders]
    # Issue records are met before the pages that lie in a folder beside theirs.
    records = [groups for name, groups in inner if "mets" in name]
    if records:
        yield files
        files = []
        yield from itertools.chain.from_iterable(records)
    rest = [(name, groups) for name, groups in inner if "mets" not in name]
    for name, groups in rest:
        if name in TEXT_FOLDERS:
            files += next(groups, [])
    yield files
    yield from itertools.chain.from_iterable(groups for _, groups in rest)


def source_checksum(source: Source, cancelled: Callable[[], bool] = lambda: False) -> str:
    """What tells whether a source has changed: its file's checksum, and its pages' where it is made of several files.

    Raises as ``checksum`` does. The names of the pages count only from the source on, so that it may be moved.
    """
    own = checksum(source.path, cancelled)
    pages = parts_of(source)
    if not pages:
        return own
    digest = hashlib.sha256(own.encode())
    for page in pages:
        name = os.path.relpath(page, source.path.parent)
        digest.update(f"\n{Path(name).as_posix()}\n{checksum(page, cancelled)}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def parts_of(source: Source) -> list[Path]:
    """The files that are read with a source: an issue's page texts, a manifest's annotations; sorted."""
    if source.reader not in (mets.NAME, iiif.NAME):
        return []
    return sorted(Path(name) for name in parts(file_item(source.path.absolute(), source.size, Titles())))


def checksum(path: Path, cancelled: Callable[[], bool] = lambda: False) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises ``ReadError`` when it cannot be read, ``Cancelled`` on request."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as stream:
            while block := stream.read(1 << 20):
                if cancelled():
                    raise Cancelled
                digest.update(block)
    except OSError as error:
        raise ReadError(f"{path}: {reason(error)}") from error
    return digest.hexdigest()
