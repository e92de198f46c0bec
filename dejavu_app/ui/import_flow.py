"""From a drop to a running job: look first, ask, then import; and encoding what still waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.errors import UserError
from dejavu_app.resources import data_dir
from dejavu_app.ui import settings as options
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.imports_begun import Begun, ImportsBegun
from dejavu_app.ui.jobs_panel import JobRow, JobsView
from dejavu_app.ui.review_sheet import ReviewSheet
from dejavu_app.ui.settings import Settings
from dejavu_app.ui.state import short_name

_MOST_STARTS = 3  # of one import by itself: a file may be what ends the program


@dataclass(frozen=True)
class Choices:
    """What was decided about reading before an import: readers by group, columns by shape; sources found before."""

    overrides: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: tuple[Any, ...] = ()

    def options(self) -> Any:
        """The same as ``ReadOptions``."""
        from dejavu_app.reading import ReadOptions

        return ReadOptions(overrides=self.overrides or None, tables=self.tables or None)


@dataclass(eq=False)
class _Made:
    """A job that is being made for an archive; ``submit`` is there once it is."""

    archive: Path
    submit: Callable[[], None] | None = None


class ImportFlow(QObject):
    """Starts jobs in the one runner of the window; knows archives only by their path."""

    archive_changed = Signal(object)  # Path, when a job put something in
    articles_left = Signal(object)  # Path, when a job may have taken something out
    message = Signal(str)
    failed = Signal(object)  # UserError

    def __init__(
        self, bridge: Bridge, settings: Settings, jobs: JobsView, models: Callable[[], Any], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._jobs = jobs
        self._models = models
        self._window = parent
        self._runner: Any = None
        self._making: list[_Made] = []  # jobs that are on their way to the runner, in the order they were asked for
        self._sheet: ReviewSheet | None = None
        self._begun = ImportsBegun(data_dir() / "imports")
        jobs.job_ended.connect(self._ended)

    def review(self, paths: Sequence[Path], archive: Path) -> ReviewSheet:
        """Opens the review sheet on what was dropped; the files are looked at in the background."""
        if self._sheet is not None:
            self._sheet.reject()
        sheet = ReviewSheet(paths, archive.stem, self._window)
        sheet.encode.setChecked(self._settings.get(options.ENCODE_NOW))
        self._sheet = sheet

        remembered = self._settings.all_columns()
        choices = Choices()

        def look(cancelled: Callable[[], bool]) -> Any:
            from dejavu_app.reading import preview
            from dejavu_app.ui.review_tables import remembered_here

            review = preview(paths, cancelled)
            tables = remembered_here(review, remembered)
            return again(review, tables, cancelled) if tables else (review, tables)

        def again(review: Any, tables: Any, cancelled: Callable[[], bool], overrides: Any = None) -> Any:
            from dejavu_app.reading import resample

            return resample(review, Choices(overrides or {}, tables).options(), cancelled), tables

        def show(answer: Any) -> None:
            sheet.show_review(answer[0])
            tell(answer)

        def tell(answer: Any) -> None:
            nonlocal choices
            review, tables = answer
            sheet.show_samples(review)
            choices = Choices(sheet.overrides(), tables)
            options_, rates = choices.options(), (
                self._settings.get(options.READ_RATE), self._settings.get(options.ENCODE_RATE),
            )  # fmt: skip

            def foresee(cancelled: Callable[[], bool]) -> Any:
                from dejavu_app.jobs import Rates, forecast
                from dejavu_app.reading import to_read

                return forecast(archive, to_read(review, options_), options_, Rates(*rates), cancelled)

            self._bridge.start(foresee, sheet.show_forecast, lane="review", pool="long")

        def chosen(tables: Mapping[str, Mapping[str, str]] | None = None) -> None:
            nonlocal choices
            choices = Choices(sheet.overrides(), choices.tables if tables is None else tables)
            now, review = choices, sheet.review()
            self._bridge.start(
                lambda cancelled: again(review, now.tables, cancelled, now.overrides), tell, lane="review", pool="long"
            )

        def columns(name: str) -> None:
            from dejavu_app.ui.review_tables import ask_columns

            ask_columns(self._bridge, self._settings, sheet, name, mapped)

        def mapped(new: Mapping[str, Mapping[str, str]]) -> None:
            chosen({**choices.tables, **new})

        def gone() -> None:
            for lane in ("review", "columns"):
                self._bridge.drop(lane)
            self._sheet = None

        def go(encode: bool) -> None:
            gone()
            self._settings.set(options.ENCODE_NOW, encode)
            self.start_import(archive, paths, encode, choices=replace(choices, overrides=sheet.overrides()))

        def failed(error: UserError) -> None:
            sheet.reject()
            self.message.emit(str(error))

        sheet.dismissed.connect(gone)
        sheet.confirmed.connect(go)
        sheet.choices_changed.connect(chosen)
        sheet.columns_asked.connect(columns)
        self._bridge.start(look, show, lane="review", pool="long", failed=failed)
        sheet.open()
        return sheet

    def start_import(
        self,
        archive: Path,
        paths: Sequence[Path],
        encode: bool,
        title: str = "",
        choices: Choices | None = None,
        starts: int = 0,
    ) -> None:
        """Submits an import; it goes on where an earlier one of the same files stopped."""
        said = choices or Choices()

        def make() -> Any:
            from dejavu_app.jobs import ImportJob

            return ImportJob(
                archive, list(paths), said.options(), encode=encode, models=self._models(), sources=said.sources
            )

        names = ", ".join(short_name(path.name or str(path)) for path in paths[:2]) + ("…" if len(paths) > 2 else "")
        begun = 0
        if paths:  # what is new in followed folders is found again
            files = [str(path.absolute()) for path in paths]
            begun = self._begun.begin(Begun(str(archive), files, encode, said.overrides, said.tables, starts))
        self._make(
            make,
            title or self.tr("Import of {names}").format(names=names),
            archive,
            lambda: self.start_import(archive, paths, encode, title, choices),
            begun,
        )

    def go_on(self, archive: Path) -> None:
        """Goes on with the imports into an archive that the end of a program cut short."""
        for begun in self._begun.take_over(archive):
            paths = [Path(path) for path in begun.paths]
            if begun.starts < _MOST_STARTS:
                choices = Choices(begun.overrides, begun.tables)
                self.start_import(archive, paths, begun.encode, choices=choices, starts=begun.starts + 1)
            else:
                words = self.tr("The import of {name} ended with the program several times. Drop it again to go on.")
                self.message.emit(words.format(name=short_name(paths[0].name)))

    def start_encoding(self, archive: Path, anew: bool = False) -> None:
        """Submits the encoding of every passage that has no vector yet; ``anew``: none of the encoder in use."""

        def make() -> Any:
            from dejavu_app.jobs import EncodeJob

            return EncodeJob(archive, self._models(), anew=anew)

        words = self.tr("Encoding “{name}” anew") if anew else self.tr("Preparing “{name}” for search by meaning")
        title = words.format(name=short_name(archive.stem))
        self._make(make, title, archive, lambda: self.start_encoding(archive, anew))

    def encoding(self, archive: Path) -> bool:
        """Whether a job already works on this archive, or is about to."""
        running = (row.property("archive") == str(archive) for row in self._jobs.running())
        return any(each.archive == archive for each in self._making) or any(running)

    def cancel_all(self) -> None:
        """Asks every running job to stop; what they have done stays."""
        for row in self._jobs.running():
            row.job.cancel()

    def shutdown(self) -> None:
        """Stops all jobs and waits for them."""
        self.cancel_all()
        if self._runner is not None:
            self._runner.shutdown()
        for row in self._jobs.running():
            if row.future.done() and not row.future.cancelled() and row.future.exception() is None:
                self._begun.end(row.property("begun"))
        self._begun.close()

    def _make(
        self, make: Callable[[], Any], title: str, archive: Path, again: Callable[[], None], begun: int = 0
    ) -> None:
        # The first job brings in the reading and archive packages; importing them is no work for the event loop.
        mine = _Made(archive)
        self._making.append(mine)

        def made(job: Any) -> None:
            mine.submit = lambda: self._submit(job, title, archive, again, begun)
            self._submit_made()

        def failed(error: UserError) -> None:
            self._making.remove(mine)
            self._begun.end(begun)
            self.failed.emit(error)
            self._submit_made()

        self._bridge.start(lambda _: make(), made, pool="think", failed=failed)

    def _submit_made(self) -> None:
        """Jobs take their turns as they were asked for, though a later one may be made more quickly."""
        while self._making and (submit := self._making[0].submit) is not None:
            del self._making[0]
            submit()

    def _submit(self, job: Any, title: str, archive: Path, again: Callable[[], None], begun: int) -> None:
        if self._runner is None:
            from dejavu_app.jobs import JobRunner

            self._runner = JobRunner()
        row = self._jobs.add(title, job, self._runner.submit(job), again)
        row.setProperty("archive", str(archive))
        row.setProperty("begun", begun)
        row.all_read.connect(lambda: self._begun.end(begun))  # what is left then, the archive itself knows

    def _ended(self, row: JobRow) -> None:
        self._begun.end(row.property("begun"))
        broken = row.future.cancelled() or row.future.exception() is not None
        report = None if broken else row.future.result()
        self._learn_rates(report)
        path = Path(row.property("archive"))
        self.archive_changed.emit(path)
        superseded = getattr(report, "superseded", None)
        if broken or (superseded is not None and superseded.removed):
            self.articles_left.emit(path)

    def _learn_rates(self, report: Any) -> None:
        """How fast this computer was, for the next forecast; short runs say little."""
        if getattr(report, "read_chars", 0) > 1_000_000:
            self._settings.set(options.READ_RATE, report.read_chars / max(report.read_seconds, 0.1))
        if getattr(report, "new_encoded", 0) > 500:
            self._settings.set(options.ENCODE_RATE, report.new_encoded / max(report.encode_seconds, 0.1))
