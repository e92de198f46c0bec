"""What a reader keeps: collections, stars, notes, saved searches, history."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.domain import Marks, Query, SearchResult
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.export_flow import ExportFlow
from dejavu_app.ui.name_dialog import ask_name, ask_words
from dejavu_app.ui.note_flow import NoteFlow
from dejavu_app.ui.search_lines import SearchLines
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.shelf_flow import Shelf, ShelfFlow, take_out
from dejavu_app.ui.sidebar import Entry, Sidebar
from dejavu_app.ui.state import Chip, one_line
from dejavu_app.ui.undo_flow import UndoFlow, undo_keys

if TYPE_CHECKING:
    from dejavu_app.archive import Archive, CollectionRow, SearchRow
    from dejavu_app.errors import UserError

    Kept = tuple[list[CollectionRow], list[SearchRow], list[SearchRow], dict[int, Query], dict[int, Marks]]

log = logging.getLogger(__name__)
_SAME_AMONG = 20  # latest searches among which a repetition is looked for


class KeepFlow(QObject):
    """Reads and changes what is kept, in the background, and keeps the sidebar true."""

    collection_shown = Signal(object, str, object)  # rows, heading, SearchResult
    collection_followed = Signal(object, str, object)  # the same of the one on show, after a change
    search_shown = Signal(object)  # SearchResult
    search_again = Signal(object)  # SearchResult
    collections_named = Signal(object)  # {id: name}
    marked = Signal(object)  # {article: Marks}
    articles_gone = Signal()  # some that were to be kept are no longer in the archive
    message = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        settings: Settings,
        sidebar: Sidebar,
        filter_words: Callable[[Chip], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._search_lines = SearchLines(filter_words, self)
        self._bridge = bridge
        self._sidebar = sidebar
        self._window = window
        self._desk: Desk | None = None
        self.exports = ExportFlow(bridge, settings, window)
        self.exports.message.connect(self.message)
        self.notes = NoteFlow(bridge, self.change, window)
        self.notes.message.connect(self.message)
        self.undoing = UndoFlow(bridge, self.change, self)
        self.undoing.message.connect(self.message)
        self.collections: list[CollectionRow] = []
        self._searches: list[SearchRow] = []
        self._latest: tuple[int, str] | None = None  # number and text of the search last put into the history
        self.shelves = ShelfFlow(bridge, self)
        self.shelves.shown.connect(self.collection_shown)
        self.shelves.followed.connect(self.collection_followed)
        sidebar.articles_dropped.connect(self.add_to)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive."""
        self._bridge.drop("stored")
        self._desk = desk
        self.exports.set_desk(desk)
        self.notes.set_desk(desk)
        self.undoing.set_desk(desk)
        self.shelves.set_desk(desk)
        self.collections = []
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
                saved, history = archive.searches(True, 100), archive.searches(False, 20)
                queries = archive.queries(row.id for row in (*saved, *history))
                return archive.collections(), saved, history, queries, archive.marks()

        self._bridge.start(read, self._show, lane="kept")

    def change(
        self,
        work: Callable[[Archive], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Changes the archive in the one writing thread, then shows what became of it."""
        if self._desk is None:
            return
        desk = self._desk

        def after(result: Any) -> None:
            self.refresh()
            self.shelves.again()
            if done is not None:
                done(result)

        self._bridge.start(lambda _: desk.keep(work), after, pool="write", failed=failed)
        self.undoing.follow()

    def _keep(
        self, articles: Sequence[int], work: Callable[[Archive, Sequence[int]], Any], done: Callable[[Any], None]
    ) -> None:
        """Changes what is kept of those of the articles that are there: another window may have taken some out."""

        def of_those_there(archive: Archive) -> tuple[list[int], Any]:
            there = list(archive.articles(articles))
            return there, work(archive, there) if there or not articles else None

        def kept(answer: tuple[list[int], Any]) -> None:
            there, result = answer
            if there or not articles:
                done(result)
            else:
                self.message.emit(self.tr("These articles are no longer in the archive."))
            if len(there) < len(articles):
                self.articles_gone.emit()

        self.change(of_those_there, kept)

    def _ask(self, ask: Callable[..., str | None], *words: str) -> str | None:
        """What was typed; None where another archive was opened meanwhile, whose numbers are of other things."""
        desk = self._desk
        given = ask(self._window, *words)
        if desk is self._desk:
            return given
        if given and desk is not None:
            self.message.emit(self.tr("“{name}” is no longer open.").format(name=desk.path.stem))
        return None

    def new_collection(self, articles: Sequence[int] = ()) -> None:
        """Asks for a name and makes a collection, with these articles in it."""
        name = self._ask(ask_name, self.tr("New collection"), self.tr("Name of the collection:"))
        if not name:
            return

        def work(archive: Archive, there: Sequence[int]) -> None:
            with archive.together("new collection"):
                number = archive.create_collection(name)
                if there:
                    archive.add_to_collection(number, there)

        self._keep(
            articles, work, lambda _: self.message.emit(self.tr("Collection “{name}” made.").format(name=name))
        )

    def add_to(self, collection: int, articles: Sequence[int]) -> None:
        """Puts articles into a collection; 0 stands for the starred ones."""
        if not collection:
            self.set_star(articles, True)
            return
        name = next((c.name for c in self.collections if c.id == collection), "")
        self._keep(
            articles,
            lambda archive, there: archive.add_to_collection(collection, there),
            lambda n: self.message.emit(self.tr("{n} added to “{name}”.").format(n=n, name=name)),
        )

    def take_out(self, articles: Sequence[int]) -> None:
        """Takes articles out of the collection on show, or its tag or star off them; the list follows."""
        shelf = self.shelves.on_show
        if shelf is None or shelf.kind == "gone" or not articles:
            self.message.emit(self.tr("Open a collection first: a click on it in the sidebar shows its articles."))
            return
        if shelf.kind == "notes":
            self.message.emit(self.tr("An article leaves this list when its note is emptied."))
            return
        if shelf.kind == "starred":
            self.set_star(articles, False)
        else:
            self.change(
                lambda archive: take_out(archive, shelf, articles),
                lambda n: self.message.emit(
                    self.tr("%Ln article(s) taken out. {keys} takes it back.", "", n).format(keys=undo_keys())
                ),
            )

    def set_star(self, articles: Sequence[int], starred: bool | None) -> None:
        """Stars articles, or takes their stars off; with None the latter where all of them are starred already."""

        def work(archive: Archive, there: Sequence[int]) -> bool:
            on = starred
            if on is None:
                marks = archive.marks()
                on = not all(marks.get(article, Marks()).starred for article in there)
            with archive.together("star"):
                for article in there:
                    archive.set_star(article, on)
            return on

        self._keep(
            articles, work,
            lambda on: self.message.emit(self.tr("Starred.") if on else self.tr("Star taken off.")),
        )  # fmt: skip

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
        proposed = one_line(result.query.text)[:40]
        name = self._ask(ask_name, self.tr("Save this search"), self.tr("Name:"), proposed)
        if name:
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
            self._tag_command(command, str(value))
        elif kind == "notes":
            self._shelf_command(command, Shelf("notes"))
        elif kind in ("saved", "history"):
            self._search_command(command, number)

    def show_collection(self, collection: int) -> None:
        """Shows a collection's articles in the list; 0 shows the starred ones."""
        self.shelves.show(_shelf_of(collection))

    def export(self, result: SearchResult) -> None:
        """Asks for a file and writes the result into it."""
        self.exports.export(result)

    def _shelf_command(self, command: str, shelf: Shelf) -> None:
        if command in ("show", "open"):
            self.shelves.show(shelf)
        elif command == "export":
            self.shelves.read(shelf, lambda listed: self.export(listed.result))

    def _tag_command(self, command: str, tag: str) -> None:
        if command == "rename":
            name = self._ask(ask_name, self.tr("Rename"), self.tr("Name:"), tag)
            if name and name != tag:
                self.change(
                    lambda archive: archive.rename_tag(tag, name),
                    lambda _: self._follow(Shelf("tag", tag), Shelf("tag", name)),
                )
        elif command == "delete":

            def taken_off(n: int) -> None:
                words = self.tr("Tag taken off %Ln article(s). {keys} brings it back.", "", n)
                self.message.emit(words.format(keys=undo_keys()))
                self._follow(Shelf("tag", tag), Shelf("tag", tag))

            self.change(lambda archive: archive.remove_tag(tag), taken_off)
        else:
            self._shelf_command(command, Shelf("tag", tag))

    def _follow(self, old: Shelf, new: Shelf) -> None:
        """Shows the new shelf in place of the old one."""
        if self.shelves.on_show == old:
            self.shelves.show(new)

    def _collection_command(self, command: str, number: int) -> None:
        if command in ("show", "open", "export"):
            self._shelf_command(command, _shelf_of(number))
        elif command == "rename" and number:
            old = next((c.name for c in self.collections if c.id == number), "")
            name = self._ask(ask_name, self.tr("Rename"), self.tr("Name:"), old)
            if name and name != old:
                self.change(lambda archive: archive.rename_collection(number, name))
        elif command == "describe" and number:
            row = next((c for c in self.collections if c.id == number), None)
            old, called = (row.description, row.name) if row else ("", "")
            label = self.tr("What “{name}” is for:").format(name=called)
            words = self._ask(ask_words, self.tr("Note on the collection"), label, old)
            if words is not None and called and words.strip() != old:
                self.change(lambda archive: archive.rename_collection(number, called, words.strip()))
        elif command == "delete" and number:
            said = self.tr("Collection deleted. {keys} brings it back.").format(keys=undo_keys())
            self.change(lambda archive: archive.delete_collection(number), lambda _: self.message.emit(said))

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
            row = next((row for row in self._searches if row.id == number), None)
            old = row.name if row else ""
            title = self.tr("Rename") if old else self.tr("Save under a name")
            name = self._ask(ask_name, title, self.tr("Name:"), old or one_line(row.text if row else "")[:40])
            if name and name != old:
                self.change(lambda archive: archive.rename_search(number, name))
        elif command == "delete":
            said = self.tr("Search deleted. {keys} brings it back.").format(keys=undo_keys())
            self.change(lambda archive: archive.delete_search(number), lambda _: self.message.emit(said))
        elif command == "clear":
            said = self.tr("History cleared. {keys} brings it back.").format(keys=undo_keys())
            self.change(lambda archive: archive.clear_history(), lambda _: self.message.emit(said))

    def _show(self, kept: Kept) -> None:
        self.collections, saved, history, queries, marks = kept
        self.collections_named.emit({c.id: c.name for c in self.collections})  # the lines below ask for these names
        self._searches = [*saved, *history]
        starred = sum(each.starred for each in marks.values())
        noted = sum(bool(each.note) for each in marks.values())
        tags = Counter(tag for each in marks.values() for tag in each.tags)
        entries = [Entry("collection", 0, f"★ {self.shelves.name_of(Shelf('starred'))}  {starred}")] if starred else []
        entries += [Entry("notes", "", f"✎ {self.shelves.name_of(Shelf('notes'))}  {noted}")] if noted else []
        entries += [Entry("collection", c.id, f"{c.name}  {c.articles}", c.description) for c in self.collections]
        entries += [Entry("tag", tag, f"# {tag}  {tags[tag]}") for tag in sorted(tags)]
        self._sidebar.show_entries("collection", entries, self.tr("Drag results here"))
        for kind, rows in (("saved", saved), ("history", history)):
            tips = [self._search_lines.tip(row, queries.get(row.id)) for row in rows]
            lines = self._search_lines.lines(rows, queries)
            entries = [Entry(kind, row.id, *said) for row, *said in zip(rows, lines, tips, strict=True)]
            self._sidebar.show_entries(kind, entries, self.tr("None yet"))
        self.marked.emit(marks)


def _shelf_of(collection: int) -> Shelf:
    return Shelf("collection", collection) if collection else Shelf("starred")
