"""The archives opened last, as they are listed: those that are there, each told from the others by its name."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dejavu_app.ui.sidebar import Entry
from dejavu_app.ui.state import short_name

_LONGEST = 60  # characters

if TYPE_CHECKING:
    from dejavu_app.ui.main_window import MainWindow


def recent_archives(paths: Sequence[str], open_path: str) -> list[tuple[str, str]]:
    """Path and words of each archive that is there, and of the open one in any case.

    The words are the file's name; where two have one name, its folder's is added, and the whole folder where that is
    the same too.
    """
    # A folder that may not be looked into hides its archive; ``Path.exists`` would raise.
    there = [Path(path) for path in paths if path == open_path or os.path.exists(path)]  # noqa: PTH110
    words = [path.stem for path in there]
    for whole in (False, True):
        often = Counter(words)
        words = [
            word if often[word] == 1 else f"{path.stem} · {path.parent if whole else path.parent.name}"
            for word, path in zip(words, there, strict=True)
        ]
    return [(str(path), word) for path, word in zip(there, words, strict=True)]


def show_recent(window: MainWindow) -> None:
    """Lists them in the sidebar, on the welcome and in the menu."""
    open_path = str(window.desk.path) if window.desk else ""
    recent = recent_archives(window.settings.recent(), open_path)
    entries = [Entry("archive", path, ("●  " if path == open_path else "") + words, path) for path, words in recent[:6]]
    window.sidebar.show_entries("archive", entries, QCoreApplication.translate("MainWindow", "None yet"))
    # One that is wider than the window would push all else aside; the sidebar shortens by itself.
    short = [(path, short_name(words, _LONGEST)) for path, words in recent]
    window.welcome.show_recent(short)
    window.archives.show_recent(short)


def is_gone(path: Path) -> bool:
    """Whether a file is known not to be there; one that cannot be looked for may come back."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
