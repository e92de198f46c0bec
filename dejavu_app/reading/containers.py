"""Zip, tar and single compressed files, read as streams: nothing is ever written to disk, and bombs are refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO, Self, cast

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading.companions import passed_over
from dejavu_app.reading.source import MAX_DOCUMENT, Item, Problem
from dejavu_app.reading.titles import TITLES_FILE, Titles, parse_titles

MAX_DEPTH = 2  # an archive may hold archives, and those no more
MAX_MEMBERS = 5_000_000
MAX_RATIO = 250  # text compresses 3 to 60 times; bombs a thousand times and more
BOMB_FLOOR = 128 * 1024 * 1024  # bytes; below this a high ratio does no harm
IN_MEMORY = 32 * 1024 * 1024  # bytes of a member that is held whole rather than streamed
_TITLES_SEARCH = 64 * 1024 * 1024  # bytes of a compressed tar that is worth a first pass for its titles.json
_CHUNK = 1 << 18

CONTAINER_ERRORS = (
    ReadError, OSError, EOFError, ValueError, RuntimeError, struct.error, zlib.error, lzma.LZMAError,
    tarfile.TarError, zipfile.BadZipFile, NotImplementedError, MemoryError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """What a container is called in problems (``shown``), in paths (``where``), inside its source (``prefix``)."""

    shown: str
    where: str
    prefix: str = ""
    titles: Titles = field(default_factory=Titles)
    depth: int = 0
    cancelled: Callable[[], bool] = lambda: False


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
            yield from _zip_members(stream, size, around)
        elif kind == "tar":
            yield from _tar_members(lambda: _Guarded(stream, _Counted(stream), around), size, around)
        elif kind:
            yield from _compressed(stream, size, kind, name, around)
        else:
            yield Problem(around.shown, "it is not an archive of a known kind")
    except CONTAINER_ERRORS as error:
        yield Problem(around.shown, f"the archive cannot be read further: {reason(error)}")


def reason(error: BaseException) -> str:
    """An error in words for a person: the first line of its message, or its kind."""
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    if isinstance(error, EOFError):
        return "it ends too early"
    words = str(error.strerror if isinstance(error, OSError) and error.strerror else error).strip().splitlines()
    return words[0][:300] if words else type(error).__name__


class _Counted(io.RawIOBase):
    """Passes reads on and counts the bytes taken from the compressed side."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self.stream = stream
        self.taken = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, count: int = -1) -> bytes:
        data = self.stream.read(count)
        self.taken += len(data)
        return data

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Guarded(io.RawIOBase):
    """A decompressed stream that refuses to grow out of all proportion and that can be cancelled."""

    def __init__(self, stream: BinaryIO, counted: _Counted, around: Surroundings) -> None:
        super().__init__()
        self._stream = stream
        self._counted = counted if counted.stream is not stream else None
        self._around = around
        self._given = 0

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if self._around.cancelled():
            raise Cancelled
        data = self._stream.read(_CHUNK if count < 0 else min(count, _CHUNK))
        self._given += len(data)
        if self._counted and self._given > BOMB_FLOOR and self._given > MAX_RATIO * max(1, self._counted.taken):
            raise ReadError("it unpacks to far more than text can (a decompression bomb)")
        return data

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _decompressed(stream: BinaryIO, kind: str, around: Surroundings) -> _Guarded:
    stream.seek(0)
    counted = _Counted(stream)
    raw = cast(BinaryIO, counted)
    if kind == "gz":
        opened: BinaryIO = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    elif kind == "bz2":
        opened = cast(BinaryIO, bz2.BZ2File(raw))
    else:
        opened = cast(BinaryIO, lzma.LZMAFile(raw))  # noqa: SIM115 (closed with the container)
    return _Guarded(opened, counted, around)


