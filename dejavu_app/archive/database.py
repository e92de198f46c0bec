"""The open archive file: connecting, migrating, transactions, and SQLite's errors said in a reader's words."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from sqlite_utils import Database

from dejavu_app.archive.schema import APPLICATION_ID, ONLY_FASTER, PAGE_SIZE, migrations
from dejavu_app.errors import UserError

BUSY_SECONDS = 30.0
_DAMAGE = ("malformed", "corrupt", "could not decode", "vtable constructor failed",
           "fts5 file format")
"""What SQLite says of a damaged file: of its pages, of a text that is none any more, of the keyword index."""
_BESIDE_WAL = ("mode=ro", f"mode=ro&vfs={'win32' if os.name == 'nt' else 'unix'}-none")
"""How a file is opened that cannot be written to and has a WAL: the usual way, which needs the index of the WAL that
its writer has made, or without locks, which nobody needs where nobody can write."""
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
    if any(sign in reason for sign in _DAMAGE):
        return UserError(
            f"{path}: the archive file is damaged.", "Restore it from a backup, or import its sources into a new one."
        )
    if "unable to open" in reason or "disk i/o" in reason:
        return UserError(
            f"{path}: the archive cannot be opened, read or written ({error}).",
            "Check permissions, disk and folder. A disk formatted as FAT holds no file of more than 4 GB.",
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
        there = self._looked_at()
        if there is not None and not stat.S_ISREG(there.st_mode):
            raise UserError(f"{self.path} is not a file.", "An archive is one file that ends with .dejavu.")
        if (there is None or there.st_size == 0) and not create:
            if there is not None:
                raise UserError(f"{self.path} is empty, not a Déjà Vu archive.", "Choose another file.")
            raise UserError(f"There is no archive at {self.path}.", "Check the name, or import something into it.")
        if not self.path.parent.is_dir():
            raise UserError(f"The folder {self.path.parent} does not exist.", "Make it first, or choose another.")
        writable = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        self.readonly = there is not None and not writable
        try:
            self._connect(create)
        except sqlite3.Error as error:
            self._explain(error)
            raise
        self._opened = self._standing()

    def _looked_at(self) -> os.stat_result | None:
        """What stands at the path; None where nothing does. Raises ``UserError`` where that cannot be known."""
        try:
            return self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:  # a locked folder, a name too long, a link to itself
            reason = getattr(error, "strerror", None) or error
            raise UserError(
                f"{self.path} cannot be opened ({reason}).", "Check the name, and who may look into its folder."
            ) from error

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
            self.conn = self._reading()
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

    def _reading(self) -> sqlite3.Connection:
        """A connection to a file that cannot be written to, and so cannot have a WAL made beside it.

        Where one was left there, as on the copy of an archive that was open, its commits are a part of the archive.
        """
        wal = Path(f"{self.path}-wal")
        failed: sqlite3.Error | None = None
        for way in _BESIDE_WAL if wal.exists() and wal.stat().st_size else ("immutable=1",):
            conn = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?{way}", uri=True, isolation_level=None, check_same_thread=False
            )
            try:
                if "vfs" in way:
                    conn.execute("PRAGMA locking_mode=EXCLUSIVE")  # what SQLite knows of the WAL is kept in memory
                conn.execute("PRAGMA schema_version")
                return conn
            except sqlite3.Error as error:
                failed = error
                conn.close()
        assert failed is not None
        raise failed

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
        if not self.stands():
            self.fold_in()
            raise UserError(
                f"{self.path} is gone: it was deleted, moved or its disk taken away while it was open.",
                "Put it back where it was, if you can, and start the work again.",
            )

    def stands(self) -> bool:
        """Whether the file that was opened still stands at its path."""
        return self._standing() == self._opened

    def _standing(self) -> tuple[int, int] | None:
        """Which file stands at the path now; None where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def fold_in(self) -> None:
        """Writes what the WAL holds into the file itself, as far as nobody reads it.

        The WAL keeps the name that the file had when it was opened, and SQLite leaves it alone when it closes a file
        that was moved: whoever copies or renames an archive then leaves behind what was not folded in.
        """
        if not self.readonly:
            with suppress(sqlite3.Error):  # it is only sooner than SQLite itself would do it
                self.conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Closes the file; safe to call twice."""
        if not self.stands():
            self.fold_in()
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
        self.check_standing()
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
