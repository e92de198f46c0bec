"""Every option of the window, declared once, kept in one file of the user's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from threading import Thread
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer

from dejavu_app.resources import data_dir

_RECENT = 10
_WRITE = 300  # ms after the last change


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its key, what it is without a choice, and the values it may have (empty: any)."""

    key: str
    default: Any
    values: tuple[Any, ...] = ()


COLOURS = Option("look/colours", "system", ("system", "day", "night"))
READING_POINTS = Option("look/reading_points", 11.0, tuple(float(points) for points in range(8, 25)))
LANGUAGE = Option("look/language", "system", ("system", "en", "de"))
RESULTS = Option("search/results", 50, (20, 50, 100, 200))
FOLD_REPRINTS = Option("search/fold_reprints", True)
MODE = Option("search/mode", "hybrid", ("hybrid", "semantic", "keyword"))
RERANK = Option("search/rerank", False)
SORT = Option("list/sort", "rank")
TABLE = Option("list/table", False)
TABLE_MADE = Option("list/table_made", "")  # the columns' widths before anybody changes them, in pixels
WIDTHS = Option("window/widths", "")  # of the panels when the window was closed, in pixels
SIDEBAR = Option("look/sidebar", True)
CLEANED = Option("reader/cleaned", False)
LINES = Option("reader/lines", False)
NAMES = Option("reader/names", False)
EXPORT_FOLDER = Option("export/folder", "")  # of the last export; empty before the first
ENCODE_NOW = Option("import/encode_now", True)
READ_RATE = Option("import/read_rate", 1_100_000.0)  # characters a second, as last measured
ENCODE_RATE = Option("import/encode_rate", 60.0)  # passages a second
REOPEN = Option("start/reopen", False)
OPTIONS = (REOPEN, COLOURS, READING_POINTS, LANGUAGE, RESULTS, FOLD_REPRINTS, MODE, SORT, TABLE, ENCODE_NOW)


class _File(QSettings):
    """Settings that a thread of their own writes: to wait until a file is on the disk is no work for the event loop."""

    def __init__(self, path: str) -> None:
        super().__init__(path, QSettings.Format.IniFormat)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WRITE)
        self._later.timeout.connect(lambda: Thread(target=_write, args=(path,), name="dejavu-settings").start())

    def setValue(self, key: str, value: Any) -> None:
        if not self.contains(key) or self.value(key) != value:
            super().setValue(key, value)
            self._later.start()

    def remove(self, key: str) -> None:
        super().remove(key)
        self._later.start()

    def sync(self) -> None:
        self._later.stop()
        super().sync()

    def event(self, event: QEvent) -> bool:
        # Qt's own way of writing: at once, and here.
        return event.type() == QEvent.Type.UpdateRequest or super().event(event)


def _write(path: str) -> None:
    # All objects on one file share what is not written yet.
    QSettings(path, QSettings.Format.IniFormat).sync()


class Settings:
    """Reads and writes options; a value that makes no sense counts as not chosen."""

    def __init__(self) -> None:
        self._path = str(data_dir() / "settings.ini")
        self._file = _File(self._path)

    def get(self, option: Option) -> Any:
        """The chosen value, in the type of the default."""
        value = self._file.value(option.key)
        kind = type(option.default)
        try:
            if value is None:
                return option.default
            typed = str(value).lower() in ("true", "1") if kind is bool else kind(value)
        except (TypeError, ValueError):
            return option.default
        if kind is float and not isfinite(typed):
            return option.default
        return typed if not option.values or typed in option.values else option.default

    def set(self, option: Option, value: Any) -> None:
        self._file.setValue(option.key, value)

    def bytes_of(self, key: str) -> QByteArray:
        """A stored window state; empty when there is none."""
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, key: str, value: QByteArray) -> None:
        self._file.setValue(key, value)

    def columns(self, shape: str) -> dict[str, str]:
        """The columns by field that were chosen for tables of a shape; empty when the guesses stand."""
        try:
            found = json.loads(str(self._file.value(f"columns/{shape}", "{}")))
        except ValueError:
            return {}
        return {str(name): str(column) for name, column in found.items()} if isinstance(found, dict) else {}

    def set_columns(self, shape: str, columns: dict[str, str]) -> None:
        """Remembers the columns of tables of a shape; an empty mapping goes back to the guesses."""
        if columns:
            self._file.setValue(f"columns/{shape}", json.dumps(columns))
        else:
            self._file.remove(f"columns/{shape}")

    def all_columns(self) -> dict[str, dict[str, str]]:
        """Every remembered choice of columns, by shape."""
        self._file.beginGroup("columns")
        shapes = self._file.childKeys()
        self._file.endGroup()
        return {shape: columns for shape in shapes if (columns := self.columns(shape))}

    def recent(self) -> list[str]:
        """The archives opened last, the latest first."""
        value = self._file.value("archives/recent")
        paths = [value] if isinstance(value, str) else value
        return [str(path) for path in paths] if isinstance(paths, list) else []

    def remember(self, path: str) -> None:
        """Puts an archive at the top of the recent ones."""
        self._file.setValue("archives/recent", [path, *(p for p in self.recent() if p != path)][:_RECENT])

    def forget(self, path: str) -> None:
        """Takes an archive off the recent ones."""
        self._file.setValue("archives/recent", [p for p in self.recent() if p != path])

    def flag(self, key: str) -> bool:
        return str(self._file.value(key, "false")).lower() == "true"

    def set_flag(self, key: str, value: bool = True) -> None:
        self._file.setValue(key, "true" if value else "false")

    def catch_up(self) -> None:
        """Takes in what another window has written; in a worker thread, since it waits for the disk."""
        _write(self._path)

    def sync(self) -> None:
        """Writes everything to the disk."""
        self._file.sync()
