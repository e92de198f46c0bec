"""References follow the rules that Zotero's importers read by."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dejavu_app.citing import cited_newspaper
from dejavu_app.exporting import export
from dejavu_app.exporting.citations import write_bibtex, write_csl_json, write_ris
from dejavu_app.exporting.record import Record
from tests.exporting.samples import parallel, result


def ris_items(path: Path) -> list[dict[str, str]]:
    """Read RIS as Zotero does: lines of two capitals or digits, one or two blanks, a hyphen, a blank, the value."""
    raw = path.read_bytes().decode("utf-8")
    assert "\n" not in raw.replace("\r\n", "")
    items: list[dict[str, str]] = []
    for line in raw.split("\r\n"):
        if not line:
            continue
        match = re.fullmatch(r"([A-Z][A-Z0-9]) {1,2}- (.*)", line)
        assert match, line
        tag, value = match.groups()
        if tag == "TY":
            items.append({})
        assert tag in ("N1", "KW") or tag not in items[-1]
        items[-1][tag] = f"{items[-1][tag]}; {value}" if tag in items[-1] else value
    return items


def test_ris_is_a_newspaper_article_with_its_place_and_day(tmp_path: Path) -> None:
    export(result(parallel(1), parallel(2, date="1916-05", headline="", url="")), tmp_path / "list.ris")
    first, second = ris_items(tmp_path / "list.ris")
    assert (first["TY"], first["TI"]) == ("NEWS", "DOCKERS STRIKE; 50% OUT")
    assert (first["T2"], first["CY"], first["SP"]) == ("Évening Héràld {N.Y.}", "Albany, N.Y.", "1")
    assert (first["DA"], first["PY"]) == ("1916/05/26/", "1916")
    assert first["AB"] == "The men at the docks walked out_to-day."
    assert next(iter(first)) == "TY" and list(first)[-1] == "ER"
    assert second["DA"] == "1916/05//"
    assert second["TI"].startswith("[The men at the docks") and "UR" not in second


def test_ris_without_a_date_has_none_and_takes_the_byline(tmp_path: Path) -> None:
    write_ris([Record(parallel(1, date="Whitsun"), "text", byline="By JOHN REED, Staff Man.")], tmp_path / "a.ris")
    item = ris_items(tmp_path / "a.ris")[0]
    assert "DA" not in item and "PY" not in item
    assert item["AU"] == "JOHN REED Staff Man"


def test_a_date_that_cannot_be_read_is_told_in_its_own_words(tmp_path: Path) -> None:
    records = [Record(parallel(1, date="Whit\nMonday & after"), "text", locator="#row=3", note="Compare Hamburg."),
               Record(parallel(2, date="1916-05-26"), "text"), Record(parallel(3, date=" "), "text")]
    write_ris(records, tmp_path / "a.ris")
    assert [re.findall("Date as given: ([^;]*)", item.get("N1", "")) for item in ris_items(tmp_path / "a.ris")] == [
        ["Whit Monday & after"], [], []]
    write_bibtex(records, tmp_path / "a.bib")
    text = (tmp_path / "a.bib").read_text("utf-8")
    assert "note = {Compare Hamburg. Date as given: Whit Monday \\& after. Source file:" in text
    assert text.count("Date as given") == 1
    write_csl_json(records, tmp_path / "a.json")
    items = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert items[0]["issued"] == {"literal": "Whit Monday & after"}
    assert items[1]["issued"] == {"date-parts": [[1916, 5, 26]]} and "issued" not in items[2]


def test_bibtex_escapes_what_tex_would_run_and_balances_its_braces(tmp_path: Path) -> None:
    export(result(parallel(1), parallel(2, passage="a \\ b { c")), tmp_path / "list.bib")
    text = (tmp_path / "list.bib").read_text(encoding="utf-8")
    keys = re.findall(r"@article\{([^,]+),", text)
    assert len(set(keys)) == 2 and all(re.fullmatch(r"[a-z0-9_]+", key) for key in keys)
    depth = 0
    for character in text:  # BibTeX counts every brace, also one after a backslash
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert r"a \textbackslash{} b {\textbraceleft} c" in text
    assert r"50\% OUT" in text and r"\{N.Y.\}" in text and "month = may" in text and "day = {26}" in text
    assert r"out\_to-day" in text


def test_csl_json_is_a_list_of_newspaper_articles(tmp_path: Path) -> None:
    export(result(parallel(1), parallel(2, date="1916")), tmp_path / "list.json")
    first, second = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert first["type"] == "article-newspaper"
    assert first["issued"] == {"date-parts": [[1916, 5, 26]]} and second["issued"] == {"date-parts": [[1916]]}
    assert first["id"] != second["id"]
    assert first["container-title"] == "Évening Héràld {N.Y.}"


def test_a_readers_notes_and_tags_go_with_the_reference(tmp_path: Path) -> None:
    record = Record(parallel(1), "text", locator="#row=3", note="Compare\nHamburg.", tags=("docks", "strike & lockout"))
    write_ris([record], tmp_path / "a.ris")
    item = ris_items(tmp_path / "a.ris")[0]
    assert item["KW"] == "docks; strike & lockout"
    assert item["N1"] == "Compare Hamburg.; Source file: papers.csv #row=3"
    write_bibtex([record], tmp_path / "a.bib")
    text = (tmp_path / "a.bib").read_text(encoding="utf-8")
    assert r"keywords = {docks, strike \& lockout}" in text and "note = {Compare Hamburg. Source file: " in text
    write_csl_json([record], tmp_path / "a.json")
    (entry,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert entry["keyword"] == "docks, strike & lockout" and entry["note"].startswith("Compare Hamburg. Source")


def test_no_reference_holds_a_character_that_importers_stumble_over(tmp_path: Path) -> None:
    odd = parallel(1, headline="Strike\x01 of\x0e dockers", newspaper="The\nSun\x02", url="https://example.org/a\n?b")
    for name in ("a.ris", "a.bib", "a.json"):
        export(result(odd), tmp_path / name)
        text = (tmp_path / name).read_text("utf-8")
        assert not re.search("[\x00-\x08\x0e-\x1f]|\\\\u000[1e2]|\\\\n", text), name
        assert "The Sun" in text and "https://example.org/a ?b" in text


def test_a_headline_whose_blanks_were_lost_makes_no_endless_key(tmp_path: Path) -> None:
    long = [parallel(n, headline="strike" * 9_000, newspaper="sun" * 9_000) for n in (1, 2)]
    export(result(*long), tmp_path / "a.bib")
    keys = re.findall(r"@article\{([^,]*),", (tmp_path / "a.bib").read_text("utf-8"))
    assert len(set(keys)) == 2 and max(map(len, keys)) < 100


@pytest.mark.parametrize(("name", "cited"), [
    ("Bisbee daily review.", "Bisbee daily review"), ("The sun. ", "The sun"), ("Sun.", "Sun"), ("Sun", "Sun"),
    ("Тихоокеанская звезда.", "Тихоокеанская звезда"), ("Star, N.Y.", "Star, N.Y."), ("", ""),
    ("Herald Pub. Co.", "Herald Pub. Co."), ("Star [volume].", "Star [volume]."), ("Wait ...", "Wait ..."),
])
def test_a_newspaper_is_cited_without_the_catalogues_full_stop(name: str, cited: str, tmp_path: Path) -> None:
    assert cited_newspaper(name) == cited
    for ending, line in ((".ris", f"T2  - {cited}\r\n"), (".bib", f"journal = {{{cited}}}"),
                         (".json", f'"container-title": "{cited}"')):
        export(result(parallel(1, newspaper=name)), tmp_path / f"a{ending}")
        assert not cited or line in (tmp_path / f"a{ending}").read_bytes().decode("utf-8")
