"""A plain file on disk as an item, with the files around it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from dejavu_app.reading.issue import clean_href
from dejavu_app.reading.source import Item
from dejavu_app.reading.titles import Titles, titles_near


def file_item(path: Path, size: int, titles: Titles | None = None) -> Item:
    """The item for an absolute path; its siblings are the files that it names beside, below or just above it."""

    def target(href: str) -> Path | None:
        try:
            found = (path.parent / clean_href(href)).resolve()
            # A document may name what lies around it, but not reach into the rest of the disk.
            return found if found.is_relative_to(path.parent.parent.resolve()) and found.is_file() else None
        except (OSError, ValueError):
            return None  # no name that this system could have

    def sibling(href: str) -> Item | None:
        found = target(href)
        return file_item(found, found.stat().st_size, titles) if found else None

    return Item(
        name=path.name,
        shown=str(path),
        where=path.as_posix(),
        size=size,
        opener=lambda: cast(BinaryIO, path.open("rb")),
        titles=titles_near(path) if titles is None else titles,
        siblings=sibling,
        neighbours=lambda href: target(href) is not None,
        path=path,
    )
