"""Searching as a person does it: ask, switch names, filter, read, say more like this."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Query
from dejavu_app.errors import UserError
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle


def last_query(window: MainWindow) -> Query:
    assert window.search_flow.found is not None
    return window.search_flow.found.result.query


def again(qtbot: QtBot, window: MainWindow) -> None:
    """Waits until the list has followed a switch."""
    before = window.search_flow.found
    qtbot.waitUntil(lambda: window.search_flow.found is not before, timeout=20_000)
    settle(qtbot, window)


def test_a_pasted_text_gives_ranked_parallels_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    model = window.results.model
    assert model.rowCount() > 5
    ranks = [row.parallel.rank for row in model.rows()]
    assert ranks == sorted(ranks)
    assert window.reader.query_text.toPlainText() == STRIKE
    opened = window.reader.opened()
    assert opened is not None
    assert opened.article.id == model.rows()[0].parallel.article_id
    shown = window.reader.article_text.text()
    assert len(shown) == len(opened.article.article.text)
    assert "parallels" in window.results.heading.text()


def test_the_list_is_walked_by_key_and_the_reader_follows(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.view.setFocus()
    qtbot.keyClick(window.results.view, Qt.Key.Key_Down)
    qtbot.keyClick(window.results.view, Qt.Key.Key_Down)
    settle(qtbot, window)
    parallel = window.reader.parallel()
    assert parallel is not None
    assert parallel.article_id == window.results.model.rows()[2].parallel.article_id


def test_names_are_shown_and_switched_one_by_one_and_the_list_follows(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    choices = window.query.preview.choices()
    assert choices.mentions
    first = choices.spans()[0]
    assert choices.is_hidden(first)
    window.query.preview.setFocus()
    qtbot.keyClick(window.query.preview, Qt.Key.Key_Right)
    qtbot.keyClick(window.query.preview, Qt.Key.Key_Space)
    again(qtbot, window)
    assert (first.start, first.end) in last_query(window).shown
    shown = {(m.start, m.end) for m in window.search_flow.found.result.mentions}  # type: ignore[union-attr]
    assert (first.start, first.end) not in shown


def test_a_click_on_a_name_switches_it(window: MainWindow, qtbot: QtBot) -> None:
    window.query.set_text(STRIKE)
    preview = window.query.preview
    qtbot.waitUntil(lambda: bool(preview.choices().mentions), timeout=20_000)
    mention = preview.choices().spans()[0]
    cursor = preview.textCursor()
    cursor.setPosition(mention.start + 1)
    preview.setTextCursor(cursor)
    point = preview.cursorRect(cursor).center() + QPoint(2, 0)
    qtbot.mouseClick(preview.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert not preview.choices().is_hidden(mention)
    settle(qtbot, window)


def test_a_switched_name_stays_switched_when_words_are_typed_before_it(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    preview = window.query.preview
    first = preview.choices().spans()[0]
    preview.setFocus()
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    qtbot.keyClick(preview, Qt.Key.Key_Enter)
    cursor = window.query.edit.textCursor()
    cursor.setPosition(0)
    window.query.edit.setTextCursor(cursor)
    qtbot.keyClicks(window.query.edit, "Now ")
    assert {(start, end) for start, end in window.query.choices().shown} == {(first.start + 4, first.end + 4)}
    qtbot.waitUntil(lambda: preview.choices().text == f"Now {STRIKE}", timeout=20_000)
    assert preview.choices().shown == {(first.start + 4, first.end + 4)}
    settle(qtbot, window)


def test_words_are_hidden_from_the_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    window.query.set_text(STRIKE)
    preview = window.query.preview
    qtbot.waitUntil(lambda: bool(preview.choices().mentions), timeout=20_000)
    preview.setFocus()
    cursor = preview.textCursor()
    cursor.setPosition(0)
    preview.setTextCursor(cursor)
    qtbot.keyClick(preview, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    word = STRIKE.split()[0]
    qtbot.keyClick(preview, Qt.Key.Key_H)
    assert (0, len(word)) in preview.choices().hidden
    settle(qtbot, window)


def test_names_in_a_phrase_that_must_occur_are_not_struck(window: MainWindow, qtbot: QtBot) -> None:
    window.query.set_text('Dockers strike at "Hamburg harbour" and in Hamburg')
    preview = window.query.preview
    qtbot.waitUntil(lambda: bool(preview.choices().mentions), timeout=20_000)
    hidden = [m.start for m in preview.choices().spans() if preview.choices().is_hidden(m)]
    assert hidden == [43]
    settle(qtbot, window)


def test_a_pasted_article_is_shown_from_its_beginning(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("\n".join(f"Line {n} of the article." for n in range(80)))
    window.query.edit.paste()
    assert window.query.edit.toPlainText().startswith("Line 0")
    settle(qtbot, window)
    window.resize(window.width() - 60, window.height() - 60)
    settle(qtbot, window)
    assert window.query.edit.verticalScrollBar().value() == 0
    QGuiApplication.clipboard().setText("strike ")
    window.query.edit.clear()
    window.query.edit.paste()
    assert window.query.edit.textCursor().position() == 7  # a few words are gone on with
    settle(qtbot, window)


def test_a_kind_of_name_is_switched_with_its_button(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    people = window.findChild(QToolButton, "LabelPER")
    assert people is not None
    qtbot.mouseClick(people, Qt.MouseButton.LeftButton)
    again(qtbot, window)
    assert "PER" not in last_query(window).labels


def test_years_filter_the_list_and_stand_as_a_chip(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    qtbot.keyClicks(window.filters.date_from, "1900")
    qtbot.keyClicks(window.filters.date_to, "1920-12")
    qtbot.keyClick(window.filters.date_to, Qt.Key.Key_Return)
    again(qtbot, window)
    years = [int(row.parallel.date[:4]) for row in window.results.model.rows()]
    assert years
    assert all(1900 <= year <= 1920 for year in years)
    chips = [b for b in window.filters.chip_row.findChildren(QToolButton) if b.isVisible()]
    assert [chip.text() for chip in chips] == ["1900–1920-12  ×"]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    again(qtbot, window)
    assert not last_query(window).filters
    assert window.filters.date_from.text() == ""


def test_a_date_that_is_none_is_said_and_does_not_filter(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.filters.date_from, "last year")
    qtbot.keyClick(window.filters.date_from, Qt.Key.Key_Return)
    assert window.filters.problem.isVisible()
    assert window.filters.filters().date_from is None


def test_a_newspaper_is_chosen_and_cleared(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    box = window.filters.newspaper
    name = str(box.itemData(1))
    box.setFocus()
    line = box.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    again(qtbot, window)
    assert {row.parallel.newspaper for row in window.results.model.rows()} <= {name}
    window.actions_["ClearFiltersAction"].trigger()
    again(qtbot, window)
    assert not last_query(window).filters


def test_nothing_found_says_what_to_try(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.filters.must.setText("xylophonist")
    window.filters.must.editingFinished.emit()
    again(qtbot, window)
    assert window.results.model.rowCount() == 0
    assert window.results.empty_title.isVisible()
    assert "filters" in window.results.empty_advice.text()


def test_nothing_found_without_a_filter_says_what_to_try_too(window: MainWindow, qtbot: QtBot) -> None:
    window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
    ask(qtbot, window, "qwxzv")
    assert window.results.model.rowCount() == 0
    assert "search by meaning as well" in window.results.empty_advice.text()


def test_a_setting_of_the_list_applies_at_once(window: MainWindow, qtbot: QtBot) -> None:
    from dejavu_app.ui.settings_dialog import SettingsDialog

    ask(qtbot, window, STRIKE)
    assert len(window.search_flow.found.result.parallels) > 20  # type: ignore[union-attr]
    window.actions_["SettingsAction"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    box = named(dialog, QComboBox, "SettingResults")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    box.activated.emit(box.currentIndex())
    again(qtbot, window)
    assert len(window.search_flow.found.result.parallels) == 20  # type: ignore[union-attr]
    dialog.close()


def test_more_like_these_moves_the_query_and_is_taken_back_by_its_chip(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.choose(3)
    liked = window.results.model.rows()[3].parallel.passage_id
    window.actions_["MoreLikeAction"].trigger()
    again(qtbot, window)
    assert last_query(window).like == (liked,)
    chip = window.results.feedback.findChildren(QToolButton)[0]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    again(qtbot, window)
    assert last_query(window).like == ()


def test_a_search_starts_from_the_passage_on_show(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    passage = window.reader.parallel().passage  # type: ignore[union-attr]
    window.actions_["SearchPassageAction"].trigger()
    again(qtbot, window)
    assert last_query(window).text == passage
    assert window.results.model.rows()[0].parallel.passage == passage


def test_the_order_of_the_list_is_chosen_and_remembered(window: MainWindow, qtbot: QtBot) -> None:
    from dejavu_app.ui import settings as options

    ask(qtbot, window, STRIKE)
    window.results.sort.setFocus()
    qtbot.keyClick(window.results.sort, Qt.Key.Key_Down)
    dates = [row.parallel.date for row in window.results.model.rows()]
    assert dates == sorted(dates)
    assert window.settings.get(options.SORT) == "oldest"


def test_markup_in_a_newspaper_stays_text(open_window: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    from dejavu_app.jobs import ImportJob
    from dejavu_app.reading import ReadOptions
    from tests.ui.small import SmallModels

    nasty = "<b>STRIKE</b> <img src=x onerror=alert(1)> the dock workers walked off &amp; picketed the harbour gates"
    (tmp_path / "nasty.csv").write_text(
        f'date,newspaper,title,text\n1901-02-03,"<i>Post</i>","<h1>FIRE</h1>","{nasty}"\n'
    )
    path = tmp_path / "Nasty.dejavu"
    ImportJob(path, [tmp_path / "nasty.csv"], ReadOptions(), encode=True, models=SmallModels()).run()
    window = open_window(path)
    ask(qtbot, window, STRIKE)
    assert window.reader.article_text.toPlainText() == nasty
    assert window.reader.headline.text() == "<h1>FIRE</h1>"


def test_the_text_is_shown_as_read_or_cleaned(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    opened = window.reader.opened()
    assert opened is not None
    window.actions_["CleanedAction"].trigger()
    assert " ".join(window.reader.article_text.text().split()) == " ".join(opened.cleaned.split())
    window.actions_["CleanedAction"].trigger()
    window.actions_["LinesAction"].trigger()
    assert window.reader.article_text.toPlainText() == opened.article.article.text
    window.actions_["LinesAction"].trigger()


def test_the_passage_is_copied_with_its_citation(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["CopyCitedAction"].trigger()
    copied = QGuiApplication.clipboard().text()
    parallel = window.reader.parallel()
    assert parallel is not None
    assert copied.startswith(parallel.passage.strip()[:40])
    assert parallel.newspaper in copied


def test_reading_only_gives_the_window_to_the_texts(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["FocusAction"].trigger()
    assert not window.query.isVisible()
    qtbot.waitUntil(lambda: window.reader.width() > 1200, timeout=5000)
    window.actions_["FocusAction"].trigger()
    assert window.query.isVisible()


def test_a_search_that_fails_leaves_the_lists_heading(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise UserError("The index cannot be read.")

    assert window.desk is not None
    with monkeypatch.context() as patched:
        patched.setattr(window.desk, "search", failing)
        window.query.set_text(STRIKE)
        window.query.button.click()
        assert window.results.heading.text() == "Searching…"
        settle(qtbot, window)
        assert window.results.heading.text() == "120 articles, 1851 to 1974"
    ask(qtbot, window, STRIKE)
    before = window.results.heading.text()
    patch = "A flood carried the bridge away and drowned the cattle in the lower fields."
    with monkeypatch.context() as patched:
        patched.setattr(window.desk, "search", failing)
        for text in (patch, patch.upper()):  # the second puts the first aside
            window.query.set_text(text)
            window.query.button.click()
        settle(qtbot, window)
    assert window.message.text() == "The index cannot be read."
    assert window.results.heading.text() == before and "parallels" in before
