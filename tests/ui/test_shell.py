"""The window around its panels: messages that wait, recent archives, the tour, start and end, small screens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QDesktopServices, QScreen
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.errors import UserError
from dejavu_app.jobs import EncodeJob, ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.ui import app as start
from dejavu_app.ui import settings as options
from dejavu_app.ui.crash_log import CrashLog
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.message_bar import MessageBar
from dejavu_app.ui.recent import recent_archives
from dejavu_app.ui.sample import sample_archive_path
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.tour import Tour
from tests.ui.conftest import STRIKE, Opener, WatchedApplication
from tests.ui.person import ask, settle
from tests.ui.small import SmallModels

ARTICLES = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"


# Messages


def test_a_question_comes_back_when_what_covered_it_goes(window: MainWindow, qtbot: QtBot) -> None:
    answers: list[str] = []
    bar = window.message
    bar.show_text("It ended unexpectedly.", button="Show", action=lambda: answers.append("show"), lasting=True)
    bar.show_text("Encode anew?", button="Go", action=lambda: answers.append("go"), other="Later")
    window.show_error(UserError("The disk is full."))
    window.show_error(UserError("The disk is still full."))
    assert bar.text() == "The disk is still full." and bar.button.isHidden()
    bar.forget()
    assert bar.text() == "Encode anew?" and not bar.other_button.isHidden()
    qtbot.mouseClick(bar.other_button, Qt.MouseButton.LeftButton)
    assert bar.text() == "It ended unexpectedly." and bar.other_button.isHidden()
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert bar.text() == "" and bar.isHidden() and not answers


def test_a_question_that_is_asked_again_is_asked_once(window: MainWindow, qtbot: QtBot) -> None:
    bar, answers = window.message, list[str]()
    for answer in ("first", "second"):
        bar.show_text("Encode anew?", button="Go", action=lambda answer=answer: answers.append(answer))
        window.show_error(UserError("The disk is full."))
    bar.close_button.click()
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert answers == ["second"] and bar.isHidden()


def test_what_was_asked_of_one_archive_goes_with_it(window: MainWindow, archive: Path, qtbot: QtBot) -> None:
    other = archive.with_name("Other.dejavu")
    other.write_bytes(archive.read_bytes())
    window.commands.offer_report()
    crash = window.message.text()
    window.message.show_text("This archive was encoded with another.", button="Encode anew")
    window.open_archive(other)
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path == other, timeout=20_000)
    settle(qtbot, window)
    assert window.message.text() == crash  # not of the archive, but of the program
    window.message.close_button.click()
    assert window.message.isHidden()


def test_an_error_that_went_uncovers_nothing_twice(qtbot: QtBot) -> None:
    over = QDialog()
    qtbot.addWidget(over)
    bar = MessageBar(over, over)
    bar.show_text("Asked?", button="Yes")
    bar.forget_archive()
    bar.show_text("An error.")
    bar.forget()
    assert bar.isHidden()


# Recent archives


def test_archives_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [str(tmp_path / folder / "Papers.dejavu") for folder in ("1916", "1917", "a/1918", "b/1918")]
    paths.append(str(tmp_path / "Trove.dejavu"))
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
    gone = str(tmp_path / "Gone.dejavu")
    found = recent_archives([*paths, gone], "")
    assert [path for path, _ in found] == paths
    assert [words for _, words in found] == [
        "Papers · 1916", "Papers · 1917", f"Papers · {tmp_path / 'a' / '1918'}", f"Papers · {tmp_path / 'b' / '1918'}",
        "Trove",
    ]  # fmt: skip
    assert recent_archives([gone], gone) == [(gone, "Gone")]


def test_a_recent_archive_in_a_locked_folder_keeps_no_window_from_opening(
    open_window: Opener, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    locked, look = "/media/locked/Papers & Co.dejavu", os.stat

    def refuse(path: Any, *arguments: Any, **named: Any) -> os.stat_result:
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, *arguments, **named)

    monkeypatch.setattr(os, "stat", refuse)
    Settings().remember(locked)
    window = open_window()
    assert window.sidebar.entries("archive") == []
    window._not_opened(Path(locked), UserError("It cannot be opened."))
    assert window.settings.recent() == [locked]  # it may be unlocked again


def test_a_name_with_an_ampersand_is_shown_whole(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    odd = archive.rename(archive.with_name("Smith & Sons.dejavu"))
    Settings().remember(str(odd))
    window = open_window()
    assert "Smith && Sons" in [button.text() for button in window.welcome.findChildren(QPushButton)]


def test_a_long_name_leaves_the_welcome_its_width(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    long = archive.rename(archive.with_name("The newspapers of the county " * 6 + "1916.dejavu"))
    Settings().remember(str(long))
    window = open_window(width=1000)
    assert window.welcome.horizontalScrollBar().maximum() == 0
    (words,) = (action.text() for action in window.actions_.menus["RecentMenu"].actions())
    assert len(words) < 65 and words.startswith("The newspapers") and words.endswith("1916")


_REMEMBER = """
from dejavu_app.ui.sample import sample_archive_path
from dejavu_app.ui.settings import Settings
settings = Settings()
settings.remember("/another.dejavu")
settings.sync()
"""


def test_an_archive_that_another_window_opened_stays_among_the_recent_ones(window: MainWindow, archive: Path) -> None:
    window.settings.sync()
    subprocess.run([sys.executable, "-c", _REMEMBER], check=True, timeout=60)
    other = archive.with_name("Other.dejavu")
    other.write_bytes(archive.read_bytes())
    window.open_archive(other)
    while window.desk is None or window.desk.path != other:
        QApplication.processEvents()
    assert window.settings.recent() == [str(other), "/another.dejavu", str(archive)]


def test_an_archive_is_known_by_its_ending_in_any_case_and_what_comes_with_it_is_not_passed_over(
    open_window: Opener, archive: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window, loud = open_window(), archive.rename(archive.with_name("PAPERS.DEJAVU"))
    monkeypatch.setattr(window.archives, "new_for", lambda paths: None)  # which asks for a file's name
    window.import_paths([ARTICLES, loud])
    assert "Only “PAPERS” is opened." in window.message.text()
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path == loud, timeout=20_000)
    settle(qtbot, window)


def test_a_sample_that_was_not_made_to_its_end_is_made(open_window: Opener, qtbot: QtBot) -> None:
    with Archive(sample_archive_path(), create=True):
        pass
    Settings().set_flag("sample/made")
    window = open_window()
    window.archives.open_sample()
    qtbot.waitUntil(lambda: window.coverage.text().startswith("All "), timeout=20_000)
    settle(qtbot, window)
    assert window.message.text() == "" or "120" in window.message.text()


# The tour


def tour_of(window: MainWindow) -> Tour:
    window.commands.show_tour()
    (tour,) = (each for each in window.findChildren(Tour) if each.isVisible())
    return tour


@pytest.mark.parametrize("key", [Qt.Key.Key_L, Qt.Key.Key_F])
def test_a_key_that_leads_into_the_window_ends_the_tour(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    tour = tour_of(window)
    qtbot.keyClick(tour.go, key, Qt.KeyboardModifier.ControlModifier)
    assert not tour.isVisible()
    assert window.focusWidget() in (window.query.edit, window.filters.date_from)


def test_the_keys_are_after_the_tour_where_they_were_before(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.date_from.setFocus()
    tour = tour_of(window)
    qtbot.keyClick(tour.go, Qt.Key.Key_Return)
    qtbot.keyClick(tour.go, Qt.Key.Key_Escape)
    assert not tour.isVisible() and window.focusWidget() is window.filters.date_from


def test_the_tour_shows_what_it_tells_of_though_that_was_hidden(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.choose(0)
    settle(qtbot, window)
    window.actions_["FocusAction"].trigger()
    tour = tour_of(window)
    while tour.isVisible():
        part = tour._stops[tour._at][0]
        assert part.isVisible()
        window.query.folding.fold()  # as the list does that comes meanwhile
        if tour.isVisible():
            tour.next()


def test_the_tour_of_the_welcome_ends_when_an_archive_opens(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    window = open_window()
    ended: list[bool] = []
    tour_of(window).destroyed.connect(lambda: ended.append(True))
    window.open_archive(archive)
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    settle(qtbot, window)
    assert window.focusWidget() is not None
    tour_of(window)
    assert tour_of(window)._stops[0][0] is window.query.edit  # a second one takes the first one's place


# Settings


@pytest.mark.parametrize("words", ["nan", "inf", "500", "-3"])
def test_a_size_of_type_that_makes_no_sense_counts_as_not_chosen(home: Path, words: str) -> None:
    home.mkdir()
    (home / "settings.ini").write_text(f"[look]\nreading_points={words}\n[import]\nencode_rate=nan\n")
    settings = Settings()
    assert settings.get(options.READING_POINTS) == options.READING_POINTS.default
    assert settings.get(options.ENCODE_RATE) == options.ENCODE_RATE.default


def test_sheets_that_were_closed_are_gone(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        for name in ("SettingsAction", "ShortcutsAction", "AboutAction"):
            window.actions_[name].trigger()
            for sheet in window.findChildren(QDialog):
                sheet.reject()
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))


@pytest.mark.parametrize(("spoken", "name"), [(["fr-FR", "fr", "de-DE", "de", "en"], "de"), (["en-GB", "en"], "en")])
def test_the_language_is_the_one_that_the_system_speaks(
    qapp: WatchedApplication, monkeypatch: pytest.MonkeyPatch, spoken: list[str], name: str
) -> None:
    class German(QLocale):
        """Numbers and dates as in Germany, whatever is spoken."""

        def uiLanguages(self) -> list[str]:
            return spoken

    class System(QLocale):
        @staticmethod
        def system() -> QLocale:
            return German("de_DE")

    before = QLocale()
    monkeypatch.setattr(start, "QLocale", System)
    try:
        start.install_language(qapp, "system")
        assert QLocale().name()[:2] == name
    finally:
        monkeypatch.undo()
        start.install_language(qapp, "en")
        QLocale.setDefault(before)


# Small screens


def small(monkeypatch: pytest.MonkeyPatch) -> QSize:
    """The screen of a laptop at 200%: the parts of the window that ask for it see that one."""
    size = QSize(960, 540)
    monkeypatch.setattr(QScreen, "availableSize", lambda _: size)
    return size


def test_the_keys_are_all_reached_on_a_small_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    size = small(monkeypatch)
    window.commands.show_shortcuts()
    (sheet,) = (each for each in window.findChildren(QDialog) if each.isVisible())
    (area,) = sheet.findChildren(QScrollArea)
    assert sheet.width() <= size.width() and sheet.height() <= size.height()
    assert area.widget().width() <= area.viewport().width()  # one column rather than a bar below
    assert area.widget().height() > area.viewport().height() and area.verticalScrollBar().maximum() > 0
    sheet.reject()


def test_the_buttons_of_the_review_are_reached_on_a_small_screen(
    window: MainWindow, archive: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    size = small(monkeypatch)
    (tmp_path / "one.csv").write_text("text,title\nThe dockers walked out on Monday over a penny an hour.,A strike\n")
    sheet = window.import_flow.review([ARTICLES, tmp_path / "one.csv"], archive)
    settle(qtbot, window)
    assert sheet.sample_choice.isVisible() and sheet.forecast.isVisible()
    assert sheet.width() <= size.width() and sheet.height() <= size.height() - 40
    assert sheet.go.mapTo(sheet, sheet.go.rect().bottomLeft()).y() < sheet.height()
    sheet.reject()


def test_opening_an_archive_leaves_the_window_as_high_as_it_is(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    window = open_window(width=960, height=500)
    assert window.height() == 500
    window.open_archive(archive)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert (window.width(), window.height()) == (960, 500)


# What another program does


def test_passages_that_another_program_encoded_are_counted(open_window: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "Papers.dejavu"
    ImportJob(path, [ARTICLES], ReadOptions(), encode=False, models=SmallModels()).run()
    window = open_window(path)
    assert window.coverage.text().startswith("0 of ") and window.encode_button.isVisible()
    EncodeJob(path, SmallModels()).run()
    window.searchable.look_for_more()
    qtbot.waitUntil(lambda: window.coverage.text().startswith("All "), timeout=5000)
    assert not window.encode_button.isVisible()
    settle(qtbot, window)


# Start and end


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: WatchedApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "file" / "data"))
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda parent, title, words: said.append(words))
    assert start.run([]) == 1
    assert str(tmp_path / "file" / "data") in said[0] and "DEJAVU_DATA" in said[0]
    assert capsys.readouterr().err == f"Error: {said[0]}\n"
    monkeypatch.setattr(sys, "stderr", None)  # as on Windows, started by its icon
    assert start.run([]) == 1 and said[1] == said[0]


Then = Callable[[MainWindow, dict[int, Any]], None]


def run_shortly(monkeypatch: pytest.MonkeyPatch, then: Then) -> int:
    """A whole start and end of the program; ``then``, given the handlers of signals, stands in for its event loop."""
    handlers: dict[int, Any] = {}
    windows: list[MainWindow] = []
    make = start.create_window

    def keep(archive: str | None = None) -> MainWindow:
        windows.append(make(archive, SmallModels()))
        return windows[0]

    def loop(*_: object) -> int:
        then(windows[0], handlers)
        return 0

    monkeypatch.setattr(start, "create_window", keep)
    monkeypatch.setattr(QApplication, "exec", loop)
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.SIG_DFL)  # tests in the background have SIGINT ignored
    code = start.run([])
    windows[0].deleteLater()
    return code


def test_the_window_opens_though_no_log_can_be_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, qapp: WatchedApplication
) -> None:
    home.mkdir()
    (home / "logs").touch()  # a file where the folder would be
    said: list[str] = []
    assert run_shortly(monkeypatch, lambda window, _: said.append(window.message.text())) == 0
    assert str(home / "logs") in said[0] and "cannot write" in said[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_from_the_terminal_closes_the_window_in_good_order(
    home: Path, monkeypatch: pytest.MonkeyPatch, qapp: WatchedApplication, number: int
) -> None:
    quits: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: quits.append(True))

    def interrupt(window: MainWindow, handlers: dict[int, Any]) -> None:
        handlers[number](number, None)
        assert not window.isVisible() and quits
        assert (home / "settings.ini").exists()  # how the window stood

    assert run_shortly(monkeypatch, interrupt) == 0


@pytest.mark.parametrize("opens", [True, False])
def test_the_log_is_shown_or_its_place_said(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, home: Path, opens: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url.toLocalFile())) or opens)
    window.actions_["LogAction"].trigger()
    assert asked == [str(home / "logs")]
    assert window.message.text() == ("" if opens else f"The log is in {home / 'logs'}.")


def test_what_was_said_while_the_program_ran_on_is_no_unexpected_end(home: Path) -> None:
    log = CrashLog()
    log.install()
    log.uncaught(RuntimeError, RuntimeError("a bug of ours"), None)
    log.close()
    assert CrashLog().pending() is None
    assert "a bug of ours" in (home / "logs" / "last-crash.txt").read_text()


def test_a_window_ends_in_good_order_though_another_has_offered_its_report(home: Path) -> None:
    log = CrashLog()
    log.install()
    log.uncaught(RuntimeError, RuntimeError("a bug of ours"), None)
    assert CrashLog().pending() is not None
    log.close()
    assert sys.excepthook is sys.__excepthook__


def test_a_bug_is_told_though_the_disk_is_full(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    log = CrashLog(lambda: told.append(True))

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    log.uncaught(RuntimeError, RuntimeError("a bug of ours"), None)
    log.install()
    log.close()
    assert told and log.trouble is not None and log.trouble.errno == 28
