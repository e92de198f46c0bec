"""The left side: archives, collections, saved searches and the history of searches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.results_model import ARTICLES_MIME

KIND = Qt.ItemDataRole.UserRole
VALUE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar: what kind of thing, its value (path or id), its words, and a longer text."""

    kind: str
    value: str | int
    words: str
    tip: str = ""


class Sidebar(QTreeView):
    """Activating a line opens it; articles can be dropped on collections; the menu of a line tells what it can do."""

    activated_entry = Signal(str, object)  # kind, value
    command = Signal(str, str, object)  # command, kind, value
    articles_dropped = Signal(int, object)  # collection, article ids

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Sidebar")
        self.setAccessibleName(self.tr("Archives, collections and searches"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(10)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(self._activate)
        self.clicked.connect(self._activate)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self._groups: dict[str, QStandardItem] = {}
        self._shown: dict[str, tuple[tuple[Entry, ...], str]] = {}
        for kind, words in (
            ("archive", self.tr("ARCHIVES")),
            ("collection", self.tr("COLLECTIONS")),
            ("saved", self.tr("SAVED SEARCHES")),
            ("history", self.tr("HISTORY")),
        ):
            group = QStandardItem(words)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setData("group", KIND)
            group.setData(kind, VALUE)
            self._model.appendRow(group)
            self._groups[kind] = group
        self.retint()
        self.expandAll()

    def show_entries(self, kind: str, entries: Sequence[Entry], empty: str = "") -> None:
        """Fills one group; an empty one says what would stand there.

        The place is kept: the current line stays so, and where it is gone the one that has taken its place becomes it.
        """
        shown = (tuple(entries), empty)
        if self._shown.get(kind) == shown:
            return
        self._shown[kind] = shown
        group, current, scroll = self._groups[kind], self.currentIndex(), self.verticalScrollBar().value()
        inside = current.isValid() and current.parent() == group.index()
        place, before = current.row(), (current.data(KIND), current.data(VALUE))
        group.removeRows(0, group.rowCount())
        for entry in entries:
            item = QStandardItem(entry.words)
            item.setData(entry.kind, KIND)
            item.setData(entry.value, VALUE)
            item.setToolTip(entry.tip.replace("<", "‹"))
            item.setAccessibleText(f"{entry.words}. {entry.tip}".strip(". "))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled)
            group.appendRow(item)
        if not entries and empty:
            item = QStandardItem(empty)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setForeground(self._muted())
            item.setData("empty", KIND)
            group.appendRow(item)
        self.expand(group.index())
        if inside and entries:
            same = [row for row, entry in enumerate(entries) if (entry.kind, entry.value) == before]
            self.setCurrentIndex(group.child(same[0] if same else min(place, len(entries) - 1)).index())
        self.verticalScrollBar().setValue(scroll)

    def entries(self, kind: str) -> list[tuple[str | int, str]]:
        """What a group shows: values and words."""
        group = self._groups[kind]
        items = [group.child(row) for row in range(group.rowCount())]
        return [(item.data(VALUE), item.text()) for item in items if item.data(KIND) not in ("empty", None)]

    def retint(self) -> None:
        """Follows a change of colours."""
        for group in self._groups.values():
            group.setFont(theme.sans(8.0))
            group.setForeground(self._muted())
            for row in range(group.rowCount()):
                if group.child(row).data(KIND) == "empty":
                    group.child(row).setForeground(self._muted())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._activate(index)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_F2) and index.isValid():
            command = "delete" if event.key() == Qt.Key.Key_Delete else "rename"
            kind = index.data(KIND)
            if kind in ("collection", "tag", "saved", "history", "archive"):
                self.command.emit(command, kind, index.data(VALUE))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            for group in self._groups.values():
                if group.rowCount() and group.child(0).isSelectable():
                    self.setCurrentIndex(group.child(0).index())
                    return

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(ARTICLES_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.mimeData().hasFormat(ARTICLES_MIME) and index.data(KIND) == "collection":
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.mimeData().hasFormat(ARTICLES_MIME) and index.data(KIND) == "collection":
            ids = json.loads(bytes(event.mimeData().data(ARTICLES_MIME).data()).decode("ascii"))
            event.acceptProposedAction()
            self.articles_dropped.emit(int(index.data(VALUE)), tuple(ids))

    def _muted(self) -> QBrush:
        return QBrush(QColor(theme.colours().muted))

    def _activate(self, index: QModelIndex) -> None:
        kind = index.data(KIND)
        if kind in ("archive", "collection", "notes", "tag", "saved", "history"):
            self.activated_entry.emit(kind, index.data(VALUE))

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        kind, value = index.data(KIND), index.data(VALUE)
        offers = {
            "archive": [("open", self.tr("Open")), ("delete", self.tr("Take off this list"))],
            "collection": [
                ("show", self.tr("Show its articles")),
                ("filter", self.tr("Search only in it")),
                ("export", self.tr("Export…")),
                ("rename", self.tr("Rename…")),
                ("describe", self.tr("Note on it…")),
                ("delete", self.tr("Delete")),
            ],
            "notes": [("show", self.tr("Show its articles")), ("export", self.tr("Export…"))],
            "tag": [
                ("show", self.tr("Show its articles")),
                ("export", self.tr("Export…")),
                ("rename", self.tr("Rename…")),
                ("delete", self.tr("Delete")),
            ],
            "saved": [
                ("open", self.tr("Show as it was")),
                ("rerun", self.tr("Run again")),
                ("rename", self.tr("Rename…")),
                ("delete", self.tr("Delete")),
            ],
            "history": [
                ("open", self.tr("Show as it was")),
                ("rerun", self.tr("Run again")),
                ("rename", self.tr("Save under a name…")),
                ("delete", self.tr("Delete")),
                ("clear", self.tr("Clear the history")),
            ],
        }.get(kind)
        if kind == "collection" and not value:
            offers = offers and [each for each in offers if each[0] in ("show", "export")]  # of the starred articles
        if not offers and kind == "group" and value == "collection":
            offers = [("new", self.tr("New collection…"))]
        if not offers:
            return
        menu = QMenu(self)
        for command, words in offers:
            menu.addAction(words).triggered.connect(
                lambda _=False, command=command: self.command.emit(command, kind, value)
            )
        menu.exec(self.viewport().mapToGlobal(point))
        menu.deleteLater()
