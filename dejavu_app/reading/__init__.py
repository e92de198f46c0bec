"""Files to articles: one reader per format, folders and archives walked, every fault reported and none raised."""

from dejavu_app.reading.dates import parse_date
from dejavu_app.reading.mapping import FIELDS, guess, load_columns
from dejavu_app.reading.reading import read
from dejavu_app.reading.registry import READERS, reader_named
from dejavu_app.reading.review import Review, preview
from dejavu_app.reading.source import Item, Problem, Reader, ReadOptions, Sample, Source
from dejavu_app.reading.tables import Table, shape_of, table_of
from dejavu_app.reading.walk import PassedOver, checksum, scan, walk

__all__ = [
    "FIELDS",
    "READERS",
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
    "preview",
    "read",
    "reader_named",
    "scan",
    "shape_of",
    "table_of",
    "walk",
]
