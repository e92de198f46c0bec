"""When the query's text and names fold to one line, so that the list below them has the room, and when they unfold."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.ui.fold_bar import FoldBar
from dejavu_app.ui.mask_preview import MaskPreview
from dejavu_app.ui.query_edit import QueryEdit


class QueryFold(QObject):
    """Folds by itself for one reason only: the list of a search that somebody asked for has come.

    Asked for is what the button, its keys, a sample's question or the history begin; a list that merely follows a
    switch or a filter moves nothing. Neither does one that found nothing, since then the text is to be changed. Nothing
    folds under the hands: not when the text, the cursor in it or a name was touched since the search was asked for, and
    not while the keys are in the names.

    Whoever unfolds by hand keeps it so in all further searches with this text, until they fold it again or ask with
    another one. Each change of the text unfolds, but for one that comes with its search. Nothing of this is remembered
    beyond the window.
    """

    changed = Signal(bool)  # folded?

    def __init__(self, bar: FoldBar, edit: QueryEdit, preview: MaskPreview, switches: QWidget, hint: QWidget) -> None:
        super().__init__(bar)
        self._bar, self._edit, self._preview, self._switches, self._hint = bar, edit, preview, switches, hint
        self._awaited = False  # the list of a search that was asked for
        self._kept: str | None = None  # the text that was unfolded by hand
        bar.clicked.connect(self._pressed)
        bar.wanted.connect(self.to_text)
        edit.cursorPositionChanged.connect(self.hold)
        edit.selectionChanged.connect(self.hold)

    def folded(self) -> bool:
        return self._bar.folded()

    def expect(self) -> None:
        """A search with the text as it stands was asked for."""
        text = self._edit.toPlainText()
        if text != self._kept:
            self._kept = None
        if text.strip():
            self._awaited = self._kept is None
        else:
            self.unfold()  # a search that was moved by results alone has no text to fold

    def listed(self, found: bool) -> None:
        """A list has come, with something in it or not."""
        if self._awaited and found and not self._has_focus(self._preview, self._switches):
            self.fold()
        self._awaited = False

    def hold(self) -> None:
        """Something of what would fold is in use; the list that is awaited folds nothing."""
        self._awaited = False

    def fold(self) -> None:
        """Puts text and names away; the focus, where it was in them, goes to the line that stands for them."""
        if not self.folded():
            inside = self._has_focus(self._edit, self._preview, self._switches)
            self._show(False)
            if inside:
                self._bar.setFocus()

    def unfold(self) -> None:
        """Shows text and names, the focus stays where it is. The next search that is asked for folds them again."""
        self.hold()
        if self.folded():
            self._show(True)

    def to_text(self) -> None:
        """Goes to the text by somebody's wish; what was folded stays unfolded then."""
        self._unfold_by_hand()
        self._edit.setFocus()

    def to_names(self) -> None:
        """The same for the names."""
        self._unfold_by_hand()
        self._preview.setFocus()

    def focus_first(self) -> None:
        """Goes to this part of the window as it stands."""
        (self._bar if self.folded() else self._edit).setFocus()

    def _pressed(self) -> None:
        if self.folded():
            self.to_text()
        else:
            self._kept = None
            self.fold()

    def _unfold_by_hand(self) -> None:
        if self.folded():
            self._kept = self._edit.toPlainText()
        self.unfold()

    def _has_focus(self, *parts: QWidget) -> bool:
        focused = self._edit.window().focusWidget()
        return focused is not None and any(part is focused or part.isAncestorOf(focused) for part in parts)

    def _show(self, on: bool) -> None:
        self._bar.set_folded(not on)
        for part in (self._edit, self._switches, self._preview, self._hint):
            part.setVisible(on)
        self.changed.emit(not on)