def _compressed(stream: BinaryIO, size: int, kind: str, name: str, around: Surroundings) -> Iterator[Item | Problem]:
    """A compressed tar, or a single compressed file."""
    head = io.BufferedReader(_decompressed(stream, kind, around)).read(512)
    inner = re.sub(r"\.(gz|bz2|xz|z|lzma)$", "", PurePosixPath(name).name, flags=re.IGNORECASE)
    if kind_of(head, inner) == "tar":
        yield from _tar_members(lambda: _decompressed(stream, kind, around), size, around)
        return
    shown = _joined(around.prefix, re.sub(r"\.(tgz|tbz2?|txz)$", "", inner, flags=re.IGNORECASE))
    item = Item(
        name=shown,
        shown=around.shown,
        where=str(PurePosixPath(around.where).with_name(PurePosixPath(inner).name or "file")),
        size=0,
        opener=lambda: cast(BinaryIO, io.BufferedReader(_decompressed(stream, kind, around), _CHUNK)),
        titles=around.titles,
    )
    if kind_of(head, inner):
        yield from _nested(item, around)
    else:
        yield item


def _nested(item: Item, around: Surroundings) -> Iterator[Item | Problem]:
    """The documents of a container inside a container, which is held in memory."""
    if around.depth + 1 > MAX_DEPTH:
        yield Problem(item.shown, "archives inside archives inside archives are not opened")
        return
    try:
        data = item.data(MAX_DOCUMENT)
    except CONTAINER_ERRORS as error:
        yield Problem(item.shown, reason(error))
        return
    deeper = replace(
        around, shown=item.shown, where=item.where, prefix=item.name, titles=item.titles, depth=around.depth + 1
    )
    yield from members(io.BytesIO(data), len(data), item.name, deeper)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}/{name}" if prefix else name


def _danger(name: str) -> str:
    """Why a member of this name is refused, or an empty string."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or re.match(r"[A-Za-z]:", slashed):
        return "its path in the archive is absolute; it was not read"
    if ".." in slashed.split("/"):
        return "its path climbs out of the archive; it was not read"
    return ""


def _zip_members(stream: BinaryIO, size: int, around: Surroundings) -> Iterator[Item | Problem]:
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_MEMBERS:
            raise ReadError(f"it has {len(entries):,} members, more than an archive of newspapers would")
        whole = sum(entry.file_size for entry in entries)
        if whole > 8 * BOMB_FLOOR and whole > MAX_RATIO * max(1, size):
            raise ReadError("it unpacks to far more than text can (a decompression bomb)")
        by_name = {entry.filename: entry for entry in entries}
        titles = around.titles
        for entry in entries:
            if PurePosixPath(entry.filename).name == TITLES_FILE and entry.file_size <= BOMB_FLOOR:
                titles = _parsed_titles(archive.read(entry)).or_else(titles)
        around = replace(around, titles=titles)

        def item_for(entry: zipfile.ZipInfo) -> Item:
            name = entry.filename.replace("\\", "/")

            def sibling(href: str) -> Item | None:
                found = by_name.get(_relative(name, href))
                return item_for(found) if found and not _zip_refusal(found) else None

            return Item(
                name=_joined(around.prefix, name),
                shown=f"{around.shown}/{name}",
                where=_joined(around.where, name),
                size=entry.file_size,
                opener=lambda: cast(BinaryIO, archive.open(entry)),
                titles=titles,
                siblings=sibling,
            )

        for entry in entries:
            if around.cancelled():
                raise Cancelled
            if entry.is_dir():
                continue
            refusal = _zip_refusal(entry)
            if refusal:
                yield Problem(f"{around.shown}/{entry.filename}", refusal)
            elif not passed_over(entry.filename):
                yield from _opened(item_for(entry), around)


def _zip_refusal(entry: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link; links are not followed"
    if entry.flag_bits & 1:
        return "it is encrypted"
    if entry.file_size > BOMB_FLOOR and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return "it unpacks to far more than text can (a decompression bomb)"
    return _danger(entry.filename)


def _opened(item: Item, around: Surroundings) -> Iterator[Item | Problem]:
    """The item, or what is in it when it is a container itself."""
    suffix = PurePosixPath(item.name.lower()).suffix
    if suffix in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz"):
        try:
            kind = kind_of(item.sample().head, item.name)
        except CONTAINER_ERRORS as error:
            yield Problem(item.shown, reason(error))
            return
        if kind:
            yield from _nested(item, around)
            return
    yield item


def _relative(name: str, href: str) -> str:
    """The path that ``href`` means when it stands in the file ``name``; steps out of the root lead nowhere."""
    href = re.sub(r"^file:/*", "", href).replace("\\", "/")
    parts = list(PurePosixPath(name).parts[:-1])
    for part in href.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _tar_members(opener: Callable[[], io.RawIOBase], size: int, around: Surroundings) -> Iterator[Item | Problem]:
    """A tar's members in one pass, in the order of the archive."""
    if not around.titles and size <= _TITLES_SEARCH:
        around = replace(around, titles=_tar_titles(opener))
    with _tar(opener) as archive:
        for count, member in enumerate(archive):
            # The stream keeps every header it has passed, and nobody will ask for them again.
            archive.members = []  # type: ignore[attr-defined]
            if around.cancelled():
                raise Cancelled
            if count >= MAX_MEMBERS:
                raise ReadError("it has more members than an archive of newspapers would")
            if member.isdir():
                continue
            shown = f"{around.shown}/{member.name}"
            refusal = _tar_refusal(member)
            if refusal:
                yield Problem(shown, refusal)
                continue
            if PurePosixPath(member.name).name == TITLES_FILE and member.size <= BOMB_FLOOR:
                around = replace(around, titles=_parsed_titles(_taken(archive, member)).or_else(around.titles))
            if passed_over(member.name):
                continue
            yield from _opened(_tar_item(archive, member, around), around)


