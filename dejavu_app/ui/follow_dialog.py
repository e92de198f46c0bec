"""The folders that the open archive follows: a list, one more, one less."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class FollowDialog(QDialog):
    """Asks for folders to be followed or let go; what is followed is told to it."""

    add_asked = Signal()
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("FollowDialog")
        self.setWindowTitle(self.tr("Followed folders"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 340)
        words = QLabel(
            self.tr(
                "New and changed newspapers in these folders come into the archive by themselves while Déjà Vu runs. "
                "Files that are moved are found again."
            ),
            self,
        )
        words.setWordWrap(True)
        self.folders = QListWidget(self)
        self.folders.setObjectName("FollowedFolders")
        self.folders.setAccessibleName(self.tr("Followed folders"))
        self.folders.itemSelectionChanged.connect(self._selected)
        self.add = QPushButton(self.tr("Follow a folder…"), self)
        self.add.setObjectName("FollowAdd")
        self.add.clicked.connect(lambda: self.add_asked.emit())
        self.remove = QPushButton(self.tr("No longer follow"), self)
        self.remove.setObjectName("FollowRemove")
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._remove)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.add, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.folders, 1)
        layout.addWidget(buttons)

    def show_folders(self, folders: Sequence[tuple[Path, bool]]) -> None:
        """Lists what is followed, and which of it is away; the chosen folder stays so."""
        chosen = [item.data(Qt.ItemDataRole.UserRole) for item in self.folders.selectedItems()]
        self.folders.clear()
        for folder, there in folders:
            words = str(folder) if there else self.tr("{folder} (not there just now)").format(folder=folder)
            item = QListWidgetItem(words, self.folders)
            item.setData(Qt.ItemDataRole.UserRole, str(folder))
            if str(folder) in chosen:
                self.folders.setCurrentItem(item)
        self._selected()

    def _selected(self) -> None:
        self.remove.setEnabled(bool(self.folders.selectedItems()))

    def _remove(self) -> None:
        for item in self.folders.selectedItems():
            self.remove_asked.emit(item.data(Qt.ItemDataRole.UserRole))
