"""What narrows a search: years, newspaper, place and more; active filters stand below as chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import Filters, PartialDate
from dejavu_app.languages import language_code
from dejavu_app.ui.elided_line import ElidedLine
from dejavu_app.ui.figures import figure
from dejavu_app.ui.flow import FlowRow, empty
from dejavu_app.ui.more_filters import MoreFilters
from dejavu_app.ui.state import Chip, chips, parse_bound, without

_LONGEST_DATE = 24  # characters, as of "26th of September, 1916"
_LONGEST_SAID = 40  # characters of a name that is none


class FilterBar(QWidget):
    """Holds one ``Filters``; emits ``changed`` when a person changed it."""

    changed = Signal(object)  # Filters

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = Filters()
        self._collections: Mapping[int, str] = {}
        self._sources: Mapping[int, str] = {}
        self._filling = False
        self._offered: dict[QComboBox, Sequence[tuple[str, int]]] = {}
        self._names: dict[QComboBox, QStringListModel] = {}  # what can be completed
        self.date_from = self._date("DateFrom", self.tr("From"), self.tr("Earliest date: a year, year-month or day"))
        self.date_to = self._date("DateTo", self.tr("to"), self.tr("Latest date: a year, year-month or day"))
        self.newspaper = self._choice("NewspaperFilter", self.tr("Newspaper"), self.tr("All papers"))
        self.place = self._choice("PlaceFilter", self.tr("Place"), self.tr("All places"))
        self.more = QToolButton(self)
        self.more.setObjectName("MoreFilters")
        self.more.setText(self.tr("More"))
        self.more.setAccessibleName(self.tr("More filters"))
        self.more.setToolTip(self.tr("Words, OCR quality, language, imported file, collection"))
        self.more.setProperty("role", "quiet")
        self.sheet = MoreFilters(self)
        self.must, self.must_not = self.sheet.must, self.sheet.must_not
        self.more.clicked.connect(lambda: self.sheet.show_below(self.more))
        self.sheet.edited.connect(self._collect)
        self._build()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(600)
        self._typing.timeout.connect(self._collect)

    def filters(self) -> Filters:
        """The filters as they stand, the fields' latest typing included."""
        return self._read()

    def set_filters(self, filters: Filters) -> None:
        """Shows these filters without announcing them."""
        self._typing.stop()
        self._filters = filters
        self._filling = True
        self.date_from.setText(str(filters.date_from or ""))
        self.date_to.setText(str(filters.date_to or ""))
        for box, values in ((self.newspaper, filters.newspapers), (self.place, filters.places)):
            box.setCurrentIndex(max(0, box.findData(values[0])) if values else 0)
            _from_start(box)
        self.sheet.set_filters(filters)
        self._filling = False
        self._show_problem()
        self._show_chips()

    def offer(
        self,
        newspapers: Sequence[tuple[str, int]],
        places: Sequence[tuple[str, int]],
        languages: Sequence[tuple[str, int]] = (),
    ) -> None:
        """Fills the choices with what the archive holds."""
        self.sheet.offer_languages(languages, self._filters)
        self._filling = True
        for box, values in ((self.newspaper, newspapers), (self.place, places)):
            self._offer(box, [(value, count) for value, count in values if value])
        self._filling = False

    def _offer(self, box: QComboBox, values: Sequence[tuple[str, int]]) -> None:
        """Puts new choices in, the chosen one kept; some thousand names take their time, and are often the same."""
        if self._offered.get(box) == values:
            return
        self._offered[box] = values
        # What was not offered until now may be filtered by already, as by an older search.
        chosen = box.currentData() or next(iter(self._kept_to(box)), "")
        typed = box.currentText() if box.currentText() != box.itemText(box.currentIndex()) else ""
        everything = box.itemText(0)
        figures = {count: figure(count) for count in {count for _, count in values}}
        line = box.lineEdit()
        place = line.cursorPosition() if line is not None else 0
        with QSignalBlocker(box):
            box.clear()
            box.addItem(everything, "")
            for value, count in values:
                box.addItem(f"{value}  ({figures[count]})", value)
            box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
        _from_start(box)
        self._names[box].setStringList([value for value, _ in values])
        if typed and line is not None:
            # Somebody is in the midst of a name, and stays there: new choices come while files are read.
            box.setEditText(typed)
            line.setModified(True)
            line.setCursorPosition(place)
            self._complete(box, typed)

    def _complete(self, box: QComboBox, typed: str) -> None:
        """Offers the names that go on as typed, where somebody is typing."""
        completer = box.completer()
        if completer is not None and box.hasFocus():
            completer.setCompletionPrefix(typed)
            completer.complete()

    def name_collections(self, collections: Mapping[int, str]) -> None:
        """The names of collections, for their chip."""
        self._collections = collections
        self.sheet.offer_collections(collections, self._filters)
        self._show_chips()

    def name_sources(self, sources: Mapping[int, str]) -> None:
        """The names of imported files, for their chips."""
        self._sources = sources
        self.sheet.offer_sources(sources, self._filters)
        self._show_chips()

    def change(self, filters: Filters) -> None:
        """Sets other filters as if a person had, and announces them."""
        self.set_filters(filters)
        self.changed.emit(filters)

    def _date(self, name: str, placeholder: str, spoken: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(spoken)
        edit.setToolTip(self.tr("A year, a month or a day: 1916, May 1916 or 1916-05-26"))
        edit.setMaxLength(_LONGEST_DATE)
        edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("0000-00-00") + 18)
        edit.editingFinished.connect(self._collect)
        edit.textEdited.connect(lambda _: self._typing.start())
        return edit

    def _choice(self, name: str, spoken: str, everything: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(spoken)
        line = ElidedLine(box)
        box.setLineEdit(line)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItem(everything, "")
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        names = box.view()
        if isinstance(names, QListView):
            names.setUniformItemSizes(True)  # else each of some thousand names is measured whenever colours change
        line.setAccessibleName(spoken)
        self._names[box] = QStringListModel(box)
        completer = QCompleter(self._names[box], box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        box.setCompleter(completer)
        box.activated.connect(lambda _: self._collect())
        # Qt puts the cursor to the end of a name chosen while typing, after all signals.
        box.currentIndexChanged.connect(lambda _: QTimer.singleShot(0, box, lambda: _from_start(box)))
        line.editingFinished.connect(lambda: line.setModified(False))
        line.editingFinished.connect(self._collect)
        return box

    def _build(self) -> None:
        fields = FlowRow(self)
        fields.add(self.date_from)
        fields.add(self.date_to)
        fields.add(self.newspaper, 3)
        end = QWidget(self)  # one word alone on a second line would look lost
        pair = QHBoxLayout(end)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(6)
        pair.addWidget(self.place, 1)
        pair.addWidget(self.more)
        fields.add(end, 1)
        self.chip_row = FlowRow(self)
        self.chip_row.setObjectName("FilterChips")
        self.chip_flow = self.chip_row.flow
        self.chip_row.hide()
        self.problem = QLabel("", self)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "warn")
        self.problem.setWordWrap(True)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.setSpacing(6)
        layout.addWidget(fields)
        layout.addWidget(self.problem)
        layout.addWidget(self.chip_row)

    def _kept_to(self, box: QComboBox) -> tuple[str, ...]:
        return self._filters.newspapers if box is self.newspaper else self._filters.places

    def _picked(self, box: QComboBox, before: tuple[str, ...]) -> tuple[str, ...]:
        text = box.currentText().strip()
        index = box.currentIndex()
        if index > 0 and text == box.itemText(index):
            # A search may be kept to several; the field shows the first, and the chips all.
            return before if before and before[0] == box.itemData(index) else (box.itemData(index),)
        number = _named(box, text)
        if number > 0:
            line = box.lineEdit()
            if line is None or not line.isModified():  # who is in the midst of a name may go on with it
                box.setCurrentIndex(number)
            return (box.itemData(number),)
        if text and number < 0:
            return before
        # What this archive does not offer, as an older search may want, stays until its chip is taken away.
        return before if before and box.findData(before[0]) < 0 else ()

    def _read(self) -> Filters:
        first, last = self._bounds()
        read = replace(
            self.sheet.read(self._filters),
            date_from=first,
            date_to=last,
            newspapers=self._picked(self.newspaper, self._filters.newspapers),
            places=self._picked(self.place, self._filters.places),
        )
        self._show_problem()
        return read

    def _bounds(self) -> tuple[PartialDate | None, PartialDate | None]:
        return parse_bound(self.date_from.text()), parse_bound(self.date_to.text())

    def _show_problem(self) -> None:
        """Says what stands in a field and does not filter; of a date that is still being typed nothing."""
        if self._typing.isActive():
            return
        first, last = self._bounds()
        wrong = [e.text() for e, d in ((self.date_from, first), (self.date_to, last)) if e.text().strip() and not d]
        unknown = [box.currentText().strip()[:_LONGEST_SAID] for box in self._names if _is_unknown(box)]
        words = ""
        if wrong:
            words = self.tr("“{text}” is no date. Write 1916, 1916-05, May 1916 or 26 May 1916.").format(text=wrong[0])
        elif first and last and first.first > last.last:
            words = self.tr("Nothing lies between: “{first}” is later than “{last}”.").format(
                first=self.date_from.text().strip(), last=self.date_to.text().strip()
            )
        elif unknown:
            words = self.tr("“{text}” does not filter: choose a whole name of the list.").format(text=unknown[0])
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _collect(self) -> None:
        if self._filling:
            return
        self._typing.stop()
        filters = self._read()
        if filters != self._filters:
            self._filters = filters
            self._show_chips()
            self.changed.emit(filters)

    def words(self, chip: Chip) -> str:
        """An active filter as its chip says it."""
        if chip.key == "collection":
            name = self._collections.get(int(chip.value))
            return self.tr("in “{name}”").format(name=name) if name else self.tr("in a collection that was deleted")
        if chip.key == "source":
            return self._sources.get(int(chip.value), self.tr("source {n}").format(n=chip.value))
        if chip.key == "language":
            return self.sheet.language_words(language_code(chip.value))
        words = {
            "must": self.tr("with “{word}”"),
            "must_not": self.tr("without “{word}”"),
            "quality": self.tr("OCR quality {word} or better"),
        }.get(chip.key, "{word}")
        return words.format(word=chip.value)

    def _show_chips(self) -> None:
        empty(self.chip_flow)
        active = chips(self._filters)
        for chip in active:
            words = self.words(chip)
            self._chip(f"{words}  ×", self.tr("Remove filter: {words}").format(words=words)).clicked.connect(
                lambda _=False, chip=chip: self.change(without(self._filters, chip))
            )
        if len(active) > 1:
            clear = self._chip(self.tr("Clear all"), self.tr("Clear all filters"))
            clear.setObjectName("ClearFilters")
            clear.setProperty("role", "quiet")
            clear.clicked.connect(lambda: self.change(Filters()))
        self.chip_row.setVisible(bool(active))

    def _chip(self, words: str, spoken: str) -> QToolButton:
        button = QToolButton(self.chip_row)
        button.setText(words.replace("&", "&&"))
        button.setAccessibleName(spoken)
        button.setToolTip("")
        button.setProperty("role", "chip")
        self.chip_flow.addWidget(button)
        button.show()
        return button


def _named(box: QComboBox, text: str) -> int:
    """The choice that is called so, with or without its number of articles; -1 for none."""
    said = text.strip().casefold()
    called = ((str(box.itemData(number)).casefold(), box.itemText(number).casefold()) for number in range(box.count()))
    return next((number for number, names in enumerate(called) if said in names), -1)


def _is_unknown(box: QComboBox) -> bool:
    """Whether something stands in the field that nobody goes on typing and that is none of the choices."""
    line = box.lineEdit()
    text = box.currentText()
    typed = line is not None and not line.isModified() and text.strip() and text != box.itemText(box.currentIndex())
    return bool(typed) and _named(box, text) < 0


def _from_start(box: QComboBox) -> None:
    """Shows the beginning of a long choice, not its end."""
    line = box.lineEdit()
    if line is not None:
        line.setCursorPosition(0)
