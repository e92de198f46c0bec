"""The encoder folders that were named on this computer: archives made with one can be searched with it again."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from dejavu_app.resources import data_dir

MOST = 20
"""Folders that are remembered, the last ones named."""

log = logging.getLogger(__name__)


def named_folders() -> list[tuple[Path, str]]:
    """Each folder with the encoder's fingerprint as it was then, the last named first."""
    try:
        rows = json.loads(_file().read_text("utf-8"))
        return [(Path(folder), str(fingerprint)) for folder, fingerprint in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        log.warning("the list of encoders' folders cannot be read: %s", error)
        return []


def remember_folder(folder: Path, fingerprint: str) -> None:
    """Puts a folder before the others. A disk that refuses it is only a note in the log."""
    named = (folder.absolute(), fingerprint)
    known = named_folders()
    if known[:1] == [named]:
        return
    rows = [(str(path), own) for path, own in [named, *(each for each in known if each != named)][:MOST]]
    try:
        aside = _file().with_name(f"{_file().name}.{os.getpid()}")
        aside.write_text(json.dumps(rows), "utf-8")
        aside.replace(_file())
    except OSError as error:
        log.warning("the list of encoders' folders cannot be written: %s", error)


def _file() -> Path:
    return data_dir() / "encoders.json"
