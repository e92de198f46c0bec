"""Removing the vectors of pipelines that another has taken over from: at once out of sight, then piece by piece."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable

from dejavu_app.archive.database import OFTEN
from dejavu_app.archive.vectors import RETIRED, VectorStore

SLICE = 2_000
"""Vectors removed in one transaction, some twenty milliseconds' work: nobody who wants to write waits long."""
PAGES = 1_000
"""Pages of the file given back to the disk in one transaction."""
REWRITTEN = 1 << 30
"""Bytes up to which the file of an early version, which cannot shrink piece by piece, is written anew."""
WORTH = 0.1
"""Share of free pages from which that is worth it."""

log = logging.getLogger(__name__)


class RetiringStore(VectorStore):
    """Takes old vectors out. The program may be killed at any moment: the next run removes what is left."""

    def retire_pipelines(self, fingerprints: Iterable[str]) -> int:
        """Puts these pipelines out of use, in one transaction; gives the number of their vectors.

        ``remove_retired`` then removes the vectors. Encoding with such a pipeline again begins from nothing.
        """
        gone = 0
        with self.transaction() as conn:
            for fingerprint in fingerprints:
                rows = conn.execute("SELECT id, encoded FROM encoders WHERE fingerprint = ?", (fingerprint,)).fetchall()
                for number, encoded in rows:
                    conn.execute(
                        "UPDATE encoders SET fingerprint = ? WHERE id = ?", (f"{RETIRED}{number}:{fingerprint}", number)
                    )
                    gone += encoded
        return gone

    def retired_count(self) -> int:
        """How many vectors wait to be removed."""
        return int(self._value(f"SELECT sum(encoded) FROM encoders WHERE fingerprint LIKE '{RETIRED}%'") or 0)

    def remove_retired(self, limit: int = SLICE) -> int:
        """Removes up to ``limit`` vectors of retired pipelines in one transaction; 0 when there is none left."""
        # That a pipeline has no vector left is seen here; SQLite would look through all vectors of the others for it.
        self.conn.execute("PRAGMA foreign_keys=OFF")
        try:
            return self._remove_retired(limit)
        finally:
            self.conn.execute("PRAGMA foreign_keys=ON")

    def _remove_retired(self, limit: int) -> int:
        with self.transaction() as conn:
            for (number,) in conn.execute(
                f"SELECT id FROM encoders WHERE fingerprint LIKE '{RETIRED}%' ORDER BY id"
            ).fetchall():
                mark = self._removed_upto(conn, number)
                ids = [
                    row[0]
                    for row in conn.execute(
                        "SELECT passage_id FROM vectors WHERE passage_id > ? AND encoder_id = ?"
                        " ORDER BY passage_id LIMIT ?",
                        (mark, number, limit),
                    )
                ]
                if ids:
                    conn.executemany(
                        "DELETE FROM vectors WHERE passage_id = ? AND encoder_id = ?", [(i, number) for i in ids]
                    )
                    # The mark keeps the next call from walking again through all that this one has passed.
                    conn.execute(
                        "UPDATE encoders SET encoded = max(encoded - ?, 0), encoded_upto = ? WHERE id = ?",
                        (len(ids), -ids[-1], number),
                    )
                    return len(ids)
                conn.execute("DELETE FROM encoders WHERE id = ?", (number,))
        return 0

    def _removed_upto(self, conn: sqlite3.Connection, number: int) -> int:
        """The passage up to which a retired pipeline's vectors are removed, kept as a negative number."""
        upto = int(conn.execute("SELECT encoded_upto FROM encoders WHERE id = ?", (number,)).fetchone()[0])
        return max(0, -upto)

    def shrink(self, cancelled: Callable[[], bool] = lambda: False) -> int:
        """Gives free pages back to the disk, in short transactions; gives the bytes that are still free inside.

        The file of an early version cannot shrink piece by piece: up to ``REWRITTEN`` bytes it is written anew, which
        lets others read but not write for some seconds; a larger one keeps its free pages, which the next import fills.
        Stops within moments when ``cancelled`` says so, and leaves the file as it was before or after a step.
        """
        size = int(self._value("PRAGMA page_size"))
        total, free = (int(self._value(f"PRAGMA {name}")) for name in ("page_count", "freelist_count"))
        if not int(self._value("PRAGMA auto_vacuum")):
            if free > WORTH * total and total * size <= REWRITTEN and not cancelled():
                self._rewrite(cancelled)
        else:
            while free and not cancelled():
                try:
                    # Each step of this statement frees one page, and only a script is stepped to its end.
                    self.conn.executescript(f"PRAGMA incremental_vacuum({PAGES})")
                except sqlite3.Error as error:
                    self._explain(error)
                    raise
                before, free = free, int(self._value("PRAGMA freelist_count"))
                if free >= before:
                    break
        return int(self._value("PRAGMA freelist_count")) * size

    def _rewrite(self, cancelled: Callable[[], bool]) -> None:
        self.conn.set_progress_handler(lambda: int(cancelled()), OFTEN)
        try:
            self.conn.execute("PRAGMA auto_vacuum=INCREMENTAL")
            self.conn.execute("VACUUM")
        except sqlite3.Error as error:
            # Stopped, no room on the disk, or somebody writes: the file is as it was, only larger than need be.
            log.info("%s was not made smaller: %s", self.path, error)
        finally:
            self.conn.set_progress_handler(None, 0)
