"""A label of a few lines at most: what OCR took for a headline may be as long as a column."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dejavu_app.ui.results_delegate import lines_of
from dejavu_app.ui.spans import displayable


class ShortLabel(QLabel):
    """Shows plain text on ``lines`` lines at most and the rest in its tip; ``text`` gives the whole text back."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def text(self) -> str:
        return self._whole

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        whole, width = displayable(self._whole), max(1, self.width())
        shown: list[str] = []
        for paragraph in whole.split("\n"):
            left = self._lines - len(shown)
            if left > 0:
                shown += lines_of(paragraph, self.font(), width, left)
        # As many words as fit are put in and left to the label to break: a selection is copied without our line ends.
        cut = "".join("\n".join(shown).split()) != "".join(whole.split())
        # Only a word longer than a line it would not break.
        as_shown = cut or any(self.fontMetrics().horizontalAdvance(word) > width for word in whole.split())
        super().setText("\n".join(shown) if as_shown else whole)
        self.setToolTip(f"<qt>{escape(whole, quote=False)}</qt>".replace("\n", "<br>") if cut else "")
