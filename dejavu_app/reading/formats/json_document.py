"""JSON: a list of articles, an object that holds lists of them, or one article."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from dejavu_app.domain import Article
from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import decode, open_text
from dejavu_app.reading.formats import json_lines
from dejavu_app.reading.mapping import columns_for, columns_for_record, guess, normalised
from dejavu_app.reading.rows import WORDS, RecordReader, Row, opened
from dejavu_app.reading.source import MAX_LINE, SAMPLE_BYTES, Item, Problem, ReadOptions, Sample

NAME = "json"
LABEL = "JSON"
VERSION = "4"

Found = tuple[Row, str] | Problem  # an object and the fragment that names it

_CHUNK = 1 << 18
_DEPTH = 8  # objects inside objects that are looked into
_SPACE = re.compile(r"\s*")
_GAP = re.compile(r"[\s,]*")
_BOXES = frozenset(["geometry", "boundingbox", "boundingpoly", "polygon"])  # beside a word or a line of a page
_WORDY = 200  # characters: more are no line's


def sniff(sample: Sample) -> float:
    """Sure when the text begins as JSON does and the name says so; the content decides without a name."""
    text = sample.text.lstrip()
    if not text.startswith(("{", "[")):
        return 0.0
    begins = re.match(r'\{\s*"|\[\s*[\[{"]|\{\s*\}|\[\s*\]', text) is not None
    if sample.suffix == ".json":
        return 0.8 if begins else 0.5
    return 0.6 if begins and sample.suffix in ("", ".txt", *json_lines.ENDINGS) and ":" in text else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The articles of a top-level list (streamed), of the lists inside one object, or of objects one after another."""
    reader = RecordReader(item, options)
    for found in _records(item, options, reader.learn_dates):
        if isinstance(found, Problem):
            yield found
            continue
        yield reader.article(*found)
        if reader.hopeless:
            yield item.problem("no element has a text; name the field that holds it in a mapping")
            return


def records(item: Item, options: ReadOptions) -> Iterator[Found]:
    """The objects that are articles, each with the fragment that names it."""
    return _records(item, options, lambda found: None)


def _records(item: Item, options: ReadOptions, look: Callable[[Iterator[Found]], None]) -> Iterator[Found]:
    """``records``, after ``look`` was given them as well, as far as the item can be read before the reading."""
    sample = item.sample()
    if sample.text.lstrip().startswith("["):
        look(_list(item.glance(), sample.head))
        yield from _list(item, sample.head)
        return
    if _is_lines(item.glance()):
        look(json_lines.records(item.glance()))
        yield from json_lines.records(item)
        return
    text = decode(item.data())
    if text is None:
        yield item.problem("it is not text")
        return
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        if str(error).startswith("Extra data"):
            look(_one_by_one(item, text, options))
            yield from _one_by_one(item, text, options)
        else:
            yield item.problem(f"it is not JSON: {error}"[:200])
        return
    if not isinstance(document, dict):
        yield item.problem("the JSON is neither a list nor an object")
        return
    if set(document) == {"width", "height", "coords"}:
        yield item.problem("it holds the places of words on a page, without the text")
        return
    first = next(_in_object(document, options, "", 0), None)
    if first is not None and _is_line(first[0], options):
        yield item.problem(WORDS)
        return
    look(_in_object(document, options, "", 0))
    found = False
    for record in _in_object(document, options, "", 0):
        found = True
        yield record
    if not found:
        yield item.problem(f"no articles are known in this JSON (its fields: {', '.join(map(str, document))[:200]})")


def _one_by_one(item: Item, text: str, options: ReadOptions) -> Iterator[Found]:
    """The articles in objects that follow each other, as some programs write them, with more than a line each."""
    decoder = json.JSONDecoder()
    number, at = 0, len(text) - len(text.lstrip())
    while at < len(text):
        number += 1
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield item.problem(f"it is not JSON from here on: {error}"[:200], f"row={number}")
            return
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if isinstance(record, dict):
            yield from _in_object(record, options, f"row={number}/", 0)
        else:
            yield item.problem("the element is not an object", f"row={number}")


