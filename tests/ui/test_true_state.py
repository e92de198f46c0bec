"""What the window shows is what is so: after a change elsewhere, after nothing was found, while something is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.domain import Article, Filters, PartialDate
from dejavu_app.jobs import ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.searching import SentencePair
from dejavu_app.ui import settings as options
from dejavu_app.ui.app import create_window
from dejavu_app.ui.breakdown import Breakdown
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.shelf_flow import Shelf
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, drop, named, settle
from tests.ui.small import SmallModels

FIRE = "A fire broke out in the bakery before dawn and spread to the houses beside it before the engines came."
PAIR = SentencePair(0, 40, 0, 40, 0.9)


def articles(window: MainWindow) -> list[int]:
    return [row.parallel.article_id for row in window.results.model.rows()]


def star(window: MainWindow, qtbot: QtBot, ids: list[int], on: bool = True) -> None:
    window.keep_flow.set_star(ids, on)
    settle(qtbot, window)


def test_where_nothing_was_found_no_article_stands_as_a_parallel(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.reader.show_pairs([PAIR])
    assert window.reader.opened() is not None and window.reader.query_text.marks()
    window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
    ask(qtbot, window, "Qwortlex plimshev gronkabor; zorkel fleemedo brindlewoodix xyzzyx plughub blargon.")
    assert named(window, QLabel, "EmptyTitle").text() == "Nothing was found"
    assert window.reader.opened() is None and window.reader.query_text.marks() == []


def test_marks_of_one_text_are_never_painted_on_another(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.reader.show_pairs([PAIR])
    assert window.reader.query_text.marks()
    window.reader.show_query(FIRE, ())
    assert window.reader.query_text.marks() == []


def test_a_search_by_results_alone_follows_the_filters(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.query.set_text("")
    window.actions_["MoreLikeAction"].trigger()
    settle(qtbot, window)
    assert window.search_flow.found is not None and window.search_flow.found.result.query.like
    window.filters.change(Filters(date_from=PartialDate(1930)))
    qtbot.waitUntil(lambda: window.search_flow.found.result.query.filters.date_from is not None, timeout=10_000)
    settle(qtbot, window)
    assert all(row.parallel.date >= "1930" for row in window.results.model.rows())
    assert window.sidebar.entries("history")[0][1] == "1930– · like 1 passage"


def test_a_search_of_the_history_names_what_it_was_moved_towards(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["MoreLikeAction"].trigger()
    settle(qtbot, window)
    (said,) = [button.text() for button in window.results.feedback.findChildren(QToolButton) if button.isVisible()]
    window.keep_flow.run_command("open", "history", window.sidebar.entries("history")[0][0])
    settle(qtbot, window)
    shown = [button.text() for button in window.results.feedback.findChildren(QToolButton) if button.isVisible()]
    assert shown == [said]


def test_the_names_of_another_text_do_not_stand_under_this_one(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    assert window.query.preview.choices().mentions
    desk, told = window.desk, []
    assert desk is not None
    window.query.names_wanted.disconnect()  # the recogniser takes its time
    window.query.names_wanted.connect(told.append)
    window.query.set_text(FIRE)
    qtbot.waitUntil(lambda: told == [FIRE], timeout=5000)
    assert window.query.preview.toPlainText() == FIRE and not window.query.preview.choices().mentions
    assert window.query.bar._tail == ""  # how many are hidden is not known yet


def test_the_shelf_on_show_follows_what_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    first, second, third, fourth = articles(window)[:4]
    star(window, qtbot, [first, second, third])
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    assert sorted(articles(window)) == sorted([first, second, third])
    window.results.choose(articles(window).index(second))
    settle(qtbot, window)
    star(window, qtbot, [fourth])
    assert sorted(articles(window)) == sorted([first, second, third, fourth])
    opened = window.reader.opened()
    current = window.results.current()
    assert opened is not None and current is not None
    assert current.parallel.article_id == opened.article.id == second  # the reader's place is kept
    place = articles(window).index(second)
    star(window, qtbot, [second], on=False)
    assert second not in articles(window)
    current = window.results.current()
    assert current is not None and articles(window).index(current.parallel.article_id) == min(place, 2)


def test_an_empty_collection_is_what_stands_in_the_list(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    article = articles(window)[0]
    assert window.timeline.chart.hits.articles
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    window.keep_flow.new_collection()
    settle(qtbot, window)
    number = window.keep_flow.collections[0].id
    window.keep_flow.show_collection(number)
    settle(qtbot, window)
    assert "empty" in named(window, QLabel, "EmptyAdvice").text()
    assert window.search_flow.found is not None and window.search_flow.found.result.kept == "Docks"
    assert window.timeline.chart.hits.articles == 0
    window.keep_flow.add_to(number, [article])
    settle(qtbot, window)
    assert articles(window) == [article] and window.results.heading.text() == "Docks"


def test_a_shelf_that_was_asked_for_comes_though_something_is_kept_meanwhile(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    first, second = articles(window)[:2]
    star(window, qtbot, [first])
    window.keep_flow.change(lambda archive: archive.set_tags(second, ["docks"]))
    settle(qtbot, window)
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    window.commands.sidebar_activated("tag", "docks")
    window.keep_flow.shelves.again()  # as a change does that is written just now
    settle(qtbot, window)
    assert window.keep_flow.shelves.on_show == Shelf("tag", "docks") and articles(window) == [second]


def test_the_tables_of_newspapers_count_a_collection_too(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot, articles(window)[:1])
    window.breakdown_flow.show()
    sheet = window.findChild(Breakdown)
    assert sheet is not None
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    assert sum(hits for _, hits, _ in sheet.chart()._rows) == 1
    sheet.close()


def test_a_list_of_one_archive_does_not_come_into_another(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, archive: Path
) -> None:
    ask(qtbot, window, STRIKE)
    star(window, qtbot, articles(window)[:2])
    search = int(window.sidebar.entries("history")[0][0])
    other = tmp_path / "Others.dejavu"
    window.new_archive(other)
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path == other, timeout=20_000)
    settle(qtbot, window)
    for ask_for in (
        lambda: window.keep_flow.show_collection(0), lambda: window.keep_flow.run_command("open", "history", search),
    ):  # fmt: skip
        window.open_archive(archive)
        settle(qtbot, window)
        desk = window.desk
        assert desk is not None
        ask_for()
        window._opened(desk, desk.overview())  # the other archive is there before what was asked for
        settle(qtbot, window)
        assert window.results.model.rowCount() == 0 and window.search_flow.found is None
        window.open_archive(other)
        settle(qtbot, window)


def test_lines_of_the_sidebar_are_deleted_one_after_another_by_key(window: MainWindow, qtbot: QtBot) -> None:
    for text in (STRIKE, FIRE, FIRE.replace("bakery", "brewery"), FIRE.replace("bakery", "mill")):
        ask(qtbot, window, text)
    before = [value for value, _ in window.sidebar.entries("history")]
    assert len(before) == 4
    window.sidebar.setFocus()
    window.sidebar.setCurrentIndex(window.sidebar._groups["history"].child(1).index())
    for left in ([before[0], *before[2:]], [before[0], before[3]]):
        qtbot.keyClick(window.sidebar, Qt.Key.Key_Delete)
        settle(qtbot, window)
        assert [value for value, _ in window.sidebar.entries("history")] == left
    assert "Search deleted" in window.message.text()
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert len(window.sidebar.entries("history")) == 3


def test_the_history_is_cleared_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    for text in (STRIKE, FIRE):
        ask(qtbot, window, text)
    before = window.sidebar.entries("history")
    window.sidebar.command.emit("clear", "history", before[0][0])
    settle(qtbot, window)
    assert window.sidebar.entries("history") == [] and "History cleared" in window.message.text()
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("history") == before


def test_the_menu_of_the_list_takes_notes_and_takes_out_of_a_collection(window: MainWindow) -> None:
    offered = window.results.menu.actions()
    assert window.actions_["NoteAction"] in offered and window.actions_["UncollectAction"] in offered


def test_a_name_that_is_being_typed_outlives_new_choices(window: MainWindow, qtbot: QtBot) -> None:
    box = window.filters.newspaper
    offered = [(box.itemData(row), 1) for row in range(1, box.count())]
    box.setFocus()
    box.lineEdit().selectAll()
    name = offered[0][0]
    qtbot.keyClicks(box.lineEdit(), name[:5])
    window.filters.offer([*offered, ("The Newcomer", 3)], [])
    qtbot.wait(20)
    assert box.currentText() == name[:5] and box.lineEdit().cursorPosition() == 5
    qtbot.keyClicks(box.lineEdit(), name[5:])
    qtbot.keyClick(box.lineEdit(), Qt.Key.Key_Return)
    assert window.filters.filters().newspapers == (name,)


def test_a_document_dropped_on_the_query_comes_with_all_its_pages(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [Article(text, whole_page=True) for text in (STRIKE, FIRE)]
    monkeypatch.setattr("dejavu_app.reading.read", lambda *args, **kwargs: iter(pages))
    (tmp_path / "today.txt").write_text(STRIKE)
    drop(window.query.edit.viewport(), [tmp_path / "today.txt"])
    settle(qtbot, window)
    assert window.query.text() == f"{STRIKE}\n\n{FIRE}" and window.message.text() == ""


def test_a_file_of_several_articles_dropped_on_the_query_says_that_it_holds_more(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "today.csv").write_text(f'title,text\nSTRIKE,"{STRIKE}"\nFIRE,"{FIRE}"\n')
    drop(window.query.edit.viewport(), [tmp_path / "today.csv"])
    settle(qtbot, window)
    assert STRIKE in window.query.text() and FIRE not in window.query.text()
    assert "“today.csv” holds more" in window.message.text()


def test_a_shelf_on_show_follows_another_window(window: MainWindow, qtbot: QtBot, archive: Path) -> None:
    ask(qtbot, window, STRIKE)
    first, second = articles(window)[:2]
    star(window, qtbot, [first])
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    with Archive(archive) as other:
        other.set_star(second, True)
    window.changeEvent(QEvent(QEvent.Type.ActivationChange))
    settle(qtbot, window)
    assert sorted(articles(window)) == sorted([first, second])


def test_the_wheel_with_control_changes_the_type_everywhere_and_for_good(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    before = window.settings.get(options.READING_POINTS)

    def turn(area: QAbstractScrollArea, by: int) -> None:
        middle = QPointF(area.viewport().rect().center())
        event = QWheelEvent(
            middle, area.viewport().mapToGlobal(middle), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(area.viewport(), event)

    def sizes() -> set[float]:
        return {text.font().pointSizeF() for text in (window.reader.query_text, window.reader.article_text)}

    turn(window.reader.article_text, 240)
    assert sizes() == {before + 2} and window.settings.get(options.READING_POINTS) == before + 2
    turn(window.query.preview, -60)
    assert sizes() == {before + 2}
    turn(window.query.preview, -60)
    assert sizes() == {before + 1}
    assert window.query.preview.font().pointSizeF() == before + 0.5


def test_the_first_window_leaves_room_for_its_title_bar(home: Path, qtbot: QtBot) -> None:
    window = create_window(models=SmallModels())
    qtbot.addWidget(window)
    assert window.height() + 30 <= window.screen().availableGeometry().height()
    window.close()


def test_without_a_text_and_a_result_to_be_like_there_is_no_list(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["MoreLikeAction"].trigger()
    settle(qtbot, window)
    window.query.set_text("")
    settle(qtbot, window)
    chips = named(window, QWidget, "FeedbackChips")
    chips.findChildren(QToolButton)[0].click()
    settle(qtbot, window)
    assert articles(window) == [] and window.search_flow.found is None
    assert named(window, QLabel, "EmptyTitle").text() == "What was told before?"
    assert window.reader.opened() is None and window.timeline.chart.hits.articles == 0
    assert "120" in window.results.heading.text()


def test_a_collection_on_show_stays_when_the_last_chip_goes(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["MoreLikeAction"].trigger()
    settle(qtbot, window)
    kept = articles(window)[:2]
    star(window, qtbot, kept)
    window.keep_flow.show_collection(0)
    settle(qtbot, window)
    window.query.set_text("")
    named(window, QWidget, "FeedbackChips").findChildren(QToolButton)[0].click()
    settle(qtbot, window)
    assert sorted(articles(window)) == sorted(kept)


def test_what_another_program_imports_is_counted_when_the_window_is_turned_to(
    window: MainWindow, qtbot: QtBot, passages: int, tmp_path: Path
) -> None:
    more = tmp_path / "more.txt"
    more.write_text("The bridge fell into the river at noon, and a cart with two horses went down with it.")
    desk = window.desk
    assert desk is not None and window.coverage.text() == f"All {passages} passages searchable"
    ImportJob(desk.path, [more], ReadOptions(), encode=True, models=SmallModels()).run()
    window.changeEvent(QEvent(QEvent.Type.ActivationChange))
    settle(qtbot, window)
    assert str(passages + 1) in window.coverage.text()
    assert "121" in window.results.heading.text()


def test_the_same_key_takes_a_star_off_again(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    first, second = articles(window)[:2]

    def starred() -> list[int]:
        desk = window.desk
        assert desk is not None
        with Archive(desk.path) as archive:
            return sorted(article for article, marks in archive.marks().items() if marks.starred)

    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert starred() == [first] and window.message.text() == "Starred."
    window.keep_flow.set_star([first, second], None)  # not all of them have it
    settle(qtbot, window)
    assert starred() == sorted([first, second])
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert starred() == [second] and window.message.text() == "Star taken off."
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert starred() == sorted([first, second])
