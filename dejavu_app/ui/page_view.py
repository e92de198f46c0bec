"""A page as it was printed, with the passage's lines marked on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.page_scan import Region

_NOTCH = 120  # of a mouse wheel
_ZOOM = 1.1


class Sheet(QWidget):
    """The picture at some size, and the marks."""

    def __init__(self, image: QImage, marks: Sequence[Region]) -> None:
        super().__init__()
        self._image = image
        self._marks = list(marks)
        self.setAccessibleName(self.tr("The page as printed"))
        self.set_width(image.width())

    def set_width(self, width: int) -> None:
        self.setFixedSize(width, round(width * self._image.height() / max(1, self._image.width())))

    def first_mark(self) -> QRectF | None:
        """Where the passage begins, in the widget's pixels."""
        return self._placed(self._marks[0]) if self._marks else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for mark in self._marks:
            painter.fillRect(self._placed(mark), QColor(theme.DAY.sentence))
        painter.end()

    def _placed(self, mark: Region) -> QRectF:
        w, h = self.width(), self.height()
        return QRectF(mark.left * w, mark.top * h, mark.width * w, mark.height * h)


class PageView(QDialog):
    """Shows a page in a window of its own; plus and minus zoom, as the wheel does with Ctrl; Escape closes."""

    def __init__(self, title: str, image: QImage, marks: Sequence[Region], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("PageView")
        self.setWindowTitle(self.tr("The page as printed"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableGeometry()
        self.resize(min(1000, room.width() - 80), min(1100, room.height() - 60))
        self.sheet = Sheet(image, marks)
        self.area = QScrollArea(self)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setWidget(self.sheet)
        self.area.viewport().installEventFilter(self)  # else the wheel scrolls before it is heard of here
        label = QLabel(title, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.serif(12))
        top = QHBoxLayout()
        top.addWidget(label, 1)
        for words, spoken, factor, keys in (
            ("−", self.tr("Smaller"), 0.8, "-"),
            ("+", self.tr("Larger"), 1.25, "+"),
            (self.tr("Whole page"), self.tr("Whole page"), 0.0, "0"),
        ):
            button = QToolButton(self)
            button.setText(words)
            button.setAccessibleName(spoken)
            button.setToolTip(spoken)
            button.clicked.connect(lambda _=False, factor=factor: self.zoom(factor))
            QShortcut(QKeySequence(keys), self, lambda factor=factor: self.zoom(factor))
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.addLayout(top)
        layout.addWidget(self.area, 1)
        self.sheet.set_width(max(700, self.width() - 50))
        QTimer.singleShot(0, self, self.show_passage)

    def zoom(self, factor: float) -> None:
        """Scales the page; 0 fits the whole of it."""
        room: QSize = self.area.viewport().size()
        if factor:
            self.sheet.set_width(int(min(6000, max(200, self.sheet.width() * factor))))
        else:
            self.sheet.set_width(int(min(room.width(), room.height() * self.sheet.width() / self.sheet.height())))

    def show_passage(self) -> None:
        """Brings the passage into view."""
        mark = self.sheet.first_mark()
        if mark is not None:
            half = self.area.viewport().height() // 3
            self.area.ensureVisible(int(mark.center().x()), int(mark.top()) + half, 80, half)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM ** (event.angleDelta().y() / _NOTCH))
            return True
        return super().eventFilter(watched, event)
