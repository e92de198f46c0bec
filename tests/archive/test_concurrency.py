"""One writes, many read, in other processes too."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from dejavu_app.archive import Archive
from dejavu_app.domain import Article
from tests.archive.conftest import cut

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from dejavu_app.archive import Archive
from dejavu_app.domain import Article
from tests.archive.conftest import cut
with Archive(sys.argv[1]) as archive:
    source = archive.start_source(sys.argv[2], "f", sys.argv[2], 1, "text", "1")
    for n in range(40):
        archive.add_articles(source.id, [cut(Article(text=f"{sys.argv[2]} strike {n} {m}")) for m in range(5)])
    archive.finish_source(source.id)
"""


def test_processes_that_write_take_turns_while_others_read(path: Path) -> None:
    Archive(path, create=True).close()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=ROOT, stderr=subprocess.PIPE)
        for name in ("one", "two")
    ]
    seen: list[int] = []
    failures: list[BaseException] = []

    def look() -> None:
        try:
            with Archive(path) as archive:
                while any(w.poll() is None for w in writers):
                    info = archive.info()
                    found = archive.keyword_candidates(["strike"], 10_000)
                    assert info["articles"] == info["passages"] <= len(found)
                    assert len(archive.passages(found)) == len(found)
                    seen.append(info["articles"])
        except BaseException as error:
            failures.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    errors = [w.communicate()[1] for w in writers]
    reader.join()
    assert errors == [b"", b""] and not failures
    assert seen == sorted(seen)
    with Archive(path) as archive:
        assert archive.info()["articles"] == 400
        assert archive.term_counts(["one", "two", "strike"]) == {"one": 200, "two": 200, "strike": 400}
        assert archive._value("PRAGMA integrity_check") == "ok"


def test_two_programs_may_make_the_same_archive_at_once(path: Path) -> None:
    code = "import sys; from dejavu_app.archive import Archive; Archive(sys.argv[1], create=True).close()"
    makers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [m.communicate()[1] for m in makers] == [b""] * 3
    with Archive(path) as archive:
        source = archive.start_source("f", "f", "1", 1, "text", "1")
        assert archive.add_articles(source.id, [cut(Article(text="fine"))]).articles == 1
