"""F6 goes from one part of the window to the next, Shift and F6 to the one before: the way of a keyboard user."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow


class PanelWalk(QObject):
    """Knows the parts of the window in reading order, and what of each is to be focused."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        w = window
        self._parts: list[tuple[QWidget, Callable[[], object]]] = [
            (w.sidebar, w.sidebar.setFocus),
            (w.query, w.query.folding.focus_first),
            (w.filters, w.filters.date_from.setFocus),
            (w.timeline, w.timeline.setFocus),
            (w.results, w.results.focus_list),
            (w.reader, w.reader.article_text.setFocus),
            (w.jobs, w.jobs.focus_first),
            (w.message, w.message.focus_first),
        ]

    def step(self, by: int) -> None:
        """Goes on by one part, or back with -1; parts that are hidden are passed over."""
        focused = QApplication.focusWidget()
        visible = [part for part in self._parts if part[0].isVisible()]
        if not visible:
            return
        here = [
            number
            for number, (part, _) in enumerate(visible)
            if focused is not None and (part is focused or part.isAncestorOf(focused))
        ]
        start = here[0] if here else (-1 if by > 0 else 0)
        visible[(start + by) % len(visible)][1]()
