"""The sheet of keys, made of the commands themselves."""

from __future__ import annotations

from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.actions import commands, menu_titles


class ShortcutsSheet(QDialog):
    """Two columns of commands and their keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ShortcutsSheet")
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        rows = [
            (menu_titles()[c.menu].replace("&", ""), c.words.replace("&", "").rstrip("…"), c.keys)
            for c in commands()
            if c.keys
        ]
        here = [
            (self.tr("Text"), self.tr("Find parallels"), "Ctrl+Return"),
            (self.tr("Names"), self.tr("From name to name"), "Right"),
            (self.tr("Names"), self.tr("Hide or show the name"), "Space"),
            (self.tr("Names"), self.tr("Hide the selected words"), "H"),
            (self.tr("Timeline"), self.tr("Mark a bar; with Shift several"), "Right"),
            (self.tr("Timeline"), self.tr("Filter by the marked bars"), "Return"),
            (self.tr("Timeline"), self.tr("Look closer"), "+"),
            (self.tr("Timeline"), self.tr("Show more"), "-"),
            (self.tr("Timeline"), self.tr("Show the whole time"), "0"),
            (self.tr("Timeline"), self.tr("The numbers as a table"), "T"),
            (self.tr("List"), self.tr("Read the article"), "Return"),
            (self.tr("List"), self.tr("All printings of a text"), "P"),
        ]
        half = (len(rows) + len(here) + 1) // 2
        for number, (group, words, keys) in enumerate([*rows, *here]):
            row, column = number % half, 4 * (number // half)
            where = QLabel(group, self)
            where.setProperty("role", "muted")
            key = QLabel(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText), self)
            key.setFont(theme.sans(9.5, QFont.Weight.DemiBold))
            for offset, label in enumerate((where, QLabel(words, self), key)):
                grid.addWidget(label, row, column + offset)
        grid.setColumnMinimumWidth(3, 14)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 16)
        layout.setSpacing(16)
        layout.addLayout(grid)
        layout.addWidget(buttons)
