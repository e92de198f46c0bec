"""The review as a person corrects it: readers by group, columns of tables, what is known and what it will take."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.reading import Table, load_columns
from dejavu_app.ui import review_tables, theme
from dejavu_app.ui import settings as options
from dejavu_app.ui.column_sheet import ColumnSheet
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.review_sheet import ReviewSheet
from dejavu_app.ui.settings import Settings
from tests.ui.conftest import Opener
from tests.ui.person import drop, named, settle

BODY = "The mill burned down last night and forty men are without work until the owners build it again."
GIST = "A short account of a fire at the mill and of what the owners mean to do about it now."


def reviewed(window: MainWindow, qtbot: QtBot, *paths: Path) -> ReviewSheet:
    """Drops files and waits until the review says all it has to say."""
    drop(window, paths)
    (sheet,) = (each for each in window.findChildren(ReviewSheet) if each.isVisible())
    qtbot.waitUntil(lambda: sheet.review() is not None, timeout=20_000)
    settle(qtbot, window)
    return sheet


def imported(window: MainWindow, qtbot: QtBot, sheet: ReviewSheet) -> list[tuple[str, str]]:
    """Presses Import; the headlines and texts of the newest source."""
    before = len(window.jobs.rows())
    qtbot.mouseClick(named(sheet, QPushButton, "ReviewImport"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.jobs.rows()) > before, timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        source = archive.source_rows()[0].id
        return [(row.headline, archive.article(row.id).article.text) for row in archive.list_articles()
                if row.source_id == source]  # fmt: skip


def pick(combo: QComboBox, data: str) -> None:
    combo.setCurrentIndex(combo.findData(data))


def test_the_review_says_what_is_known_and_what_the_rest_takes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    articles = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"
    sheet = reviewed(window, qtbot, articles)
    words = named(sheet, QLabel, "ReviewForecast").text()
    assert "1 file is in the archive already" in words
    assert "Nothing in them is new" in words
    sheet.reject()
    (tmp_path / "one.csv").write_text(f"title,text\nA FIRE,{BODY}\n")
    sheet = reviewed(window, qtbot, tmp_path / "one.csv")
    words = named(sheet, QLabel, "ReviewForecast").text()
    assert "About 1 article to come" in words
    assert "already" not in words


def test_a_group_is_read_as_the_person_says(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(f"title,text\nA FIRE,{BODY}\n")
    sheet = reviewed(window, qtbot, tmp_path / "one.csv")
    assert named(sheet, QPlainTextEdit, "ReviewSample").toPlainText() == BODY
    pick(sheet.reader_choice("csv"), "text")
    settle(qtbot, window)
    assert named(sheet, QPlainTextEdit, "ReviewSample").toPlainText().startswith("title,text")
    (pair,) = imported(window, qtbot, sheet)
    assert pair[1].startswith("title,text")


def test_files_of_no_known_kind_can_be_imported_after_all(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "page.log").write_text(BODY)
    sheet = reviewed(window, qtbot, tmp_path / "page.log")
    assert not named(sheet, QPushButton, "ReviewImport").isEnabled()
    pick(sheet.reader_choice(""), "text")
    settle(qtbot, window)
    assert named(sheet, QPlainTextEdit, "ReviewSample").toPlainText() == BODY
    assert sheet.title.text() == "1 file to read" and "cannot" not in sheet.summary.text()
    (faults,) = sheet.formats.findItems("Cannot be read", Qt.MatchFlag.MatchExactly)
    assert faults.isHidden()
    assert "About 1 article to come" in named(sheet, QLabel, "ReviewForecast").text()
    pick(sheet.reader_choice(""), "")
    settle(qtbot, window)
    assert sheet.title.text() == "Nothing here can be read" and not sheet.go.isEnabled()
    assert "1 cannot be read" in sheet.summary.text() and sheet.forecast.isHidden() and not faults.isHidden()
    pick(sheet.reader_choice(""), "text")
    settle(qtbot, window)
    assert imported(window, qtbot, sheet) == [("", BODY)]
    sheet = reviewed(window, qtbot, tmp_path / "page.log")
    pick(sheet.reader_choice(""), "text")
    settle(qtbot, window)
    assert "Nothing in them is new" in named(sheet, QLabel, "ReviewForecast").text()
    sheet.reject()


def columns_of(window: MainWindow, qtbot: QtBot, sheet: ReviewSheet) -> ColumnSheet:
    qtbot.mouseClick(named(sheet, QPushButton, "Columns-csv"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.findChild(ColumnSheet) is not None, timeout=20_000)
    columns = sheet.findChild(ColumnSheet)
    assert columns is not None
    return columns


def test_columns_are_corrected_used_and_remembered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.csv").write_text(f"gist,body,title\n{GIST},{BODY},A FIRE\n")
    sheet = reviewed(window, qtbot, tmp_path / "one.csv")
    columns = columns_of(window, qtbot, sheet)
    assert columns.rows.item(1, 1).text() == BODY
    assert [columns.combo(name).currentData() for name in ("gist", "body", "title")] == ["", "text", "headline"]
    pick(columns.combo("gist"), "text")
    assert columns.combo("body").currentData() == ""
    pick(columns.combo("gist"), "")
    pick(columns.combo("title"), "")
    assert not columns.use.isEnabled()
    pick(columns.combo("gist"), "text")
    saved = tmp_path / "columns.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    qtbot.mouseClick(columns.save, Qt.MouseButton.LeftButton)
    assert load_columns(saved) == {"text": "gist", "headline": ""}
    qtbot.mouseClick(columns.use, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert named(sheet, QPlainTextEdit, "ReviewSample").toPlainText() == GIST
    assert imported(window, qtbot, sheet) == [("", GIST)]
    (tmp_path / "two.csv").write_text(f"gist,body,title\n{GIST} Again.,{BODY},A FIRE\n")
    sheet = reviewed(window, qtbot, tmp_path / "two.csv")
    assert named(sheet, QPlainTextEdit, "ReviewSample").toPlainText() == f"{GIST} Again."
    columns = columns_of(window, qtbot, sheet)
    qtbot.mouseClick(columns.reset, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(columns.use, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.settings.all_columns() == {}
    assert imported(window, qtbot, sheet) == [("A FIRE", BODY)]


def test_a_review_that_is_closed_while_its_columns_are_looked_at_asks_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    real = review_tables.tables_of
    monkeypatch.setattr(review_tables, "tables_of", lambda *given: (looked.wait(10), real(*given))[1])
    (tmp_path / "a.csv").write_text("text,date\nThe mill burned down last night,1916\n")
    sheet = reviewed(window, qtbot, tmp_path / "a.csv")
    named(sheet, QPushButton, "Columns-csv").click()
    sheet.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as wrong:
        looked.set()
        settle(qtbot, window)
    assert not wrong


def test_columns_that_cannot_be_read_are_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,date\nThe mill burned down last night,1916\n")
    sheet = reviewed(window, qtbot, tmp_path / "a.csv")
    (tmp_path / "a.csv").unlink()
    named(sheet, QPushButton, "Columns-csv").click()
    settle(qtbot, window)
    assert "No table could be read" in sheet.summary.text()
    sheet.reject()


def test_no_table_of_several_is_left_without_a_text(qtbot: QtBot) -> None:
    tables = [
        Table("csv", ("title", "body"), (("A FIRE", BODY),), {"headline": "title", "text": "body"}, "one"),
        Table("csv", ("text", "date"), ((BODY, "1916"),), {"text": "text", "date": "date"}, "two"),
    ]
    sheet = ColumnSheet(tables, {})
    qtbot.addWidget(sheet)
    sheet.choice.setCurrentIndex(1)
    pick(sheet.combo("text"), "")
    assert not sheet.use.isEnabled()
    sheet.choice.setCurrentIndex(0)
    assert not sheet.use.isEnabled() and sheet.save.isEnabled()
    assert "table 2" in sheet.fault.text()
    sheet.choice.setCurrentIndex(1)
    pick(sheet.combo("date"), "text")
    assert sheet.use.isEnabled() and sheet.fault.text() == ""


def test_remembered_columns_stand_above_those_of_a_table_that_writes_their_names_otherwise(qtbot: QtBot) -> None:
    table = Table("csv", ("GIST", "Body.", ""), ((GIST, BODY, "x"),), {"text": "Body."}, "one")
    sheet = ColumnSheet([table], {"one": {"text": "gist", "headline": "body", "place": "3", "page": ""}})
    qtbot.addWidget(sheet)
    assert [sheet.combo(name).currentData() for name in ("GIST", "Body.", "3")] == ["text", "headline", "place"]
    pick(sheet.combo("Body."), "text")
    assert sheet.mapping(table) == {"text": "Body.", "place": "3"}


def test_a_column_without_a_name_is_chosen_by_its_number(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(f"title,date,,\nA FIRE,1916,{BODY},{GIST}\n")
    sheet = reviewed(window, qtbot, tmp_path / "one.csv")
    columns = columns_of(window, qtbot, sheet)
    pick(columns.combo("3"), "text")
    assert columns.combo("3").currentData() == "text" and columns.combo("3").isEnabled()
    assert not columns.combo("").isEnabled(), "a second one could not be told from the first"
    qtbot.mouseClick(columns.use, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert imported(window, qtbot, sheet) == [("A FIRE", BODY)]


@pytest.mark.parametrize("scheme", ["day", "night"])
def test_the_columns_button_can_be_read_on_a_selected_row(
    open_window: Opener, archive: Path, qtbot: QtBot, tmp_path: Path, scheme: str
) -> None:
    Settings().set(options.COLOURS, scheme)
    (tmp_path / "one.csv").write_text(f"title,text\nA FIRE,{BODY}\n")
    window = open_window(archive)
    assert theme.colours() is (theme.NIGHT if scheme == "night" else theme.DAY)
    sheet = reviewed(window, qtbot, tmp_path / "one.csv")
    sheet.formats.setCurrentItem(sheet.formats.topLevelItem(0))
    button = named(sheet, QPushButton, "Columns-csv")
    place = QRect(button.mapTo(sheet.formats.viewport(), QPoint(0, 0)), button.size()).adjusted(3, 3, -3, -3)
    picture = sheet.formats.viewport().grab(place).toImage()
    points = [picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())]
    ground = Counter(points).most_common(1)[0][0]
    assert max(theme.contrast(ground, each) for each in set(points)) >= 4.5
    sheet.reject()


def held(window: MainWindow) -> list[str]:
    assert window.desk is not None
    with Archive(window.desk.path) as archive:
        return [archive.article(row.id).article.text for row in archive.list_articles()
                if row.source.endswith("one.csv")]  # fmt: skip


def test_another_reader_takes_the_first_one_s_place_and_its_own_comes_back_when_it_is_picked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text(f"title,text\nA FIRE,{BODY}\n")
    imported(window, qtbot, reviewed(window, qtbot, file))
    sheet = reviewed(window, qtbot, file)
    pick(sheet.reader_choice("csv"), "text")
    settle(qtbot, window)
    assert "already" not in named(sheet, QLabel, "ReviewForecast").text()
    imported(window, qtbot, sheet)
    (text,) = held(window)
    assert text.startswith("title,text")
    sheet = reviewed(window, qtbot, file)
    assert "Nothing in them is new" in named(sheet, QLabel, "ReviewForecast").text()
    combo = sheet.reader_choice("csv")
    combo.setFocus()
    combo.showPopup()
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)  # the entry that stands there already
    settle(qtbot, window)
    assert "About 1 article to come" in named(sheet, QLabel, "ReviewForecast").text()
    imported(window, qtbot, sheet)
    assert held(window) == [BODY]


def test_the_guessed_columns_come_back_when_they_are_asked_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text(f"gist,body,title\n{GIST},{BODY},A FIRE\n")
    sheet = reviewed(window, qtbot, file)
    columns = columns_of(window, qtbot, sheet)
    pick(columns.combo("gist"), "text")
    qtbot.mouseClick(columns.use, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    imported(window, qtbot, sheet)
    assert held(window) == [GIST]
    sheet = reviewed(window, qtbot, file)
    columns = columns_of(window, qtbot, sheet)
    qtbot.mouseClick(columns.reset, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(columns.use, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert "About 1 article to come" in named(sheet, QLabel, "ReviewForecast").text()
    imported(window, qtbot, sheet)
    assert held(window) == [BODY]


def test_long_names_push_no_button_out_of_sight(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folders = [tmp_path / f"{letter}{'-papers' * 33}" for letter in "ab"]
    for folder in folders:
        folder.mkdir()
        (folder / "one.txt").write_text(f"{folder.name[0]} {BODY}")
    (folders[0] / "empty.txt").touch()
    sheet = reviewed(window, qtbot, *folders)
    assert sheet.width() <= 720
    imported(window, qtbot, sheet)
    (row,) = window.jobs.rows()
    assert row.width() <= window.width() and row.dismiss.isVisible()
    assert row.dismiss.mapTo(window, QPoint(0, 0)).x() + row.dismiss.width() <= window.width()
