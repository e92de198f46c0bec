"""Which of several documents are read as part of another one: an issue's pages, a page's second forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.reading.issue import clean_href, issue_of
from dejavu_app.reading.source import Item
from dejavu_app.reading.xmltext import MAX_XML, parse_xml

PAGES = "pages that are read with their issue"
COPIES = "second records of an issue"
REELS = "microfilm and batch records"
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

    ``known`` holds what was claimed before and is added to; only items whose names can play a part are looked into.
    """
    result = known if known is not None else {}
    by_where = {item.where: item for item in items}
    forms = {where for where in by_where if where.lower().endswith(_FORM_ENDINGS)}
    for where, item in by_where.items():
        if cancelled():
            raise Cancelled
        if not where.lower().endswith(".xml") or where in result:
            continue
        root = _root(item)
        if root == "mets":
            _claim_issue(item, result)
        elif root in ("batch", "reel"):
            result[where] = REELS
        elif root == "alto" and forms:
            stem = where[: -len(".xml")]
            result.update({stem + ending: FORMS for ending in _FORM_ENDINGS if stem + ending in forms})
    return result


def batch_issues(item: Item) -> list[str]:
    """The METS documents that a batch record (NDNP's ``batch.xml``) names; empty for any other document."""
    if _root(item) != "batch":
        return []
    try:
        root, _ = parse_xml(item.data(MAX_XML))
    except (ReadError, OSError):
        return []  # the file is then reported as what it is: a document of no known kind
    return [clean_href(element.text or "") for element in root.iter("{*}issue") if (element.text or "").strip()]


def _root(item: Item) -> str:
    try:
        return item.sample().root
    except (ReadError, OSError, EOFError, ValueError, RuntimeError):
        return ""  # its reading will meet the same fault and report it


def _claim_issue(item: Item, result: dict[str, str]) -> None:
    try:
        root, _ = parse_xml(item.data(MAX_XML))
    except (ReadError, OSError, EOFError):
        return  # its reading will meet the same fault and report it
    issue = issue_of(root)
    if issue.is_reel:
        result[item.where] = REELS
    texts = {relative(item.where, page.text_file) for page in issue.pages} - {""}
    if texts and all(result.get(text) == PAGES for text in texts):
        result[item.where] = COPIES  # NDNP keeps the issue as delivered and as validated: 1887030301_1.xml
        return
    if not issue.is_reel and not any(item.beside(page.text_file) for page in issue.pages):
        return
    for name in issue.files:
        where = relative(item.where, name)
        if where:
            result[where] = REELS if issue.is_reel else PAGES
