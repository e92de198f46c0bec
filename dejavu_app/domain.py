"""The plain data that passes from one stage to the next: the words of the design, as frozen dataclasses.

files → ``Article`` → ``Passage`` → ``Mention`` → masked text → vector → ``Parallel``. Nothing here does work;
every stage imports these types and no stage imports a later one. All offsets are counted in Unicode code points of
the article's text as read, half-open: ``text[start:end]``.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from typing import Literal

LABELS: tuple[str, ...] = ("PER", "ORG", "LOC", "MISC")

Mode = Literal["semantic", "keyword", "hybrid"]
Band = Literal["strong", "fair", "weak"]
MaskStyle = Literal["remove", "token", "typed", "none"]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day, as newspapers and catalogues give it."""

    year: int
    month: int = 0  # 0: not known
    day: int = 0  # 0: not known

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 2999:
            raise ValueError(f"year {self.year} is outside 1000-2999")
        if not 0 <= self.month <= 12 or (self.day and not self.month):
            raise ValueError(f"month {self.month} cannot stand in a date")
        if self.day < 0 or (self.day and self.day > monthrange(self.year, self.month)[1]):
            raise ValueError(f"day {self.day} is not in {self.year}-{self.month:02d}")

    def __str__(self) -> str:
        """ISO 8601 with reduced precision: ``1916``, ``1916-05`` or ``1916-05-26``."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """The date that ``YYYY[-MM[-DD]]`` says. Raises ``ValueError`` for anything else."""
        parts = [int(part) for part in text.strip().split("-")]
        if "_" in text or not 1 <= len(parts) <= 3:  # Python takes 1_916 for a number
            raise ValueError(f"{text!r} is not YYYY[-MM[-DD]]")
        return cls(*parts)

    @property
    def first(self) -> int:
        """The earliest day this date can mean, as the integer ``YYYYMMDD``."""
        return self.year * 10000 + (self.month or 1) * 100 + (self.day or 1)

    @property
    def last(self) -> int:
        """The latest day this date can mean, as the integer ``YYYYMMDD``."""
        month = self.month or 12
        return self.year * 10000 + month * 100 + (self.day or monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class LineBox:
    """One printed line on its page: where it stands in the text (characters) and on the scan.

    ``x, y, width, height`` are in the source's own pixels (or tenths of millimetres); ``Article.page_size`` gives the
    page's extent in the same units, so that only ratios matter.
    """

    start: int
    end: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader makes of a file: the unit that a scholar cites, with its text exactly as read.

    ``locator`` finds the article again inside its source: an archive member's path, a row (``rows.csv#row=12``), a
    structure's id, and for an article cut out of a page ``#char=START,END`` (RFC 5147) into the page's text.
    ``whole_page`` marks a page's undivided text, which ``dejavu_app.text`` cuts into articles.
    """

    text: str
    locator: str = ""
    external_id: str = ""
    headline: str = ""
    byline: str = ""
    date: PartialDate | None = None
    date_text: str = ""  # as found, when it could not be understood
    newspaper: str = ""
    place: str = ""
    page: str = ""
    edition: str = ""
    language: str = ""
    url: str = ""
    confidence: float | None = None  # the OCR engine's own mean word confidence, 0-1
    page_image: str = ""  # path of the scan beside the source, relative to it
    page_size: tuple[float, float] = (0.0, 0.0)  # width, height in the units of ``lines``
    lines: tuple[LineBox, ...] = ()
    whole_page: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is encoded: ``article.text[start:end]``, 150 to 200 words, ``ordinal`` counted from 0."""

    ordinal: int
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A recognised entity in its place; ``label`` is one of ``LABELS``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search before ranking; an empty field lets everything through."""

    date_from: PartialDate | None = None
    date_to: PartialDate | None = None
    newspapers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()  # codes of BCP 47; "und": the source states none
    collection: int | None = None
    must: tuple[str, ...] = ()  # words or phrases that must occur
    must_not: tuple[str, ...] = ()  # words or phrases that must not occur
    min_quality: float = 0.0

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A search as a person states it; everything that decides the result is in here, so that it can be repeated.

    ``labels`` are the entity labels that are hidden; ``shown`` are recognised spans that the reader switched off and
    ``hidden`` spans that the reader hid by hand, both in offsets of ``text``. ``like`` and ``unlike`` are passage ids
    for relevance feedback. ``address`` decides nothing: it says where the text comes from.
    """

    text: str
    k: int = 20
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    mask: bool = True
    labels: tuple[str, ...] = LABELS
    shown: tuple[tuple[int, int], ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    rerank: bool = False
    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()
    address: str = ""  # of the web page that the text was taken from


@dataclass(frozen=True, slots=True)
class Parallel:
    """One historical article returned for a query, with the passage that earned it its place."""

    rank: int
    score: float
    band: Band
    article_id: int
    passage_id: int
    external_id: str
    date: str
    newspaper: str
    place: str
    page: str
    headline: str
    passage: str  # the article's text[start:end], as read
    start: int
    end: int
    source: str
    url: str
    dense: float | None = None  # cosine of query and passage; None when the passage has no vector yet
    keyword: float | None = None  # BM25; None when no word is shared
    quality: float | None = None  # share of plausible words in the article
    language: str = ""  # as the source states it


def space_of(pipeline: str) -> str:
    """The space of a pipeline's vectors: what the fingerprints begin with of all pipelines that they compare with.

    Encoder and mask style. Who found the names that are hidden may differ.
    """
    return "|".join(pipeline.split("|")[:2]) + "|"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader wrote on an article."""

    note: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the archive a semantic search can see."""

    passages: int
    encoded: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds spent in each step of one search."""

    mask: float = 0.0
    encode: float = 0.0
    search: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Everything a search gives back; the window, the command line and the exports all show this."""

    query: Query
    masked: str
    mentions: tuple[Mention, ...]
    coverage: Coverage
    parallels: tuple[Parallel, ...]
    timing: Timing
    encoder: str = ""  # fingerprint; empty for a keyword search
    recogniser: str = ""  # fingerprint; empty when nothing was masked
    notes: tuple[str, ...] = ()  # sentences for the reader, such as "nothing here is a strong parallel"
    search_id: int | None = None  # the search's row in the archive, for ``dejavu export --search``
    reranker: str = ""  # fingerprint; empty when nothing was read again
    version: str = ""  # of the program that searched; empty where it was an earlier one, which did not say
    kept: str = ""  # the name of the collection or tag that is listed, where it is no search: nothing is ranked then
