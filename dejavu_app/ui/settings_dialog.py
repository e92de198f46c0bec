"""The settings; each applies at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.ui import settings as options
from dejavu_app.ui.settings import Option, Settings


class SettingsDialog(QDialog):
    """Shows the options of ``settings`` and calls ``applied`` with each one that changed."""

    def __init__(self, settings: Settings, applied: Callable[[Option], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SettingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self._applied = applied
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(18)
        form.addRow(
            self.tr("Colours"),
            self._choice(
                "SettingColours",
                options.COLOURS,
                {"system": self.tr("As the system"), "day": self.tr("Light"), "night": self.tr("Dark")},
            ),
        )
        points = QDoubleSpinBox(self)
        points.lineEdit().setTextMargins(6, 0, 0, 0)  # as in the other fields; a style sheet does not reach in here
        points.setObjectName("SettingPoints")
        points.setAccessibleName(self.tr("Size of the reading text in points"))
        points.setRange(8, 24)
        points.setSingleStep(1)
        points.setDecimals(0)
        points.setSuffix(self.tr(" pt"))
        points.setValue(settings.get(options.READING_POINTS))
        points.valueChanged.connect(lambda value: self._set(options.READING_POINTS, value))
        form.addRow(self.tr("Reading text"), points)
        form.addRow(
            self.tr("Parallels in the list"),
            self._choice("SettingResults", options.RESULTS, {n: str(n) for n in options.RESULTS.values}),
        )
        fold = QCheckBox(self.tr("Show a text once, with the number of its printings"), self)
        fold.setObjectName("SettingFold")
        fold.setChecked(settings.get(options.FOLD_REPRINTS))
        fold.toggled.connect(lambda on: self._set(options.FOLD_REPRINTS, on))
        form.addRow(self.tr("Reprints"), fold)
        reopen = QCheckBox(self.tr("Open the last archive again"), self)
        reopen.setObjectName("SettingReopen")
        reopen.setChecked(settings.get(options.REOPEN))
        reopen.toggled.connect(lambda on: self._set(options.REOPEN, on))
        form.addRow(self.tr("At the start"), reopen)
        form.addRow(
            self.tr("Language"),
            self._choice(
                "SettingLanguage",
                options.LANGUAGE,
                {"system": self.tr("As the system"), "en": "English", "de": "Deutsch"},
            ),
        )
        note = QLabel(self.tr("Settings apply at once; the language at the next start."), self)
        note.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(buttons)

    def _choice(self, name: str, option: Option, words: dict[object, str]) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        for value, text in words.items():
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(self._settings.get(option))))
        box.activated.connect(lambda _: self._set(option, box.currentData()))
        return box

    def _set(self, option: Option, value: object) -> None:
        self._settings.set(option, value)
        self._applied(option)
