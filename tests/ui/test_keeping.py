"""Keeping and exporting as a person does it: collections, stars, history, saved searches, undo, files."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from dejavu_app.archive import UNDER_WAY, Archive
from dejavu_app.domain import Filters, PartialDate
from dejavu_app.encoding import Pipeline
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.jobs import EncodeJob, ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.ui.archive_dialog import ArchiveDialog
from dejavu_app.ui.breakdown import Breakdown
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.notes_dialog import NotesDialog
from dejavu_app.ui.results_model import ARTICLES_MIME
from dejavu_app.ui.tag_completer import TagCompleter
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.small import SmallModels


def answer(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The person types a name into the box that asks for one."""
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: name)


def test_results_are_collected_shown_and_taken_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Harbour strikes")
    article = window.results.model.rows()[0].parallel.article_id
    window.actions_["CollectAction"].trigger()
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == ["Harbour strikes  1"]
    number = int(window.sidebar.entries("collection")[0][0])
    window.keep_flow.show_collection(number)
    settle(qtbot, window)
    assert [row.parallel.article_id for row in window.results.model.rows()] == [article]
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("collection") == [], "what was done with one command is taken back with one"
    assert "the new collection" in window.message.text()


def test_rows_are_dragged_onto_a_collection(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Docks")
    window.keep_flow.new_collection()
    settle(qtbot, window)
    model = window.results.model
    data = model.mimeData([model.index(0, 0), model.index(2, 0)])
    assert data.hasText()
    group = window.sidebar.model().index(1, 0)
    rect = window.sidebar.visualRect(window.sidebar.model().index(0, 0, group))
    event = QDropEvent(
        QPointF(rect.center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.sidebar.dropEvent(event)
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == ["Docks  2"]


def test_a_drag_carries_text_with_citations(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    model = window.results.model
    data: QMimeData = model.mimeData([model.index(0, 0)])
    parallel = model.rows()[0].parallel
    assert parallel.newspaper in data.text()
    assert json.loads(bytes(data.data(ARTICLES_MIME).data()).decode()) == [parallel.article_id]


def test_searches_stand_in_the_history_and_come_back_whole(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    first = [row.parallel.article_id for row in window.results.model.rows()]
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    settle(qtbot, window)
    history = window.sidebar.entries("history")
    assert len(history) == 2
    window.commands.sidebar_activated("history", history[1][0])
    settle(qtbot, window)
    assert window.query.text() == STRIKE
    assert [row.parallel.article_id for row in window.results.model.rows()] == first


def test_the_same_search_stands_in_the_history_once(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    assert len(window.sidebar.entries("history")) == 1


def test_a_search_that_is_refined_stands_in_the_history_once_as_it_was_left(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    for years in ("1880", "1890"):
        before = window.search_flow.found
        window.filters.date_from.setText(years)
        window.filters.date_from.editingFinished.emit()
        qtbot.waitUntil(lambda before=before: window.search_flow.found is not before, timeout=20_000)
        settle(qtbot, window)
    history = window.sidebar.entries("history")
    assert len(history) == 1
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    window.commands.sidebar_activated("history", history[0][0])
    settle(qtbot, window)
    assert window.filters.date_from.text() == "1890"


def test_a_saved_search_runs_again_and_says_what_is_new(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Strikes")
    window.actions_["SaveSearchAction"].trigger()
    settle(qtbot, window)
    saved = window.sidebar.entries("saved")
    assert [words for _, words in saved] == ["Strikes"]
    window.commands.sidebar_command("rerun", "saved", saved[0][0])
    qtbot.waitUntil(lambda: "new since" in window.message.text(), timeout=20_000)
    settle(qtbot, window)
    assert window.message.text().startswith("0 ")


def test_stars_are_set_and_listed(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("collection")[0][1].startswith("★")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl", ".ris", ".bib", ".json", ".html", ".txt", ".zip"])
def test_the_list_is_exported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    ask(qtbot, window, STRIKE)
    target = tmp_path / f"found{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(target), ""))
    window.actions_["ExportAction"].trigger()
    settle(qtbot, window)
    assert target.stat().st_size > 100
    assert str(target) in window.message.text()
    if ending == ".csv":
        assert target.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(target.open(encoding="utf-8-sig", newline="")))
        assert [int(row["rank"]) for row in rows] == [
            p.rank for p in window.search_flow.found.result.parallels  # type: ignore[union-attr]
        ]  # fmt: skip


def test_only_the_selection_is_exported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    target = tmp_path / "two.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(target), ""))
    window.results.view.setFocus()
    window.results.choose(0)
    qtbot.keyClick(window.results.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.actions_["ExportSelectionAction"].trigger()
    settle(qtbot, window)
    rows = list(csv.DictReader(target.open(encoding="utf-8-sig", newline="")))
    assert len(rows) == sum(1 + len(row.reprints) for row in window.results.model.rows()[:2])


def test_an_export_that_cannot_be_written_says_so(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    target = tmp_path / "no such folder" / "found.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(target), ""))
    window.actions_["ExportAction"].trigger()
    settle(qtbot, window)
    assert "found.csv" in window.message.text()


def test_a_note_and_tags_are_written_and_found_again(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["NoteAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is not None, timeout=20_000)
    dialog = window.findChild(NotesDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.note, "Compare the Hamburg strike.")
    qtbot.keyClicks(dialog.tags, "harbour, strike")
    dialog.accept()
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == [
        "✎ Notes  1", "# harbour  1", "# strike  1"
    ]  # fmt: skip
    window.commands.sidebar_activated("tag", "strike")
    settle(qtbot, window)
    assert window.results.model.rowCount() == 1


def test_searches_of_one_text_are_told_apart_by_their_filters(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    window.filters.change(Filters(date_from=PartialDate(1880), must=("wages",)))
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    lines = [words for _, words in window.sidebar.entries("history")]
    assert lines[0].startswith("1880– · with “wages” · ") and STRIKE[:20] in lines[0]
    assert lines[-1].startswith(STRIKE[:20])
    item = window.sidebar.model().index(0, 0, window.sidebar.model().index(3, 0))
    assert "with “wages”" in item.data(Qt.ItemDataRole.ToolTipRole)


def test_what_another_window_kept_is_seen_when_this_one_is_turned_to(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    assert window.desk is not None
    with window.desk.archive() as other:
        other.create_collection("Made elsewhere")
    assert window.sidebar.entries("collection") == []
    window.activateWindow()
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == ["Made elsewhere  0"]
    place = window.sidebar.model().index(0, 0, window.sidebar.model().index(1, 0))
    window.sidebar.setCurrentIndex(place)
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    settle(qtbot, window)
    assert window.sidebar.currentIndex() == place and place.isValid(), "where nothing has changed the place is kept"
    number = int(window.sidebar.entries("collection")[0][0])
    with window.desk.archive() as other:
        other.delete_collection(number)
    window.keep_flow.add_to(number, [1])
    settle(qtbot, window)
    assert "no longer in the archive" in window.message.text()


@pytest.fixture
def breakdown(window: MainWindow, qtbot: QtBot) -> Breakdown:
    """The tables of newspapers and places after a search."""
    ask(qtbot, window, STRIKE)
    window.actions_["BreakdownAction"].trigger()
    dialog = window.findChild(Breakdown)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


def follow(window: MainWindow, qtbot: QtBot, act: Callable[[], None]) -> None:
    """Does something and waits until the list has followed."""
    before = window.search_flow.found
    act()
    qtbot.waitUntil(lambda: window.search_flow.found is not before, timeout=20_000)
    settle(qtbot, window)


def test_a_click_on_a_newspaper_filters_and_the_next_takes_it_back(
    window: MainWindow, breakdown: Breakdown, qtbot: QtBot
) -> None:
    table = named(breakdown, QTableView, "Breakdown-newspaper")
    count, name = table.model().rowCount(), table.model().index(1, 0).data()
    point = table.visualRect(table.model().index(1, 0)).center()

    def click() -> None:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)

    follow(window, qtbot, click)
    assert {row.parallel.newspaper for row in window.results.model.rows()} == {name}
    assert breakdown.isVisible() and table.model().rowCount() == count, "the figures stay those of the wider list"
    follow(window, qtbot, click)
    assert not window.filters.filters()


def test_a_place_is_chosen_by_key(window: MainWindow, breakdown: Breakdown, qtbot: QtBot) -> None:
    breakdown.tabs.setCurrentIndex(1)
    table = named(breakdown, QTableView, "Breakdown-place")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    name = table.currentIndex().siblingAtColumn(0).data()
    follow(window, qtbot, lambda: qtbot.keyClick(table, Qt.Key.Key_Return))
    assert {row.parallel.place for row in window.results.model.rows()} == {name}
    breakdown.tabs.setCurrentIndex(0)
    papers = named(breakdown, QTableView, "Breakdown-newspaper")
    papers.setFocus()
    follow(window, qtbot, lambda: qtbot.keyClick(papers, Qt.Key.Key_Return))
    filters = window.filters.filters()
    assert filters.newspapers and not filters.places


def test_the_breakdown_is_copied_and_saved(
    window: MainWindow, breakdown: Breakdown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.mouseClick(named(breakdown, QPushButton, "CopyTable"), Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Newspaper\t") and len(lines) > 3
    qtbot.mouseClick(named(breakdown, QPushButton, "CopyChart"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().pixmap().width() > 1000
    for ending in (".svg", ".png"):
        path = tmp_path / f"papers{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, path=path, **kwargs: (str(path), ""))
        qtbot.mouseClick(named(breakdown, QPushButton, "SaveChart"), Qt.MouseButton.LeftButton)
        settle(qtbot, window)
        assert str(path) in window.message.text()
    first = lines[1].split("\t")
    drawn = (tmp_path / "papers.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn and f"{first[1]} of {first[2]}" in drawn
    assert (tmp_path / "papers.png").read_bytes().startswith(b"\x89PNG")
    nowhere = tmp_path / "none" / "papers.svg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(nowhere), ""))
    qtbot.mouseClick(named(breakdown, QPushButton, "SaveChart"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "cannot be written" in window.message.text()


def test_a_new_search_is_counted_anew(window: MainWindow, breakdown: Breakdown, qtbot: QtBot) -> None:
    table = named(breakdown, QTableView, "Breakdown-newspaper")
    before = [table.model().index(row, 1).data() for row in range(table.model().rowCount())]
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    after = [table.model().index(row, 1).data() for row in range(table.model().rowCount())]
    assert sum(map(int, after)) == len(window.search_flow.found.result.parallels)  # type: ignore[union-attr]
    assert before and after


def test_a_row_filters_again_after_the_paper_was_changed_elsewhere(
    window: MainWindow, breakdown: Breakdown, qtbot: QtBot
) -> None:
    table = named(breakdown, QTableView, "Breakdown-newspaper")
    names = [table.model().index(row, 0).data() for row in range(2)]

    def click() -> None:
        point = table.visualRect(table.model().index(1, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)

    follow(window, qtbot, click)
    follow(window, qtbot, lambda: window.filters.change(Filters(newspapers=(names[0],))))
    follow(window, qtbot, click)
    assert window.filters.filters().newspapers == (names[1],)


def test_the_breakdown_follows_what_is_imported(
    window: MainWindow, breakdown: Breakdown, qtbot: QtBot, tmp_path: Path
) -> None:
    table = named(breakdown, QTableView, "Breakdown-newspaper")
    table.selectRow(1)
    name, hits, before = (table.model().index(1, column).data() for column in range(3))
    (tmp_path / "one.csv").write_text(
        f'date,newspaper,title,text\n1901-02-03,"{name}",A FIRE,The mill burned down last night and many are idle.\n'
    )
    window.import_flow.start_import(window.desk.path, [tmp_path / "one.csv"], False)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    row = [table.model().index(1, column).data() for column in range(3)]
    assert row == [name, hits, str(int(before) + 1)] and table.currentIndex().row() == 1


def test_the_archives_facts_count_one_and_many(qtbot: QtBot) -> None:
    info = {
        "articles": 1, "newspapers": ["The Bee"], "passages": 1, "first_date": "1916-05-01", "last_date": "1916-05-26",
        "path": "/papers/Bee.dejavu", "sources": [],
        "encoders": [{"encoded": 1, "name": "Mine", "fingerprint": "mine-1|x"}],
    }  # fmt: skip
    dialog = ArchiveDialog("Bee", info, {})
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert ", 1916; " in words and "1916–1916" not in words
    for wrong in ("1 articles", "1 newspapers", "1 passages"):
        assert wrong not in words
    dialog = ArchiveDialog("Bee", {**info, "last_date": "1917-01-01"}, {})
    qtbot.addWidget(dialog)
    assert any(", 1916–1917; " in label.text() for label in dialog.findChildren(QLabel))


def test_an_imported_file_is_removed_with_its_articles(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.actions_["ArchiveAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ArchiveDialog) is not None, timeout=20_000)
    dialog = window.findChild(ArchiveDialog)
    assert dialog is not None
    dialog.sources.setCurrentItem(dialog.sources.topLevelItem(0))
    assert dialog.remove.isEnabled()
    dialog.remove_asked.emit({1: "articles.jsonl"})
    dialog.accept()
    settle(qtbot, window)
    assert "empty" in window.coverage.text()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The sample's articles, nothing of them encoded."""
    path = tmp_path / "Half.dejavu"
    articles = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"
    ImportJob(path, [articles], ReadOptions(), encode=False, models=SmallModels()).run()
    return path


def test_what_is_not_yet_encoded_is_offered_and_done(
    open_window: Opener, qtbot: QtBot, bare: Path, sample: Path, passages: int
) -> None:
    window = open_window(bare)
    assert f"0 of {passages} passages" in window.coverage.text()
    qtbot.mouseClick(named(window, QPushButton, "EncodeButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert window.coverage.text() == f"All {passages} passages searchable"


def test_a_preparation_that_the_programs_end_cut_short_goes_on_at_the_next_start_and_one_given_up_does_not(
    open_window: Opener, qtbot: QtBot, bare: Path, passages: int
) -> None:
    free = threading.Event()

    class Held(SmallModels):
        """Waits until the job was told to stop."""

        def pipeline(self) -> Pipeline:
            free.wait(20)
            raise Cancelled

    def under_way() -> bool:
        with Archive(bare) as archive:
            return bool(archive.setting(UNDER_WAY, False))

    assert not under_way()
    with ThreadPoolExecutor(1) as pool:
        for given_up in (True, False):
            job = EncodeJob(bare, Held())  # type: ignore[arg-type]
            running = pool.submit(job.run)
            qtbot.waitUntil(under_way, timeout=20_000)
            if given_up:
                job.give_up()
            else:
                job.cancel()
            free.set()
            with pytest.raises(Cancelled):
                running.result(20)
            free.clear()
            assert under_way() is not given_up
    window = open_window(bare)
    qtbot.waitUntil(lambda: window.coverage.text() == f"All {passages} passages searchable", timeout=30_000)
    settle(qtbot, window)
    assert not under_way()


def test_the_rest_is_prepared_by_one_job_though_it_is_asked_for_twice(
    open_window: Opener, qtbot: QtBot, bare: Path, passages: int
) -> None:
    window = open_window(bare)
    window.actions_["EncodeAction"].trigger()
    window.actions_["EncodeAction"].trigger()
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert len(window.jobs.rows()) == 1 and window.coverage.text() == f"All {passages} passages searchable"


def test_a_job_that_cannot_be_made_is_said_and_can_be_asked_for_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise UserError("The encoder is missing.")

    monkeypatch.setattr("dejavu_app.jobs.EncodeJob", missing)
    assert window.desk is not None
    window.import_flow.start_encoding(window.desk.path)
    assert window.import_flow.encoding(window.desk.path)
    settle(qtbot, window)
    assert window.message.label.text() == "The encoder is missing." and not window.message.isHidden()
    assert not window.import_flow.encoding(window.desk.path)


def test_articles_are_taken_out_of_a_collection_by_key_and_put_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Docks")
    window.keep_flow.new_collection([row.parallel.article_id for row in window.results.model.rows()[:2]])
    settle(qtbot, window)
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_words", lambda *args: "For the chapter on docks.")
    number = window.keep_flow.collections[0].id
    window.keep_flow.run_command("describe", "collection", number)
    settle(qtbot, window)
    window.keep_flow.show_collection(number)
    settle(qtbot, window)
    assert "For the chapter on docks." in window.results.notes.text()
    first, second = (row.parallel.article_id for row in window.results.model.rows())
    window.results.view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, window)
    assert [row.parallel.article_id for row in window.results.model.rows()] == [second]
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert [row.parallel.article_id for row in window.results.model.rows()] == [first, second]
    ask(qtbot, window, STRIKE)
    window.actions_["UncollectAction"].trigger()
    settle(qtbot, window)
    assert "Open a collection first" in window.message.text()
    assert window.keep_flow.collections[0].articles == 2


def test_stars_of_several_rows_and_marks_of_one_sheet_are_one_change(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.view.selectAll()
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("collection")[0][1].endswith(str(len(window.results.model.rows())))
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("collection") == []
    window.results.choose(0)
    window.actions_["NoteAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(NotesDialog) is not None, timeout=20_000)
    dialog = window.findChild(NotesDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.note, "Compare the Hamburg strike.")
    qtbot.keyClicks(dialog.tags, "harbour")
    dialog.star.setChecked(True)
    dialog.accept()
    settle(qtbot, window)
    assert len(window.sidebar.entries("collection")) == 3  # starred, with a note, tagged
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    assert window.sidebar.entries("collection") == []


def test_a_search_under_way_is_not_put_aside_by_a_change_of_what_is_kept(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Docks")
    articles = [row.parallel.article_id for row in window.results.model.rows()[:2]]
    window.keep_flow.new_collection(articles)
    settle(qtbot, window)
    window.keep_flow.show_collection(window.keep_flow.collections[0].id)
    settle(qtbot, window)
    assert window.results.model.rowCount() == 2
    window.keep_flow.set_star(articles, True)
    settle(qtbot, window)
    window.query.button.click()
    window.actions_["UndoAction"].trigger()
    window.keep_flow.take_out(articles)
    settle(qtbot, window)
    assert window.results.model.rowCount() > 2 and window.keep_flow.collections[0].articles == 2
    assert "parallels" in window.results.heading.text()


def test_a_stored_search_is_not_put_aside_by_a_collection(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Docks")
    window.keep_flow.new_collection([row.parallel.article_id for row in window.results.model.rows()[:2]])
    settle(qtbot, window)
    stored = window.search_flow.found
    assert stored is not None
    window.keep_flow.show_collection(window.keep_flow.collections[0].id)
    window.search_flow.show_stored(stored.result)
    settle(qtbot, window)
    assert window.results.model.rowCount() == len(stored.rows) and window.keep_flow.shelves.on_show is None


def test_rows_dropped_on_the_starred_ones_get_a_star(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["StarAction"].trigger()
    settle(qtbot, window)
    other = window.results.model.rows()[2].parallel.article_id
    number = int(window.sidebar.entries("collection")[0][0])
    window.sidebar.articles_dropped.emit(number, [other])
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == ["★ Starred  2"]
    assert window.message.text() == "Starred."


def test_a_tag_is_not_renamed_into_two(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(qtbot, window, STRIKE)
    article = window.results.model.rows()[0].parallel.article_id
    window.keep_flow.change(lambda archive: archive.set_tags(article, ["docks"]))
    settle(qtbot, window)
    window.commands.sidebar_activated("tag", "docks")
    settle(qtbot, window)
    answer(monkeypatch, "docks, west")
    window.keep_flow.run_command("rename", "tag", "docks")
    settle(qtbot, window)
    assert "holds a comma" in window.message.text() and window.results.model.rowCount() == 1
    answer(monkeypatch, "western docks")
    window.keep_flow.run_command("rename", "tag", "docks")
    settle(qtbot, window)
    assert [words for _, words in window.sidebar.entries("collection")] == ["# western docks  1"]
    assert "western docks" in window.results.heading.text() and window.results.model.rowCount() == 1


def test_the_history_names_its_collections_at_once(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    ask(qtbot, window, STRIKE)
    answer(monkeypatch, "Docks")
    window.keep_flow.new_collection([row.parallel.article_id for row in window.results.model.rows()[:2]])
    settle(qtbot, window)
    window.filters.change(Filters(collection=window.keep_flow.collections[0].id))
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    assert "Docks" in window.sidebar.entries("history")[0][1]
    with Archive(archive) as other:
        other.rename_collection(window.keep_flow.collections[0].id, "Harbours")
    window.keep_flow.refresh()
    settle(qtbot, window)
    assert "Harbours" in window.sidebar.entries("history")[0][1]


@pytest.mark.parametrize(
    ("written", "cursor", "chosen"),
    [
        ("docks, st", 9, "docks, strike"),
        ("st", 2, "strike"),
        ("docks,ST", 8, "docks, strike"),
        ("st, docks", 2, "strike, docks"),
    ],
)
def test_each_tag_is_completed_and_the_others_stay(qtbot: QtBot, written: str, cursor: int, chosen: str) -> None:
    edit = QLineEdit(written)
    qtbot.addWidget(edit)
    edit.setCursorPosition(cursor)
    completer = TagCompleter(["harbour", "strike"], edit)
    completer.setCompletionPrefix(written)
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == chosen


def test_a_tag_that_nothing_begins_like_offers_nothing(qtbot: QtBot) -> None:
    edit = QLineEdit("strike, x")
    qtbot.addWidget(edit)
    completer = TagCompleter(["harbour", "strike"], edit)
    completer.setCompletionPrefix(edit.text())
    assert completer.completionCount() == 0


def test_a_search_for_more_like_these_without_a_text_is_saved(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    window.actions_["MoreLikeAction"].trigger()
    settle(qtbot, window)
    window.query.set_text("")
    window.search_flow.search()
    settle(qtbot, window)
    answer(monkeypatch, "Docks")
    window.actions_["SaveSearchAction"].trigger()
    settle(qtbot, window)
    assert window.message.text() == "Search saved as “Docks”."
