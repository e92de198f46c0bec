"""Followed folders: new files once, half-written files later, moved files never twice."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import FolderWatch, ImportJob, follow, followed, leave_out, unfollow
from dejavu_app.reading import ReadOptions
from tests.jobs.conftest import rows
from tests.reading.samples import ALTO_PAGE, METS_ISSUE


def names(watch: FolderWatch, options: ReadOptions | None = None) -> list[str]:
    return sorted(source.path.name for source in watch.look(options))


def aged(folder: Path, seconds: float = 3600.0) -> None:
    """As if nothing in the folder had been touched for so long."""
    then = time.time() - seconds
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


@pytest.fixture
def inbox(tmp_path: Path, path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    with Archive(path, create=True) as archive:
        follow(archive, folder)
    return folder


def test_folders_are_followed_once_and_let_go(path: Path, tmp_path: Path) -> None:
    with Archive(path, create=True) as archive:
        follow(archive, tmp_path / "a")
        follow(archive, tmp_path / "b")
        follow(archive, tmp_path / "a")
    with Archive(path) as archive:
        assert followed(archive) == [tmp_path / "a", tmp_path / "b"]
        unfollow(archive, tmp_path / "a")
        assert followed(archive) == [tmp_path / "b"]
        unfollow(archive, tmp_path / "b")
        assert followed(archive) == []


def test_a_file_comes_once_it_is_whole_and_again_when_it_changes(path: Path, inbox: Path) -> None:
    watch = FolderWatch(path)
    assert names(watch) == []
    file = inbox / "rows.jsonl"
    file.write_text(rows(0, 5))
    assert names(watch) == []
    file.write_text(rows(0, 9))
    assert names(watch) == []
    assert names(watch) == ["rows.jsonl"]
    assert names(watch) == []
    file.write_text(rows(0, 12))
    assert names(watch) == []
    assert names(watch) == ["rows.jsonl"]


def test_a_file_that_grows_keeps_no_other_waiting(path: Path, inbox: Path) -> None:
    watch = FolderWatch(path)
    (inbox / "whole.jsonl").write_text(rows(0, 5))
    (inbox / "growing.jsonl").write_text(rows(10, 1))
    assert names(watch) == []
    (inbox / "growing.jsonl").write_text(rows(10, 2))
    assert names(watch) == ["whole.jsonl"]
    assert names(watch) == ["growing.jsonl"]


def test_at_start_only_what_the_archive_has_not_read_comes(path: Path, inbox: Path) -> None:
    (inbox / "old.jsonl").write_text(rows(0, 5))
    aged(inbox)
    ImportJob(path, [inbox], encode=False, workers=0).run()
    (inbox / "new.jsonl").write_text(rows(10, 5))
    (inbox / "strange.bin").write_bytes(bytes(range(256)))
    aged(inbox)
    (inbox / "now.jsonl").write_text(rows(20, 5))
    watch = FolderWatch(path)
    assert names(watch) == ["new.jsonl"]
    assert names(watch) == ["now.jsonl"]
    (inbox / "old.jsonl").write_text(rows(0, 6))
    aged(inbox, 1800.0)
    os.utime(inbox / "old.jsonl", (time.time() + 60, time.time() + 60))
    assert "old.jsonl" in names(FolderWatch(path, quiet=-100.0))


def test_what_is_found_is_imported_once_and_followed_where_it_goes(path: Path, inbox: Path) -> None:
    watch = FolderWatch(path)
    (inbox / "rows.jsonl").write_text(rows(0, 5))
    watch.look()
    report = ImportJob(path, [], encode=False, workers=0, sources=watch.look()).run()
    assert report.added == 5
    (inbox / "deep").mkdir()
    (inbox / "rows.jsonl").rename(inbox / "deep" / "moved.jsonl")
    watch.look()
    report = ImportJob(path, [], encode=False, workers=0, sources=watch.look()).run()
    assert (report.added, report.articles) == (0, 5)
    with Archive(path) as archive:
        assert [row.path for row in archive.source_rows()] == [str(inbox / "deep" / "moved.jsonl")]


def test_an_issue_comes_with_its_pages_and_again_with_a_new_one(path: Path, inbox: Path) -> None:
    (inbox / "alto").mkdir()
    (inbox / "mets.xml").write_text(METS_ISSUE)
    (inbox / "alto" / "0001.xml").write_text(ALTO_PAGE.format(n=1))
    aged(inbox)
    watch = FolderWatch(path)
    assert names(watch) == ["mets.xml"]
    (inbox / "alto" / "0002.xml").write_text(ALTO_PAGE.format(n=2))
    assert names(watch) == []
    assert names(watch) == ["mets.xml"]
    assert names(watch) == []


def test_an_issue_that_was_read_stays_unless_a_page_changed_meanwhile(path: Path, inbox: Path) -> None:
    (inbox / "alto").mkdir()
    (inbox / "mets.xml").write_text(METS_ISSUE)
    (inbox / "alto" / "0001.xml").write_text(ALTO_PAGE.format(n=1))
    aged(inbox)
    ImportJob(path, [inbox], encode=False, workers=0).run()
    assert names(FolderWatch(path)) == []
    os.utime(inbox / "alto" / "0001.xml", (time.time() + 60, time.time() + 60))
    assert names(FolderWatch(path, quiet=-100.0)) == ["mets.xml"]


def test_an_issue_waits_for_a_page_that_is_being_written(path: Path, inbox: Path) -> None:
    (inbox / "alto").mkdir()
    (inbox / "mets.xml").write_text(METS_ISSUE)
    aged(inbox)
    (inbox / "alto" / "0001.xml").write_text(ALTO_PAGE.format(n=1))
    watch = FolderWatch(path)
    assert names(watch) == []
    assert names(watch) == ["mets.xml"]


def test_a_file_that_was_removed_from_the_archive_stays_out_until_it_changes(path: Path, inbox: Path) -> None:
    (inbox / "rows.jsonl").write_text(rows(0, 5))
    aged(inbox)
    ImportJob(path, [inbox], encode=False, workers=0).run()
    with Archive(path) as archive:
        source = archive.source_rows()[0].id
        leave_out(archive, source)
        assert archive.remove_source(source) == 5
    assert names(FolderWatch(path)) == []
    (inbox / "rows.jsonl").write_text(rows(0, 6))
    aged(inbox)
    assert names(FolderWatch(path)) == ["rows.jsonl"]


def test_a_folder_that_is_away_comes_back_later(path: Path, inbox: Path) -> None:
    (inbox / "rows.jsonl").write_text(rows(0, 5))
    aged(inbox)
    away = inbox.rename(inbox.parent / "away")
    watch = FolderWatch(path)
    assert names(watch) == []
    away.rename(inbox)
    assert names(watch) == ["rows.jsonl"]


def test_what_was_not_read_before_its_folder_went_away_comes_when_it_is_back(path: Path, inbox: Path) -> None:
    for name, first in (("old", 0), ("new", 5)):
        (inbox / f"{name}.jsonl").write_text(rows(first, 5))
    aged(inbox)
    watch = FolderWatch(path)
    sources = watch.look()
    ImportJob(path, [], encode=False, workers=0, sources=[s for s in sources if "old" in s.name]).run()
    away = inbox.rename(inbox.parent / "away")
    report = ImportJob(path, [], encode=False, workers=0, sources=sources).run()
    assert [Path(problem.path).name for problem in report.skipped] == ["new.jsonl", "old.jsonl"]
    assert names(watch) == []
    away.rename(inbox)
    assert names(watch) + names(watch) == ["new.jsonl"]


def test_changes_of_an_archive_in_its_own_folder_have_nothing_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dejavu"
    with Archive(path, create=True) as archive:
        follow(archive, tmp_path)
        (tmp_path / "rows.jsonl").write_text(rows(0, 5))
        aged(tmp_path)
        watch = FolderWatch(path, quiet=0)
        sources = watch.look()
        ImportJob(path, [], encode=False, workers=0, sources=sources).run()
        looked: list[object] = []

        def looking(*about: object) -> tuple[()]:
            looked.append(about)
            return ()

        monkeypatch.setattr("dejavu_app.jobs.watch.scan", looking)
        for _ in range(3):
            archive.set_setting("changes", time.time())
            assert names(watch) + names(watch) == []
        assert looked == []


def test_an_archive_in_its_own_folder_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.dejavu"
    with Archive(path, create=True) as archive:
        follow(archive, tmp_path)
    watch = FolderWatch(path)
    found = names(watch, ReadOptions(overrides={"": "text"})) + names(watch, ReadOptions(overrides={"": "text"}))
    assert found == []


def test_a_look_can_be_stopped(path: Path, inbox: Path) -> None:
    with pytest.raises(Cancelled):
        FolderWatch(path).look(cancelled=lambda: True)
