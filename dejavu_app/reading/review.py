"""The review sheet: what an import would find, before it starts."""

from __future__ import annotations

import io
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dejavu_app.domain import Article
from dejavu_app.reading.files import file_item
from dejavu_app.reading.reading import documents, read_item
from dejavu_app.reading.registry import UNKNOWN, choose
from dejavu_app.reading.source import Item, Problem, ReadOptions, Source
from dejavu_app.reading.streams import CONTAINER_ERRORS
from dejavu_app.reading.walk import PassedOver, walk

MAX_SAMPLES = 6
MAX_PROBLEMS = 200
MAX_TRIES = 3  # sources of a kind that are opened for a sample
MAX_LOOKED = 40  # documents of a container that are looked at


@dataclass(frozen=True)
class Review:
    """What was found: sources by format, what is skipped and why, samples as they will be read.

    ``passed_over`` counts companions (page images, lists of titles) by kind; ``problems`` holds the first
    ``MAX_PROBLEMS`` of ``problem_count``; ``partial`` says that the limit of files was reached. ``inside`` counts the
    formats of the first documents in containers, whose samples stand with the others.
    """

    sources: tuple[Source, ...] = ()
    formats: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)  # bytes by format
    samples: Mapping[str, Article] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)
    size: int = 0  # bytes of all sources
    partial: bool = False
    inside: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[Source, ...] = ()  # the files of no known kind; their reader is ""


def preview(
    paths: Iterable[Path],
    cancelled: Callable[[], bool] = lambda: False,
    limit: int = 200_000,
    options: ReadOptions | None = None,
    seconds: float = 20.0,
) -> Review:
    """Looks at up to ``limit`` files and reads one article of each format; samples stop after ``seconds``.

    Raises ``Cancelled`` when ``cancelled()`` turns true.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    formats: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    unknown: list[Source] = []
    problem_count = 0
    partial = False
    for count, found in enumerate(walk(paths, cancelled, options)):
        if count >= limit:
            partial = True
            break
        if isinstance(found, PassedOver):
            aside[found.kind] += 1
        elif isinstance(found, Problem):
            problem_count += 1
            if len(problems) < MAX_PROBLEMS:
                problems.append(found)
            if found.reason == UNKNOWN:
                unknown.append(Source(Path(found.path), _size(found.path), "", found.path))
        else:
            sources.append(found)
            formats[found.reader] += 1
            sizes[found.reader] += found.size
    samples, inside = _look_inside(sources, options or ReadOptions(), cancelled, seconds)
    return Review(
        sources=tuple(sources),
        formats=dict(formats),
        sizes=dict(sizes),
        samples=samples,
        problems=tuple(problems),
        problem_count=problem_count,
        passed_over=dict(aside),
        size=sum(sizes.values()),
        partial=partial,
        inside=inside,
        unknown=tuple(unknown),
    )


def resample(
    review: Review, options: ReadOptions, cancelled: Callable[[], bool] = lambda: False, seconds: float = 20.0
) -> Review:
    """The review with its samples read anew, as other options have them; formats keep the names they were found by."""
    samples, inside = _look_inside(to_read(review, options), options, cancelled, seconds)
    return replace(review, samples=samples, inside=inside)


def to_read(review: Review, options: ReadOptions) -> tuple[Source, ...]:
    """The sources of a review that these options read: files of no known kind where they name a reader for them."""
    return review.sources + (review.unknown if (options.overrides or {}).get("") else ())


def read_beginning(
    source: Source, options: ReadOptions, most: int, cancelled: Callable[[], bool]
) -> tuple[list[Article | Problem], int]:
    """What stands in the first ``most`` bytes of a text file, up to a line's end, and how many bytes that were.

    Nothing in 0 bytes where lines cannot be told by their bytes. Raises ``OSError``.
    """
    path = source.path.absolute()
    with path.open("rb") as stream:
        head = stream.read(most)
    head = b"" if b"\0" in head else head[: head.rfind(b"\n") + 1]
    if not head:
        return [], 0
    item = replace(file_item(path, len(head)), opener=lambda: io.BytesIO(head))
    return list(read_item(item, options, cancelled)), len(head)


def _look_inside(
    sources: Iterable[Source], options: ReadOptions, cancelled: Callable[[], bool], seconds: float
) -> tuple[dict[str, Article], dict[str, int]]:
    """A sample article by format, and the formats of the first documents in the containers."""
    samples: dict[str, Article] = {}
    inside: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    start = time.monotonic()
    for source in sources:
        container = source.reader == "container"
        if (not container and source.reader in samples) or tried[source.reader] >= MAX_TRIES:
            continue
        if time.monotonic() - start > seconds:
            break
        tried[source.reader] += 1
        for item in itertools.islice(documents(source, cancelled), MAX_LOOKED if container else 1):
            if isinstance(item, Problem):
                continue
            name = options.format or _format(item) or ""
            if container:
                inside[name or "unknown"] += 1
            if (name or (options.overrides or {}).get("")) and name not in samples and len(samples) < MAX_SAMPLES:
                article = _first_article(item, options, cancelled)
                if article:
                    samples[name] = article
            if time.monotonic() - start > seconds:
                break
    return samples, dict(inside)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # gone since it was listed


def _format(item: Item) -> str:
    try:
        reader = choose(item.sample())
    except CONTAINER_ERRORS:
        return ""  # the import itself will report it
    return reader.NAME if reader else ""


def _first_article(item: Item, options: ReadOptions, cancelled: Callable[[], bool]) -> Article | None:
    for found in itertools.islice(read_item(item, options, cancelled), 100):
        if isinstance(found, Article):
            return found
    return None
