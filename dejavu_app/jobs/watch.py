"""Folders that an archive follows: which of their files are new or have changed, and are whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.jobs.intake import own_file
from dejavu_app.reading import ReadOptions, Source, parts_of, scan

SETTING = "followed_folders"
LEFT_OUT = "left_out_files"
QUIET = 10.0  # seconds without a change after which a file met for the first time is taken for whole

Stamp = tuple[int, int]  # bytes, time of the last change in nanoseconds


def followed(archive: Archive) -> list[Path]:
    """The folders that this archive follows, in the order they were added."""
    return [Path(folder) for folder in archive.setting(SETTING, [])]


def follow(archive: Archive, folder: Path) -> None:
    """From now on new files in ``folder`` and below come into the archive by themselves."""
    folders = [str(each) for each in followed(archive)]
    path = str(Path(folder).absolute())
    if path not in folders:
        archive.set_setting(SETTING, [*folders, path])


def unfollow(archive: Archive, folder: Path) -> None:
    """Leaves ``folder`` alone from now on; what came from it stays."""
    archive.set_setting(SETTING, [str(each) for each in followed(archive) if each != Path(folder)] or None)


def leave_out(archive: Archive, source_id: int) -> None:
    """Keeps a source that is about to be removed from coming back by itself, unless its file changes."""
    rows = [row for row in archive.source_rows() if row.id == source_id]
    inside = [row for row in rows if any(Path(row.path).is_relative_to(each.resolve()) for each in followed(archive))]
    if inside:
        left = dict(archive.setting(LEFT_OUT, {}))
        archive.set_setting(LEFT_OUT, {**left, **{row.path: [row.size, time.time()] for row in inside}})


class FolderWatch:
    """Looks at one archive's folders whenever it is asked to, and remembers what it gave out.

    A file is given out once it has the same size and time of change in two looks, or, at the first look, has lain
    unchanged for ``quiet`` seconds; and again when it changes. What the archive has read at its present size since its
    last change is not given out at all. A look costs the listing of the folders, and more only when something is new.
    What vanishes with its folder (a drive that is pulled out) before it was read is given out when that is back.
    """

    def __init__(self, archive: Path | str, quiet: float = QUIET) -> None:
        self._path = Path(archive)
        self._quiet = quiet
        self._seen: dict[Path, Stamp] = {}
        self._given: dict[Path, Stamp] = {}
        self._started: dict[Path, Path] = {}  # folders that were looked at before, and where they led

    def look(self, options: ReadOptions | None = None, cancelled: Callable[[], bool] = lambda: False) -> list[Source]:
        """The sources to import now. Raises ``Cancelled``, and ``UserError`` when the archive cannot be opened."""
        with Archive(self._path) as archive:
            folders = followed(archive)
            self._lose([folder for folder in self._started if folder not in folders or not folder.is_dir()])
            fresh = [folder for folder in folders if folder not in self._started and folder.is_dir()]
            known = _read_files(archive) if fresh else {}
        found: list[Source] = []
        seen: dict[Path, Stamp] = {}
        for folder in folders:
            stamps = _stamps(folder.resolve(), self._path.resolve(), cancelled)
            if folder in fresh:
                self._start(stamps, known)
                self._started[folder] = folder.resolve()
            whole = {path for path, stamp in stamps.items() if self._whole(path, stamp)}
            changed = {path for path in whole if self._given.get(path) != stamps[path]}
            seen.update(stamps)
            if not changed:
                continue
            for source in scan([folder], cancelled, options):
                if not isinstance(source, Source) or own_file(source.path, self._path):
                    continue
                files = {source.path, *parts_of(source)}
                if source.path not in changed and _read_since(files, stamps, known.get(source.path)):
                    continue
                if files & changed and files <= whole:
                    found.append(source)
                elif files & changed:
                    changed -= files  # one of its pages is still being written: all of them wait
            self._given.update({path: stamps[path] for path in changed})
        self._seen = seen
        return list({source.path: source for source in found}.values())

    def _lose(self, folders: Sequence[Path]) -> None:
        """These folders are away or followed no more: when they are back, the archive says what was read of them."""
        if not folders:
            return
        lost = {self._started.pop(folder) for folder in folders}
        # What lies in a folder that is followed by itself as well is there as before.
        here = set(self._started.values())
        self._given = {
            path: stamp for path, stamp in self._given.items()
            if lost.isdisjoint(path.parents) or not here.isdisjoint(path.parents)
        }  # fmt: skip

    def _start(self, stamps: Mapping[Path, Stamp], known: Mapping[Path, tuple[int, float]]) -> None:
        now = time.time()
        for path, stamp in stamps.items():
            if now - stamp[1] / 1e9 > self._quiet:
                self._seen[path] = stamp
            size, read_at = known.get(path, (-1, 0.0))
            if size == stamp[0] and stamp[1] / 1e9 < read_at:
                self._given[path] = stamp

    def _whole(self, path: Path, stamp: Stamp) -> bool:
        return stamp[0] > 0 and self._seen.get(path) == stamp


def _read_files(archive: Archive) -> dict[Path, tuple[int, float]]:
    """The files that were read to their end, or left out: bytes, and when that began."""
    left_out = {Path(path): (int(size), float(at)) for path, (size, at) in archive.setting(LEFT_OUT, {}).items()}
    rows = [row for row in reversed(archive.source_rows()) if row.done]  # the newest of a path counts
    return left_out | {Path(row.path): (row.size, datetime.fromisoformat(row.added).timestamp()) for row in rows}


def _read_since(files: set[Path], stamps: Mapping[Path, Stamp], known: tuple[int, float] | None) -> bool:
    """Whether an issue was read after the last change of each of its files."""
    return known is not None and all(path in stamps and stamps[path][1] / 1e9 < known[1] for path in files)


def _stamps(folder: Path, archive: Path, cancelled: Callable[[], bool]) -> dict[Path, Stamp]:
    """All plain files below a folder; what cannot be listed just now (a drive that was taken out) is not there.

    Nor are the archive and what is kept beside it, which change with all that a reader does: each change would have
    the whole folder looked into.
    """
    own = str(archive)
    found: dict[Path, Stamp] = {}
    for base, folders, files in os.walk(folder):
        if cancelled():
            raise Cancelled
        folders.sort()
        for name in files:
            path = Path(base, name)
            if str(path).startswith(own) and own_file(path, archive):
                continue
            try:
                status = path.stat(follow_symlinks=False)
            except OSError:
                continue  # gone since it was listed
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
