"""The timeline's numbers as a table, for keyboard, screen reader and spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.ui.figures import figure


class TimelineTable(QDialog):
    """One row a period: its name, all articles of it, those in the list."""

    def __init__(self, title: str, rows: Sequence[tuple[str, int, int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("TimelineTable")
        self.setWindowTitle(self.tr("Timeline: {span}").format(span=title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 480)
        self._heads = [self.tr("Period"), self.tr("In the archive"), self.tr("In the list")]
        self._rows = list(rows)
        self.table = QTableWidget(len(self._rows), 3, self)
        self.table.setObjectName("TimelineNumbers")
        self.table.setAccessibleName(self.tr("Articles by period"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column, words in enumerate(self._heads):
            head = QTableWidgetItem(words)
            head.setTextAlignment(right if column else left)
            self.table.setHorizontalHeaderItem(column, head)
        for number, (period, everything, hits) in enumerate(self._rows):
            for column, text in enumerate((period, figure(everything), figure(hits))):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(right)
                self.table.setItem(number, column, item)
        self.table.setCurrentCell(next((n for n, row in enumerate(self._rows) if row[2]), 0), 0)
        copy = QPushButton(self.tr("Copy table"), self)
        copy.setObjectName("CopyNumbers")
        copy.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 14)
        layout.setSpacing(10)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.table.setFocus()

    def _copy(self) -> None:
        lines = [self._heads, *([period, str(everything), str(hits)] for period, everything, hits in self._rows)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
