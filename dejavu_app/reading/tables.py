"""A look at a table before it is read: its columns, its first rows, and what each column is taken for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from dejavu_app.reading.formats import delimited, json_document, json_lines, parquet, sheet
from dejavu_app.reading.mapping import guess, shape_of
from dejavu_app.reading.reading import READING_ERRORS, documents
from dejavu_app.reading.registry import choose
from dejavu_app.reading.rows import opened, plain
from dejavu_app.reading.source import Item, Problem, ReadOptions, Source

_CELL = 300  # characters of a cell that are shown
TABLES = (delimited.NAME, json_lines.NAME, json_document.NAME, sheet.NAME, parquet.NAME)


@dataclass(frozen=True)
class Table:
    """Columns, the first rows as text (shortened), the guessed mapping (field → column), and the table's shape.

    ``shape`` is the same for tables with the same columns: under it a corrected mapping can be remembered.
    """

    reader: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: dict[str, str]
    shape: str


def table_of(source: Source, rows: int = 5) -> Table | None:
    """A look at the first table in a source; None when it holds none, or none that can be read."""
    for item in itertools.islice(documents(source), 20):
        if isinstance(item, Problem):
            continue
        try:
            reader = choose(item.sample())
            if reader is None or reader.NAME not in TABLES:
                continue
            columns, shown = _look(item, reader.NAME, rows)
        except READING_ERRORS:
            continue  # the import itself will report it
        if columns:
            cells = tuple(tuple(plain(cell)[:_CELL] for cell in row) for row in shown)
            return Table(reader.NAME, tuple(columns), cells, guess(columns), shape_of(columns))
    return None


def _look(item: Item, reader: str, count: int) -> tuple[list[str], Sequence[Sequence[object]]]:
    """Columns and first rows; for JSON, the fields of the first objects."""
    if reader == delimited.NAME:
        return delimited.first_rows(item, count)
    if reader == sheet.NAME:
        return sheet.first_rows(item, count)
    if reader == parquet.NAME:
        return parquet.first_rows(item, count)
    found = json_lines.records(item) if reader == json_lines.NAME else json_document.records(item, ReadOptions())
    records = [opened(entry[0]) for entry in itertools.islice(found, count) if not isinstance(entry, Problem)]
    columns = list(dict.fromkeys(name for record in records for name in record))
    return columns, [[record.get(name) for name in columns] for record in records]
