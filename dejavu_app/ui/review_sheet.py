"""What was found in a drop, before any work starts: formats, a sample of each, what is skipped and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.ui import theme
from dejavu_app.ui.figures import byline, figure, size_words
from dejavu_app.ui.quiet_combo import QuietCombo
from dejavu_app.ui.sheet_size import fit
from dejavu_app.ui.spans import displayable
from dejavu_app.ui.state import one_line, roughly, short_name, spoken_time

if TYPE_CHECKING:
    from dejavu_app.jobs import Forecast
    from dejavu_app.reading import Review

_SAMPLE = 1500  # characters of the sample article that are shown


class ReviewSheet(QDialog):
    """Shows a ``Review`` when it arrives; Import is offered once there is something to import."""

    confirmed = Signal(bool)  # whether to encode at once
    dismissed = Signal()
    choices_changed = Signal()
    columns_asked = Signal(str)  # the format whose tables are meant

    def __init__(self, paths: Sequence[Path], archive_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ReviewSheet")
        self.setWindowTitle(self.tr("What was found"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 720, 600)
        self._review: Review | None = None
        self._unread: QTreeWidgetItem | None = None  # the row above what cannot be read
        self._settled = False
        self._readers: dict[str, QComboBox] = {}
        self._said: set[str] = set()  # formats whose reader a person picked, their own one or another
        names = ", ".join(short_name(path.name or str(path)) for path in paths[:3]) + ("…" if len(paths) > 3 else "")
        self.title = QLabel(self.tr("Looking into {names}").format(names=names), self)
        self.title.setFont(theme.serif(15, QFont.Weight.DemiBold))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.summary = QLabel(self.tr("Nothing is imported yet."), self)
        self.summary.setObjectName("ReviewSummary")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.forecast = QLabel("", self)
        self.forecast.setObjectName("ReviewForecast")
        self.forecast.setTextFormat(Qt.TextFormat.PlainText)
        self.forecast.setWordWrap(True)
        self.forecast.hide()
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.formats = QTreeWidget(self)
        self.formats.setObjectName("ReviewFormats")
        self.formats.setAccessibleName(self.tr("Formats found and what is skipped"))
        self.formats.setHeaderLabels([self.tr("What"), self.tr("Files"), self.tr("Size"), self.tr("Read as"), ""])
        self.formats.setRootIsDecorated(True)
        self.formats.setMinimumHeight(90)  # its head and a line or two, on a small screen
        self.sample_choice = QComboBox(self)
        self.sample_choice.setAccessibleName(self.tr("Format of the sample"))
        self.sample_choice.currentIndexChanged.connect(self._show_sample)
        self.sample_head = QLabel("", self)
        self.sample_head.setTextFormat(Qt.TextFormat.PlainText)
        self.sample_head.setWordWrap(True)
        self.sample = QPlainTextEdit(self)
        self.sample.setObjectName("ReviewSample")
        self.sample.setAccessibleName(self.tr("One article as it will be read"))
        self.sample.setReadOnly(True)
        self.sample.setFont(theme.serif(11))
        self.encode = QCheckBox(self.tr("Prepare the articles for search by meaning at once (takes longer)"), self)
        self.encode.setObjectName("EncodeNow")
        self.encode.setChecked(True)
        target = QLabel(self.tr("They go into “{name}”.").format(name=short_name(archive_name)), self)
        target.setProperty("role", "muted")
        target.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = QPushButton(self.tr("Import"), self)
        self.go.setObjectName("ReviewImport")
        self.go.setProperty("role", "primary")
        self.go.setEnabled(False)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._confirm)
        self.buttons.rejected.connect(self.reject)
        self.sample_area = QFrame(self)
        inner = QVBoxLayout(self.sample_area)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.sample_choice)
        inner.addWidget(self.sample_head)
        inner.addWidget(self.sample, 1)
        self.sample_area.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for widget in (self.title, self.summary, self.forecast, self.busy):
            layout.addWidget(widget)
        layout.addWidget(self.formats, 2)
        layout.addWidget(self.sample_area, 3)
        layout.addWidget(self.encode)
        layout.addWidget(target)
        layout.addWidget(self.buttons)

    def show_review(self, review: Review) -> None:
        """Fills the sheet with what was found."""
        self._review = review
        self.busy.hide()
        for name, count in sorted(review.formats.items(), key=lambda pair: -pair[1]):
            row = [format_name(name), figure(count), size_words(review.sizes.get(name, 0))]
            item = QTreeWidgetItem(row)
            self.formats.addTopLevelItem(item)
            if name != "container":
                self._offer_choices(item, name)
            else:
                for inner in review.inside:
                    if inner not in review.formats and inner != "unknown":
                        part = QTreeWidgetItem([self.tr("in it: {format}").format(format=format_name(inner))])
                        item.addChild(part)
                        self._offer_choices(part, inner)
                item.setExpanded(True)
        if review.unknown:
            size = size_words(sum(source.size for source in review.unknown))
            item = QTreeWidgetItem([self.tr("Of no known kind"), figure(len(review.unknown)), size])
            self.formats.addTopLevelItem(item)
            self._offer_choices(item, "")
        for kind, count in review.passed_over.items():
            self.formats.addTopLevelItem(
                QTreeWidgetItem([self.tr("Passed over: {kind}").format(kind=kind), figure(count), ""])
            )
        if review.problem_count:
            top = self._unread = QTreeWidgetItem([self.tr("Cannot be read"), figure(review.problem_count), ""])
            for problem in review.problems:
                line = QTreeWidgetItem([f"{problem.path}: {problem.reason}"])
                line.setToolTip(0, f"{problem.path}: {problem.reason}".replace("<", "‹"))
                top.addChild(line)
            self.formats.addTopLevelItem(top)
            for at in range(top.childCount()):
                self.formats.setFirstColumnSpanned(at, self.formats.indexFromItem(top), True)
            top.setExpanded(True)
        for column, width in enumerate((250, 60, 70, 170)):
            self.formats.header().resizeSection(column, width)
        self.show_samples(review)
        self._sum_up()
        if self.go.isEnabled():
            self.go.setDefault(True)
            self.go.setFocus()

    def show_samples(self, review: Review) -> None:
        """Shows one article of each format, as it is read by what was chosen."""
        self._review = review
        before = self.sample_choice.currentData()
        self.sample_choice.blockSignals(True)
        self.sample_choice.clear()
        for name in review.samples:
            words = format_name(name) if name else self.tr("Of no known kind")
            self.sample_choice.addItem(self.tr("One article of: {format}").format(format=words), name)
        self.sample_choice.setCurrentIndex(max(0, self.sample_choice.findData(before)))
        self.sample_choice.blockSignals(False)
        self.sample_area.setVisible(bool(review.samples))
        self.sample_choice.setVisible(len(review.samples) > 1)
        self._show_sample()

    def show_forecast(self, forecast: Forecast) -> None:
        """Says what the archive has already, and what the rest will take."""
        words = []
        if forecast.known:
            known = self.tr("%Ln file(s) are in the archive already and will be passed by.", "", forecast.known)
            words.append(self.tr("At least: {words}").format(words=known) if forecast.partial else known)
        if forecast.articles:
            said = self.tr(
                "About %Ln article(s) to come: {reading} to read, {encoding} to prepare for search by meaning, {size}.",
                "",
                roughly(forecast.articles),
            )
            words.append(
                said.format(
                    reading=spoken_time(forecast.read_seconds),
                    encoding=spoken_time(forecast.encode_seconds),
                    size=size_words(forecast.size),
                )
            )
        elif forecast.known:
            words.append(self.tr("Nothing in them is new."))
        self.forecast.setText(" ".join(words))
        self.forecast.setVisible(bool(words))

    def show_no_table(self) -> None:
        """Says that there are no columns to ask about."""
        self.summary.setText(self.tr("No table could be read in these files. Are they still there, and whole?"))

    def overrides(self) -> dict[str, str]:
        """The reader chosen by hand for each format; "" is what is not known.

        A format's own reader counts where a person picked it: so files read by another one before come back to it.
        """
        own = {name: name if name in self._said else "" for name in self._readers}
        chosen = {name: str(combo.currentData() or own[name]) for name, combo in self._readers.items()}
        return {name: reader for name, reader in chosen.items() if reader}

    def reader_choice(self, name: str) -> QComboBox:
        """The choice of a reader for a format."""
        return self._readers[name]

    def _offer_choices(self, item: QTreeWidgetItem, name: str) -> None:
        """A reader for the group, and for tables their columns."""
        from dejavu_app.reading import READERS, TABLES

        combo = QuietCombo(self.formats)
        shown = format_name(name) if name else self.tr("Not read")
        combo.setAccessibleName(self.tr("Read “{group}” as").format(group=item.text(0)))
        combo.addItem(shown, "")
        for reader in READERS:
            if name != reader.NAME:
                combo.addItem(reader.LABEL, reader.NAME)
        combo.currentIndexChanged.connect(self._chosen)
        combo.activated.connect(lambda _: self._picked(name))
        self._readers[name] = combo
        item.setSizeHint(0, QSize(0, combo.sizeHint().height() + 6))  # combos of two rows must not touch
        self.formats.setItemWidget(item, 3, combo)
        if name in TABLES:
            button = QPushButton(self.tr("Columns…"), self.formats)
            button.setObjectName(f"Columns-{name}")
            button.setAccessibleName(self.tr("Columns of {group}").format(group=shown))
            button.clicked.connect(lambda: self.columns_asked.emit(name))
            self.formats.setItemWidget(item, 4, button)

    def _picked(self, name: str) -> None:
        if name and name not in self._said:
            self._said.add(name)
            self._chosen()

    def _chosen(self) -> None:
        self._sum_up()
        self.choices_changed.emit()

    def _sum_up(self) -> None:
        """How much will be read and how much will not, by what is chosen; Import is offered accordingly."""
        review = self._review
        if review is None:
            return
        unknown = review.unknown if self.overrides().get("") else ()
        files = sum(review.formats.values()) + len(unknown)
        self.title.setText(self.tr("%Ln file(s) to read", "", files) if files else self.tr("Nothing here can be read"))
        size = review.size + sum(source.size for source in unknown)
        words = [self.tr("{size} in all.").format(size=size_words(size))] if files else []
        problems = review.problem_count - len(unknown)
        if problems:
            words.append(self.tr("{n} cannot be read; the reasons are below.").format(n=figure(problems)))
        if self._unread is not None:
            readable = {str(source.path) for source in unknown}
            for at, problem in enumerate(review.problems):
                if line := self._unread.child(at):
                    line.setHidden(problem.path in readable)
            self._unread.setText(1, figure(problems))
            self._unread.setHidden(not problems)
        if review.partial:
            words.append(self.tr("There is more than was looked at; all of it will be read."))
        self.summary.setText(" ".join(words) or self.tr("Try other files, or a folder that holds them."))
        self.go.setEnabled(files > 0)

    def review(self) -> Review | None:
        return self._review

    def reject(self) -> None:
        self._settle(lambda: self.dismissed.emit())
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settle(lambda: self.dismissed.emit())
        super().closeEvent(event)

    def _confirm(self) -> None:
        if self.go.isEnabled():
            self._settle(lambda: self.confirmed.emit(self.encode.isChecked()))
            self.accept()

    def _settle(self, say: object) -> None:
        if not self._settled:
            self._settled = True
            say()  # type: ignore[operator]

    def _show_sample(self) -> None:
        if self._review is None:
            return
        article = self._review.samples.get(self.sample_choice.currentData() or "")
        if article is None:
            self.sample_head.clear()
            self.sample.clear()
            return
        where = byline(article.newspaper, article.place, str(article.date or article.date_text), article.page)
        head = " — ".join(part for part in (one_line(article.headline), where) if part)
        self.sample_head.setText(head or self.tr("No headline, newspaper or date was found in it."))
        text = displayable(article.text)
        self.sample.setPlainText(text[:_SAMPLE] + ("…" if len(text) > _SAMPLE else ""))


def format_name(name: str) -> str:
    """What a reader calls its format, for people."""
    if name == "container":
        return "zip / tar"
    from dejavu_app.reading import READERS

    return next((str(getattr(r, "LABEL", r.NAME)) for r in READERS if name == r.NAME), name)
