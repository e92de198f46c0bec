"""The structure of a METS document: its page files, its articles as areas of pages, and what it describes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import unquote

from dejavu_app.reading.mods import Description, describe, described_by_label
from dejavu_app.reading.xmltext import Element, local

Area = tuple[str, str, str]  # id of the page text, first element's id ("": the whole page), last element's id

_HREF = "{http://www.w3.org/1999/xlink}href"
_FROM = "{http://www.w3.org/1999/xlink}from"
_TO = "{http://www.w3.org/1999/xlink}to"
_CONTAINERS = frozenset(
    ["newspaper", "volume", "issue", "supplement", "content", "section", "year", "month", "day", "periodical", "page",
     "pages", "monograph", "front", "main", "back", "newspaperissue", "logical", "number"]
)  # fmt: skip
_PARTS = frozenset(
    ["heading", "title", "subtitle", "subheadline", "headline", "overline", "kicker", "body", "bodycontent",
     "paragraph", "text", "textblock", "line", "caption", "byline", "author", "lead", "footnote", "image", "column",
     "pagearea", "titlesection", "publishingstmt"]
)  # fmt: skip
_ITEMS = frozenset(["article", "advert", "advertisement", "deathnotice", "obituary", "letter", "weather"])
_HEADINGS = frozenset(["heading", "title", "headline", "overline"])


@dataclass(frozen=True)
class PageFiles:
    """A page: the id and name of its text (ALTO or PAGE), its images, its number in the issue and its printed label."""

    text: str
    text_file: str
    images: tuple[str, ...]
    number: int
    label: str


@dataclass(frozen=True)
class Unit:
    """An article of the structure: where its words stand, and those of its heading."""

    name: str
    areas: tuple[Area, ...]
    heading: tuple[Area, ...]
    description: Description


@dataclass(frozen=True)
class Issue:
    """All of it; ``files`` are the names of every file that the document lists."""

    description: Description
    pages: tuple[PageFiles, ...]
    units: tuple[Unit, ...]
    files: tuple[str, ...]
    is_reel: bool = False


def issue_of(root: Element) -> Issue:
    """The structure of a parsed METS document."""
    files = _Files(root)
    records = {record.get("ID", ""): describe(record) for record in root.iter("{*}dmdSec")}
    maps = list(root.iter("{*}structMap"))
    pages = _pages(maps, files, records)
    return Issue(
        description=_description(root, maps, records),
        pages=tuple(pages),
        units=tuple(_units(root, maps, files, records)),
        files=tuple(files.names.values()),
        is_reel="microfilmreel" in root.get("TYPE", "").lower(),
    )


def clean_href(href: str) -> str:
    """A file's name as METS documents write it, relative to the document."""
    return re.sub(r"^file:(?://)?/?(?=\.|[^/])", "", href.strip()).replace("\\", "/").removeprefix("./")


class _Files:
    """The file section: names by id, and which of them are page texts."""

    def __init__(self, root: Element) -> None:
        self.names: dict[str, str] = {}
        self.texts: set[str] = set()
        self.steps: set[str] = set()  # of the texts, those in PAGE: OCR-D keeps one for each step of the work
        for element in root.iter("{*}file"):
            name = element.get("ID", "")
            location = element.find("{*}FLocat")
            # An address, in which a blank stands as %20.
            href = unquote(clean_href(location.get(_HREF, ""))) if location is not None else ""
            if not name or not href:
                continue
            self.names[name] = href
            uses = (
                element.get("USE", "")
                + " "
                + " ".join(
                    f"{group.get('USE', '')} {group.get('ID', '')}" for group in element.iterancestors("{*}fileGrp")
                )
            )
            ending = href.lower().rpartition(".")[2]
            if ending in ("xml", "alto") and not re.search(r"tei|hocr|page-?xml|premis", uses, re.IGNORECASE):
                self.texts.add(name)
                if "prima.page" in element.get("MIMETYPE", "").lower():
                    self.steps.add(name)

    def images(self, ids: list[str]) -> tuple[str, ...]:
        """The image files among some ids: JPEG 2000 first, then what else is a picture, then PDF."""
        endings = [".jp2", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".pdf"]
        names = [self.names[name] for name in ids if name in self.names]
        known = [name for name in names if name.lower().endswith(tuple(endings))]
        return tuple(sorted(known, key=lambda name: endings.index("." + name.lower().rpartition(".")[2])))


def _kind(div: Element) -> str:
    """A division's type without prefix or punctuation, in lower case: ``np:page`` is ``page``."""
    return re.sub(r"[^a-z]", "", div.get("TYPE", "").lower().rpartition(":")[2])


def _pages(maps: list[Element], files: _Files, records: dict[str, Description]) -> list[PageFiles]:
    pages: list[PageFiles] = []
    seen: set[str] = set()
    for div in (div for structure in maps for div in structure.iter("{*}div")):
        if not _kind(div).endswith("page"):
            continue
        ids = [pointer.get("FILEID", "") for pointer in div.iterfind("{*}fptr")]
        ids += [area.get("FILEID", "") for pointer in div.iterfind("{*}fptr") for area in pointer.iter("{*}area")]
        texts = [name for name in ids if name in files.texts]
        if not texts:
            continue
        text = next((name for name in texts if name not in files.steps), texts[-1])  # the last step has the text
        if text in seen:
            continue
        seen.add(text)
        number = len(pages) + 1
        about = records.get((div.get("DMDID") or "").split(" ")[0], Description())
        label = div.get("ORDERLABEL") or about.page or div.get("ORDER") or str(number)
        pages.append(PageFiles(text, files.names[text], files.images(ids), number, label.strip("[] ")))
    if not pages:  # no pages in the structure: the files themselves, in their order
        for number, text in enumerate((name for name in files.names if name in files.texts), 1):
            pages.append(PageFiles(text, files.names[text], (), number, str(number)))
    return pages


