"""Which of several documents are read as part of another one: an issue's pages, a page's second forms."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from dejavu_app.errors import Cancelled
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.formats import abbyy, alto, hocr, iiif, page_xml
from dejavu_app.reading.issue import Issue, clean_href, issue_of
from dejavu_app.reading.source import Item
from dejavu_app.reading.streams import CONTAINER_ERRORS
from dejavu_app.reading.xmltext import MAX_XML, parse_xml

PAGES = "pages that are read with their issue"
COPIES = "second records of an issue"
REELS = "microfilm and batch records"
LISTS = "annotations that are read with their manifest"
FORMS = "other forms of pages that are read"

TEXT_FOLDERS = frozenset(
    ["alto", "page", "pages", "hocr", "ocr", "xml", "fulltext", "text", "txt", "pdf", "html", "mets"]
)
"""Folders of an issue that hold its pages in one form each."""

_FORM_ENDINGS = (".txt", ".pdf", ".html")  # of a page whose layout is there as well
_LAYOUTS = (alto, page_xml, hocr, abbyy)  # of one page in several, the first is read
_LAYOUT_ENDINGS = (".xml", ".alto", ".html", ".htm", ".xhtml", ".hocr")
_WRITTEN = b"Unicode>"  # where PAGE has text
_OF_ISSUE = -1  # goes before all: the page is read with its issue
# What the Internet Archive makes of one scan, by what follows the scan's name; the first is read. ABBYY's can be read
# however long it is, and texts go after what has a layout.
_INTERNET_ARCHIVE = re.compile(
    r"_(?:(abbyy(?:\.xml)?(?:\.gz)?)|(c?hocr\.html(?:\.gz)?)|(djvu\.txt)|(hocr_searchtext\.txt(?:\.gz)?)"
    r"|(djvu\.xml|text\.pdf|bw\.pdf))$",
    re.IGNORECASE,
)
_LAST = len(_LAYOUTS) + _INTERNET_ARCHIVE.groups  # goes after all, and another form is never left out for it
_FORM = re.compile(r"(?:[._-](?:alto|hocr)|\.page)$", re.IGNORECASE)  # as a name's part: 0001.alto.xml


def relative(name: str, href: str) -> str:
    """The path that ``href`` means when it stands in the file ``name``; empty when it leads out of the root."""
    absolute = name.startswith("/")
    parts = [part for part in PurePosixPath(name).parts[:-1] if part != "/"]
    for part in clean_href(href).split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return ("/" if absolute else "") + "/".join(parts)


def claimed(
    items: Iterable[Item], known: dict[str, str] | None = None, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, str]:
    """The items (by ``where``) that are not to be read by themselves, with the kind of each.

    ``known`` holds what was claimed before and is added to; only items whose names can play a part are looked into,
    and of the others nothing is kept: there may be millions.
    """
    result = known if known is not None else {}
    forms: set[str] = set()
    layouts: list[tuple[int, str]] = []  # with what is read rather
    records: list[_Record] = []
    for item in items:
        if cancelled():
            raise Cancelled
        where = item.where
        name = where.lower().rpartition("/")[2]
        if name.endswith(_FORM_ENDINGS):
            forms.add(where)
        if where in result:
            if result[where] == PAGES and name.endswith(_LAYOUT_ENDINGS):
                layouts.append((_OF_ISSUE, where))
            continue
        # By name first: a folder may hold a hundred thousand JSON files.
        if name.endswith(".json") and "manifest" in name and _is_manifest(item):
            result.update({relative(where, listed): LISTS for listed in _lists(item)})
        if found := _INTERNET_ARCHIVE.search(name):
            too_large = found[2] and not _can_be_held(item)
            layouts.append((_LAST if too_large else len(_LAYOUTS) + (found.lastindex or 0), where))
        elif name.endswith(_LAYOUT_ENDINGS):
            root = _root(item)
            if root == "mets":
                records += _issue_record(item)
            elif root in ("batch", "reel"):
                result[where] = REELS
            elif (rank := _rank(item)) is not None:
                layouts.append((rank, where))
        item.forget()
    for record in sorted(records, key=lambda record: (record.missing, record.item.where)):
        _claim_issue(record, result)
    _claim_forms(layouts, forms, result)
    return result


def _claim_forms(layouts: list[tuple[int, str]], forms: set[str], result: dict[str, str]) -> None:
    """Claims all but one form of each page; two of the same kind are two pages, whatever their names."""
    layouts = [(_OF_ISSUE if result.get(where) == PAGES else rank, where) for rank, where in layouts]
    best: dict[str, int] = {}
    stems: set[str] = set()
    for rank, where in layouts:
        if rank < _LAST:
            stem, page = _stem_and_page(where)
            best[page] = min(rank, best.get(page, rank))
            stems |= {stem, page}
    others = [where for rank, where in layouts if rank > best.get(_stem_and_page(where)[1], rank)]
    others += [where for where in forms.difference(where for _, where in layouts) if _stem_and_page(where)[0] in stems]
    result.update({where: FORMS for where in others if where not in result})


def _stem_and_page(where: str) -> tuple[str, str]:
    """The file's place in its issue without its ending, and without what tells the form: that is the page's own."""
    folder, name = issue_folder(where), where.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    found = _INTERNET_ARCHIVE.search(name) or _FORM.search(stem)
    return f"{folder}/{stem}", f"{folder}/{name[: found.start()] if found else stem}"


def issue_folder(where: str) -> str:
    """The folder of the issue in which a page lies, perhaps among those of its form."""
    folder = PurePosixPath(where).parent
    return str(folder.parent if folder.name.lower() in TEXT_FOLDERS else folder)


def _rank(item: Item) -> int | None:
    """The place of a page's layout among the kinds of layouts; None for any other document."""
    try:
        sample = item.sample()
        rank = next((rank for rank, layout in enumerate(_LAYOUTS) if layout.sniff(sample)), None)
        if rank is None or (_LAYOUTS[rank] is hocr and not _can_be_held(item)):
            return None
        if _LAYOUTS[rank] is page_xml and _WRITTEN not in sample.head and _WRITTEN not in item.data(MAX_XML):
            return None  # regions and lines that nobody has read yet: the text is elsewhere
    except CONTAINER_ERRORS:
        return None  # its reading will meet the same fault and report it
    return rank


