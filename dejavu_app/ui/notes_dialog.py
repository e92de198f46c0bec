"""A reader's marks on one article: star, tags, a note."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import Marks
from dejavu_app.ui import theme
from dejavu_app.ui.tag_completer import TagCompleter


class NotesDialog(QDialog):
    """Edits ``Marks``; ``kept`` carries them when they were changed. What was written is not thrown away unasked."""

    kept = Signal(object)

    def __init__(
        self,
        headline: str,
        marks: Marks,
        known_tags: Sequence[str],
        parent: QWidget | None = None,
        written: Marks | None = None,
        fault: str = "",
    ) -> None:
        """``written``: what could not be kept, and stands in the fields once more; ``fault`` says why."""
        super().__init__(parent)
        self.setObjectName("NotesDialog")
        self.setWindowTitle(self.tr("Note and tags"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 380)
        self._before = marks
        marks = written or marks
        title = QLabel(headline, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(theme.serif(13, QFont.Weight.DemiBold))
        title.setWordWrap(True)
        self.note = QPlainTextEdit(marks.note, self)
        self.note.setObjectName("NoteEdit")
        self.note.setAccessibleName(self.tr("Your note on this article"))
        self.note.setPlaceholderText(self.tr("Your note on this article"))
        self.note.setTabChangesFocus(True)
        self.tags = QLineEdit(", ".join(marks.tags), self)
        self.tags.setObjectName("TagsEdit")
        self.tags.setAccessibleName(self.tr("Tags, with commas between them"))
        self.tags.setPlaceholderText(self.tr("strike, harbour"))
        self.tags.setCompleter(TagCompleter(known_tags, self.tags))
        self.star = QCheckBox(self.tr("Starred"), self)
        self.star.setObjectName("StarCheck")
        self.star.setChecked(marks.starred)
        self.fault = QLabel(fault, self)
        self.fault.setObjectName("NoteFault")
        self.fault.setProperty("role", "warn")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        self.fault.setVisible(bool(fault))
        form = QFormLayout()
        form.addRow(self.tr("Tags"), self.tags)
        form.addRow("", self.star)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(self.note, 1)
        layout.addLayout(form)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)

    def marks(self) -> Marks:
        """The marks as they stand in the fields."""
        tags = sorted({tag.strip() for tag in self.tags.text().split(",")} - {""})
        return Marks(self.note.toPlainText().strip(), tuple(tags), self.star.isChecked())

    def accept(self) -> None:
        if self.marks() != self._before:
            self.kept.emit(self.marks())
        super().accept()

    def reject(self) -> None:
        if self.marks() == self._before:
            super().reject()
            return
        box = QMessageBox(self)
        box.setObjectName("UnsavedNote")
        box.setText(self.tr("What you wrote is not saved yet."))
        save = box.addButton(QMessageBox.StandardButton.Save)
        discard = box.addButton(QMessageBox.StandardButton.Discard)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        box.exec()
        if box.clickedButton() is save:
            self.accept()
        elif box.clickedButton() is discard:
            super().reject()
