"""Filters become sorted passage ids; and the lists of years, newspapers, places … that filters are chosen from."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from dejavu_app.archive.retiring import RetiringStore
from dejavu_app.domain import Filters
from dejavu_app.languages import UNDETERMINED, language_code

_UNKNOWN = -1


class FilterStore(RetiringStore):
    """Resolves filters in SQLite before anything is ranked."""

    def passage_ids(self, filters: Filters) -> np.ndarray | None:
        """The passages that ``filters`` let through, sorted int64; None when nothing is filtered.

        A partial date passes when any day it can mean lies in the range; an undated article passes no date filter.
        Words that must, or must not, occur are looked for in the whole article.
        """
        if not filters:
            return None
        where, parameters = self._conditions(filters)
        first, number = self._ids(
            "SELECT group_concat(a.first_passage), group_concat(a.passages) FROM articles a"
            f" WHERE {where} AND a.passages > 0",
            parameters,
        )
        order = np.argsort(first, kind="stable")
        ranges = np.column_stack((first[order], number[order]))
        return _expanded(ranges[self._worded(ranges, filters)])

    def _worded(self, ranges: np.ndarray, filters: Filters) -> np.ndarray:
        """Which articles, given as (first passage, number) in order, hold the words that must occur and no others."""
        keep = np.ones(len(ranges), bool)
        for phrase in filters.must:
            keep &= _hit(ranges, self.phrase_ids(phrase))
        for phrase in filters.must_not:
            keep &= ~_hit(ranges, self.phrase_ids(phrase))
        return keep

    def article_ids(self, filters: Filters) -> list[int]:
        """The articles that ``filters`` let through, by id; without filters, all."""
        ids = self.passage_ids(filters)
        if ids is None:
            return [row[0] for row in self._rows("SELECT id FROM articles ORDER BY id")]
        first = np.array(self._rows("SELECT first_passage, id FROM articles ORDER BY id"), np.int64).reshape(-1, 2)
        return np.unique(first[np.searchsorted(first[:, 0], ids, side="right") - 1, 1]).tolist()

    def newspapers(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Newspapers and their numbers of articles, by name."""
        return self._counts("newspaper_id", "newspapers", filters)

    def places(self, filters: Filters | None = None) -> list[tuple[str, int]]:
        """Places of publication and their numbers of articles, by name."""
        return self._counts("place_id", "places", filters)

    def years(self, filters: Filters | None = None) -> list[tuple[int, int]]:
        """Years and their numbers of articles, ascending; undated articles are left out."""
        return self._counts("date_first / 10000", "", filters)

    def dates(self, filters: Filters | None = None) -> list[tuple[int, int, int]]:
        """First and last day that a date can mean (``YYYYMMDD``) and its number of articles; undated ones left out."""
        filters = filters or Filters()
        where, parameters = self._conditions(filters)
        if not filters.must and not filters.must_not:
            return self._rows(
                "SELECT a.date_first, a.date_last, count(*) FROM articles a"
                f" WHERE a.date_first > 0 AND {where} GROUP BY a.date_first, a.date_last",
                parameters,
            )
        both = "a.date_first * 100000000 + a.date_last"
        pairs, counts = np.unique(self._holding(filters, where, parameters, both), return_counts=True)
        return [
            (*divmod(pair, 100_000_000), count)
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
            if pair != _UNKNOWN
        ]

    def _holding(self, filters: Filters, where: str, parameters: list[Any], value: str) -> np.ndarray:
        """A whole number of each article that meets the condition and holds the words that must occur, int64."""
        first, number, values = self._ids(
            "SELECT group_concat(a.first_passage), group_concat(a.passages),"
            f" group_concat(coalesce({value}, {_UNKNOWN})) FROM articles a WHERE {where}",
            parameters,
        )
        order = np.argsort(first, kind="stable")
        return values[order][self._worded(np.column_stack((first[order], number[order])), filters)]

    def languages(self) -> list[tuple[str, int]]:
        """Languages and their numbers of articles, by code (``dejavu_app.languages``).

        "und" counts the articles without a statement, where others have one; an archive without any has no languages.
        """
        counts: Counter[str] = Counter()
        for stated, count in self._stated():
            counts[language_code(stated)] += count
        if counts and (silent := self.article_count() - counts.total()):
            counts[UNDETERMINED] += silent
        return sorted(counts.items())

    def _stated(self) -> list[tuple[str, int]]:
        """Languages as sources state them and their numbers of articles."""
        return self._rows("SELECT language, count(*) FROM articles WHERE language <> '' GROUP BY language")

    def _language_condition(self, languages: tuple[str, ...]) -> tuple[str, list[Any]]:
        """The SQL condition for codes; each stands for all the ways in which the archive's sources write it."""
        wanted = {language_code(language) for language in languages}
        stated = [word for word, _ in self._stated() if language_code(word) in wanted]
        said = f"(a.language <> '' AND a.language IN ({','.join('?' * len(stated))}))"
        if UNDETERMINED in wanted:
            said = f"({said} OR a.id NOT IN (SELECT id FROM articles WHERE language <> ''))"
        return said, stated

    def sources(self) -> list[tuple[Any, int]]:
        """Sources (``SourceRow``, whose ``str`` is its name) and their numbers of articles, the newest first."""
        return [(row, row.articles) for row in self.source_rows()]

    def _conditions(self, filters: Filters) -> tuple[str, list[Any]]:
        """The SQL condition on ``articles a`` for everything but words, and its parameters."""
        where, parameters = _conditions(filters)
        for table, names in (("newspapers", filters.newspapers), ("places", filters.places)):
            if names:
                where += f" AND a.{table[:-1]}_id IN (SELECT value FROM json_each(?))"
                parameters.append(json.dumps(self._called(table, names)))
        if filters.languages:
            said, stated = self._language_condition(filters.languages)
            where, parameters = f"{where} AND {said}", [*parameters, *stated]
        return where, parameters

    def _called(self, table: str, names: Iterable[str]) -> list[int]:
        """The newspapers or places of these names, whatever their case and however their accents are encoded."""
        wanted = {_plain(name) for name in names}
        return [number for number, name in self._rows(f"SELECT id, name FROM {table}") if _plain(name) in wanted]

    def _counts(self, value: str, names: str, filters: Filters | None) -> list[tuple[Any, int]]:
        """Articles by a value, in its order; an id stands for its row in the table ``names``, if one is given."""
        filters = filters or Filters()
        where, parameters = self._conditions(filters)
        if filters.must or filters.must_not:
            values, counts = np.unique(self._holding(filters, where, parameters, f"a.{value}"), return_counts=True)
            rows = [pair for pair in zip(values.tolist(), counts.tolist(), strict=True) if pair[0] != _UNKNOWN]
        else:
            rows = self._rows(
                f"SELECT a.{value} AS value, count(*) FROM articles a WHERE {where} GROUP BY value ORDER BY value",
                parameters,
            )
        if names:
            called = dict(self._rows(f"SELECT id, name FROM {names}"))
            rows = sorted((called[found], count) for found, count in rows)
        return [(found, count) for found, count in rows if found not in ("", None)]


