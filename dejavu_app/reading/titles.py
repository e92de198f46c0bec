"""Newspapers' names and places by their Library of Congress number, from a ``titles.json`` beside the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TITLES_FILE = "titles.json"
_MAX_TITLES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Titles:
    """A newspaper's name and place by its number; ``names[lccn] == (newspaper, place)``."""

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def newspaper(self, lccn: str) -> str:
        """The newspaper's name, or its number when the name is not known."""
        return self.names.get(lccn, (lccn, ""))[0]

    def place(self, lccn: str) -> str:
        """Where the newspaper was published, or an empty string."""
        return self.names.get(lccn, ("", ""))[1]

    def or_else(self, other: Titles) -> Titles:
        """These titles, completed by ``other`` where they are silent."""
        return Titles({**other.names, **self.names}) if other and self else (self or other)


def parse_titles(data: bytes) -> Titles:
    """The titles in a JSON list of records, or an object by number. Raises ``ValueError`` for anything else."""
    document = json.loads(data)
    if isinstance(document, dict):
        records = [
            {"name": value, "lccn": key} if isinstance(value, str) else {"lccn": key, **value}
            for key, value in document.items()
            if isinstance(value, str | dict)
        ]
    elif isinstance(document, list):
        records = [record for record in document if isinstance(record, dict)]
    else:
        raise ValueError("titles.json is neither a list nor an object")
    names = {}
    for record in records:
        lccn = str(record.get("lccn") or record.get("id") or "").strip()
        name = str(record.get("name") or record.get("title") or record.get("newspaper") or "").strip()
        if lccn and name:
            names[lccn] = (name, _place(record))
    return Titles(names)


def _place(record: Mapping[str, object]) -> str:
    published = record.get("place_of_publication")
    if isinstance(published, str) and published.strip():
        return published.strip()
    place = record.get("place") or record.get("city") or ""
    if isinstance(place, list):
        place = place[0] if place else ""
    parts = [part.strip() for part in str(place).split("--")]  # "Oregon--Columbia--Saint Helens"
    return ", ".join([parts[-1], parts[0]]) if len(parts) > 1 else parts[0]


def titles_near(path: Path) -> Titles:
    """The titles beside a file or in the folders just above it; empty when there are none that can be read."""
    for folder in list(path.absolute().parents)[:6]:
        found = titles_in(folder)
        if found:
            return found
    return Titles()


_cache: dict[tuple[str, int, int], Titles] = {}


def titles_in(folder: Path) -> Titles:
    """The titles of ``folder/titles.json``; empty when the file is absent or is something else."""
    path = folder / TITLES_FILE
    try:
        status = path.stat()
        key = (str(path), status.st_mtime_ns, status.st_size)
        if key not in _cache:
            if status.st_size > _MAX_TITLES:
                return Titles()
            _cache[key] = parse_titles(path.read_bytes())
        return _cache[key]
    except (OSError, ValueError):
        return Titles()  # absent, or another program's file of this name: the pages are read without it
