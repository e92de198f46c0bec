"""Tables as text: CSV, TSV and their kin, with any delimiter, quoted line ends and any header."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from dejavu_app.dates import parse_date
from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import open_text
from dejavu_app.reading.header import PEEK, header_at, long_column
from dejavu_app.reading.mapping import guess
from dejavu_app.reading.quoting import Dialect, Rows
from dejavu_app.reading.rows import RowReader, cells_by_name, day_comes_first
from dejavu_app.reading.source import MAX_LINE, Item, Problem, ReadOptions, Sample

NAME = "csv"
LABEL = "table (CSV, TSV)"
VERSION = "4"

_DELIMITERS = ",\t;|^~\x1f"
_ENDINGS = {".csv": 0.8, ".tsv": 0.8, ".tab": 0.7, ".psv": 0.7}
_DOUBLED = re.compile(r'(?<![\\,;|\t])""(?![,;|\t\r\n]|$)')  # a quotation mark written twice inside a cell
_SAID = re.compile(r'\s*"?sep=([^\w\s"]|\t)"?[,;\t]*[ ]*(?:\r\n?|\n)', re.IGNORECASE)  # a first line for Excel

csv.field_size_limit(MAX_LINE)


def sniff(sample: Sample) -> float:
    """Sure when the name says so; without that, when the first line is a header that it knows."""
    text = sample.text
    if not text.strip():
        return 0.0
    likely = _ENDINGS.get(sample.suffix, 0.0)
    if likely:
        return likely
    if sample.suffix not in (".txt", "", ".dat") or "<" in text[:1]:
        return 0.0
    header = next(csv.reader([text.splitlines()[0]], delimiter=_dialect(text).delimiter), [])
    fields = guess(header)
    return 0.7 if len(header) > 2 and "text" in fields and len(fields) > 2 else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a row; rows are streamed and counted from 1, the header apart."""
    day_first = _day_first(item.glance(), options)
    with item.open() as stream:
        yield from _articles(item, _rows(item, stream), options, day_first)


def first_rows(item: Item, count: int) -> tuple[list[str], list[list[str]]]:
    """The columns' names and the first ``count`` rows."""
    with item.open() as stream:
        header, body = _header(list(_peek(_rows(item, stream), [], item)))
    return header, body[:count]


def _rows(item: Item, stream: BinaryIO) -> Rows:
    sample = item.sample()
    dialect = _dialect(sample.text)
    text = open_text(stream, sample.head)
    said = _SAID.match(sample.text)
    if said:
        text.read(said.end())
    return Rows(_lines(text), dialect)


