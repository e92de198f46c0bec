"""Asks where to write a file: the ending follows from the type chosen, and no file is replaced unasked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from dejavu_app.ui.settings import EXPORT_FOLDER, Settings

PICTURES = {".svg": "SVG", ".png": "PNG"}


def ask_file(
    window: QWidget, title: str, proposed: Path, types: Mapping[str, str], known: Collection[str] = ()
) -> Path | None:
    """The file that the reader named; None for none. ``types``: what each ending makes, the first one proposed.

    A name without one of these endings (or of those that are ``known`` besides) is given that of the type chosen: a
    full stop in it is part of the name. The file dialogue asks before it replaces a file, but only one of the very name
    that was typed; where an ending is added it is asked here.
    """
    filters = {f"{words} (*{ending})": ending for ending, words in types.items()}
    while True:
        given, chosen = QFileDialog.getSaveFileName(window, title, str(proposed), ";;".join(filters))
        if not given:
            return None
        path = Path(given)
        if path.suffix.lower() in {*types, *known}:
            return path
        whole = path.with_name(path.name + filters.get(chosen, next(iter(types))))
        if not whole.exists() or _replace(window, whole):
            return whole
        proposed = whole


def ask_export(
    settings: Settings, window: QWidget, title: str, name: str, types: Mapping[str, str], known: Collection[str] = ()
) -> Path | None:
    """As ``ask_file``, for what is taken out of the window: begins in the folder of the last time, at first at home."""
    last = Path(settings.get(EXPORT_FOLDER) or Path.home())
    path = ask_file(window, title, (last if last.is_dir() else Path.home()) / name, types, known)
    if path is not None:
        settings.set(EXPORT_FOLDER, str(path.parent))
    return path


def _replace(window: QWidget, path: Path) -> bool:
    words = QCoreApplication.translate("SaveName", "“{name}” is there already. Replace it?").format(name=path.name)
    box = QMessageBox(QMessageBox.Icon.Question, QCoreApplication.translate("SaveName", "Replace the file"), "",
                      parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    yes = box.addButton(QCoreApplication.translate("SaveName", "Replace"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes
