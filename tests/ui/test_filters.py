"""Every filter is in the window: chosen by key, shown as a chip, taken away alone or all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Filters, PartialDate
from dejavu_app.jobs import ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.ui.filter_bar import FilterBar
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.small import SmallModels
from tests.ui.test_searching import again, last_query

STORY = "The dock workers walked off the job and picketed the harbour gates, demanding higher wages, in {}."


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Three files of articles in German, English, and in what no source states."""
    files = []
    for name, language in (("anzeiger", "ger"), ("anchor", "English"), ("echo", "")):
        file = tmp_path / f"{name}.csv"
        rows = [f'1901-02-0{n},{name},STRIKE {n},{language},"{STORY.format(name)} {n}"' for n in (1, 2)]
        file.write_text("date,newspaper,title,language,text\n" + "\n".join(rows) + "\n")
        files.append(file)
    path = tmp_path / "Papers.dejavu"
    ImportJob(path, files, ReadOptions(), encode=True, models=SmallModels()).run()
    return path


def chips(window: MainWindow) -> list[str]:
    buttons = window.filters.chip_row.findChildren(QToolButton)
    return [button.text() for button in buttons if button.isVisible() and button.objectName() != "ClearFilters"]


def newspapers(window: MainWindow) -> set[str]:
    """The newspapers of the list, reprints included."""
    return {p.newspaper for row in window.results.model.rows() for p in (row.parallel, *row.reprints)}


