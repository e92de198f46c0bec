"""Which of several documents are read as part of another one: an issue's pages, a page's second forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from dejavu_app.errors import Cancelled
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.formats import iiif
from dejavu_app.reading.issue import Issue, clean_href, issue_of
from dejavu_app.reading.source import Item
from dejavu_app.reading.streams import CONTAINER_ERRORS
from dejavu_app.reading.xmltext import MAX_XML, parse_xml

PAGES = "pages that are read with their issue"
COPIES = "second records of an issue"
REELS = "microfilm and batch records"
LISTS = "annotations that are read with their manifest"
FORMS = "other forms of pages that are read"

_FORM_ENDINGS = (".txt", ".pdf", ".html")  # of a page whose layout is there as well


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
    layouts: list[str] = []  # names, without their ending, of pages with their layout
    records: list[_Record] = []
    for item in items:
        if cancelled():
            raise Cancelled
        where = item.where
        ending = where.lower().rpartition(".")[2]
        if where.lower().endswith(_FORM_ENDINGS):
            forms.add(where)
        if where in result:
            continue
        # By name first: a folder may hold a hundred thousand JSON files.
        if ending == "json" and "manifest" in where.lower().rpartition("/")[2] and _is_manifest(item):
            result.update({relative(where, name): LISTS for name in _lists(item)})
        if ending == "xml":
            root = _root(item)
            if root == "mets":
                records += _issue_record(item)
            elif root in ("batch", "reel"):
                result[where] = REELS
            elif root == "alto":
                layouts.append(where[: -len(".xml")])
        item.forget()
    if forms:
        result.update({stem + end: FORMS for stem in layouts for end in _FORM_ENDINGS if stem + end in forms})
    for record in sorted(records, key=lambda record: (record.missing, record.item.where)):
        _claim_issue(record, result)
    return result


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
