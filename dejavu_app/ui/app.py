"""The application: puts settings, models and the window together. Nothing heavy is imported here."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from dejavu_app import __version__
from dejavu_app.resources import data_dir, resource_path
from dejavu_app.ui import settings as options
from dejavu_app.ui import theme
from dejavu_app.ui.crash_log import CrashLog
from dejavu_app.ui.interpreter import Collector
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.settings import Settings

_DRESSED = "dejavu_dressed"


def create_window(archive: str | None = None, models: Any = None) -> MainWindow:
    """The window, not yet shown, on an archive where one is named; a ``QApplication`` must exist.

    ``models`` stands in for the shipped recogniser and encoder (an ``encoding.Models`` or its like).
    """

    def make(on_load: Callable[[str], None]) -> Any:
        if models is not None:
            return models
        from dejavu_app.encoding import Models

        return Models(on_load=on_load)

    app, settings = QApplication.instance(), Settings()
    if isinstance(app, QApplication) and not app.property(_DRESSED):
        dress(app, settings)
    window = MainWindow(settings, make)
    if models is None and not resource_path("models", "reranker").is_dir():
        window.query.without_reranker()
    if archive:
        window.open_archive(archive)
    return window


def dress(app: QApplication, settings: Settings) -> None:
    """Names, icon, style, language: what belongs to the application and not to one window."""
    app.setProperty(_DRESSED, True)
    app.setApplicationName("Déjà Vu")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("dejavu")
    app.setWindowIcon(QIcon(str(resource_path("icons", "dejavu.svg"))))
    app.setStyle("Fusion")
    theme.apply(app, settings.get(options.COLOURS))
    install_language(app, settings.get(options.LANGUAGE))


def install_language(app: QApplication, choice: str) -> None:
    """Loads the translation of the chosen or the system's language, or English."""
    # Not the system's ``name``: that is how it writes numbers and dates, on Windows and macOS a choice of its own.
    wanted = [name.partition("-")[0] for name in QLocale.system().uiLanguages()] if choice == "system" else [choice]
    # English is a translation too: it knows the plurals.
    name = next((each for each in wanted if resource_path("translations", f"dejavu_{each}.qm").exists()), "en")
    QLocale.setDefault(QLocale(name))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    for folder, base in (
        (str(resource_path("translations")), "dejavu"),
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
    ):
        translator = QTranslator(app)
        if translator.load(f"{base}_{name}", folder):
            app.installTranslator(translator)


def begin(window: MainWindow, named: bool, crashed: bool) -> None:
    """What a start does once the window is shown: tells of a crash; opens the last archive where none was ``named``."""
    settings = window.settings
    if crashed:
        window.commands.offer_report()
    if not named and settings.recent() and settings.get(options.REOPEN):
        QTimer.singleShot(0, window, lambda: window.open_archive(settings.recent()[0]))


def trouble_words(path: Path, error: OSError) -> str:
    """Says that nothing can be kept in the person's own folder."""
    words = QCoreApplication.translate(
        "Start", "Déjà Vu cannot write to {path} ({reason}). Make room there, or name another folder in DEJAVU_DATA."
    )
    return words.format(path=path, reason=error.strerror or error)


def _refuse(app: QApplication, error: OSError) -> int:
    """Says, in a box and to who started it at a command line, why the window cannot be opened."""
    install_language(app, "system")
    words = trouble_words(Path(str(error.filename)), error)
    if sys.stderr is not None:  # there is none on Windows without a console
        sys.stderr.write(f"Error: {words}\n")
    QMessageBox.critical(None, "Déjà Vu", words)
    return 1


def _close_when_told(app: QApplication, window: MainWindow) -> None:
    """Ctrl+C in the terminal, and the end of the session, close the window in good order."""

    def close(*_: object) -> None:
        window.close()
        app.quit()  # a box that waits for an answer waits no longer

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, close)  # called within a second, when the collector looks


def run(argv: Sequence[str]) -> int:
    """Opens the window, on the archive that is named first, and stays until it is closed."""
    app = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(app, QApplication)
    try:
        data_dir()
    except OSError as error:
        return _refuse(app, error)
    dress(app, Settings())
    QGuiApplication.setQuitOnLastWindowClosed(True)
    collector = Collector(app)
    collector.start()
    window = create_window(argv[0] if argv else None)
    crashes = CrashLog(window.bridge.bug.emit)
    report = crashes.pending()
    crashes.install()
    window.show()
    begin(window, named=bool(argv), crashed=report is not None)
    if crashes.trouble is not None:
        window.message.show_text(trouble_words(crashes.folder, crashes.trouble), lasting=True)
    _close_when_told(app, window)
    code = app.exec()
    window.shutdown()
    collector.stop()
    crashes.close()
    return code
