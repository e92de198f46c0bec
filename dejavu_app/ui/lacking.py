"""Says what is lacking where a command has nothing to act on, in place of doing nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow

Slot = Callable[..., object]

_ON_THE_LIST = ("ExportAction", "ExportSelectionAction", "MoreLikeAction", "LessLikeAction")
_ON_THE_ARTICLE = (
    "PrintAction", "FindAction", "CopyCitedAction", "CopyCitationAction", "SearchPassageAction", "NoteAction",
    "PageAction",
)  # fmt: skip
_ON_WHAT_IS_CHOSEN = ("StarAction", "UnstarAction")
_ON_THE_SEARCH = ("SaveSearchAction",)


class Lacking(QObject):
    """Knows what each command acts on: the list, the article in the reader, the chosen articles, or the search."""

    def __init__(self, window: MainWindow, chosen: Callable[[], Sequence[int]]) -> None:
        super().__init__(window)
        self._w = window
        self._chosen = chosen

    def guarded(self, slots: Mapping[str, Slot]) -> dict[str, Slot]:
        """The slots by their actions; each that acts on something is called only where that is there."""
        needs = {
            **dict.fromkeys(_ON_THE_LIST, self._list),
            **dict.fromkeys(_ON_THE_ARTICLE, self._article),
            **dict.fromkeys(_ON_WHAT_IS_CHOSEN, self._chosen_articles),
            **dict.fromkeys(_ON_THE_SEARCH, self._search),
        }
        return {name: self._guarded(slot, needs[name]) if name in needs else slot for name, slot in slots.items()}

    def _guarded(self, slot: Slot, lacking: Callable[[], str]) -> Slot:
        def act() -> None:
            words = lacking()
            if words:
                self._w.say(words)
            else:
                slot()

        return act

    def _list(self) -> str:
        return "" if self._w.results.model.rowCount() else self.tr("There is no list yet: search first.")

    def _article(self) -> str:
        return "" if self._w.reader.opened() is not None else self._choose()

    def _chosen_articles(self) -> str:
        return "" if self._chosen() else self._choose()

    def _search(self) -> str:
        found = self._w.search_flow.found
        there = found is not None and (found.result.query.text or found.result.query.like or found.result.kept)
        return "" if there else self.tr("There is no search to save yet.")

    def _choose(self) -> str:
        return self.tr("No article is open: choose one in the list first.")
