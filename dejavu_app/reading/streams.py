"""Decompression that keeps its head: streams that refuse bombs and can be cancelled, and what may go wrong in them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading.titles import Titles, parse_titles

MAX_MEMBERS = 5_000_000
MAX_RATIO = 250  # text compresses 3 to 60 times; bombs a thousand times and more
BOMB_FLOOR = 128 * 1024 * 1024  # bytes; below this a high ratio does no harm
IN_MEMORY = 32 * 1024 * 1024  # bytes of a member that is held whole rather than streamed
CHUNK = 1 << 18

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


def passing(error: BaseException | None) -> bool:
    """Whether an error may be gone another time: of the disk, the network or the memory, not of the file's content.

    The system's errors have a number, those that Python's own readers of packed files raise have none.
    """
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None):
            return True
        error = error.__cause__
    return False


def reason(error: BaseException) -> str:
    """An error in words for a person: the first line of its message, or its kind."""
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    if isinstance(error, EOFError):
        return "it ends too early"
    words = str(error.strerror if isinstance(error, OSError) and error.strerror else error).strip().splitlines()
    return words[0][:300] if words else type(error).__name__


class Counted(io.RawIOBase):
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


class Guarded(io.RawIOBase):
    """A decompressed stream that refuses to grow out of all proportion and that can be cancelled."""

    def __init__(self, stream: BinaryIO, counted: Counted, around: Surroundings) -> None:
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
        data = self._stream.read(CHUNK if count < 0 else min(count, CHUNK))
        self._given += len(data)
        if self._counted and self._given > BOMB_FLOOR and self._given > MAX_RATIO * max(1, self._counted.taken):
            raise ReadError("it unpacks to far more than text can (a decompression bomb)")
        return data

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def decompressed(stream: BinaryIO, kind: str, around: Surroundings) -> Guarded:
    stream.seek(0)
    counted = Counted(stream)
    raw = cast(BinaryIO, counted)
    if kind == "gz":
        opened: BinaryIO = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    elif kind == "bz2":
        opened = cast(BinaryIO, bz2.BZ2File(raw))
    else:
        opened = cast(BinaryIO, lzma.LZMAFile(raw))  # noqa: SIM115 (closed with the container)
    return Guarded(opened, counted, around)


def joined(prefix: str, name: str) -> str:
    return f"{prefix}/{name}" if prefix else name


def danger(name: str) -> str:
    """Why a member of this name is refused, or an empty string."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or re.match(r"[A-Za-z]:", slashed):
        return "its path in the archive is absolute; it was not read"
    if ".." in slashed.split("/"):
        return "its path climbs out of the archive; it was not read"
    return ""


def parsed_titles(data: bytes) -> Titles:
    try:
        return parse_titles(data)
    except (ValueError, RecursionError):
        return Titles()  # another program's file of this name
