"""Index files that are whole or not there: written aside, described by a manifest, checked before they are used."""

from __future__ import annotations

import contextlib
import json
import uuid
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dejavu_app.indexing.protocol import StaleIndex

MANIFEST = "manifest.json"
FORMAT = 2
_BLOCK = 1 << 20


def checksum(path: Path) -> int:
    """CRC-32 of a file: against damage, not against malice; some two gigabytes a second."""
    value = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value


def store(
    folder: Path,
    facts: Mapping[str, Any],
    writers: Mapping[str, Callable[[Path], None]],
    kept: Mapping[str, Path] | None = None,
) -> dict[str, Path]:
    """Let each of ``writers`` make its file aside, then put a manifest of all in place; gives the files by name.

    An interruption leaves what was there before. ``kept`` files of the folder are taken over as they are. Raises
    ``OSError`` when the disk refuses, also where the writing library said nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = dict(kept or {})
    written: list[Path] = []
    try:
        for name, write in writers.items():
            path = folder / f"{uuid.uuid4().hex[:16]}.{name}"
            written.append(path)
            write(path)
            if not path.is_file():
                raise OSError(f"{path}: nothing was written")
            files[name] = path
        listed = {
            name: {"file": path.name, "size": path.stat().st_size, "crc32": checksum(path)}
            for name, path in files.items()
        }
        aside = folder / f"{uuid.uuid4().hex[:16]}.json"
        written.append(aside)
        aside.write_text(json.dumps({**facts, "format": FORMAT, "files": listed}), "utf-8")
        aside.replace(folder / MANIFEST)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    _sweep(folder, {path.name for path in files.values()})
    return files


def _sweep(folder: Path, wanted: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in wanted and path.name != MANIFEST and path.is_file():
            with contextlib.suppress(OSError):  # another process may have it open; the next time it goes
                path.unlink()


def stored(folder: Path, expected: Mapping[str, Any]) -> tuple[dict[str, Path], dict[str, Any]]:
    """The checked files in ``folder`` by name, and the manifest. Raises ``StaleIndex`` unless every fact holds."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise StaleIndex(f"{folder}: another format")
        for fact, value in expected.items():
            if manifest.get(fact) != value:
                raise StaleIndex(f"{folder}: {fact} is {manifest.get(fact)!r}, not {value!r}")
        files = {}
        for name, told in manifest["files"].items():
            path = folder / Path(str(told["file"])).name
            if path.stat().st_size != told["size"] or checksum(path) != told["crc32"]:
                raise StaleIndex(f"{path}: damaged")
            files[name] = path
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StaleIndex(f"{folder}: {error}") from error
    return files, manifest
