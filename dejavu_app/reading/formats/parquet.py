"""Parquet tables, where the pyarrow library is installed."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.rows import RowReader
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "parquet"
LABEL = "Parquet table"
VERSION = "1"

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
        rows: list[dict[str, object]] = next((batch.to_pylist() for batch in table.iter_batches(count)), [])
    except pyarrow.ArrowException as error:
        raise ReadError(f"the table is damaged: {error}") from error
    columns = list(table.schema_arrow.names)
    return columns, [[row[name] for name in columns] for row in rows]


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
        reader = RowReader.for_columns(item, list(table.schema_arrow.names), options)
        number = 0
        for batch in table.iter_batches(_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield reader.article(row, f"row={number}")
    except pyarrow.ArrowException as error:
        raise ReadError(f"the table is damaged: {error}") from error
