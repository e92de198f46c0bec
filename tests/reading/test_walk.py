"""Folders are walked in a stable order, without following links, past what is no article."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from dejavu_app.errors import Cancelled, ReadError, UserError
from dejavu_app.reading import PassedOver, Problem, ReadOptions, Source, checksum, preview, read, scan, walk
from tests.reading.samples import ARTICLE, CSV, JSONL


@pytest.fixture
def folder(tmp_path) -> Path:
    root = tmp_path / "papers"
    (root / "1890" / "may").mkdir(parents=True)
    (root / "b.txt").write_text(ARTICLE)
    (root / "a.csv").write_text(CSV)
    (root / "1890" / "x.jsonl").write_text(JSONL)
    (root / "1890" / "may" / "y.txt").write_text(ARTICLE)
    (root / "1890" / "may" / "y.jp2").write_bytes(b"\x00\x00\x00\x0cjP  ")
    (root / "README.md").write_text("About these files.")
    (root / ".hidden").write_text("x")
    (root / "odd.bin").write_bytes(b"\x00\x01\x02\x03")
    (root / "empty.txt").write_bytes(b"")
    return root


def test_files_come_in_a_stable_order_and_with_names_from_the_given_folder(folder):
    sources = [found for found in scan([folder]) if isinstance(found, Source)]
    assert [(source.name, source.reader) for source in sources] == [
        ("papers/a.csv", "csv"),
        ("papers/b.txt", "text"),
        ("papers/1890/x.jsonl", "jsonl"),
        ("papers/1890/may/y.txt", "text"),
    ]
    assert sources == [found for found in scan([folder]) if isinstance(found, Source)]
    assert sources[0].size == (folder / "a.csv").stat().st_size


def test_what_cannot_be_read_is_reported_and_what_is_no_article_is_passed_over(folder):
    problems = {Path(found.path).name: found.reason for found in scan([folder]) if isinstance(found, Problem)}
    assert problems == {"odd.bin": "its format is not known", "empty.txt": "the file is empty"}
    kinds = {found.path.name: found.kind for found in walk([folder]) if isinstance(found, PassedOver)}
    assert kinds == {
        "README.md": "notes about the files",
        "y.jp2": "page images",
        ".hidden": "hidden and system files",
    }


def test_archives_of_this_program_are_not_opened_and_not_read(folder, monkeypatch):
    for name in ("my.dejavu", "my.dejavu-wal", "my.dejavu-shm"):
        (folder / name).write_bytes(b"SQLite format 3\0")
    real, opened = Path.open, []

    def watched(self, *args, **kwargs):
        opened.append(self.name)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", watched)
    found = {Path(each.path).name: each for each in walk([folder]) if "dejavu" in str(each.path)}
    assert isinstance(found["my.dejavu"], Problem) and "an archive of Déjà Vu" in found["my.dejavu"].reason
    assert found["my.dejavu-wal"].kind == found["my.dejavu-shm"].kind == "hidden and system files"
    assert "a.csv" in opened and not [name for name in opened if "dejavu" in name]


def test_a_file_given_twice_comes_once(folder):
    assert (
        len([found for found in scan([folder / "b.txt", folder / "b.txt", folder]) if isinstance(found, Source)]) == 4
    )


def test_links_are_not_followed(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(ARTICLE)
    (folder / "linked").symlink_to(outside)
    (folder / "z.txt").symlink_to(outside / "secret.txt")
    found = list(scan([folder]))
    assert not [source for source in found if isinstance(source, Source) and "secret" in str(source.path.resolve())]
    assert sum("link" in problem.reason for problem in found if isinstance(problem, Problem)) == 2


def test_a_path_that_does_not_exist_is_a_problem(tmp_path):
    [found] = scan([tmp_path / "nowhere.txt"])
    assert isinstance(found, Problem) and "no such file" in found.reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_does_not_block_the_walk(folder):
    os.mkfifo(folder / "pipe.txt")
    assert [found.reason for found in scan([folder]) if isinstance(found, Problem) and "pipe" in found.path]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(folder):
    (folder / "b.txt").chmod(0)
    assert any(isinstance(found, Problem) and "b.txt" in found.path for found in scan([folder]))


def test_a_file_that_vanishes_between_walk_and_reading_is_a_problem(folder):
    sources = [found for found in scan([folder]) if isinstance(found, Source)]
    for source in sources:
        source.path.unlink()
        assert [type(entry) for entry in read(source)] == [Problem]


def test_the_walk_stops_when_it_is_cancelled(folder):
    calls = iter([False] * 3 + [True] * 100)
    with pytest.raises(Cancelled):
        list(scan([folder], lambda: next(calls)))


def test_checksums_are_sha256_and_missing_files_say_so(folder):
    assert checksum(folder / "b.txt") == hashlib.sha256((folder / "b.txt").read_bytes()).hexdigest()
    with pytest.raises(ReadError, match=r"gone\.txt"):
        checksum(folder / "gone.txt")
    with pytest.raises(Cancelled):
        checksum(folder / "b.txt", lambda: True)


def test_a_format_can_be_forced_on_files_of_any_name(folder):
    (folder / "page.scan").write_text(ARTICLE)
    options = ReadOptions(format="text")
    [source] = scan([folder / "page.scan"], options=options)
    assert isinstance(source, Source) and source.reader == "text"
    assert [entry.text for entry in read(source, options)] == [ARTICLE]  # type: ignore[union-attr]
    with pytest.raises(UserError, match="formats are"):
        list(scan([folder], options=ReadOptions(format="nonsense")))


def test_the_review_counts_formats_and_shows_samples_problems_and_companions(folder):
    review = preview([folder])
    assert dict(review.formats) == {"csv": 1, "text": 2, "jsonl": 1}
    assert review.size == sum(source.size for source in review.sources)
    assert set(review.samples) == {"csv", "text", "jsonl"}
    assert review.samples["csv"].newspaper == "Northern Advocate"
    assert review.problem_count == len(review.problems) == 2
    assert dict(review.passed_over) == {"notes about the files": 1, "page images": 1, "hidden and system files": 1}
    assert not review.partial
    assert preview([folder], limit=2).partial


def test_the_review_looks_into_archives(folder):
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", ARTICLE)
        archive.writestr("rows.json", JSONL)
    review = preview([folder / "z.zip"])
    assert dict(review.formats) == {"container": 1}
    assert dict(review.inside) == {"text": 3, "jsonl": 1}
    assert set(review.samples) == {"text", "jsonl"}


def test_why_a_file_is_not_known_is_said_where_it_can_be(tmp_path):
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8)
    (tmp_path / "blank.txt").write_bytes(b"\xef\xbb\xbf \n\t\n")
    (tmp_path / "odd.bin").write_bytes(bytes(range(256)) * 8)
    reasons = {Path(found.path).name: found.reason for found in scan([tmp_path]) if isinstance(found, Problem)}
    assert "before 2007" in reasons["old.xls"] and "no text" in reasons["blank.txt"]
    assert reasons["odd.bin"] == "its format is not known"
