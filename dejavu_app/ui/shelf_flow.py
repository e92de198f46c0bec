"""Lists of kept articles: a collection, the starred ones, those with a note, those of a tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from dejavu_app.domain import Coverage, Parallel, Query, SearchResult, Timing
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.state import Row, one_line

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

_LANE = "collection"  # of the shelf that is being read for the list


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is listed; ``value`` is a collection's number or a tag. A collection that is deleted while it is listed is
    ``gone``, until that is undone."""

    kind: Literal["collection", "gone", "starred", "notes", "tag"]
    value: int | str = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A shelf's articles as the list of results shows them."""

    name: str
    rows: tuple[Row, ...]
    result: SearchResult


class ShelfFlow(QObject):
    """Reads shelves in the background, and knows which one stands in the list."""

    shown = Signal(object, str, object)  # rows, heading, SearchResult
    followed = Signal(object, str, object)  # the same of the shelf on show, after a change

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._desk: Desk | None = None
        self.on_show: Shelf | None = None  # None while the list shows a search
        self._asked: Shelf | None = None  # the one that is being read for the list
        self._name = ""  # of the one on show

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive."""
        self.leave()
        self._desk = desk

    def show(self, shelf: Shelf) -> None:
        """Shows a shelf's articles in the list."""

        def done(listed: Listed | None) -> None:
            self._asked = None
            if listed is not None:
                self.on_show, self._name = shelf, listed.name
                self.shown.emit(listed.rows, listed.name, listed.result)

        self._asked = shelf
        self._read(shelf, done, _LANE)

    def leave(self) -> None:
        """The list turns to a search: from now on it follows no shelf, nor does one that is being read come into it."""
        self.on_show = self._asked = None
        self._bridge.drop(_LANE)

    def name_of(self, shelf: Shelf) -> str:
        """What a shelf is called; of a collection the archive knows it."""
        return {"starred": self.tr("Starred"), "notes": self.tr("Notes"), "tag": f"# {shelf.value}"}.get(shelf.kind, "")

    def again(self) -> None:
        """Follows a change of what is kept, where a shelf is on show; one that is on its way is read once more."""
        if self._asked is not None:
            self.show(self._asked)
        elif self.on_show is not None:
            shelf = self.on_show
            if shelf.kind == "gone":
                shelf = replace(shelf, kind="collection")

            def done(listed: Listed | None) -> None:
                self.on_show = shelf if listed else replace(shelf, kind="gone")
                now = listed or Listed(self._name, (), _result(self._name, ()))
                self._name = now.name
                self.followed.emit(now.rows, now.name, now.result)

            self._read(shelf, done, _LANE)

    def read(self, shelf: Shelf, done: Callable[[Listed], None]) -> None:
        """Reads a shelf for something other than the list; nothing comes of a collection that is gone."""
        self._read(shelf, lambda listed: done(listed) if listed else None)

    def _read(self, shelf: Shelf, done: Callable[[Listed | None], None], lane: str = "") -> None:
        if self._desk is None:
            return
        desk = self._desk
        plain = self.name_of(shelf)

        def read(_: Callable[[], bool]) -> Listed | None:
            with desk.archive() as archive:
                name, description = plain, ""
                if shelf.kind == "collection":
                    row = next((c for c in archive.collections() if c.id == shelf.value), None)
                    if row is None:
                        return None
                    name, description = row.name, row.description
                parallels = tuple(_parallel(archive, rank, a) for rank, a in enumerate(_articles(archive, shelf), 1))
                notes = archive.marks() if shelf.kind == "notes" else {}
            result = _result(name, parallels, (description,) if description else ())
            said = [notes[p.article_id].note if p.article_id in notes else p.passage for p in parallels]
            rows = tuple(Row(p, one_line(words)[:300], (), True) for p, words in zip(parallels, said, strict=True))
            return Listed(name, rows, result)

        self._bridge.start(read, done, lane=lane)


def take_out(archive: Archive, shelf: Shelf, articles: Sequence[int]) -> int:
    """Takes articles off a collection's or a tag's shelf; gives how many stood there."""
    if shelf.kind == "tag":
        return archive.remove_tag(str(shelf.value), articles)
    return archive.remove_from_collection(int(shelf.value), articles)


def _articles(archive: Archive, shelf: Shelf) -> list[int]:
    if shelf.kind == "starred":
        return archive.starred()
    if shelf.kind == "notes":
        return archive.noted()
    if shelf.kind == "tag":
        return archive.tagged(str(shelf.value))
    return [article for article, _ in archive.collection_articles(int(shelf.value))]


def _result(name: str, parallels: tuple[Parallel, ...], notes: tuple[str, ...] = ()) -> SearchResult:
    return SearchResult(Query(""), "", (), Coverage(0, 0), parallels, Timing(), notes=notes, kept=name)


def _parallel(archive: Archive, rank: int, article_id: int) -> Parallel:
    """A kept article in the form of a result, its first passage as its text."""
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
