"""JSON: a list of articles, an object that holds lists of them, or one article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import decode, open_text
from dejavu_app.reading.mapping import guess
from dejavu_app.reading.rows import RecordReader, opened
from dejavu_app.reading.source import MAX_LINE, Item, Problem, ReadOptions, Sample

NAME = "json"
LABEL = "JSON"
VERSION = "1"

_CHUNK = 1 << 18
_GAP = re.compile(r"[\s,]*")


def sniff(sample: Sample) -> float:
    """Sure when the text begins as JSON does and the name says so; the content decides without a name."""
    text = sample.text.lstrip()
    if not text.startswith(("{", "[")):
        return 0.0
    begins = re.match(r'\{\s*"|\[\s*[\[{"]|\{\s*\}|\[\s*\]', text) is not None
    if sample.suffix == ".json":
        return 0.8 if begins else 0.5
    return 0.6 if begins and sample.suffix in ("", ".txt") and ":" in text else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The articles of a top-level list (streamed), or of the lists and objects inside one object."""
    sample = item.sample()
    if sample.text.lstrip().startswith("["):
        yield from _list(item, sample.head, options)
        return
    text = decode(item.data())
    if text is None:
        yield item.problem("it is not text")
        return
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield item.problem(f"it is not JSON: {error}"[:200])
        return
    yield from records(item, document, options)


def records(item: Item, document: object, options: ReadOptions) -> Iterator[Article | Problem]:
    """The articles of a parsed document: lists, objects of lists, columns by name, objects by id, one article."""
    if not isinstance(document, dict):
        yield item.problem("the JSON is neither a list nor an object")
        return
    reader = RecordReader(item, options)
    columns = _as_columns(document, options)
    if columns is not None:
        for number, record in enumerate(columns, 1):
            yield reader.article(record, f"row={number}")
        return
    if _is_article(document, options):
        yield reader.article(document, "")
        return
    found = False
    for key, value in document.items():
        rows = value if isinstance(value, list) else list(value.values()) if _holds_records(value) else []
        for number, record in enumerate(rows, 1):
            if isinstance(record, dict) and (found or _is_article(record, options)):
                found = True
                yield reader.article(record, f"{key}={number}")
        if not rows and isinstance(value, dict) and _is_article(value, options):
            found = True
            yield reader.article({"id": key, **value}, str(key))
    if not found:
        yield item.problem(f"no articles are known in this JSON (its fields: {', '.join(map(str, document))[:200]})")


def _is_article(record: Mapping[str, object], options: ReadOptions) -> bool:
    wanted = (options.columns or {}).get("text")
    if wanted and wanted in record:
        return True
    flat = opened(record)
    fields = guess(list(flat))
    column = fields.get("text") or fields.get("headline")
    value = flat[column] if column is not None else None
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))


def _holds_records(value: object) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return bool(inner) and isinstance(inner[0], dict)


def _as_columns(document: Mapping[str, object], options: ReadOptions) -> list[dict[str, object]] | None:
    """Rows of a table written by columns: ``{"article": {"0": ...}, ...}`` or ``{"article": [...], "date": [...]}``."""
    fields = guess(list(document))
    column = (options.columns or {}).get("text") or fields.get("text") or fields.get("headline")
    values = document.get(column) if column else None
    if isinstance(values, dict) and values and all(isinstance(value, str | None) for value in values.values()):
        keys = list(values)
        tables = {name: table for name, table in document.items() if isinstance(table, dict)}
        return [{name: table.get(key) for name, table in tables.items()} for key in keys]
    if isinstance(values, list) and values and all(isinstance(value, str | None) for value in values):
        lists = {
            name: table for name, table in document.items() if isinstance(table, list) and len(table) == len(values)
        }
        # A lone list of paragraphs is one article's text; lists side by side are a table's columns.
        if len(lists) > 1:
            return [{name: table[row] for name, table in lists.items()} for row in range(len(values))]
    return None


def _list(item: Item, head: bytes, options: ReadOptions) -> Iterator[Article | Problem]:
    """The elements of a top-level list, parsed one by one so that a list of any length fits into memory."""
    decoder = json.JSONDecoder()
    reader = RecordReader(item, options)
    number = 0
    with item.open() as stream:
        text = open_text(stream, head)
        buffer, at, ended = text.read(_CHUNK), 0, False
        at = buffer.index("[") + 1
        while True:
            gap = _GAP.match(buffer, at)
            at = gap.end() if gap else at
            if at < len(buffer) and buffer[at] == "]":
                break
            try:
                if at >= len(buffer):
                    raise ValueError("the list does not end")
                record, end = decoder.raw_decode(buffer, at)
                if end >= len(buffer) and not ended:
                    raise ValueError("a number may go on")
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError):
                    yield item.problem("the JSON is nested too deeply", f"row={number + 1}")
                    return
                more = "" if ended else text.read(max(_CHUNK, len(buffer) - at))
                if not more:
                    yield item.problem(f"it is not whole JSON: {error}"[:200], f"row={number + 1}")
                    return
                if len(buffer) - at > 4 * MAX_LINE:
                    raise ReadError("an element of the list is too large, or is not JSON") from error
                buffer, at = buffer[at:] + more, 0
                continue
            at = end
            number += 1
            if isinstance(record, dict):
                yield reader.article(record, f"row={number}")
            elif isinstance(record, str) and record.strip():
                yield reader.article({"text": record}, f"row={number}")
            else:
                yield item.problem("the element is not an object", f"row={number}")
            if reader.hopeless:
                yield item.problem("no element has a text; name the field that holds it in a mapping")
                return
    if not number:
        yield item.problem("the list is empty")
