"""One row of a table, whatever its format, to an article."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dejavu_app.dates import parse_date
from dejavu_app.domain import Article, PartialDate
from dejavu_app.errors import Cancelled
from dejavu_app.reading import mapping
from dejavu_app.reading.decoding import decode, storable
from dejavu_app.reading.mapping import SUMMARIES, normalised
from dejavu_app.reading.markup import without_markup
from dejavu_app.reading.pages import looks_like_page
from dejavu_app.reading.source import Item, Problem, ReadOptions
from dejavu_app.reading.streams import CONTAINER_ERRORS

Row = Mapping[str, object]
_PAGE_PREFIX = re.compile(r"^(?:p(?:age|g)?\.?\s*)?0*(?=\d+$)", re.IGNORECASE)  # "p1", "page 1" and "0001" are page 1
_AS_FLOAT = re.compile(r"(?<=\d)\.0+$")  # what pandas makes of whole numbers in a column with gaps
_PAGE_COLUMNS = frozenset(["ocreng", "ocr", "ocrtext", "pagetext", "fulltextocr"])  # which hold pages or articles
WORDS = "it holds the words of a page one by one, and no articles; have the OCR program write ALTO, hOCR or plain text"
MAX_STRANGERS = 20  # records of unknown shape, from the start, after which a file is given up
_IN_FIGURES = re.compile(r"[\s\[(\"<]*(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|'?\d\d)(?!\d)")
_OTHERWISE = 20_000  # rows without a date in figures, after which none is expected
_UNDECIDED = 500_000  # rows after which nothing is expected to tell day from month


def plain(value: object, joint: str = ", ") -> str:
    """A cell as text: nothing for a missing value, the parts of a list joined, the telling field of an object."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bytes):
        return decode(value) or ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return joint.join(part for part in (plain(part, joint) for part in value) if part)
    if isinstance(value, Mapping):
        for key in ("value", "name", "title", "newspaper_title", "text", "#text", "main", "original"):
            if value.get(key):
                return plain(value[key], joint)
        return ""
    return storable(str(value))


def cells_by_name(columns: Iterable[str], cells: Iterable[object]) -> dict[str, object]:
    """A row as a mapping; of columns with the same name the first counts."""
    row: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=False):
        row.setdefault(name, cell)
    return row


def day_comes_first(values: Iterator[object], cancelled: Callable[[], bool] = lambda: False) -> bool | None:
    """Whether a table writes ``4/5/1916`` for 4 May: its first date that can be read one way only tells; None without.

    ``values`` are the date cells, row by row, each a cell or a list of several. The look ends early in a table that
    writes its dates otherwise, and at whatever cannot be read: the reading that follows meets that and reports it.
    Raises ``Cancelled`` when ``cancelled()`` turns true.
    """
    seen = False
    try:
        for number, value in enumerate(values):
            if number % 256 == 0 and cancelled():
                raise Cancelled
            if number >= (_UNDECIDED if seen else _OTHERWISE):
                break
            for part in value if isinstance(value, list | tuple) else (value,):
                found = _IN_FIGURES.match(plain(part))
                if not found:
                    continue
                seen = True
                first, second = int(found[1]), int(found[3])
                if (first > 12) != (second > 12) and first <= 31 and second <= 31:
                    return first > 12
    except (*CONTAINER_ERRORS, LookupError):
        return None
    return None


