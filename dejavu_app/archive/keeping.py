"""What a reader keeps: collections, notes, tags, stars, settings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from dejavu_app.archive.changes import Changes
from dejavu_app.archive.database import now
from dejavu_app.archive.removing import MARKS
from dejavu_app.archive.rows import CollectionRow
from dejavu_app.domain import Marks
from dejavu_app.errors import UserError

_MARKED = " UNION ".join(f"SELECT article_id FROM {table}" for table in MARKS)


def marked(conn: sqlite3.Connection, articles: Iterable[int]) -> list[int]:
    """Those of the articles that are starred, noted on, tagged or in a collection."""
    chosen = (json.dumps([int(i) for i in articles]),)
    return [row[0] for row in conn.execute(
        f"SELECT article_id FROM ({_MARKED}) WHERE article_id IN (SELECT value FROM json_each(?))", chosen)]


class Keeping(Changes):
    """Collections and marks on articles."""

    # Collections

    def create_collection(self, name: str, description: str = "") -> int:
        """Makes a collection. Raises ``UserError`` when there is one of that name, or the name is empty."""
        name = self._free_name(name)
        with self._change("new collection") as conn:
            cursor = conn.execute(
                "INSERT INTO collections (name, description, created) VALUES (?, ?, ?)", (name, description, now())
            )
        return int(cursor.lastrowid or 0)

    def _free_name(self, name: str, mine: int = 0) -> str:
        name = name.strip()
        if not name:
            raise UserError("A collection needs a name.")
        if self._value("SELECT 1 FROM collections WHERE name = ? AND id <> ?", (name, mine)):
            raise UserError(f"There is a collection “{name}” already.", "Choose another name.")
        return name

    def rename_collection(self, collection: int, name: str, description: str | None = None) -> None:
        """Changes a collection's name, and its description when one is given."""
        name = self._free_name(name, collection)
        with self._change("rename collection") as conn:
            conn.execute("UPDATE collections SET name = ? WHERE id = ?", (name, collection))
            if description is not None:
                conn.execute("UPDATE collections SET description = ? WHERE id = ?", (description, collection))

    def delete_collection(self, collection: int) -> None:
        """Deletes a collection; its articles stay in the archive."""
        with self._change("delete collection") as conn:
            conn.execute("DELETE FROM collected WHERE collection_id = ?", (collection,))
            conn.execute("DELETE FROM collections WHERE id = ?", (collection,))

    def add_to_collection(self, collection: int, article_ids: Iterable[int], note: str = "") -> int:
        """Puts articles in; gives how many were not there yet. A note replaces the note of those that were."""
        ids = [int(i) for i in article_ids]
        with self._change("add to collection") as conn:
            before = conn.total_changes
            added = 0
            for article in ids:
                added += conn.execute(
                    "INSERT OR IGNORE INTO collected VALUES (?, ?, ?, ?)", (collection, article, note, now())
                ).rowcount
                if note and conn.total_changes == before:
                    conn.execute(
                        "UPDATE collected SET note = ? WHERE collection_id = ? AND article_id = ?",
                        (note, collection, article),
                    )
                before = conn.total_changes
        return added

    def remove_from_collection(self, collection: int, article_ids: Iterable[int]) -> int:
        """Takes articles out of a collection; gives how many were in it."""
        with self._change("remove from collection") as conn:
            return conn.executemany(
                "DELETE FROM collected WHERE collection_id = ? AND article_id = ?",
                [(collection, int(i)) for i in article_ids],
            ).rowcount

    def collections(self) -> list[CollectionRow]:
        """All collections, by name."""
        rows = self._rows(
            "SELECT c.id, c.name, (SELECT count(*) FROM collected x WHERE x.collection_id = c.id), c.created,"
            " c.description FROM collections c ORDER BY c.name COLLATE NOCASE"
        )
        return [CollectionRow(*row) for row in rows]

    def collection_articles(self, collection: int) -> list[tuple[int, str]]:
        """The (article id, note) pairs of a collection, in the order they were added."""
        return self._rows(
            "SELECT article_id, note FROM collected WHERE collection_id = ? ORDER BY added, article_id", (collection,)
        )

    def collections_of(self, article: int) -> list[int]:
        """The collections that an article is in."""
        return [row[0] for row in self._rows("SELECT collection_id FROM collected WHERE article_id = ?", (article,))]

    # Marks on articles

    def set_note(self, article: int, note: str) -> None:
        """Writes the reader's note on an article; an empty one removes it."""
        with self._change("note") as conn:
            if note.strip():
                conn.execute("INSERT OR IGNORE INTO notes VALUES (?, '', '')", (article,))
                conn.execute("UPDATE notes SET note = ?, changed = ? WHERE article_id = ?", (note, now(), article))
            else:
                conn.execute("DELETE FROM notes WHERE article_id = ?", (article,))

    def note(self, article: int) -> str:
        """The reader's note on an article, or ""."""
        return self._value("SELECT note FROM notes WHERE article_id = ?", (article,)) or ""

    def noted(self) -> list[int]:
        """The articles with a note, the one last written on first."""
        return [row[0] for row in self._rows("SELECT article_id FROM notes ORDER BY changed DESC, article_id DESC")]

    def set_star(self, article: int, starred: bool = True) -> None:
        """Stars an article, or takes the star off."""
        with self._change("star") as conn:
            if starred:
                conn.execute("INSERT OR IGNORE INTO stars VALUES (?, ?)", (article, now()))
            else:
                conn.execute("DELETE FROM stars WHERE article_id = ?", (article,))

    def starred(self) -> list[int]:
        """The starred articles, the latest first."""
        return [row[0] for row in self._rows("SELECT article_id FROM stars ORDER BY added DESC, article_id DESC")]

    def set_tags(self, article: int, tags: Iterable[str]) -> None:
        """Gives an article these tags and no others. Raises ``UserError`` for a tag with a comma."""
        wanted = sorted({_tag(tag) for tag in tags} - {""})
        with self._change("tags") as conn:
            conn.execute("DELETE FROM tags WHERE article_id = ?", (article,))
            conn.executemany("INSERT INTO tags VALUES (?, ?)", [(article, tag) for tag in wanted])

    def tags(self, article: int) -> list[str]:
        """An article's tags, by name."""
        return [row[0] for row in self._rows("SELECT tag FROM tags WHERE article_id = ? ORDER BY tag", (article,))]

    def all_tags(self) -> list[tuple[str, int]]:
        """Tags and their numbers of articles, by name."""
        return self._rows("SELECT tag, count(*) FROM tags GROUP BY tag ORDER BY tag")

    def tagged(self, tag: str) -> list[int]:
        """The articles that have a tag."""
        return [row[0] for row in self._rows("SELECT article_id FROM tags WHERE tag = ? ORDER BY article_id", (tag,))]

    def rename_tag(self, tag: str, name: str) -> None:
        """Gives a tag another name; if there is a tag of that name, the two become one.

        Raises ``UserError`` for an empty name, or one with a comma.
        """
        name = _tag(name)
        if not name:
            raise UserError("A tag needs a name.")
        with self._change("rename tag") as conn:
            if name != tag:
                conn.execute("INSERT OR IGNORE INTO tags SELECT article_id, ? FROM tags WHERE tag = ?", (name, tag))
                conn.execute("DELETE FROM tags WHERE tag = ?", (tag,))

    def remove_tag(self, tag: str, article_ids: Iterable[int] | None = None) -> int:
        """Takes a tag off these articles, else off all; gives how many had it."""
        with self._change("remove tag") as conn:
            if article_ids is None:
                return conn.execute("DELETE FROM tags WHERE tag = ?", (tag,)).rowcount
            return conn.executemany(
                "DELETE FROM tags WHERE tag = ? AND article_id = ?", [(tag, int(i)) for i in article_ids]
            ).rowcount

    def marks(self) -> dict[int, Marks]:
        """What readers wrote on articles, by article; those without a note, tag or star are left out."""
        notes: dict[int, str] = dict(self._rows("SELECT article_id, note FROM notes"))
        stars = set(self.starred())
        tags: dict[int, list[str]] = {}
        for article, tag in self._rows("SELECT article_id, tag FROM tags ORDER BY tag"):
            tags.setdefault(article, []).append(tag)
        return {article: Marks(notes.get(article, ""), tuple(tags.get(article, ())), article in stars)
                for article in {*notes, *stars, *tags}}

    def kept_by_source(self) -> dict[int, int]:
        """How many articles of each source are starred, noted on, tagged or in a collection; sources without are left
        out."""
        return dict(self._rows(f"SELECT source_id, count(*) FROM articles WHERE id IN ({_MARKED}) GROUP BY source_id"))

    # Settings

    def setting(self, key: str, default: Any = None) -> Any:
        """What was stored under ``key`` in this archive: any JSON value; ``default`` when nothing was."""
        value = self._value("SELECT value FROM settings WHERE key = ?", (f"reader.{key}",))
        return default if value is None else json.loads(value)

    def set_setting(self, key: str, value: Any) -> None:
        """Stores a JSON value under ``key`` in this archive; None removes it."""
        with self.transaction() as conn:
            if value is None:
                conn.execute("DELETE FROM settings WHERE key = ?", (f"reader.{key}",))
            else:
                conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (f"reader.{key}", json.dumps(value)))


def _tag(name: str) -> str:
    """A tag's name as it is kept. Raises ``UserError`` where it holds a comma."""
    if "," in name:
        raise UserError(f"The tag “{name}” holds a comma.", "Commas stand between tags; choose a name without one.")
    return name.strip()
