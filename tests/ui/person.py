"""What a person does to a window: find things by name, type, click, drop, wait."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)


def named(window: QWidget, kind: type[W], name: str) -> W:
    """The one widget of that object name."""
    found = window.findChildren(kind, name)
    assert len(found) == 1, f"{len(found)} widgets are named {name}"
    return found[0]


def drop(target: QWidget, paths: Sequence[Path]) -> None:
    """Drags files over the middle of a widget and lets go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop_data(target, data)


def drop_data(target: QWidget, data: QMimeData) -> None:
    """The same with anything that can be dragged."""
    middle = QPoint(target.width() // 2, target.height() // 2)
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, action, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(middle), action, data, buttons, keys)
    QApplication.sendEvent(target, event)
    assert event.isAccepted()


def marked_places(box: QTextEdit) -> list[tuple[int, int]]:
    """Where the marks are laid that a text shows at this moment."""
    selections = box.extraSelections()  # whose cursors live no longer than they do
    cursors = [each.cursor for each in selections]  # type: ignore[attr-defined]
    return [(cursor.selectionStart(), cursor.selectionEnd()) for cursor in cursors]


def show(qtbot: QtBot, widget: W, width: int, height: int) -> W:
    """A widget on the screen by itself, of this size in pixels."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Waits until nothing is under way in the background."""
    qtbot.wait(20)
    qtbot.waitUntil(lambda: window.bridge.idle() and not window.jobs.running(), timeout=30_000)


def ask(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Pastes a text into the query and presses Control and Return."""
    window.query.edit.setFocus()
    window.query.edit.selectAll()
    QApplication.clipboard().setText(text)
    window.query.edit.paste()
    qtbot.keyClick(window.query.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.search_flow.found is not None, timeout=30_000)
    settle(qtbot, window)
