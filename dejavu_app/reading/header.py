"""Where a table's columns have their names, and which column is the text where no name tells."""

from __future__ import annotations

from collections.abc import Sequence

from dejavu_app.reading.mapping import guess

PEEK = 50
"""Rows looked at before the first is read."""
_LONG = 200  # characters: the mean of a column that can only be the text
_ABOVE = 20  # rows that a title and notes may take above the names


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that may hold the columns' names: the first that is not empty; None when there is none.

    Exports put a title or notes above the names. These have fewer cells, and the names below are known ones.
    """
    first = next((at for at, row in enumerate(rows) if _filled(row)), None)
    if first is None or _known(rows[first]):
        return first
    for at, row in enumerate(rows[first + 1 : first + 1 + _ABOVE], first + 1):
        if _filled(row) > _filled(rows[first]) and _known(row):
            return at
    return first


def long_column(header: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """The one column whose cells are as long as articles are, or an empty string when there are none or several."""
    long = []
    for at, name in enumerate(header):
        cells = [row[at] for row in body if len(row) > at]
        if name and cells and sum(map(len, cells)) / len(cells) >= _LONG:
            long.append(name)
    return long[0] if len(long) == 1 else ""


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _known(row: Sequence[str]) -> bool:
    """Whether these are names of which two and more are known, the text's among them."""
    fields = guess([cell.strip() for cell in row]) if all(len(cell) <= 60 for cell in row) else {}
    return len(fields) > 1 and "text" in fields
