"""Every control and every row tells a screen reader what it is; every sheet, menu and page of the window is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, drop, named, settle

CONTROLS = (
    QAbstractButton, QComboBox, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox, QTabBar,
)  # fmt: skip


def interactive(widget: QWidget) -> bool:
    """Whether a person can do something with it, by mouse or key; what Qt makes inside a control is not asked."""
    parent = widget.parent()
    inner = isinstance(parent, QComboBox | QAbstractSpinBox) or isinstance(widget, QHeaderView)
    inner = inner or widget.objectName().startswith(("qt_", "Scroll")) or isinstance(widget, QSplitter)
    if inner or not widget.isVisible():
        return False
    return isinstance(widget, CONTROLS) or bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def spoken(widget: QWidget) -> str:
    """What a screen reader says of it: its accessible name, its label's words, or its own text."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def silent(root: QWidget) -> list[str]:
    """The controls below ``root`` that say nothing, or only a sign."""
    wrong = []
    for widget in [root, *root.findChildren(QWidget)]:
        if interactive(widget) and not any(letter.isalnum() for letter in spoken(widget)):
            wrong.append(f"{type(widget).__name__} {widget.objectName()!r} says {spoken(widget)!r}")
    return wrong


def silent_rows(root: QWidget) -> list[str]:
    """The rows of lists, tables and trees below ``root`` that say nothing in any column."""

    def walk(model: QAbstractItemModel, parent: QModelIndex, where: str) -> Iterator[str]:
        for row in range(min(model.rowCount(parent), 30)):
            cells = [model.index(row, column, parent) for column in range(model.columnCount(parent))]
            words = [str(cell.data(Qt.ItemDataRole.AccessibleTextRole) or cell.data() or "") for cell in cells]
            if not any(any(letter.isalnum() for letter in word) for word in words):
                yield f"row {row} of {where}"
            yield from walk(model, cells[0], where)

    return [
        wrong
        for view in root.findChildren(QAbstractItemView)
        if view.isVisible() and view.model() is not None and not isinstance(view, QHeaderView)
        for wrong in walk(view.model(), QModelIndex(), view.objectName())
    ]


def unreached(root: QWidget) -> list[str]:
    """Buttons and fields that no Tab leads to."""
    seen, widget = set(), root.nextInFocusChain()
    while widget is not None and widget not in seen:
        seen.add(widget)
        widget = widget.nextInFocusChain()
    return [
        f"{type(each).__name__} {each.objectName()!r} {spoken(each)!r}"
        for each in root.findChildren(QWidget)
        if isinstance(each, CONTROLS)
        and interactive(each)
        and each.isEnabled()
        and (each not in seen or not each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    ]


def check(root: QWidget) -> None:
    assert silent(root) == []
    assert silent_rows(root) == []
    assert unreached(root) == []


def test_the_welcome(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    window = open_window()
    window.settings.remember(str(archive))
    window.show_welcome()
    check(window)


def test_the_window_with_everything_on_show(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.choose(1)
    window.actions_["MoreLikeAction"].trigger()
    window.filters.date_from.setText("1850")
    window.filters.date_from.editingFinished.emit()
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    window.message.show_text("Something to be read.", button="Do it", action=lambda: None)
    check(window)
    window.query.edit.setPlainText("https://example.org/strike")
    assert window.query.offer.isVisible()
    check(window)
    window.results.table_button.setChecked(True)
    check(window)
    settle(qtbot, window)


def test_jobs(window: MainWindow, qtbot: QtBot) -> None:
    articles = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"
    window.import_flow.start_import(window.desk.path, [articles], True)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    check(window)


def test_how_much_is_searchable_is_spoken(window: MainWindow) -> None:
    assert spoken(window.coverage) == window.coverage.text() != ""


SHEETS = ("SettingsAction", "ShortcutsAction", "AboutAction", "ArchiveAction", "BreakdownAction", "NoteAction",
          "FollowAction")


@pytest.mark.parametrize("action", SHEETS)
def test_every_sheet(window: MainWindow, qtbot: QtBot, action: str) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    before = set(QApplication.topLevelWidgets())
    window.actions_[action].trigger()
    qtbot.waitUntil(lambda: any(w.isVisible() for w in set(QApplication.topLevelWidgets()) - before), timeout=20_000)
    settle(qtbot, window)
    (sheet,) = (w for w in set(QApplication.topLevelWidgets()) - before if w.isVisible())
    assert sheet.windowTitle()
    check(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible(), "Escape closes every sheet"


def test_the_sheet_of_more_filters(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.sheet.show_below(window.filters.more)
    check(window.filters.sheet)
    window.filters.sheet.close()


def test_the_review_of_dropped_files(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from dejavu_app.ui.review_sheet import ReviewSheet

    (tmp_path / "one.csv").write_text('date,newspaper,title,text\n1901-02-03,The Anchor,A FIRE,"The mill burned."\n')
    (tmp_path / "broken.json").write_text('{"article": "unfinished')
    drop(window, [tmp_path / "one.csv", tmp_path / "broken.json"])
    sheet = window.findChild(ReviewSheet)
    assert sheet is not None
    qtbot.waitUntil(named(sheet, QPushButton, "ReviewImport").isEnabled, timeout=20_000)
    check(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    settle(qtbot, window)


def test_the_tour_speaks_and_keeps_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    from dejavu_app.ui.tour import Tour

    window.actions_["TourAction"].trigger()
    tour = window.findChild(Tour)
    assert tour is not None
    check(tour)
    for _ in range(5):
        assert spoken(tour.go) in ("Next", "Done")
        assert tour.words.text() in tour.go.accessibleDescription()
        assert tour.words.height() >= tour.words.heightForWidth(tour.words.width()), "the card cuts its words"
        window.resize(window.width() - 40, window.height() - 10)
        qtbot.waitUntil(lambda: tour.size() == window.size() and tour.rect().contains(tour.card.geometry()))
        for _ in range(3):
            focused = QApplication.focusWidget()
            assert focused is not None and tour.isAncestorOf(focused)
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
        tour.go.setFocus()
        qtbot.keyClick(tour.go, Qt.Key.Key_Return)
    assert not tour.isVisible()


def test_menus_have_words_and_their_keys_are_used_once(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for menu in (*window.menuBar().findChildren(QMenu), window.results.menu, window.reader.more_menu):
        letters: list[str] = []
        for action in menu.actions():
            if action.isSeparator():
                continue
            assert action.text().strip(), menu.title()
            letters += [part[0].lower() for part in action.text().replace("&&", "").split("&")[1:]]
            for key in action.shortcuts():
                assert taken.setdefault(key.toString(), action.objectName()) == action.objectName(), key.toString()
        assert len(letters) == len(set(letters)), f"{menu.title()}: {sorted(letters)}"


def test_a_silent_control_would_be_found(window: MainWindow, qtbot: QtBot) -> None:
    def add(make: Callable[[QWidget], QWidget]) -> QWidget:
        extra = make(window.results)
        extra.show()
        return extra

    button = add(lambda parent: QPushButton("×", parent))
    assert len(silent(window)) == 1
    button.deleteLater()
    button.hide()
    add(QLineEdit).setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert len(silent(window)) == 1 and len(unreached(window)) == 1
