"""Tar archives, read once from front to back; the files of one issue are held together until the issue is over."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO, Self, cast

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading import streams
from dejavu_app.reading.claims import claimed, issue_folder, relative
from dejavu_app.reading.companions import passed_over
from dejavu_app.reading.decoding import storable
from dejavu_app.reading.issue import issue_of
from dejavu_app.reading.source import Item, Problem
from dejavu_app.reading.streams import (
    CHUNK,
    CONTAINER_ERRORS,
    MAX_MEMBERS,
    Surroundings,
    danger,
    joined,
    parsed_titles,
)
from dejavu_app.reading.titles import TITLES_FILE, Titles
from dejavu_app.reading.xmltext import MAX_XML, parse_xml

_TITLES_SEARCH = 64 * 1024 * 1024  # bytes of a compressed tar that is worth a first pass for its titles.json
_HELD_BYTES = 128 * 1024 * 1024
_HELD_ITEMS = 2000


def tar_members(opener: Callable[[], io.RawIOBase], size: int, around: Surroundings) -> Iterator[Item | Problem]:
    """A tar's members in one pass; those of an issue's folder come together, when the folder is over."""
    if not around.titles and size <= _TITLES_SEARCH:
        around = replace(around, titles=_tar_titles(opener))
    held = _Held()
    try:
        for found in _in_order(opener, around, held):
            if isinstance(found, Problem) or found.once:  # one too large for memory cannot wait
                yield found
                continue
            if held.full or not held.continues(found):
                yield from held.settled(around, issue_folder(found.where))
            held.add(found)
    except CONTAINER_ERRORS:
        yield from held.settled(around)  # what came before the fault is read
        raise
    yield from held.settled(around)


def _in_order(opener: Callable[[], io.RawIOBase], around: Surroundings, held: _Held) -> Iterator[Item | Problem]:
    """The members as they stand in the archive."""
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
            member.name = _slashed(member)
            refusal = _tar_refusal(member)
            if refusal:
                yield Problem(f"{around.shown}/{member.name}", refusal)
                continue
            if PurePosixPath(member.name).name == TITLES_FILE and member.size <= streams.BOMB_FLOOR:
                around = replace(around, titles=parsed_titles(_taken(archive, member)).or_else(around.titles))
            if passed_over(member.name):
                held.names.add(joined(around.where, storable(member.name.removeprefix("./"))))
                continue
            yield _tar_item(archive, member, around)


@dataclass
class _Held:
    """The pages of one folder in their forms, which may belong together."""

    key: str = ""
    pages: set[str] = field(default_factory=set)  # the folders in which an issue's record that is held has its pages
    items: list[Item] = field(default_factory=list)
    size: int = 0  # bytes of the items
    names: set[str] = field(default_factory=set)  # of images: they are not read, but stand beside

    @property
    def full(self) -> bool:
        return len(self.items) >= _HELD_ITEMS or self.size > _HELD_BYTES

    def continues(self, item: Item) -> bool:
        """Whether the item lies in the same folder, in one of pages, or above pages that came before their record."""
        folder = issue_folder(item.where)
        return folder in self.pages or folder in (self.key, str(PurePosixPath(self.key).parent))

    def add(self, item: Item) -> None:
        """Takes the item, which goes on with those that are held or is the first."""
        folder = issue_folder(item.where)
        if folder not in self.pages:
            self.key = folder
        self.items.append(item)
        self.size += item.size
        self.pages |= _page_folders(item)

    def settled(self, around: Surroundings, coming: str = "") -> Iterator[Item]:
        """The items that are read by themselves, each knowing the others; nothing is held afterwards but the names of
        images below the folder that is ``coming``, whose texts may follow them."""
        items, self.items = self.items, []
        names = self.names
        self.names = {name for name in names if coming and name.startswith(f"{coming}/")}
        self.key, self.pages, self.size = "", set(), 0
        by_where = {item.where: item for item in items}
        for item in items:
            item.siblings = lambda href, item=item: by_where.get(relative(item.where, href))  # type: ignore[misc]
            item.neighbours = lambda href, item=item: (  # type: ignore[misc]
                relative(item.where, href) in by_where or relative(item.where, href) in names
            )
        claims = claimed(items, cancelled=around.cancelled)
        yield from (item for item in items if item.where not in claims)


def _page_folders(item: Item) -> set[str]:
    """The folders in which an issue's record says that its pages' texts lie; none for any other document."""
    if not item.name.lower().endswith(".xml"):
        return set()
    try:
        if item.sample().root != "mets":
            return set()
        root, _ = parse_xml(item.data(MAX_XML))
    except CONTAINER_ERRORS:
        return set()  # its reading will meet the same fault and report it
    texts = (relative(item.where, page.text_file) for page in issue_of(root).pages)
    return {issue_folder(text) for text in texts if text}


_NOTHING = tarfile.EmptyHeaderError  # type: ignore[attr-defined]
_DAMAGED = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]


class _StrictHeader(tarfile.TarInfo):
    """Says so when a header in the middle is damaged, where tarfile takes it for the end."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(tarfile)
        except _DAMAGED as error:
            raise ReadError(f"a member's header is damaged ({error})") from error
        except _NOTHING as error:
            if tarfile.offset == 0:
                raise
            # Cut short between two members: tarfile would take that for the end, which two blocks of zeros mark.
            raise ReadError("it ends without the mark that ends a tar; members may be missing") from error


def _tar(opener: Callable[[], io.RawIOBase]) -> tarfile.TarFile:
    """A tar over the stream that ``opener`` gives from its start, read once from front to back."""
    return tarfile.open(fileobj=cast(BinaryIO, opener()), mode="r|", bufsize=CHUNK, tarinfo=_StrictHeader)


def _tar_item(archive: tarfile.TarFile, member: tarfile.TarInfo, around: Surroundings) -> Item:
    name = storable(member.name.removeprefix("./"))  # names need not be sound text
    if member.size <= streams.IN_MEMORY:
        data = _taken(archive, member)
        opener: Callable[[], BinaryIO] = lambda: io.BytesIO(data)  # noqa: E731
    else:
        opener = lambda: cast(BinaryIO, archive.extractfile(member))  # noqa: E731
    return Item(
        name=joined(around.prefix, name),
        shown=f"{around.shown}/{name}",
        where=joined(around.where, name),
        size=member.size,
        opener=opener,
        titles=around.titles,
        once=member.size > streams.IN_MEMORY,
    )


def _taken(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    data = stream.read() if stream else b""
    if len(data) < member.size:
        raise EOFError
    return data


def _slashed(member: tarfile.TarInfo) -> str:
    """A member's name, which some programs on Windows write with ``\\``."""
    return member.name.replace("\\", "/")


def _tar_refusal(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return "it is a link; links are not followed"
    if not member.isreg() or member.issparse():
        return "it is not a plain file"
    return danger(member.name)


def _tar_titles(opener: Callable[[], io.RawIOBase]) -> Titles:
    """The titles.json somewhere in a tar, found by a pass of its own, because pages may stand before it."""
    try:
        with _tar(opener) as archive:
            for member in archive:
                if (
                    PurePosixPath(_slashed(member)).name == TITLES_FILE
                    and member.isreg()
                    and member.size <= streams.BOMB_FLOOR
                ):
                    return parsed_titles(_taken(archive, member))
    except CONTAINER_ERRORS:
        return Titles()  # the reading pass that follows meets the same fault and reports it
    return Titles()
