"""The list follows a changed filter or switch, and only the list that is meant; a search taken up again is whole."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Filters, Mention
from dejavu_app.errors import UserError
from dejavu_app.ui.desk import Desk
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.names_flow import NamesFlow
from dejavu_app.ui.query_panel import QueryPanel
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, named, settle


@pytest.fixture
def asked(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which something was searched; the list follows a change after a moment that a test waits for."""
    ask(qtbot, window, STRIKE)
    window.search_flow._follow.setInterval(60)
    return window


def followed(window: MainWindow, qtbot: QtBot) -> None:
    """Waits until the list has followed a change, where it does."""
    qtbot.wait(120)
    settle(qtbot, window)


def test_whoever_leaves_a_field_for_a_collection_finds_the_collection(asked: MainWindow, qtbot: QtBot) -> None:
    assert asked.desk is not None
    with asked.desk.archive() as archive:
        number = archive.create_collection("Strikes")
        archive.add_to_collection(number, [1, 2])
    asked.keep_flow.refresh()
    settle(qtbot, asked)
    field = named(asked, QLineEdit, "DateFrom")
    field.setFocus()
    qtbot.keyClicks(field, "1900")
    field.clearFocus()  # as by the click on the collection
    asked.keep_flow.show_collection(number)
    followed(asked, qtbot)
    found = asked.search_flow.found
    assert found is not None and found.result.kept == "Strikes"
    assert asked.filters.filters().date_from is not None


def test_what_was_to_follow_in_one_archive_is_not_searched_in_the_next(
    asked: MainWindow, qtbot: QtBot, archive: Path, tmp_path: Path
) -> None:
    other = tmp_path / "Other.dejavu"
    other.write_bytes(archive.read_bytes())
    desk = Desk(other, asked.models)
    overview = desk.overview()
    asked.query.mode.activated.emit(0)
    asked._opened(desk, overview)
    followed(asked, qtbot)
    assert asked.search_flow.found is None


def test_an_address_is_never_searched_as_a_text(asked: MainWindow, qtbot: QtBot) -> None:
    before = asked.search_flow.found
    assert before is not None
    asked.query.edit.selectAll()
    QApplication.clipboard().setText("https://www.example.org/news/strike-at-the-harbour")
    asked.query.edit.paste()
    asked.query.mode.activated.emit(0)
    followed(asked, qtbot)
    assert asked.search_flow.found is before
    asked.search_flow.more_like(asked.results.selected(), True)
    followed(asked, qtbot)
    found = asked.search_flow.found
    assert found is not None and found.result.query.like
    assert not found.result.query.text and not found.result.query.shown and not found.result.query.hidden


def test_a_search_of_the_history_is_taken_up_with_all_it_says(asked: MainWindow, qtbot: QtBot) -> None:
    window, paper = asked, asked.filters.newspaper.itemData(1)
    window.filters.change(Filters(newspapers=(paper,)))
    followed(window, qtbot)
    assert window.search_flow.found is not None
    stored, counted = window.search_flow.found.result, window.timeline.chart.everything.articles
    window.filters.change(Filters())
    field = named(window, QLineEdit, "DateFrom")
    field.setFocus()
    qtbot.keyClicks(field, "spring")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    followed(window, qtbot)
    assert window.filters.problem.isVisible() and window.timeline.chart.everything.articles > counted
    window.query.without_reranker()
    window.search_flow.show_stored(replace(stored, query=replace(stored.query, rerank=True)))
    settle(qtbot, window)
    assert window.timeline.chart.everything.articles == counted, "the pale bars are those under its filters"
    assert field.text() == "" and not window.filters.problem.isVisible()
    assert not window.search_flow.query().rerank, "what is not installed cannot be asked for, nor switched off"


def test_undo_brings_a_web_pages_text_back_with_its_address(window: MainWindow) -> None:
    query = window.query
    query.set_text("A thousand dock workers walked off the job on Monday.", "https://news.example.org/strike")
    query.set_text("The doors of the bank were besieged by depositors.")
    assert query.address() == ""
    query.edit.undo()
    assert query.address() == "https://news.example.org/strike"
    query.set_text(query.text())
    assert query.address() == "", "the same text, given without an address"


def test_a_date_is_taken_though_the_archive_is_counted_while_it_is_typed(asked: MainWindow, qtbot: QtBot) -> None:
    asked.filters._typing.setInterval(60)
    field = named(asked, QLineEdit, "DateFrom")
    field.setFocus()
    qtbot.keyClicks(field, "1900")
    asked.search_flow.refresh_years()  # as after each file that is imported
    followed(asked, qtbot)
    followed(asked, qtbot)
    found = asked.search_flow.found
    assert found is not None and found.result.query.filters == asked.filters.filters() != Filters()


def test_beside_an_empty_collection_stands_no_article(asked: MainWindow, qtbot: QtBot) -> None:
    assert asked.desk is not None and asked.reader.opened() is not None
    with asked.desk.archive() as archive:
        number = archive.create_collection("Strikes")
    asked.keep_flow.refresh()
    asked.keep_flow.show_collection(number)
    settle(qtbot, asked)
    assert asked.reader.opened() is None and asked.commands.chosen_articles() == []


