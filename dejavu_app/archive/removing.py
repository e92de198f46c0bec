"""Taking articles out with all that hangs on them: a whole source is put out at once, its rows go piece by piece."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from time import sleep

from dejavu_app.archive.keywords import KeywordIndex

LEAVING = "removed:"
"""Before the checksum of a source whose articles wait to be removed: it is no longer among the sources, and the same
file would be read as a new one. What is removed of it is never a part of an article."""
SLICE = 2_000
"""Passages removed in one transaction, some tenths of a second's work."""
BREATH = 0.1
"""Seconds between two slices: SQLite asks again that often for somebody who waits to write."""
# Found by the index of checksums: an archive may have a source for each of a million files.
_LEFT = f"SELECT id FROM sources WHERE sha256 >= '{LEAVING}' AND sha256 < '{LEAVING[:-1]};'"
MARKS = ("stars", "notes", "tags", "collected")
"""The tables of what a reader puts on articles."""


class RemovalStore(KeywordIndex):
    """Takes articles out. The program may be killed at any moment: ``remove_leaving`` removes what is left."""

    def remove_source(self, source_id: int) -> int:
        """Takes a source and its articles out, with all that hangs on them; gives the number of articles.

        Another source that held some of the same articles is marked unread, so that importing it again restores them.
        """
        articles = self.put_out(source_id)
        self.remove_all_leaving()
        return articles

    def put_out(self, source_id: int) -> int:
        """Takes a source out, and what readers put on its articles, in a short transaction; gives their number.

        The articles themselves stay until ``remove_all_leaving`` has removed them.
        """
        with self.transaction() as conn:
            for table in MARKS:
                conn.execute(
                    f"DELETE FROM {table} WHERE article_id IN (SELECT id FROM articles WHERE source_id = ?)",
                    (source_id,),
                )
            conn.execute(
                "UPDATE sources SET sha256 = ? || id || ':' || sha256, finished = NULL WHERE id = ? AND id NOT IN"
                f" ({_LEFT})", (LEAVING, source_id),
            )
            self._removed(conn, {source_id})
            return self.leaving_count(source_id)

    def remove_all_leaving(self, going_on: Callable[[], bool] = lambda: True) -> None:
        """Removes what is left of sources that were put out, while ``going_on``, in short transactions, between which
        anybody may write; inside a transaction of the caller all goes in that one."""
        while self.remove_leaving(SLICE) and going_on():
            if not self._depth:
                sleep(BREATH)

    def leaving_count(self, source_id: int | None = None) -> int:
        """How many articles wait to be removed; or those of one source."""
        which = _LEFT if source_id is None else "?"
        return int(self._value(f"SELECT count(*) FROM articles WHERE source_id IN ({which})",
                               () if source_id is None else (source_id,)))

    def remove_leaving(self, limit: int) -> bool:
        """Removes articles, of about ``limit`` passages, of sources that were put out, in one transaction.

        Gives whether some are left. Does nothing in an archive that cannot be written to.
        """
        if self.readonly or not self._leaving():
            return False
        with self.transaction() as conn:
            for source in self._leaving():
                chosen: list[int] = []
                for article, passages in conn.execute(
                    "SELECT id, passages FROM articles WHERE source_id = ? ORDER BY first_passage", (source,)
                ):
                    if limit <= 0:
                        break
                    chosen.append(article)
                    limit -= max(1, passages)
                self._remove_articles(conn, chosen)
                if limit <= 0 and self.leaving_count(source):
                    return True
                conn.execute("DELETE FROM sources WHERE id = ?", (source,))
        return False

    def _leaving(self) -> list[int]:
        """The sources whose articles wait to be removed."""
        return [row[0] for row in self._rows(_LEFT)]

    def _remove_articles(self, conn: sqlite3.Connection, chosen: Iterable[int]) -> None:
        """Takes these articles out, and all that hangs on them."""
        parameter = (json.dumps(list(chosen)),)
        where = "a.id IN (SELECT value FROM json_each(?))"
        self._unindex_passages(conn, self._terms(conn, where, parameter))
        conn.execute(
            "UPDATE encoders SET encoded = encoded - (SELECT count(*) FROM articles a"
            " JOIN passages p ON p.article_id = a.id JOIN vectors v ON v.passage_id = p.id"
            f" WHERE {where} AND v.encoder_id = encoders.id)",
            parameter,
        )
        conn.execute(
            "UPDATE totals SET (articles, passages) = (SELECT totals.articles - count(*),"
            f" totals.passages - coalesce(sum(a.passages), 0) FROM articles a WHERE {where})", parameter,
        )
        conn.execute(f"DELETE FROM articles AS a WHERE {where}", parameter)

    def _removed(self, conn: sqlite3.Connection, untouched: Iterable[int]) -> int:
        """Notes that articles were taken out: sources with duplicates, which may have held some of them, are marked
        unread, but those ``untouched``; gives how many."""
        conn.execute("UPDATE totals SET removals = removals + 1")
        return conn.execute(
            "UPDATE sources SET finished = NULL WHERE finished IS NOT NULL"
            " AND duplicates > 0 AND id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(untouched)),),
        ).rowcount

    def removals(self) -> int:
        """How many times articles were removed."""
        return int(self._value("SELECT removals FROM totals"))
