"""What a path says about a page: date, newspaper number, edition and page, in the layouts that archives use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dejavu_app.domain import PartialDate

_LCCN = r"(?P<lccn>[a-z]{0,3}\d{8,10})"
_DAY = r"(?P<y>1[5-9]\d\d|20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
# Chronicling America as the text dumps lay it out: 19160501/sn82014086-ed-1_seq-1.txt
_DUMP = re.compile(rf"(?:^|/){_DAY}/{_LCCN}[-_]ed-(?P<ed>\d+)[-_]seq-(?P<seq>\d+)(?:[./_]|$)")
# ... and as the Library serves it: sn82014086/1916/05/01/ed-1/seq-1/ocr.txt
_SERVED = re.compile(
    rf"(?:^|/){_LCCN}/(?P<y>\d{{4}})[/-](?P<m>\d\d)[/-](?P<d>\d\d)/ed-(?P<ed>\d+)/seq-(?P<seq>\d+)(?:[./_]|$)"
)
# A page by name: sn83045555_1909_12_24_6.xml
_NAMED = re.compile(
    rf"(?:^|/){_LCCN}[_.](?P<y>\d{{4}})[-_](?P<m>\d\d)[-_](?P<d>\d\d)(?:[_-](?P<seq>\d{{1,4}}))?(?:\.|$)"
)
# A day, and the same with an edition, as NDNP names its issues: 1887030801.
_DATED = re.compile(r"(?<!\d)(1[5-9]\d\d|20[0-3]\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:0\d)?(?!\d)")
_MONTHED = re.compile(r"(?<!\d)(1[5-9]\d\d|20[0-2]\d)[-_/](0[1-9]|1[0-2])(?!\d)")
# A year by itself: no decade (1890s), no years from-to (1833-1950), no size of an image (1600dpi, 1920x1080).
_YEARED = re.compile(
    r"(?<![\da-z.])(?<!\d{4}[-–])(1[5-9]\d\d)(?!\d|s(?![a-z])|px|dpi|x\d|[-–]\d{4}(?!\d))", re.IGNORECASE
)
# What a number counts that follows it, at once or as the only thing in a file's name: article_1612, pages/1612.txt.
_COUNTING = re.compile(
    r"(?:^|[^a-z])(?:art|articles?|box|docs?|documents?|files?|film|frame|id|ids|images?|img|issue|items?|nos?|nr|num"
    r"|numbers?|p|pag|pages?|parts?|pg|pp|rec|records?|reel|rolls?|rows?|scans?|seq|sheets?|story|stories|texts?|txts?)"
    r"[ _.#-]*/?$|[#№°]\s*$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:\.[a-z]\w*)*", re.IGNORECASE)
_PAGED = re.compile(r"(?:^|[/_.-])(?:p|pg|page|seq|seite|blatt)[-_ ]?0*(\d{1,4})(?=[._/-]|$)", re.IGNORECASE)
_TRAILING = re.compile(r"(?<=[_-])0*(\d{1,4})(?=\.[a-z]+(?:\.[a-z]+)?$|$)", re.IGNORECASE)
_ANY_LCCN = re.compile(r"(?:^|[/_.])((?:sn|sc|sf|ca|la|no|in|is|ws)\d{8})(?=[/_.-]|$)")
_DEPTH = 7  # folders above a file that a known layout has; further up are the person's own
_NEAR = 5  # parts of a path that a date of no known layout is looked for in


@dataclass(frozen=True)
class PathFacts:
    """What was found; ``layout`` says that the path is one of Chronicling America's, so that the file is a page."""

    date: PartialDate | None = None
    lccn: str = ""
    page: str = ""
    edition: str = ""
    layout: bool = False

    @property
    def identifier(self) -> str:
        """Chronicling America's own name for the page, such as ``sn82014086/1916-05-01/ed-1/seq-1``."""
        if not (self.layout and self.lccn and self.date and self.page):
            return ""
        return f"{self.lccn}/{self.date}/ed-{self.edition or '1'}/seq-{self.page}"

    @property
    def url(self) -> str:
        """The page's address at the Library of Congress, or an empty string."""
        return f"https://chroniclingamerica.loc.gov/lccn/{self.identifier}/" if self.identifier else ""


def path_facts(path: str) -> PathFacts:
    """The facts in a path; its last parts count most, and parts far up do not count."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    tail = "/".join(parts[-_DEPTH - 1 :])
    for pattern in (_DUMP, _SERVED, _NAMED):
        matches = list(pattern.finditer(tail))
        found = matches[-1] if matches else None  # the nearest to the file
        date = _date(found["y"], found["m"], found["d"]) if found else None
        if found and date:
            fields = found.groupdict()
            seq = fields.get("seq")
            return PathFacts(date, found["lccn"], str(int(seq)) if seq else "", fields.get("ed") or "", bool(seq))
    lccns = _ANY_LCCN.findall(tail)
    name = parts[-1] if parts else ""
    page = _last(_PAGED, tail) or _last(_TRAILING, _DATED.split(name)[-1] if _DATED.search(name) else "")
    return PathFacts(_nearest_date(parts[-_NEAR:]), lccns[-1] if lccns else "", page)


def _last(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    return found[-1] if found else ""


def _nearest_date(parts: list[str]) -> PartialDate | None:
    """The date that ends in the part nearest to the file, or one further up that says the same more precisely.

    A year alone in a file's name may be a number that counts: it gives way to a folder's month or day, but not to one
    from 2000 on, which is that of a download.
    """
    dates = list(_dates(parts))
    if not dates:
        return None
    nearest, in_name = dates[0]
    for date, _ in dates[1:]:
        older = in_name and not nearest.month and date.month and date.year < 2000
        if older or (nearest.first <= date.first and date.last <= nearest.last):
            nearest, in_name = date, False
    return nearest


def _dates(parts: list[str]) -> Iterator[tuple[PartialDate, bool]]:
    """Each part's date, with whether it stands in the file's name, from the last part to the first."""
    tail = "/".join(parts)
    end = len(tail)
    for number, part in enumerate(reversed(parts)):
        start = end - len(part)
        for pattern in (_DATED, _MONTHED, _YEARED):
            # A date may begin in the parts before (1890/05) but ends in this one.
            matches = [found for found in pattern.finditer(tail) if start < found.end() <= end]
            if pattern is _YEARED:
                matches = [found for found in matches if not _counts(tail, found, number == 0)]
            groups = ([group for group in found.groups() if group.isdigit()] for found in reversed(matches))
            date = next((date for date in (_date(*group) for group in groups) if date), None)
            if date:
                yield date, number == 0
                break
        end = start - 1


def _counts(tail: str, found: re.Match[str], in_name: bool) -> bool:
    """Whether the number is an article's or a page's and no year."""
    before = _COUNTING.search(tail, 0, found.start())
    if before is None:
        return False
    if not before[0].endswith("/"):
        return True
    # In a folder of pages, 1889 is a year as a folder and a page's number as a file.
    return in_name and _ENDING.fullmatch(tail, found.end()) is not None


def _date(*parts: str) -> PartialDate | None:
    try:
        return PartialDate(*(int(part) for part in parts))
    except ValueError:
        return None
