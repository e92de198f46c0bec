"""Where the parallels were printed: by newspaper and by place, beside all articles there; each row filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import Parallel
from dejavu_app.ui import theme
from dejavu_app.ui.breakdown_chart import BreakdownChart
from dejavu_app.ui.figures import figure
from dejavu_app.ui.results_model import AnyIndex
from dejavu_app.ui.save_name import PICTURES, ask_export
from dejavu_app.ui.settings import Settings

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

    def rows(self) -> list[tuple[str, int, int]]:
        """``(name, in the list, in the archive)``, most first."""
        return list(self._rows)

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
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
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
            return (name, str(hits), figure(everything), figure(1000 * hits / max(1, everything), 1))[index.column()]
        return None


class BarDelegate(QStyledItemDelegate):
    """Draws a soft bar behind the number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        share = index.data(BAR)
        if share:
            option = QStyleOptionViewItem(option)
            state, whole = option.state, option.rect  # type: ignore[attr-defined]
            if state & QStyle.StateFlag.State_Selected:
                # The ground of the chosen row goes under the bar, not over it.
                painter.fillRect(whole, QColor(theme.colours().accent_soft))
                option.state = state & ~QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
            rect = QRectF(whole).adjusted(3, 5, -3, -5)
            rect.setLeft(rect.right() - rect.width() * share)
            painter.fillRect(rect, QColor(theme.colours().bars))
        super().paint(painter, option, index)


class Breakdown(QDialog):
    """Two tables beside the window; a click or Return on a row filters by it, the same again takes that back."""

    chosen = Signal(str, str)  # "newspaper" or "place"; the value, or nothing for all of them
    said = Signal(str)
    save_asked = Signal(object, object)  # the path, and what writes the chart there

    def __init__(
        self,
        parallels: Sequence[Parallel],
        newspapers: Mapping[str, int],
        places: Mapping[str, int],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Breakdown")
        self.setWindowTitle(self.tr("Where the parallels were printed"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 520)
        self._settings = settings
        self._everything = {"newspaper": newspapers, "place": places}
        self._parallels: Sequence[Parallel] = ()
        self._filtered: tuple[str, str] | None = None
        self._tables: dict[str, QTableView] = {}
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("BreakdownTabs")
        self.tabs.setAccessibleName(self.windowTitle())
        self.tabs.tabBar().setAccessibleName(self.tr("Newspapers or places"))
        for key, title in (("newspaper", self.tr("Newspaper")), ("place", self.tr("Place"))):
            self._tables[key] = self._table(key, title)
            self.tabs.addTab(self._tables[key], title)
        hint = QLabel(
            self.tr("A click or Return filters by the row. An archive full of one paper finds that paper often."), self
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        for name, words, slot in (
            ("CopyTable", self.tr("Copy table"), self._copy_table),
            ("CopyChart", self.tr("Copy chart"), self._copy_chart),
            ("SaveChart", self.tr("Save chart…"), self._save_chart),
        ):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 14)
        layout.setSpacing(10)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(hint)
        layout.addWidget(buttons)
        self.count(parallels)
        self._tables["newspaper"].setFocus()

    def count(self, parallels: Sequence[Parallel], filtered: tuple[str, str] | None = None) -> None:
        """Counts another list; ``filtered`` is the row that it is kept to, for the next click on it to take back."""
        self._filtered = filtered
        self._parallels = parallels
        self._fill()

    def set_archive(self, newspapers: Mapping[str, int], places: Mapping[str, int]) -> None:
        """What the whole archive holds has changed, as after an import; the list is the same, and the rows too."""
        everything = {"newspaper": newspapers, "place": places}
        if everything != self._everything:
            self._everything = everything
            self._fill([table.currentIndex().row() for table in self._tables.values()])

    def narrowed(self, newspapers: Sequence[str], places: Sequence[str]) -> None:
        """What the list is kept to now; where that was changed elsewhere, a row chosen here is none any longer."""
        now = {"newspaper": newspapers, "place": places}
        if self._filtered is not None and list(now[self._filtered[0]]) != [self._filtered[1]]:
            self._filtered = None

    def _fill(self, current: Sequence[int] = (0, 0)) -> None:
        for row, (key, table) in zip(current, self._tables.items(), strict=True):
            values = [p.newspaper if key == "newspaper" else p.place for p in self._parallels]
            table.setModel(BreakdownModel(self._title(key), counted(values, self._everything[key]), table))
            table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            if table.model().rowCount():
                table.selectRow(max(0, row))

    def chart(self) -> BreakdownChart:
        """The table on show as a chart."""
        key = "newspaper" if self.tabs.currentIndex() == 0 else "place"
        title = self.tr("Parallels by newspaper") if key == "newspaper" else self.tr("Parallels by place")
        return BreakdownChart(title, self._model(key).rows(), self)

    def _title(self, key: str) -> str:
        return self.tabs.tabText(0 if key == "newspaper" else 1)

    def _model(self, key: str) -> BreakdownModel:
        model = self._tables[key].model()
        assert isinstance(model, BreakdownModel)
        return model

    def _table(self, key: str, title: str) -> QTableView:
        table = QTableView(self)
        table.setObjectName(f"Breakdown-{key}")
        table.setAccessibleName(title)
        table.setItemDelegate(BarDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.clicked.connect(lambda index: self._choose(key, index.row()))
        table.installEventFilter(self)
        return table

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            for key, table in self._tables.items():
                if watched is table and table.currentIndex().isValid():
                    self._choose(key, table.currentIndex().row())
                    return True
        return super().eventFilter(watched, event)

    def _choose(self, key: str, row: int) -> None:
        pair = (key, self._model(key).name(row))
        if self._filtered == pair:
            self._filtered = None
            self.chosen.emit(key, "")
            return
        if self._filtered is not None and self._filtered[0] != key:
            self.chosen.emit(self._filtered[0], "")
        self._filtered = pair
        self.chosen.emit(*pair)

    def _copy_table(self) -> None:
        key = "newspaper" if self.tabs.currentIndex() == 0 else "place"
        QGuiApplication.clipboard().setText(self._model(key).text())
        self.said.emit(self.tr("The table is on the clipboard."))

    def _copy_chart(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.chart().picture())
        self.said.emit(self.tr("The chart is on the clipboard."))

    def _save_chart(self) -> None:
        chart = self.chart()  # while the file is named another list may be counted
        path = ask_export(self._settings, self, self.tr("Save the chart"), "parallels.svg", PICTURES)
        if path is not None:
            self.save_asked.emit(path, chart.writer(path))
