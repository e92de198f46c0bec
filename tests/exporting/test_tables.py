"""Tables keep their columns, their accents and their numbers, and no cell can run as a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.exporting import export
from dejavu_app.exporting.tables import COLUMNS, harmless
from tests.exporting.samples import parallel, result

WANTED = ["rank", "score", "band", "date", "newspaper", "place", "page", "headline", "passage", "article_id",
          "external_id", "source", "url"]


def read_csv(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_has_the_documented_columns_and_the_text_as_read(tmp_path: Path) -> None:
    export(result(parallel(1, score=-0.5)), tmp_path / "list.csv")
    rows = read_csv(tmp_path / "list.csv")
    assert list(rows[0]) == WANTED == list(COLUMNS)
    assert rows[0]["newspaper"] == "Évening Héràld {N.Y.}"
    assert rows[0]["passage"] == "The men at the docks\nwalked out_to-day."
    assert float(rows[0]["score"]) == -0.5


@pytest.mark.parametrize("start", [*"=+-@\t\r\n", "＝", "＠"])
def test_cells_that_a_spreadsheet_would_run_are_made_harmless(tmp_path: Path, start: str) -> None:
    export(result(parallel(1, headline=f"{start}HYPERLINK(1)", passage=f"{start}1+1")), tmp_path / "list.csv")
    row = read_csv(tmp_path / "list.csv")[0]
    assert row["headline"] == f"'{start}HYPERLINK(1)"
    assert row["passage"] == f"'{start}1+1"


@settings(max_examples=100)
@given(st.text())
def test_harmless_only_ever_adds_an_apostrophe(text: str) -> None:
    assert harmless(text) in (text, f"'{text}")
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_empty_list_still_has_its_header(tmp_path: Path) -> None:
    export(result(), tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig").strip() == ",".join(WANTED)


def test_xlsx_opens_with_text_as_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    export(result(parallel(1, headline="=1+1", passage="bell\x07 and\x0cfeed")), tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == WANTED
    headline = rows[1][COLUMNS.index("headline")]
    assert (headline.value, headline.data_type) == ("=1+1", "s")
    assert rows[1][0].value == 1
    assert rows[1][COLUMNS.index("passage")].value == "bell  and feed"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud83d", "\udfff", "\ufffe", "\uffff"])
def test_xlsx_has_a_blank_where_a_character_has_no_place_in_xml(tmp_path: Path, character: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    export(result(parallel(1, passage=f"a{character}b\t\ufffd😀")), tmp_path / "list.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "list.xlsx").active.iter_rows())
    assert rows[1][COLUMNS.index("passage")].value == "a b\t\ufffd😀"


def test_half_a_letter_in_the_query_does_not_stop_jsonl(tmp_path: Path) -> None:
    found = result(parallel(1, passage="a\ufffeb"))
    export(replace(found, query=replace(found.query, text="strike \ud83d today")), tmp_path / "list.jsonl")
    (row,) = map(json.loads, (tmp_path / "list.jsonl").read_text(encoding="utf-8").splitlines())
    assert (row["query"], row["passage"]) == ("strike ? today", "a\ufffeb")


def test_jsonl_has_one_object_a_parallel(tmp_path: Path) -> None:
    export(result(parallel(1), parallel(2)), tmp_path / "list.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "list.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["rank"] for row in rows] == [1, 2]
    assert rows[0]["start"] == 0 and rows[0]["text"] == rows[0]["passage"]


@pytest.mark.parametrize("sign", ["x", "\U0001f600"])
def test_a_cell_too_small_for_its_text_says_that_it_goes_on(tmp_path: Path, sign: str) -> None:
    from openpyxl import load_workbook

    export(result(parallel(1, headline=sign * 40_000), parallel(2, headline="x" * 32_767)), tmp_path / "list.xlsx")
    long, fitting = (row[7] for row in load_workbook(tmp_path / "list.xlsx").active.iter_rows(2, values_only=True))
    assert long.endswith(f"{sign}…") and 32_765 <= len(long.encode("utf-16-le")) // 2 <= 32_767
    assert fitting == "x" * 32_767
