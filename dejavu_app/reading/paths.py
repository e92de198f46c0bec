"""What a path says about a page: date, newspaper number, edition and page, in the layouts that archives use."""

from __future__ import annotations

import re
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
_YEARED = re.compile(r"(?<![\da-zA-Z.])(1[5-9]\d\d)(?!\d)")
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
    return PathFacts(_nearest_date("/".join(parts[-_NEAR:])), lccns[-1] if lccns else "", page)


def _last(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    return found[-1] if found else ""


def _nearest_date(tail: str) -> PartialDate | None:
    for pattern in (_DATED, _MONTHED, _YEARED):
        for found in reversed(list(pattern.finditer(tail))):
            groups = [group for group in found.groups() if group.isdigit()]
            date = _date(*groups)
            if date:
                return date
    return None


def _date(*parts: str) -> PartialDate | None:
    try:
        return PartialDate(*(int(part) for part in parts))
    except ValueError:
        return None
