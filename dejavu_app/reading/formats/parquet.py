"""Parquet tables, where the pyarrow library is installed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.rows import RowReader, cells_by_name
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "parquet"
LABEL = "Parquet table"
VERSION = "4"

_BATCH = 256  # rows decoded at a time


def sniff(sample: Sample) -> float:
    """Sure when the file begins as Parquet does."""
    return 1.0 if sample.head.startswith(b"PAR1") else 0.0


def first_rows(item: Item, count: int) -> tuple[list[str], list[list[object]]]:
    """The columns' names and the first ``count`` rows; nothing without the library."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return [], []
    try:
        table = parquet.ParquetFile(str(item.path) if item.path else io.BytesIO(item.data()))
        rows = next((list(_rows(batch)) for batch in table.iter_batches(count)), [])
    except pyarrow.ArrowException as error:
        raise ReadError(f"the table is damaged: {error}") from error
    return list(table.schema_arrow.names), [list(cells) for cells in rows]


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a row, streamed by row groups."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        yield item.problem("reading Parquet needs the library pyarrow (pip install pyarrow)", passing=True)
        return
    try:
        table = parquet.ParquetFile(str(item.path) if item.path else io.BytesIO(item.data()))
        columns = list(table.schema_arrow.names)
        reader = RowReader.for_columns(item, columns, options)
        if "date" in reader.fields:
            reader.learn_dates(_column(table, reader.fields["date"]))
        number = 0
        for batch in table.iter_batches(_BATCH):
            for cells in _rows(batch):
                number += 1
                yield reader.article(cells_by_name(columns, cells), f"row={number}")
    except pyarrow.ArrowException as error:
        raise ReadError(f"the table is damaged: {error}") from error


def _rows(batch: Any) -> Iterator[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _column(table: Any, name: str) -> Iterator[object]:
    import pyarrow

    try:
        for batch in table.iter_batches(_BATCH, columns=[name]):
            yield from batch.column(0).to_pylist()
    except pyarrow.ArrowException:
        return  # the reading that follows reports it
