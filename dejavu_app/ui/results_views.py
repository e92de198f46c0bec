"""The two looks of the list of parallels, and what goes with the pointer when its rows are dragged."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QTableView, QWidget

from dejavu_app.ui.results_model import ResultsModel
from dejavu_app.ui.results_order import column_of

HEADLINE = 6  # the column that cannot be hidden
_RANK = 48  # px
_WIDEST = 260  # px, of the words on the label that is dragged
_BESIDE = QPoint(-14, -10)  # px, of the pointer in the label: it stands to the right and below


class ResultsView(QListView):
    """The list; Return opens, letters do what the menu says."""

    opened = Signal()
    printings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ResultsView")
        self.setAccessibleName(self.tr("Parallels"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(60)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.printings_asked.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search by first letter."""

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        carry(self, supportedActions)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()


class ResultsTable(QTableView):
    """The table, with the list's rows."""

    printings_asked = Signal()
    column_clicked = Signal(int)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ResultsTable")
        self.setAccessibleName(self.tr("Parallels as a table"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        date = self.fontMetrics().horizontalAdvance("30 September 1900") + 16
        strength = max(self.fontMetrics().horizontalAdvance(f"●●●  {w}") for w in model.band_names()) + 16
        self.made = (_RANK, strength, date, 160, 110, _RANK, 240, 300)  # px, before anybody draws a column wider
        for column, width in enumerate(self.made):
            self.setColumnWidth(column, width)
        header.moveSection(HEADLINE, 2)  # beside rank and strength: what a row is known by is always in view
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        # Not by Qt's own sorting: the order is the list's as well, and the box above it shows it.
        header.sectionClicked.connect(self.column_clicked)

    def setSelectionModel(self, selectionModel: QItemSelectionModel) -> None:
        super().setSelectionModel(selectionModel)
        # The header shows no selection, yet would look through all selected rows whenever it is painted.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self.model(), self))

    def show_order(self, name: str) -> None:
        """Puts the arrow above the column that an order follows; above none where it follows none."""
        column, back = column_of(name)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)  # a header as it was left by an earlier version has none
        header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if back else Qt.SortOrder.AscendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.printings_asked.emit()
        else:
            super().keyPressEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        carry(self, supportedActions)


def selected_numbers(view: QAbstractItemView) -> list[int]:
    """The numbers of the selected rows, in order."""
    stretches = view.selectionModel().selection().toList()  # one index at a time takes seconds for thousands
    return sorted({number for each in stretches for number in range(each.top(), each.bottom() + 1)})


def selection_of_numbers(model: ResultsModel, numbers: Iterable[int]) -> QItemSelection:
    """A selection of these rows, in as few stretches as it takes: one row at a time takes seconds for thousands."""
    selection = QItemSelection()
    for _, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        stretch = [number for _, number in group]
        selection.select(model.index(stretch[0], 0), model.index(stretch[-1], model.columnCount() - 1))
    return selection


def carry(view: QAbstractItemView, actions: Qt.DropAction) -> None:
    """Drags the selected rows until they are dropped, under a small label: what they are dropped on stays in view."""
    model = view.model()
    assert isinstance(model, ResultsModel)
    numbers, rows = selected_numbers(view), model.rows()
    if numbers:
        drag = QDrag(view)
        drag.setMimeData(model.mimeData([model.index(number, 0) for number in numbers]))
        drag.setPixmap(carried(view, model.in_short([rows[number] for number in numbers])))
        drag.setHotSpot(_BESIDE)
        drag.exec(actions, Qt.DropAction.CopyAction)


def carried(view: QAbstractItemView, words: str) -> QPixmap:
    """The label that goes with the pointer."""
    label = QLabel(view)
    label.setObjectName("Notice")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.ensurePolished()
    label.setText(label.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _WIDEST))
    label.adjustSize()
    picture = label.grab()
    label.deleteLater()
    return picture
