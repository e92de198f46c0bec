"""Rows on their way to a collection: what the drag carries, and that it hides nothing; and files that come here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.results_model import ARTICLES_MIME
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle


@pytest.mark.parametrize("as_table", [False, True])
def test_a_small_label_goes_with_the_pointer(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, as_table: bool
) -> None:
    ask(qtbot, window, STRIKE)
    window.results.table_button.setChecked(as_table)
    view: QAbstractItemView = window.results.table if as_table else window.results.view
    drags: list[tuple[list[int], int, int]] = []

    def drop(drag: QDrag, *actions: Qt.DropAction) -> Qt.DropAction:
        articles = json.loads(drag.mimeData().data(ARTICLES_MIME).data())
        size = drag.pixmap().deviceIndependentSize()
        assert drag.hotSpot().x() < 0 and drag.hotSpot().y() < 0, "the label stands beside the pointer"
        drags.append((articles, int(size.width()), int(size.height())))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", drop)
    for number, keys in ((0, Qt.KeyboardModifier.NoModifier), (2, Qt.KeyboardModifier.ShiftModifier)):
        middle = view.visualRect(window.results.model.index(number, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, middle)
        if number == 0:
            view.startDrag(Qt.DropAction.CopyAction)
    view.startDrag(Qt.DropAction.CopyAction)
    ids = [row.parallel.article_id for row in window.results.model.rows()]
    assert [articles for articles, _, _ in drags] == [ids[:1], ids[:3]]
    for _, width, height in drags:
        assert 30 < width < 320 and 10 < height < 60


def test_what_is_carried_is_named_in_short(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    rows = window.results.model.rows()
    assert window.results.model.in_short(rows[:1]) == " ".join(rows[0].parallel.headline.split())
    assert window.results.model.in_short(rows[:3]) == "3 articles"


@pytest.mark.parametrize("where", ["window", "text", "folded line"])
def test_dropped_files_are_taken_as_copies_though_a_move_is_proposed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, where: str
) -> None:
    """A file manager deletes what it is told was moved."""
    file = tmp_path / "today.txt"
    file.write_text(STRIKE)
    target: QWidget = {"window": window, "text": window.query.edit.viewport(), "folded line": window.query.bar}[where]
    if where == "folded line":
        ask(qtbot, window, STRIKE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    middle, button = QPoint(target.width() // 2, target.height() // 2), Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(middle, both, data, button, Qt.KeyboardModifier.NoModifier)
    enter.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, enter)
    event = QDropEvent(QPointF(middle), both, data, button, Qt.KeyboardModifier.ShiftModifier)
    event.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, event)
    assert event.isAccepted() and event.dropAction() == enter.dropAction() == Qt.DropAction.CopyAction
    settle(qtbot, window)
    for sheet in window.findChildren(QDialog):
        sheet.reject()
