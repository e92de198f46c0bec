"""How the tables of newspapers and places follow the list, and the list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from dejavu_app.domain import Filters, Query, SearchResult

if TYPE_CHECKING:
    from dejavu_app.ui.breakdown import Breakdown
    from dejavu_app.ui.main_window import MainWindow

Counts = Sequence[tuple[str, int]]


class BreakdownFlow(QObject):
    """Opens the one sheet of newspapers and places, and keeps it true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self._sheet: Breakdown | None = None
        self._counted: Query | None = None  # the search whose list is counted
        self._newspapers: Counts = ()
        self._places: Counts = ()
        window.filters.changed.connect(self._narrowed)
        window.search_flow.lessened.connect(self._lessened)

    def set_counts(self, newspapers: Counts, places: Counts) -> None:
        """What the whole archive holds."""
        self._newspapers, self._places = newspapers, places
        if self._sheet is not None:
            self._sheet.set_archive(dict(newspapers), dict(places))

    def searched(self, result: SearchResult) -> None:
        """Counts a new list; the same one narrowed to a paper or place has nothing to tell apart: its figures stay."""
        wide = _widened(result.query)
        self._narrowed(result.query.filters)
        if wide != self._counted or wide == result.query:
            self._count(result)

    def listed(self, result: SearchResult) -> None:
        """Counts a list that no search made: a collection."""
        if self._sheet is not None:
            self._sheet.count(result.parallels)
            self._counted = None

    def leave(self) -> None:
        """Closes the tables: they are of another archive."""
        if self._sheet is not None:
            self._sheet.close()

    def show(self) -> None:
        """Opens the tables beside the window."""
        w = self._w
        found = w.search_flow.found
        if found is None or not found.result.parallels:
            w.say(self.tr("Search first; then the newspapers and places of the list stand here."))
            return
        from dejavu_app.ui.breakdown import Breakdown

        self.leave()
        sheet = Breakdown(found.result.parallels, dict(self._newspapers), dict(self._places), w.settings, w)
        sheet.chosen.connect(self._filter_by)
        sheet.said.connect(w.say)
        sheet.save_asked.connect(w.commands.write_picture)
        sheet.finished.connect(self._closed)
        self._sheet = sheet
        self._counted = None if found.result.kept else found.result.query
        # Beside the list, not over it.
        sheet.move(w.mapToGlobal(QPoint(max(0, w.width() - sheet.width() - 24), 60)))
        sheet.show()

    def _narrowed(self, filters: Filters) -> None:
        if self._sheet is not None:
            self._sheet.narrowed(filters.newspapers, filters.places)

    def _lessened(self, result: SearchResult) -> None:
        if result.query == self._counted:
            self._count(result)

    def _count(self, result: SearchResult) -> None:
        if self._sheet is not None:
            filters = result.query.filters
            both = [("newspaper", each) for each in filters.newspapers] + [("place", each) for each in filters.places]
            self._sheet.count(result.parallels, both[0] if len(both) == 1 else None)
            self._counted = result.query

    def _closed(self) -> None:
        self._sheet = None

    def _filter_by(self, kind: str, value: str) -> None:
        filters, values = self._w.filters.filters(), (value,) if value else ()
        changed = replace(filters, newspapers=values) if kind == "newspaper" else replace(filters, places=values)
        self._w.filters.change(changed)


def _widened(query: Query) -> Query:
    """The search without its filters by newspaper and place."""
    return replace(query, filters=replace(query.filters, newspapers=(), places=()))
