"""The window as a person meets it: names, welcome, drops, review, import, jobs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dejavu_app.errors import UserError
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.review_sheet import ReviewSheet
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, drop, named, settle

WIDGETS = (
    "QueryEdit", "SearchButton", "MaskPreview", "DateFrom", "DateTo", "NewspaperFilter", "ModeBox", "RerankToggle",
    "ResultsView", "Reader", "QueryReader", "Timeline", "Sidebar", "JobsView", "CoverageLabel",
)  # fmt: skip
ACTIONS = ("ImportAction", "ExportAction", "OpenAction", "NewAction")


def test_importing_the_window_loads_nothing_heavy() -> None:
    code = (
        "import sys; import dejavu_app.ui.app; "
        "print([m for m in ('torch','spacy','transformers','openvino','sentence_transformers') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_everything_has_its_object_name(window: MainWindow) -> None:
    assert window.objectName() == "MainWindow"
    for name in WIDGETS:
        named(window, QWidget, name)
    for name in ACTIONS:
        assert window.findChild(QAction, name) is not None, name


def test_an_opened_archive_says_what_it_holds(window: MainWindow) -> None:
    assert window.results.heading.text() == "120 articles, 1851 to 1974"
    assert window.results.empty_title.isVisible()


def test_every_control_has_an_accessible_name_and_is_reached_by_key(window: MainWindow) -> None:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTextEdit, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox)
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, kinds) or not widget.isVisibleTo(window) or widget.parent() is None:
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox):
            continue
        spoken = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        assert spoken, f"{type(widget).__name__} {widget.objectName()} has no accessible name"
        if widget.objectName() in WIDGETS:
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()


def test_nothing_wants_more_room_than_a_small_screen_has(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    window.results.choose(1)
    window.actions_["MoreLikeAction"].trigger()
    qtbot.keyClicks(window.filters.date_from, "1850")
    qtbot.keyClick(window.filters.date_from, Qt.Key.Key_Return)
    window.message.show_text("Something to be read in a bar above everything else.")
    articles = Path(__file__).parents[2] / "resources" / "sample" / "articles.jsonl"
    window.import_flow.start_import(window.desk.path, [articles], True)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 740
    assert (window.width(), window.height()) == (1280, 800)


def test_the_welcome_offers_the_sample_and_makes_it(open_window: Opener, qtbot: QtBot, passages: int) -> None:
    window = open_window()
    assert named(window, QWidget, "Welcome").isVisible()
    qtbot.mouseClick(named(window, QPushButton, "SampleButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert str(passages) in window.coverage.text()
    questions = window.findChildren(QPushButton, "SampleQuestion")
    assert len(questions) == 3
    qtbot.mouseClick(questions[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.results.model.rowCount() > 0, timeout=20_000)
    settle(qtbot, window)


def test_dropped_files_are_reviewed_and_then_imported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, passages: int
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "one.csv").write_text(
        'date,newspaper,title,text\n1901-02-03,The Anchor,A FIRE,"The mill burned down last night, and forty men are '
        'without work until the owners build it again upon the old ground."\n'
    )
    (folder / "broken.json").write_text('{"article": "unfinished')
    drop(window, [folder])
    sheet = window.findChild(ReviewSheet)
    assert sheet is not None
    go = named(sheet, QPushButton, "ReviewImport")
    qtbot.waitUntil(go.isEnabled, timeout=20_000)
    assert "The mill burned" in named(sheet, QPlainTextEdit, "ReviewSample").toPlainText()
    assert sheet.review() is not None
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.jobs.rows()), timeout=20_000)
    settle(qtbot, window)
    assert str(passages + 1) in window.coverage.text()
    row = window.jobs.rows()[0]
    assert "1 article added" in row.detail.text()
    assert window.filters.newspaper.findData("The Anchor") > 0


def test_a_review_can_be_dismissed_and_nothing_is_imported(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, passages: int
) -> None:
    (tmp_path / "one.txt").write_text("A short piece of news about a ship.")
    drop(window, [tmp_path / "one.txt"])
    sheet = window.findChild(ReviewSheet)
    assert sheet is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert not window.jobs.rows()
    assert str(passages) in window.coverage.text()


def test_a_dropped_archive_opens(open_window: Opener, archive: Path, qtbot: QtBot, passages: int) -> None:
    window = open_window()
    drop(window, [archive])
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.windowTitle().startswith("Papers")
    assert str(passages) in window.coverage.text()


def test_a_file_that_is_no_archive_is_refused_with_its_reason(
    open_window: Opener, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "letter.dejavu"
    path.write_text("Dear Sir, this is no archive but a letter, and a long one, so that it has a header's length.")
    window = open_window()
    drop(window, [path])
    qtbot.waitUntil(lambda: bool(window.message.text()), timeout=20_000)
    assert "letter.dejavu" in window.message.text()
    assert named(window, QWidget, "Welcome").isVisible()


def test_a_file_dropped_on_the_query_becomes_its_text(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "today.txt").write_text("The river rose in the night and carried the bridge away.\n")
    drop(window.query.edit.viewport(), [tmp_path / "today.txt"])
    settle(qtbot, window)
    assert "carried the bridge away" in window.query.text()


def test_a_running_job_is_paused_and_cancelled_and_goes_on(
    open_window: Opener, archive: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = ["date,newspaper,title,text"]
    rows += [f"1901-01-{1 + n % 28:02d},Gazette,PIECE {n},\"{'The market was quiet and prices held. ' * 20}{n}\""
             for n in range(3000)]  # fmt: skip
    (tmp_path / "many.csv").write_text("\n".join(rows))
    window = open_window(archive)
    window.import_flow.start_import(archive, [tmp_path / "many.csv"], True)
    qtbot.waitUntil(lambda: bool(window.jobs.running()), timeout=20_000)
    row = window.jobs.rows()[0]
    qtbot.waitUntil(lambda: row.job.state == "running", timeout=20_000)
    qtbot.mouseClick(row.pause, Qt.MouseButton.LeftButton)
    assert row.job.state == "paused"
    assert row.pause.text() == "Resume"
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.ended, timeout=20_000)
    assert "Cancelled" in row.detail.text()
    qtbot.mouseClick(row.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.jobs.running()), timeout=20_000)
    settle(qtbot, window)
    assert window.desk is not None
    coverage = window.desk.standing()
    assert coverage.encoded == coverage.passages > 3000


def test_closing_the_window_in_the_middle_of_work_leaves_no_thread(
    open_window: Opener, archive: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = ["date,newspaper,title,text"]
    rows += [
        f'1901-01-01,Gazette,PIECE {n},"{"Cattle were dear at the fair this week. " * 30}{n}"' for n in range(2000)
    ]
    (tmp_path / "many.csv").write_text("\n".join(rows))
    window = open_window(archive)
    window.import_flow.start_import(archive, [tmp_path / "many.csv"], True)
    qtbot.waitUntil(lambda: bool(window.jobs.running()), timeout=20_000)
    window.query.set_text(STRIKE)
    window.query.button.click()
    window.shutdown()
    assert window.bridge.idle()


def test_the_window_reads_alike_by_day_and_by_night(window: MainWindow, qtbot: QtBot) -> None:
    from dejavu_app.ui import settings as options
    from dejavu_app.ui import theme

    window.settings.set(options.COLOURS, "night")
    window.apply_look()
    assert theme.colours() is theme.NIGHT
    assert QApplication.palette().window().color().lightness() < 60
    window.settings.set(options.COLOURS, "day")
    window.apply_look()
    assert theme.colours() is theme.DAY


@pytest.mark.parametrize("scheme", ["DAY", "NIGHT"])
def test_text_keeps_its_contrast_on_every_ground(scheme: str) -> None:
    from dejavu_app.ui import theme

    c = getattr(theme, scheme)
    grounds = (
        c.window,
        c.base,
        c.raised,
        c.accent_soft,
        c.passage,
        c.sentence,
        c.sentence_now,
        c.per,
        c.org,
        c.loc,
        c.misc,
    )
    for ground in grounds:
        assert theme.contrast(c.text, ground) >= 4.5, ground
    for ground in (c.window, c.base, c.raised):
        assert theme.contrast(c.muted, ground) >= 4.5, ground
        assert theme.contrast(c.warn, ground) >= 4.5, ground
        assert theme.contrast(c.control, ground) >= 3, ground
    for ground in (c.window, c.base, c.raised, c.accent_soft):
        assert theme.contrast(c.accent, ground) >= 4.5, ground  # links, and "printed in 4 papers"
        assert theme.contrast(c.muted, ground) >= 4.5, ground
        assert theme.contrast(c.warn, ground) >= 4.5, ground
    assert theme.contrast(c.accent, c.bars) >= 3  # the list's bars on all articles' bars
    assert theme.contrast(c.on_accent, c.accent) >= 4.5


def test_the_manner_of_reading_is_remembered(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    window = open_window(archive)
    names = ("SidebarAction", "CleanedAction", "LinesAction", "EntitiesAction", "TableAction")
    before = {name: window.actions_[name].isChecked() for name in names}
    for name in names:
        window.actions_[name].trigger()
    window.close()
    again = open_window(archive)
    assert {name: again.actions_[name].isChecked() for name in names} == {n: not on for n, on in before.items()}
    assert not again.sidebar.isVisible() and again.reader.cleaned.isChecked()


def test_an_older_crash_is_offered_once(home: Path) -> None:
    from dejavu_app.ui.crash_log import CrashLog

    log = CrashLog()
    try:
        raise RuntimeError("a bug of ours")
    except RuntimeError as error:
        log.uncaught(type(error), error, error.__traceback__)
    report = CrashLog().pending()
    assert report is not None
    assert "a bug of ours" in report.read_text()
    assert CrashLog().pending() is None


def test_the_report_of_a_crash_is_read_and_copied(open_window: Opener, home: Path, qtbot: QtBot) -> None:
    from dejavu_app.ui.report_dialog import ReportDialog

    (home / "logs").mkdir(parents=True)
    (home / "logs" / "last-crash.txt").write_text("ValueError: our own fault <b>")
    window = open_window()
    window.commands.offer_report()
    qtbot.mouseClick(window.message.button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ReportDialog)
    assert dialog is not None and dialog.isVisible()
    qtbot.mouseClick(named(dialog, QPushButton, "CopyReport"), Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "ValueError: our own fault <b>" in copied and "Déjà Vu 0" in copied and "numpy" in copied
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_start_after_a_crash_tells_of_it_and_opens_the_last_archive(
    open_window: Opener, archive: Path, qtbot: QtBot
) -> None:
    from dejavu_app.ui import settings as options
    from dejavu_app.ui.app import begin

    window = open_window()
    window.settings.remember(str(archive))
    window.settings.set(options.REOPEN, True)
    begin(window, named=False, crashed=True)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    settle(qtbot, window)
    assert "ended unexpectedly" in window.message.text() and window.message.button.isVisible()


def test_labels_show_text_of_newspapers_as_text(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    for label in window.reader.findChildren(QLabel):
        if label.objectName().startswith("Reader"):
            assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_bug_is_written_down_and_said(window: MainWindow, qtbot: QtBot, home: Path) -> None:
    from dejavu_app.ui.crash_log import CrashLog

    log = CrashLog(window.bridge.bug.emit)
    log.install()
    try:
        with qtbot.captureExceptions():
            error = ValueError("our own fault")
            log.uncaught(ValueError, error, None)
        qtbot.waitUntil(lambda: "went wrong" in window.message.text(), timeout=5000)
    finally:
        log.close()
    assert "our own fault" in (home / "logs" / "dejavu.log").read_text()


def test_what_was_done_is_said_without_moving_anything(window: MainWindow, qtbot: QtBot) -> None:
    places = [window.query.edit.mapTo(window, QPoint(0, 0)), window.reader.mapTo(window, QPoint(0, 0))]
    window.show_error(UserError("The disk is full."))
    qtbot.waitUntil(lambda: window.query.edit.mapTo(window, QPoint(0, 0)) != places[0])
    window.say("Starred. " * 30)
    qtbot.waitUntil(lambda: window.query.edit.mapTo(window, QPoint(0, 0)) == places[0])
    notice = window.message.notice
    assert notice.isVisible() and window.message.text().startswith("Starred.") and window.message.isHidden()
    assert notice.height() >= notice.heightForWidth(notice.width()) > 2 * notice.fontMetrics().height()
    assert window.pages.rect().contains(notice.geometry())
    assert window.reader.mapTo(window, QPoint(0, 0)) == places[1]
    window.resize(window.width() - 60, window.height() - 60)
    qtbot.waitUntil(lambda: window.pages.rect().contains(notice.geometry()))
    window.message.show_text("Encode anew?", "Encode")
    assert notice.isHidden() and window.message.text() == "Encode anew?"
    window.say("Copied.")
    assert window.message.isVisible() and window.message.text() == "Copied."
    qtbot.mouseClick(notice, Qt.MouseButton.LeftButton)
    assert notice.isHidden() and window.message.text() == "Encode anew?"
