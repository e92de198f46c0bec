"""The search result as the plain JSON document that other programs read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dejavu_app.domain import Filters, Mention, Parallel, PartialDate, SearchResult

PARALLEL_FIELDS = ("rank", "score", "band", "article_id", "external_id", "date", "newspaper", "place", "page",
                   "headline", "passage", "start", "end", "source", "url")


def mention_document(mention: Mention) -> dict[str, Any]:
    """``{"start", "end", "label"}``."""
    return {"start": mention.start, "end": mention.end, "label": mention.label}


def parallel_document(parallel: Parallel) -> dict[str, Any]:
    """The fields of one parallel in the order of the documented format; the score rounded to four places.

    The language follows where the source states one.
    """
    document = {name: getattr(parallel, name) for name in PARALLEL_FIELDS}
    document["score"] = round(float(parallel.score), 4)
    if parallel.language:
        document["language"] = parallel.language
    return document


def filters_document(filters: Filters) -> dict[str, Any]:
    """The filters that are set, dates as ISO 8601; sources and the collection by their numbers in the archive."""
    found: dict[str, Any] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value != field.default:
            found[field.name] = (str(value) if isinstance(value, PartialDate)
                                 else list(value) if isinstance(value, tuple) else value)
    return found


def result_document(result: SearchResult) -> dict[str, Any]:
    """What ``dejavu search --json`` prints: query, coverage, parallels, timing in milliseconds, and notes if any."""
    document: dict[str, Any] = {
        "query": {"text": result.query.text, "masked": result.masked,
                  "mentions": [mention_document(mention) for mention in result.mentions]},
        "coverage": {"passages": result.coverage.passages, "encoded": result.coverage.encoded},
        "parallels": [parallel_document(parallel) for parallel in result.parallels],
        "timing_ms": {step: round(getattr(result.timing, step), 2) for step in ("mask", "encode", "search", "total")},
    }
    if result.query.address:
        document["query"]["address"] = result.query.address
    if result.query.filters:
        document["query"]["filters"] = filters_document(result.query.filters)
    if result.notes:
        document["notes"] = list(result.notes)
    if result.search_id is not None:
        document["search_id"] = result.search_id
    return document