def open_more(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.more.setFocus()
    qtbot.keyClick(window.filters.more, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.filters.sheet.isVisible(), timeout=5000)


def choose(qtbot: QtBot, box: QComboBox, words: str) -> None:
    """Goes down in a choice until it says what is wanted."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while words not in box.currentText():
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{words} is not offered"
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(("name", "words", "chip", "found"), [
    ("LanguageFilter", "Deutsch", "Deutsch", {"anzeiger"}),
    ("LanguageFilter", "not stated", "Language not stated", {"echo"}),
    ("SourceFilter", "anchor.csv", "anchor.csv", {"anchor"}),
])  # fmt: skip
def test_a_choice_filters_the_list_and_stands_as_a_chip(
    open_window: Opener, papers: Path, qtbot: QtBot, name: str, words: str, chip: str, found: set[str]
) -> None:
    window = open_window(papers)
    ask(qtbot, window, STRIKE)
    assert newspapers(window) == {"anzeiger", "anchor", "echo"}
    open_more(window, qtbot)
    choose(qtbot, named(window, QComboBox, name), words)
    assert not window.filters.sheet.isVisible()
    again(qtbot, window)
    assert newspapers(window) == found
    assert chips(window) == [f"{chip}  ×"]
    button = next(b for b in window.filters.chip_row.findChildren(QToolButton) if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    again(qtbot, window)
    assert not last_query(window).filters


def test_words_quality_and_a_collection_go_together_and_are_cleared_at_once(
    open_window: Opener, papers: Path, qtbot: QtBot
) -> None:
    window = open_window(papers)
    desk = window.desk
    assert desk is not None
    with desk.archive() as archive:
        archive.add_to_collection(archive.create_collection("Strikes"), archive.article_ids(Filters(languages=("en",))))
    window.keep_flow.refresh()
    settle(qtbot, window)
    ask(qtbot, window, STRIKE)
    open_more(window, qtbot)
    assert QApplication.focusWidget() is named(window, QLineEdit, "MustWords")
    qtbot.keyClicks(named(window, QLineEdit, "MustWords"), "harbour")
    qtbot.keyClick(window.filters.sheet.must, Qt.Key.Key_Return)
    again(qtbot, window)
    open_more(window, qtbot)
    choose(qtbot, named(window, QComboBox, "QualityFilter"), "50%")
    again(qtbot, window)
    open_more(window, qtbot)
    choose(qtbot, named(window, QComboBox, "CollectionFilter"), "Strikes")
    again(qtbot, window)
    filters = last_query(window).filters
    assert (filters.must, filters.min_quality) == (("harbour",), 0.5) and filters.collection is not None
    assert newspapers(window) == {"anchor"}
    assert chips(window) == ["in “Strikes”  ×", "with “harbour”  ×", "OCR quality 50% or better  ×"]
    qtbot.mouseClick(named(window, QToolButton, "ClearFilters"), Qt.MouseButton.LeftButton)
    again(qtbot, window)
    assert not last_query(window).filters and chips(window) == []
    assert named(window, QLineEdit, "MustWords").text() == ""


def test_only_what_can_be_chosen_is_offered(window: MainWindow, qtbot: QtBot) -> None:
    """The sample comes from one file, and has neither collections nor, but for one language, another."""
    open_more(window, qtbot)
    sheet = window.filters.sheet
    assert sheet.must.isVisible() and sheet.quality.isVisible()
    assert not sheet.source.isVisible() and not sheet.collection.isVisible()
    qtbot.keyClick(sheet.must, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_search_kept_to_several_values_keeps_them_all(open_window: Opener, papers: Path, qtbot: QtBot) -> None:
    window = open_window(papers)
    several = Filters(
        date_from=PartialDate(1901), newspapers=("anchor", "echo"), languages=("en", "und"), sources=(1, 2),
        min_quality=0.123,
    )  # fmt: skip
    window.filters.set_filters(several)
    assert window.filters.filters() == several
    elsewhere = Filters(newspapers=("The Sun",), places=("Omaha",), languages=("fi",), sources=(99,))
    window.filters.set_filters(elsewhere)
    assert window.filters.filters() == elsewhere
    assert len(chips(window)) == 4


def test_a_name_chosen_while_typing_is_read_from_its_beginning(window: MainWindow, qtbot: QtBot) -> None:
    box = window.filters.newspaper
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    name = max((box.itemText(n) for n in range(1, box.count())), key=len)
    qtbot.keyClicks(line, name[:-8])
    completer = box.completer()
    assert completer is not None
    popup = completer.popup()
    qtbot.waitUntil(lambda: popup is not None and popup.isVisible(), timeout=5000)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert line.text() == name and line.cursorPosition() == 0
    assert window.filters.filters().newspapers


def test_a_date_may_be_typed_in_words(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.filters.date_from, "26 September 1916")
    qtbot.keyClick(window.filters.date_from, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.filters.filters().date_from == PartialDate(1916, 9, 26)
    assert not window.filters.problem.isVisible()
    qtbot.keyClicks(window.filters.date_to, "autumn 1917")
    qtbot.keyClick(window.filters.date_to, Qt.Key.Key_Return)
    assert window.filters.problem.isVisible() and "autumn 1917" in window.filters.problem.text()


def test_years_that_run_backwards_are_remarked_on(window: MainWindow, qtbot: QtBot) -> None:
    filters = window.filters
    qtbot.keyClicks(filters.date_from, "1950")
    qtbot.keyClicks(filters.date_to, "1900")
    qtbot.keyClick(filters.date_to, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert filters.problem.isVisible() and "“1950” is later than “1900”" in filters.problem.text()
    filters.date_to.selectAll()
    qtbot.keyClicks(filters.date_to, "1950-03")
    qtbot.keyClick(filters.date_to, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert not filters.problem.isVisible(), "a month lies in its year"


def test_choices_that_are_the_same_are_left_alone(window: MainWindow, qtbot: QtBot) -> None:
    bar, filled = window.filters, []
    papers, languages = [("The Bee", 3), ("The Sun", 1000)], [("en", 4)]
    bar.offer(papers, [], languages)
    bar.name_sources({1: "a.csv", 2: "b.csv"})
    bar.newspaper.setCurrentIndex(2)
    line, completer = bar.newspaper.lineEdit(), bar.newspaper.completer()
    assert line is not None and line.text() == "The Sun  (1,000)"
    for box in (bar.newspaper, bar.place, bar.sheet.language, bar.sheet.source):
        box.model().rowsInserted.connect(lambda *_, box=box: filled.append(box.objectName()))
    bar.offer(list(papers), [], list(languages))
    bar.name_sources({1: "a.csv", 2: "b.csv"})
    assert not filled
    bar.offer([("The Bee", 4), ("The Sun", 1000)], [], languages)
    assert set(filled) == {"NewspaperFilter"}
    assert line.text() == "The Sun  (1,000)" and bar.newspaper.itemText(1) == "The Bee  (4)"
    assert bar.newspaper.completer() is completer and completer is not None
    completer.setCompletionPrefix("bee")
    assert completer.currentCompletion() == "The Bee"


def test_a_name_that_is_none_is_said_and_does_not_filter(window: MainWindow, qtbot: QtBot) -> None:
    filters = window.filters
    line = filters.newspaper.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Courier")
    filters.filters()
    assert not filters.problem.isVisible(), "it is being typed"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert filters.problem.isVisible() and "Courier" in filters.problem.text()
    assert not filters.filters()
    line.selectAll()
    qtbot.keyClicks(line, str(filters.newspaper.itemData(1)).upper())
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert filters.filters().newspapers == (filters.newspaper.itemData(1),) and not filters.problem.isVisible()


def test_what_is_filtered_by_is_chosen_again_when_it_comes_back(qtbot: QtBot) -> None:
    """As a collection that was deleted and brought back, or a newspaper of an older search that an import adds."""
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.offer([("Anchor", 3)], [], [("en", 3)])
    bar.name_collections({1: "Strikes"})
    wanted = Filters(newspapers=("Echo",), languages=("de",), collection=1)
    bar.set_filters(wanted)
    bar.name_collections({})
    assert bar.filters() == wanted
    assert any("in a collection that was deleted" in each.text() for each in bar.findChildren(QToolButton))
    bar.name_collections({1: "Strikes"})
    bar.offer([("Anchor", 3), ("Echo", 1)], [], [("de", 1), ("en", 3)])
    assert bar.filters() == wanted
    assert bar.newspaper.currentData() == "Echo" and bar.sheet.collection.currentText() == "Strikes"


def test_a_name_in_the_midst_of_which_somebody_is_stays_as_it_is_typed(qtbot: QtBot) -> None:
    """The filters are read while an import counts the archive anew."""
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.offer([("Sun", 3), ("Sunday Times", 2)], [])
    line = bar.newspaper.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "Sun")
    assert bar.filters().newspapers == ("Sun",)
    qtbot.keyClicks(line, "day Times")
    assert line.text() == "Sunday Times" and bar.filters().newspapers == ("Sunday Times",)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bar.filters().newspapers == ("Sunday Times",) and line.text().startswith("Sunday Times  (")


def test_a_name_that_is_too_long_for_its_field_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(420, 80)
    bar.show()
    bar.offer([("The daily Gate City and constitution-Democrat", 93)], [])
    bar.newspaper.setCurrentIndex(1)
    line = bar.newspaper.lineEdit()
    assert line is not None
    qtbot.wait(1)  # its beginning is shown once Qt has set the cursor
    cut = line.grab().toImage()
    whole = line.text()
    shorter = (f"{whole[:end].rstrip()}…" for end in range(len(whole), 0, -1))
    fits = next(words for words in shorter if line.fontMetrics().horizontalAdvance(words) <= line.width() - 4)
    line.setText(fits)
    line.setCursorPosition(0)
    assert line.grab().toImage() == cut


def test_a_date_that_is_being_typed_is_not_found_fault_with(qtbot: QtBot) -> None:
    """Also when the filters are read meanwhile, as after each file that is imported."""
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show()
    qtbot.keyClicks(bar.date_from, "191")
    bar.filters()
    assert not bar.problem.isVisible()
    qtbot.keyClick(bar.date_from, Qt.Key.Key_Return)
    assert bar.problem.isVisible()
    bar.date_from.selectAll()
    qtbot.keyClicks(bar.date_from, "19")
    bar.set_filters(Filters(date_from=PartialDate(1916)))
    assert not bar.problem.isVisible() and bar.filters() == Filters(date_from=PartialDate(1916))
