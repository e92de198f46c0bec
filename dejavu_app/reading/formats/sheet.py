"""Excel workbooks (XLSX): every sheet a table, one article a row."""

from __future__ import annotations

import functools
import io
import itertools
import zipfile
from collections.abc import Callable, Iterator

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.header import PEEK, header_at, long_column
from dejavu_app.reading.rows import RowReader, cells_by_name, plain
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "xlsx"
LABEL = "Excel workbook"
VERSION = "4"

# What openpyxl raises on workbooks whose inner XML is not as it should be.
_DAMAGE = (KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError, OSError, EOFError)
_MAX_UNPACKED = 1 << 30
_MAX_RATIO = 250
_MAX_ROWS = 1 << 20  # that a sheet may have

Cells = tuple[object, ...]


def sniff(sample: Sample) -> float:
    """Sure when it is an Office package with a workbook's name."""
    return 0.95 if sample.head.startswith(b"PK") and sample.suffix in (".xlsx", ".xlsm") else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a row under the names of the columns, in each sheet; rows are streamed."""
    for title, opened in _sheets(item):
        prefix = f"{title}!" if title else ""
        try:
            columns, rows, text = _headed(opened())
            if not columns:
                continue
            reader = RowReader.for_columns(item, columns, options, text)
            if "date" in reader.fields:
                reader.learn_dates(_column(opened(), columns.index(reader.fields["date"])))
        except ValueError as error:
            yield item.problem(str(error), title)
            continue
        number = 0
        try:
            for number, row in enumerate(rows, 1):
                if any(cell is not None for cell in row):
                    yield reader.article(cells_by_name(columns, row), f"{prefix}row={number}")
        except _DAMAGE as error:
            yield item.problem(f"the sheet is damaged: {error}", f"{prefix}row={number + 1}")


def first_rows(item: Item, count: int) -> tuple[list[str], list[list[object]]]:
    """The columns' names and the first ``count`` rows of the first sheet that has any."""
    for _, opened in _sheets(item):
        columns, rows, _ = _headed(opened())
        if columns:
            return columns, [list(row) for row in itertools.islice(rows, count)]
    return [], []


def _sheets(item: Item) -> Iterator[tuple[str, Callable[[], Iterator[Cells]]]]:
    """Each sheet's title (empty where there is only one) and what gives its rows, from the start each time."""
    import openpyxl

    data = io.BytesIO(item.data())
    check_package(data)
    try:
        book = openpyxl.load_workbook(data, read_only=True, data_only=True)
    except _DAMAGE as error:
        raise ReadError(f"the workbook is damaged: {error}") from error
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write a size that leaves out rows and columns
            opened = functools.partial(sheet.iter_rows, max_row=_MAX_ROWS, values_only=True)
            yield sheet.title if len(book.worksheets) > 1 else "", opened
    finally:
        book.close()


def _column(rows: Iterator[Cells], at: int) -> Iterator[object]:
    try:
        for row in rows:
            yield row[at] if len(row) > at else None
    except _DAMAGE:
        return  # the reading that follows reports it


def _headed(rows: Iterator[Cells]) -> tuple[list[str], Iterator[Cells], str]:
    """The columns' names, the rows under them, and the column that is the text where no name tells."""
    peeked: list[Cells] = []
    fault: list[Exception] = []
    try:
        peeked.extend(itertools.islice(rows, PEEK))
    except _DAMAGE as error:
        fault.append(error)
    texts = [[plain(cell) for cell in row] for row in peeked]
    at = header_at(texts)
    if at is None:
        if fault:
            raise ValueError(f"the sheet is damaged: {fault[0]}") from fault[0]
        return [], rows, ""
    columns = [cell.strip() for cell in texts[at]]
    return columns, itertools.chain(peeked[at + 1 :], _raised(fault), rows), long_column(columns, texts[at + 1 :])


def _raised(fault: list[Exception]) -> Iterator[Cells]:
    """Nothing, or the fault that was met, in its place behind the rows before it."""
    yield from ()
    for error in fault:
        raise error


def check_package(data: io.BytesIO) -> None:
    """Raises ``ReadError`` when a zipped document is no sound zip, or would unpack out of all proportion."""
    size = len(data.getbuffer())
    try:
        with zipfile.ZipFile(data) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError(f"the document is damaged: {error}") from error
    finally:
        data.seek(0)
    if unpacked > _MAX_UNPACKED or (unpacked > 1 << 26 and unpacked > _MAX_RATIO * size):
        raise ReadError("it unpacks to far more than text can (a decompression bomb)")
