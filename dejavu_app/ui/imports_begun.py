"""Imports under way, written down while their files are read, so that one which the program's end cuts short goes on.

What stands in an archive tells what was read and never what was still to be read. Each running window has a file of its
own beside the settings, and a lock that the system takes back when the program ends in whatever way.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """An import as it was asked for; ``starts`` counts how often it was begun before."""

    archive: str
    paths: Sequence[str]
    encode: bool
    overrides: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    starts: int = 0


class ImportsBegun:
    """The imports of this window, and those of windows that are gone. A full disk costs the notes, never the import."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"{uuid.uuid4().hex}.json"
        self._lock: QLockFile | None = None
        self._begun: dict[int, Begun] = {}
        self._last = 0
        self._closed = False

    def begin(self, begun: Begun) -> int:
        """Writes an import down; gives the number by which it ends."""
        self._last += 1
        self._begun[self._last] = begun
        self._write()
        return self._last

    def end(self, number: int) -> None:
        """All files of an import are read, or a person gave it up."""
        if self._begun.pop(number, None) is not None:
            self._write()

    def take_over(self, archive: Path) -> list[Begun]:
        """The imports into an archive that ended with their window; they are this one's to write down from now on."""
        ours: list[Begun] = []
        for file in sorted(self._folder.glob("*.json")):
            lock = _lock(file)
            if file == self._file or not lock.tryLock(0):
                continue  # a window that is open sees to its own
            try:
                notes = _read(file)
                mine = [note for note in notes if _same(note.archive, archive)]
                ours += mine
                if mine:
                    _store(file, [note for note in notes if note not in mine])
            except OSError as error:
                log.warning("%s: %s", file, error)
            finally:
                lock.unlock()
        return ours

    def close(self) -> None:
        """The window closes: what is still written down was cut short, whatever its jobs say of their end."""
        self._closed = True
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _write(self) -> None:
        if self._closed:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = _lock(self._file)
                self._lock.tryLock(0)
            _store(self._file, list(self._begun.values()))
        except OSError as error:
            log.warning("%s: %s", self._file, error)


def _lock(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # an import may take days: only the end of its program makes the lock void
    return lock


def _same(stored: str, archive: Path) -> bool:
    return os.path.abspath(stored) == os.path.abspath(archive)  # noqa: PTH100


def _store(file: Path, notes: Sequence[Begun]) -> None:
    if not notes:
        file.unlink(missing_ok=True)
        return
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(note) for note in notes]), "utf-8")
    fresh.replace(file)


def _read(file: Path) -> list[Begun]:
    """The notes of a file; what is none, as in the file of a later version, is left out."""
    try:
        found: Any = json.loads(file.read_text("utf-8"))
        return [Begun(**each) for each in found]
    except (ValueError, TypeError) as error:
        log.warning("%s: %s", file, error)
        return []
