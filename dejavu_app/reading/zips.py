"""Zip archives: their members in the archive's own order, none unpacked to disk."""

from __future__ import annotations

import contextlib
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading import streams
from dejavu_app.reading.claims import claimed, relative
from dejavu_app.reading.companions import passed_over
from dejavu_app.reading.source import Item, Problem
from dejavu_app.reading.streams import (
    CONTAINER_ERRORS,
    MAX_MEMBERS,
    MAX_RATIO,
    Surroundings,
    danger,
    joined,
    parsed_titles,
    passing,
    reason,
)
from dejavu_app.reading.titles import TITLES_FILE

_UTF8 = 0x800  # the flag of a member whose name is in UTF-8


def zip_members(stream: BinaryIO, size: int, around: Surroundings) -> Iterator[Item | Problem]:
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_MEMBERS:
            raise ReadError(f"it has {len(entries):,} members, more than an archive of newspapers would")
        whole = sum(entry.file_size for entry in entries)
        if whole > 8 * streams.BOMB_FLOOR and whole > MAX_RATIO * max(1, size):
            raise ReadError("it unpacks to far more than text can (a decompression bomb)")
        for entry in entries:
            entry.filename = _named(entry)
        by_name = {entry.filename: entry for entry in entries}
        titles = around.titles
        for entry in entries:
            is_titles = PurePosixPath(entry.filename).name == TITLES_FILE
            if is_titles and entry.file_size <= streams.BOMB_FLOOR and not _zip_refusal(entry):
                try:
                    titles = parsed_titles(archive.read(entry)).or_else(titles)
                except CONTAINER_ERRORS as error:
                    why = f"the list of titles cannot be read: {reason(error)}"
                    yield Problem(f"{around.shown}/{entry.filename}", why, passing(error))
        around = replace(around, titles=titles)

        def item_for(entry: zipfile.ZipInfo) -> Item:
            name = entry.filename

            def sibling(href: str) -> Item | None:
                found = by_name.get(relative(name, href))
                return item_for(found) if found and not _zip_refusal(found) else None

            return Item(
                name=joined(around.prefix, name),
                shown=f"{around.shown}/{name}",
                where=joined(around.where, name),
                size=entry.file_size,
                opener=lambda: cast(BinaryIO, archive.open(entry)),
                titles=titles,
                siblings=sibling,
                neighbours=lambda href: relative(name, href) in by_name,
            )

        taken: list[zipfile.ZipInfo] = []
        for entry in entries:
            if entry.is_dir():
                continue
            refusal = _zip_refusal(entry)
            if refusal:
                yield Problem(f"{around.shown}/{entry.filename}", refusal)
            elif not passed_over(entry.filename):
                taken.append(entry)
        claims = claimed(map(item_for, taken), cancelled=around.cancelled)
        for entry in taken:
            if around.cancelled():
                raise Cancelled
            item = item_for(entry)
            if item.where not in claims:
                yield item


def _named(entry: zipfile.ZipInfo) -> str:
    """A member's name; some programs write it in UTF-8 without saying so, as the Mac's, or with ``\\``, as Windows'."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _zip_refusal(entry: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link; links are not followed"
    if entry.flag_bits & 1:
        return "it is encrypted"
    if entry.file_size > streams.BOMB_FLOOR and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return "it unpacks to far more than text can (a decompression bomb)"
    return danger(entry.filename)
