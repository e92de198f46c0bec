"""Finds words in the text on show: a line under the reader's head, all hits marked, one of them in view."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from dejavu_app.ui.figures import figure
from dejavu_app.ui.quiet_button import quiet_button
from dejavu_app.ui.reading_text import Mark, ReadingText

_MOST = 10_000  # hits that are found: of a single letter a long text has more, and each costs its time
_HYPHEN = r"[-¬]\s+|\u00ad\s*"  # at a line's end as printed, and as OCR and web pages write it
_ALIKE = ("'‘’ʼ", '"“”„')


class FindBar(QWidget):
    """Knows the hits of its words in one ``ReadingText``; whoever paints that text asks for ``marks``."""

    changed = Signal()

    def __init__(self, text: ReadingText, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self._hits: list[tuple[int, int]] = []
        self._current = 0
        self.edit = QLineEdit(self)
        self.edit.setObjectName("FindEdit")
        self.edit.setAccessibleName(self.tr("Words to find in the article"))
        self.edit.setPlaceholderText(self.tr("Find in the article"))
        self.edit.textChanged.connect(lambda _: self._look())
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        before = quiet_button(self, "◀", self.tr("Hit before (Shift+Return)"))
        before.clicked.connect(lambda: self.step(-1))
        after = quiet_button(self, "▶", self.tr("Next hit (Return)"))
        after.clicked.connect(lambda: self.step(1))
        close = quiet_button(self, "✕", self.tr("Close (Escape)"))
        close.clicked.connect(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        for widget in (self.count, before, after, close):
            row.addWidget(widget)
        self.hide()

    def begin(self) -> None:
        """Shows the line; what is selected in the text is looked for."""
        start, end = self._text.selected()
        words = " ".join(self._text.text()[start:end].split())
        self.show()
        if words and len(words) <= 100:
            self.edit.setText(words)
        self.edit.setFocus()
        self.edit.selectAll()
        self._look()

    def end(self) -> None:
        """Hides the line and its marks; the text has the keyboard again."""
        if not self.isHidden():
            self.hide()
            self._look()
            self._text.setFocus()

    def step(self, step: int) -> None:
        """Goes to the next hit, or the one before; after the last comes the first."""
        if self._hits:
            self._current = (self._current + step) % len(self._hits)
            self._told()
            self._text.bring_to(self._hits[self._current][0])

    def again(self) -> None:
        """Looks in the text that is on show now, without scrolling."""
        self._look(bring=False)

    def marks(self) -> list[Mark]:
        """The hits, the one in view last."""
        hits = [Mark(start, end, "found") for start, end in self._hits]
        return [*hits, Mark(*self._hits[self._current], "found now")] if hits else []

    def event(self, event: QEvent) -> bool:
        override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if override and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()  # the reader around it has a shortcut of that key
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _look(self, bring: bool = True) -> None:
        words = [] if self.isHidden() else self.edit.text().split()
        # A line may end anywhere between the words, and within one behind a hyphen, which the typed word has not.
        pattern = r"\s+".join(map(_broken, words))
        found = re.finditer(pattern, self._text.text(), re.IGNORECASE) if pattern else ()
        self._hits = [hit.span() for hit, _ in zip(found, range(_MOST), strict=False)]
        # The first hit from what is in view on.
        top = self._text.top() if bring else 0
        self._current = next((n for n, (start, _) in enumerate(self._hits) if start >= top), 0)
        self._told()
        if bring and self._hits:
            self._text.bring_to(self._hits[self._current][0])

    def _told(self) -> None:
        if self._hits:
            count = len(self._hits)
            every = figure(count) + "+" * (count == _MOST)
            words = self.tr("{n} of {all}").format(n=figure(self._current + 1), all=every)
        else:
            words = self.tr("not found") if self.edit.text().split() else ""
        self.count.setText(words)
        self.changed.emit()


def _broken(word: str) -> str:
    """A pattern of the word wherever a line ends within it, behind a hyphen that may be the word's own."""
    pattern = _letter(word[0])
    for before, letter in pairwise(word):
        pattern += (r"\s*" if before == "-" else rf"(?:{_HYPHEN})?") + _letter(letter)
    return pattern


def _letter(letter: str) -> str:
    """A pattern of the letter; keyboards have one apostrophe and one quotation mark, print has several."""
    return next((f"[{alike}]" for alike in _ALIKE if letter in alike), re.escape(letter))
