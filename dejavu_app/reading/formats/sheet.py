"""Excel workbooks (XLSX): every sheet a table, one article a row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.rows import RowReader, plain
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "xlsx"
LABEL = "Excel workbook"
VERSION = "1"

_MAX_UNPACKED = 1 << 30
_MAX_RATIO = 250


def sniff(sample: Sample) -> float:
    """Sure when it is an Office package with a workbook's name."""
    return 0.95 if sample.head.startswith(b"PK") and sample.suffix in (".xlsx", ".xlsm") else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a row, the first row of each sheet being its header; rows are streamed."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    data = io.BytesIO(item.data())
    check_package(data)
    try:
        book = openpyxl.load_workbook(data, read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, InvalidFileException) as error:
        raise ReadError(f"the workbook is damaged: {error}") from error
    several = len(book.worksheets) > 1
    for sheet in book.worksheets:
        prefix = f"{sheet.title}!" if several else ""
        try:
            yield from _rows(item, sheet.iter_rows(values_only=True), prefix, options)
        except (KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
            yield item.problem(f"the sheet is damaged: {error}", f"{prefix}row")
    book.close()


def _rows(
    item: Item, rows: Iterator[tuple[object, ...]], prefix: str, options: ReadOptions
) -> Iterator[Article | Problem]:
    header = next((row for row in rows if any(cell is not None for cell in row)), None)
    if header is None:
        return
    columns = [plain(cell).strip() for cell in header]
    try:
        reader = RowReader.for_columns(item, columns, options)
    except ValueError as error:
        yield item.problem(str(error), prefix.rstrip("!"))
        return
    for number, row in enumerate(rows, 1):
        if any(cell is not None for cell in row):
            yield reader.article(dict(zip(columns, row, strict=False)), f"{prefix}row={number}")


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
