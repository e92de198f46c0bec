"""The open archive file: connecting, migrating, transactions, and SQLite's errors said in a reader's words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from sqlite_utils import Database

from dejavu_app.archive.schema import APPLICATION_ID, ONLY_FASTER, PAGE_SIZE, migrations
from dejavu_app.errors import UserError

BUSY_SECONDS = 30.0
OFTEN = 50_000
"""SQLite instructions between two questions whether to stop: a few milliseconds."""


def now() -> str:
    """The present moment in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def explained(error: sqlite3.Error, path: Path) -> UserError | None:
    """What ``error`` means to the person whose file ``path`` is; None when it is not the world's fault but ours."""
    reason = str(error).lower()
    if "locked" in reason or "busy" in reason:
        return UserError(
            f"{path}: another program is writing to this archive.", "Wait until its import is done, or close it."
        )
    if "readonly" in reason or "read-only" in reason:
        return UserError(f"{path}: the archive cannot be written to.", "Copy it to a folder where you may write.")
    if "full" in reason:
        return UserError(
            f"{path}: the disk is full; nothing that was stored is lost.", "Make room and start the work again."
        )
    if "not a database" in reason:
        return UserError(f"{path} is not a Déjà Vu archive.", "Choose a file that ends with .dejavu.")
    if "malformed" in reason or "corrupt" in reason:
        return UserError(
            f"{path}: the archive file is damaged.", "Restore it from a backup, or import its sources into a new one."
        )
    if "unable to open" in reason or "disk i/o" in reason:
        return UserError(
            f"{path}: the archive cannot be opened or read ({error}).", "Check permissions, disk and folder."
        )
    return None


