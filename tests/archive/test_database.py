"""Opening an archive file: what is refused, how politely, and that nothing half done is left behind."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dejavu_app.archive import Archive, database
from dejavu_app.archive.schema import APPLICATION_ID, migrations
from dejavu_app.domain import Article, Filters
from dejavu_app.errors import UserError
from tests.archive.conftest import cut


def test_a_missing_archive_is_not_made_by_opening_it(path: Path) -> None:
    with pytest.raises(UserError, match=r"no archive at .*test\.dejavu"):
        Archive(path)
    assert not path.exists()


def test_a_new_archive_is_marked_as_one_and_opens_again(path: Path) -> None:
    Archive(path, create=True).close()
    with Archive(path) as archive:
        assert archive._value("PRAGMA application_id") == APPLICATION_ID
        assert archive.info()["articles"] == 0


def test_commits_are_on_the_disk_before_they_are_reported(archive: Archive) -> None:
    assert archive._value("PRAGMA journal_mode") == "wal"
    assert archive._value("PRAGMA synchronous") == 2  # FULL
    assert archive._value("PRAGMA foreign_keys") == 1


def test_an_empty_file_becomes_an_archive_only_when_asked(path: Path) -> None:
    path.touch()
    with pytest.raises(UserError, match="empty"):
        Archive(path)
    Archive(path, create=True).close()
    Archive(path).close()


@pytest.mark.parametrize("create", [False, True])
def test_other_files_are_refused_and_left_as_they_are(path: Path, create: bool) -> None:
    path.write_bytes(b"%PDF-1.7 not an archive at all" * 100)
    before = path.read_bytes()
    with pytest.raises(UserError, match="is not a Déjà Vu archive"):
        Archive(path, create=create)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="is not a Déjà Vu archive"):
        Archive(path, create=True)
    assert path.read_bytes() == before


def test_another_programs_database_with_a_wal_is_no_archive_in_the_making(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode=WAL")
    other.close()
    assert path.stat().st_size and not Path(f"{path}-wal").exists()
    with pytest.raises(UserError, match="is not a Déjà Vu archive"):
        Archive(path)
    with sqlite3.connect(path) as again:
        assert again.execute("PRAGMA application_id").fetchone() == (0,)


def test_another_process_that_closes_an_archive_leaves_the_wal_of_an_open_one(archive: Archive, path: Path) -> None:
    # Here as in the window: one connection to read with, another one that a job has opened and closed again.
    Archive(path).close()
    archive.set_setting("kept", "before")
    program = "import sys; from dejavu_app.archive import Archive; Archive(sys.argv[1]).close()"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert Path(f"{path}-wal").exists()  # taken away, what follows would be written where nobody finds it
    archive.set_setting("kept", "after")
    look = "import sys; from dejavu_app.archive import Archive; print(Archive(sys.argv[1]).setting('kept'))"
    seen = subprocess.run([sys.executable, "-c", look, str(path)], check=True, capture_output=True, text=True)
    assert seen.stdout.strip() == "after"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a file"):
        Archive(tmp_path, create=True)


def test_a_name_that_the_system_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be opened \(.*too long"):
        Archive(tmp_path / f"{'a' * 300}.dejavu", create=True)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere does not exist"):
        Archive(tmp_path / "nowhere" / "a.dejavu", create=True)


def test_a_newer_archive_is_refused_and_left_as_it_is(path: Path) -> None:
    with Archive(path, create=True) as archive, archive.transaction() as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dejavu', '9999_future', 'now')"
        )
    with pytest.raises(UserError, match=r"newer version of Déjà Vu .*9999_future"):
        Archive(path)


def test_a_failing_migration_leaves_the_archive_as_it_was(
    path: Path, add: Callable[..., list[int]], archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("kept through it all")
    archive.close()
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="0998_first")
    def _first(db: object) -> None:
        db.execute("CREATE TABLE half_way (x)")  # type: ignore[attr-defined]

    @migrations(name="0999_broken")
    def _broken(db: object) -> None:
        db.execute("CREATE TABLE never (x)")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        Archive(path)
    tables = {row[0] for row in sqlite3.connect(path).execute("SELECT name FROM sqlite_master")}
    assert not tables & {"half_way", "never"}
    monkeypatch.undo()
    with Archive(path) as again:
        assert again.article(1).article.text == "kept through it all"


def test_a_later_migration_is_applied_once_to_an_older_archive(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive(path, create=True).close()
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="0999_later")
    def _later(db: object) -> None:
        db.execute("CREATE TABLE later (x)")  # type: ignore[attr-defined]

    for _ in range(2):
        with Archive(path) as archive:
            assert archive._rows("SELECT * FROM later") == []


def test_an_older_archive_that_cannot_be_written_is_read_as_far_as_it_has_what_is_needed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(path, create=True) as archive, archive.transaction() as conn:
        source = archive.start_source("a.csv", "a.csv", "sha", 1, "table", "1").id
        archive.add_articles(source, [cut(Article(text="Ein Streik", language="ger"))])
        conn.execute("DROP INDEX articles_language")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0005_languages'")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with Archive(path) as archive:
        assert archive.languages() == [("de", 1)]
        assert archive.article_ids(Filters(languages=("de",))) == [1]
    monkeypatch.undo()
    with Archive(path) as archive:
        archive.conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0004_keeping'")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(UserError, match="older version"):
        Archive(path)


def test_a_second_writer_is_told_who_holds_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Archive(path, create=True) as one, Archive(path) as two, one.transaction():
        with pytest.raises(UserError, match="another program is writing"):
            two.set_setting("x", 1)
        assert two.setting("x") is None  # reading is never blocked


def test_a_full_disk_is_said_and_loses_nothing(archive: Archive, add: Callable[..., list[int]]) -> None:
    add("The first article is safe.")
    pages = archive._value("PRAGMA page_count")
    archive.conn.execute(f"PRAGMA max_page_count={pages + 2}")
    source = archive.start_source("big.txt", "big.txt", "sha", 1, "text", "1")
    big = [cut(Article(text=f"{n} " + "many words " * 2000)) for n in range(20)]
    with pytest.raises(UserError, match="disk is full"):
        archive.add_articles(source.id, big)
    assert archive.info()["articles"] == 1
    archive.conn.execute("PRAGMA max_page_count=1000000")
    assert archive.add_articles(source.id, big).articles == 20
    assert archive._value("PRAGMA integrity_check") == "ok"


def test_a_damaged_file_is_called_damaged(path: Path) -> None:
    with Archive(path, create=True) as archive:
        source = archive.start_source("a", "a", "sha", 1, "text", "1")
        archive.add_articles(source.id, [cut(Article(text=f"word{n} " * 50)) for n in range(500)])
    data = bytearray(path.read_bytes())
    data[8192 * 2 :] = b"\xa5" * (len(data) - 8192 * 2)
    path.write_bytes(data)
    with pytest.raises(UserError, match="damaged"), Archive(path) as archive:
        list(archive.list_articles())
        archive.passages(range(1, 500))


@pytest.mark.parametrize(("sought", "put"), [(b"zeppelin", b"\xff" * 8), (b"version\x04", b"version\x09"),
                                              (b"keywords_data", b"keywords_dada")])
def test_damage_inside_a_page_is_called_damage(path: Path, sought: bytes, put: bytes) -> None:
    """A text that is none any more; the version and the tables of the keyword index."""
    with Archive(path, create=True) as archive:
        source = archive.start_source("a", "a", "sha", 1, "text", "1")
        archive.add_articles(source.id, [cut(Article(text="The zeppelin burned over the bay."))])
    path.write_bytes(path.read_bytes().replace(sought, put))
    with pytest.raises(UserError, match="damaged"), Archive(path) as archive:
        archive.phrase_ids("burned")
        archive.passages([1])


def test_a_write_that_the_disk_refuses_is_not_called_a_failed_reading(archive: Archive) -> None:
    error = database.explained(sqlite3.OperationalError("disk I/O error"), archive.path)
    assert error is not None and "read or written (disk I/O error)" in str(error) and "4 GB" in str(error)


@pytest.mark.parametrize("way", [0, 1])
def test_what_stands_in_a_wal_is_read_where_nothing_can_be_written(
    path: Path, add: Callable[..., list[int]], archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    way: int,
) -> None:
    """As in a snapshot, or on a disc, that was made while the archive was open."""
    add("Folded into the file.", "And the second.", source="one")
    archive.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    add("Not folded in yet.", source="two")
    copy = tmp_path / "copy #1?" / "copy.dejavu"
    copy.parent.mkdir()
    for ending in ("", "-wal"):
        Path(f"{copy}{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(database, "_BESIDE_WAL", database._BESIDE_WAL[way:])
    with Archive(copy) as read:
        assert read.article_count() == 3 and read.phrase_ids("folded").size == 2
        assert read._value("PRAGMA integrity_check") == "ok"


def test_an_archive_that_cannot_be_written_is_still_read(
    path: Path, add: Callable[..., list[int]], archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Read me on a stick that is locked.")
    archive.close()
    before = sorted(p.name for p in path.parent.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Archive(path) as archive:
        assert archive.article(1).article.text.startswith("Read me")
        with pytest.raises(UserError, match="cannot be written"):
            archive.set_star(1)
    assert sorted(p.name for p in path.parent.iterdir()) == before


def test_a_transaction_is_all_or_nothing(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.transaction():
        source = archive.start_source("a", "a", "sha", 1, "text", "1")
        archive.add_articles(source.id, [cut(Article(text="here and gone", newspaper="The Sun", place="Here"))])
        raise RuntimeError
    assert archive.info()["articles"] == 0
    source = archive.start_source("a", "a", "sha", 1, "text", "1")
    archive.add_articles(source.id, [cut(Article(text="here to stay", newspaper="The Sun", place="Here"))])
    assert archive.article(1).article.newspaper == "The Sun"
    assert archive.term_counts(["here", "gone"]) == {"here": 1}


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be renamed here")
@pytest.mark.parametrize("refused", [True, False])
def test_what_was_stored_before_an_archive_was_renamed_goes_with_it(
    archive: Archive, path: Path, add: Callable[..., list[int]], refused: bool
) -> None:
    """SQLite would write on beside the old name, and whoever opens the file by its new one would never see it."""
    add(Article("The ferry was late."))
    renamed = path.rename(path.with_name("renamed.dejavu"))
    if refused:
        with pytest.raises(UserError, match=r"test\.dejavu is gone: it was deleted, moved"):
            add(Article("The ferry sank."))
    archive.close()
    with Archive(renamed) as moved:
        assert moved.article_count() == 1


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced here")
def test_nothing_is_written_into_an_archive_whose_place_another_file_has_taken(
    archive: Archive, path: Path, add: Callable[..., list[int]]
) -> None:
    with Archive(path.with_name("other.dejavu"), create=True):
        pass
    path.with_name("other.dejavu").replace(path)
    with pytest.raises(UserError, match="is gone"):
        add(Article("The ferry was late."))
