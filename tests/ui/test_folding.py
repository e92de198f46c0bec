"""Once a list stands below it the query folds to one line, and unfolds for whoever goes on with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QTextEdit
from pytestqt.qtbot import QtBot

from dejavu_app.ui import settings as options
from dejavu_app.ui.app import install_language
from dejavu_app.ui.fold_bar import FoldBar
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.tour import Tour
from dejavu_app.ui.whole_lines import line_height
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, drop, drop_data, named, settle
from tests.ui.test_keyboard import in_part, press
from tests.ui.test_searching import again

CONTROL = Qt.KeyboardModifier.ControlModifier
FLOOD = "A flood carried the bridge away and drowned the cattle in the lower fields near Albany."


def line(window: MainWindow) -> FoldBar:
    """What stands for the folded query."""
    return named(window, FoldBar, "QueryFold")


def folded(window: MainWindow) -> bool:
    """As the eye sees it: either all of it is there or one line."""
    parts = (window.query.edit, window.query.preview, window.query.labels["PER"], window.query.hint)
    shown = {part.isVisible() for part in parts}
    assert len(shown) == 1
    return not shown.pop()


def whole_rows(window: MainWindow) -> int:
    """How many results are in sight from top to bottom."""
    view, model = window.results.view, window.results.model
    rects = [view.visualRect(model.index(row, 0)) for row in range(model.rowCount())]
    return sum(rect.top() >= 0 and rect.bottom() <= view.viewport().height() for rect in rects)


def write(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Puts a text into the query and does not ask yet."""
    window.query.set_text(text)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.query.preview.choices().text == text, timeout=20_000)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("width", "height", "rows"), [(1280, 800, 4), (900, 650, 2)])
def test_the_list_has_the_room(
    open_window: Opener,
    qapp: QApplication,
    archive: Path,
    qtbot: QtBot,
    language: str,
    width: int,
    height: int,
    rows: int,
) -> None:
    settings = Settings()
    settings.set(options.LANGUAGE, language)
    settings.sync()
    try:
        window = open_window(archive, width=width, height=height)
        ask(qtbot, window, STRIKE)
        assert (window.width(), window.height()) == (width, height)
        assert folded(window) and whole_rows(window) >= rows
        assert window.filters.isVisible() and window.query.button.isVisible()
        line(window).click()
        settle(qtbot, window)
        assert not folded(window) and whole_rows(window) < rows, "the test measures the fold"
    finally:
        install_language(qapp, "en")