def _header(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The columns' names and the rows under them, whether the table names its columns or not."""
    at = header_at(rows)
    if at is None:
        return [], []
    header = [cell.strip() for cell in rows[at]]
    return (header, rows[at + 1 :]) if _is_header(header) else (_by_content(rows), rows)


def _day_first(item: Item, options: ReadOptions) -> bool | None:
    """What ``day_comes_first`` says of the table; looked up before the reading, whose stream may be the same one."""
    with item.open() as stream:
        rows = _rows(item, stream)
        header, body = _header(list(_peek(rows, [], item)))
        try:
            column = _reader(item, header, body, options).fields.get("date")
        except ValueError:
            return None  # the reading that follows reports it
        if column is None:
            return None
        return day_comes_first(_column(itertools.chain(body, rows), header.index(column)), item.cancelled)


def _reader(item: Item, header: list[str], body: list[list[str]], options: ReadOptions) -> RowReader:
    return RowReader.for_columns(item, header, options, long_column(header, body))


def _articles(
    item: Item, rows: Rows, options: ReadOptions, day_first: bool | None
) -> Iterator[Article | Problem]:
    problems: list[Problem] = []
    header, body = _header(list(_peek(rows, problems, item)))
    if not header:
        yield from problems or [item.problem("the table has no rows")]
        return
    try:
        reader = _reader(item, header, body, options)
    except ValueError as error:
        yield item.problem(str(error))
        return
    reader.day_first = day_first
    table = _Table(item, header, reader, _joint(rows, header, reader, body))
    number = 0
    for number, cells in enumerate(body, 1):
        yield from table.articles(cells, number)
    yield from problems
    if problems:
        return
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield item.problem(_why(error), f"row={number}")
            continue
        except (ReadError, UnicodeError) as error:
            yield item.problem(str(error), f"row={number}")
            return
        yield from table.articles(cells, number)


@dataclass
class _Table:
    """The columns of a table, and what makes an article of a row under them."""

    item: Item
    header: list[str]
    reader: RowReader
    joint: str  # between the cells that are the rest of the last column's text; "" where these are not read
    told: bool = False  # that there are cells which are not read

    def articles(self, cells: list[str], number: int) -> Iterator[Article | Problem]:
        """The row's article, if it holds any, and before it what there is to say."""
        if not any(cell.strip() for cell in cells):
            return
        width = len(self.header)
        if len(cells) < width and cells[-1].count("\n") > 200:
            yield self.item.problem("a quotation mark opens a cell that never ends", f"row={number}")
            return
        if any(cell.strip() for cell in cells[width:]):
            if self.joint:
                cells = [*cells[: width - 1], self.joint.join(cells[width - 1 :])]
            elif not self.told:
                self.told = True
                much = f"the row has {len(cells)} cells for {width} columns"
                yield self.item.problem(f"{much}; here and in rows like it those beyond are not read", f"row={number}")
        yield self.reader.article(cells_by_name(self.header, cells), f"row={number}")


def _joint(rows: Rows, header: list[str], reader: RowReader, body: list[list[str]]) -> str:
    """The delimiter where cells beyond the last column, whose name nobody wrote, are the rest of its text: one with
    delimiters in it that nobody quoted, so that it stands last and rows have as many cells as they like."""
    widths = {len(row) for row in body if len(row) >= len(header)}
    last = header[-1]
    unquoted = len(widths) > 1 and reader.fields.get("text") == last and header.count(last) == 1
    return rows.dialect.delimiter if unquoted else ""


def _column(rows: Iterator[list[str]], at: int) -> Iterator[str]:
    """The cells of one column, empty where a row is too short."""
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue  # the reading that follows reports it
        yield cells[at] if len(cells) > at else ""


def _peek(rows: Iterator[list[str]], problems: list[Problem], item: Item) -> Iterator[list[str]]:
    try:
        yield from (row for row in itertools.islice(rows, PEEK))
    except csv.Error as error:
        problems.append(item.problem(_why(error)))
    except ReadError as error:
        problems.append(item.problem(str(error)))


def _why(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "a quotation mark opens a cell that never ends, or a cell is too large"
    return f"the row cannot be read: {error}"


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) >= MAX_LINE:
            raise ReadError(f"a line is longer than {MAX_LINE // 2**20} million characters")
        yield line.replace("\x00", "\ufffd")


def _dialect(text: str) -> Dialect:
    """The delimiter that the first line says, or that cuts the first rows into most and equally many cells."""
    escape = "\\" if '\\"' in text and not _DOUBLED.search(text) else None
    said = _SAID.match(text)
    if said:
        return Dialect(said[1], escape, _spaced(text, said[1]))
    lines = text.splitlines(keepends=True)
    sample = "".join(lines[:-1] if len(lines) > 2 else lines)
    best, best_score = Dialect(escape=escape, spaced=_spaced(text, ",")), 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        dialect = Dialect(delimiter, escape, _spaced(text, delimiter))
        try:
            rows = list(dialect.reader(io.StringIO(sample, newline="")))
        except csv.Error:
            continue
        at = header_at(rows)
        if at is None:
            continue
        widths = Counter(len(row) for row in rows[at:] if row)
        width = len(rows[at])
        known = len(guess(rows[at]))
        agreement = widths[width] / widths.total()
        score = (width > 1) * (agreement + 0.5 * known + 0.01 * min(width, 20))
        if score > best_score:
            best, best_score = dialect, score
    return best


def _spaced(text: str, delimiter: str) -> bool:
    """Whether each quotation mark behind a delimiter and blanks opens a cell, which the next one closes."""
    before = f"{re.escape(delimiter)} +"
    opened = len(re.findall(f'{before}"', text))
    closed = len(re.findall(f'{before}"(?:[^"]|"")*"(?=\\s*(?:{re.escape(delimiter)}|[\\r\\n]|$))', text))
    return 0 < opened <= closed + (closed > 0)  # the last one may be cut off with the sample


def _is_header(cells: list[str]) -> bool:
    """Whether the first row names the columns: known names, or nothing that looks like a value."""
    fields = guess(cells)
    if "text" in fields or len(fields) > 1:
        return True
    if any(len(cell) > 60 or parse_date(cell) or cell.replace(".", "").isdigit() for cell in cells):
        return False
    return len(cells) == len(set(cells))


def _by_content(rows: list[list[str]]) -> list[str]:
    """Names for the columns of a table without a header: the longest cells are the text, dates are the date."""
    width = max(len(row) for row in rows)
    names = [str(number) for number in range(1, width + 1)]
    columns = [[row[at] for row in rows if len(row) > at] for at in range(width)]
    lengths = [sum(map(len, column)) / max(1, len(column)) for column in columns]
    longest = max(range(width), key=lengths.__getitem__)
    if lengths[longest] > 80:
        names[longest] = "text"
    for at, column in enumerate(columns):
        if at != longest and column and sum(parse_date(cell) is not None for cell in column) > 0.8 * len(column):
            names[at] = "date"
            break
    return names