def _conditions(filters: Filters) -> tuple[str, list[Any]]:
    """The SQL condition on ``articles a`` for everything but words, names and languages, and its parameters."""
    parts: list[str] = ["1"]
    values: list[Any] = []
    if filters.date_from is not None:
        parts.append("a.date_last >= ?")
        values.append(filters.date_from.first)
    if filters.date_to is not None:
        parts.append("a.date_first <= ?")
        values.append(filters.date_to.last)
    if filters.sources:
        parts.append(f"a.source_id IN ({','.join('?' * len(filters.sources))})")
        values.extend(filters.sources)
    if filters.collection is not None:
        parts.append("a.id IN (SELECT article_id FROM collected WHERE collection_id = ?)")
        values.append(filters.collection)
    if filters.min_quality > 0:
        parts.append("a.quality >= ?")
        values.append(filters.min_quality)
    return " AND ".join(parts), values


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _hit(ranges: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Which of the articles (first passage, number) hold any of the sorted passage ids."""
    begin = np.searchsorted(ids, ranges[:, 0])
    end = np.searchsorted(ids, ranges[:, 0] + ranges[:, 1])
    return end > begin


def _expanded(ranges: np.ndarray) -> np.ndarray:
    """All ids of the ranges (first, number): (n, 2) → sorted int64."""
    if not len(ranges):
        return np.empty(0, np.int64)
    first, number = ranges[:, 0], ranges[:, 1]
    before = np.concatenate(([0], np.cumsum(number)[:-1]))
    return np.repeat(first - before, number) + np.arange(int(number.sum()), dtype=np.int64)
