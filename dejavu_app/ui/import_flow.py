"""From a drop to a running job: look first, ask, then import; and encoding what still waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dejavu_app.errors import UserError
from dejavu_app.ui import settings as options
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.jobs_panel import JobRow, JobsView
from dejavu_app.ui.review_sheet import ReviewSheet
from dejavu_app.ui.settings import Settings


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
        self._making: list[Path] = []  # the archives of jobs that are on their way to the runner
        self._sheet: ReviewSheet | None = None
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

                return forecast(archive, review.sources, options_, Rates(*rates), cancelled)

            self._bridge.start(foresee, sheet.show_forecast, lane="review")

        def chosen(tables: Mapping[str, Mapping[str, str]] | None = None) -> None:
            nonlocal choices
            choices = Choices(sheet.overrides(), choices.tables if tables is None else tables)
            now, review = choices, sheet.review()
            self._bridge.start(
                lambda cancelled: again(review, now.tables, cancelled, now.overrides), tell, lane="review"
            )

        def columns(name: str) -> None:
            from dejavu_app.ui.review_tables import ask_columns

            ask_columns(self._bridge, self._settings, sheet, name, mapped)

        def mapped(new: Mapping[str, Mapping[str, str]]) -> None:
            kept = {shape: each for shape, each in choices.tables.items() if shape not in new}
            chosen({**kept, **{shape: each for shape, each in new.items() if each}})

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
        self._bridge.start(look, show, lane="review", failed=failed)
        sheet.open()
        return sheet

    def start_import(
        self, archive: Path, paths: Sequence[Path], encode: bool, title: str = "", choices: Choices | None = None
    ) -> None:
        """Submits an import; it goes on where an earlier one of the same files stopped."""

        def make() -> Any:
            from dejavu_app.jobs import ImportJob

            said = choices or Choices()
            return ImportJob(
                archive, list(paths), said.options(), encode=encode, models=self._models(), sources=said.sources
            )

        names = ", ".join(path.name for path in paths[:2]) + ("…" if len(paths) > 2 else "")
        self._make(
            make,
            title or self.tr("Import of {names}").format(names=names),
            archive,
            lambda: self.start_import(archive, paths, encode, title, choices),
        )

    def start_encoding(self, archive: Path, anew: bool = False) -> None:
        """Submits the encoding of every passage that has no vector yet; ``anew``: none of the encoder in use."""

        def make() -> Any:
            from dejavu_app.jobs import EncodeJob

            return EncodeJob(archive, self._models(), anew=anew)

        words = self.tr("Encoding “{name}” anew") if anew else self.tr("Preparing “{name}” for search by meaning")
        self._make(make, words.format(name=archive.stem), archive, lambda: self.start_encoding(archive, anew))

    def encoding(self, archive: Path) -> bool:
        """Whether a job already works on this archive, or is about to."""
        running = (row.property("archive") == str(archive) for row in self._jobs.running())
        return archive in self._making or any(running)

    def cancel_all(self) -> None:
        """Asks every running job to stop; what they have done stays."""
        for row in self._jobs.running():
            row.job.cancel()

    def shutdown(self) -> None:
        """Stops all jobs and waits for them."""
        self.cancel_all()
        if self._runner is not None:
            self._runner.shutdown()

    def _make(self, make: Callable[[], Any], title: str, archive: Path, again: Callable[[], None]) -> None:
        # The first job brings in the reading and archive packages; importing them is no work for the event loop.
        self._making.append(archive)

        def made(job: Any) -> None:
            self._making.remove(archive)
            self._submit(job, title, archive, again)

        def failed(error: UserError) -> None:
            self._making.remove(archive)
            self.failed.emit(error)

        self._bridge.start(lambda _: make(), made, pool="think", failed=failed)

    def _submit(self, job: Any, title: str, archive: Path, again: Callable[[], None]) -> None:
        if self._runner is None:
            from dejavu_app.jobs import JobRunner

            self._runner = JobRunner()
        row = self._jobs.add(title, job, self._runner.submit(job), again)
        row.setProperty("archive", str(archive))

    def _ended(self, row: JobRow) -> None:
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
