"""A file read in another way than before: the new reading takes the old one's place, and readers' marks stay."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from dejavu_app.archive import Archive, Superseded, rereading, terms
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.jobs import ImportJob, ImportReport, intake
from dejavu_app.jobs.forecast import forecast
from dejavu_app.reading import ReadOptions, Source, scan, shape_of
from tests.jobs.conftest import story
from tests.jobs.tiny import TinyModels

BODY = ReadOptions(columns={"text": "body"})
FULL = ReadOptions(columns={"text": "full"})
OTHER = ReadOptions(columns={"text": "other"})


def take(path: Path, *files: Path, options: ReadOptions | None = None) -> ImportReport:
    return ImportJob(path, files, options or ReadOptions(), True, TinyModels(), 0).run()  # type: ignore[arg-type]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Eight rows; ``full`` ends as ``body`` does not, ``other`` tells another story, row 0 is the same in all three."""
    file = tmp_path / "rows.jsonl"
    rows = [
        {"body": story(n), "full": story(n) + (" To be continued." if n else ""), "other": story(n and 50 + n),
         "spot": f"Town {n}", "hand": f"By {n}"}
        for n in range(8)
    ]  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def texts(archive: Archive) -> list[str]:
    return sorted(archive.article(row.id).article.text for row in archive.list_articles())


def by_text(archive: Archive) -> dict[str, int]:
    return {archive.article(row.id).article.text: row.id for row in archive.list_articles()}