@dataclass
class RowReader:
    """Turns the rows of one table into articles; remembers the table's mapping and its habit of writing dates."""

    item: Item
    fields: Mapping[str, str]
    spare: Sequence[str] = ()  # columns that may have the text where its own has none
    day_first: bool | None = None

    @classmethod
    def for_columns(
        cls, item: Item, columns: list[str], options: ReadOptions, text: str = "", record: bool = False
    ) -> RowReader:
        """A reader for a table with these columns; ``text`` is the one to take where no name tells.

        With ``record`` they are one object's fields, of which the next object may have others.

        Raises ``ValueError`` when none of them can be the text.
        """
        wanted = (mapping.columns_for_record if record else mapping.columns_for)(columns, options)
        fields = mapping.complete(columns, wanted)
        if text and "text" not in fields and "text" not in (wanted or {}):
            fields = {name: column for name, column in fields.items() if column != text} | {"text": text}
        if {"blocknum", "parnum", "linenum", "wordnum"}.issubset(map(normalised, columns)):
            raise ValueError(WORDS)
        if "text" not in fields and "headline" not in fields:
            names = ", ".join(str(column) for column in columns if str(column).strip()) or "none"
            raise ValueError(f"no column is known to hold the text (columns: {names[:300]}); name it in a mapping")
        spare = []
        if normalised(fields.get("text", "")) in SUMMARIES and "text" not in (wanted or {}):
            spare = [column for column in columns if normalised(column) in SUMMARIES]
        return cls(item, fields, spare)

    def learn_dates(self, values: Iterator[object]) -> None:
        """Settles whether ``4/5/1916`` means May or April from the whole table's cells in the date's column."""
        self.day_first = day_comes_first(values, self.item.cancelled)

    def article(self, row: Row, fragment: str) -> Article | Problem:
        """The row's article; a problem when the row has no text. ``fragment`` names the row (``row=12``)."""
        get = self._getter(row)
        text = without_markup(plain(self._value(row, "text"), "\n\n"))
        if not text.strip():
            others = (without_markup(plain(row.get(column))) for column in self.spare)
            text = next((other for other in others if other.strip()), text)
        headline = " ".join(get("headline").split())
        if not text.strip():
            if "text" in self.fields or not headline:
                return self.item.problem("the row has no text", fragment)
            text = headline  # a table of headlines: the headline is the text
        date, date_text = self._date(row)
        newspaper, place = self._newspaper(row)
        facts = self.item.facts
        return Article(
            text=text,
            locator=self.item.locator(fragment),
            external_id=get("id"),
            headline=headline,
            byline=" ".join(get("byline").split()),
            date=date,
            date_text=date_text,
            newspaper=newspaper,
            place=place,
            page=_AS_FLOAT.sub("", _PAGE_PREFIX.sub("", get("page"))) or (facts.page if facts.layout else ""),
            edition=get("edition"),
            language=get("language"),
            url=get("url"),
            whole_page=normalised(self.fields.get("text", "")) in _PAGE_COLUMNS and looks_like_page(text),
        )

    def _value(self, row: Row, name: str) -> object:
        column = self.fields.get(name)
        return row.get(column) if column is not None else None

    def _getter(self, row: Row):  # type: ignore[no-untyped-def]
        return lambda name: plain(self._value(row, name)).strip()

    def _date(self, row: Row) -> tuple[PartialDate | None, str]:
        value = self._value(row, "date")
        near = self.item.facts.date.year if self.item.facts.date else None
        written = plain(value).strip()
        if written.isascii() and written.partition(".")[0].isdigit():
            written = _AS_FLOAT.sub("", written)
        date = parse_date(written, near, self.day_first)
        if isinstance(value, list | tuple):  # Newswire gives every day on which a wire story was printed
            days = [parse_date(plain(part), near, self.day_first) for part in value]
            date = min((day for day in days if day), key=lambda day: day.first, default=None)
        if date is None:
            parts = [_AS_FLOAT.sub("", plain(self._value(row, name)).strip()) for name in ("year", "month", "day")]
            if parts[0]:
                known = parts[:1] + ([parts[1]] + ([parts[2]] if parts[2] else []) if parts[1] else [])
                # Months may be figures or names.
                date = parse_date("-".join(known)) or parse_date(" ".join(reversed(known))) or parse_date(parts[0])
                written = written or " ".join(part for part in parts if part)
        if date is None and not written:
            date = self.item.facts.date
        return date, "" if date else written

    def _newspaper(self, row: Row) -> tuple[str, str]:
        value = self._value(row, "newspaper")
        newspaper = plain(value).strip()
        place = plain(self._value(row, "place")).strip()
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, Mapping):  # Newswire's newspaper_metadata
            newspaper = plain(first).strip()
            city, state = (plain(first.get(f"newspaper_{key}") or first.get(key)).strip() for key in ("city", "state"))
            place = place or ", ".join(part for part in (city, state) if part)
        if not place:
            city, state = (plain(self._value(row, name)).strip() for name in ("city", "state"))
            place = ", ".join(part for part in (city, state) if part)
        lccn = plain(self._value(row, "lccn")).strip() or self.item.facts.lccn
        if lccn and not newspaper:
            newspaper = self.item.titles.newspaper(lccn)
        if lccn and not place:
            place = self.item.titles.place(lccn)
        return newspaper, place


@dataclass
class RecordReader:
    """Turns records that each bring their own field names (JSON objects) into articles; knows shapes seen before."""

    item: Item
    options: ReadOptions
    day_first: bool | None = None
    _known: dict[tuple[str, ...], RowReader | str] = field(default_factory=dict)
    _strangers: int = 0
    _familiar: bool = False

    @property
    def hopeless(self) -> bool:
        """Whether so many records in a row, and all of them, had no text that the rest will have none either."""
        return not self._familiar and self._strangers >= MAX_STRANGERS

    def learn_dates(self, found: Iterator[tuple[Row, str] | Problem]) -> None:
        """Settles for all records, whatever their fields, whether ``4/5/1916`` means May or April."""
        self.day_first = day_comes_first(map(self._date_of, found), self.item.cancelled)

    def article(self, record: Row, fragment: str) -> Article | Problem:
        """The record's article; a problem when it has no text."""
        flat = opened(record)
        reader = self._reader(flat)
        if isinstance(reader, str):
            self._strangers += 1
            return self.item.problem(reader, fragment)
        self._familiar = True
        reader.day_first = self.day_first
        return reader.article(flat, fragment)

    def _date_of(self, found: tuple[Row, str] | Problem) -> object:
        if isinstance(found, Problem):
            return None
        flat = opened(found[0])
        reader = self._reader(flat)
        column = None if isinstance(reader, str) else reader.fields.get("date")
        return None if column is None else flat.get(column)

    def _reader(self, flat: Row) -> RowReader | str:
        """The reader for records with these fields, or why there is none."""
        shape = tuple(flat)
        reader = self._known.get(shape)
        if reader is None:
            try:
                reader = RowReader.for_columns(self.item, list(flat), self.options, record=True)
            except ValueError as error:
                reader = str(error)
            if len(self._known) < 1000:
                self._known[shape] = reader
        return reader


def opened(record: Row) -> Row:
    """The record itself, or with its envelope (``_source``, ``attributes``, ``article``) opened."""
    for key in ("_source", "attributes", "fields", "article", "metadata"):
        inner = record.get(key)
        if isinstance(inner, dict):
            rest = {name: value for name, value in record.items() if name != key}
            record = {**rest, **inner}
    return record
