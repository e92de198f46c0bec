"""About the program: version, how to cite it, the method it stands on, licences."""

from __future__ import annotations

import importlib.metadata
import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFont, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dejavu_app import __version__
from dejavu_app.citing import METHOD, software_citation
from dejavu_app.resources import resource_path
from dejavu_app.ui import theme
from dejavu_app.ui.sheet_size import fit

_PARTS = (
    "PySide6-Essentials", "openvino", "spacy", "tokenizers", "torch", "sentence-transformers", "numpy", "hnswlib",
    "sqlite-utils", "trafilatura",
)  # fmt: skip


def parts() -> list[str]:
    """The libraries at work, each with its version and licence."""
    found = [f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    for name in _PARTS:
        try:
            data = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name}: not installed")
            continue
        fields = data.json
        words = str(fields.get("license_expression") or fields.get("license") or "").partition("\n")[0]
        found.append(f"{name} {data['Version']}" + (f"  ({words[:60]})" if words else ""))
    return found


class AboutDialog(QDialog):
    """Says what this is and lets it be cited."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("AboutDialog")
        self.setWindowTitle(self.tr("About Déjà Vu"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 560, 460)
        icon = QLabel(self)
        icon.setPixmap(QPixmap(str(resource_path("icons", "dejavu.svg"))).scaled(
            56, 56, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        ))  # fmt: skip
        title = QLabel("Déjà Vu", self)
        title.setFont(theme.serif(22, QFont.Weight.DemiBold))
        version = QLabel(self.tr("Version {v}. MIT licence.").format(v=__version__), self)
        version.setProperty("role", "muted")
        names = QVBoxLayout()
        names.addWidget(title)
        names.addWidget(version)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(icon)
        head.addLayout(names, 1)
        what = QLabel(
            self.tr("Finds the historical newspaper articles that tell the same kind of story as an article of today.")
            + "\n\n" + self.tr("The method:") + " " + METHOD,
            self,
        )  # fmt: skip
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setWordWrap(True)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licences = QPlainTextEdit("\n".join(parts()), self)
        licences.setReadOnly(True)
        licences.setAccessibleName(self.tr("Libraries, versions and licences"))
        copy = QPushButton(self.tr("Copy citation"), self)
        copy.setObjectName("CopySoftwareCitation")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{software_citation()}\n{METHOD}"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(what)
        layout.addWidget(licences, 1)
        layout.addWidget(buttons)
