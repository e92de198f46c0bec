"""How the window stood when it was closed: its size, its panels, the table's columns; and the switches of a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dejavu_app.ui import settings as options

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow

_FRAME = 40  # px for the title bar, whose height is not known before the window is shown


def restore(window: MainWindow) -> None:
    """Puts the window as it was left; a first one takes what the screen gives."""
    settings = window.settings
    if not window.restoreGeometry(settings.bytes_of("window/geometry")):
        screen = window.screen().availableGeometry()
        window.resize(min(1600, screen.width()), min(1000, screen.height() - _FRAME))
    window.across.restoreState(settings.bytes_of("window/across"))
    window.panels.widths = _numbers(settings.get(options.WIDTHS))
    window.down.restoreState(settings.bytes_of("window/down"))
    _restore_columns(window)
    window.results.set_sort(settings.get(options.SORT))
    window.query.mode.setCurrentIndex(max(0, window.query.mode.findData(settings.get(options.MODE))))
    window.query.rerank.setChecked(settings.get(options.RERANK))


def remember(window: MainWindow, panels: bool) -> None:
    """Keeps how the window stands; without ``panels`` not these, which stand so for a while only."""
    settings, table = window.settings, window.results.table
    settings.set_bytes("window/geometry", window.saveGeometry())
    if panels:
        settings.set_bytes("window/across", window.across.saveState())
        if window.desk is not None:  # else they were never laid out
            settings.set(options.WIDTHS, ",".join(map(str, window.across.sizes())))
        settings.set_bytes("window/down", window.panels.heights())
    settings.set_bytes("window/table", table.horizontalHeader().saveState())
    settings.set(options.TABLE_MADE, ",".join(map(str, table.made)))
    settings.sync()


def _restore_columns(window: MainWindow) -> None:
    """Columns as they were left; one that nobody has drawn wider or narrower fits the words of today's language."""
    table = window.results.table
    table.horizontalHeader().restoreState(window.settings.bytes_of("window/table"))
    made = _numbers(window.settings.get(options.TABLE_MADE))
    for column, (before, now) in enumerate(zip(made, table.made, strict=False)):
        if table.columnWidth(column) == before:
            table.setColumnWidth(column, now)


def _numbers(words: str) -> list[int]:
    return [int(number) for number in words.split(",") if number.isdecimal()]
