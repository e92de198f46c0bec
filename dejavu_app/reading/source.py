"""What passes between the walk, the containers and the readers: sources, items, samples, problems and limits."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Protocol

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import decode, storable
from dejavu_app.reading.paths import PathFacts, path_facts
from dejavu_app.reading.streams import CHUNK, CONTAINER_ERRORS
from dejavu_app.reading.titles import Titles

SAMPLE_BYTES = 16 * 1024
_MARKUP = re.compile(r"\s*<(?:(\?xml\b)|!doctype\s+html\b|html\b|head\b|body\b)", re.IGNORECASE)
GLANCE_BYTES = 16 * 1024 * 1024  # of what can be read only once, held for a look before the reading
MAX_DOCUMENT = 256 * 1024 * 1024  # bytes of a file that a reader must hold as a whole
MAX_TEXT = 64 * 1024 * 1024  # bytes of one plain text file: some ten thousand pages
MAX_LINE = 32 * 1024 * 1024  # characters of one row: a line longer than this is not a table's


@dataclass(frozen=True)
class Source:
    """One file on disk that an import reads; ``reader`` is a reader's name, or "container" for a zip or tar."""

    path: Path
    size: int  # bytes
    reader: str
    name: str
    named: bool = False  # whether a person named the reader


@dataclass(frozen=True)
class Problem:
    """Something that could not be read: where (file, member, row) and why, in one line.

    ``passing`` ones may be gone another time, such as a disk that was pulled out: the file is then read again.
    """

    path: str
    reason: str
    passing: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        # Names and messages come out of the files themselves: whatever is in them, a report stays one line.
        object.__setattr__(self, "path", storable(re.sub(r"[\x00-\x1f]", "\ufffd", self.path)))
        reason = storable(" ".join(self.reason.split()))
        object.__setattr__(self, "reason", reason if len(reason) <= 600 else f"{reason[:600]}…")


@dataclass(frozen=True)
class ReadOptions:
    """What a person may decide about reading: the reader to use ("" lets the files say) and table columns by field.

    ``overrides`` gives readers by the name of the one that would be chosen ("" for files of no known kind), and
    ``tables`` gives columns by field for tables of one shape each (``shape_of``); ``columns`` goes before them.
    """

    format: str = ""
    columns: Mapping[str, str] | None = None
    overrides: Mapping[str, str] | None = None
    tables: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Sample:
    """The beginning of an item, from which a reader tells whether the item is of its kind."""

    name: str  # the file's name with its ending
    head: bytes
    whole: bool  # the head is all there is

    @cached_property
    def text(self) -> str:
        """The head as text; empty when it is not text."""
        return decode(self.head, partial=not self.whole) or ""

    @cached_property
    def suffix(self) -> str:
        """The name's ending in lower case with its dot, or an empty string."""
        base = self.name.replace("\\", "/").rpartition("/")[2]
        stem, dot, ending = base.rpartition(".")
        return f".{ending.lower()}" if dot and stem else ""

    @cached_property
    def root(self) -> str:
        """The local name of an XML document's first element, in lower case; empty for anything else."""
        return xml_root(self.head)

    @cached_property
    def markup(self) -> str:
        """ "html" or "xml" when the document says at its beginning that it is of that kind, or an empty string."""
        begins = _MARKUP.match(self.text)
        if not begins:
            return ""
        return "html" if begins[1] is None or self.root == "html" else "xml"


