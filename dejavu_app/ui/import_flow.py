"""From a drop to a running job: look first, ask, then import; and encoding what still waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class ImportFlow(QObject):
    """Starts jobs in the one runner of the window; knows archives only by their path."""

    archive_changed = Signal(object)  # Path, when a job put something in
    message = Signal(str)

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
        self._sheet: ReviewSheet | None = None
        jobs.job_ended.connect(self._ended)

    def review(self, paths: Sequence[Path], archive: Path) -> ReviewSheet:
        """Opens the review sheet on what was dropped; the files are looked at in the background."""
        if self._sheet is not None:
            self._sheet.reject()
        sheet = ReviewSheet(paths, archive.stem, self._window)
        sheet.encode.setChecked(self._settings.get(options.ENCODE_NOW))
        self._sheet = sheet

        def look(cancelled: Callable[[], bool]) -> Any:
            from dejavu_app.reading import preview

            return preview(paths, cancelled)

        def gone() -> None:
            self._bridge.drop("review")
            self._sheet = None

        def go(encode: bool) -> None:
            self._sheet = None
            self._settings.set(options.ENCODE_NOW, encode)
            self.start_import(archive, paths, encode)

        def failed(error: UserError) -> None:
            sheet.reject()
            self.message.emit(str(error))

        sheet.dismissed.connect(gone)
        sheet.confirmed.connect(go)
        self._bridge.start(look, sheet.show_review, lane="review", failed=failed)
        sheet.open()
        return sheet

    def start_import(self, archive: Path, paths: Sequence[Path], encode: bool, title: str = "") -> None:
        """Submits an import; it goes on where an earlier one of the same files stopped."""
        models = self._models()

        def make() -> Any:
            from dejavu_app.jobs import ImportJob
            from dejavu_app.reading import ReadOptions

            return ImportJob(archive, list(paths), ReadOptions(), encode=encode, models=models)

        names = ", ".join(path.name for path in paths[:2]) + ("…" if len(paths) > 2 else "")
        self._make(
            make,
            title or self.tr("Import of {names}").format(names=names),
            archive,
            lambda: self.start_import(archive, paths, encode, title),
        )

    def start_encoding(self, archive: Path) -> None:
        """Submits the encoding of every passage that has no vector yet."""
        models = self._models()

        def make() -> Any:
            from dejavu_app.jobs import EncodeJob

            return EncodeJob(archive, models)

        title = self.tr("Preparing “{name}” for search by meaning").format(name=archive.stem)
        self._make(make, title, archive, lambda: self.start_encoding(archive))

    def encoding(self, archive: Path) -> bool:
        """Whether a job already works on this archive."""
        return any(row.property("archive") == str(archive) for row in self._jobs.running())

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
        self._bridge.start(lambda _: make(), lambda job: self._submit(job, title, archive, again), pool="think")

    def _submit(self, job: Any, title: str, archive: Path, again: Callable[[], None]) -> None:
        if self._runner is None:
            from dejavu_app.jobs import JobRunner

            self._runner = JobRunner()
        row = self._jobs.add(title, job, self._runner.submit(job), again)
        row.setProperty("archive", str(archive))

    def _ended(self, row: JobRow) -> None:
        self.archive_changed.emit(Path(row.property("archive")))
