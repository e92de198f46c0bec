"""Looks in the background for the names in the query, each time that its text has changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dejavu_app.domain import Mention
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.query_panel import QueryPanel


class NamesFlow(QObject):
    """Shows the names in the query; those of a text that is there no longer are dropped."""

    named = Signal(str, object)  # the text and its names

    def __init__(self, bridge: Bridge, query: QueryPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._query = query
        self._desk: Desk | None = None
        query.names_wanted.connect(self._find)

    def set_desk(self, desk: Desk | None) -> None:
        """Turns to another archive, which may know other names."""
        self._desk = desk

    def _find(self, text: str) -> None:
        if self._desk is None or not text.strip():
            self._bridge.drop("names")
            self._query.show_choices(MaskChoices(labels=self._query.preview.choices().labels))
            return
        desk = self._desk
        self._bridge.start(
            lambda _: desk.mentions(text), lambda mentions: self._show(text, mentions), lane="names", pool="think"
        )

    def _show(self, text: str, mentions: tuple[Mention, ...]) -> None:
        if text == self._query.text():
            self._query.show_choices(self._query.preview.choices().with_text(text, mentions))
            self.named.emit(text, mentions)
