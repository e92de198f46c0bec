"""Containers of every kind to the documents in them: zip, tar and single compressed files, one inside another."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from dejavu_app.reading.source import MAX_DOCUMENT, Item, Problem
from dejavu_app.reading.streams import (
    CHUNK,
    CONTAINER_ERRORS,
    Counted,
    Guarded,
    Surroundings,
    decompressed,
    joined,
    passing,
    reason,
)
from dejavu_app.reading.tars import tar_members
from dejavu_app.reading.zips import zip_members

MAX_DEPTH = 2  # an archive may hold archives, and those no more


def kind_of(head: bytes, name: str) -> str:
    """The kind of container that a file's beginning shows: "zip", "tar", "gz", "bz2", "xz", or "" for none."""
    suffix = PurePosixPath(name.lower()).suffix
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        office = b"[Content_Types].xml" in head[:2048] or b"mimetype" in head[:60]
        return "" if office or suffix in (".xlsx", ".docx", ".odt", ".ods", ".epub", ".xlsm", ".pptx") else "zip"
    if head[257:262] == b"ustar" or (suffix == ".tar" and _is_old_tar(head)):
        return "tar"
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if re.match(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", head):
        return "bz2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    return ""


def _is_old_tar(head: bytes) -> bool:
    """Whether the block is a tar header from before "ustar": its checksum tells."""
    try:
        return bool(tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape").name)
    except tarfile.TarError:
        return False


def members(stream: BinaryIO, size: int, name: str, around: Surroundings) -> Iterator[Item | Problem]:
    """The documents inside a container, in its own order, containers in it opened too.

    ``stream`` must be seekable. A member that cannot be taken is a ``Problem``; a container that breaks off gives one
    at its end. Items that can be read only while the iteration stands at them have ``once`` set.
    """
    head = stream.read(512)
    stream.seek(0)
    kind = kind_of(head, name)
    try:
        if kind == "zip":
            found = zip_members(stream, size, around)
        elif kind == "tar":
            found = tar_members(lambda: _from_start(stream, around), size, around)
        elif kind:
            found = _compressed(stream, size, kind, name, around)
        else:
            found = iter([Problem(around.shown, "it is not an archive of a known kind")])
        for entry in found:
            if isinstance(entry, Problem):
                yield entry
            else:
                yield from _opened(entry, around)
    except CONTAINER_ERRORS as error:
        yield Problem(around.shown, f"the archive cannot be read further: {reason(error)}", passing(error))


def _compressed(stream: BinaryIO, size: int, kind: str, name: str, around: Surroundings) -> Iterator[Item | Problem]:
    """A compressed tar, or a single compressed file."""
    head = io.BufferedReader(decompressed(stream, kind, around)).read(512)
    inner = re.sub(r"\.(gz|bz2|xz|z|lzma)$", "", PurePosixPath(name).name, flags=re.IGNORECASE)
    if kind_of(head, inner) == "tar":
        yield from tar_members(lambda: decompressed(stream, kind, around), size, around)
        return
    shown = joined(around.prefix, re.sub(r"\.(tgz|tbz2?|txz)$", "", inner, flags=re.IGNORECASE))
    item = Item(
        name=shown,
        shown=around.shown,
        where=str(PurePosixPath(around.where).with_name(PurePosixPath(inner).name or "file")),
        size=0,
        opener=lambda: cast(BinaryIO, io.BufferedReader(decompressed(stream, kind, around), CHUNK)),
        titles=around.titles,
    )
    yield item


def _from_start(stream: BinaryIO, around: Surroundings) -> Guarded:
    stream.seek(0)
    return Guarded(stream, Counted(stream), around)


def _nested(item: Item, around: Surroundings) -> Iterator[Item | Problem]:
    """The documents of a container inside a container, which is held in memory."""
    if around.depth + 1 > MAX_DEPTH:
        yield Problem(item.shown, "archives inside archives inside archives are not opened")
        return
    try:
        data = item.data(MAX_DOCUMENT)
    except CONTAINER_ERRORS as error:
        yield Problem(item.shown, reason(error), passing(error))
        return
    deeper = replace(
        around, shown=item.shown, where=item.where, prefix=item.name, titles=item.titles, depth=around.depth + 1
    )
    yield from members(io.BytesIO(data), len(data), item.name, deeper)


def _opened(item: Item, around: Surroundings) -> Iterator[Item | Problem]:
    """The item, or what is in it when it is a container itself."""
    suffix = PurePosixPath(item.name.lower()).suffix
    if suffix in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz"):
        try:
            kind = kind_of(item.sample().head, item.name)
        except CONTAINER_ERRORS as error:
            yield Problem(item.shown, reason(error), passing(error))
            return
        if kind:
            yield from _nested(item, around)
            return
    yield item
