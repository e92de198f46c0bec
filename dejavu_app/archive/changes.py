"""Changes of what a reader keeps, each written down while it is made, so that it can be taken back and done again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from dejavu_app.archive.filters import FilterStore
from dejavu_app.errors import UserError

UNDO_STEPS = 50
_KEPT = ("collections", "collected", "notes", "stars", "tags", "searches")


class Changes(FilterStore):
    """Every change of what is kept can be undone, and redone, as long as the file is open.

    Only changes made through this open file are known: what other programs or windows do is not ours to undo.
    """

    _joined = False

    @contextmanager
    def together(self, name: str) -> Iterator[None]:
        """All changes made inside are committed together, and are one change, of this name, to undo."""
        with self._change(name):
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    @contextmanager
    def _change(self, name: str) -> Iterator[sqlite3.Connection]:
        """A change a reader can undo: temporary triggers write down the statements that reverse it."""
        if self._joined:
            yield self.conn
            return
        self._watch_changes()
        with self.transaction() as conn:
            change = self._begin(conn, name, undone=False)
            try:
                yield conn
            except sqlite3.IntegrityError as error:
                if "FOREIGN KEY" not in str(error):
                    raise
                raise UserError("The article or the collection is no longer in the archive.") from error
            if not self._wrote(conn, change):
                return  # what was taken back can still be done again
            self._drop(conn, "undone")  # it was to be done again from where things stood before this change
            kept = "SELECT id FROM temp.changes ORDER BY id DESC LIMIT ?"
            self._drop(conn, f"id NOT IN ({kept})", UNDO_STEPS)

    def _watch_changes(self) -> None:
        if self._rows("SELECT 1 FROM temp.sqlite_master WHERE name = 'changes'"):
            return
        # The method of sqlite.org/undoredo.html, in temporary tables: other programs' changes are not ours to undo.
        # What the triggers write while a change is undone is what does it again. ``undone`` tells the two apart.
        self.conn.execute("CREATE TEMP TABLE changes (id INTEGER PRIMARY KEY, name TEXT, undone INTEGER)")
        self.conn.execute("CREATE TEMP TABLE reversals (id INTEGER PRIMARY KEY, change INTEGER, statement TEXT)")
        for table in _KEPT:
            columns = [(row[1], row[5]) for row in self._rows(f"PRAGMA table_info({table})")]
            keys = [name for name, key in columns if key]
            here = " || ' AND ' || ".join(f"'{key} = ' || quote(new.{key})" for key in keys)
            row = " || ',' || ".join(f"quote(old.{name})" for name, _ in columns)
            fields = " || ',' || ".join(f"'{name} = ' || quote(old.{name})" for name, _ in columns)
            reversals = {
                "INSERT": f"'DELETE FROM {table} WHERE ' || {here}",
                "UPDATE": f"'UPDATE {table} SET ' || {fields} || ' WHERE ' || {here}",
                "DELETE": f"'INSERT INTO {table} VALUES (' || {row} || ')'",
            }
            for event, statement in reversals.items():
                self.conn.execute(
                    f"CREATE TEMP TRIGGER undo_{table}_{event} AFTER {event} ON main.{table} BEGIN"
                    f" INSERT INTO reversals (change, statement) SELECT max(id), {statement} FROM changes; END"
                )

    def undo(self) -> str:
        """Takes the last change of collections, notes, stars, tags or searches back; gives its name, "" for none.

        Raises ``UserError`` when what it would bring back has lost its article meanwhile, or what it would change is
        gone or has moved to another article; it is forgotten then.
        """
        return self._turn(undone=False)

    def redo(self) -> str:
        """Does again what ``undo`` took back last; gives its name, "" for none, as there is after any new change.

        Raises ``UserError`` when what it would bring back has lost its article meanwhile, or something else stands in
        its place; then none of what was taken back can be done again, for the rest followed from it.
        """
        return self._turn(undone=True)

    def undoable(self) -> str:
        """The name of the change that ``undo`` would take back; "" for none."""
        return self._last(undone=False)[1]

    def redoable(self) -> str:
        """The name of the change that ``redo`` would do again; "" for none."""
        return self._last(undone=True)[1]

    def _turn(self, undone: bool) -> str:
        """Reverses the last change that is ``undone`` or not, and writes down as the other kind what it did."""
        change, name = self._last(undone)
        if not change:
            return ""
        statements = self._rows("SELECT statement FROM temp.reversals WHERE change = ? ORDER BY id DESC", (change,))
        why = ""
        cause: sqlite3.IntegrityError | None = None
        try:
            with self.transaction() as conn:
                conn.execute("PRAGMA defer_foreign_keys = ON")
                opposite = self._begin(conn, name, not undone)
                for (statement,) in statements:
                    conn.execute(statement)
                if self._wrote(conn, opposite):
                    self._drop(conn, "id = ?", change)
                else:
                    why = "what it changed is no longer there"
        except sqlite3.IntegrityError as error:
            cause = error
            why = ("its article is no longer in the archive" if "FOREIGN KEY" in str(error)
                   else "something else stands in its place")
        if why:
            self._drop(self.conn, "undone" if undone else "id = ?", *(() if undone else (change,)))
            raise UserError(f"“{name}” cannot be {'done again' if undone else 'undone'}: {why}.") from cause
        return name

    def _last(self, undone: bool) -> tuple[int, str]:
        """Number and name of the latest change of a kind, which is the next to be turned round; 0 and "" for none."""
        self._watch_changes()
        last = self._rows("SELECT id, name FROM temp.changes WHERE undone = ? ORDER BY id DESC LIMIT 1", (undone,))
        return (int(last[0][0]), str(last[0][1])) if last else (0, "")

    def _begin(self, conn: sqlite3.Connection, name: str, undone: bool) -> int:
        """From here on the triggers write for this change."""
        cursor = conn.execute("INSERT INTO temp.changes (name, undone) VALUES (?, ?)", (name, undone))
        return int(cursor.lastrowid or 0)

    def _wrote(self, conn: sqlite3.Connection, change: int) -> bool:
        """Whether a change changed anything; what changed nothing is nothing to take back, and is forgotten."""
        wrote = conn.execute("SELECT 1 FROM temp.reversals WHERE change = ?", (change,)).fetchone() is not None
        if not wrote:
            self._drop(conn, "id = ?", change)
        return wrote

    def _drop(self, conn: sqlite3.Connection, which: str, *values: object) -> None:
        """Forgets changes and what reverses them."""
        conn.execute(f"DELETE FROM temp.changes WHERE {which}", values)
        conn.execute("DELETE FROM temp.reversals WHERE change NOT IN (SELECT id FROM temp.changes)")

    def put_out(self, source_id: int) -> int:
        """As ``RemovalStore`` does; earlier changes cannot be undone then."""
        with self.transaction() as conn:
            articles = super().put_out(source_id)
            self._forget_changes(conn)
        return articles

    def _forget_changes(self, conn: sqlite3.Connection) -> None:
        """Nothing done until now can be undone or redone: what it would bring back may have lost its article."""
        self._watch_changes()
        conn.execute("DELETE FROM temp.changes")
        conn.execute("DELETE FROM temp.reversals")
