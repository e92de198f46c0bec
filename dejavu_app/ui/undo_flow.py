"""Undo and Redo of what a reader keeps: the two commands, what they are called, and what they say they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk

if TYPE_CHECKING:
    from dejavu_app.archive import Archive


class UndoFlow(QObject):
    """Takes changes back and does them again; ``change`` writes into the archive on the desk."""

    message = Signal(str)
    done = Signal()

    def __init__(self, bridge: Bridge, change: Callable[..., None], parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._change = change
        self._desk: Desk | None = None
        self._actions: list[tuple[QAction, str, str]] = []  # with its words when there is nothing, and those for what

    def attach(self, undo: QAction, redo: QAction) -> None:
        """The commands that name what they will do, and can be given when there is something."""
        self._actions = [(undo, undo.text(), self.tr("&Undo {what}")), (redo, redo.text(), self.tr("&Redo {what}"))]
        self._show(("", ""))

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive, in which nothing was changed yet."""
        self._desk = desk
        self._show(("", ""))

    def follow(self) -> None:
        """Looks what can be undone and redone once the changes under way are made."""
        desk = self._desk
        if desk is None:
            return

        def show(names: tuple[str, str]) -> None:
            if desk is self._desk:
                self._show(names)

        self._bridge.start(lambda _: desk.steps(), show, pool="write")

    def undo(self) -> None:
        """Takes back the last change of what is kept."""
        self._turn(
            lambda archive: archive.undo(), self.tr("Taken back: {what}."), self.tr("There is nothing to take back.")
        )

    def redo(self) -> None:
        """Does again what was taken back last."""
        self._turn(
            lambda archive: archive.redo(), self.tr("Done again: {what}."), self.tr("There is nothing to do again.")
        )

    def what(self, name: str) -> str:
        """What a change, as the archive names it, is called in the window."""
        return {
            "new collection": self.tr("the new collection"),
            "rename collection": self.tr("the collection’s new name or note"),
            "delete collection": self.tr("the deletion of the collection"),
            "add to collection": self.tr("what was put into the collection"),
            "remove from collection": self.tr("what was taken out of the collection"),
            "note": self.tr("the note, tags or star"),
            "tags": self.tr("the tags"),
            "rename tag": self.tr("the tag’s new name"),
            "remove tag": self.tr("what was taken off the tag"),
            "star": self.tr("the star"),
            "save search": self.tr("the saved search"),
            "rename search": self.tr("the search’s new name"),
            "delete search": self.tr("the deletion of the search"),
            "clear history": self.tr("the clearing of the history"),
        }.get(name, name)

    def _turn(self, work: Callable[[Archive], str], words: str, nothing: str) -> None:
        """Has ``work`` done, which gives the name of what it turned round, and says so."""

        def done(name: str) -> None:
            self.message.emit(words.format(what=self.what(name)) if name else nothing)
            self.done.emit()

        self._change(work, done)

    def _show(self, names: tuple[str, str]) -> None:
        for (action, plain, words), name in zip(self._actions, names, strict=False):
            action.setText(words.format(what=self.what(name)) if name else plain)
            action.setEnabled(bool(name))


def undo_keys() -> str:
    """The stroke that takes a change back, as this system writes it."""
    return QKeySequence(QKeySequence.StandardKey.Undo).toString(QKeySequence.SequenceFormat.NativeText)
