"""Opening, making and filling archives: the commands of the window that change what lies on the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from dejavu_app.ui import settings as options
from dejavu_app.ui.figures import figure
from dejavu_app.ui.sample import sample_archive_path, sample_articles
from dejavu_app.ui.state import spoken_time

if TYPE_CHECKING:
    from dejavu_app.ui.actions import Actions
    from dejavu_app.ui.desk import Overview
    from dejavu_app.ui.main_window import MainWindow


_LONGEST = 60_000  # characters of a query out of a file; no article of today is as long


class ArchiveCommands(QObject):
    """The slots of the actions that open, make, fill and tell about archives."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._w = window
        self._actions: Actions | None = None
        self._later: set[Path] = set()  # archives that are not to be encoded anew in this session

    def slots(self) -> dict[str, Callable[..., object]]:
        """What each action calls."""
        return {
            "NewAction": self.new_dialog,
            "OpenAction": self.open_dialog,
            "SampleAction": self.open_sample,
            "ImportAction": self.import_files,
            "ImportFolderAction": self.import_folder,
            "FollowAction": lambda: self._w.follow_flow.manage(),
            "EncodeAction": self.encode_rest,
            "ArchiveAction": self.show_archive,
        }

    def ready(self, actions: Actions) -> None:
        """Hands over the menus that are filled here."""
        self._actions = actions

    def open_dialog(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._w, self.tr("Open an archive"), self._folder(), self.tr("Déjà Vu archives (*.dejavu)")
        )
        if path:
            self._w.open_archive(path)

    def new_dialog(self) -> None:
        path = self._ask_new()
        if path:
            self._w.new_archive(path)

    def new_for(self, paths: Sequence[Path]) -> None:
        """Asks where the archive for dropped files shall lie, then reviews the files."""
        path = self._ask_new(paths[0].stem if paths else "")
        if path:
            self._w.new_archive(path, lambda: self._w.import_flow.review(paths, path))

    def open_sample(self) -> None:
        """Opens the sample archive; it is made first where it is not yet there."""
        w, archive = self._w, sample_archive_path()
        articles = sample_articles()
        if w.import_flow.encoding(archive):
            w.say(self.tr("The sample archive is being made; it opens by itself."))
        elif archive.exists() and w.settings.flag("sample/made"):
            w.open_archive(archive)
        elif not articles.exists():
            w.message.show_text(self.tr("The sample’s texts are missing. Install Déjà Vu again."))
        else:
            w.new_archive(archive, lambda: self._fill_sample(archive, articles))

    def _fill_sample(self, archive: Path, articles: Path) -> None:
        self._w.settings.set_flag("sample/made")
        self._w.import_flow.start_import(archive, [articles], True, self.tr("Making the sample archive"))

    def import_files(self) -> None:
        """Files for the open archive, else for a new one; an archive among them is opened."""
        paths, _ = QFileDialog.getOpenFileNames(self._w, self.tr("Import files"), self._folder())
        if paths:
            self._w.import_paths([Path(path) for path in paths])

    def import_folder(self) -> None:
        """The same for a folder, and all that is in it."""
        folder = QFileDialog.getExistingDirectory(self._w, self.tr("Import a folder"), self._folder())
        if folder:
            self._w.import_paths([Path(folder)])

    def encode_rest(self) -> None:
        """Encodes what cannot be searched by meaning yet; where all can, with an earlier encoder, all of it anew."""
        w, stands = self._w, self._w.searchable.standing
        if w.desk is not None and not w.import_flow.encoding(w.desk.path):
            rest = stands is not None and stands.at_hand and stands.encoded < stands.passages
            w.import_flow.start_encoding(w.desk.path, anew=stands is not None and stands.outstanding and not rest)
            w.encode_button.hide()

    def go_on(self, overview: Overview) -> None:
        """Goes on with the preparation, or the removal of a file, that an earlier program was in the midst of."""
        w, stands = self._w, overview.standing
        if w.desk is not None and overview.info["leaving"]:
            self._remove_leaving(w.desk.path, lambda _: w.refresh())
        if w.desk is not None and overview.under_way and not stands.outstanding and stands.encoded < stands.passages:
            self.encode_rest()

    def offer_anew(self) -> None:
        """Says that the open archive was made with another encoder, and offers to encode it anew."""
        w, stands = self._w, self._w.searchable.standing
        if w.desk is None or stands is None or not stands.outstanding:
            return
        path = w.desk.path
        if path in self._later or w.import_flow.encoding(path):
            return
        time = spoken_time((stands.passages - stands.anew) / max(w.settings.get(options.ENCODE_RATE), 1.0))
        if not stands.at_hand and stands.anew:
            words = self.tr(
                "{n} of {all} passages are encoded anew with {new}; the rest takes about {time}. Until then it is "
                "searched by words only, as {old} is not installed here."
            )
        elif not stands.at_hand:
            words = self.tr(
                "This archive was encoded with {old}, which is not installed here, so it is searched by words only. "
                "Encoding it anew with {new} takes about {time}."
            )
        elif stands.anew:
            words = self.tr(
                "{n} of {all} passages are encoded anew with {new}; the rest takes about {time}. "
                "Until then searches use {old}."
            )
        else:
            words = self.tr(
                "This archive was encoded with {old}; Déjà Vu now encodes with {new}. Encoding it anew takes about "
                "{time}. Until then searches use {old}, as before."
            )
        w.message.show_text(
            words.format(
                old=stands.former, new=stands.encoder, time=time, n=figure(stands.anew), all=figure(stands.passages)
            ),
            button=self.tr("Go on") if stands.anew else self.tr("Encode anew"),
            action=lambda: self._encode_anew(path),
            other=self.tr("Later"),
            other_action=lambda: self._later.add(path),
        )

    def _encode_anew(self, path: Path) -> None:
        if not self._w.import_flow.encoding(path):
            self._w.import_flow.start_encoding(path, anew=True)

    def show_recent(self, recent: Sequence[tuple[str, str]]) -> None:
        """Fills the menu of recent archives, given as (path, words)."""
        if self._actions is None:
            return
        menu = self._actions.menus["RecentMenu"]
        menu.clear()
        for path, words in recent:
            menu.addAction(words.replace("&", "&&")).triggered.connect(
                partial(lambda path, _=False: self._w.open_archive(path), path)
            )
        menu.setEnabled(bool(recent))

    def load_query(self, path: Path) -> None:
        """Reads a dropped file into the query box: an article, or the pages of a document; says when it holds more."""
        w = self._w
        if path.suffix.lower() == ".dejavu" or path.is_dir():
            w.import_paths([path])
            return

        def read(cancelled: Callable[[], bool]) -> tuple[str, str, bool]:
            from dejavu_app.domain import Article
            from dejavu_app.errors import UserError
            from dejavu_app.reading import Source, scan
            from dejavu_app.reading import read as read_source
            from dejavu_app.ui.fetch_flow import saved_article

            page = saved_article(path)
            if page is not None:
                return page.text, page.address, False
            reason = ""
            pages: list[str] = []
            for source in scan([path], cancelled):
                if not isinstance(source, Source):
                    reason = source.reason
                    continue
                for found in read_source(source, cancelled=cancelled):
                    if not isinstance(found, Article):
                        reason = found.reason
                    elif pages and not (found.whole_page and len("".join(pages)) < _LONGEST):
                        return "\n\n".join(pages), "", True
                    else:
                        pages.append(found.text)
            if not pages:
                raise UserError(f"{path.name} cannot be read as a text. {reason}".strip())
            return "\n\n".join(pages), "", False

        def show(answer: tuple[str, str, bool]) -> None:
            text, address, more = answer
            w.query.set_text(text, address)
            if more:
                w.say(self.tr("“{name}” holds more; its beginning stands here.").format(name=path.name))

        w.bridge.start(read, show, lane="query-file")

    def show_archive(self) -> None:
        """What is inside the open archive."""
        w = self._w
        if w.desk is None:
            return
        desk = w.desk

        def read(_: Callable[[], bool]) -> tuple[dict[str, Any], dict[int, int]]:
            with desk.archive() as archive:
                return archive.info(), archive.kept_by_source()

        def there() -> bool:
            """Whether the archive is still open; in another, opened meanwhile, the number is another source's."""
            if w.desk is not desk:
                w.say(self.tr("“{name}” is no longer open.").format(name=desk.path.stem))
            return w.desk is desk

        def remove(sources: dict[int, str]) -> None:
            if there():
                self.remove_sources(sources)

        def search_in(source: int) -> None:
            if there():
                w.filters.change(replace(w.filters.filters(), sources=(source,)))

        def show(facts: tuple[dict[str, Any], dict[int, int]]) -> None:
            from dejavu_app.ui.archive_dialog import ArchiveDialog

            info, kept = facts
            dialog = ArchiveDialog(desk.path.stem, info, kept, w)
            dialog.remove_asked.connect(remove)
            dialog.search_asked.connect(search_in)
            dialog.open()

        w.bridge.start(read, show, lane="info")

    def articles_left(self, path: Path) -> None:
        """Takes out of sight what is no longer in an archive, if that is the open one."""
        if self._w.desk is not None and path == self._w.desk.path:
            self.drop_removed()
            self._w.keep_flow.shelves.again()

    def drop_removed(self) -> None:
        """Takes out of a search's list and the reader what is no longer in the open archive; the rest stays."""
        w, desk = self._w, self._w.desk
        if desk is None:
            return
        opened = w.reader.opened()
        if opened is not None:

            def then(here: bool) -> None:
                if not here and w.reader.opened() is opened:
                    w.reader.clear()

            w.bridge.start(lambda _: desk.holds(opened.article.id), then, lane="holds")
        w.search_flow.drop_removed()

    def remove_sources(self, sources: Mapping[int, str]) -> None:
        """Takes imported files, numbers with their names, and their articles out of the archive: all or none."""
        w = self._w

        def done(articles: int) -> None:
            if len(sources) == 1:
                (name,) = sources.values()
                w.say(self.tr("“{name}” removed, with %Ln article(s).", "", articles).format(name=name))
            else:
                files = self.tr("%Ln file(s)", "", len(sources))
                w.say(self.tr("{files} removed, with %Ln article(s).", "", articles).format(files=files))
            if w.desk is not None:
                w.desk.refresh()
                self.articles_left(w.desk.path)
            w.refresh()

        def put_out(articles: int) -> None:
            if len(sources) == 1:
                w.say(self.tr("Removing “{name}”…").format(name=next(iter(sources.values()))))
            else:
                w.say(self.tr("Removing %Ln file(s)…", "", len(sources)))
            self._remove_leaving(path, lambda _: done(articles))

        def work(archive: Any) -> int:
            from dejavu_app.jobs import leave_out

            with archive.transaction():
                for source in sources:
                    leave_out(archive, source)
                return sum(int(archive.put_out(source)) for source in sources)

        if w.desk is not None:
            path = w.desk.path
            w.keep_flow.change(work, put_out)

    def _remove_leaving(self, path: Path, done: Callable[[object], None] = lambda _: None) -> None:
        """Removes the articles of files that were taken out, beside the thread in which a reader's marks are kept."""

        def work(cancelled: Callable[[], bool]) -> None:
            from dejavu_app.archive import Archive

            with Archive(path) as archive:
                archive.remove_all_leaving(lambda: not cancelled())

        self._w.bridge.start(work, done, pool="long")

    def _ask_new(self, name: str = "") -> Path | None:
        """The file for a new archive, with its ending; one that is there already only where that is to be opened."""
        path = Path(self._folder()) / f"{name or self.tr('Newspapers')}.dejavu"
        while True:
            given, _ = QFileDialog.getSaveFileName(
                self._w, self.tr("Where shall the archive be kept?"), str(path), self.tr("Déjà Vu archives (*.dejavu)"),
                "", QFileDialog.Option.DontConfirmOverwrite,  # nothing is ever replaced
            )  # fmt: skip
            if not given:
                return None
            path = Path(given)
            if path.suffix.lower() != ".dejavu":
                path = path.with_name(path.name + ".dejavu")
            if not path.exists() or self._opens(path):
                return path

    def _opens(self, path: Path) -> bool:
        """Whether the archive that is there shall be opened, and no new one made."""
        box = QMessageBox(self._w)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("“{name}” is there already.").format(name=path.name))
        box.setInformativeText(self.tr("Open it as it is, or give the new archive another name."))
        yes = box.addButton(self.tr("Open it"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self.tr("Another name…"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is yes

    def _folder(self) -> str:
        """Where file dialogues start: beside the last archive of the person's own, else among the documents.

        The sample's folder is the program's, and hidden: nobody would look for newspapers, or an archive, in there.
        """
        folders = [Path(path).parent for path in self._w.settings.recent()]
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        own = [folder for folder in folders if folder != sample_archive_path().parent]
        return str(next((folder for folder in (*own[:1], documents) if folder.is_dir()), Path.home()))
