"""A note, tags and a star on one article: asked for, and kept in the archive that the article is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.domain import Marks
from dejavu_app.errors import UserError
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.notes_dialog import NotesDialog
from dejavu_app.ui.undo_flow import undo_keys

if TYPE_CHECKING:
    from dejavu_app.archive import Archive


class _Overtaken(UserError):
    """Another note was written on the article since this one was begun."""

    def __init__(self, there: Marks) -> None:
        super().__init__("The note was changed meanwhile.")
        self.there = there

    def both(self, before: Marks, mine: Marks) -> Marks:
        """What is there and what was to be kept, one note above the other."""
        note = "\n\n".join(filter(None, (self.there.note, mine.note)))
        return Marks(note, tuple(sorted(_tags(self.there.tags, before, mine))), mine.starred)


def _tags(there: Iterable[str], before: Marks, mine: Marks) -> set[str]:
    """The tags with what was changed of them here; what another window gave or took meanwhile stays so."""
    old, new = set(before.tags), set(mine.tags)
    return (set(there) | (new - old)) - (old - new)


class NoteFlow(QObject):
    """Opens the sheet for a note; ``change`` writes into the archive on the desk, and can take it back."""

    message = Signal(str)

    def __init__(self, bridge: Bridge, change: Callable[..., None], window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._change = change
        self._window = window
        self._desk: Desk | None = None

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive; a sheet that stands open still writes into its own."""
        self._bridge.drop("note")
        self._desk = desk

    def write(self, article: int, headline: str) -> None:
        """Lets the reader write a note and tags on an article."""
        if self._desk is None:
            return
        desk = self._desk

        def read(_: Callable[[], bool]) -> tuple[Marks, list[str]]:
            with desk.archive() as archive:
                return archive.marks().get(article, Marks()), [tag for tag, _n in archive.all_tags()]

        def ask(pair: tuple[Marks, list[str]], written: Marks | None = None, fault: str = "") -> None:
            before, tags = pair

            def keep(marks: Marks) -> None:
                # What was written is not lost with an archive that cannot be written to just now.
                def failed(error: UserError) -> None:
                    if isinstance(error, _Overtaken):
                        ask((error.there, tags), error.both(before, marks), words)
                    else:
                        ask(pair, marks, str(error))

                self._keep(desk, article, before, marks, failed)

            words = self.tr(
                "This note was changed in another window meanwhile. Its words stand above yours; save what is to stay."
            )

            dialog = NotesDialog(headline, before, tags, self._window, written, fault)
            dialog.kept.connect(keep)
            dialog.open()

        self._bridge.start(read, ask, lane="note")

    def _keep(
        self, desk: Desk, article: int, before: Marks, marks: Marks, failed: Callable[[UserError], None]
    ) -> None:
        def work(archive: Archive) -> None:
            with archive.together("note"):
                if marks.note != before.note:
                    there = archive.marks().get(article, Marks())
                    if there.note not in (before.note, marks.note):
                        raise _Overtaken(there)
                    archive.set_note(article, marks.note)
                if marks.tags != before.tags:
                    archive.set_tags(article, _tags(archive.tags(article), before, marks))
                if marks.starred != before.starred:
                    archive.set_star(article, marks.starred)

        if desk is self._desk:
            words = self.tr("Kept. {keys} takes it back.").format(keys=undo_keys())
            self._change(work, lambda _: self.message.emit(words), failed)
            return

        def elsewhere(_: Callable[[], bool]) -> Any:
            # In the archive on the desk the article's number is another article's.
            with desk.archive() as archive:
                return work(archive)

        words = self.tr("Kept in “{name}”.").format(name=desk.path.stem)
        self._bridge.start(elsewhere, lambda _: self.message.emit(words), pool="write", failed=failed)
