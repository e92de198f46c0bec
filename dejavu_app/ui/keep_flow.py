"""What a reader keeps: collections, stars, notes, saved searches, history; with undo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from dejavu_app.domain import Coverage, Parallel, Query, SearchResult, Timing
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.export_flow import ExportFlow
from dejavu_app.ui.notes_dialog import Marks, NotesDialog
from dejavu_app.ui.sidebar import Entry, Sidebar
from dejavu_app.ui.state import Row, one_line, spoken_date

if TYPE_CHECKING:
    from dejavu_app.archive import Archive, CollectionRow, SearchRow

    Kept = tuple[list[CollectionRow], list[SearchRow], list[SearchRow], list[int], list[tuple[str, int]]]


log = logging.getLogger(__name__)
Shown = Callable[[str, SearchResult, tuple[Row, ...]], None]
_SAME_AMONG = 20  # latest searches among which a repetition is looked for


class KeepFlow(QObject):
    """Reads and changes what is kept, in the background, and keeps the sidebar true."""

    collection_shown = Signal(object, str, object)  # rows, heading, SearchResult
    search_shown = Signal(object)  # SearchResult
    search_again = Signal(object)  # SearchResult
    collections_named = Signal(object)  # {id: name}
    message = Signal(str)

    def __init__(self, bridge: Bridge, sidebar: Sidebar, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._sidebar = sidebar
        self._window = window
        self._desk: Desk | None = None
        self.exports = ExportFlow(bridge, window)
        self.exports.message.connect(self.message)
        self.collections: list[CollectionRow] = []
        self._latest: tuple[int, str] | None = None  # number and text of the search last put into the history
        self.on_show: int | None = None  # the collection in the list, 0 for the starred articles
        sidebar.articles_dropped.connect(self.add_to)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive."""
        self._desk = desk
        self.exports.set_desk(desk)
        self.collections = []
        self.on_show = None
        self._latest = None
        self.refresh()

    def refresh(self) -> None:
        """Reads collections and searches anew."""
        if self._desk is None:
            for kind in ("collection", "saved", "history"):
                self._sidebar.show_entries(kind, ())
            return
        desk = self._desk

        def read(_: Callable[[], bool]) -> Any:
            with desk.archive() as archive:
                return (
                    archive.collections(),
                    archive.searches(True, 100),
                    archive.searches(False, 20),
                    archive.starred(),
                    archive.all_tags(),
                )

        self._bridge.start(read, self._show, lane="kept")

    def change(self, work: Callable[[Archive], Any], done: Callable[[Any], None] | None = None) -> None:
        """Changes the archive in the one writing thread, then shows what became of it."""
        if self._desk is None:
            return
        desk = self._desk

        def after(result: Any) -> None:
            self.refresh()
            if done is not None:
                done(result)

        self._bridge.start(lambda _: desk.keep(work), after, pool="write")

    def undo(self) -> None:
        """Takes back the last change of what is kept."""
        self.change(lambda archive: archive.undo(), self._undone)

    def new_collection(self, articles: Sequence[int] = ()) -> None:
        """Asks for a name and makes a collection, with these articles in it."""
        name, ok = QInputDialog.getText(self._window, self.tr("New collection"), self.tr("Name of the collection:"))
        if ok and name.strip():

            def work(archive: Archive) -> None:
                with archive.together("new collection"):
                    number = archive.create_collection(name)
                    if articles:
                        archive.add_to_collection(number, articles)

            self.change(work, lambda _: self.message.emit(self.tr("Collection “{name}” made.").format(name=name)))

    def add_to(self, collection: int, articles: Sequence[int]) -> None:
        """Puts articles into a collection."""
        name = next((c.name for c in self.collections if c.id == collection), "")
        self.change(
            lambda archive: archive.add_to_collection(collection, articles),
            lambda n: self.message.emit(self.tr("{n} added to “{name}”.").format(n=n, name=name)),
        )

    def take_out(self, articles: Sequence[int]) -> None:
        """Takes articles out of the collection on show, or their stars off; the list follows."""
        collection = self.on_show
        if collection is None or not articles:
            self.message.emit(self.tr("Open a collection first: a click on it in the sidebar shows its articles."))
            return
        if collection == 0:
            self.set_star(articles, False)
        else:
            self.change(
                lambda archive: archive.remove_from_collection(collection, articles),
                lambda _: self.message.emit(
                    self.tr("%Ln article(s) taken out. Ctrl+Shift+Z takes it back.", "", len(articles))
                ),
            )
        self._bridge.start(lambda _: None, lambda _: self.show_collection(collection), pool="write")

    def set_star(self, articles: Sequence[int], starred: bool) -> None:
        """Stars articles, or takes their stars off."""

        def work(archive: Archive) -> None:
            with archive.together("star"):
                for article in articles:
                    archive.set_star(article, starred)

        words = self.tr("Starred.") if starred else self.tr("Star taken off.")
        self.change(work, lambda _: self.message.emit(words))

    def note_on(self, article: int, headline: str) -> None:
        """Lets the reader write a note and tags on an article."""
        if self._desk is None:
            return
        desk = self._desk

        def read(_: Callable[[], bool]) -> tuple[Marks, list[str]]:
            with desk.archive() as archive:
                marks = Marks(archive.note(article), tuple(archive.tags(article)), article in archive.starred())
                return marks, [tag for tag, _n in archive.all_tags()]

        def ask(pair: tuple[Marks, list[str]]) -> None:
            before, tags = pair
            dialog = NotesDialog(headline, before, tags, self._window)
            dialog.kept.connect(lambda marks: self._mark(article, before, marks))
            dialog.open()

        self._bridge.start(read, ask, lane="note")

    def _mark(self, article: int, before: Marks, marks: Marks) -> None:
        def work(archive: Archive) -> None:
            with archive.together("note"):
                if marks.note != before.note:
                    archive.set_note(article, marks.note)
                if marks.tags != before.tags:
                    archive.set_tags(article, marks.tags)
                if marks.starred != before.starred:
                    archive.set_star(article, marks.starred)

        self.change(work, lambda _: self.message.emit(self.tr("Kept. Ctrl+Shift+Z takes it back.")))

    def keep_search(self, result: SearchResult, name: str = "") -> None:
        """Puts a search into the history, or under a name; the history keeps a repeated search once."""
        if name:
            self.change(lambda archive: archive.save_search(result, name))
            return
        desk, before = self._desk, self._latest
        if desk is None:
            return

        def write(_: Callable[[], bool]) -> int:
            # Not through the connection that undoes: a search in the history is no change to take back.
            with desk.archive() as archive:
                for row in archive.searches(False, _SAME_AMONG):
                    # A search that is being refined, switch by switch, stands there once, as it was left.
                    refined = before == (row.id, result.query.text)
                    if refined or archive.search(row.id).query == result.query:
                        archive.delete_search(row.id)
                return archive.save_search(result)

        def written(number: int) -> None:
            if self._desk is desk:
                self._latest = (number, result.query.text)
            self.refresh()

        # An archive that cannot be written to can still be searched; then there is just no history.
        self._bridge.start(
            write,
            written,
            pool="write",
            failed=lambda error: log.info("no history: %s", error),
        )

    def ask_save_search(self, result: SearchResult) -> None:
        """Asks for a name and saves the search under it."""
        name, ok = QInputDialog.getText(
            self._window, self.tr("Save this search"), self.tr("Name:"), text=one_line(result.query.text)[:40]
        )
        if ok and name.strip():
            self.keep_search(result, name)
            self.message.emit(self.tr("Search saved as “{name}”.").format(name=name))

    def run_command(self, command: str, kind: str, value: object) -> None:
        """Does what a line of the sidebar was asked to do."""
        number = int(str(value)) if str(value).isdigit() else 0
        if kind == "group":
            self.new_collection()
        elif kind == "collection":
            self._collection_command(command, number)
        elif kind == "tag":
            self.show_tag(str(value))
        elif kind in ("saved", "history"):
            self._search_command(command, number)

    def show_collection(self, collection: int) -> None:
        """Shows a collection's articles in the list; 0 shows the starred ones."""

        def show(name: str, result: SearchResult, rows: tuple[Row, ...]) -> None:
            description = next((c.description for c in self.collections if c.id == collection), "")
            self.on_show = collection
            self.collection_shown.emit(rows, name, replace(result, notes=(description,) if description else ()))

        self._with_collection(collection, show)

    def show_tag(self, tag: str) -> None:
        """Shows the articles that have a tag."""
        self._with_articles(
            f"# {tag}",
            lambda archive: archive.tagged(tag),
            lambda name, result, rows: self.collection_shown.emit(rows, name, result),
        )

    def export(self, result: SearchResult) -> None:
        """Asks for a file and writes the result into it."""
        self.exports.export(result)

    def _collection_command(self, command: str, number: int) -> None:
        if command in ("show", "open"):
            self.show_collection(number)
        elif command == "export":
            self._with_collection(number, lambda _name, result, _rows: self.export(result))
        elif command == "rename":
            old = next((c.name for c in self.collections if c.id == number), "")
            name, ok = QInputDialog.getText(self._window, self.tr("Rename"), self.tr("Name:"), text=old)
            if ok and name.strip():
                self.change(lambda archive: archive.rename_collection(number, name))
        elif command == "describe" and number:
            row = next((c for c in self.collections if c.id == number), None)
            old, name = (row.description, row.name) if row else ("", "")
            words, ok = QInputDialog.getMultiLineText(
                self._window, self.tr("Note on the collection"), self.tr("What “{name}” is for:").format(name=name), old
            )
            if ok and name:
                self.change(lambda archive: archive.rename_collection(number, name, words.strip()))
        elif command == "delete" and number:
            self.change(
                lambda archive: archive.delete_collection(number),
                lambda _: self.message.emit(self.tr("Collection deleted. Ctrl+Shift+Z brings it back.")),
            )

    def _search_command(self, command: str, number: int) -> None:
        if command in ("open", "rerun"):
            desk = self._desk
            if desk is None:
                return

            def read(_: Callable[[], bool]) -> SearchResult:
                with desk.archive() as archive:
                    return archive.search(number)

            target = self.search_shown if command == "open" else self.search_again
            self._bridge.start(read, target.emit, lane="stored")
        elif command == "rename":
            name, ok = QInputDialog.getText(self._window, self.tr("Save under a name"), self.tr("Name:"))
            if ok:
                self.change(lambda archive: archive.rename_search(number, name))
        elif command == "delete":
            self.change(lambda archive: archive.delete_search(number))

    def _with_collection(self, collection: int, done: Shown) -> None:
        name = next((c.name for c in self.collections if c.id == collection), self.tr("Starred"))
        self._with_articles(
            name,
            lambda archive: (
                [a for a, _n in archive.collection_articles(collection)] if collection else archive.starred()
            ),
            done,
        )

    def _with_articles(self, name: str, which: Callable[[Archive], list[int]], done: Shown) -> None:
        if self._desk is None:
            return
        desk = self._desk

        def read(_: Callable[[], bool]) -> tuple[SearchResult, tuple[Row, ...]]:
            with desk.archive() as archive:
                parallels = tuple(_parallel(archive, rank, article) for rank, article in enumerate(which(archive), 1))
            result = SearchResult(Query(name), "", (), Coverage(0, 0), parallels, Timing())
            return result, tuple(Row(p, one_line(p.passage)[:300], (), True) for p in parallels)

        self._bridge.start(read, lambda pair: done(name, *pair), lane="collection")

    def _show(
        self, kept: tuple[list[CollectionRow], list[SearchRow], list[SearchRow], list[int], list[tuple[str, int]]]
    ) -> None:
        self.collections, saved, history, starred, tags = kept
        entries = [Entry("collection", 0, f"★ {self.tr('Starred')}  {len(starred)}")] if starred else []
        entries += [Entry("collection", c.id, f"{c.name}  {c.articles}", c.description) for c in self.collections]
        entries += [Entry("tag", tag, f"# {tag}  {count}") for tag, count in tags]
        self._sidebar.show_entries("collection", entries, self.tr("Drag results here"))
        for kind, rows in (("saved", saved), ("history", history)):
            self._sidebar.show_entries(
                kind,
                [Entry(kind, row.id, row.name or one_line(row.text)[:60] or "—", self._tip(row)) for row in rows],
                self.tr("None yet"),
            )
        self.collections_named.emit({c.id: c.name for c in self.collections})

    def _tip(self, row: SearchRow) -> str:
        return self.tr("%Ln parallel(s), {date}: {text}", "", row.parallels).format(
            date=spoken_date(row.created[:10]), text=one_line(row.text)[:300]
        )

    def _undone(self, name: str) -> None:
        what = {
            "new collection": self.tr("the new collection"),
            "rename collection": self.tr("the collection’s new name or note"),
            "delete collection": self.tr("the deletion of the collection"),
            "add to collection": self.tr("what was put into the collection"),
            "remove from collection": self.tr("what was taken out of the collection"),
            "note": self.tr("the note, tags or star"),
            "tags": self.tr("the tags"),
            "star": self.tr("the star"),
            "save search": self.tr("the saved search"),
            "rename search": self.tr("the search’s new name"),
            "delete search": self.tr("the deletion of the search"),
            "clear history": self.tr("the clearing of the history"),
        }.get(name, name)
        self.message.emit(
            self.tr("Taken back: {what}.").format(what=what) if name else self.tr("There is nothing to take back.")
        )
        if self.on_show is not None:
            self.show_collection(self.on_show)


def _parallel(archive: Archive, rank: int, article_id: int) -> Parallel:
    """An article of a collection in the form of a result, its first passage as its text."""
    stored = archive.article(article_id)
    article, first = stored.article, stored.passages[0] if stored.passages else None
    return Parallel(
        rank=rank, score=0.0, band="weak", article_id=article_id, passage_id=first.id if first else 0,
        external_id=article.external_id, date=str(article.date or article.date_text), newspaper=article.newspaper,
        place=article.place, page=article.page, headline=article.headline,
        passage=first.text if first else article.text, start=first.start if first else 0,
        end=first.end if first else len(article.text), source=stored.source, url=article.url, quality=stored.quality,
        language=article.language,
    )  # fmt: skip
