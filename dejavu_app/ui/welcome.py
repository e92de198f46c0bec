"""The first minute: the whole window is a place to drop newspapers on, and a sample is one click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.ui import theme
from dejavu_app.ui.flow import empty


class Welcome(QScrollArea):
    """Says what the program does and offers the four ways to begin."""

    sample_asked = Signal()
    files_asked = Signal()
    folder_asked = Signal()
    open_asked = Signal()
    recent_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Welcome")
        self.setAccessibleName(self.tr("Welcome"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget(self)
        self.setWidget(page)
        self.zone = QFrame(page)
        self.zone.setObjectName("DropZone")
        self.zone.setMaximumWidth(860)
        self.zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        title = QLabel(self.tr("Read what was told before"), self.zone)
        title.setFont(theme.serif(24, QFont.Weight.DemiBold))
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        what = QLabel(
            self.tr(
                "Drop a folder of OCR’d newspapers anywhere on this window. Then paste an article of today, "
                "and read the historical articles that tell the same kind of story, side by side with it."
            ),
            self.zone,
        )
        what.setFont(theme.serif(13))
        what.setWordWrap(True)
        what.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        formats = QLabel(
            self.tr(
                "Plain text, CSV, JSON, ALTO, METS, hOCR, PAGE XML, PDF, zip and tar; nothing leaves this computer."
            ),
            self.zone,
        )
        formats.setProperty("role", "muted")
        formats.setWordWrap(True)
        formats.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sample = QPushButton(self.tr("Try the sample archive"), self.zone)
        self.sample.setObjectName("SampleButton")
        self.sample.setAccessibleName(self.tr("Try the sample archive"))
        self.sample.setProperty("role", "primary")
        self.sample.clicked.connect(self.sample_asked)
        new = QPushButton(self.tr("Choose newspapers…"), self.zone)
        new.setObjectName("WelcomeNew")
        what_kind = QMenu(new)
        what_kind.setObjectName("WelcomeNewMenu")
        what_kind.addAction(self.tr("&Files…")).triggered.connect(lambda: self.files_asked.emit())
        what_kind.addAction(self.tr("A f&older…")).triggered.connect(lambda: self.folder_asked.emit())
        new.setMenu(what_kind)
        opening = QPushButton(self.tr("Open an archive…"), self.zone)
        opening.setObjectName("WelcomeOpen")
        opening.clicked.connect(self.open_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        for button in (self.sample, new, opening):
            button.setMinimumHeight(34)
            button.setAutoDefault(True)  # so that Return presses it
            buttons.addWidget(button)
        buttons.addStretch(1)
        note = QLabel(
            self.tr(
                "The sample was written for this program in the manner of its time. It is not a historical source."
            ),
            self.zone,
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = QVBoxLayout(self.zone)
        inside.setContentsMargins(56, 48, 56, 40)
        inside.setSpacing(18)
        for widget in (title, what, formats):
            inside.addWidget(widget)
        inside.addSpacing(6)
        inside.addLayout(buttons)
        inside.addWidget(note)
        self.recent = QVBoxLayout()
        self.recent.setSpacing(2)
        self.recent_title = QLabel(self.tr("Recent archives"), page)
        self.recent_title.setProperty("role", "muted")
        self.recent_title.hide()
        column = QVBoxLayout()
        column.addStretch(2)
        column.addWidget(self.zone)
        column.addSpacing(14)
        column.addWidget(self.recent_title)
        column.addLayout(self.recent)
        column.addStretch(3)
        across = QHBoxLayout(page)
        across.setContentsMargins(40, 24, 40, 24)
        across.addStretch(1)
        across.addLayout(column, 8)
        across.addStretch(1)

    def show_recent(self, paths: Sequence[tuple[str, str]]) -> None:
        """Lists recent archives as (path, name)."""
        empty(self.recent)
        for path, name in paths[:4]:
            button = QPushButton(name.replace("&", "&&"), self)
            button.setProperty("role", "quiet")
            button.setToolTip(path)
            button.setAutoDefault(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, path=path: self.recent_asked.emit(path))
            self.recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.recent_title.setVisible(bool(paths))

    def show_over(self, over: bool) -> None:
        """Answers a drag that hovers over the window."""
        self.zone.setProperty("over", "true" if over else "false")
        self.zone.style().unpolish(self.zone)
        self.zone.style().polish(self.zone)
