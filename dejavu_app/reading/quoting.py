"""How a table is written, and its rows where quotation marks may be the words' own and open no cell."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """How a table is written; ``spaced``: blanks stand between a delimiter and the mark that opens a cell."""

    delimiter: str = ","
    escape: str | None = None
    spaced: bool = False

    def reader(self, lines: Iterable[str], strict: bool = False) -> Iterator[list[str]]:
        """The rows as a spreadsheet reads them; ``strict`` raises ``csv.Error`` where it would have to guess."""
        return csv.reader(
            lines, delimiter=self.delimiter, escapechar=self.escape, doublequote=self.escape is None,
            skipinitialspace=self.spaced, strict=strict,
        )  # fmt: skip

    def unquoted(self, lines: Iterable[str]) -> list[list[str]]:
        """The rows where quotation marks are letters like others."""
        return list(csv.reader(lines, delimiter=self.delimiter, escapechar=self.escape, quoting=csv.QUOTE_NONE))


class Rows:
    """The rows of a table, streamed; after a ``csv.Error`` the next one can be asked for.

    Databases write tables, with tabs above all, in which nothing is quoted; there a cell that begins with a quotation
    mark, as stories do, would take in the rows after it. Such rows are known by that a mark inside or at the end is not
    where one that closes a cell must be, while each line by itself has as many cells as the rows before.
    """

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        self.dialect = dialect
        self._taken: list[str] = []  # lines of the row that is being read
        self._apart: deque[list[str]] = deque()
        self._width = 0
        self._parsed = dialect.reader(self._passed(lines))

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> list[str]:
        if self._apart:
            return self._apart.popleft()
        self._taken.clear()
        cells = next(self._parsed)
        self._apart.extend(self._lines_apart())
        if self._apart:
            return self._apart.popleft()
        if len(self._taken) == 1 and len(cells) > 1:
            self._width = len(cells)
        return cells

    def _passed(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self._taken.append(line)
            yield line

    def _lines_apart(self) -> list[list[str]]:
        """The lines of a row as a row each, where they are that; none where they are one row."""
        if not any('"' in line for line in self._taken):
            return []
        try:
            for _ in self.dialect.reader(self._taken, strict=True):
                pass
        except csv.Error:
            try:
                rows = [row for row in self.dialect.unquoted(self._taken) if row]
            except csv.Error:
                return []
            return rows if all(len(row) == self._width for row in rows) else []
        return []
