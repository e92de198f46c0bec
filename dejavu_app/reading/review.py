"""The review sheet: what an import would find, before it starts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dejavu_app.domain import Article
from dejavu_app.reading.reading import read
from dejavu_app.reading.source import Problem, ReadOptions, Source
from dejavu_app.reading.walk import PassedOver, walk

MAX_SAMPLES = 6
MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Review:
    """What was found: sources by format, what is skipped and why, samples as they will be read.

    ``passed_over`` counts companions (page images, lists of titles) by kind; ``problems`` holds the first
    ``MAX_PROBLEMS`` of ``problem_count``; ``partial`` says that the limit of files was reached.
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
        else:
            sources.append(found)
            formats[found.reader] += 1
            sizes[found.reader] += found.size
    samples: dict[str, Article] = {}
    start = time.monotonic()
    tried: Counter[str] = Counter()
    for source in sources:
        if source.reader in samples or tried[source.reader] >= 3 or len(samples) >= MAX_SAMPLES:
            continue
        if time.monotonic() - start > seconds:
            break
        tried[source.reader] += 1
        article = _first_article(source, options, cancelled)
        if article:
            samples[source.reader] = article
    return Review(
        tuple(sources), dict(formats), dict(sizes), samples, tuple(problems), problem_count, dict(aside),
        sum(sizes.values()), partial,
    )  # fmt: skip


def _first_article(source: Source, options: ReadOptions | None, cancelled: Callable[[], bool]) -> Article | None:
    for count, found in enumerate(read(source, options, cancelled)):
        if isinstance(found, Article):
            return found
        if count >= 100:
            return None
    return None
