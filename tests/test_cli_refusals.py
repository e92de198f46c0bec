"""What the command line refuses or remarks on: names, numbers, months and lines that mean nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dejavu_app.archive import Archive
from tests.test_cli import QUERY, archive, dejavu, search

__all__ = ["archive"]  # a fixture


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three newspapers of three places, two of them alike in all but case."""
    folder = tmp_path_factory.mktemp("papers")
    rows = [{"article_id": str(n), "newspaper_name": name, "place": place, "date": "1916-05-26", "language": language,
             "article": f"The dockers left their work, said paper {n}; many thousand men marched to the harbour."}
            for n, (name, place, language) in enumerate([
                ("Évening Herald", "Albany, N.Y.", "ger"), ("ÉVENING HERALD", "Boston", "en"),
                ("Morning Post", "Troy", "en")])]
    (folder / "p.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert dejavu("import", folder / "p.dejavu", folder / "p.jsonl", "--no-encode").exit_code == 0
    return folder / "p.dejavu"


def keyword(papers: Path, *options: object) -> set[str]:
    found = search(papers, "dockers harbour", "--mode", "keyword", "--no-save", *options)
    return {parallel["external_id"] for parallel in found["parallels"]}


def test_newspapers_places_and_languages_are_known_whatever_their_case(papers: Path) -> None:
    assert keyword(papers, "--newspaper", "évening herald") == {"0", "1"}
    assert keyword(papers, "--place", "TROY", "--place", "boston") == {"1", "2"}
    assert keyword(papers, "--language", "DEU") == {"0"}


@pytest.mark.parametrize(("option", "name", "told"), [
    ("--newspaper", "Nonesuch", "There is no newspaper 'Nonesuch' here. There is Morning Post; "),
    ("--newspaper", "Mourning Post", "There is no newspaper 'Mourning Post' here. Similar: Morning Post."),
    ("--newspaper", "post", "There is no newspaper 'post' here. Similar: Morning Post."),
    ("--place", "Nonesuch", "There is no place 'Nonesuch' here. There is Albany, N.Y.; Boston; Troy."),
    ("--place", "Bostno", "There is no place 'Bostno' here. Similar: Boston."),
    ("--language", "Klingon", "There is no article in 'Klingon' here. There is de (Deutsch); en (English)."),
    ("--language", "und", "There is no article in 'und' here. There is "),
])  # fmt: skip
def test_a_name_that_the_archive_does_not_hold_lets_nothing_through_and_others_are_told(
    papers: Path, tmp_path: Path, option: str, name: str, told: str
) -> None:
    plain = ("--mode", "keyword", "--no-save", option, name)
    found = search(papers, "dockers", *plain)
    assert found["parallels"] == [] and found["notes"][-1].startswith(told)
    (tmp_path / "q.jsonl").write_text('{"id": 1, "text": "dockers"}\n')
    line = json.loads(dejavu("search", papers, "--batch", tmp_path / "q.jsonl", *plain).stdout)
    assert line["notes"] == found["notes"]
    assert told in dejavu("search", papers, "dockers", *plain).stdout


@pytest.mark.parametrize("option", ["--newspaper", "--place", "--language", "--name", "--must"])
def test_bytes_of_another_encoding_are_no_crash(papers: Path, option: str) -> None:
    said = dejavu("search", papers, "dockers harbour", "--mode", "keyword", option, "Post\udce9")
    assert said.exit_code == 0, said.output + said.stderr


def test_a_first_day_after_the_last_is_wrong_usage(papers: Path) -> None:
    said = dejavu("search", papers, "dockers", "--from", "1920", "--to", "1910-05")
    assert (said.exit_code, "--from 1920 is later than --to 1910-05" in said.stderr) == (2, True)
    assert keyword(papers, "--from", "1916-05-26", "--to", "1916-05") == {"0", "1", "2"}


def test_a_quality_that_is_no_number_is_wrong_usage(papers: Path) -> None:
    assert dejavu("search", papers, "dockers", "--mode", "keyword", "--min-quality", "nan").exit_code == 2


def test_where_no_source_states_a_name_that_is_said(archive: Path) -> None:
    plain = ("--mode", "keyword", "--no-save")
    for option, name in (("--place", "Troy"), ("--language", "de")):
        assert search(archive, "x y", *plain, option, name)["notes"][-1].endswith("here. No source states one.")
    assert len(search(archive, "strike", "--language", "und", "--no-save")["parallels"]) == 3


@pytest.mark.parametrize("arguments", [
    ["show", "A", "99999999999999999999"], ["show", "A", "0"], ["show", "A", "9" * 5000],
    ["export", "A", "--search", "99999999999999999999", "--to", "list.csv"],
    ["export", "A", "--search", "0", "--to", "list.csv"], ["export", "A", "--search", "first", "--to", "list.csv"],
    ["evaluate", "A", "--own", "--month", "1916"], ["evaluate", "A", "--own", "--month", "1916-13"],
    ["evaluate", "A", "--own", "--month", "1916-07-05"], ["evaluate", "A", "--own", "--month", "July"],
])  # fmt: skip
def test_numbers_and_months_that_can_be_none_are_wrong_usage(archive: Path, arguments: list[str]) -> None:
    done = dejavu(*(archive if argument == "A" else argument for argument in arguments))
    assert done.exit_code == 2 and "Usage:" in done.stderr and not done.stdout, done.exception


def test_a_month_of_one_figure_is_understood(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []

    def measured(archive: Path, models: object, months: list[int], say: object) -> dict[str, object]:
        asked.append(months)
        return {"noise recall@1": {}}

    monkeypatch.setattr("dejavu_app.evaluation.mined.evaluate_mined", measured)
    assert dejavu("evaluate", archive, "--own", "--month", "1916-7", "--month", "1917-12").exit_code == 0
    assert asked == [[191607, 191712]]


def test_a_line_that_is_nested_too_deeply_is_no_json(archive: Path, tmp_path: Path) -> None:
    deep = tmp_path / "deep.jsonl"
    deep.write_text('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    done = dejavu("search", archive, "--batch", deep)
    assert done.exit_code == 1 and "line 1 is not JSON (nested too deeply)" in done.stderr
    pairs = dejavu("evaluate", archive, "--pairs", deep)
    assert pairs.exit_code == 1 and "line 1 is not a JSON object" in pairs.stderr


@pytest.mark.parametrize(("name", "told"), [("out.txt", "out.txt does not end with .csv"),
                                            (".csv", ".csv is an ending without a name")])
def test_a_file_that_is_no_csv_is_refused_before_the_search_is_kept(
    archive: Path, tmp_path: Path, name: str, told: str
) -> None:
    def kept() -> int:
        with Archive(archive) as opened:
            return len(opened.searches())

    before = kept()
    done = dejavu("search", archive, QUERY, "--csv", tmp_path / name)
    assert done.exit_code == 1 and told in done.stderr and not done.stdout
    assert kept() == before


def test_the_list_tells_the_numbers_that_like_and_show_take(archive: Path) -> None:
    done = dejavu("search", archive, QUERY, "--no-save", "-k", 1)
    line = next(line for line in done.stdout.splitlines() if line.strip().startswith("article "))
    article, passage = (int(part.split()[1]) for part in line.split(",")[:2])
    shown = json.loads(dejavu("show", archive, article, "--json").stdout)
    assert line.split(",")[1].split()[0] == "passage" and passage in [each["id"] for each in shown["passages"]]
    assert search(archive, "--like", passage, "-k", 1, "--no-save")["parallels"][0]["article_id"] == article


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_full_is_said_in_one_line(archive: Path, unbuffered: str) -> None:
    for options in ([], ["--json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "dejavu_app", "info", str(archive), *options],
                stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.strip().splitlines() == ["Error: The output cannot be written: No space left on device."]


def test_a_mapping_that_cannot_be_read_is_said_without_the_system_s_number(archive: Path, tmp_path: Path) -> None:
    done = dejavu("import", archive, tmp_path, "--columns", tmp_path / "none.toml")
    assert done.exit_code == 1 and "Errno" not in done.stderr and "No such file or directory" in done.stderr


def test_an_empty_name_does_not_import_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("The dockers left their work and marched to the harbour.")
    monkeypatch.chdir(tmp_path)
    for arguments in (["new.dejavu", ""], ["", "a.txt"]):
        done = dejavu("import", *arguments, "--no-encode")
        assert done.exit_code == 2 and "an empty name" in done.stderr
    assert not (tmp_path / "new.dejavu").exists()