class ArchiveFile:
    """A connection to one archive file; the parts of ``Archive`` build on it.

    Durability: WAL with ``synchronous=FULL``, so each commit is on the disk before it is reported. ``NORMAL`` would
    survive a killed program but may forget the last commits when the power fails. Readers never block and are never
    blocked; writers take turns through ``BEGIN IMMEDIATE`` and wait ``BUSY_SECONDS``.
    """

    def __init__(self, path: Path | str, create: bool = False) -> None:
        """Opens ``path``; ``create`` makes it when it is not there.

        Raises ``UserError`` when the file is missing, no archive, newer than this program, damaged or locked.
        """
        self.path = Path(path)
        self.readonly = False
        self._depth = 0
        exists = self.path.exists()
        if exists and not self.path.is_file():
            raise UserError(f"{self.path} is not a file.", "An archive is one file that ends with .dejavu.")
        empty = not exists or self.path.stat().st_size == 0
        if empty and not create:
            if exists:
                raise UserError(f"{self.path} is empty, not a Déjà Vu archive.", "Choose another file.")
            raise UserError(f"There is no archive at {self.path}.", "Check the name, or import something into it.")
        if not self.path.parent.is_dir():
            raise UserError(f"The folder {self.path.parent} does not exist.", "Make it first, or choose another.")
        self.readonly = exists and not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))
        try:
            self._connect(create)
        except sqlite3.Error as error:
            self._explain(error)
            raise

    def _explain(self, error: sqlite3.Error) -> None:
        """Raises the ``UserError`` that ``error`` amounts to, if it does."""
        known = explained(error, self.path)
        if known is not None:
            raise known from error

    def _check_mark(self, create: bool) -> None:
        """Asked of SQLite, never read from the file: to close a file that is open elsewhere in this process gives up
        the locks that it has there, and then another process that closes the archive takes its WAL away."""
        # Another program may be making the archive at this moment; looked for first, since to ask may make a WAL.
        being_made = create or Path(f"{self.path}-wal").exists()
        mark = self._value("PRAGMA application_id")
        if mark != APPLICATION_ID and (mark or not being_made):
            raise UserError(f"{self.path} is not a Déjà Vu archive.", "Choose a file that ends with .dejavu.")

    def _connect(self, create: bool) -> None:
        if self.readonly:
            # A file that cannot be written cannot have a WAL made beside it: read it as it stands.
            self.conn = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None, check_same_thread=False
            )
        else:
            self.conn = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            self._check_mark(create)
            self._prepare()
        except BaseException:
            self.conn.close()
            raise

    def _prepare(self) -> None:
        self.db = Database(self.conn)
        for pragma in ("foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY"):
            self.conn.execute(f"PRAGMA {pragma}")
        if self.readonly:
            self._refuse_newer()
            if {migration.name for migration in migrations.pending(self.db)} - ONLY_FASTER:
                raise UserError(
                    f"{self.path} was made by an older version and cannot be brought up to date where it is.",
                    "Copy it to a folder where you may write.",
                )
            return
        if not self._marked():
            # Looked at again, for another program may have made the archive between two looks.
            if self.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and not self._marked():
                raise UserError(f"{self.path} is not a Déjà Vu archive.", "Choose a file that ends with .dejavu.")
            self.conn.execute(f"PRAGMA page_size={PAGE_SIZE}")
            # What is removed later can then be given back to the disk piece by piece.
            self.conn.execute("PRAGMA auto_vacuum=INCREMENTAL")
        # On a network drive WAL is refused; SQLite then keeps its rollback journal, slower and as safe.
        self._when_free("PRAGMA journal_mode=WAL")
        self.conn.execute("PRAGMA synchronous=FULL")
        self.conn.execute("PRAGMA journal_size_limit=67108864")
        self._refuse_newer()
        if self._behind():
            with self._migrating():
                self.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
                migrations.apply(self.db)

    def _marked(self) -> bool:
        return bool(self.conn.execute("PRAGMA application_id").fetchone()[0])

    def _when_free(self, sql: str) -> None:
        """Execute what SQLite refuses at once, without its usual patience, while another program opens the file."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self.conn.execute(sql)
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(0.01)

    def _known(self) -> set[str]:
        return {migration.name for migration in migrations.applied(self.db)}

    def _behind(self) -> bool:
        return bool(migrations.pending(self.db))

    def _refuse_newer(self) -> None:
        ours = {migration.name for migration in migrations._migrations}
        newer = sorted(self._known() - ours)
        if newer:
            raise UserError(
                f"{self.path} was made by a newer version of Déjà Vu (it knows {newer[0]}).",
                "Install the newest version to open it; the file was left as it is.",
            )

    @contextmanager
    def _migrating(self) -> Iterator[None]:
        """One transaction around all migrations (each is a savepoint in it), so that two openers take turns."""
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.conn.rollback()
            raise
        self.conn.execute("COMMIT")

    def check_standing(self) -> None:
        """Raises ``UserError`` when the file is no longer there.

        Where the system lets an open file be deleted or moved, SQLite goes on writing into what has no name any more.
        """
        if not self.path.exists():
            raise UserError(
                f"{self.path} is gone: it was deleted, moved or its disk taken away while it was written.",
                "Put it back where it was, if you can, and start the work again.",
            )

    def close(self) -> None:
        """Closes the file; safe to call twice."""
        self.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything written inside is committed together or not at all; inside another one it joins that one.

        Raises ``UserError`` when the file is locked by another writer, read-only, damaged, or the disk is full.
        """
        if self._depth:
            self._depth += 1
            try:
                yield self.conn
            finally:
                self._depth -= 1
            return
        if self.readonly:
            raise UserError(f"{self.path}: the archive cannot be written to.", "Copy it where you may write.")
        try:
            self.conn.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self.conn
                self.conn.execute("COMMIT")
            except BaseException:
                self._rolled_back()
                raise
            finally:
                self._depth = 0
        except sqlite3.Error as error:
            self._explain(error)
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever others write meanwhile; nothing is written inside."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            if self.conn.in_transaction:
                self.conn.rollback()

    def _rolled_back(self) -> None:
        """Undoes the open transaction; parts that remember what they wrote override this to forget it."""
        if self.conn.in_transaction:
            self.conn.rollback()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query, as tuples."""
        try:
            return self.conn.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            self._explain(error)
            raise

    def _ids(self, sql: str, parameters: Sequence[Any] = ()) -> list[np.ndarray]:
        """The integer columns of a query that gives one row of ``group_concat`` columns, each as int64 (n,).

        SQLite writes and NumPy reads such a list three times as fast as rows become tuples.
        """
        return [np.fromstring(column or "", np.int64, sep=",") for column in self._rows(sql, parameters)[0]]

    def _value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row; None when there is no row."""
        rows = self._rows(sql, parameters)
        return rows[0][0] if rows else None

    def _rows_in(self, sql: str, values: Iterable[Any]) -> Iterator[Any]:
        """Rows of a query for many keys: ``sql`` has ``(?)`` where the list of values goes."""
        keys = list(values)
        for begin in range(0, len(keys), 900):
            part = keys[begin : begin + 900]
            yield from self._rows(sql.replace("(?)", f"({','.join('?' * len(part))})"), part)