def test_the_line_says_how_the_text_begins_and_how_many_names_are_hidden(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    bar, choices = line(window), window.query.choices()
    hidden = sum(choices.is_hidden(name) for name in choices.spans())
    assert hidden > 1
    assert "A thousand dock workers" in bar.accessibleName() and f"{hidden} names hidden" in bar.accessibleName()
    assert "Ctrl+L" in bar.toolTip()
    window.query.show_choices(choices.toggled(choices.spans()[0]))
    assert f"{hidden - 1} name" in bar.accessibleName()


def by_key(qtbot: QtBot, window: MainWindow) -> None:
    window.query.edit.setFocus()
    qtbot.keyClick(window.query.edit, Qt.Key.Key_Return, CONTROL)


def by_button(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.query.button, Qt.MouseButton.LeftButton)


def by_command(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["SearchAction"].trigger()


@pytest.mark.parametrize("way", [by_key, by_button, by_command])
def test_each_way_of_asking_folds(window: MainWindow, qtbot: QtBot, way: Callable[[QtBot, MainWindow], None]) -> None:
    write(qtbot, window, STRIKE)
    assert not folded(window)
    way(qtbot, window)
    assert not folded(window), "not before the list is there"
    again(qtbot, window)
    assert folded(window)


def test_a_question_the_history_and_a_passage_fold_without_unfolding_first(window: MainWindow, qtbot: QtBot) -> None:
    window.results.question_asked.emit(FLOOD)
    again(qtbot, window)
    assert folded(window)
    moved: list[bool] = []
    window.query.folding.changed.connect(moved.append)
    window.actions_["SearchPassageAction"].trigger()
    again(qtbot, window)
    assert window.query.text() != FLOOD
    first = window.sidebar.entries("history")[-1][0]
    window.commands.sidebar_activated("history", first)
    again(qtbot, window)
    assert window.query.text() == FLOOD and "A flood carried" in line(window).accessibleName()
    assert folded(window) and moved == []


def test_who_unfolds_by_hand_keeps_it_for_this_text(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    qtbot.mouseClick(line(window), Qt.MouseButton.LeftButton)
    assert not folded(window) and window.query.edit.hasFocus()
    for _ in range(2):
        by_key(qtbot, window)
        again(qtbot, window)
        assert not folded(window)
    qtbot.mouseClick(line(window), Qt.MouseButton.LeftButton)
    assert folded(window) and line(window).hasFocus()
    by_command(qtbot, window)
    again(qtbot, window)
    assert folded(window)
    window.actions_["QueryFocusAction"].trigger()
    assert not folded(window) and window.query.edit.hasFocus()
    by_command(qtbot, window)
    again(qtbot, window)
    assert not folded(window), "the command that goes to the text is a hand, too"
    ask(qtbot, window, FLOOD)
    assert folded(window), "another text is another matter"
    write(qtbot, window, STRIKE)
    by_command(qtbot, window)
    again(qtbot, window)
    assert folded(window)


def test_a_list_that_follows_a_switch_or_a_filter_moves_nothing(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.filters.date_from.setText("1850")
    window.filters.date_from.editingFinished.emit()
    again(qtbot, window)
    assert folded(window)
    write(qtbot, window, FLOOD)
    assert not folded(window)
    window.query.labels["LOC"].click()
    again(qtbot, window)
    assert window.search_flow.found.result.query.text == FLOOD and not folded(window)  # type: ignore[union-attr]


def type_on(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.query.edit, " and")


def move_the_cursor(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window.query.edit, Qt.Key.Key_Right)


def switch_a_kind(qtbot: QtBot, window: MainWindow) -> None:
    window.query.labels["PER"].click()


def go_to_the_names(qtbot: QtBot, window: MainWindow) -> None:
    window.query.preview.setFocus()


@pytest.mark.parametrize("hand", [type_on, move_the_cursor, switch_a_kind, go_to_the_names])
def test_nothing_folds_under_the_hands(
    window: MainWindow, qtbot: QtBot, hand: Callable[[QtBot, MainWindow], None]
) -> None:
    write(qtbot, window, STRIKE)
    by_key(qtbot, window)
    hand(qtbot, window)
    again(qtbot, window)
    settle(qtbot, window)
    assert window.results.model.rowCount() and not folded(window)


def test_a_search_that_finds_nothing_leaves_the_text_to_be_changed(window: MainWindow, qtbot: QtBot) -> None:
    window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
    ask(qtbot, window, "qwxzv")
    assert window.results.model.rowCount() == 0 and not folded(window)


def test_the_focus_goes_to_the_line_and_keys_go_on_in_the_text(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.setActiveWindow(window)
    ask(qtbot, window, STRIKE)
    assert line(window).hasFocus()
    window.query.edit.moveCursor(window.query.edit.textCursor().MoveOperation.End)
    press(qtbot, "!")
    assert not folded(window) and window.query.edit.hasFocus() and window.query.text() == f"{STRIKE}!"
    press(qtbot, Qt.Key.Key_Return, modifiers=CONTROL)
    again(qtbot, window)
    assert folded(window) and line(window).hasFocus()
    QApplication.clipboard().setText(FLOOD)
    press(qtbot, Qt.Key.Key_A, Qt.Key.Key_V, modifiers=CONTROL)
    assert not folded(window) and window.query.text() == FLOOD
    press(qtbot, Qt.Key.Key_Return, modifiers=CONTROL)
    again(qtbot, window)
    assert folded(window)
    press(qtbot, Qt.Key.Key_Return, modifiers=CONTROL)  # on the line it searches as in the text
    again(qtbot, window)
    assert folded(window)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        line(window).setFocus()
        press(qtbot, key)
        assert not folded(window) and window.query.edit.hasFocus()
        line(window).setFocus()
        press(qtbot, key)
        assert folded(window) and line(window).hasFocus()


def test_keys_that_walk_the_window_pass_over_the_line_and_unfold_nothing(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.setActiveWindow(window)
    ask(qtbot, window, STRIKE)
    for key in (Qt.Key.Key_F6, Qt.Key.Key_Tab, Qt.Key.Key_Down):
        line(window).setFocus()
        press(qtbot, key)
        assert folded(window) and (key == Qt.Key.Key_Down or not line(window).hasFocus())
    window.filters.date_from.setFocus()
    press(qtbot, Qt.Key.Key_F6, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert folded(window) and in_part(window.query)
    press(qtbot, Qt.Key.Key_M, modifiers=CONTROL)
    assert not folded(window) and window.query.preview.hasFocus()


def test_a_file_on_the_line_is_read_into_the_text(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "today.txt").write_text(FLOOD)
    ask(qtbot, window, STRIKE)
    drop(line(window), [tmp_path / "today.txt"])
    qtbot.waitUntil(lambda: window.query.text() == FLOOD, timeout=20_000)
    assert not folded(window)
    settle(qtbot, window)


def test_a_piece_of_text_dropped_on_the_line_opens_it_and_is_put_in(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    cursor = window.query.edit.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    window.query.edit.setTextCursor(cursor)
    assert folded(window)
    data = QMimeData()
    data.setText(f" {FLOOD}")
    drop_data(line(window), data)
    assert not folded(window) and window.query.text() == f"{STRIKE} {FLOOD}"
    window.query.edit.undo()
    assert window.query.text() == STRIKE
    settle(qtbot, window)


def test_without_a_text_there_is_nothing_to_fold(window: MainWindow, qtbot: QtBot) -> None:
    assert not line(window).isEnabled()
    ask(qtbot, window, STRIKE)
    window.query.edit.clear()
    assert not folded(window) and not line(window).isEnabled()


def test_the_tour_tells_of_what_is_there(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["TourAction"].trigger()
    assert not folded(window)
    named(window, Tour, "Tour").close()


def test_unfolded_it_is_as_high_as_before_also_in_the_next_window(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    window = open_window(archive)
    window.down.setSizes([300, window.down.height() - 300])
    before = window.down.sizes()
    ask(qtbot, window, STRIKE)
    assert window.down.sizes()[0] < 120
    window.resize(window.width() - 100, window.height())
    line(window).click()
    settle(qtbot, window)
    assert window.down.sizes() == before
    line(window).click()
    window.close()
    again = open_window(archive)
    assert not folded(again) and again.down.sizes()[0] == before[0]


def test_a_search_while_only_reading_folds_for_later(window: MainWindow, qtbot: QtBot) -> None:
    write(qtbot, window, STRIKE)
    before = window.down.sizes()
    window.actions_["FocusAction"].trigger()
    by_command(qtbot, window)
    again(qtbot, window)
    window.actions_["FocusAction"].trigger()
    settle(qtbot, window)
    assert folded(window) and window.down.sizes()[0] < 120
    line(window).click()
    settle(qtbot, window)
    assert window.down.sizes() == before


def test_folded_it_needs_no_more_than_its_lines_however_narrow(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    one = window.query.height()
    window.across.setSizes([140, 230, 900])
    qtbot.waitUntil(lambda: window.query.height() > one, timeout=5000)  # its switches wrap
    button = named(window, QPushButton, "SearchButton")
    assert button.mapTo(window.query, button.rect().bottomLeft()).y() <= window.query.height()
    window.across.setSizes([140, 550, 600])
    qtbot.waitUntil(lambda: window.query.height() == one, timeout=5000)


@pytest.mark.parametrize("points", [8.0, 11.0, 17.0])
def test_no_line_of_the_boxes_is_cut(window: MainWindow, qtbot: QtBot, points: float) -> None:
    window.query.set_points(points)
    write(qtbot, window, f"{STRIKE} " * 8)
    boxes: tuple[QPlainTextEdit, QTextEdit] = (window.query.edit, window.query.preview)
    for height in range(250, 420, 13):
        window.down.setSizes([height, window.down.height() - height])
        QApplication.processEvents()
        for box in boxes:
            high, scroll = line_height(box.font()), box.verticalScrollBar()
            for place in (0, 900, 1800):
                cursor = box.textCursor()
                cursor.setPosition(place)
                box.setTextCursor(cursor)
                # The text scrolls by lines, the names by pixels.
                top = box.cursorRect().top() + (scroll.value() if box is window.query.preview else 0)
                # Qt sets lines on whole pixels and scrolls to where a line's ink ends, which may be one less.
                assert top % high <= 1, "lines are as high as they are reckoned"
            assert box.viewport().height() % high == 0 and box.viewport().height() >= high
        spare = window.query.edit.contentsRect().height() - window.query.edit.viewport().height()
        assert spare < line_height(window.query.edit.font())