def test_the_new_reading_takes_the_old_one_s_place(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    report = take(path, table, options=OTHER)
    assert (report.added, report.duplicates, report.superseded) == (7, 1, Superseded(7, 0))
    with Archive(path) as archive:
        assert texts(archive) == sorted([story(0), *(story(50 + n) for n in range(1, 8))])
        (source,) = archive.source_rows()
        assert (source.done, source.articles, source.duplicates) == (True, 8, 0)
        assert report.articles == 8 and report.passages == report.encoded
        counts = archive.term_counts(terms("story"))
        assert list(counts.values()) == [archive.passage_stats()[0]]
    # And back again: a wrong choice of columns is mended by the right one.
    assert take(path, table, options=BODY).superseded == Superseded(7, 0)
    with Archive(path) as archive:
        assert texts(archive) == sorted(story(n) for n in range(8))


def test_what_stands_beside_the_text_is_told_anew_and_marks_stay(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        chosen = by_text(archive)[story(3)]
        archive.set_star(chosen)
        assert archive.articles([chosen])[chosen].place == ""
    columns = {"text": "body", "place": "spot", "byline": "hand"}
    report = take(path, table, options=ReadOptions(columns=columns))
    assert (report.added, report.duplicates, report.superseded) == (0, 8, Superseded())
    with Archive(path) as archive:
        assert by_text(archive)[story(3)] == chosen and archive.starred() == [chosen]
        stored = archive.article(chosen).article
        assert (stored.place, stored.byline) == ("Town 3", "By 3")
        assert dict(archive.places()) == {f"Town {n}": 1 for n in range(8)}


def test_marks_move_to_the_same_article_as_it_is_read_now(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        ids = by_text(archive)
        collection = archive.create_collection("Floods")
        archive.set_star(ids[story(1)])
        archive.set_note(ids[story(2)], "the flood of May")
        archive.set_tags(ids[story(3)], ["flood", "river"])
        archive.add_to_collection(collection, [ids[story(4)]], "see also")
    report = take(path, table, options=FULL)
    assert report.superseded == Superseded(7, 0)
    with Archive(path) as archive:
        now = {text: number for text, number in by_text(archive).items() if text != story(0)}
        assert all(text.endswith("continued.") for text in now)
        at = {n: now[f"{story(n)} To be continued."] for n in range(1, 5)}
        assert archive.starred() == [at[1]]
        assert archive.note(at[2]) == "the flood of May" and archive.noted() == [at[2]]
        assert archive.tags(at[3]) == ["flood", "river"]
        assert archive.collection_articles(collection) == [(at[4], "see also")]


def test_a_marked_article_stays_where_another_story_stands_now(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        starred = by_text(archive)[story(5)]
        archive.set_star(starred)
    assert take(path, table, options=OTHER).superseded == Superseded(6, 1)
    with Archive(path) as archive:
        assert archive.starred() == [starred] and archive.article(starred).article.text == story(5)
        assert archive.source_rows()[0].articles == archive.article_count() == 9
    # It goes when the mark is gone and the file is read in yet another way.
    with Archive(path) as archive:
        archive.set_star(starred, False)
    take(path, table, options=FULL)
    with Archive(path) as archive:
        assert archive.article_count() == 8


def test_of_two_notes_none_is_lost(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        archive.set_note(by_text(archive)[story(2)], "first")
    job = ImportJob(path, [table], FULL, encode=False, workers=0)
    supersede = Archive.supersede

    def noted_meanwhile(archive: Archive, *about: object) -> Superseded:
        archive.set_note(by_text(archive)[f"{story(2)} To be continued."], "second")
        return supersede(archive, *about)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "supersede", noted_meanwhile)
        assert job.run().superseded == Superseded(6, 1)
    with Archive(path) as archive:
        assert sorted(archive.note(number) for number in archive.noted()) == ["first", "second"]


def test_a_reading_that_fails_costs_nothing(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    report = take(path, table, options=ReadOptions(columns={"text": "nothing"}))
    assert report.articles == 8 and report.superseded == Superseded()
    assert any("earlier reading" in problem.reason for problem in report.skipped)


def test_what_another_source_of_the_import_has_stays(path: Path, table: Path, tmp_path: Path) -> None:
    take(path, table, options=BODY)
    twin = tmp_path / "a-twin.jsonl"  # by its name it is read before the table
    twin.write_text(json.dumps({"other": story(2), "twin": True}) + "\n")
    report = take(path, twin, table, options=OTHER)
    assert report.superseded == Superseded(6, 0)
    with Archive(path) as archive:
        assert story(2) in texts(archive) and story(3) not in texts(archive)
        assert all(source.done for source in archive.source_rows())


def test_what_a_source_of_an_earlier_import_has_comes_back_with_it(path: Path, table: Path, tmp_path: Path) -> None:
    take(path, table, options=BODY)
    twin = tmp_path / "twin.jsonl"
    twin.write_text(json.dumps({"body": story(2), "twin": True}) + "\n")
    assert take(path, twin, options=BODY).duplicates == 1
    report = take(path, table, options=OTHER)
    assert report.superseded == Superseded(7, 0)
    assert [problem.reason.endswith("to be imported again: 1") for problem in report.skipped] == [True]
    assert take(path, twin, options=BODY).added == 1
    with Archive(path) as archive:
        assert archive.article_count() == 9


def test_a_reading_that_is_stopped_goes_on_and_ends_the_same(
    path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(path, table, options=BODY)
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 1)
    monkeypatch.setattr(intake, "CHUNK_ARTICLES", 2)
    job = ImportJob(path, [table], OTHER, encode=False, workers=0)
    add = Archive.add_articles

    def then_stop(archive: Archive, *about: object) -> object:
        job.cancel()
        return add(archive, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "add_articles", then_stop)
    with pytest.raises(Cancelled):
        job.run()
    monkeypatch.undo()
    with Archive(path) as archive:
        assert not archive.source_rows()[0].done and {story(n) for n in range(8)} <= set(texts(archive))
    report = take(path, table, options=OTHER)
    assert report.superseded == Superseded(7, 0) and report.articles == 8


def test_taking_the_earlier_reading_out_can_be_stopped_and_leaves_it_whole(
    path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(path, table, options=BODY)
    monkeypatch.setattr(rereading, "OFTEN", 10)
    job = ImportJob(path, [table], OTHER, encode=False, workers=0)
    supersede = Archive.supersede

    def stopped(archive: Archive, *about: object) -> Superseded:
        job.cancel()
        return supersede(archive, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "supersede", stopped)
    with pytest.raises(Cancelled):
        job.run()
    monkeypatch.undo()
    with Archive(path) as archive:
        assert {story(n) for n in range(8)} <= set(texts(archive))
        assert archive.source_rows()[0].articles == archive.article_count()
    assert take(path, table, options=OTHER).articles == 8


def test_a_pause_while_the_earlier_reading_is_taken_out_keeps_nobody_else_from_writing(
    path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(path, table, options=BODY)
    job = ImportJob(path, [table], OTHER, encode=False, workers=0)
    supersede, told = Archive.supersede, []

    def go_on() -> None:
        told.append("resumed")
        job.resume()

    def paused(archive: Archive, *about: object) -> Superseded:
        job.pause()
        threading.Timer(0.2, go_on).start()
        assert about[-1]() is False  # type: ignore[operator]
        told.append("answered")
        return supersede(archive, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "supersede", paused)
    assert job.run().superseded == Superseded(7, 0)
    assert told[0] == "answered", "the transaction does not last as long as the pause"


def test_readings_that_stand_side_by_side_in_an_older_archive_become_one(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive, archive.transaction() as conn:
        (source,) = archive.source_rows()
        conn.execute("UPDATE sources SET sha256 = 'aside' WHERE id = ?", (source.id,))
    take(path, table, options=OTHER)
    with Archive(path) as archive, archive.transaction() as conn:
        conn.execute("UPDATE sources SET sha256 = ? WHERE id = ?", (source.sha256, source.id))
        assert archive.article_count() == 15 and len(archive.source_rows()) == 2
    report = take(path, table, options=FULL)
    assert (report.added, report.superseded, report.articles) == (7, Superseded(14, 0), 8)
    with Archive(path) as archive:
        (source,) = archive.source_rows()
        assert (source.done, source.articles) == (True, 8)


def test_nothing_is_undone_into_an_article_that_gave_way(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        number = by_text(archive)[story(5)]
        archive.set_star(number)
        archive.set_star(number, False)
        archive.supersede(archive.source_rows()[0].id, [number])
        assert archive.undoable() == "" and archive.undo() == ""
        assert archive.article_count() == 7


@pytest.fixture
def gaps(tmp_path: Path) -> Path:
    """Eight rows, of which only three have ``full``."""
    file = tmp_path / "gaps.jsonl"
    file.write_text("".join(
        json.dumps({"body": story(n), "spot": "Town"} | ({"full": f"{story(n)} More."} if n < 3 else {})) + "\n"
        for n in range(8)))  # fmt: skip
    return file


def test_what_was_kept_for_a_failing_reading_stays_when_the_next_fails_too(path: Path, gaps: Path) -> None:
    take(path, gaps, options=BODY)
    for columns in ({"text": "full"}, {"text": "full", "place": "spot"}):
        report = take(path, gaps, options=ReadOptions(columns=columns))
        assert (report.superseded, report.articles) == (Superseded(), 11)
    assert take(path, gaps, options=BODY).superseded == Superseded(3, 0)


def test_of_readings_that_become_one_the_sound_one_is_the_measure(path: Path, gaps: Path) -> None:
    take(path, gaps, options=BODY)
    with Archive(path) as archive, archive.transaction() as conn:
        (source,) = archive.source_rows()
        conn.execute("UPDATE sources SET sha256 = 'aside' WHERE id = ?", (source.id,))
    take(path, gaps, options=FULL)
    with Archive(path) as archive, archive.transaction() as conn:
        conn.execute("UPDATE sources SET sha256 = ? WHERE id = ?", (source.sha256, source.id))
    report = take(path, gaps, options=ReadOptions(columns={"text": "full", "place": "spot"}))
    assert (report.superseded, report.articles) == (Superseded(), 11)


def test_of_two_notes_in_a_collection_none_is_lost(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        collection = archive.create_collection("Floods")
        archive.add_to_collection(collection, [by_text(archive)[story(n)] for n in (2, 3)], "see also")
        archive.add_to_collection(collection, [by_text(archive)[story(4)]])
    job = ImportJob(path, [table], FULL, encode=False, workers=0)
    supersede = Archive.supersede

    def collected_meanwhile(archive: Archive, *about: object) -> Superseded:
        for number, note in ((2, ""), (3, "see also"), (4, "new")):
            archive.add_to_collection(collection, [by_text(archive)[f"{story(number)} To be continued."]], note)
        return supersede(archive, *about)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "supersede", collected_meanwhile)
        assert job.run().superseded == Superseded(6, 1)
    with Archive(path) as archive:
        notes = [note for _, note in archive.collection_articles(collection)]
        assert sorted(notes) == ["", "new", "see also", "see also"]


def test_two_programs_that_read_a_file_in_two_ways_at_once_leave_it_to_be_read_again(
    path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PASSAGES", 1)
    monkeypatch.setattr(intake, "CHUNK_ARTICLES", 2)
    other = ImportJob(path, [table], OTHER, encode=False, workers=0)
    flush = intake.Intake._flush
    reports: list[ImportReport] = []

    def flushed(self: intake.Intake) -> None:
        flush(self)
        if not reports:  # what the other reads while this one is under way
            reports.append(ImportReport(0, 0, (), 0, 0, 0, 0.0))
            reports.append(other.run())

    monkeypatch.setattr(intake.Intake, "_flush", flushed)
    report = ImportJob(path, [table], BODY, encode=False, workers=0).run()
    monkeypatch.undo()
    assert any("another way" in problem.reason for problem in report.skipped)
    with Archive(path) as archive:
        assert not archive.source_rows()[0].done
    assert take(path, table, options=OTHER).articles == 8
    with Archive(path) as archive:
        assert texts(archive) == sorted([story(0), *(story(50 + n) for n in range(1, 8))])


def test_a_star_that_has_moved_is_not_said_to_be_taken_back(path: Path, table: Path) -> None:
    take(path, table, options=BODY)
    with Archive(path) as window:
        window.set_note(by_text(window)[story(2)], "before")
        window.set_star(by_text(window)[story(1)])
        take(path, table, options=FULL)
        (heir,) = window.starred()
        with pytest.raises(UserError, match="“star” cannot be undone: what it changed is no longer there"):
            window.undo()
        assert window.starred() == [heir] and window.undoable() == "note" and window.redoable() == ""


@pytest.mark.parametrize("whole", [True, False])
def test_taking_articles_out_holds_none_of_their_texts_in_memory(path: Path, table: Path, whole: bool) -> None:
    take(path, table, options=BODY)
    with Archive(path) as archive:
        (source,) = archive.source_rows()
        run: list[str] = []
        archive.conn.set_trace_callback(run.append)
        if whole:
            archive.remove_source(source.id)
        else:
            archive.supersede(source.id, by_text(archive).values())
        archive.conn.set_trace_callback(None)
        reads = [sql for sql in run if sql.startswith("SELECT") and "a.text" in sql]
        plan = [step[3] for sql in reads for step in archive.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert plan and not any("TEMP B-TREE" in step for step in plan), plan


def test_a_folder_imported_once_more_leaves_what_was_said_of_its_tables(path: Path, table: Path) -> None:
    take(path, table, options=OTHER)
    (table.parent / "more.jsonl").write_text(json.dumps({"text": story(90)}) + "\n")
    report = take(path, table.parent)
    assert (report.added, report.duplicates, report.superseded) == (1, 8, Superseded())
    with Archive(path) as archive:
        assert texts(archive) == sorted([story(0), *(story(50 + n) for n in range(1, 8)), story(90)])
        assert all(row.done for row in archive.source_rows())


def test_a_reading_as_somebody_said_that_was_cut_short_is_no_reason_to_leave_a_file(path: Path, table: Path) -> None:
    take(path, table, options=OTHER)
    with Archive(path) as archive, archive.transaction() as conn:
        conn.execute("UPDATE sources SET finished = NULL")
    assert take(path, table).superseded.removed > 0


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A table whose name says no more than that it is text."""
    file = tmp_path / "lines.csv"
    file.write_text("date,headline,text\n" + "".join(f'1916-05-0{n},Head {n},"{story(n)}"\n' for n in range(1, 4)))
    return file


def sources(path: Path) -> list[tuple[str, bool, int]]:
    with Archive(path) as archive:
        return [(row.reader, row.done, row.articles) for row in archive.source_rows()]


def test_a_file_read_by_another_reader_that_somebody_names_is_no_second_file(path: Path, lines: Path) -> None:
    take(path, lines)
    assert sources(path) == [("csv", True, 3)]
    report = take(path, lines, options=ReadOptions(format="text"))
    assert report.superseded.removed == 3
    [(reader, done, count)] = sources(path)
    assert (reader, done, count) == ("text", True, report.articles)
    again = take(path, lines)  # by itself it would be read as a table again
    assert (again.added, sources(path)) == (0, [("text", True, count)])
    back = take(path, lines, options=ReadOptions(format="csv"))
    assert (back.articles, sources(path)) == (3, [("csv", True, 3)])
    assert take(path, lines, options=ReadOptions(format="csv")).added == 0


def test_a_reader_that_somebody_names_and_that_finds_nothing_costs_nothing(path: Path, lines: Path) -> None:
    take(path, lines)
    report = take(path, lines, options=ReadOptions(format="alto"))
    assert (report.articles, report.superseded) == (3, Superseded())
    assert [count for _, _, count in sources(path)] == [3]


def test_what_was_read_by_another_reader_is_found_there_before_the_import(path: Path, lines: Path) -> None:
    take(path, lines, options=ReadOptions(format="text"))
    found = [each for each in scan([lines]) if isinstance(each, Source)]
    assert forecast(path, found, ReadOptions()).known == 1


def as_text(kind: str = "csv") -> ReadOptions:
    return ReadOptions(overrides={kind: "text"})


def test_a_reader_chosen_for_a_kind_of_files_is_named_for_each_of_them(path: Path, lines: Path) -> None:
    (lines.parent / "plain.txt").write_text(story(60))
    take(path, lines.parent)
    with Archive(path) as archive:
        archive.set_star(by_text(archive)[story(1)])
    report = take(path, lines.parent, options=as_text())
    assert (report.superseded.removed, report.superseded.kept) == (2, 1)
    assert sorted(reader for reader, _, _ in sources(path)) == ["text", "text"]
    # The command line's way of saying it is the same way, and by itself the file is not read otherwise again.
    assert take(path, lines, options=ReadOptions(format="text")).added == 0
    assert take(path, lines.parent).added == 0
    with Archive(path) as archive:
        (plain,) = (row for row in archive.source_rows() if row.name.endswith("plain.txt"))
        assert not plain.named, "nobody said anything of texts"
    back = take(path, lines.parent, options=ReadOptions(overrides={"csv": "csv"}))
    assert (back.added, back.articles) == (2, 4)


def test_files_found_by_their_own_reader_are_known_when_another_was_chosen(path: Path, lines: Path) -> None:
    take(path, lines, options=as_text())
    found = [each for each in scan([lines]) if isinstance(each, Source)]
    assert forecast(path, found, as_text()).known == 1
    assert forecast(path, found, ReadOptions(overrides={"csv": "jsonl"})).known == 0


def test_naming_the_reader_that_a_file_has_anyway_reads_nothing_again(path: Path, lines: Path) -> None:
    take(path, lines)
    for options in (ReadOptions(format="csv"), ReadOptions(overrides={"csv": "csv"})):
        report = take(path, lines, options=options)
        assert (report.duplicates, report.read_chars) == (3, 0)


def test_columns_of_one_shape_leave_tables_of_another_as_they_were(path: Path, lines: Path) -> None:
    said = lines.with_name("said.csv")
    said.write_text("gist,text\n" + "".join(f'"{story(50 + n)}","{story(n)}"\n' for n in range(2)))
    take(path, said, options=ReadOptions(columns={"text": "gist"}))
    take(path, lines)
    other = ReadOptions(tables={shape_of(["one", "two"]): {"text": "two"}})
    report = take(path, lines.parent, options=other)
    assert (report.read_chars, report.duplicates, report.superseded) == (0, 5, Superseded())
    its_own = ReadOptions(tables={shape_of(["gist", "text"]): {"text": "text"}})
    assert take(path, lines.parent, options=its_own).superseded == Superseded(2, 0)
