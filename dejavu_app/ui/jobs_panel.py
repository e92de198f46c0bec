"""The bottom: running and finished jobs with progress, pause, cancel, retry, and the reasons for what failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.ui.figures import figure, size_words
from dejavu_app.ui.spans import displayable
from dejavu_app.ui.state import spoken_time

_POLL = 200  # ms
_PROBLEMS = 110  # pixels that the reasons may take
_ROWS = 190  # pixels that the jobs may take
_LAST = 500  # reasons that are shown
_LINGER = 20_000  # ms that a job which ended well stays on show
ENDED = ("done", "failed", "cancelled")


class JobRow(QFrame):
    """One job: what it does, how far it is, and what can be done about it."""

    retry_asked = Signal(object)
    dismissed = Signal(object)
    resized = Signal()
    all_read = Signal()  # the files are read; what follows is preparation

    def __init__(self, title: str, job: Any, future: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("JobRow")
        self.job = job
        self.future = future
        self.ended = False
        self._stage = ""
        self._counted = (0, 0)  # problems, and the files that they are of
        self.smooth = False  # ended well, with nothing to look into
        self.title_text = title
        self.title = QLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.detail = QLabel("", self)
        self.detail.setObjectName("JobDetail")
        self.detail.setProperty("role", "muted")
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Progress of {job}").format(job=title))
        self.pause = self._button("JobPause", self.tr("Pause"))
        self.pause.clicked.connect(self._pause)
        self.cancel = self._button("JobCancel", self.tr("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self.retry = self._button("JobRetry", self.tr("Retry"))
        self.retry.clicked.connect(lambda: self.retry_asked.emit(self))
        self.why = self._button("JobProblems", self.tr("What failed"))
        self.why.clicked.connect(self._toggle_problems)
        self.dismiss = self._button("JobDismiss", self.tr("Dismiss"))
        self.dismiss.clicked.connect(lambda: self.dismissed.emit(self))
        self.problems = QPlainTextEdit(self)
        self.problems.setAccessibleName(self.tr("What could not be read, and why"))
        self.problems.setReadOnly(True)
        self.problems.hide()
        for button in (self.retry, self.why, self.dismiss):
            button.hide()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.detail, 1)
        for button in (self.why, self.pause, self.cancel, self.retry, self.dismiss):
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 8)
        layout.setSpacing(5)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        layout.addWidget(self.problems)

    def poll(self) -> bool:
        """Shows how far the job is; True when it has just ended."""
        progress = self.job.progress
        if self.cancel.isEnabled():  # else it says that it is stopping
            self.show_progress(progress)
        before, self._stage = self._stage, progress.stage
        if before == "reading" != progress.stage and not self.future.done():
            self.all_read.emit()
        if self.future.done() and not self.ended:
            self.ended = True
            self._end(progress)
            return True
        return False

    def show_progress(self, progress: Any) -> None:
        """Writes a ``Progress`` into the row."""
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(int(1000 * min(1.0, progress.done / progress.total)))
        else:
            self.bar.setRange(0, 0)
        stages = {
            "looking": self.tr("Looking"),
            "reading": self.tr("Reading"),
            "loading": self.tr("Loading the models"),
            "encoding": self.tr("Encoding"),
            "indexing": self.tr("Indexing"),
            "tidying": self.tr("Removing what is no longer needed"),
        }
        paused = self.job.state == "paused"
        parts = [self.tr("Paused")] if paused else []
        parts.append(stages.get(progress.stage, progress.stage or self.tr("Waiting")))
        if progress.stage == "reading":
            parts.append(progress.message)
        if progress.total:
            spoken = size_words if progress.stage == "reading" else figure  # bytes, or passages
            parts.append(self.tr("{done} of {total}").format(done=spoken(progress.done), total=spoken(progress.total)))
        elif progress.done:
            parts.append(figure(progress.done))
        if progress.rate and not paused:
            parts.append(self.tr("%Ln passage(s) a second", "", round(progress.rate)))
        left = "" if paused else spoken_time(progress.seconds_left)
        if left:
            parts.append(self.tr("{time} left").format(time=left))
        self.detail.setText("  ·  ".join(part for part in parts if part))
        if progress.problems:
            self.why.show()
            self._call(self.why, self.tr("{n} not read").format(n=figure(self._files(progress.problems))))
            if self.problems.isVisible() and self.problems.blockCount() != min(len(progress.problems), _LAST):
                self._show_problems(progress)

    def _end(self, progress: Any) -> None:
        self.bar.hide()
        self.pause.hide()
        self.cancel.hide()
        self.dismiss.show()
        error = None if self.future.cancelled() else self.future.exception()
        if self.future.cancelled() or type(error).__name__ == "Cancelled":
            self.detail.setText(self.tr("Cancelled. What was done so far stays; start again to go on."))
            self._call(self.retry, self.tr("Go on"))
            self.retry.show()
        elif error is not None:
            words = str(error) or type(error).__name__
            self.detail.setText(self.tr("Failed: {reason}").format(reason=words))
            self.detail.setToolTip(words.replace("<", "‹"))
            self.retry.show()
        else:
            self.detail.setText(self._outcome(self.future.result()))
            self.smooth = not progress.problems
            if getattr(self.future.result(), "cancelled", False):
                self._call(self.retry, self.tr("Go on"))
                self.retry.show()
        self.setAccessibleName(f"{self.title_text}: {self.detail.text()}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _outcome(self, report: Any) -> str:
        if report is None or not hasattr(report, "added"):
            encoded = getattr(report, "new", None)
            return self.tr("Done.") if encoded is None else self.tr("%Ln passage(s) encoded.", "", encoded)
        words = [self.tr("%Ln article(s) added", "", report.added)]
        if report.duplicates:
            words.append(self.tr("{n} already there").format(n=figure(report.duplicates)))
        if report.superseded.removed:
            words.append(self.tr("%Ln of an earlier reading taken out", "", report.superseded.removed))
        if report.superseded.kept:
            words.append(self.tr("%Ln of it kept, as you have marked them", "", report.superseded.kept))
        if report.skipped:
            words.append(self.tr("{n} not read").format(n=figure(self._files(report.skipped))))
        if report.new_encoded:
            words.append(self.tr("%Ln passage(s) encoded", "", report.new_encoded))
        time = spoken_time(report.seconds)
        return ", ".join(words) + (self.tr(" in {time}").format(time=time) if time else "") + "."

    def _files(self, problems: Sequence[Any]) -> int:
        """How many files the problems are of; one may have several remarks."""
        if self._counted[0] != len(problems):
            self._counted = len(problems), len({each.path.partition("#")[0] for each in problems})
        return self._counted[1]

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setProperty("role", "quiet")
        self._call(button, text)
        return button

    def _call(self, button: QPushButton, text: str) -> None:
        button.setText(text)
        button.setAccessibleName(f"{text}: {self.title_text}")

    def _pause(self) -> None:
        if self.job.state == "paused":
            self.job.resume()
            self._call(self.pause, self.tr("Pause"))
        else:
            self.job.pause()
            self._call(self.pause, self.tr("Resume"))

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.pause.setEnabled(False)
        self.detail.setText(self.tr("Stopping…"))
        self.job.give_up()
        self.future.cancel()  # one that waits for another job need not wait for its end

    def _toggle_problems(self) -> None:
        self._show_problems(self.job.progress)
        self.problems.setVisible(not self.problems.isVisible())
        self.resized.emit()

    def _show_problems(self, progress: Any) -> None:
        lines = [displayable(f"{p.path}: {p.reason}").replace("\n", " ") for p in progress.problems[-_LAST:]]
        self.problems.setPlainText("\n".join(lines))
        self.problems.setFixedHeight(min(_PROBLEMS, self.problems.fontMetrics().lineSpacing() * len(lines) + 24))


class JobsView(QScrollArea):
    """All jobs of this session; polls them while any runs, and takes no room while there is none."""

    job_ended = Signal(object)  # JobRow
    progressed = Signal()
    all_read = Signal()
    retry_asked = Signal(object)  # JobRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("JobsView")
        self.setAccessibleName(self.tr("Jobs"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons have the keyboard
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        page = QWidget(self)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(6)
        self.setWidget(page)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)
        self._since = 0
        self.hide()

    def rows(self) -> list[JobRow]:
        """The rows on show, the newest first."""
        found = (self._column.itemAt(number) for number in range(self._column.count()))
        return [row for item in found if item is not None and isinstance(row := item.widget(), JobRow)]

    def add(self, title: str, job: Any, future: Any, again: Callable[[], None] | None = None) -> JobRow:
        """Shows a job that was submitted; ``again`` starts it anew."""
        row = JobRow(title, job, future, self.widget())
        row.setProperty("again", again is not None)
        row.retry_asked.connect(lambda each: self._again(each, again))
        row.dismissed.connect(self._remove)
        row.resized.connect(lambda: QTimer.singleShot(0, self, self._fit))  # once the row knows its new height
        row.all_read.connect(self.all_read)
        self._column.insertWidget(0, row)
        self._timer.start()
        self.show()
        QTimer.singleShot(0, self, self._fit)
        return row

    def focus_first(self) -> None:
        """The keyboard goes to the newest job's first button."""
        for row in self.rows():
            button = next((b for b in row.findChildren(QPushButton) if b.isVisible() and b.isEnabled()), None)
            if button is not None:
                button.setFocus()
                return

    def running(self) -> list[JobRow]:
        return [row for row in self.rows() if not row.ended]

    def _again(self, row: JobRow, again: Callable[[], None] | None) -> None:
        self._remove(row)
        if again is not None:
            again()

    def _remove(self, row: JobRow) -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._fit()

    def _poll(self) -> None:
        for row in self.running():
            if row.poll():
                self.job_ended.emit(row)
                if row.smooth:
                    QTimer.singleShot(_LINGER, row, row.dismiss.click)
        self._since += 1
        if self._since % 10 == 0:
            self.progressed.emit()
        if not self.running():
            self._timer.stop()
        self._fit()

    def _fit(self) -> None:
        self.setVisible(bool(self.rows()))
        height = self._column.sizeHint().height() + 2
        most = _ROWS + _PROBLEMS * any(row.problems.isVisible() for row in self.rows())
        self.setFixedHeight(min(height, most))
