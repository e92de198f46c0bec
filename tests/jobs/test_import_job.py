"""Importing: everything once, faults reported, the same again adds nothing."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.jobs import EncodeJob, ImportJob, ImportReport, intake, preparation
from dejavu_app.reading import ReadOptions
from dejavu_app.reading.source import Item
from tests.jobs.conftest import rows, story
from tests.jobs.tiny import TinyModels, TinyPipeline


def run(path: Path, *files: Path, encode: bool = True, options: ReadOptions | None = None) -> ImportReport:
    return ImportJob(path, files, options or ReadOptions(), encode, TinyModels()).run()  # type: ignore[arg-type]


def test_a_folder_is_read_and_encoded(path: Path, folder: Path) -> None:
    report = run(path, folder)
    assert (report.added, report.duplicates, report.articles) == (36, 0, 36)
    assert report.passages == report.encoded >= 36
    assert [Path(p.path).name for p in report.skipped] == ["picture.bin"]
    with Archive(path) as archive:
        assert archive.pending("hash-1|remove|capitals-1", 1) == []
        found = {archive.article(row.id).article.text for row in archive.list_articles()}
        assert found == {story(n) for n in [*range(30), *range(100, 106)]}
        stored = archive.article(1)
        assert stored.mentions and all(stored.article.text[m.start].isupper() for m in stored.mentions)
        assert stored.article.headline == "Head 0" and str(stored.article.date) == "1916-05-02"


def test_the_same_again_adds_nothing(path: Path, folder: Path) -> None:
    first = run(path, folder)
    again = run(path, folder)
    assert (again.added, again.duplicates) == (0, 36)
    assert (again.articles, again.passages, again.encoded) == (first.articles, first.passages, first.encoded)
    assert again.skipped == first.skipped


def test_a_copy_elsewhere_adds_nothing(path: Path, folder: Path, tmp_path: Path) -> None:
    run(path, folder)
    copy = tmp_path / "copied"
    shutil.copytree(folder, copy)
    again = run(path, copy)
    assert (again.added, again.articles) == (0, 36)


def test_a_copy_within_one_import_adds_nothing(path: Path, tmp_path: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        (tmp_path / name).write_text(rows(0, 5))
    report = run(path, tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    assert (report.added, report.duplicates, report.articles) == (5, 5, 5)


def test_a_changed_file_adds_what_is_new(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(rows(0, 5))
    run(path, file)
    file.write_text(rows(0, 8))
    report = run(path, file)
    assert (report.added, report.duplicates) == (3, 5)


def test_other_columns_read_the_same_file_anew(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps({"body": story(n), "gist": f"short {n}"}) + "\n" for n in range(3)))
    run(path, file, options=ReadOptions(columns={"text": "body"}))
    report = run(path, file, options=ReadOptions(columns={"text": "gist"}))
    assert (report.added, report.articles) == (3, 3)


def test_articles_without_text_are_skipped_and_said(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(rows(0, 2) + json.dumps({"article_id": "9", "article": " \n "}) + "\n" + rows(2, 1))
    report = run(path, file)
    assert report.added == 3 and len(report.skipped) == 1
    assert "rows.jsonl" in report.skipped[0].path and "text" in report.skipped[0].reason


def test_the_archive_itself_is_not_imported(path: Path, folder: Path) -> None:
    inside = folder / "a.dejavu"
    run(inside, folder)
    (folder / "a.dejavu-index").mkdir()
    (folder / "a.dejavu-index" / "index.bin").write_bytes(bytes(range(256)))
    report = run(inside, folder)
    assert not any("dejavu" in p.path.rpartition("/")[2] for p in report.skipped)
    assert report.articles == 36


def test_reading_alone_leaves_the_encoding_for_later(path: Path, folder: Path) -> None:
    report = ImportJob(path, [folder], encode=False).run()
    assert report.encoded == 0
    with Archive(path) as archive:
        assert archive.keyword_candidates(["strike"], 5)
    some = EncodeJob(path, TinyModels(), limit=7).run()  # type: ignore[arg-type]
    assert (some.new, some.encoded) == (7, 7)
    rest = EncodeJob(path, TinyModels()).run()  # type: ignore[arg-type]
    assert rest.encoded == rest.passages == report.passages and rest.new == report.passages - 7


def test_encoding_needs_an_archive(path: Path) -> None:
    with pytest.raises(UserError, match="no archive"):
        EncodeJob(path, TinyModels()).run()  # type: ignore[arg-type]


def test_a_stop_while_reading_keeps_what_is_committed_and_goes_on(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 4)
    monkeypatch.setattr(intake, "CHUNK_ARTICLES", 3)
    real = intake.read
    job = ImportJob(path, [folder], encode=False, workers=0)

    def stopping(*args: object):  # type: ignore[no-untyped-def]
        for number, found in enumerate(real(*args)):  # type: ignore[arg-type]
            if number == 6:
                job.cancel()
            yield found

    monkeypatch.setattr(intake, "read", stopping)
    with pytest.raises(Cancelled):
        job.run()
    assert job.state == "cancelled"
    monkeypatch.setattr(intake, "read", real)
    with Archive(path) as archive:
        kept = archive.info()["articles"]
    assert 0 < kept < 36
    report = run(path, folder)
    assert report.added == 36 - kept and report.articles == 36 and report.encoded == report.passages


def test_a_full_disk_fails_the_job_and_the_next_one_goes_on(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Archive(path, create=True).close()
    real = Archive.add_articles

    def on_a_small_disk(self: Archive, *args: object):  # type: ignore[no-untyped-def]
        self.conn.execute(f"PRAGMA max_page_count={self._value('PRAGMA page_count')}")
        return real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "add_articles", on_a_small_disk)
    job = ImportJob(path, [folder], encode=False)
    with pytest.raises(UserError, match="disk is full"):
        job.run()
    assert job.state == "failed"
    monkeypatch.setattr(Archive, "add_articles", real)
    assert run(path, folder).articles == 36
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_progress_ends_where_the_work_ends(path: Path, folder: Path) -> None:
    pipeline = TinyPipeline()
    job = ImportJob(path, [folder], models=TinyModels(pipeline))  # type: ignore[arg-type]
    assert job.progress.stage == "" and job.state == "waiting"
    job.run()
    progress = job.progress
    assert (progress.stage, progress.done, progress.total) == ("encoding", sum(pipeline.batches), progress.done)
    assert [Path(p.path).name for p in progress.problems] == ["picture.bin"]
    assert job.state == "done"


def test_reading_progress_never_goes_back_or_past_the_end(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "CHUNK_ARTICLES", 3)
    job = ImportJob(path, [folder], encode=False, workers=0)
    seen: list[tuple[int, int]] = []
    real = preparation.passages

    def looking(article):  # type: ignore[no-untyped-def]
        seen.append((job.progress.done, job.progress.total))
        return real(article)

    monkeypatch.setattr(preparation, "passages", looking)
    job.run()
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.suffix in (".jsonl", ".txt"))
    assert seen == sorted(seen) and {total for _, total in seen} == {size}
    assert job.progress.done == size


def test_files_that_are_known_already_are_told_as_they_are_passed_by(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path, folder)
    (folder / "rows0.jsonl").write_text(rows(60, 10))  # a new one, before known ones
    monkeypatch.setattr(intake, "BATCH_SECONDS", -1.0)
    job = ImportJob(path, [folder], encode=False, workers=0)
    seen: list[tuple[int, int]] = []
    real = intake.source_checksum

    def looking(*about: Any) -> str:
        with Archive(path) as archive:
            seen.append((job.progress.done, archive.article_count()))
        return real(*about)

    monkeypatch.setattr(intake, "source_checksum", looking)
    job.run()
    done, articles = zip(*seen, strict=True)
    assert list(done) == sorted(done) and len(set(done)) > len(done) - 2 and done[-1] > 0.9 * job.progress.total
    assert articles[-1] == 46, "what is new does not wait for them"


def test_speed_is_told_without_pauses_and_without_files_that_are_known(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(path, folder)
    (folder / "more.jsonl").write_text(rows(60, 10))
    job = ImportJob(path, [folder], encode=False, workers=0)
    opened, added = intake.source_checksum, Archive.add_articles

    def slow_disk(*about: Any) -> str:
        if "more" not in about[0].name:
            job.rested -= 100.0  # as if so many seconds had gone by
        return opened(*about)

    def paused(*about: Any) -> Any:
        job.pause()
        threading.Timer(0.1, job.resume).start()
        job._check()
        return added(*about)

    monkeypatch.setattr(intake, "source_checksum", slow_disk)
    monkeypatch.setattr(Archive, "add_articles", paused)
    report = job.run()
    assert report.read_chars > 5_000
    assert -1e-6 < report.read_seconds < report.seconds - 0.09


class Pulled(io.RawIOBase):
    """The first half of some bytes on a disk that is pulled out then."""

    def __init__(self, data: bytes) -> None:
        self._left = io.BytesIO(data[: len(data) // 2])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._left.read(len(buffer))
        if not piece:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        buffer[: len(piece)] = piece
        return len(piece)


def test_what_failed_in_passing_is_read_another_time(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(rows(0, 8))
    sound = Item.open
    monkeypatch.setattr(Item, "open", lambda item: io.BufferedReader(Pulled(sound(item).read())))
    report = run(path, file)
    assert 0 < report.added < 8 and "Input/output error" in report.skipped[0].reason
    monkeypatch.undo()
    again = run(path, file)
    assert (again.added + report.added, again.duplicates, again.skipped) == (8, report.added, ())
    assert run(path, file).duplicates == 8


def test_a_file_that_is_damaged_for_good_is_not_read_again(path: Path, tmp_path: Path) -> None:
    packed = gzip.compress(rows(0, 400).encode())
    (tmp_path / "rows.jsonl.gz").write_bytes(packed[: len(packed) // 2] + b"xxxx" + packed[len(packed) // 2 + 4 :])
    report = run(path, tmp_path / "rows.jsonl.gz")
    assert report.skipped and not any(problem.passing for problem in report.skipped)
    with Archive(path) as archive:
        assert archive.source_rows()[0].done


def test_a_file_that_was_cut_short_is_counted_once(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.jsonl").write_text(rows(0, 2))
    run(path, tmp_path / "one.jsonl")
    file = tmp_path / "rows.jsonl"
    file.write_text(rows(0, 8))
    sound = Item.open
    monkeypatch.setattr(Item, "open", lambda item: io.BufferedReader(Pulled(sound(item).read())))
    run(path, file)
    monkeypatch.undo()
    run(path, file)
    with Archive(path) as archive:
        row = archive.source_rows()[0]
        assert (row.done, row.articles, row.duplicates) == (True, 6, 2)


def test_what_is_removed_while_it_is_read_comes_back_with_the_next_import(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(rows(0, 900))
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 100)
    monkeypatch.setattr(intake, "CHUNK_ARTICLES", 100)
    begin = Archive.start_source
    begun: list[int] = []

    def start(archive: Archive, *about: Any) -> Any:
        if len(begun) == 3:  # somebody takes out what has come in so far
            archive.remove_source(begun[0])
        row = begin(archive, *about)
        begun.append(row.id)
        return row

    monkeypatch.setattr(Archive, "start_source", start)
    report = ImportJob(path, [file], encode=False).run()
    assert report.articles < 900 and "removed while it was read" in report.skipped[0].reason
    monkeypatch.undo()
    again = ImportJob(path, [file], encode=False).run()
    assert again.articles == 900 and not again.skipped


def test_a_link_that_leads_to_itself_is_a_problem_and_no_end(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    (folder / "a.txt").write_text(story(1))
    for name, target in (("self", "self"), ("here", "."), ("one", "two"), ("two", "one")):
        (folder / name).symlink_to(target)
    report = ImportJob(path, [folder], encode=False, workers=0).run()
    assert report.added == 1
    assert sorted(Path(problem.path).name for problem in report.skipped) == ["here", "one", "self", "two"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets no open file be deleted")
def test_an_archive_that_is_taken_away_meanwhile_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (tmp_path / "a.txt").write_text(story(1))
    run = intake.Intake.run

    def taken_away(self: intake.Intake, *rest: object) -> None:
        run(self, *rest)  # type: ignore[arg-type]
        shutil.rmtree(folder)

    monkeypatch.setattr(intake.Intake, "run", taken_away)
    with pytest.raises(UserError, match="is gone"):
        ImportJob(folder / "a.dejavu", [tmp_path / "a.txt"], encode=False, workers=0).run()


def test_a_file_that_is_written_while_it_is_read_is_read_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rows.jsonl"
    whole = rows(0, 6)
    file.write_text(whole)
    read = intake.read

    def cut_meanwhile(*given: Any) -> Any:
        file.write_text(rows(0, 2))
        yield from read(*given)

    monkeypatch.setattr(intake, "read", cut_meanwhile)
    report = ImportJob(path, [file], encode=False, workers=0).run()
    assert report.added == 2 and "changed while it was read" in report.skipped[0].reason
    monkeypatch.setattr(intake, "read", read)
    file.write_text(whole)
    report = ImportJob(path, [file], encode=False, workers=0).run()
    assert (report.added, report.articles, report.skipped) == (4, 6, ())
