"""Where the panels stand: sidebar, centre, reader; messages above, jobs below, notices over them; or the welcome."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from dejavu_app.ui.filter_bar import FilterBar
from dejavu_app.ui.jobs_panel import JobsView
from dejavu_app.ui.message_bar import MessageBar
from dejavu_app.ui.query_panel import QueryPanel
from dejavu_app.ui.reader import ReaderPane
from dejavu_app.ui.results_panel import ResultsPanel
from dejavu_app.ui.sidebar import Sidebar
from dejavu_app.ui.timeline import Timeline
from dejavu_app.ui.welcome import Welcome

_SIDEBAR = 140  # pixels


class Panels(QWidget):
    """Makes the panels and lays them out; they know nothing of each other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pages = QStackedWidget(self)
        self.message = MessageBar(self.pages, self)
        self.welcome = Welcome(self)
        self.sidebar = Sidebar(self)
        self.query = QueryPanel(self)
        self.filters = FilterBar(self)
        self.timeline = Timeline(self)
        self.results = ResultsPanel(self)
        self.reader = ReaderPane(self)
        self.jobs = JobsView(self)
        self.coverage = QLabel("", self)
        self.coverage.setObjectName("CoverageLabel")
        self.coverage.setAccessibleDescription(self.tr("How much is searchable"))  # its name is what it says
        self.coverage.setContentsMargins(10, 0, 0, 0)
        self.encode_button = QPushButton(self.tr("Prepare the rest"), self)
        self.encode_button.setObjectName("EncodeButton")
        self.encode_button.setAccessibleName(self.tr("Prepare the rest for search by meaning"))
        self.encode_button.setProperty("role", "link")
        self.encode_button.hide()
        self.activity = QLabel("", self)
        self.activity.setObjectName("ActivityLabel")
        self.activity.setProperty("role", "muted")
        lower = QWidget(self)
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self.timeline)
        column.addWidget(self.results, 1)
        self.down = QSplitter(Qt.Orientation.Vertical, self)
        self.down.addWidget(self.query)
        self.down.addWidget(lower)
        self.down.setChildrenCollapsible(False)
        self.down.setStretchFactor(0, 0)
        self.down.setStretchFactor(1, 1)
        self._above = 0  # px, of the unfolded query while it is folded
        self.query.folding.changed.connect(self._fold)
        self.across = QSplitter(Qt.Orientation.Horizontal, self)
        for panel in (self.sidebar, self.down, self.reader):
            self.across.addWidget(panel)
        self.across.setCollapsible(1, False)
        self.sidebar.setMinimumWidth(_SIDEBAR)  # narrower, its entries say nothing: it is hidden whole
        self.across.setStretchFactor(2, 1)  # a wider window is for reading; a list wants one width
        self.across.setSizes([176, 550, 554])
        self.widths: list[int] = []  # px, of the panels as they were left
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.across)
        self._bar = QWidget(self)
        bar = QVBoxLayout(self._bar)
        bar.setContentsMargins(12, 3, 12, 3)
        bar.addWidget(self.message)
        self._bar.hide()
        self.message.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.jobs)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.message and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._bar.setVisible(event.type() == QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)

    def show_content(self) -> None:
        """Shows the panels in place of the welcome."""
        if self.pages.currentWidget() is not self.across:
            # Never laid out, they are narrow, and rows that wrap would ask for so much height that the window grew,
            # on a small screen beyond its edge. To paint a spot lays them out at the width that they are given.
            self.across.resize(self.pages.size())
            self.across.grab(QRect(0, 0, 1, 1))
            if sum(self.widths) > self.across.width():
                # Left to itself, the splitter would take all that a smaller screen lacks from the reader.
                self.across.setSizes([width * self.across.width() // sum(self.widths) for width in self.widths])
            self.pages.setCurrentWidget(self.across)

    def heights(self) -> QByteArray:
        """How the query and what is below it share the height, as ``QSplitter`` states it; the query is unfolded."""
        self.query.folding.unfold()
        return self.down.saveState()

    def _fold(self, folded: bool) -> None:
        """Gives what lies below the query the height that it leaves, and takes the same back from it."""
        above, below = self.down.sizes()
        upright = QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Preferred
        self.query.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
        if folded:
            self._above, above = above, self.query.sizeHint().height()
        else:
            above, below = self._above, above + below - self._above
            self._above = 0
        self.down.setSizes([above, below])
        handle = self.down.handle(1)
        handle.setEnabled(not folded)
        handle.setCursor(Qt.CursorShape.ArrowCursor if folded else Qt.CursorShape.SplitVCursor)
