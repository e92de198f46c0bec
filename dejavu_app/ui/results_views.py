"""The two looks of the list of parallels, and what goes with the pointer when its rows are dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QTableView, QWidget

from dejavu_app.ui.results_model import ResultsModel

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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ResultsTable")
        self.setAccessibleName(self.tr("Parallels as a table"))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.printings_asked.emit()
        else:
            super().keyPressEvent(event)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        carry(self, supportedActions)


def carry(view: QAbstractItemView, actions: Qt.DropAction) -> None:
    """Drags the selected rows until they are dropped, under a small label: what they are dropped on stays in view."""
    model = view.model()
    assert isinstance(model, ResultsModel)
    indexes = view.selectionModel().selectedIndexes()  # of the list's one column, or of all that the table has
    rows = [model.rows()[number] for number in sorted({index.row() for index in indexes})]
    if rows:
        drag = QDrag(view)
        drag.setMimeData(model.mimeData(indexes))
        drag.setPixmap(carried(view, model.in_short(rows)))
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
