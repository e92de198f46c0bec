"""A file that is read in another way than before: what only its earlier reading found gives way."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from dejavu_app.archive.keeping import Keeping, marked
from dejavu_app.archive.rows import Superseded

ALIKE = 0.5
"""Share of their pairs of neighbouring words that two readings of one place in a file have in common when they are of
one article."""
_CHOSEN = "a.id IN (SELECT value FROM json_each(?))"


class Rereading(Keeping):
    """Lets the present reading of a source take the place of an earlier one."""

    def digests_of(self, source_id: int) -> dict[bytes, int]:
        """The articles of a source, by digest."""
        return dict(self._rows("SELECT digest, id FROM articles WHERE source_id = ?", (source_id,)))

    def supersede(self, source_id: int, outdated: Iterable[int], read_now: Iterable[int] = ()) -> Superseded:
        """Takes articles of a source out that its present reading no longer finds, in one transaction.

        What a reader put on one of them (star, note, tags, collections) moves to the article that now stands at the
        same place in the file and is mostly the same text; where there is none, the article stays. Other sources that
        held some of the same articles are marked unread, as by ``remove_source``, except those ``read_now``: of them
        the caller knows what they hold. Earlier changes of what readers keep cannot be undone then.
        """
        old = set(outdated)
        with self.transaction() as conn:
            kept = set(marked(conn, old))
            for article, heir in self._heirs(source_id, kept, old).items():
                if self._hand_over(conn, article, heir):
                    kept.discard(article)
            gone = sorted(old - kept)
            if gone:
                self._remove_articles(conn, _CHOSEN, gone, {source_id, *read_now})
                conn.execute("UPDATE sources SET articles = articles - ? WHERE id = ?", (len(gone), source_id))
                self._forget_changes(conn)
        return Superseded(len(gone), len(kept))

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
        notes = conn.execute("SELECT count(*) FROM notes WHERE article_id IN (?, ?)", (article, heir)).fetchone()[0]
        if notes == 2:
            return False
        for table in ("stars", "notes", "tags", "collected"):
            conn.execute(f"UPDATE OR IGNORE {table} SET article_id = ? WHERE article_id = ?", (heir, article))
        return True


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring words."""
    words = text.lower().split()
    return set(zip(["", *words], [*words, ""], strict=True))
