"""Marks on texts that are written from right to left, or in both directions."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from dejavu_app.ui.reading_text import Mark, ReadingText
from tests.ui.person import marked_places, show

HEBREW = "הפועלים שבתו בנמל והמשטרה באה"


@pytest.mark.parametrize("text", [
    f"{HEBREW}\n{HEBREW}\n{HEBREW}",
    " ".join([HEBREW] * 9),
    f"{HEBREW} The strike of 1889 {HEBREW}\nThe strike {HEBREW} of 1889",
])  # fmt: skip
def test_every_mark_in_view_is_laid(qtbot: QtBot, text: str) -> None:
    box = show(qtbot, ReadingText(), 520, 400)
    box.set_text(text)
    middle, end = len(text) // 2, len(text)
    marks = [Mark(0, 4, "sentence"), Mark(middle, middle + 3, "PER"), Mark(end - 4, end, "now")]
    box.set_marks(marks)
    assert marked_places(box) == [(mark.start, mark.end) for mark in marks]
    assert box.top() == 0
