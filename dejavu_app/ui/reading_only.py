"""The window with nothing but the two texts, and the way back to how its panels stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow


class ReadingOnly:
    """Knows how wide the panels were before."""

    def __init__(self, window: MainWindow) -> None:
        self._w = window
        self._before: list[int] = []

    def on(self) -> bool:
        return bool(self._before)

    def set(self, on: bool) -> None:
        """Gives the whole window to the two texts, or takes it back."""
        w = self._w
        if on and not self._before:
            self._before = w.across.sizes()
            w.down.hide()
            w.sidebar.hide()
            w.reader.article_text.setFocus()
        elif not on and self._before:
            w.down.show()
            w.sidebar.setVisible(w.actions_["SidebarAction"].isChecked())
            w.across.setSizes(self._before)
            self._before = []
