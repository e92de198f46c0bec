"""Which files an import takes for new, changed, moved or known."""

from __future__ import annotations

from pathlib import Path

from dejavu_app.archive import Archive
from dejavu_app.jobs import EncodeJob, ImportJob, ImportReport
from dejavu_app.jobs.intake import reading_version
from dejavu_app.reading import ReadOptions, Source, scan
from tests.jobs.conftest import rows, story
from tests.jobs.tiny import TinyModels
from tests.reading.samples import ALTO_PAGE, METS_ISSUE


def take(path: Path, *files: Path, options: ReadOptions | None = None) -> ImportReport:
    return ImportJob(path, files, options, encode=False, workers=0).run()


def test_a_format_reaches_files_of_unknown_kind(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.log"
    file.write_text(story(1))
    assert take(path, file).added == 0
    report = take(path, file, options=ReadOptions(format="text"))
    assert (report.added, report.skipped) == (1, ())


def test_an_issue_is_read_again_when_a_page_came_or_changed(path: Path, tmp_path: Path) -> None:
    issue = tmp_path / "issue"
    (issue / "alto").mkdir(parents=True)
    (issue / "mets.xml").write_text(METS_ISSUE)
    (issue / "alto" / "0001.xml").write_text(ALTO_PAGE.format(n=1))
    take(path, issue)
    (issue / "alto" / "0002.xml").write_text(ALTO_PAGE.format(n=2))
    assert take(path, issue).added > 0
    assert take(path, issue).added == 0
    page = issue / "alto" / "0002.xml"
    page.write_text(page.read_text().replace("rose", "fell"))
    assert take(path, issue).added > 0


def test_a_moved_file_is_found_again_by_its_content(path: Path, folder: Path) -> None:
    added = take(path, folder).added
    moved = folder / "deep" / "moved.jsonl"
    (folder / "rows0.jsonl").rename(moved)
    report = take(path, folder)
    assert (report.added, report.articles) == (0, added)
    with Archive(path) as archive:
        paths = [row.path for row in archive.source_rows()]
    assert str(moved) in paths
    assert str(folder / "rows0.jsonl") not in paths
    assert len(paths) == len(set(paths))


def test_a_copy_leaves_the_source_where_it_was(path: Path, folder: Path) -> None:
    take(path, folder)
    (folder / "copy.jsonl").write_bytes((folder / "rows0.jsonl").read_bytes())
    assert take(path, folder).added == 0
    with Archive(path) as archive:
        assert str(folder / "rows0.jsonl") in [row.path for row in archive.source_rows()]


def test_sources_that_were_found_before_are_read_without_a_walk(path: Path, folder: Path) -> None:
    sources = [found for found in scan([folder]) if isinstance(found, Source)]
    report = ImportJob(path, [], encode=False, workers=0, sources=sources[:1]).run()
    assert report.added == 10
    assert report.read_chars > 5_000
    with Archive(path) as archive:
        assert [row.name for row in archive.source_rows()] == [sources[0].name]


def test_columns_of_one_shape_leave_sources_that_are_no_tables_as_they_were(path: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story(7))
    (tmp_path / "rows.jsonl").write_text(rows(0, 3))
    options = ReadOptions(tables={"shape": {"text": "body"}}, overrides={"": "text"})
    assert reading_version(options, "text") == reading_version(ReadOptions(), "text")
    assert reading_version(options, "jsonl") != reading_version(ReadOptions(), "jsonl")
    assert reading_version(options, "container") != reading_version(ReadOptions(), "container")


def test_a_file_that_was_taken_out_comes_in_again_whole_and_encoding_removes_the_rest(
    path: Path, folder: Path
) -> None:
    table = folder / "rows0.jsonl"
    take(path, folder)
    with Archive(path) as archive:
        for row in archive.source_rows():
            archive.put_out(row.id)
        archive.remove_leaving(4)
        assert archive.leaving_count() > 20
    report = take(path, table)
    assert (report.added, report.duplicates, report.skipped) == (10, 0, ())
    EncodeJob(path, TinyModels()).run()  # type: ignore[arg-type]
    with Archive(path) as archive:
        assert archive.leaving_count() == 0 and archive.article_count() == 10
        assert [row.name for row in archive.source_rows()] == ["rows0.jsonl"]
        assert archive.coverage("").encoded == archive.coverage("").passages == archive._value(
            "SELECT count(*) FROM vectors")  # fmt: skip