def test_texts_are_read_for_names_one_at_a_time_so_that_a_search_has_a_thread(
    asked: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    go, mentions = threading.Event(), Desk.mentions

    def slow(desk: Desk, text: str) -> tuple[Mention, ...]:
        read.append(text)
        go.wait(20)
        return mentions(desk, text)

    monkeypatch.setattr(Desk, "mentions", slow)
    texts = [f"{STRIKE} Seen by Miss Ada Lovell, edition {number}." for number in range(4)]
    try:
        for text in texts:
            asked.query.edit.setPlainText(text)
            asked.query._pause.stop()
            asked.query._pause.timeout.emit()
        asked.search_flow.search()
        qtbot.waitUntil(
            lambda: asked.search_flow.query().text == asked.search_flow.found.result.query.text,  # type: ignore[union-attr]
            timeout=15_000,
        )
        assert read == texts[:1]
    finally:
        go.set()
    settle(qtbot, asked)
    assert read == [texts[0], texts[3]]
    assert asked.query.choices().text == text and len(asked.query.choices().mentions) > 2


def test_a_filter_set_while_the_first_search_runs_is_followed(window: MainWindow, qtbot: QtBot) -> None:
    flow = window.search_flow
    flow._follow.setInterval(0)
    window.query.set_text(STRIKE)
    window.query.button.click()
    assert flow.found is None
    window.filters.change(Filters(newspapers=(window.filters.newspaper.itemData(1),)))
    followed(window, qtbot)
    assert flow.found is not None and flow.found.result.query.filters == window.filters.filters()


@pytest.mark.parametrize("text", ["", "https://www.example.org/news/strike-at-the-harbour"])
def test_no_list_stands_under_filters_that_it_was_not_searched_with(
    asked: MainWindow, qtbot: QtBot, text: str
) -> None:
    """An emptied box, or an address in it, states nothing that could be searched with them."""
    flow, before = asked.search_flow, asked.search_flow.found
    asked.query.edit.setPlainText(text)
    followed(asked, qtbot)
    asked.filters.change(Filters())
    assert flow.found is before is not None, "these are the filters of the list"
    asked.filters.change(Filters(newspapers=(asked.filters.newspaper.itemData(1),)))
    followed(asked, qtbot)
    assert flow.found is None and not asked.results.model.rows() and asked.reader.opened() is None


def test_a_collection_stays_though_the_filters_change(asked: MainWindow, qtbot: QtBot) -> None:
    assert asked.desk is not None
    with asked.desk.archive() as archive:
        number = archive.create_collection("Strikes")
        archive.add_to_collection(number, [1, 2])
    asked.keep_flow.show_collection(number)
    asked.query.edit.clear()
    settle(qtbot, asked)
    asked.filters.change(Filters(newspapers=(asked.filters.newspaper.itemData(1),)))
    followed(asked, qtbot)
    assert len(asked.results.model.rows()) == 2


class Delivery(QObject):
    """A bridge whose one piece of work is delivered by hand, while its thread has not quite ended."""

    def start(self, work: Any, done: Any, **given: Any) -> SimpleNamespace:
        self.deliver = lambda: done(work(lambda: False))
        self.failed = given.get("failed")
        return SimpleNamespace(future=Future())


def test_names_are_looked_for_in_the_latest_text_whenever_the_one_before_is_done(qtbot: QtBot) -> None:
    query, bridge, desk = QueryPanel(), Delivery(), SimpleNamespace(mentions=lambda text: (Mention(0, 3, text),))
    qtbot.addWidget(query)
    flow = NamesFlow(bridge, query, bridge)  # type: ignore[arg-type]
    flow.set_desk(desk)  # type: ignore[arg-type]
    named: list[str] = []
    flow.named.connect(lambda text, _: named.append(text))
    for text in ("Ada left.", "Ada and Harold left."):
        query.edit.setPlainText(text)
        query._pause.timeout.emit()
    bridge.deliver()
    bridge.deliver()
    assert named == [text]
    query.edit.setPlainText("Ada came back.")
    query._pause.timeout.emit()
    with qtbot.waitSignal(flow.failed):
        bridge.failed(UserError("The recogniser is not there."))
    query._pause.timeout.emit()
    bridge.deliver()
    assert named == [text, "Ada came back."]


def test_a_text_that_was_put_in_without_an_address_is_not_looked_for_at_every_key(qtbot: QtBot) -> None:
    query = QueryPanel()
    qtbot.addWidget(query)
    query.set_text("A thousand dock workers walked off the job on Monday.", "https://news.example.org/strike")
    looked: list[str] = []

    class Paragraph(str):
        def splitlines(self, keepends: bool = False) -> list[str]:
            looked.append(self)
            return super().splitlines(keepends)

    query.set_text(Paragraph("The doors of the bank were besieged by depositors.\n" * 9))
    assert not looked and [address for address, _ in query._origins] == ["https://news.example.org/strike"]
