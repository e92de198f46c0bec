"""The sheet of keys, made of the commands themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.actions import commands, menu_titles
from dejavu_app.ui.sheet_size import fit, room

_BAR = 20  # px, of a scroll bar
_MARGIN = 26  # px, beside the lines


class ShortcutsSheet(QDialog):
    """Commands and their keys, in two columns where the screen is wide enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ShortcutsSheet")
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        lines: list[tuple[QLabel, QLabel, QLabel]] = []
        for group, words, keys in [*rows, *here]:
            where = QLabel(group, self)
            where.setProperty("role", "muted")
            key = QLabel(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText), self)
            key.setFont(theme.sans(9.5, QFont.Weight.DemiBold))
            lines.append((where, QLabel(words, self), key))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        sheet = QWidget(self)
        sheet.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        for columns in (2, 1):
            _lay(grid, lines, columns)
            wide = sheet.sizeHint().width() + 2 * _MARGIN + _BAR
            if wide <= room(self).width():
                break
        area = QScrollArea(self)  # a small screen shows a part at a time
        area.setObjectName("KeysArea")
        area.setAccessibleName(self.windowTitle())
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 22, _MARGIN, 16)
        layout.setSpacing(16)
        layout.addWidget(area)
        layout.addWidget(buttons)
        around = layout.sizeHint().height() - area.sizeHint().height()
        area.setFocus()  # so that the keys scroll
        fit(self, wide, sheet.sizeHint().height() + around)


def _lay(grid: QGridLayout, lines: Sequence[tuple[QLabel, QLabel, QLabel]], columns: int) -> None:
    """Puts the lines one below the other, in columns of one length."""
    length = -(-len(lines) // columns)
    for number, line in enumerate(lines):
        row, column = number % length, 4 * (number // length)
        for offset, label in enumerate(line):
            grid.addWidget(label, row, column + offset)
    grid.setColumnMinimumWidth(3, 14 * (columns - 1))