_DAMAGED = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]


class _StrictHeader(tarfile.TarInfo):
    """Says so when a header in the middle is damaged, where tarfile takes it for the end."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _DAMAGED as error:
            raise ReadError(f"a member's header is damaged ({error})") from error


def _tar(opener: Callable[[], io.RawIOBase]) -> tarfile.TarFile:
    """A tar over the stream that ``opener`` gives, read once from front to back."""
    stream = opener()
    inner = getattr(stream, "_stream", None)
    if isinstance(stream, _Guarded) and stream._counted is None and inner is not None:
        inner.seek(0)
    return tarfile.open(fileobj=cast(BinaryIO, stream), mode="r|", bufsize=_CHUNK, tarinfo=_StrictHeader)


def _tar_item(archive: tarfile.TarFile, member: tarfile.TarInfo, around: Surroundings) -> Item:
    name = member.name.removeprefix("./")
    if member.size <= IN_MEMORY:
        data = _taken(archive, member)
        opener: Callable[[], BinaryIO] = lambda: io.BytesIO(data)  # noqa: E731
    else:
        opener = lambda: cast(BinaryIO, archive.extractfile(member))  # noqa: E731
    return Item(
        name=_joined(around.prefix, name),
        shown=f"{around.shown}/{name}",
        where=_joined(around.where, name),
        size=member.size,
        opener=opener,
        titles=around.titles,
        once=member.size > IN_MEMORY,
    )


def _taken(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    data = stream.read() if stream else b""
    if len(data) < member.size:
        raise EOFError
    return data


def _tar_refusal(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "it is a link; links are not followed"
    if not member.isreg() or member.issparse():
        return "it is not a plain file"
    return _danger(member.name)


def _tar_titles(opener: Callable[[], io.RawIOBase]) -> Titles:
    """The titles.json somewhere in a tar, found by a pass of its own, because pages may stand before it."""
    try:
        with _tar(opener) as archive:
            for member in archive:
                if PurePosixPath(member.name).name == TITLES_FILE and member.isreg() and member.size <= BOMB_FLOOR:
                    return _parsed_titles(_taken(archive, member))
    except CONTAINER_ERRORS:
        return Titles()  # the reading pass that follows meets the same fault and reports it
    return Titles()


def _parsed_titles(data: bytes) -> Titles:
    try:
        return parse_titles(data)
    except (ValueError, RecursionError):
        return Titles()  # another program's file of this name
