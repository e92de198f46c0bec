"""The less common filters, in a sheet under the filter bar: words, quality, language, imported file, collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QWidget

from dejavu_app.domain import Filters
from dejavu_app.languages import UNDETERMINED, language_name
from dejavu_app.ui.figures import figure
from dejavu_app.ui.state import join_words, split_words

_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class MoreFilters(QFrame):
    """A popup that shows only the choices that the archive offers; ``edited`` says that a person changed one."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("MoreFiltersSheet")
        self.setAccessibleName(self.tr("More filters"))
        self._offered: dict[QComboBox, Sequence[tuple[str, str | int]]] = {}
        self.must = self._line("MustWords", self.tr("Words that must occur"))
        self.must.setPlaceholderText(self.tr('strike "price of bread"'))
        self.must.setMinimumWidth(250)
        self.must_not = self._line("MustNotWords", self.tr("Words that must not occur"))
        hint = self.tr(
            "Every inflection is found: strike finds strikes and striking. Quotation marks keep words together; "
            "an asterisk stands for nothing."
        )
        self.must.setToolTip(hint)
        self.must_not.setToolTip(hint)
        self.quality = self._choice("QualityFilter", self.tr("Least share of plausible words"), self.tr("Any"), 0.0)
        self.quality.setToolTip(self.tr("The share of words that are words: how well OCR read the article"))
        for share in _SHARES:
            self.quality.addItem(f"{share:.0%}", share)
        self.language = self._choice("LanguageFilter", self.tr("Language"), self.tr("All languages"))
        self.source = self._choice("SourceFilter", self.tr("Imported file"), self.tr("All files"))
        self.collection = self._choice("CollectionFilter", self.tr("Collection"), self.tr("The whole archive"))
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(16, 14, 16, 14)
        self._rows.setVerticalSpacing(8)
        for words, field in (
            (self.tr("Must contain"), self.must),
            (self.tr("Must not contain"), self.must_not),
            (self.tr("OCR quality at least"), self.quality),
            (self.tr("Language"), self.language),
            (self.tr("Imported file"), self.source),
            (self.tr("Collection"), self.collection),
        ):
            label = QLabel(words, self)
            label.setBuddy(field)
            label.setMinimumHeight(field.sizeHint().height())
            self._rows.addRow(label, field)
        for box in (self.language, self.source, self.collection):
            self._rows.setRowVisible(box, False)

    def show_below(self, anchor: QWidget) -> None:
        """Opens under ``anchor``, inside the screen, with the first field ready to be typed in."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 3))
        room = anchor.screen().availableGeometry()
        self.move(max(room.left(), min(corner.x(), room.right() - self.width())), corner.y())
        self.show()
        self.must.setFocus(Qt.FocusReason.PopupFocusReason)

    def offer_languages(self, languages: Sequence[tuple[str, int]], filters: Filters) -> None:
        """The languages of the archive with their numbers of articles; none where its sources state none."""
        named = [(code, self.language_words(code), count) for code, count in languages]
        named.sort(key=lambda each: (each[0] == UNDETERMINED, each[1].casefold()))
        self._fill(self.language, [(f"{words}  ({figure(count)})", code) for code, words, count in named], 1)
        _show(self.language, filters.languages)

    def offer_sources(self, sources: Mapping[int, str], filters: Filters) -> None:
        """The imported files of the archive, by number."""
        self._fill(self.source, [(name, number) for number, name in sources.items()], 2)
        _show(self.source, filters.sources)

    def offer_collections(self, collections: Mapping[int, str], filters: Filters) -> None:
        """The reader's collections, by number."""
        self._fill(self.collection, [(name, number) for number, name in collections.items()], 1)
        _show(self.collection, _one(filters.collection))

    def language_words(self, code: str) -> str:
        """A language for a person."""
        return self.tr("Language not stated") if code == UNDETERMINED else language_name(code)

    def set_filters(self, filters: Filters) -> None:
        """Shows these filters without saying that anything was edited."""
        self.must.setText(join_words(filters.must))
        self.must_not.setText(join_words(filters.must_not))
        if self.quality.findData(filters.min_quality) < 0:
            self.quality.addItem(f"{filters.min_quality:.0%}", filters.min_quality)
        self.quality.setCurrentIndex(self.quality.findData(filters.min_quality))
        _show(self.language, filters.languages)
        _show(self.source, filters.sources)
        _show(self.collection, _one(filters.collection))

    def read(self, filters: Filters) -> Filters:
        """``filters`` with what stands in the fields; a choice that was left alone keeps all its values."""
        return replace(
            filters,
            must=split_words(self.must.text()),
            must_not=split_words(self.must_not.text()),
            min_quality=self.quality.currentData(),
            languages=_chosen(self.language, filters.languages),
            sources=_chosen(self.source, filters.sources),
            collection=next(iter(_chosen(self.collection, _one(filters.collection))), None),
        )

    def _line(self, name: str, spoken: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setAccessibleName(spoken)
        edit.editingFinished.connect(self.edited)
        return edit

    def _choice(self, name: str, spoken: str, everything: str, value: str | float = "") -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(spoken)
        box.addItem(everything, value)
        box.setMinimumContentsLength(22)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(lambda _: self.edited.emit())
        return box

    def _fill(self, box: QComboBox, items: Sequence[tuple[str, str | int]], fewest: int) -> None:
        """Puts new choices in; with fewer than ``fewest`` there is nothing to choose."""
        if self._offered.get(box) == items:
            return
        self._offered[box] = items
        while box.count() > 1:
            box.removeItem(1)
        for words, value in items:
            box.addItem(words, value)
        self._rows.setRowVisible(box, len(items) >= fewest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit()
            self.close()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _show(box: QComboBox, values: Sequence[str | int]) -> None:
    """Shows what is filtered by, the first of several; what is not offered, or not yet, is no choice."""
    box.setCurrentIndex(max(0, box.findData(values[0])) if values else 0)


def _one(value: int | None) -> tuple[int, ...]:
    return () if value is None else (value,)


def _chosen(box: QComboBox, before: tuple) -> tuple:  # type: ignore[type-arg]
    """The value chosen, or all of ``before`` where its first one is still shown or could not be."""
    value = box.currentData()
    if before and (value == before[0] or box.findData(before[0]) < 0):
        return before if value in (before[0], "") else (value,)
    return () if value == "" else (value,)
