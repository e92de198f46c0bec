"""Files to articles: one reader per format, folders and archives walked, every fault reported and none raised."""

from dejavu_app.dates import parse_date
from dejavu_app.reading.mapping import FIELDS, guess, load_columns, save_columns, shape_of
from dejavu_app.reading.reading import read
from dejavu_app.reading.registry import READERS, reader_named
from dejavu_app.reading.review import Review, preview, read_beginning, resample, to_read
from dejavu_app.reading.source import Item, Problem, Reader, ReadOptions, Sample, Source
from dejavu_app.reading.tables import TABLES, Table, table_of
from dejavu_app.reading.walk import PassedOver, checksum, parts_of, scan, source_checksum, walk

__all__ = [
    "FIELDS",
    "READERS",
    "TABLES",
    "Item",
    "PassedOver",
    "Problem",
    "ReadOptions",
    "Reader",
    "Review",
    "Sample",
    "Source",
    "Table",
    "checksum",
    "guess",
    "load_columns",
    "parse_date",
    "parts_of",
    "preview",
    "read",
    "read_beginning",
    "reader_named",
    "resample",
    "save_columns",
    "scan",
    "shape_of",
    "source_checksum",
    "table_of",
    "to_read",
    "walk",
]
