"""How fast this computer does the application's work: each figure beside its baseline, measured in one run."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dejavu_app.bench.encoding import encode, rerank
from dejavu_app.bench.importing import ingest, mask, read
from dejavu_app.bench.measure import Figure
from dejavu_app.bench.searching import hnsw, search, search_million
from dejavu_app.bench.starting import window
from dejavu_app.errors import UserError

Say = Callable[[str], None]

BENCHMARKS: Mapping[str, Callable[[Say], Figure]] = {
    "encode": encode,
    "rerank": rerank,
    "mask": mask,
    "read": read,
    "ingest": ingest,
    "hnsw": hnsw,
    "search": search,
    "search-1m": search_million,
    "window": window,
}
"""Every benchmark by its name."""

USUAL = tuple(name for name in BENCHMARKS if name != "search-1m")
"""What runs when no name is given; a million passages take a quarter of an hour and four gigabytes of disk."""


def run_benchmarks(names: Sequence[str] = (), say: Say = lambda message: None) -> list[dict[str, Any]]:
    """Run the named benchmarks, else the usual ones, one after another; each gives one plain dictionary.

    ``value`` and ``baseline`` are in the same ``unit``; ``ratio`` is above 1 where the application is the better of
    the two. Raises ``UserError`` for a name that is none.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UserError(f"There is no benchmark {unknown[0]!r}.", f"There are: {', '.join(BENCHMARKS)}.")
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count() or 1}
    found = []
    for name in names or USUAL:
        say(f"{name}…")
        found.append({"name": name, **BENCHMARKS[name](say).document(), "machine": machine})
    return found


__all__ = ["BENCHMARKS", "USUAL", "Figure", "run_benchmarks"]
