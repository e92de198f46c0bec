"""How fast names are hidden, pages are read, and pages become searchable."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from dejavu_app.archive import Archive
from dejavu_app.bench.material import pages, passages
from dejavu_app.bench.measure import Figure, in_turns, seconds

MASKED = 128
READ_PAGES = 150
INGESTED_PAGES = 12


def mask(say: Callable[[str], None]) -> Figure:
    """Passages recognised and masked a second, in batches as an import does; the baseline takes one at a time."""
    from dejavu_app.masking import load_recogniser
    from dejavu_app.masking import mask as hide
    from dejavu_app.text import clean

    recogniser = load_recogniser()
    texts = [clean(text).text for text in passages(MASKED)]

    def together() -> None:
        for text, mentions in zip(texts, recogniser.recognise(texts), strict=True):
            hide(text, mentions, "remove")

    def singly() -> None:
        for text in texts:
            hide(text, recogniser.recognise([text])[0], "remove")

    taken = in_turns({"together": together, "singly": singly}, 3)
    return Figure("finding and hiding names", MASKED / taken["together"], "passages/s", MASKED / taken["singly"],
                  "one passage at a time", details={"recogniser": recogniser.name})


def read(say: Callable[[str], None]) -> Figure:
    """Passages read, cut and stored with their keyword index a second; the baseline reads and cuts, and stores none."""
    from dejavu_app.jobs import ImportJob
    from dejavu_app.reading import read as read_source
    from dejavu_app.reading import scan
    from dejavu_app.reading.source import Problem
    from dejavu_app.text import passages as cut
    from dejavu_app.text import segment

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        papers = _papers(Path(folder), READ_PAGES)
        path = Path(folder, "read.dejavu")
        stored = seconds(lambda: ImportJob(path, [papers], encode=False).run())
        with Archive(path) as archive:
            count = archive.coverage("").passages
        say("read: without storing")

        def bare() -> None:
            for source in scan([papers]):
                if not isinstance(source, Problem):
                    for article in read_source(source):
                        if not isinstance(article, Problem):
                            for part in segment(article) if article.whole_page else [article]:
                                cut(part)

        return Figure("reading pages into an archive", count / stored, "passages/s", count / seconds(bare),
                      "reading and cutting without an archive, in one process",
                      details={"pages": READ_PAGES, "passages": count})


def ingest(say: Callable[[str], None]) -> Figure:
    """Passages a second from files to searchable; the baseline is the encoder alone on the same passages."""
    from dejavu_app.encoding import Models
    from dejavu_app.jobs import ImportJob

    models = Models()
    models.pipeline().encode_passages(passages(8))  # loading is not measured
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        papers = _papers(Path(folder), INGESTED_PAGES)
        path = Path(folder, "ingest.dejavu")
        whole = seconds(lambda: ImportJob(path, [papers], models=models).run())
        with Archive(path) as archive:
            texts = [passage.text for passage in archive.pending("", 100_000)]
        say("ingest: the encoder alone")
        alone = seconds(lambda: models.encoder().encode(texts))
    return Figure("whole ingest, reading to searchable", len(texts) / whole, "passages/s", len(texts) / alone,
                  "the encoder alone on the same passages", details={"passages": len(texts)})


def _papers(folder: Path, count: int) -> Path:
    papers = folder / "papers"
    for number, page in enumerate(pages(count)):
        day = papers / f"1916{1 + number // 28 % 12:02d}{1 + number % 28:02d}"
        day.mkdir(parents=True, exist_ok=True)
        (day / f"sn{number:08d}-ed-1_seq-1.txt").write_text(page, encoding="utf-8")
    return papers