def _can_be_held(item: Item) -> bool:
    """Whether a document is small enough to be parsed as a whole; a .gz tells its size unpacked in its last bytes."""
    packed = item.name.lower().endswith(".gz")
    if item.size and not packed:
        return item.size <= MAX_XML
    try:
        with item.open() as stream:
            size = stream.seek(-4 if packed else 0, os.SEEK_END)
            return (int.from_bytes(stream.read(4), "little") if packed else size) <= MAX_XML
    except CONTAINER_ERRORS:
        return False  # its reading will meet the same fault and report it


def batch_issues(item: Item) -> list[str]:
    """The METS documents that a batch record (NDNP's ``batch.xml``) names; empty for any other document."""
    if _root(item) != "batch":
        return []
    try:
        root, _ = parse_xml(item.data(MAX_XML))
    except CONTAINER_ERRORS:
        return []  # the file is then reported as what it is: a document of no known kind
    return [clean_href(element.text or "") for element in root.iter("{*}issue") if (element.text or "").strip()]


def parts(item: Item) -> set[str]:
    """The files (by ``where``) that are read with a METS document or a manifest, as far as they are there."""
    if _root(item) == "mets":
        return {part for record in _issue_record(item) for part in record.texts if part}
    if _is_manifest(item):
        return {part for name in _lists(item) if (part := relative(item.where, name))}
    return set()


def _is_manifest(item: Item) -> bool:
    try:
        return iiif.sniff(item.sample()) > 0
    except CONTAINER_ERRORS:
        return False  # its reading will meet the same fault and report it


def _lists(item: Item) -> list[str]:
    """The annotation files beside a manifest that it refers to."""
    try:
        document = json.loads(decode(item.data()) or "null")
    except CONTAINER_ERRORS:
        return []  # its reading will meet the same fault and report it
    if not isinstance(document, dict):
        return []
    return [name for name in iiif.local_lists(document, item.beside) if name]


def _root(item: Item) -> str:
    try:
        return item.sample().root
    except CONTAINER_ERRORS:
        return ""  # its reading will meet the same fault and report it


@dataclass(frozen=True)
class _Record:
    """A METS document, the page texts that it names and that are there, and how many are not."""

    item: Item
    issue: Issue
    texts: frozenset[str]
    missing: int


def _issue_record(item: Item) -> list[_Record]:
    try:
        root, _ = parse_xml(item.data(MAX_XML))
    except CONTAINER_ERRORS:
        return []  # its reading will meet the same fault and report it
    issue = issue_of(root)
    there = [page for page in issue.pages if item.beside(page.text_file)]
    texts = frozenset(relative(item.where, page.text_file) for page in there)
    return [_Record(item, issue, texts, len(issue.pages) - len(there))]


def _claim_issue(record: _Record, result: dict[str, str]) -> None:
    where = record.item.where
    if record.issue.is_reel:
        result[where] = REELS
    elif record.texts and all(result.get(text) == PAGES for text in record.texts):
        # NDNP keeps an issue's record as delivered and as validated (1887030301_1.xml); the more complete one is read.
        result[where] = COPIES
        return
    elif not record.texts:
        return
    for name in record.issue.files:
        claimed_where = relative(where, name)
        if claimed_where:
            result[claimed_where] = REELS if record.issue.is_reel else PAGES
