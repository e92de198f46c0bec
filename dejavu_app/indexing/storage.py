"""Index files that are whole or not there: written aside, described by a manifest, checked before they are used."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dejavu_app.indexing.protocol import StaleIndex

MANIFEST = "manifest.json"
FORMAT = 1


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def store(folder: Path, name: str, facts: dict[str, Any], write: Callable[[Path], None]) -> None:
    """Let ``write`` make the file aside, then put it and its manifest in place; an interruption leaves the old or none.

    The data is named after its digest, so that a manifest never describes another write's data. Raises ``OSError``
    when the disk refuses, also where the writing library said nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, aside_name = tempfile.mkstemp(prefix="writing-", dir=folder)
    os.close(handle)
    aside = Path(aside_name)
    try:
        write(aside)
        if not aside.stat().st_size:
            raise OSError(f"{aside}: nothing was written")
        sha256 = digest(aside)
        data = folder / f"{sha256[:16]}.{name}"
        aside.replace(data)
    finally:
        aside.unlink(missing_ok=True)
    manifest = folder / f"{MANIFEST}.new"
    manifest.write_text(json.dumps({**facts, "format": FORMAT, "data": data.name, "sha256": sha256}), "utf-8")
    manifest.replace(folder / MANIFEST)
    for old in folder.glob(f"*.{name}"):
        if old != data:
            old.unlink(missing_ok=True)


def stored(folder: Path, expected: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    """The checked data file in ``folder`` and its manifest. Raises ``StaleIndex`` unless every expected fact holds."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise StaleIndex(f"{folder}: another format")
        for fact, value in expected.items():
            if manifest.get(fact) != value:
                raise StaleIndex(f"{folder}: {fact} is {manifest.get(fact)!r}, not {value!r}")
        data = folder / Path(str(manifest["data"])).name
        if digest(data) != manifest["sha256"]:
            raise StaleIndex(f"{data}: damaged")
    except (OSError, ValueError, KeyError) as error:
        raise StaleIndex(f"{folder}: {error}") from error
    return data, manifest
