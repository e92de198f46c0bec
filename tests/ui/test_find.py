"""Finding words in the article on show, long heads cut short, and a place kept while the look changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dejavu_app.ui import find_bar
from dejavu_app.ui import settings as options
from dejavu_app.ui.find_bar import FindBar
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.reading_text import ReadingText
from dejavu_app.ui.short_label import ShortLabel
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

TEXT = (
    "The strike began. Men of other coun-\nties came; Strikers sang.\n\nNo\nstrike 🦊 pay, no strike.\n"
    "Now to-day, to-\nday. At six o’clock the govern¬\nment was “free”, the govern\u00adment."
)


@pytest.fixture
def bar(qtbot: QtBot) -> FindBar:
    text = ReadingText()
    qtbot.addWidget(text)
    text.set_text(TEXT)
    text.show()
    return FindBar(text, text)


def words(bar: FindBar) -> list[str]:
    return [TEXT[mark.start : mark.end] for mark in bar.marks() if mark.kind == "found"]


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("strike", ["strike", "Strike", "strike", "strike"]),
        ("counties", ["coun-\nties"]),
        ("to-day", ["to-day", "to-\nday"]),
        ("today", ["to-\nday"]),
        ("no strike", ["No\nstrike", "no strike"]),
        ("🦊 pay", ["🦊 pay"]),
        ("o'clock", ["o’clock"]),
        ('"free"', ["“free”"]),
        ("government", ["govern¬\nment", "govern\u00adment"]),
        ("(", []),
        ("   ", []),
    ],
)
def test_words_are_found_across_line_ends_whatever_their_case(bar: FindBar, typed: str, hits: list[str]) -> None:
    bar.begin()
    bar.edit.setText(typed)
    assert words(bar) == hits


def test_hits_are_walked_through_in_a_ring_and_gone_when_the_line_is_closed(bar: FindBar, qtbot: QtBot) -> None:
    bar.begin()
    bar.edit.setText("strike")
    seen = []
    for key in (Qt.Key.Key_Return,) * 4:
        seen.append(bar.count.text())
        qtbot.keyClick(bar.edit, key)
    assert seen == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"] and bar.count.text() == "1 of 4"
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "4 of 4" and bar.marks()[-1].kind == "found now"
    bar.edit.setText("violin")
    assert bar.count.text() == "not found" and bar.marks() == []
    bar.edit.setText("strike")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Escape)
    assert bar.isHidden() and bar.marks() == []


def test_a_reader_finds_a_word_from_the_text_and_goes_on_with_f3(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.activateWindow()
    finder, text = window.reader.finder, window.reader.article_text
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert finder.isVisible()
    word = text.text().split()[0].strip(".,")
    qtbot.keyClicks(finder.edit, word)
    hits = [mark for mark in text.marks() if mark.kind == "found"]
    assert hits and {text.text()[m.start : m.end].casefold() for m in hits} == {word.casefold()}
    before = finder.count.text()
    window.actions_["FindAction"].trigger()
    assert len(hits) == 1 or finder.count.text() != before
    window.results.choose(1)
    settle(qtbot, window)
    again = [mark for mark in text.marks() if mark.kind == "found"]
    assert all(text.text()[m.start : m.end].casefold() == word.casefold() for m in again), "looked for in the next, too"
    qtbot.keyClick(finder.edit, Qt.Key.Key_Escape)
    assert not [mark for mark in text.marks() if mark.kind.startswith("found")]


def test_a_long_head_takes_a_few_lines_and_is_whole_in_its_tip(qtbot: QtBot) -> None:
    label = ShortLabel(3)
    qtbot.addWidget(label)
    label.resize(300, 200)
    label.show()
    long = " ".join(f"word{n} <b>" for n in range(200))
    label.setText(long)
    assert label.text() == long and "word199 &lt;b&gt;" in label.toolTip()
    assert label.sizeHint().height() and label.heightForWidth(300) <= 4 * label.fontMetrics().lineSpacing()
    label.setText("A short one")
    assert label.toolTip() == ""
    label.setText("first line\nsecond line")
    assert label.toolTip() == "" and label.text() == "first line\nsecond line"


def test_the_lines_in_view_stay_when_colours_and_size_change(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    text = window.reader.article_text
    text.set_text(" ".join(f"Sentence number {n} of a long article." for n in range(900)))
    qtbot.wait(50)
    text.bring_to(20_000, 0)
    qtbot.wait(50)
    top = text.top()
    assert abs(top - 20_000) < 200
    for name, value in (("colours", "night"), ("points", 14.0), ("points", 11.0), ("colours", "day")):
        window.settings.set(options.COLOURS if name == "colours" else options.READING_POINTS, value)
        window.apply_look()
        qtbot.wait(50)
        assert abs(text.top() - top) < 200, f"{name} {value}"


def test_escape_closes_the_line_in_the_window_before_it_ends_reading_only(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.activateWindow()
    reading, finder = window.actions_["FocusAction"], window.reader.finder
    reading.trigger()
    window.actions_["FindAction"].trigger()
    qtbot.keyClicks(finder.edit, "the")
    qtbot.keyClick(finder.edit, Qt.Key.Key_Escape)
    assert finder.isHidden() and reading.isChecked()
    assert window.reader.article_text.hasFocus()
    qtbot.keyClick(window.reader.article_text, Qt.Key.Key_Escape)
    assert not reading.isChecked()


def test_a_word_longer_than_the_line_is_broken_and_not_cut_off(qtbot: QtBot) -> None:
    label = ShortLabel(3)
    qtbot.addWidget(label)
    label.resize(200, 60)
    word = "Noblanksheadlinewithoutanyspacesatall"
    label.setText(word)
    shown = QLabel.text(label)
    assert "\n" in shown and shown.replace("\n", "") == word == label.text()
    assert all(label.fontMetrics().horizontalAdvance(line) <= 200 for line in shown.split("\n"))


def test_hits_beyond_the_most_that_are_looked_for_are_said(
    bar: FindBar, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    bar.begin()
    monkeypatch.setattr(find_bar, "_MOST", 3)
    bar.edit.setText("strike")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert bar.count.text() == "2 of 3+"


def test_all_of_some_thousand_hits_are_found(bar: FindBar) -> None:
    bar._text.set_text("no " * 2100)
    bar.begin()
    bar.edit.setText("no")
    assert bar.count.text() == "1 of 2,100"
