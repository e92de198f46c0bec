"""The import is killed with SIGKILL, for real, at many points; run again, nothing is twice and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dejavu_app.archive import Archive, terms
from dejavu_app.jobs import ImportJob, intake
from tests.jobs.conftest import rows, story
from tests.jobs.tiny import TinyModels

ROOT = Path(__file__).parents[2]
ARTICLES = 400
# Small batches, and a moment's rest now and then, give the kill many different places to strike.
IMPORT = """
import sys, time
from pathlib import Path
from dejavu_app.jobs import ImportJob, crew, encode_job, intake, preparation
from tests.jobs.tiny import TinyModels, TinyPipeline
intake.BATCH_PASSAGES = 7
intake.CHUNK_ARTICLES = 3
encode_job.BATCH = 9
crew.PATIENCE = 0
real = intake.read
def slowly(*args):
    for found in real(*args):
        time.sleep(0.001)
        yield found
intake.read = slowly
print("ready", flush=True)
models = TinyModels(TinyPipeline(delay=0.001))
report = ImportJob(Path(sys.argv[1]), [Path(sys.argv[2])], models=models, workers=int(sys.argv[3])).run()
print("done", report.added, flush=True)
"""


def start(path: Path, folder: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", IMPORT, str(path), str(folder), str(workers)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "big.jsonl").write_text(rows(0, 340))
    for n in range(340, ARTICLES):
        (folder / f"{n}.txt").write_text(story(n))
    return folder


def counts(path: Path) -> tuple[int, int]:
    """Articles and encoded passages in the archive, as another program sees them meanwhile."""
    if not path.exists():
        return 0, 0
    with Archive(path, create=True) as archive:
        return archive.article_count(), archive.coverage("").encoded


def check_whole(path: Path) -> None:
    with Archive(path) as archive:
        assert archive._value("PRAGMA integrity_check") == "ok"
        assert archive._rows("PRAGMA foreign_key_check") == []
        archive.conn.execute("INSERT INTO keywords(keywords) VALUES ('integrity-check')")
        texts = [archive.article(row.id).article.text for row in archive.list_articles(limit=10_000)]
        assert sorted(texts) == sorted(story(n) for n in range(ARTICLES))
        info = archive.info()
        assert info["articles"] == ARTICLES
        passages = archive.passages(range(1, 100_000))
        assert info["passages"] == len(passages) == archive._value("SELECT count(*) FROM vectors") == info["encoded"]
        assert all(source["done"] for source in info["sources"])
        held = sum("flood" in terms(p.text) for p in passages.values())
        assert archive.phrase_ids("flood").size == held


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_an_import_that_is_killed_again_and_again_ends_whole(tmp_path: Path, papers: Path) -> None:
    path = tmp_path / "killed.dejavu"
    # Killed at the start, while the file is being made, then ever further into reading and into encoding.
    goals = [(0, 0), (1, 0), (60, 0), (200, 0), (345, 0), (ARTICLES, 1), (ARTICLES, 150), (ARTICLES, 300)]
    killed = 0
    for turn, (articles, encoded) in enumerate(goals):
        process = start(path, papers, workers=turn % 3)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            now = counts(path)
            if now[0] >= articles and now[1] >= encoded:
                break
            time.sleep(0.005)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        # The workers hold the same standard error: that it ends shows that none of them is left behind.
        _, errors = process.communicate(timeout=30)
        assert errors == b""
    assert killed >= 6
    process = start(path, papers, workers=2)
    output, errors = process.communicate(timeout=120)
    assert errors == b"" and output.startswith(b"done")
    check_whole(path)


def test_an_import_killed_in_the_middle_of_a_commit_ends_whole(tmp_path: Path, papers: Path) -> None:
    """The kill falls inside the writing of a batch: after articles went in, before the transaction was closed."""
    path = tmp_path / "inside.dejavu"
    code = IMPORT.replace(
        "print(\"ready\", flush=True)",
        "import os, signal\n"
        "from dejavu_app.archive import Archive\n"
        "inner, calls = Archive._index_passages, []\n"
        "def striking(self, conn, passages):\n"
        "    inner(self, conn, passages)\n"
        "    calls.append(1)\n"
        "    if len(calls) == 12: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Archive._index_passages = striking\n",
    )
    command = [sys.executable, "-c", code, str(path), str(papers), "0"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    before, _ = counts(path)
    assert 0 < before < ARTICLES
    report = ImportJob(path, [papers], models=TinyModels()).run()  # type: ignore[arg-type]
    assert report.added == ARTICLES - before
    check_whole(path)


def test_small_files_are_committed_together(tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    real = Archive.transaction

    def counting(self: Archive):  # type: ignore[no-untyped-def]
        if not self._depth:
            commits.append(threading.get_ident())
        return real(self)

    monkeypatch.setattr(Archive, "transaction", counting)
    monkeypatch.setattr(intake, "BATCH_SECONDS", 1e9)
    ImportJob(tmp_path / "b.dejavu", [papers], encode=False).run()
    assert len(commits) < 5
