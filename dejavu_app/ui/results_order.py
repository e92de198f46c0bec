"""The orders of the list: the six of its box, and those of the table's columns, each of these both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from dejavu_app.ui.state import BAND_DOTS, Row, headline_of

BY_COLUMN = (
    ("rank", "rank-back"),
    ("strength", "strength-back"),
    ("oldest", "newest"),
    ("newspaper", "newspaper-back"),
    ("place", "place-back"),
    ("page", "page-back"),
    ("headline", "headline-back"),
    ("sentence", "sentence-back"),
)  # by number of column: the order of a first click on its header, and that of a second

_VALUES: dict[str, Callable[[Row], Any]] = {
    "rank": lambda row: row.parallel.rank,
    "strength": lambda row: None if row.kept else -BAND_DOTS[row.parallel.band],
    "oldest": lambda row: row.parallel.date,
    "newspaper": lambda row: row.parallel.newspaper.casefold(),
    "place": lambda row: row.parallel.place.casefold(),
    "page": lambda row: _in_numbers(row.parallel.page),
    "headline": lambda row: _from_its_letters(headline_of(row.parallel)),
    "sentence": lambda row: _from_its_letters(row.snippet),
    "printings": lambda row: -len(row.reprints),
}
_UNKNOWN = (None, "", ())
ORDERS = frozenset({"printings", *(name for pair in BY_COLUMN for name in pair)})


def ordered(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows in one of ``ORDERS``; what is alike stands best first, what is not known last, whichever the way."""
    back = next((first for first, second in BY_COLUMN if second == name), "")
    value = _VALUES[back or name]
    valued = [(value(row), row) for row in sorted(rows, key=_VALUES["rank"])]
    known = [pair for pair in valued if pair[0] not in _UNKNOWN]
    known.sort(key=itemgetter(0), reverse=bool(back))
    return [row for _, row in known] + [row for each, row in valued if each in _UNKNOWN]


def column_of(name: str) -> tuple[int, bool]:
    """The column that an order follows, and whether backwards; column -1 where it follows none."""
    return next(((number, name == pair[1]) for number, pair in enumerate(BY_COLUMN) if name in pair), (-1, False))


def _in_numbers(page: str) -> tuple[tuple[int, int, str], ...]:
    """Page 10 stands after page 9, and A3 after A1."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in re.findall(r"\d+|\D+", page)
    )


def _from_its_letters(words: str) -> str:
    """A quotation mark before it does not put a headline before all others."""
    return re.sub(r"^\W+", "", words).casefold()
