"""A source is taken out of the archive: its articles leave the list, and what goes with them is said before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.domain import Filters
from dejavu_app.jobs import ImportJob, import_job
from dejavu_app.jobs.intake import Intake
from dejavu_app.jobs.progress import Meter
from dejavu_app.reading.mapping import shape_of
from dejavu_app.ui.archive_dialog import ArchiveDialog
from dejavu_app.ui.desk import GONE
from dejavu_app.ui.import_flow import Choices
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.small import SmallModels
from tests.ui.test_rereading import Models, StepByStep, begin

MORE = [
    "The dock labourers of the western port walked out on Monday over a penny an hour, and would not come back.",
    "A strike of the men who load coal began at the northern harbour; the owners brought strangers to the quays.",
    "Pickets of the dockers' union stood at the gates while police guarded the few who went to work on the ships.",
]


@pytest.fixture
def larger(archive: Path, tmp_path: Path) -> Path:
    """The sample with a second source, three articles that the strike's search finds."""
    path = tmp_path / "more.jsonl"
    rows = [{"article_id": f"new-{n}", "newspaper_name": "The Port", "date": "1911-03-02", "article": text}
            for n, text in enumerate(MORE)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    ImportJob(archive, [path], models=SmallModels(), workers=0).run()  # type: ignore[arg-type]
    return archive


@pytest.fixture
def window(open_window: Opener, larger: Path) -> MainWindow:
    return open_window(larger)


def source(window: MainWindow) -> int:
    assert window.desk is not None
    with window.desk.archive() as archive:
        return next(row.id for row in archive.source_rows() if row.name.endswith("more.jsonl"))


def remove(window: MainWindow, qtbot: QtBot) -> None:
    window.archives.remove_sources({source(window): "more.jsonl"})
    settle(qtbot, window)


def found(window: MainWindow) -> list[str]:
    return [row.parallel.external_id for row in window.results.model.rows()]


def test_the_list_goes_on_without_the_articles_that_were_removed(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    before = found(window)
    row = next(n for n, name in enumerate(before) if name.startswith("new-"))
    window.results.choose(row)
    settle(qtbot, window)
    remove(window, qtbot)
    assert found(window) == [name for name in before if not name.startswith("new-")] != before
    assert "no longer in the archive" in window.results.notes.text()
    opened = window.reader.opened()
    assert opened is None or not opened.article.article.external_id.startswith("new-")
    window.results.choose(1)
    settle(qtbot, window)
    assert window.reader.opened().article.article.external_id == found(window)[1]  # type: ignore[union-attr]


def test_a_removal_leaves_the_search_alone_that_is_under_way(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    flood = "A flood carried the bridge away and drowned the cattle in the lower fields."
    window.query.set_text(flood)
    window.query.button.click()
    window.search_flow.drop_removed()
    settle(qtbot, window)
    assert window.search_flow.found is not None and window.search_flow.found.result.query.text == flood
    assert "parallels" in window.results.heading.text()


def test_articles_leave_a_list_that_is_being_read_again(open_window: Opener, larger: Path, qtbot: QtBot) -> None:
    reader = StepByStep()
    window = open_window(larger, Models(reader))
    try:
        before = begin(qtbot, window, reader)
        old = [name for name in found(window) if not name.startswith("new-")]
        window.archives.remove_sources({source(window): "more.jsonl"})
        qtbot.waitUntil(lambda: found(window) == old, timeout=20_000)
        assert named(window, QPushButton, "RereadStop").isVisible() and len(old) < len(before)
        qtbot.wait(100)
        assert not reader.stopped.is_set()
    finally:
        reader.finish()
    settle(qtbot, window)
    assert sorted(found(window)) == sorted(old) != found(window), "in the order of the second reading"
    assert "no longer in the archive" in window.results.notes.text()
    assert "parallels" in window.results.heading.text()
    assert not named(window, QPushButton, "RereadStop").isVisible()


def test_a_list_that_was_emptied_says_why_and_how_many_are_gone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.filters.change(Filters(newspapers=("The Port",)))
    ask(qtbot, window, STRIKE)
    result = window.search_flow.found.result  # type: ignore[union-attr]
    assert len(result.parallels) == 3 and window.desk is not None
    remove(window, qtbot)
    assert window.results.model.rowCount() == 0
    assert window.results.empty_advice.text() == "3 articles of this list are no longer in the archive."
    earlier = replace(result, notes=(GONE.format(gone=2), "No parallel was found."))
    assert window.desk.found(earlier).result.notes == ("No parallel was found.", GONE.format(gone=5))


def test_a_saved_search_shows_what_is_left_of_it(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    ask(qtbot, window, STRIKE)
    before = found(window)
    window.actions_["SaveSearchAction"].trigger()
    settle(qtbot, window)
    remove(window, qtbot)
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    window.commands.sidebar_activated("saved", window.sidebar.entries("saved")[0][0])
    settle(qtbot, window)
    assert found(window) == [name for name in before if not name.startswith("new-")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "left.ris"), ""))
    window.actions_["ExportAction"].trigger()
    settle(qtbot, window)
    assert (tmp_path / "left.ris").read_text(encoding="utf-8").count("TY  - NEWS") == len(
        window.search_flow.found.result.parallels)  # type: ignore[union-attr]


def test_a_search_of_the_history_says_that_the_archive_has_grown(
    window: MainWindow, qtbot: QtBot, larger: Path, tmp_path: Path
) -> None:
    ask(qtbot, window, STRIKE)
    number = int(window.sidebar.entries("history")[0][0])
    window.commands.sidebar_activated("history", number)
    settle(qtbot, window)
    assert "Search again" not in window.results.notes.text()
    (tmp_path / "later.jsonl").write_text(json.dumps({"article_id": "later", "article": MORE[0] + " It went on."}))
    ImportJob(larger, [tmp_path / "later.jsonl"], models=SmallModels(), workers=0).run()  # type: ignore[arg-type]
    window.commands.sidebar_activated("history", number)
    settle(qtbot, window)
    assert "Search again to look through all of them." in window.results.notes.text()
    window.actions_["SearchAction"].trigger()
    settle(qtbot, window)
    assert "Search again" not in window.results.notes.text()
    assert "later" in found(window)


def test_a_mark_on_an_article_that_is_gone_is_refused_in_words(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    article = next(row.parallel.article_id for row in window.results.model.rows()
                   if row.parallel.external_id.startswith("new-"))
    assert window.desk is not None
    with window.desk.archive() as other:
        other.remove_source(source(window))
    window.keep_flow.set_star([article], True)
    settle(qtbot, window)
    assert "no longer in the archive" in window.message.text()
    with Archive(window.desk.path) as archive:
        assert archive.starred() == []


def test_what_was_written_on_the_articles_is_named_before_and_return_keeps_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    ask(qtbot, window, STRIKE)
    number = source(window)
    articles = [row.parallel.article_id for row in window.results.model.rows()
                if row.parallel.external_id.startswith("new-")]
    window.keep_flow.set_star(articles[:2], True)
    settle(qtbot, window)
    window.actions_["ArchiveAction"].trigger()
    qtbot.waitUntil(lambda: window.findChild(ArchiveDialog) is not None, timeout=20_000)
    dialog = window.findChild(ArchiveDialog)
    assert dialog is not None
    rows = [dialog.sources.topLevelItem(at) for at in range(dialog.sources.topLevelItemCount())]
    dialog.sources.setCurrentItem(next(row for row in rows if row is not None and row.text(0).endswith("more.jsonl")))
    said = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.informativeText())
        default = box.defaultButton()
        assert box.buttonRole(default) == QMessageBox.ButtonRole.RejectRole
        default.click()

    QTimer.singleShot(0, look)
    dialog.remove.click()
    assert said[0].startswith("2 of them")
    dialog.reject()
    settle(qtbot, window)
    assert source(window) == number


def test_what_a_new_reading_no_longer_finds_leaves_the_window(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    ask(qtbot, window, STRIKE)
    row = next(n for n, name in enumerate(found(window)) if name.startswith("new-"))
    window.results.choose(row)
    settle(qtbot, window)
    assert window.reader.opened().article.article.newspaper == "The Port"  # type: ignore[union-attr]
    old = {row.parallel.article_id for row in window.results.model.rows()
           if row.parallel.external_id.startswith("new-")}  # fmt: skip
    columns = ("article_id", "newspaper_name", "date", "article")
    choices = Choices(tables={shape_of(columns): {"text": "newspaper_name", "id": "date"}})
    archive = window.desk.path  # type: ignore[union-attr]
    window.import_flow.start_import(archive, [tmp_path / "more.jsonl"], False, choices=choices)
    qtbot.waitUntil(lambda: not any(name.startswith("new-") for name in found(window)), timeout=20_000)
    qtbot.waitUntil(lambda: window.reader.opened() is None or window.reader.opened().article.id not in old)
    (job,) = window.jobs.rows()
    assert "1 article added" in job.detail.text() and "3 of an earlier reading taken out" in job.detail.text()


def test_what_a_new_reading_no_longer_finds_is_gone_before_the_rest_is_prepared(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, go_on, run = Event(), Event(), Intake.run

    def read(intake: Intake, *about: Iterable[Any]) -> None:
        run(intake, *about)
        seen.wait(30)

    def slowly(archive: Archive, models: object, meter: Meter, *about: object, **more: object) -> tuple[int, str]:
        meter.begin("encoding", 1)
        go_on.wait(30)
        return 0, ""

    monkeypatch.setattr(Intake, "run", read)
    monkeypatch.setattr(import_job, "encode_pending", slowly)
    ask(qtbot, window, STRIKE)
    row = next(n for n, name in enumerate(found(window)) if name.startswith("new-"))
    window.results.choose(row)
    settle(qtbot, window)
    opened = window.reader.opened()
    columns = ("article_id", "newspaper_name", "date", "article")
    choices = Choices(tables={shape_of(columns): {"text": "newspaper_name", "id": "date"}})
    archive = window.desk.path  # type: ignore[union-attr]
    window.import_flow.start_import(archive, [tmp_path / "more.jsonl"], True, choices=choices)
    try:
        qtbot.waitUntil(lambda: any(row._stage == "reading" for row in window.jobs.running()), timeout=10_000)
        seen.set()
        qtbot.waitUntil(lambda: not any(name.startswith("new-") for name in found(window)), timeout=10_000)
        qtbot.waitUntil(lambda: window.reader.opened() is not opened)
        assert window.jobs.running()
    finally:
        seen.set()
        go_on.set()


class Slowly:
    """A removal that waits after its first article until it may ``go_on``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = Event()
        self.waiting = 0
        monkeypatch.setattr("dejavu_app.archive.removing.SLICE", 1)
        monkeypatch.setattr("dejavu_app.archive.removing.sleep", self._breath)

    def _breath(self, _: float) -> None:
        self.waiting += 1
        self.go_on.wait(30)


def test_an_article_is_opened_while_files_are_being_removed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    stays = max(n for n, name in enumerate(found(window)) if not name.startswith("new-"))
    slowly = Slowly(monkeypatch)
    leaves = source(window)
    try:
        for _ in range(2):  # a person who sees nothing happen asks again
            waited = slowly.waiting
            window.archives.remove_sources({leaves: "more.jsonl"})
            qtbot.waitUntil(lambda waited=waited: slowly.waiting > waited, timeout=10_000)
        before, name = window.reader.opened(), found(window)[stays]
        window.results.choose(stays)
        qtbot.waitUntil(lambda: window.reader.opened() is not before, timeout=10_000)
        assert window.reader.opened().article.article.external_id == name  # type: ignore[union-attr]
    finally:
        slowly.go_on.set()
    settle(qtbot, window)


def test_a_star_is_set_while_a_file_is_being_removed(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, window, STRIKE)
    stays = next(row.parallel.article_id for row in window.results.model.rows()
                 if not row.parallel.external_id.startswith("new-"))
    slowly = Slowly(monkeypatch)
    try:
        window.archives.remove_sources({source(window): "more.jsonl"})
        qtbot.waitUntil(lambda: slowly.waiting == 1, timeout=20_000)
        qtbot.waitUntil(lambda: window.message.text() == "Removing “more.jsonl”…")
        window.keep_flow.set_star([stays], True)
        qtbot.waitUntil(lambda: window.message.text() == "Starred.", timeout=10_000)
    finally:
        slowly.go_on.set()
    settle(qtbot, window)
    assert not [name for name in found(window) if name.startswith("new-")]
    assert window.message.text() == "“more.jsonl” removed, with 3 articles."
    window.actions_["UndoAction"].trigger()
    settle(qtbot, window)
    with Archive(window.desk.path) as archive:  # type: ignore[union-attr]
        assert archive.starred() == [] and archive.leaving_count() == 0


def take_out_elsewhere(window: MainWindow) -> None:
    """As another window on the same archive does."""
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        archive.remove_source(source(window))


def test_what_another_window_took_out_keeps_the_rest_of_a_selection_from_nothing(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dejavu_app.ui.keep_flow.ask_name", lambda *args: "Docks")
    ask(qtbot, window, STRIKE)
    names = {row.parallel.article_id: row.parallel.external_id for row in window.results.model.rows()}
    gone = [number for number, name in names.items() if name.startswith("new-")]
    stays = next(number for number in names if number not in gone)
    take_out_elsewhere(window)
    window.keep_flow.set_star([*gone, stays], None)
    settle(qtbot, window)
    assert window.message.text() == "Starred." and not [name for name in found(window) if name.startswith("new-")]
    window.keep_flow.new_collection([*gone, stays])
    settle(qtbot, window)
    (collection,) = window.keep_flow.collections
    window.keep_flow.add_to(collection.id, [*gone, stays])
    settle(qtbot, window)
    assert collection.articles == 1 and window.message.text() == "0 added to “Docks”."
    window.keep_flow.set_star(gone, None)
    settle(qtbot, window)
    assert window.message.text() == "These articles are no longer in the archive."
    with window.desk.archive() as archive:  # type: ignore[union-attr]
        assert archive.starred() == [stays]


def test_the_list_follows_when_another_window_took_a_file_out(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    take_out_elsewhere(window)
    window.searchable.look_for_more()
    settle(qtbot, window)
    assert found(window) and not [name for name in found(window) if name.startswith("new-")]


def test_a_removal_that_was_cut_short_goes_on_when_the_archive_is_opened(
    open_window: Opener, larger: Path, qtbot: QtBot
) -> None:
    with Archive(larger) as archive:
        archive.put_out(archive.source_rows()[0].id)
    window = open_window(larger)
    settle(qtbot, window)
    with Archive(larger) as archive:
        assert archive.leaving_count() == 0 and len(archive.source_rows()) == 1
    ask(qtbot, window, STRIKE)
    assert found(window) and not [name for name in found(window) if name.startswith("new-")]
