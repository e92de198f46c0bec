"""The list of parallels as a Qt table model: one row a text, with its reprints folded in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from dejavu_app.domain import Band, Marks, Parallel
from dejavu_app.ui.figures import date_words
from dejavu_app.ui.results_order import ordered
from dejavu_app.ui.state import BAND_DOTS, Row, cite, headline_of, marks_in_short, one_line

_TEXT_MIME = "text/plain"
ROW_ROLE = Qt.ItemDataRole.UserRole
ARTICLES_MIME = "application/x-dejavu-articles"
AnyIndex = QModelIndex | QPersistentModelIndex


class ResultsModel(QAbstractTableModel):
    """Columns: rank, strength, date, newspaper, place, page, headline, sentence."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._columns = len(self.titles())  # asked for at each cell
        self._sort = "rank"
        self._marks: Mapping[int, Marks] = {}

    def titles(self) -> tuple[str, ...]:
        """The columns' names as shown."""
        return (
            self.tr("Rank"),
            self.tr("Strength"),
            self.tr("Date"),
            self.tr("Newspaper"),
            self.tr("Place"),
            self.tr("Page"),
            self.tr("Headline"),
            self.tr("Best sentence"),
        )

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows another result in the order chosen."""
        self.beginResetModel()
        self._rows = ordered(rows, self._sort)
        self.endResetModel()

    def set_marks(self, marks: Mapping[int, Marks]) -> None:
        """What the reader wrote on articles, by article."""
        if marks != self._marks:
            self._marks = marks
            if self._rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))

    def marks(self, row: Row) -> str:
        """Star, pencil and tags of a row's article; nothing for one without."""
        return marks_in_short(self._marks.get(row.parallel.article_id))

    def sort_by(self, name: str) -> None:
        """Orders by one of ``ORDERS``, the selection kept."""
        self.layoutAboutToBeChanged.emit()
        before = self._rows
        self._sort = name
        self._rows = ordered(before, name)
        places = {id(row): number for number, row in enumerate(self._rows)}
        old = self.persistentIndexList()
        self.changePersistentIndexList(
            old, [self.index(places[id(before[index.row()])], index.column()) for index in old]
        )
        self.layoutChanged.emit()

    def order(self) -> str:
        """The order in force."""
        return self._sort

    def row(self, index: AnyIndex) -> Row | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def band_name(self, row: Row) -> str:
        """The strength of a match in a word."""
        if row.kept:
            return self.tr("kept")
        return self.band_of(row.parallel)

    def band_of(self, parallel: Parallel) -> str:
        """The strength of a parallel in a word."""
        return self._bands()[parallel.band]

    def band_names(self) -> tuple[str, ...]:
        """All words for the strength of a match."""
        return tuple(self._bands().values())

    def _bands(self) -> dict[Band, str]:
        return {"strong": self.tr("strong"), "fair": self.tr("fair"), "weak": self.tr("weak")}

    def spoken(self, row: Row) -> str:
        """One row for a screen reader."""
        parallel = row.parallel
        words = self.tr("{rank}. {headline}. Parallel: {band}. {date}, {newspaper}, {place}. {sentence}").format(
            rank=parallel.rank,
            headline=headline_of(parallel),
            band=self.band_name(row),
            date=date_words(parallel.date),
            newspaper=parallel.newspaper,
            place=parallel.place,
            sentence=row.snippet,
        )
        own = self._marks.get(parallel.article_id, Marks())
        said = [self.tr("Starred.")] * own.starred
        said += [self.tr("With your note: {note}").format(note=own.note)] * bool(own.note)
        said += [self.tr("Tags: {tags}").format(tags=", ".join(own.tags))] * bool(own.tags)
        return " ".join([f"{words} {self.printings(row)}".strip(), *said])

    def dots(self, row: Row) -> str:
        """The strength as dots; nothing for what is kept in a collection."""
        filled = BAND_DOTS[row.parallel.band]
        return "" if row.kept else "●" * filled + "○" * (3 - filled) + "  "

    def printings(self, row: Row) -> str:
        """``printed in 4 papers``, or nothing for a text found once; a paper may have printed it more than once."""
        if not row.reprints:
            return ""
        every = (row.parallel, *row.reprints)
        papers = {parallel.newspaper for parallel in every}
        if len(papers) == len(every):
            return self.tr("printed in {n} papers").format(n=len(papers))
        if len(papers) == 1:
            return self.tr("printed {n} times").format(n=len(every))
        return self.tr("printed {n} times in {papers} papers").format(n=len(every), papers=len(papers))

    def in_short(self, rows: Sequence[Row]) -> str:
        """The headline of one article, the number of several."""
        return headline_of(rows[0].parallel) if len(rows) == 1 else self.tr("%Ln article(s)", "", len(rows))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles()[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.spoken(row)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        parallel = row.parallel
        return (
            str(parallel.rank),
            self.dots(row) + self.band_name(row),
            date_words(parallel.date),
            parallel.newspaper,
            parallel.place,
            parallel.page,
            f"{self.marks(row)}  {headline_of(parallel)}".lstrip(),
            row.snippet,
        )[index.column()]

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [ARTICLES_MIME, _TEXT_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return _Carried([self._rows[number] for number in sorted({index.row() for index in indexes})])


class _Carried(QMimeData):
    """Rows that are dragged: their articles at once, their texts only where they are dropped on something that asks."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = rows
        ids = json.dumps([row.parallel.article_id for row in rows])
        self.setData(ARTICLES_MIME, QByteArray(ids.encode("ascii")))

    def formats(self) -> list[str]:
        return [ARTICLES_MIME, _TEXT_MIME]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, preferredType: Any) -> Any:
        if mimetype != _TEXT_MIME:
            return super().retrieveData(mimetype, preferredType)
        return "\n\n".join(f"{one_line(row.parallel.passage)}\n{cite(row.parallel)}" for row in self._rows)
