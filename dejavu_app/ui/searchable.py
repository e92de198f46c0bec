"""How much of the open archive can be searched, as the bottom line says, also where another program changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from dejavu_app.ui.desk import Desk
from dejavu_app.ui.figures import figure

if TYPE_CHECKING:
    from dejavu_app.encoding import Standing
    from dejavu_app.ui.main_window import MainWindow


class Searchable(QObject):
    """Counts in the background; ``standing`` is what was counted last of the archive on the desk."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self.standing: Standing | None = None

    def refresh(self) -> None:
        """Counts only what is searchable; cheap enough to run while a job runs."""
        desk = self._w.desk
        if desk is not None:
            self._w.bridge.start(lambda _: desk.standing(), lambda stands: self.show(desk, stands), lane="coverage")

    def look_for_more(self) -> None:
        """Counts anew where another program has put articles into this archive, taken some out or encoded some."""
        desk = self._w.desk
        if desk is None:
            return

        def compare(stands: Standing) -> None:
            if desk is not self._w.desk or self.standing is None:
                return
            if stands.passages != self.standing.passages:
                self._w.refresh()
                self._w.archives.articles_left(desk.path)
            elif stands != self.standing:
                self.show(desk, stands)

        self._w.bridge.start(lambda _: desk.standing(), compare, lane="more")

    def show(self, desk: Desk, stands: Standing) -> None:
        """Says what was counted, and offers to encode the rest, unless something is at work on that."""
        if desk is not self._w.desk:
            return
        self.standing = stands
        passages, encoded = stands.passages, stands.encoded
        if not passages:
            words = QCoreApplication.translate("MainWindow", "The archive is empty. Drop newspapers on the window.")
        elif encoded >= passages:
            words = QCoreApplication.translate("MainWindow", "All {n} passages searchable").format(n=figure(passages))
        else:
            words = QCoreApplication.translate("MainWindow", "{encoded} of {passages} passages searchable by meaning")
            words = words.format(encoded=figure(encoded), passages=figure(passages))
        self._w.coverage.setText(words)
        self._w.encode_button.setVisible(encoded < passages and not self._w.import_flow.encoding(desk.path))
