"""A file that is read in another way than before: what only its earlier reading found gives way."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from dejavu_app.archive.database import OFTEN
from dejavu_app.archive.keeping import Keeping, marked
from dejavu_app.archive.removing import MARKS
from dejavu_app.archive.rows import Superseded
from dejavu_app.errors import Cancelled

ALIKE = 0.5
"""Share of their pairs of neighbouring words that two readings of one place in a file have in common when they are of
one article."""


class Rereading(Keeping):
    """Lets the present reading of a source take the place of an earlier one."""

    def digests_of(self, source_id: int) -> dict[bytes, int]:
        """The articles of a source, by digest."""
        return dict(self._rows("SELECT digest, id FROM articles WHERE source_id = ?", (source_id,)))

    def supersede(
        self,
        source_id: int,
        outdated: Iterable[int],
        read_now: Iterable[int] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Superseded:
        """Takes articles of a source out that its present reading no longer finds, in one transaction.

        What a reader put on one of them (star, note, tags, collections) moves to the article that now stands at the
        same place in the file and is mostly the same text; where there is none, the article stays. Other sources that
        held some of the same articles are marked unread, as by ``remove_source``, except those ``read_now``: of them
        the caller knows what they hold. Earlier changes of what is kept cannot be undone through this open file then.

        Of a million articles it takes minutes: raises ``Cancelled`` within moments when ``cancelled`` says so, and the
        transaction it is part of leaves no trace.
        """
        old = set(outdated)
        with self.transaction() as conn, _interrupted(conn, cancelled):
            kept = set(marked(conn, old))
            for article, heir in self._heirs(source_id, kept, old).items():
                if self._hand_over(conn, article, heir):
                    kept.discard(article)
            gone, unread = sorted(old - kept), 0
            if gone:
                self._remove_articles(conn, gone)
                unread = self._removed(conn, {source_id, *read_now})
                conn.execute("UPDATE sources SET articles = articles - ? WHERE id = ?", (len(gone), source_id))
                self._forget_changes(conn)
        return Superseded(len(gone), len(kept), unread)

    def _heirs(self, source_id: int, marked_ids: set[int], old: set[int]) -> dict[int, int]:
        """For marked articles the one that stands now where they stood, if it is the only one and says the same."""
        if not marked_ids:
            return {}
        asked = list(self._rows_in("SELECT id, locator, text FROM articles WHERE id IN (?)", sorted(marked_ids)))
        places = {locator for _, locator, _ in asked}
        standing: dict[str, list[int]] = defaultdict(list)
        for number, locator in self._rows("SELECT id, locator FROM articles WHERE source_id = ?", (source_id,)):
            if locator in places and number not in old:
                standing[locator].append(number)
        heirs = {}
        for number, locator, text in asked:
            if len(standing[locator]) == 1:
                heir = standing[locator][0]
                ours, theirs = _pairs(text), _pairs(self._value("SELECT text FROM articles WHERE id = ?", (heir,)))
                if len(ours & theirs) >= ALIKE * max(1, len(ours | theirs)):
                    heirs[number] = heir
        return heirs

    def _hand_over(self, conn: sqlite3.Connection, article: int, heir: int) -> bool:
        """Moves an article's marks; not where both have a note, of which one would be lost."""
        two = conn.execute(
            "SELECT 1 FROM notes a, notes b WHERE a.article_id = :article AND b.article_id = :heir"
            " UNION ALL SELECT 1 FROM collected a JOIN collected b USING (collection_id)"
            " WHERE a.article_id = :article AND b.article_id = :heir AND a.note NOT IN ('', b.note)",
            {"article": article, "heir": heir},
        ).fetchone()
        if two:
            return False
        for table in MARKS:
            conn.execute(f"UPDATE OR IGNORE {table} SET article_id = ? WHERE article_id = ?", (heir, article))
        return True


@contextmanager
def _interrupted(conn: sqlite3.Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Raises ``Cancelled`` out of whatever SQLite does inside, once ``cancelled`` says so."""
    conn.set_progress_handler(lambda: int(cancelled()), OFTEN)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise Cancelled from error
    finally:
        conn.set_progress_handler(None, 0)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring words."""
    words = text.lower().split()
    return set(zip(["", *words], [*words, ""], strict=True))
