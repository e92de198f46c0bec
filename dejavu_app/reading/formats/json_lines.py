"""JSON Lines: one article a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.decoding import open_text
from dejavu_app.reading.rows import RecordReader, Row
from dejavu_app.reading.source import MAX_LINE, Item, Problem, ReadOptions, Sample

NAME = "jsonl"
LABEL = "JSON Lines"
VERSION = "4"
ENDINGS = (".jsonl", ".ndjson", ".jl", ".jsonlines")


def sniff(sample: Sample) -> float:
    """Sure when the first line is an object by itself and more lines, or the name, follow suit."""
    text = sample.text.lstrip()
    if not text.startswith("{"):
        return 0.0
    named = sample.suffix in ENDINGS
    first, _, rest = text.partition("\n")
    if first.strip() == "{" and rest:
        return 0.0  # an object over several lines
    try:
        whole = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return 0.9 if named else 0.0
    if not whole:
        return 0.0
    if named:
        return 0.97
    return 0.95 if rest.lstrip().startswith("{") else 0.3


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article a line, streamed; a line that is not an object is a problem and the rest is read."""
    reader = RecordReader(item, options)
    reader.learn_dates(records(item.glance()))
    for found in records(item):
        if isinstance(found, Problem):
            yield found
            continue
        yield reader.article(*found)
        if reader.hopeless:
            yield item.problem("no line has a text; name the field that holds it in a mapping")
            return


def records(item: Item) -> Iterator[tuple[Row, str] | Problem]:
    """The objects of the lines, each with the fragment that names it."""
    head = item.sample().head
    with item.open() as stream:
        text = open_text(stream, head)
        number = 0
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) >= MAX_LINE:
                yield item.problem(f"the line is longer than {MAX_LINE // 2**20} million characters", f"row={number}")
                return
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield item.problem(f"the line is not JSON: {error}"[:200], f"row={number}")
                continue
            if isinstance(record, dict):
                yield record, f"row={number}"
            else:
                yield item.problem("the line is not an object", f"row={number}")
