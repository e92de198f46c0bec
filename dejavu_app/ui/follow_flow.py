"""Looks at the followed folders of the open archive from time to time, and imports what is new in them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from dejavu_app.errors import UserError
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.import_flow import Choices, ImportFlow
from dejavu_app.ui.keep_flow import KeepFlow
from dejavu_app.ui.settings import Settings

INTERVAL = 15_000  # ms between two looks
SHARE = 20  # a look that takes longer leaves so many times its own length before the next
LONGEST = 600_000  # ms between two looks while they fail

Followed = tuple[Path, bool]  # a folder, and whether it is there: it may lie on a drive that was taken out


class FollowFlow(QObject):
    """Folders are listed in a worker thread; while a job works on the archive, and without folders, nothing is done."""

    followed_changed = Signal(list)  # Followed

    def __init__(
        self, bridge: Bridge, settings: Settings, import_flow: ImportFlow, keep_flow: KeepFlow, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._import = import_flow
        self._keep = keep_flow
        self._window = parent
        self._archive: Path | None = None
        self._watch: Any = None
        self._folders: list[Followed] = []
        self._looking = self._again = False
        self._fault = ""  # why the last look failed, which is said once
        self._pause = 0  # ms since then, doubled with every failure
        self.timer = QTimer(self)
        self.interval = INTERVAL
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.look)

    def set_archive(self, archive: Path) -> None:
        """Follows the folders of this archive from now on, and of no other, once imports that were cut short go on."""
        self._bridge.drop("follow")
        self._archive, self._watch, self._folders = archive, None, []
        self._looking = self._again = False
        self._fault, self._pause = "", 0
        self.timer.stop()
        self._import.go_on(archive)
        self.look()

    def look(self) -> None:
        """Looks for new files now."""
        archive = self._archive
        if archive is None:
            return
        if self._import.encoding(archive):
            self.timer.start()  # later, when the job has ended
            return
        if self._looking:
            self._again = True  # two looks at once would give out the same files, or lose them
            return
        self._looking = True
        watch, remembered = self._watch, self._settings.all_columns()

        def work(cancelled: Callable[[], bool]) -> Any:
            from dejavu_app.archive import Archive
            from dejavu_app.jobs import FolderWatch, followed
            from dejavu_app.reading import ReadOptions

            used, begun = watch or FolderWatch(archive), time.monotonic()
            with Archive(archive) as opened:
                folders = followed(opened)
            sources = used.look(ReadOptions(tables=remembered), cancelled) if folders else []
            # One that may not be looked into is away; ``Path.is_dir`` would raise.
            there = [(folder, os.path.isdir(folder)) for folder in folders]  # noqa: PTH112
            return used, there, sources, time.monotonic() - begun

        self._bridge.start(work, self._found, lane="follow", pool="long", failed=self._failed)

    def manage(self) -> None:
        """Shows the list of followed folders."""
        from dejavu_app.ui.follow_dialog import FollowDialog

        dialog = FollowDialog(self._window)
        dialog.show_folders(self._folders)
        self.followed_changed.connect(dialog.show_folders)
        dialog.add_asked.connect(self._ask_folder)
        dialog.remove_asked.connect(lambda folder: self.unfollow(Path(folder)))
        dialog.open()

    def follow(self, folder: Path) -> None:
        """Has a folder followed, beginning with what lies in it."""

        def change(archive: Any) -> list[Path]:
            from dejavu_app.jobs import follow, followed

            follow(archive, folder)
            return followed(archive)

        self._change(change)

    def unfollow(self, folder: Path) -> None:
        """Lets a folder be."""

        def change(archive: Any) -> list[Path]:
            from dejavu_app.jobs import followed, unfollow

            unfollow(archive, folder)
            return followed(archive)

        self._change(change)

    def _change(self, change: Callable[[Any], list[Path]]) -> None:
        """Changes what is followed; the list says so at once, though a job may put off the next look."""
        archive = self._archive

        def changed(folders: list[Path]) -> None:
            if archive == self._archive:
                known = dict(self._folders)
                self._list([(folder, known.get(folder, True)) for folder in folders])
                self.look()

        self._keep.change(change, changed)

    def _list(self, folders: list[Followed]) -> None:
        if folders != self._folders:
            self._folders = folders
            self.followed_changed.emit(folders)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Follow a folder"), str(Path.home()))
        if folder:
            self.follow(Path(folder))

    def _failed(self, error: UserError) -> None:
        """A lock or a lost network drive may pass: looks again later, and ever later while it does not."""
        self._looking = False
        self._pause = min(max(2 * self._pause, 2 * self.interval), LONGEST)
        self.timer.start(self._pause)
        before, self._fault = self._fault, str(error)
        if self._fault != before:
            self._import.message.emit(self._fault)

    def _found(self, answer: tuple[Any, list[Followed], Sequence[Any], float]) -> None:
        self._looking = False
        self._fault, self._pause = "", 0
        self._watch, folders, sources, seconds = answer
        self._list(folders)
        if folders:
            self.timer.start(max(self.interval, int(SHARE * 1000 * seconds)) if seconds > 0.5 else self.interval)
        else:
            self.timer.stop()
        if sources and self._archive is not None:
            choices = Choices(tables=self._settings.all_columns(), sources=tuple(sources))
            title = self.tr("%Ln new file(s) in followed folders", "", len(sources))
            self._import.start_import(self._archive, [], self._encode(), title, choices)
        if self._again:
            self._again = False
            self.look()

    def _encode(self) -> bool:
        from dejavu_app.ui import settings as options

        return bool(self._settings.get(options.ENCODE_NOW))
