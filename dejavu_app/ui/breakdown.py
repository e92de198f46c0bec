"""Where the parallels were printed: by newspaper and by place, beside all articles there; each row filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import Parallel
from dejavu_app.ui import theme
from dejavu_app.ui.results_model import AnyIndex

BAR = Qt.ItemDataRole.UserRole


def counted(values: Sequence[str], everything: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """``(value, hits, all articles)``, most hits first; what is not known is left out."""
    hits = Counter(value for value in values if value)
    return [(value, count, everything.get(value, count)) for value, count in hits.most_common()]


class BreakdownModel(QAbstractTableModel):
    """Name, hits, all articles, and hits in a thousand of them."""

    def __init__(self, title: str, rows: Sequence[tuple[str, int, int]], parent: Any = None) -> None:
        super().__init__(parent)
        self._title = title
        self._rows = list(rows)
        self._most = max((row[1] for row in rows), default=1)

    def name(self, row: int) -> str:
        return self._rows[row][0]

    def text(self) -> str:
        """The table as tab-separated text, for a spreadsheet."""
        heads = [str(self.headerData(n, Qt.Orientation.Horizontal)) for n in range(4)]
        lines = [[str(self.data(self.index(r, c))) for c in range(4)] for r in range(len(self._rows))]
        return "\n".join("\t".join(line) for line in [heads, *lines])

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self._title, self.tr("In the list"), self.tr("In the archive"), self.tr("Of a thousand"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name, hits, everything = self._rows[index.row()]
        if role == BAR and index.column() == 1:
            return hits / self._most
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (name, str(hits), f"{everything:,}", f"{1000 * hits / max(1, everything):.1f}")[index.column()]
        return None


class BarDelegate(QStyledItemDelegate):
    """Draws a soft bar behind the number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        share = index.data(BAR)
        if share:
            rect = QRectF(option.rect).adjusted(3, 5, -3, -5)  # type: ignore[attr-defined]
            rect.setLeft(rect.right() - rect.width() * share)
            painter.fillRect(rect, QColor(theme.colours().bars))
        super().paint(painter, option, index)


class Breakdown(QDialog):
    """Two tables; Return or a double click on a row filters by it."""

    chosen = Signal(str, str)  # "newspaper" or "place", value

    def __init__(
        self,
        parallels: Sequence[Parallel],
        newspapers: Mapping[str, int],
        places: Mapping[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Breakdown")
        self.setWindowTitle(self.tr("Where the parallels were printed"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 520)
        self.tabs = QTabWidget(self)
        for key, title, values, everything in (
            ("newspaper", self.tr("Newspaper"), [p.newspaper for p in parallels], newspapers),
            ("place", self.tr("Place"), [p.place for p in parallels], places),
        ):
            self.tabs.addTab(self._table(key, BreakdownModel(title, counted(values, everything), self)), title)
        hint = QLabel(self.tr("Return filters by the row. An archive full of one paper finds that paper often."), self)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        copy = QPushButton(self.tr("Copy table"), self)
        copy.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 14)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(hint)
        layout.addWidget(buttons)

    def _table(self, key: str, model: BreakdownModel) -> QTableView:
        table = QTableView(self)
        table.setObjectName(f"Breakdown-{key}")
        table.setAccessibleName(model.headerData(0, Qt.Orientation.Horizontal))
        table.setModel(model)
        table.setItemDelegate(BarDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.activated.connect(lambda index: self._choose(key, model.name(index.row())))
        return table

    def _choose(self, key: str, value: str) -> None:
        self.chosen.emit(key, value)
        self.accept()

    def _copy(self) -> None:
        table = self.tabs.currentWidget()
        if isinstance(table, QTableView):
            model = table.model()
            if isinstance(model, BreakdownModel):
                QGuiApplication.clipboard().setText(model.text())
