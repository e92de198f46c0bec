"""The report of a crash, to be read and copied; sending it is left to the person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from dejavu_app import __version__
from dejavu_app.ui.about import parts

_MOST = 60_000  # characters shown, the latest; more is in the file


class ReportDialog(QDialog):
    """Shows what was written down, with the versions at work, as text."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ReportDialog")
        self.setWindowTitle(self.tr("What went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 480)
        words = path.read_text(encoding="utf-8", errors="replace")[-_MOST:] if path.exists() else ""
        versions = ", ".join([f"Déjà Vu {__version__}", *parts()])
        where = QLabel(self.tr("It stays on this computer, in {path}.").format(path=path), self)
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setWordWrap(True)
        self.text = QPlainTextEdit(f"{versions}\n\n{words.strip()}\n", self)
        self.text.setObjectName("ReportText")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("The report"))
        copy = QPushButton(self.tr("Copy"), self)
        copy.setObjectName("CopyReport")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(where)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
