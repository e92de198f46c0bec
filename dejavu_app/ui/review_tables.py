"""The tables of a review: which remembered columns fit them, and the sheet that asks for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.review_sheet import ReviewSheet
from dejavu_app.ui.settings import Settings

if TYPE_CHECKING:
    from dejavu_app.reading import Review, Source, Table

LOOKED = 40  # files of a group whose columns are looked at

Columns = Mapping[str, Mapping[str, str]]  # shape: field: column


def _sources(review: Review, name: str) -> Iterator[Source]:
    """The files of a group, and the archives that may hold more of it."""
    inside = name in review.inside
    for source in review.sources:
        if source.reader == name or (inside and source.reader == "container"):
            yield source


def tables_of(review: Review, name: str, cancelled: Callable[[], bool]) -> list[Table]:
    """The tables in the first files of a group, one of each shape."""
    from dejavu_app.reading import table_of

    found: dict[str, Table] = {}
    for number, source in enumerate(_sources(review, name)):
        if number >= LOOKED or cancelled():
            break
        table = table_of(source)
        if table is not None:
            found.setdefault(table.shape, table)
    return list(found.values())


def remembered_here(review: Review, remembered: Columns) -> Columns:
    """Of the remembered columns those that are for tables of this review, so that no other file is read anew for them.

    Where there are too many tables to look at, all of them.
    """
    from dejavu_app.reading import TABLES, table_of

    if not remembered:
        return {}
    sources = [source for source in review.sources if source.reader in TABLES]
    if len(sources) > LOOKED or any(source.reader == "container" for source in review.sources):
        return remembered
    shapes = {table.shape for source in sources if (table := table_of(source)) is not None}
    return {shape: columns for shape, columns in remembered.items() if shape in shapes}


def ask_columns(
    bridge: Bridge, settings: Settings, sheet: ReviewSheet, name: str, done: Callable[[Columns], None]
) -> None:
    """Opens the sheet of columns on a group's tables; what is chosen is remembered and handed to ``done``.

    Guesses are not remembered, but handed on as columns that were asked for: others may have been used before.
    """
    review = sheet.review()
    if review is None:
        return

    def show(tables: Any) -> None:
        from dejavu_app.ui.column_sheet import ColumnSheet

        def mapped(chosen: dict[str, dict[str, str]]) -> None:
            for shape, columns in chosen.items():
                settings.set_columns(shape, columns)
            done({table.shape: chosen[table.shape] or table.fields for table in tables})

        if not tables:
            sheet.show_no_table()
        else:
            columns = ColumnSheet(tables, settings.all_columns(), sheet)
            columns.mapped.connect(mapped)
            columns.open()

    bridge.start(lambda cancelled: tables_of(review, name, cancelled), show, lane="columns", pool="long")
