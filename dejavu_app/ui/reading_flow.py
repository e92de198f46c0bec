"""How an article of the list comes into the reader, and the sentences that match; each step in the background."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from dejavu_app.domain import Parallel, SearchResult
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk, Opened
from dejavu_app.ui.reader import ReaderPane
from dejavu_app.ui.results_panel import ResultsPanel
from dejavu_app.ui.state import Row


class ReadingFlow(QObject):
    """Connects the list and the reader; ``listed`` gives what the list shows."""

    def __init__(
        self,
        bridge: Bridge,
        results: ResultsPanel,
        reader: ReaderPane,
        listed: Callable[[], SearchResult | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._results = results
        self._reader = reader
        self._listed = listed
        self._desk: Desk | None = None
        results.row_chosen.connect(self._open_row)
        results.reprint_chosen.connect(self.open)
        reader.step_asked.connect(results.step)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive."""
        self._desk = desk
        self.close()

    def open(self, parallel: Parallel) -> None:
        """Opens a parallel's article and looks for the sentences that match."""
        if self._desk is None:
            return
        desk = self._desk
        self._bridge.drop("evidence")
        self._bridge.start(
            lambda _: desk.open_article(parallel.article_id),
            lambda opened: self._show(desk, opened, parallel),
            lane="article",
        )

    def close(self) -> None:
        """Empties the reader: what it shows is of no list any longer."""
        for lane in ("article", "evidence"):
            self._bridge.drop(lane)
        self._reader.clear()

    def _open_row(self, row: Row | None) -> None:
        if row is not None:
            self.open(row.parallel)

    def _show(self, desk: Desk, opened: Opened, parallel: Parallel) -> None:
        row, result = self._results.current(), self._listed()
        band = self._results.model.band_of(parallel) if row is not None and not row.kept else ""
        self._reader.show_article(opened, parallel, band)
        if result is not None and result.query.text.strip():
            self._bridge.start(
                lambda cancelled: desk.evidence(result, parallel.passage, cancelled),
                self._reader.show_pairs,
                lane="evidence",
                pool="think",
            )
