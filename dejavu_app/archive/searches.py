"""Searches kept whole, query and result, so that they can be shown, exported and run again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from dejavu_app.archive.database import now
from dejavu_app.archive.rereading import Rereading
from dejavu_app.archive.rows import SearchRow
from dejavu_app.domain import Coverage, Filters, Mention, Parallel, PartialDate, Query, SearchResult, Timing
from dejavu_app.errors import UserError


class Searches(Rereading):
    """The searches made in an archive; those with a name are saved ones, the others its history."""

    def save_search(self, result: SearchResult, name: str = "") -> int:
        """Stores a search with its whole result; gives the number that ``search`` and the exports take."""
        body = dataclasses.asdict(result)
        query = body.pop("query")
        body.pop("search_id")
        with self._change("save search") as conn:
            cursor = conn.execute(
                "INSERT INTO searches (name, created, text, mode, parallels, passages, query, result)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    name.strip(), now(), result.query.text[:500].encode("utf-8", "replace").decode(), result.query.mode,
                    len(result.parallels), result.coverage.encoded, json.dumps(query), json.dumps(body),
                ),
            )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def search(self, search_id: int) -> SearchResult:
        """A stored search as it was. Raises ``UserError`` when there is none of that number."""
        rows = self._rows("SELECT query, result FROM searches WHERE id = ?", (search_id,))
        if not rows:
            raise UserError(f"{self.path} has no search {search_id}.", "`dejavu info --json` lists those it has.")
        return _result(json.loads(rows[0][0]), json.loads(rows[0][1]), search_id)

    def made(self, search_id: int) -> str:
        """When a stored search was made, in UTC, ISO 8601; "" when there is none of that number."""
        return str(self._value("SELECT created FROM searches WHERE id = ?", (search_id,)) or "")

    def searches(self, named: bool | None = None, limit: int = 200) -> list[SearchRow]:
        """Searches, the latest first: all, only the saved (``named``) or only the history (``named=False``)."""
        where = {None: "1", True: "name <> ''", False: "name = ''"}[named]
        rows = self._rows(
            f"SELECT id, name, created, text, mode, parallels, passages, query FROM searches WHERE {where}"
            " ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [
            SearchRow(number, name, created, text, mode, parallels, passages, _query(json.loads(query)).filters)
            for number, name, created, text, mode, parallels, passages, query in rows
        ]

    def queries(self, search_ids: Iterable[int]) -> dict[int, Query]:
        """The queries of stored searches, by their numbers, without what they found."""
        found = self._rows_in("SELECT id, query FROM searches WHERE id IN (?)", search_ids)
        return {int(number): _query(json.loads(query)) for number, query in found}

    def rename_search(self, search_id: int, name: str) -> None:
        """Gives a search a name, which saves it; an empty one makes it history again."""
        with self._change("rename search") as conn:
            conn.execute("UPDATE searches SET name = ? WHERE id = ?", (name.strip(), search_id))

    def delete_search(self, search_id: int) -> None:
        """Deletes a stored search."""
        with self._change("delete search") as conn:
            conn.execute("DELETE FROM searches WHERE id = ?", (search_id,))

    def clear_history(self, keep: int = 0) -> int:
        """Deletes the searches without a name but the latest ``keep``; gives how many."""
        with self._change("clear history") as conn:
            return conn.execute(
                "DELETE FROM searches WHERE name = '' AND id NOT IN"
                " (SELECT id FROM searches WHERE name = '' ORDER BY id DESC LIMIT ?)",
                (keep,),
            ).rowcount


def _result(query: dict[str, Any], body: dict[str, Any], search_id: int) -> SearchResult:
    return SearchResult(
        **{
            **_known(SearchResult, body),
            "query": _query(query),
            "mentions": tuple(Mention(**_known(Mention, m)) for m in body["mentions"]),
            "coverage": Coverage(**_known(Coverage, body["coverage"])),
            "parallels": tuple(Parallel(**_known(Parallel, p)) for p in body["parallels"]),
            "timing": Timing(**_known(Timing, body["timing"])),
            "notes": tuple(body["notes"]),
            "search_id": search_id,
        }
    )


def _query(query: dict[str, Any]) -> Query:
    filters = _known(Filters, query["filters"])
    for name, value in filters.items():
        if name in ("date_from", "date_to"):
            filters[name] = PartialDate(**value) if value else None
        elif isinstance(value, list):
            filters[name] = tuple(value)
    fields = _known(Query, query)
    for name, value in fields.items():
        if isinstance(value, list):
            fields[name] = tuple(tuple(v) if isinstance(v, list) else v for v in value)
    return Query(**{**fields, "filters": Filters(**filters)})


def _known(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """The fields that this version knows: an archive may come from one that knew more."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in values.items() if name in names}