def _is_lines(item: Item) -> bool:
    """Whether an object stands on the first line by itself and another follows: a sample need not show so much."""
    with item.open() as stream:
        text = open_text(stream, item.sample().head)
        first = text.readline(MAX_LINE)
        if not first.endswith(("\n", "\r")):
            return False
        second = next((part for part in iter(lambda: text.readline(SAMPLE_BYTES), "") if part.strip()), "")
    if not second.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _in_object(
    document: Mapping[str, object], options: ReadOptions, path: str, depth: int
) -> Iterator[tuple[Row, str]]:
    """Articles in lists, columns by name, objects by id, at any depth that an export or an API's answer has."""
    columns = _as_columns(document, options)
    if columns is not None:
        yield from ((record, f"{path}row={number}") for number, record in enumerate(columns, 1))
        return
    if _is_article(document, options):
        yield document, path.rstrip("/")
        return
    if depth > _DEPTH:
        return
    by_id = all(isinstance(value, dict) for value in document.values())
    for key, value in document.items():
        if isinstance(value, list):
            for number, element in enumerate(value, 1):
                if isinstance(element, dict):
                    yield from _in_object(element, options, f"{path}{key}={number}/", depth + 1)
        elif isinstance(value, dict) and value:
            named = {"id": str(key), **value} if by_id and _is_article(value, options) else value
            yield from _in_object(named, options, f"{path}{key}/", depth + 1)


def _is_article(record: Mapping[str, object], options: ReadOptions) -> bool:
    flat = opened(record)
    wanted = (columns_for_record(list(flat), options) or {}).get("text")
    if wanted and (wanted in record or wanted in flat):
        return True
    fields = guess(list(flat))
    column = fields.get("text") or fields.get("headline")
    value = flat[column] if column is not None else None
    if "text" not in fields and any(_holds_records(part) for part in flat.values()):
        return False  # a title over a list of results
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(part, str) for part in value)
    )


def _is_line(record: Mapping[str, object], options: ReadOptions) -> bool:
    """Whether the record is a line or a word of a page with its place, as the services for OCR answer."""
    if columns_for_record(list(record), options) or _BOXES.isdisjoint(map(normalised, record)):
        return False
    fields = guess(list(record))
    text = record.get(fields.get("text", ""))
    return isinstance(text, str) and len(text) <= _WORDY and fields.keys().isdisjoint(("headline", "date"))


def _holds_records(value: object) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return bool(inner) and any(isinstance(part, dict) for part in inner)


def _as_columns(document: Mapping[str, object], options: ReadOptions) -> list[dict[str, object]] | None:
    """Rows of a table written by columns: ``{"article": {"0": ...}, ...}`` or ``{"article": [...], "date": [...]}``."""
    fields = guess(list(document))
    column = (columns_for(list(document), options) or {}).get("text") or fields.get("text") or fields.get("headline")
    values = document.get(column) if column else None
    if isinstance(values, dict) and values and all(isinstance(value, str | None) for value in values.values()):
        keys = list(values)
        tables = {name: table for name, table in document.items() if isinstance(table, dict)}
        return [{name: table.get(key) for name, table in tables.items()} for key in keys]
    if isinstance(values, list) and values and all(isinstance(value, str | None) for value in values):
        lists = {
            name: table for name, table in document.items() if isinstance(table, list) and len(table) == len(values)
        }
        # A lone list of paragraphs is one article's text; lists side by side are a table's columns, unless a headline
        # or a date by itself is of one article, and the other list that of its authors.
        beside = [document[fields[name]] for name in ("headline", "date", "id", "url") if name in fields]
        single = any(isinstance(value, str | int | float) for value in beside)
        if len(lists) > 1 and (not single or any(isinstance(value, list) for value in beside)):
            return [{name: table[row] for name, table in lists.items()} for row in range(len(values))]
    return None


def _list(item: Item, head: bytes) -> Iterator[Found]:
    """The elements of a top-level list, parsed one by one so that a list of any length fits into memory."""
    decoder = json.JSONDecoder()
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
                if len(buffer) - at > MAX_LINE:
                    raise ReadError("an element of the list is too large, or is not JSON") from error
                buffer, at = buffer[at:] + more, 0
                continue
            at = end
            number += 1
            if isinstance(record, dict):
                yield record, f"row={number}"
            elif isinstance(record, str) and record.strip():
                yield {"text": record}, f"row={number}"
            else:
                yield item.problem("the element is not an object", f"row={number}")
    if not number:
        yield item.problem("the list is empty")
