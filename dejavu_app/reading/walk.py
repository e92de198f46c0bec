"""Files and folders to sources: a walk in a stable order that follows no link and can be cancelled."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading.companions import passed_over
from dejavu_app.reading.containers import kind_of, reason
from dejavu_app.reading.registry import choose, reader_named
from dejavu_app.reading.source import SAMPLE_BYTES, Problem, ReadOptions, Sample, Source


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

    A source's ``name`` begins with the folder that was given. With ``options.format`` files of no known kind are
    sources as well.
    """
    for found in walk(paths, cancelled, options):
        if not isinstance(found, PassedOver):
            yield found


def walk(
    paths: Iterable[Path], cancelled: Callable[[], bool] = lambda: False, options: ReadOptions | None = None
) -> Iterator[Source | Problem | PassedOver]:
    """What ``scan`` gives, and the files that are passed over; a file reached twice comes once."""
    wanted = options.format if options else ""
    seen: set[Path] = set()
    for path in paths:
        path = Path(path).absolute()
        root = path.parent
        files: Iterable[Path | Problem] = [path]
        if path.is_dir():
            root = path.resolve().parent
            files = _files(path.resolve(), cancelled)
        for file in files:
            if cancelled():
                raise Cancelled
            if isinstance(file, Problem):
                yield file
            elif file not in seen:
                seen.add(file)
                yield look_at(file, file.relative_to(root).as_posix(), wanted)


def look_at(path: Path, name: str, wanted: str = "") -> Source | Problem | PassedOver:
    """What one file on disk is, by its name and its first bytes."""
    try:
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
        with path.open("rb") as stream:
            head = stream.read(SAMPLE_BYTES)
    except OSError as error:
        return Problem(str(path), reason(error))
    if kind_of(head, path.name):
        return Source(path, size, "container", name)
    reader = reader_named(wanted) if wanted else choose(Sample(path.name, head, size <= len(head)))
    if reader is None:
        return Problem(str(path), "its format is not known")
    return Source(path, size, reader.NAME, name)


def _files(folder: Path, cancelled: Callable[[], bool]) -> Iterator[Path | Problem]:
    """All files below a folder, the files of a folder before its subfolders, each in the order of their names."""
    if cancelled():
        raise Cancelled
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(str(folder), reason(error))
        return
    folders = []
    for entry in listed:
        try:
            if entry.is_symlink():
                yield Problem(entry.path, "it is a link; links are not followed")
            elif entry.is_dir(follow_symlinks=False):
                if not passed_over(entry.name):
                    folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                yield Problem(entry.path, "it is not a plain file")
        except OSError as error:
            yield Problem(entry.path, reason(error))
    for inner in folders:
        yield from _files(inner, cancelled)


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
