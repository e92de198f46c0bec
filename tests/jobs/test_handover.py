"""An archive passes from one encoder to another; wherever the plug is pulled, it can be searched, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dejavu_app.archive import Archive, retiring
from dejavu_app.domain import Coverage
from dejavu_app.encoding import Identity
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import EncodeJob, ImportJob, encode_job
from tests.jobs.conftest import rows, story
from tests.jobs.tiny import Encoded, HashEncoder, TinyModels, TinyPipeline

ROOT = Path(__file__).parents[2]
OLD, NEW = "hash-1|remove|capitals-1", "hash-2|remove|capitals-1"


def new_pipeline(delay: float = 0.0) -> TinyPipeline:
    return TinyPipeline(delay, encoder=HashEncoder("new words", "hash-2"), fingerprint=NEW)


@dataclass
class NewModels:
    """The new encoder is in use; the old one is at hand or not."""

    old: bool = True
    delay: float = 0.0
    made: list[str] = field(default_factory=list)

    def identity(self) -> Identity:
        return Identity("new words", "hash-2", "remove")

    def at_hand(self, pipeline: str) -> bool:
        return self.old and pipeline == OLD

    def encoder_of(self, pipeline: str) -> HashEncoder | None:
        return HashEncoder() if self.at_hand(pipeline) else None

    def recogniser(self) -> None:
        return None

    def pipeline(self) -> TinyPipeline:
        return new_pipeline(self.delay)


@pytest.fixture(autouse=True)
def own_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that an import puts together for the old encoder is the tiny one, too."""
    import dejavu_app.encoding

    monkeypatch.setattr(dejavu_app.encoding, "Pipeline", lambda recogniser, encoder: TinyPipeline(encoder=encoder))


