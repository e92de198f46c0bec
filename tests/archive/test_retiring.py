"""Vectors that another encoder took over from leave the archive, and the file grows small again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.archive import Archive, retiring

DIMS = 384
MANY = 4_000


def fill(archive: Archive, add: Callable[..., list[int]], *fingerprints: str) -> None:
    add(" ".join(f"word{n}" for n in range(8 * MANY)))
    ids = list(range(1, MANY + 1))
    for number, fingerprint in enumerate(fingerprints):
        vectors = np.random.default_rng(number).standard_normal((MANY, DIMS)).astype(np.float32)
        archive.register_pipeline(fingerprint, f"encoder {fingerprint}", DIMS)
        archive.store_vectors(fingerprint, ids, vectors, [()] * MANY)


def removed(archive: Archive) -> None:
    while archive.remove_retired():
        pass


def test_retired_vectors_are_out_of_sight_at_once(archive: Archive, add: Callable[..., list[int]]) -> None:
    fill(archive, add, "old", "new")
    assert archive.retire_pipelines(["old"]) == MANY
    assert [row["fingerprint"] for row in archive.pipelines()] == ["new"]
    assert [row["name"] for row in archive.info()["encoders"]] == ["encoder new"]
    assert archive.coverage("old").encoded == 0 and archive.coverage().encoded == MANY
    assert archive.retired_count() == MANY
    with pytest.raises(KeyError):
        archive.vectors("old", [1])


def test_only_the_retired_go(archive: Archive, add: Callable[..., list[int]]) -> None:
    fill(archive, add, "old", "new", "other")
    archive.retire_pipelines(["old", "other", "unknown"])
    removed(archive)
    assert archive._value("SELECT count(*) FROM vectors") == MANY
    assert archive.vectors("new", range(1, MANY + 1))[0].size == MANY
    assert archive._value("SELECT count(*) FROM encoders") == 1 and archive.retired_count() == 0
    assert archive._value("PRAGMA foreign_keys") == 1 and archive._rows("PRAGMA foreign_key_check") == []


def test_a_source_can_be_removed_amid_the_removal(archive: Archive, add: Callable[..., list[int]]) -> None:
    fill(archive, add, "old", "new")
    add("another article of few words", source="two.txt")
    archive.retire_pipelines(["old"])
    archive.remove_retired(100)
    archive.remove_source(1)
    removed(archive)
    assert archive._value("SELECT count(*) FROM vectors") == 0 and archive.retired_count() == 0
    assert archive.coverage("new").encoded == 0


def test_the_room_goes_back_to_the_disk(archive: Archive, add: Callable[..., list[int]], path: Path) -> None:
    fill(archive, add, "old", "new")
    archive.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    archive.retire_pipelines(["old"])
    removed(archive)
    assert archive.shrink() == 0
    archive.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert before - path.stat().st_size > 0.8 * MANY * DIMS * 2
    assert archive._value("PRAGMA integrity_check") == "ok"


def test_shrinking_can_be_stopped_and_gone_on_with(
    archive: Archive, add: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, add, "old", "new")
    archive.retire_pipelines(["old"])
    removed(archive)
    monkeypatch.setattr(retiring, "PAGES", 10)
    asked: list[int] = []

    def third() -> bool:
        asked.append(1)
        return len(asked) > 2

    free = archive._value("PRAGMA freelist_count") * archive._value("PRAGMA page_size")
    left = archive.shrink(third)
    assert left == free - 2 * 10 * archive._value("PRAGMA page_size") > 0  # two steps of ten pages
    assert archive._value("PRAGMA integrity_check") == "ok"
    assert archive.shrink() == 0


def of_an_early_version(path: Path) -> None:
    """The file as it was made before files could shrink piece by piece."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.execute("PRAGMA auto_vacuum=NONE")
        conn.execute("VACUUM")


@pytest.mark.parametrize("stopped", [False, True])
def test_a_file_of_an_early_version_is_written_anew_unless_stopped(
    archive: Archive, add: Callable[..., list[int]], path: Path, stopped: bool
) -> None:
    fill(archive, add, "old", "new")
    archive.close()
    of_an_early_version(path)
    with Archive(path) as opened:
        assert opened._value("PRAGMA auto_vacuum") == 0
        opened.retire_pipelines(["old"])
        removed(opened)
        calls: list[int] = []

        def soon() -> bool:
            calls.append(1)
            return stopped and len(calls) > 1

        left = opened.shrink(soon)
        assert (left > 0) == stopped
        assert opened._value("PRAGMA integrity_check") == "ok"
        assert opened.vectors("new", range(1, MANY + 1))[0].size == MANY
    with Archive(path) as again:
        assert again._value("PRAGMA auto_vacuum") == (0 if stopped else 2)


def test_a_large_file_of_an_early_version_keeps_its_room_for_the_next_import(
    archive: Archive, add: Callable[..., list[int]], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, add, "old")
    archive.close()
    of_an_early_version(path)
    monkeypatch.setattr(retiring, "REWRITTEN", 1000)
    with Archive(path) as opened:
        opened.retire_pipelines(["old"])
        removed(opened)
        assert opened.shrink() > 0.8 * MANY * DIMS * 2


def test_a_search_amid_the_handover_sees_one_moment(
    archive: Archive, add: Callable[..., list[int]], path: Path
) -> None:
    fill(archive, add, "old")
    with Archive(path) as reader, reader.snapshot():
        assert reader.coverage("old").encoded == MANY
        archive.retire_pipelines(["old"])
        removed(archive)
        assert reader.vectors("old", range(1, MANY + 1))[0].size == MANY
    assert archive.retired_count() == 0
