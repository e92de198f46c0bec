"""A search result made by hand, with everything in it that a format can trip over."""

from __future__ import annotations

from dejavu_app.domain import Coverage, Filters, Mention, Parallel, PartialDate, Query, SearchResult, Timing

TEXT = "Dockers in Hamburg walked out on Monday & would not return."


def parallel(rank: int, **changes: object) -> Parallel:
    fields: dict[str, object] = dict(
        rank=rank, score=5.25 - rank, band="strong", article_id=100 + rank, passage_id=rank, external_id=f"x-{rank}",
        date="1916-05-26", newspaper="Évening Héràld {N.Y.}", place="Albany, N.Y.", page="1",
        headline="DOCKERS STRIKE; 50% OUT", passage="The men at the docks\nwalked out_to-day.", start=0, end=38,
        source="papers.csv", url="https://example.org/a_b?x={1}")
    return Parallel(**(fields | changes))  # type: ignore[arg-type]


def result(*parallels: Parallel) -> SearchResult:
    return SearchResult(
        query=Query(TEXT, k=5, filters=Filters(date_from=PartialDate(1910), must=("coal & iron",))),
        masked="Dockers in walked out on Monday & would not return.", mentions=(Mention(11, 18, "LOC"),),
        coverage=Coverage(10, 10), parallels=parallels, timing=Timing(1, 2, 3, 6), encoder="encoder-fingerprint",
        recogniser="recogniser-fingerprint", reranker="reranker-fingerprint", notes=("A note <b>.",))
