"""How a search goes through the window: query, names, filters, list, timeline; each step in the background."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from dejavu_app.domain import Filters, Mention, PartialDate, Query, SearchResult
from dejavu_app.errors import UserError
from dejavu_app.ui import settings as options
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk, gone_in
from dejavu_app.ui.feedback import Feedback
from dejavu_app.ui.figures import figure
from dejavu_app.ui.filter_bar import FilterBar
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.names_flow import NamesFlow
from dejavu_app.ui.notes_words import NotesWords
from dejavu_app.ui.periods import Spread, spread_of
from dejavu_app.ui.query_panel import QueryPanel
from dejavu_app.ui.reader import ReaderPane
from dejavu_app.ui.reading_flow import ReadingFlow
from dejavu_app.ui.reread_bar import RereadBar
from dejavu_app.ui.results_panel import ResultsPanel
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.state import Found, Row, dates_of, headline_of
from dejavu_app.ui.timeline import Timeline

_FOLLOW = 250  # ms after a switch before the list follows


class SearchFlow(QObject):
    """Connects the panels of one window; holds what was searched last."""

    begun = Signal()  # a search, fresh or stored, is on its way into the list
    searched = Signal(object)  # Found
    lessened = Signal(object)  # SearchResult: articles of the list were removed from the archive
    emptied = Signal()  # nothing is asked any longer, and the list is of nothing
    failed = Signal(object)  # UserError

    def __init__(
        self,
        bridge: Bridge,
        settings: Settings,
        query: QueryPanel,
        filters: FilterBar,
        timeline: Timeline,
        results: ResultsPanel,
        reader: ReaderPane,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._query = query
        self._filters = filters
        self._timeline = timeline
        self._results = results
        self._reader = reader
        self._desk: Desk | None = None
        self._words = NotesWords(self)
        self._namer = NamesFlow(bridge, query, self)
        self._namer.named.connect(self._named)
        self._namer.failed.connect(self.failed)
        self._reading = ReadingFlow(bridge, results, reader, lambda: self.found.result if self.found else None, self)
        self.found: Found | None = None
        self._first: Found | None = None  # the list in its first order, while it is read again
        self._wanted: object = None  # what tells the search that is wanted from those that were dropped
        self.reread = RereadBar(results)
        self.reread.watch(query, filters, timeline, results)
        self.reread.stop_asked.connect(self.stop_reading)
        column = results.layout()
        assert column is not None
        column.addWidget(self.reread)
        self._feedback = Feedback(results.show_feedback)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW)
        self._follow.timeout.connect(self.search)
        query.search_asked.connect(self._ask)
        query.choices_changed.connect(lambda _: self._again())
        query.mode.activated.connect(lambda _: self._again())
        query.rerank.clicked.connect(lambda _: self._again())
        filters.changed.connect(self._filtered)
        timeline.range_chosen.connect(self._years_chosen)
        results.feedback_removed.connect(self._forget_feedback)
        results.question_asked.connect(self._ask_question)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive: nothing of the old one stays on show."""
        for lane in ("search", "removed", "years"):
            self._bridge.drop(lane)
        self._follow.stop()  # what was to follow was a list of the old one
        self._end_reading()
        self._desk = desk
        self._namer.set_desk(desk)
        self._reading.set_desk(desk)
        self.found = None
        self._feedback.clear()
        self._filters.set_filters(Filters())
        self._timeline.set_range(None, None)

    def query(self) -> Query:
        """The search as the window states it now."""
        text = self._query.story()
        choices = self._query.choices() if text else MaskChoices(labels=self._query.preview.choices().labels)
        return Query(
            text=text,
            k=self._settings.get(options.RESULTS),
            mode=self._query.chosen_mode(),
            filters=self._filters.filters(),
            mask=choices.enabled,
            labels=choices.labels,
            shown=tuple(sorted(choices.shown)),
            hidden=tuple(sorted(choices.hidden)),
            rerank=self._query.rerank.isChecked(),
            like=tuple(self._feedback.like),
            unlike=tuple(self._feedback.unlike),
            address=self._query.address(),
        )

    def search(self) -> None:
        """Runs the search in the background; a newer one makes it stale."""
        self._follow.stop()
        if self._desk is None:
            return
        query = self.query()
        if not query.text.strip() and not query.like:
            return
        desk, fold = self._desk, self._settings.get(options.FOLD_REPRINTS)
        self._end_reading()
        self.begun.emit()
        wanted = self._wanted = object()
        tell = self._bridge.teller(lambda told: self._heard(wanted, told))
        self._results.show_busy(self.tr("Searching…"))
        self._bridge.start(
            lambda cancelled: desk.search(query, cancelled, fold, tell),
            self._arrived,
            lane="search",
            pool="think",
            failed=self._search_failed,
        )

    def stop_reading(self) -> None:
        """Stops the second reading of the list, which keeps its first order; nothing where none is under way."""
        first = self._first
        if first is not None:
            self._bridge.drop("search")
            self._end_reading()
            self.searched.emit(first)

    def show_stored(self, result: SearchResult) -> None:
        """Shows what a search of the history found, and its query and filters with it."""
        if self._desk is None:
            return
        desk, fold = self._desk, self._settings.get(options.FOLD_REPRINTS)
        self.restore(result)
        self._end_reading()
        self.begun.emit()
        self._bridge.start(lambda _: desk.stored(result, fold), self.show, lane="search", failed=self._search_failed)

    def show(self, found: Found) -> None:
        """Shows a result, fresh or from the history."""
        self._end_reading()
        self._show(found)
        self.searched.emit(found)

    def _heard(self, wanted: object, told: Found | tuple[int, int]) -> None:
        """The list in its first order, or how much of it has been read again."""
        if wanted is not self._wanted:
            return
        if isinstance(told, Found):
            self._show(told)
            self._first = told
        else:
            self.reread.show_progress(*told)

    def _arrived(self, found: Found) -> None:
        if self._first is None:
            self.show(found)
            return
        self._end_reading()
        self._reorder(found)
        self.searched.emit(found)

    def _reorder(self, found: Found) -> None:
        """Shows the same search with its rows in another order, or fewer of them; the reader's place is kept."""
        self.found = found
        notes = [self._words.spoken(note) for note in found.result.notes]
        self._results.reorder_rows(found.rows, self._heading(found), notes)
        self._timeline.set_hits(spread_of(dates_of(found.rows)))

    def _end_reading(self) -> None:
        self._first = self._wanted = None
        self.reread.end()

    def _show(self, found: Found) -> None:
        self.found = found
        self._query.folding.listed(bool(found.rows))
        result = found.result
        self._reader.show_query(result.query.text, self._names(result))
        if not found.rows:
            self._reading.close()
            self._results.show_empty(self.tr("Nothing was found"), self._advice(result))
        else:
            notes = [self._words.spoken(note) for note in result.notes]
            self._results.show_rows(found.rows, self._heading(found), notes)
        self._timeline.set_hits(spread_of(dates_of(found.rows)))

    def _advice(self, result: SearchResult) -> str:
        """What to try when nothing was found; of a list whose articles were removed, that they were."""
        gone = next((note for note in result.notes if gone_in(note)), "")
        if gone:
            return self._words.spoken(gone)
        if result.query.filters:
            return self.tr("Nothing passes the filters. Widen the years, or clear the filters below the text.")
        if result.query.mode == "keyword":
            return self.tr("No article has these words. Use fewer or other words, or search by meaning as well.")
        return self.tr("Tell the story in a few sentences more, or let its names count: switch off what is hidden.")

    def show_rows(self, rows: tuple[Row, ...], heading: str, result: SearchResult, again: bool = False) -> None:
        """Shows articles that no search ranked: a collection; ``again``: the one on show, after a change of it."""
        if again and self.found == Found(result, rows):
            return
        self._bridge.drop("search")
        if not again:
            self._follow.stop()  # leaving a field for this list is no wish for the search that the field changed
        self._end_reading()
        self.found = Found(result, rows)
        if again:
            self._results.reorder_rows(rows, heading, result.notes, stay=True)
        else:
            self._results.show_rows(rows, heading, result.notes)
        if not rows:
            self._reading.close()
        self._timeline.set_hits(spread_of(dates_of(rows)))

    def drop_removed(self) -> None:
        """Takes out of the list what is no longer in the archive; the rest stays as it is."""
        found = self.found
        if found is None or found.result.kept or self._desk is None:
            return
        desk, fold = self._desk, self._settings.get(options.FOLD_REPRINTS)

        def left(now: Found) -> None:
            if self.found is not found or len(now.result.parallels) == len(found.result.parallels):
                return
            said = self._results.heading.text()
            if now.rows:
                self._reorder(now)
            else:
                self._show(now)
            if self._first is not None:
                self._first = now
            elif self._wanted is not None:
                self._results.show_busy(said)
            self.lessened.emit(now.result)

        self._bridge.start(lambda _: desk.found(found.result, fold), left, lane="removed")

    def restore(self, result: SearchResult) -> None:
        """Puts a stored search's statement back into the panels."""
        query = result.query
        self._follow.stop()
        self._query.set_text(query.text, query.address, asked=True)
        self._query.mode.setCurrentIndex(max(0, self._query.mode.findData(query.mode)))
        self._query.rerank.setChecked(query.rerank and self._query.rerank.isEnabled())  # it may not be installed here
        self._filters.set_filters(query.filters)
        self._show_range(query.filters)
        self.refresh_years()
        choices = MaskChoices(
            query.text, result.mentions, query.labels, query.mask, frozenset(query.shown), frozenset(query.hidden)
        )
        self._query.show_choices(choices)
        known = {parallel.passage_id: headline_of(parallel) for parallel in result.parallels}
        like, unlike = (
            {passage: known.get(passage) or self.tr("an earlier result") for passage in passages}
            for passages in (query.like, query.unlike)
        )
        self._feedback.restore(like, unlike)

    def more_like(self, rows: list[Row], more: bool) -> None:
        """Moves the query towards these results, or away from them, and searches again."""
        self._feedback.take(rows, more)
        self.search()

    def refresh_years(self) -> None:
        """Counts articles by period anew, under the filters."""
        if self._desk is None:
            return
        desk, filters = self._desk, self._filters.filters()
        self._bridge.start(lambda _: desk.spread(filters), self._show_spread, lane="years")

    def _show_spread(self, everything: Spread) -> None:
        self._timeline.set_counts(everything, spread_of(dates_of(self.found.rows)) if self.found else Spread())
        self._show_range(self._filters.filters())

    def _heading(self, found: Found) -> str:
        count, result = len(found.rows), found.result
        printings = len(result.parallels)
        words = self.tr("%Ln parallel(s)", "", count)
        if printings > count:
            words += self.tr(" in {n} printings").format(n=printings)
        seconds = (result.timing.total or 0) / 1000
        if seconds:
            words += self.tr("  ·  {s} s").format(s=figure(seconds, 2))
        return words

    def _names(self, result: SearchResult) -> tuple[Mention, ...]:
        choices = self._query.preview.choices()
        return choices.mentions if choices.text == result.query.text else result.mentions

    def _ask(self) -> None:
        self._feedback.clear()
        self.search()

    def _ask_question(self, text: str) -> None:
        self._query.set_text(text, asked=True)
        self._ask()

    def follow(self) -> None:
        """Lets the list follow a setting; a collection on show has nothing to follow."""
        if self.found is not None and not any(row.kept for row in self.found.rows):
            self._again()

    def _again(self) -> None:
        """Lets the list follow a switch, once something has been searched, or the first search has begun."""
        begun = self.found is not None or self._wanted is not None
        if begun and self._asks():
            self._follow.start()

    def _asks(self) -> bool:
        """Whether the window states anything that could be searched."""
        return bool(self._query.story().strip() or self._feedback.like)

    def _filtered(self, filters: Filters) -> None:
        self._show_range(filters)
        self.refresh_years()
        result = self.found.result if self.found is not None else None
        if self._asks():
            self._again()
        elif self._wanted is not None or (result is not None and not result.kept and result.query.filters != filters):
            self._empty()  # under these filters nothing was searched, and nothing can be without a text

    def _show_range(self, filters: Filters) -> None:
        self._timeline.set_range(filters.date_from, filters.date_to)

    def _years_chosen(self, chosen: tuple[PartialDate, PartialDate] | None) -> None:
        first, last = chosen or (None, None)
        self._filters.change(replace(self._filters.filters(), date_from=first, date_to=last))

    def _named(self, text: str, mentions: tuple[Mention, ...]) -> None:
        if self.found is not None and self.found.result.query.text == text:
            self._reader.show_query(text, mentions)

    def _forget_feedback(self, passage: int) -> None:
        self._feedback.forget(passage)
        if self._asks():
            self.search()
        elif self.found is not None and not self.found.result.kept:
            self._empty()

    def _empty(self) -> None:
        """Takes the list away: without a text and a result to be like there is nothing that it would answer."""
        for lane in ("search", "removed"):
            self._bridge.drop(lane)
        self._end_reading()
        self.found = None
        self._reading.close()
        self._timeline.set_hits(Spread())
        self.emptied.emit()

    def _search_failed(self, error: UserError) -> None:
        first = self._first
        self._end_reading()
        self._query.folding.hold()
        if first is None:
            self._results.show_idle()
        else:
            self.searched.emit(first)
        self.failed.emit(error)
