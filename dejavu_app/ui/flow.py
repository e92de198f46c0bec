"""A layout, and a row, that set widgets like words on a line and wrap at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """After Qt's own flow layout example (doc.qt.io, "Flow Layout"); hidden widgets take no room.

    What a line has left goes to those of its widgets whose size policy has a horizontal stretch, in that proportion.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._set(line, rect.x(), y, height, rect.width())
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """The shown widgets, line by line; one that is wider than a line has one of its own."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if lines and used + self.spacing() + wide <= width:
                lines[-1].append(item)
                used += self.spacing() + wide
            else:
                lines.append([item])
                used = wide
        return lines

    def _set(self, line: list[QLayoutItem], x: int, y: int, height: int, width: int) -> None:
        hints = [item.sizeHint() for item in line]
        widgets = [item.widget() for item in line]
        shares = [widget.sizePolicy().horizontalStretch() if widget else 0 for widget in widgets]
        wides = [min(width, hint.width()) for hint in hints]
        left = max(0, width - sum(wides) - self.spacing() * (len(line) - 1))
        for n, (item, hint, wide) in enumerate(zip(line, hints, wides, strict=True)):
            before, after = (left * sum(shares[:end]) // max(1, sum(shares)) for end in (n, n + 1))
            wide += after - before
            item.setGeometry(QRect(x, y + (height - hint.height()) // 2, wide, hint.height()))
            x += wide + self.spacing()


class FlowRow(QWidget):
    """A widget laid out by a ``FlowLayout`` that is always as high as its lines need."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, spacing)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Sets a widget behind the others; ``stretch`` is its share of what its line has left."""
        policy = widget.sizePolicy()
        policy.setHorizontalStretch(stretch)
        widget.setSizePolicy(policy)
        self.flow.addWidget(widget)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # a widget says other words now, or came, or went
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Takes the height that the present width asks for."""
        height = self.flow.heightForWidth(self.width())
        if self.minimumHeight() != height:
            self.setMinimumHeight(height)


def empty(layout: QLayout) -> None:
    """Takes every widget out of a layout; they are gone at the next turn of the event loop, their names at once."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.setObjectName("")
            widget.deleteLater()
