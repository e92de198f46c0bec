"""The window: puts the panels in their places and the archive on the desk; the flows do the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from dejavu_app.domain import SearchResult
from dejavu_app.errors import UserError
from dejavu_app.ui import settings as options
from dejavu_app.ui import theme
from dejavu_app.ui.actions import ARCHIVE_ACTIONS, Actions
from dejavu_app.ui.archive_commands import ArchiveCommands
from dejavu_app.ui.breakdown_flow import BreakdownFlow
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.desk import Desk, Overview
from dejavu_app.ui.fetch_flow import FetchFlow
from dejavu_app.ui.follow_flow import FollowFlow
from dejavu_app.ui.import_flow import ImportFlow
from dejavu_app.ui.keep_flow import KeepFlow
from dejavu_app.ui.lazy_models import LazyModels
from dejavu_app.ui.panels import Panels
from dejavu_app.ui.query_edit import dropped_files, take_copy
from dejavu_app.ui.recent import is_gone, show_recent
from dejavu_app.ui.sample import is_unmade_sample
from dejavu_app.ui.search_flow import SearchFlow
from dejavu_app.ui.searchable import Searchable
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.wheel_zoom import WheelZoom
from dejavu_app.ui.window_commands import WindowCommands
from dejavu_app.ui.window_state import remember, restore


class MainWindow(QMainWindow):
    """One window on one archive at a time. ``models`` makes the shared models when they are first needed."""

    def __init__(self, settings: Settings, make_models: Callable[[Callable[[str], None]], Any]) -> None:
        super().__init__()
        self.setObjectName("MainWindow")
        self.setAccessibleName("Déjà Vu")
        self.setAcceptDrops(True)
        self.settings = settings
        self.desk: Desk | None = None
        self._closed = False
        self._shown = False
        self.bridge = Bridge(self.show_error, lambda error: None)
        self.bridge.bug.connect(self._bug, Qt.ConnectionType.QueuedConnection)
        self.bridge.notice.connect(self._loading, Qt.ConnectionType.QueuedConnection)
        self.bridge.idle_changed.connect(self._idle)
        self.models = LazyModels(make_models, self.bridge.notice.emit)
        self.panels = Panels(self)
        self.setCentralWidget(self.panels)
        self.message = self.panels.message
        self.welcome = self.panels.welcome
        self.sidebar = self.panels.sidebar
        self.query = self.panels.query
        self.filters = self.panels.filters
        self.timeline = self.panels.timeline
        self.results = self.panels.results
        self.reader = self.panels.reader
        self.jobs = self.panels.jobs
        self.coverage = self.panels.coverage
        self.encode_button = self.panels.encode_button
        self.activity = self.panels.activity
        self.across = self.panels.across
        self.down = self.panels.down
        self.pages = self.panels.pages
        self.statusBar().addWidget(self.coverage)
        self.statusBar().addWidget(self.encode_button)
        self.statusBar().addWidget(self.activity, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.search_flow = SearchFlow(
            self.bridge, settings, self.query, self.filters, self.timeline, self.results, self.reader, self
        )
        self.import_flow = ImportFlow(self.bridge, settings, self.jobs, self.models, self)
        self.keep_flow = KeepFlow(self.bridge, settings, self.sidebar, self.filters.words, self)
        self.breakdown_flow = BreakdownFlow(self)
        self.fetch_flow = FetchFlow(self.bridge, self.query, self)
        self.follow_flow = FollowFlow(self.bridge, settings, self.import_flow, self.keep_flow, self)
        self.searchable = Searchable(self)
        self.archives = ArchiveCommands(self)
        self.commands = WindowCommands(self)
        self.actions_ = Actions(self, {**self.archives.slots(), **self.commands.slots()})
        self.archives.ready(self.actions_)
        self.commands.ready(self.actions_)
        self._connect()
        restore(self)
        self.apply_look()
        self.show_welcome()

    # The archive on the desk

    def open_archive(self, path: Path | str) -> None:
        """Opens an archive in the background; what was open stays until it is there. The open one stays as it is."""
        target = Path(path).absolute()
        if self.desk is not None and target.resolve() == self.desk.path.resolve():
            self.bridge.drop("open")  # another that was asked for before
            self.query.show_text()
            return
        desk = Desk(target, self.models)

        def look(_: Callable[[], bool]) -> Overview:
            self.settings.catch_up()
            return desk.overview()

        self.bridge.start(
            look, lambda overview: self._opened(desk, overview), lane="open",
            failed=lambda error: self._not_opened(target, error),
        )  # fmt: skip

    def new_archive(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Makes an empty archive and opens it; one that is there is opened as it is."""

        def make(_: Callable[[], bool]) -> None:
            from dejavu_app.archive import Archive

            with Archive(path, create=True):
                pass

        def made(_: object) -> None:
            self.open_archive(path)
            if then is not None:
                then()

        self.bridge.start(make, made, pool="write")

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Opens a dropped archive, or reviews what was dropped for the open archive or a new one."""
        archives = [path for path in paths if path.suffix.lower() == ".dejavu"]
        if archives:
            self.open_archive(archives[0])
            if len(paths) > 1:
                words = self.tr("Only “{name}” is opened. Drop newspapers by themselves once it is there.")
                self.say(words.format(name=archives[0].stem))
        elif self.desk is not None:
            self.import_flow.review(paths, self.desk.path)
        else:
            self.archives.new_for(paths)

    def refresh(self) -> None:
        """Reads counts, filters and what is kept anew, as after an import."""
        if self.desk is None:
            return
        desk = self.desk
        self.bridge.start(lambda _: desk.overview(), lambda overview: self._show_overview(desk, overview), lane="look")
        self.keep_flow.refresh()

    def show_welcome(self) -> None:
        """Shows the empty state."""
        self.pages.setCurrentWidget(self.welcome)
        self.actions_.enable(ARCHIVE_ACTIONS, False)
        self.setWindowTitle("Déjà Vu")
        show_recent(self)
        self.welcome.sample.setFocus()

    # Saying things

    def show_error(self, error: UserError) -> None:
        self.message.show_text(str(error))

    def say(self, text: str) -> None:
        """A brief notice."""
        self.message.say(text)

    # Look

    @Slot()
    def apply_look(self) -> None:
        """Puts colours and text size on everything, at once."""
        app = QApplication.instance()
        points = self.settings.get(options.READING_POINTS)
        with self.reader.in_place():
            if isinstance(app, QApplication):
                theme.apply(app, self.settings.get(options.COLOURS))
            self.query.set_points(points)
            self.results.set_points(points)
            self.reader.set_points(points)
        self.sidebar.retint()
        self.timeline.update()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            if self.settings.bytes_of("window/down").isEmpty():
                # On a small screen the list needs the room more than the text, which the reader shows as well.
                above = self.query.small_height() if self.height() < 900 else 320
                self.down.setSizes([above, self.height() - above])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange:
            QTimer.singleShot(0, self, self.apply_look)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.desk is not None:
            self.keep_flow.refresh()  # another window may have changed what is kept in this archive
            self.keep_flow.shelves.again()
            self.searchable.look_for_more()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            take_copy(event)
            self.welcome.show_over(True)
            self.activity.setText(self.tr("Let go to look into these files; nothing is imported yet."))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dropped_files(event.mimeData()):
            take_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.activity.setText("")
        self.welcome.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.activity.setText("")
        self.welcome.show_over(False)
        files = dropped_files(event.mimeData())
        if files:
            take_copy(event)
            self.import_paths(files)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shutdown()
        super().closeEvent(event)

    def shutdown(self) -> None:
        """Remembers the window and ends all background work; what jobs have done stays in the archive."""
        if self._closed:
            return
        self._closed = True
        remember(self, panels=not self.commands.reading.on())
        self.hide()
        self.import_flow.shutdown()
        desk = self.desk
        self.bridge.shutdown(desk.close_keeper if desk else None)
        if desk is not None:
            desk.close()

    # Inside

    def _connect(self) -> None:
        self.welcome.sample_asked.connect(self.archives.open_sample)
        self.welcome.files_asked.connect(self.archives.import_files)
        self.welcome.folder_asked.connect(self.archives.import_folder)
        self.welcome.open_asked.connect(self.archives.open_dialog)
        self.welcome.recent_asked.connect(self.open_archive)
        self.encode_button.clicked.connect(self.archives.encode_rest)
        self.query.file_dropped.connect(self.archives.load_query)
        self.search_flow.failed.connect(self.show_error)
        self.search_flow.searched.connect(lambda found: self.commands.searched(found))
        self.results.reading_asked.connect(self.commands.read_here)
        self.results.export_asked.connect(self.commands.export_list)
        self.results.sort_chosen.connect(lambda name: self.settings.set(options.SORT, name))
        self.reader.message.connect(self.say)
        self.import_flow.message.connect(self.say)
        self.import_flow.failed.connect(self.show_error)
        self.import_flow.archive_changed.connect(self._job_changed)
        self.import_flow.articles_left.connect(self.archives.articles_left)
        self.jobs.progressed.connect(self.searchable.refresh)
        self.jobs.all_read.connect(self.refresh)
        self.jobs.all_read.connect(self.archives.drop_removed)  # what follows may take hours
        self.keep_flow.message.connect(self.say)
        self.fetch_flow.message.connect(self.say)
        self.fetch_flow.failed.connect(self.show_error)
        self.keep_flow.articles_gone.connect(self.archives.drop_removed)
        self.keep_flow.search_shown.connect(self.search_flow.show_stored)
        self.search_flow.emptied.connect(self.breakdown_flow.leave)
        self.search_flow.emptied.connect(self.refresh)
        self.search_flow.begun.connect(self.keep_flow.shelves.leave)
        self.search_flow.begun.connect(lambda: self.commands.compare_with(None))
        self.keep_flow.search_again.connect(self._search_again)
        self.keep_flow.collection_shown.connect(self._show_collection)
        self.keep_flow.collection_followed.connect(partial(self._show_collection, again=True))
        self.keep_flow.marked.connect(self.results.model.set_marks)
        self.keep_flow.marked.connect(self.reader.set_marks)
        self.keep_flow.collections_named.connect(self.commands.name_collections)
        self.sidebar.activated_entry.connect(self.commands.sidebar_activated)
        self.sidebar.command.connect(self.commands.sidebar_command)
        wheel = WheelZoom(self.commands.scale, self)
        for area in (
            self.query.edit, self.query.preview, self.results.view, self.reader.query_text, self.reader.article_text,
        ):  # fmt: skip
            wheel.watch(area)
        QApplication.styleHints().colorSchemeChanged.connect(self.apply_look)

    def _opened(self, desk: Desk, overview: Overview) -> None:
        before = self.desk
        if before is not None:
            self.bridge.start(lambda _: before.close_keeper(), lambda _: before.close(), pool="write")
        self.desk = desk
        self.breakdown_flow.leave()
        self.actions_["FocusAction"].setChecked(False)  # there is nothing to read yet
        self.settings.remember(str(desk.path))
        self.search_flow.set_desk(desk)
        self.keep_flow.set_desk(desk)
        self.follow_flow.set_archive(desk.path)
        self.panels.show_content()
        self.actions_.enable(ARCHIVE_ACTIONS, True)
        self.setWindowTitle(f"{desk.path.stem} — Déjà Vu")
        show_recent(self)
        self._show_overview(desk, overview)
        self.message.forget_archive()
        self.archives.offer_anew()
        self.archives.go_on(overview)
        if is_unmade_sample(desk.path, overview.info) and not self.import_flow.encoding(desk.path):
            self.settings.set_flag("sample/made", False)
            self.archives.open_sample()
        self.query.show_text()
        if self.query.text().strip():
            self.query.names_wanted.emit(self.query.text())

    def _not_opened(self, path: Path, error: UserError) -> None:
        if is_gone(path):
            self.settings.forget(str(path))
            show_recent(self)
        self.show_error(error)

    def _show_overview(self, desk: Desk, overview: Overview) -> None:
        if desk is not self.desk:
            return
        languages = [(str(row["code"]), int(row["articles"])) for row in overview.info.get("languages", [])]
        self.filters.offer(overview.newspapers, overview.places, languages)
        self.filters.name_sources({int(s["id"]): str(s["name"]) for s in overview.info.get("sources", [])})
        self.commands.show_counts(overview)
        self.search_flow.refresh_years()
        self.searchable.show(desk, overview.standing)

    def _job_changed(self, path: Path) -> None:
        if self.desk is None:
            self.open_archive(path)
        elif path == self.desk.path:
            self.refresh()

    def _search_again(self, result: SearchResult) -> None:
        self.search_flow.restore(result)
        self.search_flow.search()
        self.commands.compare_with(result)  # once the search has begun: whatever begins later is another

    def _show_collection(self, rows: Any, heading: str, result: SearchResult, again: bool = False) -> None:
        self.search_flow.show_rows(rows, heading, result, again)
        self.breakdown_flow.listed(result)
        if rows:
            return
        shelf = self.keep_flow.shelves.on_show
        words = self.tr("This collection is empty. Drag results from the list onto it.")
        if shelf is not None and shelf.kind != "collection":
            words = self.tr("Nothing stands here any more.")
        self.results.show_empty(heading, words)

    def _bug(self) -> None:
        self.message.show_text(
            self.tr("Something went wrong inside Déjà Vu. Nothing that was stored is lost."),
            button=self.tr("Show the log"),
            action=self.commands.show_log,
            lasting=True,
        )

    def _loading(self, words: str) -> None:
        self.activity.setText(words)

    def _idle(self, idle: bool) -> None:
        if idle:
            self.activity.setText("")
