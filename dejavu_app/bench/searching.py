"""How fast a large archive is searched, and how much of the exact answer the graph finds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.bench.material import passages, vectors
from dejavu_app.bench.measure import Figure, in_turns, peak_memory, seconds
from dejavu_app.domain import Article, Filters, PartialDate, Passage, Query, space_of

GRAPH = 50_000
PASSAGES = 100_000
MILLION = 1_000_000
QUERIES = 20
_BATCH = 5_000


def hnsw(say: Callable[[str], None]) -> Figure:
    """Queries a second of the graph over 50,000 vectors; the baseline is exact search over the same."""
    from dejavu_app.indexing import ExactIndex, HnswIndex, hnsw_available

    made = vectors(GRAPH + 300)
    held, queries = made[:GRAPH], made[GRAPH:]
    ids = np.arange(GRAPH, dtype=np.int64)
    exact = ExactIndex(384, GRAPH)
    exact.add(ids, held)
    wanted = exact.search(queries, 10)[0]

    def each(index: ExactIndex | HnswIndex) -> Callable[[], object]:
        return lambda: [index.search(query, 10) for query in queries]

    if not hnsw_available():
        rate = len(queries) / in_turns({"exact": each(exact)}, 1)["exact"]
        return Figure("nearest ten of 50,000, exact: hnswlib is not installed", rate, "queries/s")
    graph = HnswIndex(384, room=GRAPH, background=False)
    graph.add(ids, held)
    say("hnsw: building the graph")
    built = seconds(graph.settle)
    found = graph.search(queries, 10)[0]
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(wanted.tolist(), found.tolist(), strict=True)])
    taken = in_turns({"graph": each(graph), "exact": each(exact)}, 2)
    return Figure(f"nearest ten of {GRAPH:,}", len(queries) / taken["graph"], "queries/s",
                  len(queries) / taken["exact"], "exact search",
                  details={"recall@10": float(recall), "build_seconds": built, "built_a_second": GRAPH / built})


def search(say: Callable[[str], None]) -> Figure:
    """Milliseconds of a hybrid search among 100,000 passages."""
    return _search(PASSAGES, say)


def search_million(say: Callable[[str], None]) -> Figure:
    """Milliseconds of a hybrid search among 1,000,000 passages; takes long to prepare, and 4 GB of disk."""
    return _search(MILLION, say)


def _search(count: int, say: Callable[[str], None]) -> Figure:
    """Median milliseconds, text in to results out, models warm; the baseline compares every vector, of one query."""
    from dejavu_app.encoding import Models
    from dejavu_app.indexing import ExactIndex, build_index
    from dejavu_app.searching import Searcher

    models = Models()
    fingerprint = models.pipeline().fingerprint
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder, "bench.dejavu")
        with Archive(path, create=True) as archive:
            fill(archive, count, fingerprint, models.encoder().dims, say)
            key = archive.index_key(space_of(fingerprint))

            def stored() -> Iterator[tuple[np.ndarray, np.ndarray]]:
                return archive.iter_vectors(fingerprint)

            say("search: building the index")
            building = seconds(lambda: build_index(path.with_name("bench.dejavu-index"), key,
                                                   models.encoder().dims, count, stored))
        searcher = Searcher(path, models)
        texts = passages(QUERIES + 2, seed=99)
        first = seconds(lambda: searcher.search(Query(texts[0])))
        searcher.search(Query(texts[1]))
        say("search: asking")
        plain = [seconds(lambda text=text: searcher.search(Query(text))) for text in texts[2:]]  # type: ignore[misc]
        one_year = Filters(date_from=PartialDate(1916, 3), date_to=PartialDate(1916, 4))
        filtered = [
            seconds(lambda text=text: searcher.search(Query(text, filters=one_year)))  # type: ignore[misc]
            for text in texts[2:]
        ]
        timing = [searcher.search(Query(text)).timing for text in texts[2:6]]
        searcher.close()
        peak = peak_memory()
        baseline = None
        queries = models.encoder().encode(texts)
        graph = _graph_seconds(path, key, queries) if count <= PASSAGES else None
        if graph is not None:  # else the search itself compared every vector
            say("search: exact, for comparison")
            exact = ExactIndex(384, count)
            with Archive(path) as archive:
                for ids, rows in archive.iter_vectors(fingerprint):
                    exact.add(ids, rows)
            spent = [seconds(lambda query=query: exact.search(query, 150)) for query in queries]  # type: ignore[misc]
            # The exact index in place of the graph, everything else alike.
            baseline = 1000 * (median(plain) - graph + median(spent))
    return Figure(
        f"hybrid search among {count:,} passages", 1000 * median(plain), "ms", baseline,
        "the same with exact search" if baseline else "", more_is_better=False,
        details={
            "slowest_ms": 1000 * max(plain), "filtered_ms": 1000 * median(filtered), "first_ms": 1000 * first,
            "mask_ms": median(each.mask for each in timing), "encode_ms": median(each.encode for each in timing),
            "search_ms": median(each.search for each in timing), "index_seconds": building,
            "peak_memory_gib": None if peak is None else peak / 2**30,
        },
    )


def _graph_seconds(path: Path, key: str, queries: np.ndarray) -> float | None:
    """Median seconds of the graph that is stored under ``key``, alone; None where there is none."""
    from dejavu_app.indexing import HnswIndex, StaleIndex

    try:
        graph = HnswIndex.load(path.with_name("bench.dejavu-index"), key, queries.shape[1])
    except StaleIndex:
        return None
    return median(seconds(lambda query=query: graph.search(query, 150)) for query in queries)  # type: ignore[misc]


def fill(archive: Archive, count: int, fingerprint: str, dims: int, say: Callable[[str], None]) -> None:
    """Put ``count`` one-passage articles of 1916 with vectors into an archive."""
    archive.register_pipeline(fingerprint, "bench", dims, {})
    source = archive.start_source("bench", "bench", "bench", 0, "bench", "1")
    texts = passages(min(count, 20_000), seed=1)
    for start in range(0, count, _BATCH):
        batch = []
        for number in range(start, min(start + _BATCH, count)):
            text = f"{texts[number % len(texts)]} No. {number}."
            article = Article(text, locator=str(number), headline=f"Item {number}", newspaper=f"Paper {number % 300}",
                              date=PartialDate(1916, 1 + number % 12, 1 + number % 28))
            words = len(text.split())
            batch.append(NewArticle(article, (Passage(0, 0, len(text), words),), 1.0, words))
        archive.add_articles(source.id, batch)
        waiting = archive.pending(fingerprint, _BATCH)
        ids = [passage.id for passage in waiting]
        archive.store_vectors(fingerprint, ids, vectors(len(ids), dims, start, max(1, count // 30)), [()] * len(ids))
        say(f"search: {min(start + _BATCH, count):,} passages")
    archive.finish_source(source.id, ())
