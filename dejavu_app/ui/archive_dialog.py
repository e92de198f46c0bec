"""What is inside the archive: its counts, its encoders, and the files it was made of, which can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.languages import UNDETERMINED, language_name
from dejavu_app.ui import theme
from dejavu_app.ui.figures import figure, size_words
from dejavu_app.ui.sheet_size import fit


class ArchiveDialog(QDialog):
    """Shows the document of ``Archive.info``; removing a source is asked for twice, as it cannot be undone."""

    remove_asked = Signal(object)  # {source: its name}
    search_asked = Signal(int)

    def __init__(
        self, name: str, info: Mapping[str, Any], kept: Mapping[int, int], parent: QWidget | None = None
    ) -> None:
        """``kept``: how many articles of a source the reader has marked or collected, by source."""
        super().__init__(parent)
        self._kept = kept
        self.setObjectName("ArchiveDialog")
        self.setWindowTitle(self.tr("About this archive"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 680, 480)
        title = QLabel(name, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(theme.serif(16, QFont.Weight.DemiBold))
        years = [str(info[end])[:4] for end in ("first_date", "last_date") if info["first_date"]]
        facts = [
            self.tr("{articles} in {papers}, {years}; {passages}, {size}").format(
                articles=self.tr("%Ln article(s)", "", info["articles"]),
                papers=self.tr("%Ln newspaper(s)", "", len(info["newspapers"])),
                years="–".join(dict.fromkeys(years)) or "—",
                passages=self.tr("%Ln passage(s)", "", info["passages"]), size=size_words(int(info.get("size", 0))),
            ),
            str(info["path"]),
        ]  # fmt: skip
        facts += [
            self.tr("%Ln passage(s) encoded by {encoder} ({fingerprint})", "", each["encoded"]).format(
                encoder=each["name"], fingerprint=str(each["fingerprint"]).partition("|")[0]
            )
            for each in info.get("encoders", [])
        ]
        silent = self.tr("not stated")
        languages = [
            f"{silent if row['code'] == UNDETERMINED else language_name(row['code'])} {figure(row['articles'])}"
            for row in sorted(info.get("languages", []), key=lambda row: -row["articles"])
        ]
        if languages:
            facts.insert(1, self.tr("Languages: {list}").format(list=", ".join(languages)))
        words = QLabel("\n".join(facts), self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sources = QTreeWidget(self)
        self.sources.setObjectName("SourcesList")
        self.sources.setAccessibleName(self.tr("Imported files"))
        self.sources.setHeaderLabels([self.tr("Imported file"), self.tr("Articles"), self.tr("Not read")])
        self.sources.setRootIsDecorated(False)
        self.sources.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        for source in info["sources"]:
            row = QTreeWidgetItem([source["name"], figure(source["articles"]), f"{source['problems'] or ''}"])
            row.setData(0, Qt.ItemDataRole.UserRole, source["id"])
            row.setData(1, Qt.ItemDataRole.UserRole, source["articles"])
            row.setToolTip(0, str(source["path"]).replace("<", "‹"))
            self.sources.addTopLevelItem(row)
        self.sources.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.sources.header().setStretchLastSection(False)
        self.only = QPushButton(self.tr("Search only in it"), self)
        self.only.setObjectName("SearchSource")
        self.only.setEnabled(False)
        self.only.clicked.connect(self._search)
        self.remove = QPushButton(self.tr("Remove from the archive…"), self)
        self.remove.setObjectName("RemoveSource")
        self.remove.setEnabled(False)
        self.remove.clicked.connect(self._ask)
        self.sources.itemSelectionChanged.connect(self._selected)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.only, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.remove, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(words)
        layout.addWidget(self.sources, 1)
        layout.addWidget(buttons)

    def _selected(self) -> None:
        chosen = len(self.sources.selectedItems())
        self.only.setEnabled(chosen == 1)
        self.remove.setEnabled(chosen > 0)

    def _search(self) -> None:
        chosen = self.sources.selectedItems()
        if len(chosen) == 1:
            self.search_asked.emit(int(chosen[0].data(0, Qt.ItemDataRole.UserRole)))
            self.accept()

    def _ask(self) -> None:
        chosen = self.sources.selectedItems()
        if not chosen:
            return
        sources = {int(row.data(0, Qt.ItemDataRole.UserRole)): row.text(0) for row in chosen}
        articles = sum(int(row.data(1, Qt.ItemDataRole.UserRole)) for row in chosen)
        kept = sum(self._kept.get(source, 0) for source in sources)
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        if len(chosen) == 1:
            words = self.tr(
                "Remove “{name}” and its %Ln article(s)? This cannot be undone; the file itself stays.", "", articles
            ).format(name=chosen[0].text(0))
        else:
            files = self.tr("%Ln file(s)", "", len(chosen))
            words = self.tr(
                "Remove {files} and their %Ln article(s)? This cannot be undone; the files stay.", "", articles
            ).format(files=files)
        box.setText(words)
        if kept:
            box.setInformativeText(
                self.tr("%Ln of them you have starred, tagged, noted on or collected. That goes with them.", "", kept)
            )
        yes = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is yes:
            self.remove_asked.emit(sources)
            self.accept()
