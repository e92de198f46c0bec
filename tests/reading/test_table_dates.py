"""Whether 4/5/1876 is in April or in May is settled for a whole table, before its first article."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from importlib.util import find_spec

import pytest

from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled
from dejavu_app.reading import Item, Problem, ReadOptions, Source, read, rows, scan, source, streams
from dejavu_app.reading.formats import delimited, json_lines
from tests.reading.samples import workbook
from tests.reading.test_containers import tar_bytes
from tests.reading.test_contract import found
from tests.reading.test_contract import item as made

DAYS = [f"{day:02d}/01/1900" for day in range(1, 32) for _ in range(5)]  # five articles a day, in their order
ISO = [f"1900-01-{day[:2]}" for day in DAYS]
RECORDS = [{"date": day, "text": f"Article {number}."} for number, day in enumerate(DAYS)]
# The one date that tells is of a record with other fields than those before it.
SHAPES = [{**record, "page": number} if number > 60 else record for number, record in enumerate(RECORDS)]


def _csv(days: list[str]) -> bytes:
    return ("date,text\n" + "".join(f"{day},Article {number}.\n" for number, day in enumerate(days))).encode()


def _parquet(days: list[str]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table({"date": days, "text": [f"Article {n}." for n in range(len(days))]}), buffer)
    return buffer.getvalue()


TABLES = {
    "a.csv": lambda: _csv(DAYS),
    "a.jsonl": lambda: "\n".join(map(json.dumps, RECORDS)).encode(),
    "shapes.jsonl": lambda: "\n".join(map(json.dumps, SHAPES)).encode(),
    "a.json": lambda: json.dumps(RECORDS).encode(),
    "shapes.json": lambda: json.dumps({"articles": SHAPES}).encode(),
    "columns.json": lambda: json.dumps({"date": DAYS, "text": [record["text"] for record in RECORDS]}).encode(),
    "a.xlsx": lambda: workbook(only=[["Date", "Text"], *([r["date"], r["text"]] for r in RECORDS)]),
    "a.parquet": lambda: _parquet(DAYS),
}
each_table = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs pyarrow"))
        if name.endswith("parquet")
        else name
        for name in TABLES
    ],
)


def dates(entries: list[Article | Problem]) -> list[str]:
    assert all(isinstance(entry, Article) for entry in entries), entries
    return [str(entry.date) for entry in entries if isinstance(entry, Article)]


@each_table
def test_a_table_is_read_one_way_though_the_date_that_tells_comes_late(name):
    assert dates(found(name, TABLES[name]())) == ISO


@each_table
@pytest.mark.parametrize("pack", [tar_bytes, lambda members: gzip.compress(tar_bytes(members))])
def test_so_is_one_that_can_be_read_only_once(name, pack, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "IN_MEMORY", 100)
    path = tmp_path / ("tables.tar" if pack is tar_bytes else "tables.tar.gz")
    path.write_bytes(pack({name: TABLES[name]()}))
    [archive] = scan([path])
    assert isinstance(archive, Source)
    assert dates(list(read(archive))) == ISO


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_the_look_ahead_leaves_a_compressed_table_at_its_start(name, tmp_path):
    words = [hashlib.sha256(str(number).encode()).hexdigest() * 20 for number in range(1500)]
    lines = [json.dumps({"date": "04/05/1876", "text": text}) for text in words]
    lines.append(json.dumps({"date": "26/05/1876", "text": "Last."}))
    table = "date,text\n" + "".join(f"04/05/1876,{text}\n" for text in words) + "26/05/1876,Last.\n"
    data = {"a.csv": table, "a.jsonl": "\n".join(lines), "a.json": f"[{', '.join(lines)}]"}
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data[name].encode()))
    [packed] = scan([tmp_path])
    entries = list(read(packed))  # type: ignore[arg-type]
    assert dates(entries) == ["1876-05-04"] * 1500 + ["1876-05-26"]
    assert [entry.text for entry in entries if isinstance(entry, Article)] == [*words, "Last."]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_the_look_ahead_into_what_opens_once_is_limited_and_loses_nothing(name, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "IN_MEMORY", 100)
    monkeypatch.setattr(source, "GLANCE_BYTES", 40_000)
    monkeypatch.setattr(source, "CHUNK", 1000)
    days = ["04/05/1876"] * 5000 + ["26/05/1876"]
    texts = [f"Article {number}." for number in range(len(days))]
    lines = [json.dumps({"date": day, "text": text}) for day, text in zip(days, texts, strict=True)]
    data = {"a.csv": _csv(days), "a.jsonl": "\n".join(lines).encode(), "a.json": f"[{', '.join(lines)}]".encode()}
    path = tmp_path / "tables.tar"
    path.write_bytes(tar_bytes({name: data[name]}))
    [archive] = scan([path])
    entries = list(read(archive))  # type: ignore[arg-type]
    assert [entry.text for entry in entries if isinstance(entry, Article)] == texts
    assert set(dates(entries)) == {"1876-04-05", "1876-05-26"}


def test_a_fault_beyond_the_look_ahead_is_met_again_by_the_reading(monkeypatch):
    class Torn(io.BytesIO):
        def read(self, count=-1):  # type: ignore[no-untyped-def, override]
            part = super().read(count)
            if not part:
                raise EOFError
            return part

    monkeypatch.setattr(source, "CHUNK", 1000)
    data = _csv(DAYS * 20)
    item = Item("a.csv", "a.csv", "a.csv", len(data), lambda: Torn(data), once=True)
    glanced = item.glance()
    assert glanced.data() == data and not glanced.once
    with item.open() as stream, pytest.raises(EOFError):
        taken = b""
        while part := stream.read(100):
            taken += part
    assert taken == data[: len(taken)] and len(data) - len(taken) < 100


def test_a_table_damaged_further_on_gives_the_rows_before():
    torn = gzip.compress(_csv(DAYS * 100), mtime=0)
    item = made("a.csv", b"")
    item.opener = lambda: gzip.GzipFile(fileobj=io.BytesIO(torn[: len(torn) - 40]))  # type: ignore[assignment, return-value]
    entries: list[Article | Problem] = []
    with pytest.raises(EOFError):
        entries += delimited.read(item, ReadOptions())
    assert len(entries) > 155 and dates(entries) == (ISO * 100)[: len(entries)]


def test_a_list_of_days_tells_as_well():
    lines = [{"dates": ["04/05/1876", "26/05/1876"], "text": "One."}, {"dates": ["03/04/1876"], "text": "Two."}]
    assert dates(found("a.jsonl", "\n".join(map(json.dumps, lines)).encode())) == ["1876-05-04", "1876-04-03"]


def test_american_dates_stay_so():
    days = ["04/05/1876"] * 80 + ["05/26/1876", "26/05/1876"]
    assert dates(found("a.csv", _csv(days)))[:81:80] == ["1876-04-05", "1876-05-26"]


def test_tables_that_write_dates_otherwise_are_not_looked_through(monkeypatch):
    monkeypatch.setattr(rows, "_OTHERWISE", 100)
    monkeypatch.setattr(rows, "_UNDECIDED", 200)
    for value, limit in (("26 May 1876", 100), ("1876-05-26", 100), (None, 100), ("4/5/1876", 200)):
        taken = iter([value] * 1000)
        assert rows.day_comes_first(taken) is None
        assert len(list(taken)) == 1000 - limit - 1


def test_the_look_through_a_table_can_be_cancelled():
    for reader, name in ((delimited, "a.csv"), (json_lines, "a.jsonl")):
        item = made(name, TABLES[name]())
        item.cancelled = lambda: True
        with pytest.raises(Cancelled):
            next(iter(reader.read(item, ReadOptions())))


def test_figures_of_other_kinds_are_no_dates():
    assert (
        rows.day_comes_first(iter(["1876/26/05", "26/27/1876", "26/5", "260/5/1876", "²/13/1876", "89-05-26", ""]))
        is None
    )
    assert rows.day_comes_first(iter(["[26.5.76]"])) is True
