"""The search result as the plain JSON document that other programs read."""

from __future__ import annotations

from typing import Any

from dejavu_app.domain import Mention, Parallel, SearchResult

PARALLEL_FIELDS = ("rank", "score", "band", "article_id", "external_id", "date", "newspaper", "place", "page",
                   "headline", "passage", "start", "end", "source", "url")


def mention_document(mention: Mention) -> dict[str, Any]:
    """``{"start", "end", "label"}``."""
    return {"start": mention.start, "end": mention.end, "label": mention.label}


def parallel_document(parallel: Parallel) -> dict[str, Any]:
    """The fields of one parallel in the order of the documented format; the score rounded to four places."""
    fields = {name: getattr(parallel, name) for name in PARALLEL_FIELDS}
    fields["score"] = round(float(parallel.score), 4)
    return fields


def result_document(result: SearchResult) -> dict[str, Any]:
    """What ``dejavu search --json`` prints: query, coverage, parallels, timing in milliseconds, and notes if any."""
    document: dict[str, Any] = {
        "query": {"text": result.query.text, "masked": result.masked,
                  "mentions": [mention_document(mention) for mention in result.mentions]},
        "coverage": {"passages": result.coverage.passages, "encoded": result.coverage.encoded},
        "parallels": [parallel_document(parallel) for parallel in result.parallels],
        "timing_ms": {step: round(getattr(result.timing, step), 2) for step in ("mask", "encode", "search", "total")},
    }
    if result.notes:
        document["notes"] = list(result.notes)
    if result.search_id is not None:
        document["search_id"] = result.search_id
    return document