def _description(root: Element, maps: list[Element], records: dict[str, Description]) -> Description:
    about = Description()
    for div in (div for structure in maps for div in structure.iter("{*}div")):
        if "issue" in _kind(div) or _kind(div) in ("newspaper", "volume", "physsequence"):
            for name in (div.get("DMDID") or "").split():
                about = about.or_else(records.get(name, Description()))
            about = about.or_else(described_by_label(div.get("LABEL", "")))
    if not about.date or not about.title:
        dated = [record for record in records.values() if record.date or record.lccn]
        for record in dated:
            about = about.or_else(record)
    return about.or_else(described_by_label(root.get("LABEL", "")))


def _units(root: Element, maps: list[Element], files: _Files, records: dict[str, Description]) -> list[Unit]:
    links = _links(root)
    divs = {div.get("ID"): div for structure in maps for div in structure.iter("{*}div") if div.get("ID")}
    for structure in sorted(maps, key=lambda structure: structure.get("TYPE", "").upper() != "LOGICAL"):
        units = []
        for number, div in enumerate(_unit_divs(structure), 1):
            areas = _areas(div, files, links, divs)
            if not areas:
                continue
            heading: list[Area] = []
            for inner in div.iter("{*}div"):
                if _kind(inner) in _HEADINGS:
                    heading = _areas(inner, files, links, divs)
                    break
            about = Description()
            for name in (div.get("DMDID") or "").split():
                about = about.or_else(records.get(name, Description()))
            if not about.title and div.get("LABEL"):
                about = about.or_else(Description(title=" ".join(div.get("LABEL", "").split())))
            units.append(Unit(div.get("ID") or f"article{number}", tuple(areas), tuple(heading), about))
        if units:
            return _apart(units)
    return []


def _apart(units: list[Unit]) -> list[Unit]:
    """The units without the whole pages that several of them are said to stand on: of these, nobody knows the part."""
    claims = Counter(area for unit in units for area in set(unit.areas) if not area[1])
    own = (replace(unit, areas=tuple(area for area in unit.areas if claims[area] < 2)) for unit in units)
    return [unit for unit in own if unit.areas]


def _unit_divs(parent: Element) -> list[Element]:
    """The outermost divisions that are articles, advertisements and the like."""
    found: list[Element] = []
    for div in parent.iterfind("{*}div"):
        kind = _kind(div)
        if kind.endswith("page"):
            continue
        if kind in _PARTS:
            found += _items(div)
        elif kind == "section":
            found += _section(div)
        elif kind in _CONTAINERS or "issue" in kind or kind == "physsequence":
            found += _unit_divs(div)
        elif _unit_divs(div) and not any(_kind(child) in _PARTS for child in div.iterfind("{*}div")):
            found += _unit_divs(div)  # an unknown kind that only groups others
        else:
            found.append(div)
    return found


def _section(div: Element) -> list[Element]:
    """The articles in a section, or the section where it has a heading and a body, and no articles."""
    return _unit_divs(div) or [div] * any(_kind(child) in _PARTS for child in div.iterfind("{*}div"))


def _items(part: Element) -> list[Element]:
    """The articles and the like inside the body of a section, which are not merely what the body is made of."""
    found: list[Element] = []
    for div in part.iterfind("{*}div"):
        kind = _kind(div)
        if kind in _ITEMS:
            found.append(div)
        elif kind == "section":
            found += _section(div)
        elif kind in _PARTS:
            found += _items(div)
    return found


def _links(root: Element) -> dict[str, list[str]]:
    """Structural links: the physical divisions of each logical one, in their order."""
    links: dict[str, list[str]] = {}
    for link in root.iter("{*}smLink"):
        start, end = link.get(_FROM, "").lstrip("#"), link.get(_TO, "").lstrip("#")
        if start and end:
            links.setdefault(start, []).append(end)
    for group in root.iter("{*}smLinkGrp"):
        names = [locator.get(_HREF, "").lstrip("#") for locator in group.iter("{*}smLocatorLink")]
        if len(names) > 1:
            links.setdefault(names[0], []).extend(names[1:])
    return links


def _areas(div: Element, files: _Files, links: dict[str, list[str]], divs: dict[str | None, Element]) -> list[Area]:
    """Areas in a division and its parts, and those of the physical divisions that it is linked to."""
    areas = _own_areas(div, files)
    if areas:
        return areas
    for inner in div.iter("{*}div"):
        for target in links.get(inner.get("ID", ""), []):
            physical = divs.get(target)
            if physical is None:
                continue
            if _kind(physical).endswith("page"):
                names = [pointer.get("FILEID", "") for pointer in physical.iterfind("{*}fptr")]
                areas += [(name, "", "") for name in names if name in files.texts]
            elif local(physical) == "div" and _kind(physical) != "physsequence":
                areas += _own_areas(physical, files)
    return list(dict.fromkeys(areas))


def _own_areas(div: Element, files: _Files) -> list[Area]:
    return [
        (area.get("FILEID", ""), area.get("BEGIN", ""), area.get("END") or area.get("BEGIN", ""))
        for area in div.iter("{*}area")
        if area.get("FILEID") in files.texts and area.get("BEGIN")
    ]
