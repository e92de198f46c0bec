"""A text of many thousand words and names holds the window up no longer than a short one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Mention
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.mask_preview import MaskPreview
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.reading_text import Mark, ReadingText
from tests.ui.person import marked_places, show

LINE = "the men of Hamburg heard on Monday that Mr. Kessler would not treat with them and went home\n"
LINES = 3000
TEXT = LINE * LINES
NAMES = tuple(
    Mention(number * len(LINE) + LINE.index(name), number * len(LINE) + LINE.index(name) + len(name), label)
    for number in range(LINES)
    for name, label in (("Hamburg", "LOC"), ("Kessler", "PER"))
)
IN_VIEW = 60
"""Marks that a screenful holds at most: what is laid costs its time by the piece."""


def marked(box: QTextEdit) -> list[str]:
    return [box.toPlainText()[start:end] for start, end in marked_places(box)]


@pytest.fixture
def preview(qtbot: QtBot) -> MaskPreview:
    return show(qtbot, MaskPreview(), 500, 120)


def test_of_thousands_of_names_those_in_view_are_marked(preview: MaskPreview) -> None:
    preview.set_choices(MaskChoices(TEXT))
    assert not marked_places(preview)
    preview.set_choices(MaskChoices(TEXT, NAMES))
    assert 0 < len(marked_places(preview)) < IN_VIEW
    preview.paint_marks()
    assert 0 < len(marked_places(preview)) < IN_VIEW


def test_one_name_is_switched_wherever_it_stands() -> None:
    choices = MaskChoices(TEXT, NAMES)
    switched = choices.toggled(NAMES[0], everywhere=True)
    assert len(switched.shown) == LINES and switched.hidden_names() == LINES
    assert switched.toggled(NAMES[0], everywhere=True).hidden_names() == 2 * LINES


def test_names_are_marked_wherever_the_text_is_scrolled_to(preview: MaskPreview, qtbot: QtBot) -> None:
    preview.set_choices(MaskChoices(TEXT, NAMES))
    assert marked(preview)[:2] == ["Hamburg", "Kessler"] and len(marked(preview)) < IN_VIEW
    first = marked_places(preview)[0][0]
    bar = preview.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 20_000)  # all of it is laid out
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: set(marked(preview)) == {"Hamburg", "Kessler"}, timeout=5000)
    assert marked_places(preview)[0][0] > first + 1000 * len(LINE)


def test_what_a_greater_height_shows_is_marked_too(preview: MaskPreview, qtbot: QtBot) -> None:
    preview.set_choices(MaskChoices(TEXT, NAMES))
    before = len(marked(preview))
    preview.resize(500, 600)
    qtbot.waitUntil(lambda: len(marked(preview)) > 2 * before, timeout=5000)


def test_of_a_long_text_what_is_read_is_marked(qtbot: QtBot) -> None:
    page = show(qtbot, ReadingText(), 500, 600)
    page.set_text(TEXT)
    marks = [Mark(name.start, name.end, name.label) for name in NAMES]
    page.set_marks(marks)
    assert page.marks() == marks and set(marked(page)) == {"Hamburg", "Kessler"} and len(marked_places(page)) < IN_VIEW
    assert page.top() == 0
    page.bring_to(2000 * len(LINE))
    assert page.top() > 1500 * len(LINE) and set(marked(page)) == {"Hamburg", "Kessler"}


def test_a_long_text_can_be_searched_with_no_step_too_long(window: MainWindow, qtbot: QtBot) -> None:
    # The window's fixture fails a test in which a step of the event loop takes too long.
    window.query.set_text(TEXT)
    qtbot.waitUntil(lambda: len(window.query.preview.choices().mentions) > LINES, timeout=60_000)
