"""The article on paper: as the reader shows it, with the marked sentences and where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from pytestqt.qtbot import QtBot

from dejavu_app.searching import SentencePair
from dejavu_app.ui import theme
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.printing import paper, runs
from dejavu_app.ui.reading_text import Mark
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle


def tinted(page: QTextDocument, colour: str) -> str:
    """The words on a ground of that colour."""
    found = []
    block = page.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().background().color().name() == colour:
                found.append(piece.text())
            pieces += 1
        block = block.next()
    return " ".join(found)


def test_the_paper_says_where_the_article_stood_and_marks_what_matches(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    reader = window.reader
    reader.show_pairs([SentencePair(0, 20, 30, 90, 0.5), SentencePair(20, 40, 0, 12, 0.4)])
    page = paper(reader, 11)
    words = page.toPlainText().replace("\xa0", " ")
    assert words.startswith(f"{reader.headline.text()}\n{reader.where.text()}\n".replace("\xa0", " "))
    assert words.endswith(reader.cite()) and reader.article_text.shown().rstrip() in words
    now = next(mark for mark in reader.article_text.marks() if mark.kind == "now")
    marked = reader.article_text.shown()[now.start : now.end]
    assert tinted(page, theme.DAY.sentence_now).split() == marked.split() != []
    reader.cleaned.setChecked(True)
    assert reader.article_text.shown().rstrip() in paper(reader, 11).toPlainText()


def test_what_is_printed_is_a_document(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)

    def accept(dialog: QPrintDialog) -> QPrintDialog.DialogCode:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "article.pdf"))
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    window.actions_["PrintAction"].trigger()
    assert (tmp_path / "article.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_printed_is_what_was_on_show_when_it_was_asked_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    printed: list[str] = []

    def accept(dialog: QPrintDialog) -> QPrintDialog.DialogCode:
        window.results.step(1)  # as when another list comes meanwhile
        settle(qtbot, window)
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    monkeypatch.setattr(QTextDocument, "print_", lambda document, _: printed.append(document.toPlainText()))
    asked = window.reader.headline.text()
    window.actions_["PrintAction"].trigger()
    assert window.reader.headline.text() != asked and printed[0].startswith(asked)


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.sampled_from(["now", "PER", "found"])), max_size=5),
)
def test_the_stretches_make_up_the_text_and_the_last_mark_shows(
    text: str, laid: list[tuple[int, int, str]]
) -> None:
    marks = [Mark(min(a, b), max(a, b), kind) for a, b, kind in laid]
    made = list(runs(text, marks))
    assert "".join(words for words, _ in made) == text
    kinds = [kind for words, kind in made for _ in words]
    for at, kind in enumerate(kinds):
        over = [mark.kind for mark in marks if mark.start <= at < mark.end]
        assert kind == (over[-1] if over else "")