@pytest.fixture
def made(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "made.dejavu"
    ImportJob(path, [folder], models=TinyModels(), workers=0).run()  # type: ignore[arg-type]
    return path


def vectors(path: Path) -> dict[str, int]:
    with Archive(path) as archive:
        counted = archive._rows(
            "SELECT e.fingerprint, count(v.passage_id) FROM encoders e LEFT JOIN vectors v ON v.encoder_id = e.id"
            " GROUP BY e.id"
        )
        return dict(counted)


def total(path: Path) -> int:
    with Archive(path) as archive:
        return archive.coverage().passages


def test_encoding_anew_replaces_every_vector_and_says_how_many(made: Path) -> None:
    count = total(made)
    report = EncodeJob(made, NewModels()).run()  # type: ignore[arg-type]
    assert (report.new, report.encoded, report.removed) == (count, count, count)
    assert vectors(made) == {NEW: count}
    again = EncodeJob(made, NewModels()).run()  # type: ignore[arg-type]
    assert (again.new, again.removed) == (0, 0)


def test_old_vectors_are_whole_until_the_new_ones_are(made: Path) -> None:
    count = total(made)
    EncodeJob(made, NewModels(), limit=count - 1).run()  # type: ignore[arg-type]
    assert vectors(made) == {OLD: count, NEW: count - 1}
    EncodeJob(made, NewModels()).run()  # type: ignore[arg-type]
    assert vectors(made) == {NEW: count}


def test_a_person_may_keep_the_old_ones(made: Path) -> None:
    count = total(made)
    report = EncodeJob(made, NewModels(), keep_old=True).run()  # type: ignore[arg-type]
    assert report.removed == 0 and vectors(made) == {OLD: count, NEW: count}


@pytest.mark.parametrize("old", [True, False])
def test_an_import_never_encodes_an_archive_anew(made: Path, tmp_path: Path, old: bool) -> None:
    count = total(made)
    (tmp_path / "more.jsonl").write_text(rows(900, 5))
    report = ImportJob(made, [tmp_path / "more.jsonl"], models=NewModels(old), workers=0).run()  # type: ignore[arg-type]
    added = total(made) - count
    assert report.new_encoded == added >= 5
    assert vectors(made) == ({OLD: count + added} if old else {OLD: count, NEW: added})
    again = ImportJob(made, [tmp_path / "more.jsonl"], models=NewModels(old), workers=0).run()  # type: ignore[arg-type]
    assert again.new_encoded == 0


def test_the_rest_is_encoded_in_the_archives_own_manner(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "rest.dejavu"
    ImportJob(path, [folder], encode=False, workers=0).run()
    EncodeJob(path, TinyModels(), limit=20).run()  # type: ignore[arg-type]
    EncodeJob(path, NewModels(), anew=False).run()  # type: ignore[arg-type]
    assert vectors(path) == {OLD: total(path)}


def test_an_import_goes_on_when_another_program_has_just_encoded_the_archive_anew(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more.jsonl").write_text(rows(900, 5))
    left = [True]

    class Overtaken(TinyPipeline):
        def encode_passages(self, *about: Any) -> Any:
            if left:  # while this batch is at work, the other program does all there is and ends
                left.clear()
                EncodeJob(made, NewModels()).run()  # type: ignore[arg-type]
            return super().encode_passages(*about)

    monkeypatch.setattr("dejavu_app.encoding.Pipeline", lambda recogniser, encoder: Overtaken(encoder=encoder))
    report = ImportJob(made, [tmp_path / "more.jsonl"], models=NewModels(), workers=0).run()  # type: ignore[arg-type]
    assert (report.added, report.new_encoded, left) == (5, 0, [])
    assert vectors(made) == {NEW: total(made)} and report.encoded == total(made)


def test_a_stop_amid_the_removal_is_gone_on_with_by_any_later_job(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = total(made)
    job = EncodeJob(made, NewModels())  # type: ignore[arg-type]
    real = Archive.remove_retired

    def slowly(self: Archive, limit: int = 7) -> int:
        job.cancel()
        return real(self, 7)

    monkeypatch.setattr(Archive, "remove_retired", slowly)
    with pytest.raises(Cancelled):
        job.run()
    monkeypatch.setattr(Archive, "remove_retired", real)
    with Archive(made) as archive:
        assert archive.retired_count() == archive.info()["leftover"] == count - 7
        assert [row["fingerprint"] for row in archive.pipelines()] == [NEW]
        assert archive.coverage(NEW).encoded == count
    (tmp_path / "more.jsonl").write_text(rows(900, 2))
    ImportJob(made, [tmp_path / "more.jsonl"], models=NewModels(), workers=0).run()  # type: ignore[arg-type]
    assert vectors(made) == {NEW: total(made)}


def test_an_encoder_can_come_back_while_its_old_vectors_still_wait_to_be_removed(made: Path) -> None:
    count = total(made)
    with Archive(made) as archive:
        archive.retire_pipelines([OLD])
        archive.remove_retired(5)
        vectors_ = np.ones((3, 16), np.float32) / 4
        archive.register_pipeline(OLD, "hashed words", 16)
        archive.store_vectors(OLD, [1, 2, 3], vectors_, [(), (), ()])
        assert archive.coverage(OLD).encoded == 3 and archive.retired_count() == count - 5
        while archive.remove_retired(5):
            pass
        assert archive.coverage(OLD).encoded == 3
        assert archive.vectors(OLD, range(1, 50))[0].tolist() == [1, 2, 3]
    assert vectors(made) == {OLD: 3}


LATER, SPACE = "hash-1|remove|capitals-2", "hash-1|remove|"


def test_an_import_leaves_what_an_earlier_recogniser_hid_and_both_serve_together(made: Path, tmp_path: Path) -> None:
    count, later = total(made), TinyPipeline(fingerprint=LATER)
    (tmp_path / "more.jsonl").write_text(rows(900, 2))
    report = ImportJob(made, [tmp_path / "more.jsonl"], models=TinyModels(later), workers=0).run()  # type: ignore[arg-type]
    whole = total(made)
    assert vectors(made) == {OLD: count, LATER: whole - count}
    assert (report.new_encoded, report.encoded, report.passages) == (whole - count, whole, whole)
    with Archive(made) as archive:
        assert archive.coverage(SPACE) == archive.coverage() == Coverage(whole, whole)
        assert archive.info()["encoded"] == whole
        ids = np.concatenate([ids for ids, _ in archive.iter_vectors(SPACE)]).tolist()
        assert ids == archive.vectors(SPACE, range(1, 200))[0].tolist() == list(range(1, whole + 1))
        assert len(archive.random_vectors(SPACE, 500)[0]) == whole
        assert archive.pending(SPACE, 5) == []


def test_an_import_with_a_former_encoder_and_a_newer_recogniser_goes_on_in_the_archives_space(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dejavu_app.encoding

    def with_newer_recogniser(recogniser: object, encoder: HashEncoder) -> TinyPipeline:
        return TinyPipeline(encoder=encoder, fingerprint=LATER)

    monkeypatch.setattr(dejavu_app.encoding, "Pipeline", with_newer_recogniser)
    count = total(made)
    (tmp_path / "more.jsonl").write_text(rows(900, 3))
    for _ in range(2):
        ImportJob(made, [tmp_path / "more.jsonl"], models=NewModels(), workers=0).run()  # type: ignore[arg-type]
    assert vectors(made) == {OLD: count, LATER: total(made) - count}


def test_encoding_anew_with_a_newer_recogniser_takes_the_old_vectors_places_one_by_one(made: Path) -> None:
    count, later = total(made), TinyPipeline(fingerprint=LATER)
    EncodeJob(made, TinyModels(later), limit=10).run()  # type: ignore[arg-type]
    assert vectors(made) == {OLD: count - 10, LATER: 10}
    with Archive(made) as archive:
        assert archive.coverage(SPACE) == Coverage(count, count)
        assert (archive.coverage(OLD).encoded, archive.coverage(LATER).encoded) == (count - 10, 10)
        assert [passage.id for passage in archive.pending(OLD, 99)] == list(range(1, 11))
        key = archive.index_key(SPACE)
    report = EncodeJob(made, TinyModels(later)).run()  # type: ignore[arg-type]
    assert (report.new, report.encoded) == (count - 10, count) and vectors(made) == {LATER: count}
    with Archive(made) as archive:
        assert archive.index_key(SPACE) != key


def test_what_an_early_version_encoded_twice_in_one_space_is_settled_before_encoding(made: Path) -> None:
    count = total(made)
    with Archive(made) as archive:
        number = archive.register_pipeline(LATER, "hashed words", 16)
        with archive.transaction() as conn:
            copied = "INSERT INTO vectors SELECT passage_id, ?, vector FROM vectors WHERE passage_id <= 7"
            conn.execute(copied, (number,))
            conn.execute("UPDATE encoders SET encoded = 7, encoded_upto = 7 WHERE id = ?", (number,))
            conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0006_one_vector'")
        assert archive.vectors(SPACE, range(1, 200))[0].tolist() == list(range(1, count + 1)), "each passage once"
        assert sum(len(ids) for ids, _ in archive.iter_vectors(SPACE, batch=5)) == count
    EncodeJob(made, TinyModels(TinyPipeline(fingerprint=LATER)), anew=False).run()  # type: ignore[arg-type]
    assert vectors(made) == {OLD: count - 7, LATER: 7}
    with Archive(made) as archive:
        assert archive.coverage(SPACE) == Coverage(count, count)


def test_two_programs_that_encode_one_archive_do_not_do_the_work_twice(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode_job, "BATCH", 4)
    monkeypatch.setattr(encode_job, "LOOK", 0.01)
    path = tmp_path / "shared.dejavu"
    ImportJob(path, [folder], encode=False, workers=0).run()
    count = total(path)
    pipelines = [TinyPipeline(delay=0.005), TinyPipeline(delay=0.005)]
    with ThreadPoolExecutor(2) as pool:
        jobs = [EncodeJob(path, TinyModels(each)) for each in pipelines]  # type: ignore[arg-type]
        reports = [running.result(timeout=60) for running in [pool.submit(job.run) for job in jobs]]
    assert vectors(path) == {OLD: count} and [report.encoded for report in reports] == [count, count]
    assert sum(report.new for report in reports) == count
    assert sum(sum(each.batches) for each in pipelines) <= count + 3 * 4


def test_what_two_programs_both_encoded_is_counted_once(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has batches of its own size, so that one may be ahead of the other within a batch."""
    monkeypatch.setattr(encode_job, "BATCH", 8)
    ImportJob(path, [folder], encode=False, workers=0).run()

    class Shared(TinyPipeline):
        def encode_passages(self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None) -> list[Encoded]:
            if not self.batches:
                EncodeJob(path, TinyModels(), limit=3).run()  # type: ignore[arg-type]
            return super().encode_passages(raw_texts, headlines)

    job = EncodeJob(path, TinyModels(Shared()))  # type: ignore[arg-type]
    assert job.run().new == total(path) - 3
    assert job.progress.done == job.progress.total == total(path)


def test_batches_are_as_large_as_a_moment_allows(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job tells and stops between batches: on a slow computer, or in a foreign script, that must not take minutes."""
    ImportJob(path, [folder], encode=False, workers=0).run()
    clock = [0.0]
    monkeypatch.setattr(encode_job, "time", SimpleNamespace(monotonic=lambda: clock[0]))

    class Slow(TinyPipeline):
        def encode_passages(self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None) -> list[Encoded]:
            clock[0] += len(raw_texts) * (1.0 if len(self.batches) < 4 else 0.1)
            return super().encode_passages(raw_texts, headlines)

    EncodeJob(path, TinyModels(slow := Slow())).run()  # type: ignore[arg-type]
    assert slow.batches == [8, 5, 5, 5, 5, 8] and sum(slow.batches) == total(path)


def test_a_program_that_has_stopped_is_not_waited_for(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode_job, "BATCH", 4)
    monkeypatch.setattr(encode_job, "LOOK", 0.01)
    monkeypatch.setattr(encode_job, "PATIENCE", 0.1)
    count, quicker = total(made), new_pipeline()

    class Overtaken(TinyPipeline):
        def encode_passages(self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None) -> list[Encoded]:
            if not self.batches:  # the other program stores this one batch, and dies
                EncodeJob(made, NewModels(), limit=4).run()  # type: ignore[arg-type]
            return super().encode_passages(raw_texts, headlines)

    models = NewModels()
    slower = Overtaken(encoder=quicker.encoder, fingerprint=NEW)
    monkeypatch.setattr(models, "pipeline", lambda: slower)
    report = EncodeJob(made, models).run()  # type: ignore[arg-type]
    assert (report.new, report.encoded) == (count - 4, count) and vectors(made) == {NEW: count}


@pytest.mark.parametrize("limit", [None, 12])
def test_what_another_program_encodes_is_progress_too(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    for name, value in (("BATCH", 4), ("LOOK", 0.001), ("PATIENCE", 0.01)):
        monkeypatch.setattr(encode_job, name, value)
    ImportJob(path, [folder], encode=False, workers=0).run()
    told: list[tuple[int, int]] = []

    class Overtaken(TinyPipeline):
        def encode_passages(self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None) -> list[Encoded]:
            told.append((job.progress.done, job.progress.total))
            if len(self.batches) in (1, 3):  # the other program comes and goes
                EncodeJob(path, TinyModels(), limit=8).run()  # type: ignore[arg-type]
            return super().encode_passages(raw_texts, headlines)

    job = EncodeJob(path, TinyModels(Overtaken()), limit)  # type: ignore[arg-type]
    report = job.run()
    wanted = total(path) if limit is None else 12 + 16
    assert told == sorted(told) and told[2][0] == 4 + 8 and report.new == wanted - 16
    assert (job.progress.done, job.progress.total) == (wanted, wanted)


HANDOVER = """
import sys, time
from pathlib import Path
from dejavu_app.archive import Archive, retiring
from dejavu_app.jobs import EncodeJob, encode_job
from tests.jobs.test_handover import NewModels
encode_job.BATCH = 9
real = Archive.remove_retired
def slowly(self, limit=0):
    time.sleep(0.003)
    return real(self, 5)
Archive.remove_retired = slowly
print("ready", flush=True)
EncodeJob(Path(sys.argv[1]), NewModels(delay=0.001)).run()
print("done", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_handover_that_is_killed_again_and_again_can_always_be_searched_and_ends_whole(tmp_path: Path) -> None:
    (tmp_path / "big.jsonl").write_text(rows(0, 300))
    path = tmp_path / "killed.dejavu"
    ImportJob(path, [tmp_path / "big.jsonl"], models=TinyModels(), workers=0).run()  # type: ignore[arg-type]
    count = total(path)
    # Killed while encoding, ever further, and while the old vectors are being removed: (new ones, old ones removed).
    goals = [(1, 0), (count // 3, 0), (count - 20, 0), (count, 1), (count, count // 3), (count, count - 30)]
    killed = 0
    for new, removed in goals:
        command = [sys.executable, "-c", HANDOVER, str(path)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            with Archive(path) as archive:
                gone = count - (archive.retired_count() or archive.coverage(OLD).encoded)
                if archive.coverage(NEW).encoded >= new and gone >= removed:
                    break
            time.sleep(0.001)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.communicate(timeout=30)
        with Archive(path) as archive:
            assert archive._value("PRAGMA integrity_check") == "ok"
            assert archive._rows("PRAGMA foreign_key_check") == []
            for fingerprint in {row["fingerprint"] for row in archive.pipelines()}:
                assert archive.coverage(fingerprint).encoded == vectors(path)[fingerprint]
            whole = [row for row in archive.pipelines() if row["encoded"] == count]
            assert whole, "no encoder has all passages"
    assert killed >= 5
    EncodeJob(path, NewModels()).run()  # type: ignore[arg-type]
    assert vectors(path) == {NEW: count}
    with Archive(path) as archive:
        texts = [archive.article(row.id).article.text for row in archive.list_articles(limit=1000)]
        assert sorted(texts) == sorted(story(n) for n in range(300))


def test_the_slices_are_short(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive.remove_retired, "__defaults__", (10,))
    with Archive(made) as archive:
        count = archive.retire_pipelines([OLD])
        assert [archive.remove_retired() for _ in range(-(-count // 10))] == [10] * (count // 10) + (
            [count % 10] if count % 10 else []
        )
        assert archive.remove_retired() == 0
    assert retiring.SLICE >= 1000  # and not so short that a million vectors take hours
