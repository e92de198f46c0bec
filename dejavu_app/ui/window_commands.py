"""What each command of the window does; grouped here so that the window itself stays a matter of places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence, QShortcut

from dejavu_app.domain import Filters, SearchResult
from dejavu_app.resources import data_dir
from dejavu_app.ui import settings as options
from dejavu_app.ui.export_flow import selection_of
from dejavu_app.ui.figures import date_words
from dejavu_app.ui.lacking import Lacking
from dejavu_app.ui.panel_walk import PanelWalk
from dejavu_app.ui.reading_only import ReadingOnly
from dejavu_app.ui.recent import show_recent
from dejavu_app.ui.sample import sample_archive_path, sample_questions
from dejavu_app.ui.save_name import PICTURES, ask_export
from dejavu_app.ui.state import Found

if TYPE_CHECKING:
    from dejavu_app.ui.actions import Actions
    from dejavu_app.ui.desk import Overview
    from dejavu_app.ui.main_window import MainWindow

class WindowCommands(QObject):
    """The slots of the actions; holds no state but the search that the next one is told apart from."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self._actions: Actions | None = None
        self.reading = ReadingOnly(window)
        self._compare: SearchResult | None = None
        self._walk = PanelWalk(window)

    def slots(self) -> dict[str, Callable[..., object]]:
        """What each action calls."""
        w = self._w
        slots: dict[str, Callable[..., object]] = {
            "ExportAction": self.export_list,
            "ExportSelectionAction": self.export_selection,
            "PrintAction": self.print_article,
            "SettingsAction": self.show_settings,
            "QuitAction": w.close,
            "FindAction": self.find_in_article,
            "UndoAction": w.keep_flow.undoing.undo,
            "RedoAction": w.keep_flow.undoing.redo,
            "CopyCitedAction": w.reader.copy_cited,
            "CopyCitationAction": w.reader.copy_citation,
            "SearchAction": w.query.button.click,
            "QueryFocusAction": w.query.folding.to_text,
            "NamesFocusAction": w.query.folding.to_names,
            "FiltersFocusAction": w.filters.date_from.setFocus,
            "ResultsFocusAction": w.results.focus_list,
            "MoreLikeAction": lambda: self.feedback(True),
            "LessLikeAction": lambda: self.feedback(False),
            "SearchPassageAction": self.search_passage,
            "ClearFiltersAction": lambda: w.filters.change(Filters()),
            "SaveSearchAction": self.save_search,
            "StarAction": lambda: w.keep_flow.set_star(self.chosen_articles(), None),
            "UnstarAction": lambda: w.keep_flow.set_star(self.chosen_articles(), False),
            "NoteAction": self.note,
            "UncollectAction": lambda: w.keep_flow.take_out(self.chosen_articles()),
            "CollectAction": lambda: w.keep_flow.new_collection(self.chosen_articles()),
            "FocusAction": self.reading.set,
            "SidebarAction": w.sidebar.setVisible,
            "CleanedAction": w.reader.cleaned.setChecked,
            "LinesAction": w.reader.show_lines,
            "EntitiesAction": w.reader.names.setChecked,
            "PageAction": self.show_page,
            "TableAction": w.results.table_button.setChecked,
            "NextAction": lambda: w.results.step(1),
            "PreviousAction": lambda: w.results.step(-1),
            "NextPairAction": lambda: w.reader.step_pair(1),
            "PreviousPairAction": lambda: w.reader.step_pair(-1),
            "BiggerAction": lambda: self.scale(1),
            "SmallerAction": lambda: self.scale(-1),
            "BreakdownAction": w.breakdown_flow.show,
            "TimelineTableAction": self.show_timeline_table,
            "CopyTimelineAction": self.copy_timeline,
            "SaveTimelineAction": self.save_timeline,
            "NextPanelAction": lambda: self._walk.step(1),
            "PreviousPanelAction": lambda: self._walk.step(-1),
            "TourAction": self.show_tour,
            "ShortcutsAction": self.show_shortcuts,
            "LogAction": self.show_log,
            "AboutAction": self.show_about,
        }
        return Lacking(w, self.chosen_articles).guarded(slots)

    def ready(self, actions: Actions) -> None:
        """Sets switches as they stand and hands actions to the menus of list and reader."""
        self._actions = actions
        w = self._w
        w.keep_flow.undoing.attach(actions["UndoAction"], actions["RedoAction"])
        for name, option in (
            ("SidebarAction", options.SIDEBAR), ("CleanedAction", options.CLEANED),
            ("LinesAction", options.LINES), ("EntitiesAction", options.NAMES),
        ):  # fmt: skip
            actions[name].setChecked(w.settings.get(option))
            actions[name].toggled.connect(lambda on, option=option: w.settings.set(option, on))
        w.sidebar.setVisible(w.settings.get(options.SIDEBAR))
        w.reader.cleaned.toggled.connect(actions["CleanedAction"].setChecked)
        w.reader.names.toggled.connect(actions["EntitiesAction"].setChecked)
        w.results.table_chosen.connect(actions["TableAction"].setChecked)
        w.timeline.table_asked.connect(actions["TimelineTableAction"].trigger)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), w.reader)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(lambda: actions["FocusAction"].setChecked(False))
        columns = actions.menus["ColumnsMenu"]
        columns.aboutToShow.connect(lambda: w.results.offer_columns(columns))
        leave.activated.connect(w.search_flow.stop_reading)
        w.results.table_chosen.connect(lambda on: w.settings.set(options.TABLE, on))
        w.results.table_button.setChecked(w.settings.get(options.TABLE))
        for name in (
            "MoreLikeAction", "LessLikeAction", "StarAction", "NoteAction", "CollectAction", "UncollectAction",
            "CopyCitedAction",
        ):  # fmt: skip
            w.results.menu.addAction(actions[name])
        w.results.menu.addMenu(actions.menus["CollectMenu"])
        printings = QAction(self.tr("Show all printings (P)"), w.results.menu)
        printings.triggered.connect(w.results.show_printings)
        w.results.menu.addAction(printings)
        w.results.menu.addAction(actions["ExportSelectionAction"])
        for name in (
            "SearchPassageAction", "MoreLikeAction", "LessLikeAction", "StarAction", "NoteAction", "CollectAction",
        ):  # fmt: skip
            w.reader.add_action(actions[name])
        w.reader.more_menu.addMenu(actions.menus["CollectMenu"])
        for name in ("PageAction", "CopyCitationAction", "PrintAction", "FocusAction"):
            w.reader.add_action(actions[name])

    # Counts

    def show_start(self, overview: Overview) -> None:
        """What the list says before the first search."""
        w = self._w
        info = overview.info
        is_sample = w.desk is not None and w.desk.path == sample_archive_path()
        questions = sample_questions() if is_sample else []
        if not info["articles"] and not is_sample:
            w.results.show_empty(
                self.tr("An empty archive"),
                self.tr("Drop newspapers anywhere on this window, or choose File › Import."),
            )
            return
        advice = (
            self.tr("Or begin with one of these:")
            if questions
            else self.tr("Paste an article of today above and press Ctrl+Return.")
        )
        w.results.show_empty(self.tr("What was told before?"), advice, questions)

    def show_counts(self, overview: Overview) -> None:
        """Writes what the archive holds where the list would be, as long as nothing was searched."""
        self._w.breakdown_flow.set_counts(overview.newspapers, overview.places)
        if self._w.search_flow.found is None:
            self.show_start(overview)
            info = overview.info
            if info["articles"]:
                first, last = str(info["first_date"]), str(info["last_date"])
                if first[:4] != last[:4]:
                    first, last = first[:4], last[:4]
                self._w.results.heading.setText(
                    self.tr("%Ln article(s), {first} to {last}", "", info["articles"]).format(
                        first=date_words(first), last=date_words(last)
                    )
                    if info["first_date"]
                    else self.tr("%Ln article(s)", "", info["articles"])
                )

    # Search

    def searched(self, found: Found) -> None:
        """Keeps a search in the history, and says what is new where a saved one ran again."""
        w = self._w
        w.message.forget()
        w.settings.set(options.MODE, found.result.query.mode)
        if w.query.rerank.isEnabled():
            w.settings.set(options.RERANK, w.query.rerank.isChecked())
        w.breakdown_flow.searched(found.result)
        if self._compare is not None:
            old = {p.article_id for p in self._compare.parallels}
            new = sum(1 for p in found.result.parallels if p.article_id not in old)
            self._compare = None
            w.say(self.tr("%Ln article(s) are new since this search was saved.", "", new))
        if found.result.search_id is None:
            w.keep_flow.keep_search(found.result)

    def compare_with(self, result: SearchResult | None) -> None:
        """The search under way is told apart from this older one; from none with None."""
        self._compare = result

    def feedback(self, more: bool) -> None:
        rows = [row for row in self._w.results.selected() if row.parallel.passage_id]
        if rows:
            self._w.search_flow.more_like(rows, more)

    def search_passage(self) -> None:
        words = self._w.reader.selected_or_passage()
        if words.strip():
            self._w.query.set_text(words, asked=True)
            self._w.query.button.click()

    # Export and print

    def export_list(self) -> None:
        found = self._w.search_flow.found
        if found is not None and found.rows:
            self._w.keep_flow.export(found.result)

    def export_selection(self) -> None:
        found, rows = self._w.search_flow.found, self._w.results.selected()
        if found is not None and rows:
            self._w.keep_flow.export(selection_of(found.result, rows))

    def find_in_article(self) -> None:
        """Opens the line to find words with; from there on the same key goes to the next hit."""
        find = self._w.reader.finder
        if self._w.reader.opened() is None:
            return
        if find.edit.hasFocus():
            find.step(1)
        else:
            find.begin()

    def print_article(self) -> None:
        reader = self._w.reader
        if reader.opened() is not None:
            from dejavu_app.ui.printing import print_article

            print_article(self._w, reader, self._w.settings.get(options.READING_POINTS))

    # Keeping

    def save_search(self) -> None:
        found = self._w.search_flow.found
        if found is not None and (found.result.query.text or found.result.query.like):
            self._w.keep_flow.ask_save_search(found.result)
        elif found is not None and found.result.kept:
            self._w.say(self.tr("The list shows what is kept already; there is no search to save."))

    def note(self) -> None:
        opened = self._w.reader.opened()
        if opened is not None:
            self._w.keep_flow.notes.write(opened.article.id, self._w.reader.headline.text())

    def chosen_articles(self) -> list[int]:
        """The selected rows' articles, or the one in the reader."""
        ids = [row.parallel.article_id for row in self._w.results.selected()]
        opened = self._w.reader.opened()
        return ids or ([opened.article.id] if opened else [])

    def name_collections(self, names: dict[int, str]) -> None:
        """Fills the menu of collections and the chip of the collection filter."""
        self._w.filters.name_collections(names)
        if self._actions is None:
            return
        menu = self._actions.menus["CollectMenu"]
        menu.clear()
        for number, name in names.items():
            menu.addAction(name.replace("&", "&&")).triggered.connect(
                partial(lambda number, _=False: self._w.keep_flow.add_to(number, self.chosen_articles()), number)
            )
        menu.setEnabled(bool(names))

    def sidebar_activated(self, kind: str, value: Any) -> None:
        if kind == "archive":
            if self._w.desk is None or str(self._w.desk.path) != value:
                self._w.open_archive(value)
        else:
            self._w.keep_flow.run_command("open", kind, value)

    def sidebar_command(self, command: str, kind: str, value: Any) -> None:
        w = self._w
        if kind == "archive":
            if command == "delete":
                w.settings.forget(str(value))
                show_recent(w)
            elif command == "open":
                w.open_archive(value)
        elif kind == "collection" and command == "filter":
            w.filters.change(replace(w.filters.filters(), collection=int(value)))
        else:
            w.keep_flow.run_command(command, kind, value)

    # View

    def read_here(self) -> None:
        """Return in the list goes to the article's text."""
        self._w.reader.article_text.setFocus()

    def scale(self, step: int) -> None:
        points = min(24.0, max(8.0, self._w.settings.get(options.READING_POINTS) + step))
        self._w.settings.set(options.READING_POINTS, points)
        self._w.apply_look()

    def copy_timeline(self) -> None:
        self._w.timeline.copy()
        self._w.say(self.tr("The timeline is on the clipboard."))

    def save_timeline(self) -> None:
        path = ask_export(self._w.settings, self._w, self.tr("Save the timeline"), "timeline.svg", PICTURES)
        if path is None:
            return
        self.write_picture(path, self._w.timeline.writer(path))

    def write_picture(self, path: Path, write: Callable[[], None]) -> None:
        """Has a picture that was drawn packed and written in the background."""
        self._w.bridge.start(
            lambda _: write(), lambda _: self._w.say(self.tr("Saved as {path}").format(path=path)), pool="read"
        )

    def show_timeline_table(self) -> None:
        """The timeline as numbers."""
        from dejavu_app.ui.timeline_table import TimelineTable

        TimelineTable(self._w.timeline.chart.title(), self._w.timeline.table(), self._w).open()

    def show_page(self) -> None:
        """The scan of the article's page, where its source has one."""
        w = self._w
        opened, parallel, desk = w.reader.opened(), w.reader.parallel(), w.desk
        if opened is None or desk is None:
            return
        if not opened.article.article.page_image:
            w.say(self.tr("There is no picture of this page beside its source."))
            return
        article = opened.article.article
        stretch = (parallel.start, parallel.end) if parallel else (0, len(article.text))
        title = w.reader.where.text()

        def look(_: Callable[[], bool]) -> Any:
            from dejavu_app.ui.page_scan import page_picture, regions

            return page_picture(desk.source_path(opened.article.source_id), article), regions(article, *stretch)

        def show(pair: Any) -> None:
            from dejavu_app.ui.page_view import PageView

            image, marks = pair
            PageView(title, image, marks, w).show()

        w.bridge.start(look, show, lane="page")

    # Help

    def show_settings(self) -> None:
        from dejavu_app.ui.settings_dialog import SettingsDialog

        SettingsDialog(self._w.settings, self._setting_changed, self._w).open()

    def _setting_changed(self, option: options.Option) -> None:
        if option in (options.COLOURS, options.READING_POINTS):
            self._w.apply_look()
        elif option in (options.RESULTS, options.FOLD_REPRINTS):
            self._w.search_flow.follow()

    def show_shortcuts(self) -> None:
        from dejavu_app.ui.shortcuts import ShortcutsSheet

        ShortcutsSheet(self._w).open()

    def show_tour(self) -> None:
        from dejavu_app.ui.tour import Tour

        Tour(self._w).start()

    def show_about(self) -> None:
        from dejavu_app.ui.about import AboutDialog

        AboutDialog(self._w).open()

    def offer_report(self) -> None:
        """Says that the last run ended badly, and offers what is known of it."""
        self._w.message.show_text(
            self.tr("Déjà Vu ended unexpectedly last time. Nothing that was stored is lost."),
            button=self.tr("Show the report"),
            action=self.show_report,
            lasting=True,
        )

    def show_report(self) -> None:
        """What was written down when the last run ended."""
        from dejavu_app.ui.report_dialog import ReportDialog

        ReportDialog(data_dir() / "logs" / "last-crash.txt", self._w).open()

    def show_log(self) -> None:
        folder = data_dir() / "logs"
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._w.say(self.tr("The log is in {path}.").format(path=folder))
