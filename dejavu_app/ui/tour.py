"""A short tour: five cards, each beside the part of the window it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QCloseEvent,
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dejavu_app.ui import theme

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow

_WIDTH = 340  # px, of a card


class Tour(QWidget):
    """Lies over the window; Return goes on, Escape ends it.

    So does whatever leads away: a key that goes to a part of the window, or one that hides what a card tells of.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("Tour")
        self.setAccessibleName(self.tr("A short tour"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._at = 0
        self._before: QWidget | None = None  # where the keys were
        w = window
        self._stops: list[tuple[QWidget, str, str]] = (
            [
                (
                    w.query.edit,
                    self.tr("Today’s text"),
                    self.tr("Paste an article of today here, or its web address, or drop a file on it."),
                ),
                (
                    w.query.preview,
                    self.tr("Names are hidden"),
                    self.tr("So that the story is compared, not the people. Click a struck name to let it count."),
                ),
                (
                    w.timeline,
                    self.tr("Years"),
                    self.tr(
                        "Dark bars are what was found, pale ones all articles of that time. "
                        "Drag to filter and to look closer."
                    ),
                ),
                (
                    w.results,
                    self.tr("Parallels"),
                    self.tr("The best first. Three dots are a strong parallel; one is weak. Return reads it."),
                ),
                (
                    w.reader,
                    self.tr("Side by side"),
                    self.tr("Sentences that match are marked in both texts; Alt+Right goes to the next."),
                ),
            ]
            if w.desk is not None
            else [
                (
                    w.welcome.zone,
                    self.tr("Begin here"),
                    self.tr("Drop newspapers anywhere, or open the sample archive and call this tour again."),
                )
            ]
        )
        self.card = QFrame(self)
        self.card.setObjectName("MessageBar")
        self.card.setFixedWidth(_WIDTH)
        self.title = QLabel(self.card)
        self.title.setFont(theme.serif(14, QFont.Weight.DemiBold))
        self.words = QLabel(self.card)
        self.words.setWordWrap(True)
        self.words.setFont(theme.serif(11.5))
        self.go = QPushButton(self.card)
        self.go.setProperty("role", "primary")
        self.go.clicked.connect(self.next)
        self.end = QPushButton(self.tr("End"), self.card)
        self.end.clicked.connect(self.close)
        for button in (self.go, self.end):
            button.setAutoDefault(True)  # so that Return presses it
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.end)
        row.addWidget(self.go)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addWidget(self.title)
        inside.addWidget(self.words)
        inside.addLayout(row)

    def start(self) -> None:
        """Shows the first card, in place of a tour that is under way."""
        for other in self._window.findChildren(Tour):
            if other is not self:
                other.close()
        self._before = self._window.focusWidget()
        self._window.actions_["FocusAction"].setChecked(False)  # what the cards tell of is hidden there
        self._window.installEventFilter(self)
        for part, _, _ in self._stops:
            part.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self._show()
        self.show()
        self.raise_()
        self.go.setFocus()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def next(self) -> None:
        """Goes to the next card, or ends."""
        if self._at + 1 == len(self._stops):
            self.close()
        else:
            self._at += 1
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
            QTimer.singleShot(0, self, self._place)  # once the parts of the window have their places
        elif event.type() == QEvent.Type.Hide and watched is self._stops[self._at][0]:
            self.close()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        before, focused = self._before, self._window.focusWidget()
        there = before in self._window.findChildren(QWidget)  # it may have gone meanwhile
        if before is not None and there and focused is not None and self.isAncestorOf(focused):
            before.setFocus()  # hidden, this would keep the keys

    def focusNextPrevChild(self, next: bool) -> bool:
        # What lies under the veil is not to be reached.
        (self.end if self.go.hasFocus() else self.go).setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor("#000000")
        veil.setAlpha(110)
        target = self._target()
        painter.setClipRegion(QRegion(self.rect()) - QRegion(target))
        painter.fillRect(self.rect(), veil)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawRect(target)
        painter.end()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        # None is another program, and another window one of the commands that open a sheet.
        if now is not None and now.window() is self._window and not self.isAncestorOf(now):
            self._before = None
            self.close()

    def _target(self) -> QRect:
        widget = self._stops[self._at][0]
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size()).adjusted(-4, -4, 4, 4)

    def _show(self) -> None:
        self._window.query.folding.unfold()  # two cards tell of what may be folded away
        _, title, words = self._stops[self._at]
        self.title.setText(title)
        self.words.setText(words)
        last = self._at == len(self._stops) - 1
        self.go.setText(self.tr("Done") if last else self.tr("Next"))
        self.go.setAccessibleDescription(f"{title}. {words}")
        QAccessible.updateAccessibility(QAccessibleEvent(self.go, QAccessible.Event.DescriptionChanged))
        self._place()
        QTimer.singleShot(0, self, self._place)  # what has come into sight has its place then

    def _place(self) -> None:
        """Gives the card the height that its words need, and a place beside what it tells of."""
        inside = self.card.layout()
        assert inside is not None
        inside.activate()
        self.card.resize(_WIDTH, inside.totalHeightForWidth(_WIDTH))
        target, size = self._target(), self.card.size()
        x = min(max(12, target.left()), self.width() - size.width() - 12)
        y = target.bottom() + 12
        if y + size.height() > self.height() - 12:
            y = target.top() - size.height() - 12
        if y < 12:
            y = target.top() + 40
            x = target.left() - size.width() - 14 if target.left() > size.width() + 30 else target.left() + 40
        self.card.move(x, y)
        self.update()
