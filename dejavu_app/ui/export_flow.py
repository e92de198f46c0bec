"""Writes a list, a selection or a collection to a file that the person names, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.domain import SearchResult
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.save_name import ask_export
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.state import Row


class ExportFlow(QObject):
    """Asks where to, and says what was written."""

    message = Signal(str)

    def __init__(self, bridge: Bridge, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._settings = settings
        self._window = window
        self._desk: Desk | None = None

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive."""
        self._desk = desk

    def export(self, result: SearchResult) -> None:
        """Asks for a file and writes the result into it, in the format of its ending."""
        from dejavu_app.exporting import ALSO, FORMATS

        desk = self._desk  # another archive may be opened while the file is asked for
        words = self.format_words()
        types = {ending: words.get(ending, ending) for ending in FORMATS if ending}
        name = "".join(c if c.isalnum() or c in " -_" else "" for c in result.kept).strip() or "parallels"
        path = ask_export(self._settings, self._window, self.tr("Export"), f"{name}.csv", types, ALSO)
        if path is not None:
            self._write(result, path, desk)

    def format_words(self) -> dict[str, str]:
        """What each ending makes."""
        return {
            ".csv": self.tr("Table (CSV)"),
            ".xlsx": self.tr("Spreadsheet (XLSX)"),
            ".jsonl": self.tr("JSON Lines"),
            ".ris": self.tr("References (RIS)"),
            ".bib": self.tr("References (BibTeX)"),
            ".json": self.tr("References (CSL-JSON)"),
            ".zip": self.tr("Plain texts, one file an article (zip)"),
            ".txt": self.tr("Plain texts in one file"),
            ".html": self.tr("Methods report (HTML)"),
        }

    def _write(self, result: SearchResult, path: Path, desk: Desk | None) -> None:
        """Writes the result into a file in the background."""

        def work(_: Callable[[], bool]) -> None:
            from dejavu_app.exporting import export

            if desk is None:
                export(result, path)
                return
            with desk.archive() as archive:
                export(result, path, archive)

        self._bridge.start(
            work,
            lambda _: self.message.emit(
                self.tr("%Ln article(s) written to {path}", "", len(result.parallels)).format(path=path)
            ),
            pool="think",
        )


def selection_of(result: SearchResult, rows: Sequence[Row]) -> SearchResult:
    """The result with only these rows' articles, reprints included."""
    chosen = [p for row in rows for p in (row.parallel, *row.reprints)]
    return replace(result, parallels=tuple(sorted(chosen, key=lambda p: p.rank)))