def xml_root(head: bytes) -> str:
    """The local name of the first element that an XML (or HTML) document's beginning shows, in lower case."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8")
    at = 0
    while True:
        at = head.find(b"<", at)
        if at < 0 or at + 1 >= len(head):
            return ""
        if head.startswith(b"<!--", at):
            at = head.find(b"-->", at)
            if at < 0:
                return ""
        elif head[at + 1 : at + 2] in b"?!":
            at += 2
        else:
            end = at + 1
            while end < len(head) and head[end : end + 1] not in b" \t\r\n/>":
                end += 1
            return head[at + 1 : end].rpartition(b":")[2].decode("ascii", "replace").lower()


@dataclass
class Item:
    """One document to be read: a file, or a container's member, with what its surroundings say about it.

    ``name`` is the locator's base (the member's path, or the file's name), ``shown`` is what a problem calls it and
    ``where`` is the path that dates and titles are taken from. ``opener`` gives a fresh stream; when ``once`` is set it
    can do so a single time. ``cancelled`` is asked by readers that look through an item before they give anything.
    """

    name: str
    shown: str
    where: str
    size: int
    opener: Callable[[], BinaryIO]
    titles: Titles = field(default_factory=Titles)
    siblings: Callable[[str], Item | None] | None = None
    neighbours: Callable[[str], bool] | None = None  # a cheaper way to ask whether there is such a sibling
    path: Path | None = None
    once: bool = False
    cancelled: Callable[[], bool] = lambda: False
    _head: bytes | None = None
    _stream: BinaryIO | None = None
    _fault: Exception | None = None  # met beyond the head by a look ahead

    @cached_property
    def facts(self) -> PathFacts:
        """Date, newspaper number, page and edition as the item's path gives them."""
        return path_facts(self.where)

    def sample(self) -> Sample:
        """The first ``SAMPLE_BYTES``; a stream that opens once is kept for the reading that follows."""
        if self._head is None:
            stream = self.opener()
            self._head = _read_up_to(stream, SAMPLE_BYTES + 1)
            if self.once:
                self._stream = stream
            else:
                stream.close()
        return Sample(self.name, self._head[:SAMPLE_BYTES], len(self._head) <= SAMPLE_BYTES)

    def forget(self) -> None:
        """Lets go of the sample, where it can be taken again."""
        if not self.once:
            self._head = None

    def glance(self) -> Item:
        """The item to look through before it is read: itself, or its first ``GLANCE_BYTES`` where it opens once."""
        if not self.once:
            return self
        self.sample()
        head = bytearray(self._head or b"")
        try:
            while self._stream and len(head) < GLANCE_BYTES and (part := self._stream.read(CHUNK)):
                head += part
        except CONTAINER_ERRORS as error:
            self._fault = error  # raised again when the reading comes to it
        finally:
            self._head = bytes(head)
        beginning = self._head
        return replace(self, opener=lambda: io.BytesIO(beginning), once=False, _head=None, _stream=None, _fault=None)

    def open(self) -> BinaryIO:
        """A stream over the item's bytes, from the start."""
        if not self.once:
            return self.opener()
        if self._stream is None:
            if self._head is not None:
                raise ReadError(f"{self.shown} can be read only once in its archive")
            return self.opener()
        stream, self._stream = self._stream, None
        head, self._head = self._head or b"", (self._head or b"")[: SAMPLE_BYTES + 1]
        return io.BufferedReader(_Resumed(head, stream, self._fault))

    def data(self, limit: int = MAX_DOCUMENT) -> bytes:
        """All of the item's bytes. Raises ``ReadError`` when they are more than ``limit``."""
        if self.size > limit:
            raise ReadError(f"it is too large to be one document ({self.size / 2**20:.0f} MiB)")
        with self.open() as stream:
            data = _read_up_to(stream, limit + 1)
        if len(data) > limit:
            raise ReadError(f"it is too large to be one document (over {limit / 2**20:.0f} MiB)")
        return data

    def sibling(self, href: str) -> Item | None:
        """The item that ``href`` names relative to this one, where the surroundings can give it."""
        return self.siblings(href) if self.siblings else None

    def beside(self, href: str) -> bool:
        """Whether the file that ``href`` names lies beside this one."""
        return self.neighbours(href) if self.neighbours else self.sibling(href) is not None

    def locator(self, fragment: str = "") -> str:
        """Where an article stands in its source: the item's name, with a fragment for a part of it."""
        return f"{self.name}#{fragment}" if fragment else self.name

    def problem(self, reason: str, fragment: str = "", passing: bool = False) -> Problem:
        """A problem with this item, or with the part of it that ``fragment`` names."""
        return Problem(f"{self.shown}#{fragment}" if fragment else self.shown, reason, passing)


class Reader(Protocol):
    """A format: a module with these names. ``sniff`` gives 0 (not mine) to 1 (surely mine)."""

    NAME: str
    LABEL: str
    VERSION: str

    def sniff(self, sample: Sample) -> float:
        """How sure this reader is that the sample is of its kind."""

    def read(self, item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
        """The item's articles in the order of the document; problems stand where the unreadable part was."""


class _Resumed(io.RawIOBase):
    """A stream whose beginning was already taken out of it, up to its end or to the fault that was met there."""

    def __init__(self, head: bytes, rest: BinaryIO, fault: Exception | None) -> None:
        super().__init__()
        self._head = memoryview(head)
        self._rest = rest
        self._fault = fault

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        if self._head:
            part: bytes | memoryview = self._head[: len(buffer)]
            self._head = self._head[len(buffer) :]
        elif self._fault:
            raise self._fault
        else:
            part = self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def _read_up_to(stream: BinaryIO, count: int) -> bytes:
    parts = []
    while count > 0:
        part = stream.read(min(count, 1 << 20))
        if not part:
            break
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
