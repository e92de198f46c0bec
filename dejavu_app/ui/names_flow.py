"""Looks in the background for the names in the query, each time that its text has changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dejavu_app.domain import Mention
from dejavu_app.errors import UserError
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.query_panel import QueryPanel


class NamesFlow(QObject):
    """Shows the names in the query; those of a text that is there no longer are dropped.

    One text at a time: a long one cannot be stopped once it is read, and several would leave a search no thread.
    """

    named = Signal(str, object)  # the text and its names
    failed = Signal(object)  # UserError

    def __init__(self, bridge: Bridge, query: QueryPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._query = query
        self._desk: Desk | None = None
        self._reading = False  # from the start of a reading until its end is heard of here
        self._wanted = ""  # the text whose names are to be shown
        query.names_wanted.connect(self._find)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive, which may know other names."""
        self._desk = desk

    def _find(self, text: str) -> None:
        self._wanted = text
        if self._desk is None or not text.strip():
            self._query.show_choices(MaskChoices(labels=self._query.preview.choices().labels))
        elif not self._reading:
            self._read(self._desk)

    def _read(self, desk: Desk) -> None:
        text = self._wanted
        self._reading = True
        self._bridge.start(
            lambda _: desk.mentions(text),
            lambda mentions: self._found(desk, text, mentions),
            pool="think",
            failed=self._failed,
        )

    def _failed(self, error: UserError) -> None:
        self._reading = False
        self.failed.emit(error)

    def _found(self, desk: Desk, text: str, mentions: tuple[Mention, ...]) -> None:
        self._reading = False
        if self._desk is None or not self._wanted.strip():
            return
        if (desk, text) != (self._desk, self._wanted):
            self._read(self._desk)
        elif text == self._query.text():
            self._query.show_choices(self._query.preview.choices().with_text(text, mentions))
            self.named.emit(text, mentions)
