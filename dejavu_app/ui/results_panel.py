"""The list of parallels with its heading: count, notes, order, list or table, and what to try when it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import Parallel
from dejavu_app.ui import theme
from dejavu_app.ui.figures import BETWEEN, byline, date_words
from dejavu_app.ui.flow import FlowRow, empty
from dejavu_app.ui.results_delegate import ParallelDelegate
from dejavu_app.ui.results_model import ResultsModel
from dejavu_app.ui.results_order import BY_COLUMN, ORDERS, column_of
from dejavu_app.ui.results_views import HEADLINE, ResultsTable, ResultsView, selected_numbers, selection_of_numbers
from dejavu_app.ui.spans import displayable
from dejavu_app.ui.state import Row, headline_of

_HEADLINE = 60  # characters of it in the list of printings
_BESIDE = 60  # px, of a menu beside its words
_NARROWEST = 320  # px, for the words


class ResultsPanel(QWidget):
    """Everything about the list that needs no archive."""

    row_chosen = Signal(object)  # Row or None
    reprint_chosen = Signal(object)  # Parallel
    reading_asked = Signal()
    sort_chosen = Signal(str)
    table_chosen = Signal(bool)
    question_asked = Signal(str)
    feedback_removed = Signal(int)
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultsModel(self)
        self.delegate = ParallelDelegate(self)
        self.view = ResultsView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.table = ResultsTable(self.model, self)
        self.table.setSelectionModel(self.view.selectionModel())
        self.table.horizontalHeader().customContextMenuRequested.connect(self._choose_columns)
        self.table.column_clicked.connect(self._sort_by_column)
        self.menu = QMenu(self)
        self._own: str | None = None  # the list's heading, while something else stands in its place
        self._build()
        self.view.selectionModel().currentRowChanged.connect(self._current)
        self.view.opened.connect(self.reading_asked)
        self.view.printings_asked.connect(self.show_printings)
        self.table.printings_asked.connect(self.show_printings)
        self.table.activated.connect(lambda _: self.reading_asked.emit())
        for each in (self.view, self.table):
            each.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            each.customContextMenuRequested.connect(
                lambda point, each=each: self.menu.exec(each.viewport().mapToGlobal(point))
            )

    def show_rows(self, rows: Sequence[Row], heading: str, notes: Sequence[str], choose: bool = True) -> None:
        """Shows a result; its first row becomes the current one."""
        self.model.set_rows(rows)
        self._own = None
        self.heading.setText(heading)
        self.notes.setText("  ".join(notes))
        self.notes.setVisible(bool(notes))
        self.pages.setCurrentIndex((2 if self.table_button.isChecked() else 1) if rows else 0)
        self._set_tools(bool(rows))
        if rows and choose:
            self.choose(0)

    def reorder_rows(self, rows: Sequence[Row], heading: str, notes: Sequence[str], stay: bool = False) -> None:
        """Shows the same search in another order: what is selected stays so, and the reader keeps its article.

        Somebody who has moved in the list keeps the current row where it is on the screen; else the list stays at its
        top. Where the current article is no longer listed the first row becomes the current one, or with ``stay`` the
        row that has taken its place.
        """
        shown = self._look()
        scroll, selection = shown.verticalScrollBar(), self.view.selectionModel()
        current, before = self.current(), self.view.currentIndex().row()
        chosen = [row.parallel.article_id for row in self.selected()]
        top = shown.visualRect(self.view.currentIndex()).top()
        moved = before > 0 or scroll.value() > 0
        selection.currentRowChanged.disconnect(self._current)
        try:
            self.show_rows(rows, heading, notes, choose=False)
            places = {
                parallel.article_id: number
                for number, row in enumerate(self.model.rows())
                for parallel in (row.parallel, *row.reprints)
            }
            place = places.get(current.parallel.article_id) if current else None
            flags = QItemSelectionModel.SelectionFlag
            if place is not None:
                selection.setCurrentIndex(self.model.index(place, 0), flags.ClearAndSelect | flags.Rows)
                left = {places[article] for article in chosen if article in places}
                selection.select(selection_of_numbers(self.model, left), flags.Select)
        finally:
            selection.currentRowChanged.connect(self._current)
        if place is None:
            if rows:
                self.choose(min(max(before, 0), len(rows) - 1) if stay else 0)
        elif not moved:
            shown.scrollToTop()
        elif shown is self.table:
            scroll.setValue(scroll.value() + place - before)
        else:
            scroll.setValue(scroll.value() + shown.visualRect(self.model.index(place, 0)).top() - top)

    def show_empty(self, title: str, advice: str, questions: Sequence[tuple[str, str]] = ()) -> None:
        """Says why there is no list and what to do."""
        self.model.set_rows([])
        self._own = None
        self.heading.setText("")
        self.notes.hide()
        self.empty_title.setText(title)
        self.empty_advice.setText(advice)
        empty(self.questions)
        for title, question in questions:
            button = QPushButton(title.replace("&", "&&"), self)
            button.setObjectName("SampleQuestion")
            button.setProperty("role", "quiet")
            button.setFont(theme.serif(11.5))
            button.setAutoDefault(True)  # so that Return presses it
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, question=question: self.question_asked.emit(question))
            self.questions.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.pages.setCurrentIndex(0)
        self._set_tools(False)
        self.row_chosen.emit(None)

    def show_busy(self, words: str) -> None:
        """Says that a search is under way; the list stays until the new one is there."""
        if self._own is None:
            self._own = self.heading.text()
        self.heading.setText(words)

    def show_idle(self) -> None:
        """Puts the heading back that belongs to the list: nothing has come of the search."""
        if self._own is not None:
            self.heading.setText(self._own)
            self._own = None

    def show_feedback(self, likes: dict[int, str], unlikes: dict[int, str]) -> None:
        """Chips for what the query was moved towards and away from."""
        empty(self.feedback_flow)
        for words, passages in ((self.tr("more like “{what}”  ×"), likes), (self.tr("less like “{what}”  ×"), unlikes)):
            for passage, headline in passages.items():
                button = QToolButton(self.feedback)
                short = headline if len(headline) < 34 else headline[:32] + "…"
                button.setText(words.format(what=short).replace("&", "&&"))
                button.setAccessibleName(self.tr("Remove: {words}").format(words=words.format(what=headline)))
                button.setProperty("role", "chip")
                button.clicked.connect(lambda _=False, passage=passage: self.feedback_removed.emit(passage))
                self.feedback_flow.addWidget(button)
                button.show()
        self.feedback.setVisible(bool(likes or unlikes))

    def current(self) -> Row | None:
        return self.model.row(self.view.currentIndex())

    def selected(self) -> list[Row]:
        """The selected rows in the list's order, or the current one."""
        rows, current = self.model.rows(), self.current()
        return [rows[number] for number in selected_numbers(self.view)] or ([current] if current else [])

    def choose(self, number: int) -> None:
        """Makes a row the current one."""
        index = self.model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().setCurrentIndex(index, flags)
        self.view.scrollTo(index)

    def step(self, step: int) -> None:
        """Goes to the next row, or the one before."""
        target = self.view.currentIndex().row() + step
        if 0 <= target < self.model.rowCount():
            self.choose(target)

    def show_printings(self) -> None:
        """Offers the printings of the current row by date, each to be opened."""
        row = self.current()
        if row is None or not row.reprints:
            return
        menu = QMenu(self)
        menu.setObjectName("PrintingsMenu")
        shown = self._look()
        # The list has one column only; of the table's the headline is the one that cannot be hidden.
        column = HEADLINE if shown is self.table else 0
        rect = shown.visualRect(self.view.currentIndex().siblingAtColumn(column))
        at = shown.viewport().mapToGlobal(QPoint(80, rect.center().y()))
        room = max(_NARROWEST, self.screen().availableGeometry().right() - at.x() - _BESIDE)
        printings = (row.parallel, *row.reprints)
        for parallel in sorted(printings, key=lambda each: (not each.date, each.date, each.rank)):
            words = menu.fontMetrics().elidedText(self._printing(parallel), Qt.TextElideMode.ElideRight, room)
            action = QAction(words.replace("&", "&&"), menu)
            action.triggered.connect(lambda _=False, parallel=parallel: self.reprint_chosen.emit(parallel))
            menu.addAction(action)
        menu.popup(at)
        menu.aboutToHide.connect(menu.deleteLater)

    def set_points(self, points: float) -> None:
        """Sets the size of type in the list."""
        self.delegate.set_points(points)
        self.view.doItemsLayout()
        self.view.viewport().update()

    def focus_list(self) -> None:
        self._look().setFocus()

    def set_sort(self, name: str) -> None:
        """Puts the list into an order, shown in the box and above the column that it follows.

        One that only a column's header gives stands last in the box as long as it is in force.
        """
        name = name if name in ORDERS else "rank"
        if self.sort.count() > self._orders:
            self.sort.removeItem(self._orders)
        if self.sort.findData(name) < 0:
            column, back = column_of(name)
            words = self.tr("By “{column}”, reversed") if back else self.tr("By “{column}”")
            self.sort.addItem(words.format(column=self.model.titles()[column]), name)
        self.sort.setCurrentIndex(self.sort.findData(name))
        self.table.show_order(name)
        self.model.sort_by(name)

    def _look(self) -> ResultsView | ResultsTable:
        """The list or the table, whichever is chosen."""
        return self.table if self.table_button.isChecked() else self.view

    def _printing(self, parallel: Parallel) -> str:
        """When and where, and as what; an article without a date says so, where the others have theirs."""
        where = byline(parallel.newspaper, parallel.place, "", parallel.page)
        headline = displayable(headline_of(parallel))
        short = headline if len(headline) <= _HEADLINE else headline[: _HEADLINE - 1].rstrip() + "…"
        parts = (date_words(parallel.date) or self.tr("undated"), where, short)
        return BETWEEN.join(part for part in parts if part)

    def _build(self) -> None:
        self.heading = QLabel("", self)
        self.heading.setObjectName("ResultsHeading")
        self.notes = QLabel("", self)
        self.notes.setObjectName("ResultsNotes")
        self.notes.setProperty("role", "warn")
        self.notes.setWordWrap(True)
        self.notes.hide()
        for label in (self.heading, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sort = QComboBox(self)
        self.sort.setObjectName("SortBox")
        self.sort.setAccessibleName(self.tr("Order of the list"))
        for name, words in (
            ("rank", self.tr("Best first")),
            ("oldest", self.tr("Oldest first")),
            ("newest", self.tr("Newest first")),
            ("newspaper", self.tr("By newspaper")),
            ("place", self.tr("By place")),
            ("printings", self.tr("Most printed first")),
        ):
            self.sort.addItem(words, name)
        self._orders = self.sort.count()
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sort.activated.connect(lambda _: self._take_order(self.sort.currentData()))
        self.table_button = QToolButton(self)
        self.table_button.setObjectName("TableToggle")
        self.table_button.setText(self.tr("Table"))
        self.table_button.setAccessibleName(self.tr("Show the list as a table"))
        self.table_button.setCheckable(True)
        self.table_button.setProperty("role", "quiet")
        self.table_button.toggled.connect(self._show_table)
        self.export_button = QToolButton(self)
        self.export_button.setObjectName("ExportButton")
        self.export_button.setText(self.tr("Export"))
        self.export_button.setAccessibleName(self.tr("Export this list"))
        self.export_button.setProperty("role", "quiet")
        self.export_button.clicked.connect(self.export_asked)
        top = FlowRow(self)
        top.add(self.heading, 1)
        top.add(self.sort)
        top.add(self.table_button)
        top.add(self.export_button)
        above = QVBoxLayout()
        above.setContentsMargins(16, 6, 12, 4)
        above.addWidget(top)
        under = QVBoxLayout()
        under.setContentsMargins(16, 0, 16, 0)
        under.addWidget(self.notes)
        self.feedback = FlowRow(self)
        self.feedback.setObjectName("FeedbackChips")
        self.feedback_flow = self.feedback.flow
        self.feedback.hide()
        under.addWidget(self.feedback)
        empty = QWidget(self)
        self.empty_title = QLabel("", empty)
        self.empty_title.setObjectName("EmptyTitle")
        self.empty_title.setFont(theme.serif(15))
        self.empty_advice = QLabel("", empty)
        self.empty_advice.setObjectName("EmptyAdvice")
        self.empty_advice.setProperty("role", "muted")
        for label in (self.empty_title, self.empty_advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.questions = QVBoxLayout()
        middle = QVBoxLayout(empty)
        middle.setContentsMargins(48, 20, 48, 20)
        middle.setSpacing(8)
        middle.addStretch(1)
        middle.addWidget(self.empty_title)
        middle.addWidget(self.empty_advice)
        middle.addLayout(self.questions)
        middle.addStretch(2)
        self.pages = QStackedWidget(self)
        scroll = QScrollArea(self)
        scroll.setAccessibleName(self.tr("Parallels"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(empty)
        for page in (scroll, self.view, self.table):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(above)
        layout.addLayout(under)
        layout.addWidget(self.pages, 1)
        self._set_tools(False)

    def _set_tools(self, rows: bool) -> None:
        for widget in (self.sort, self.table_button, self.export_button):
            widget.setVisible(rows)

    def _current(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.row_chosen.emit(self.model.row(current))

    def _choose_columns(self, point: QPoint) -> None:
        menu = QMenu(self)
        self.offer_columns(menu)
        menu.popup(self.table.horizontalHeader().mapToGlobal(point))
        menu.aboutToHide.connect(menu.deleteLater)

    def offer_columns(self, menu: QMenu) -> None:
        """Lets columns be shown and hidden; the headline always stays."""
        menu.clear()
        for column, title in enumerate(self.model.titles()):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(column))
            action.setEnabled(column != HEADLINE)
            action.toggled.connect(lambda on, column=column: self.table.setColumnHidden(column, not on))

    def _sort_by_column(self, column: int) -> None:
        """A click on a header: the order of its column, or the other way where the list is in that already."""
        first, second = BY_COLUMN[column]
        self._take_order(second if self.model.order() == first else first)

    def _take_order(self, name: str) -> None:
        self.set_sort(name)
        self.sort_chosen.emit(name)

    def _show_table(self, on: bool) -> None:
        if self.model.rowCount():
            self.pages.setCurrentIndex(2 if on else 1)
        if on:  # a row chosen in the list is a whole row of the table
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().select(self.view.selectionModel().selection(), flags)
        self.table_chosen.emit(on)
