"""Completes the tag that is being written, among several with commas between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit


class TagCompleter(QCompleter):
    """Offers the known tags for the stretch between two commas that the cursor is in; the others stay as they are."""

    def __init__(self, tags: Sequence[str], edit: QLineEdit) -> None:
        super().__init__(list(tags), edit)
        self._edit = edit
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def splitPath(self, path: str) -> list[str]:
        start, _ = self._stretch(path)
        return [path[start : self._edit.cursorPosition()].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        text = self._edit.text()
        start, end = self._stretch(text)
        return f"{text[:start]}{' ' * bool(start)}{super().pathFromIndex(index)}{text[end:]}"

    def _stretch(self, text: str) -> tuple[int, int]:
        """From behind the comma before the cursor to the one behind it."""
        at = self._edit.cursorPosition()
        end = text.find(",", at)
        return text.rfind(",", 0, at) + 1, end if end >= 0 else len(text)
