"""Descriptive metadata (MODS, Dublin Core) of an issue, a page or an article, as METS wraps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from dejavu_app.dates import parse_date
from dejavu_app.domain import PartialDate
from dejavu_app.reading.xmltext import Element, first_text, local, words_of

# "The sun (New York [N.Y.]), 1916-05-26", "The Omaha Daily Bee, 1887-03-03", "The Statesman. 1824-02-17"
_LABEL = re.compile(
    r"^(?P<title>.+?)(?:\s*\((?P<place>[^()]*)\))?(?:\s+\d{4}[-?\d]*)?[,.]?\s+(?P<date>\S*\d{4}\S*|\S+ \d+, \d{4})$"
)


@dataclass(frozen=True)
class Description:
    """What a record says; empty where it says nothing."""

    title: str = ""
    date: PartialDate | None = None
    date_text: str = ""
    place: str = ""
    lccn: str = ""
    identifier: str = ""
    edition: str = ""
    page: str = ""
    language: str = ""
    author: str = ""

    def or_else(self, other: Description) -> Description:
        """This description, completed by another one where it is silent."""
        known = {name: getattr(self, name) or getattr(other, name) for name in (field.name for field in fields(self))}
        return Description(**known)


def describe(record: Element) -> Description:
    """The description in a ``dmdSec`` (or any element that holds MODS or Dublin Core)."""
    mods = record if local(record) == "mods" else next(record.iter("{*}mods"), None)
    return _mods(mods) if mods is not None else _dublin_core(record)


def described_by_label(label: str) -> Description:
    """What a METS document's own label says, such as ``The Omaha Daily Bee, 1887-03-03``."""
    found = _LABEL.match(" ".join(label.split()))
    if not found:
        return Description()
    date = parse_date(found["date"])
    return (
        Description(title=found["title"].strip(" ,"), place=found["place"] or "", date=date) if date else Description()
    )


def _mods(mods: Element) -> Description:
    host = next((item for item in mods.iterfind("{*}relatedItem") if item.get("type") == "host"), None)
    date = ""
    for path in ("{*}originInfo/{*}dateIssued", "{*}part/{*}date", "{*}originInfo/{*}dateCreated"):
        date = date or first_text(mods, path) or (first_text(host, path) if host is not None else "")
    identifiers: dict[str, str] = {}
    for element in [*mods.iterfind("{*}identifier"), *(host.iterfind("{*}identifier") if host is not None else ())]:
        identifiers.setdefault(element.get("type", "").lower(), words_of(element))
    details = {detail.get("type", "").lower(): first_text(detail, "{*}number") for detail in mods.iter("{*}detail")}
    page = details.get("page number") or details.get("page") or ""
    if not page:
        extent = mods.find("{*}part/{*}extent")
        page = first_text(extent, "{*}start") if extent is not None else ""
    title = _title(mods) or (_title(host) if host is not None else "")
    parsed = parse_date(date)
    return Description(
        title=title,
        date=parsed,
        date_text="" if parsed else date,
        place=_place(mods) or (_place(host) if host is not None else ""),
        lccn=identifiers.pop("lccn", ""),
        identifier=next((value for value in identifiers.values() if value), ""),
        edition=details.get("edition", ""),
        page=page,
        language=first_text(mods, "{*}language/{*}languageTerm") or first_text(mods, "{*}language"),
        author=_author(mods),
    )


def _title(element: Element) -> str:
    for info in element.iterfind("{*}titleInfo"):
        parts = [words_of(part) for part in info if local(part) in ("nonSort", "title", "subTitle", "partName")]
        title = " ".join(part for part in parts if part)
        if title:
            return title
    return ""


def _place(element: Element) -> str:
    terms = list(element.iterfind("{*}originInfo/{*}place/{*}placeTerm"))
    written = [words_of(term) for term in terms if term.get("type") != "code"]
    return next((term for term in written if term), "")


def _author(mods: Element) -> str:
    names = []
    for name in mods.iterfind("{*}name"):
        parts = [words_of(part) for part in name.iterfind("{*}namePart")]
        names.append(" ".join(part for part in parts if part) or first_text(name, "{*}displayForm"))
    return ", ".join(name for name in names if name)


def _dublin_core(record: Element) -> Description:
    def value(*names: str) -> str:
        return next((text for name in names for found in record.iter(f"{{*}}{name}") if (text := words_of(found))), "")

    date = value("issued", "date", "created")
    parsed = parse_date(date)
    return Description(
        title=value("title"),
        date=parsed,
        date_text="" if parsed else date,
        place=value("spatial", "coverage"),
        identifier=value("identifier"),
        language=value("language"),
        author=value("creator"),
    )
