"""What the command line refuses or remarks on: names, numbers, months and lines that mean nothing."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from dejavu_app.__main__ import main
from dejavu_app.archive import Archive
from dejavu_app.cli import cli
from dejavu_app.cli.search import _shortened
from dejavu_app.cli.terminal import run_job
from dejavu_app.domain import Coverage, Query, SearchResult, Timing
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import Progress
from tests.reading.samples import DOCX, pdf
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


@pytest.mark.parametrize("arguments", [
    ["info", ""], ["show", "", 1], ["search", "A", "--file", ""], ["search", "A", "--batch", ""],
    ["search", "A", QUERY, "--csv", ""], ["export", "A", "--search", "last", "--to", ""],
    ["evaluate", "A", "--pairs", ""], ["import", "A", "A", "--columns", ""], ["mask", "--file", ""],
])  # fmt: skip
def test_an_empty_name_names_no_file(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = dejavu(*(archive if argument == "A" else argument for argument in arguments))
    assert done.exit_code == 2 and "an empty name names no file" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("command", "arguments", "told"), [
    ("search", [QUERY, "--name", "Strikes", "--no-save"], "--name keeps one search"),
    ("search", ["--batch", "-", "--name", "Strikes"], "--name keeps one search"),
    ("evaluate", ["--own", "--rerank"], "--rerank does not go with --own"),
    ("evaluate", ["--own", "--mode", "keyword"], "--mode does not go with --own"),
    ("evaluate", ["--own", "--no-mask"], "--no-mask does not go with --own"),
    ("evaluate", ["--own", "--no-baselines"], "--no-baselines does not go with --own"),
    ("evaluate", ["--pairs", "-", "--month", "1916-07"], "--month does not go with --pairs"),
])  # fmt: skip
def test_an_option_that_would_not_be_heeded_is_wrong_usage(
    archive: Path, command: str, arguments: list[object], told: str
) -> None:
    done = dejavu(command, archive, *arguments, stdin="")
    assert done.exit_code == 2 and told in done.stderr


def test_a_batch_of_windows_in_utf_16_and_the_nan_of_a_data_frame_are_read(archive: Path, tmp_path: Path) -> None:
    plain = ("--mode", "keyword", "-k", 1)
    (tmp_path / "q.jsonl").write_bytes('{"id": "é", "text": "dockers"}\r\n{"text": "river"}\r\n'.encode("utf-16"))
    done = dejavu("search", archive, "--batch", tmp_path / "q.jsonl", *plain)
    assert done.exit_code == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["é", 2]
    (tmp_path / "n.jsonl").write_text('{"id": NaN, "text": "dockers"}\n')
    done = dejavu("search", archive, "--batch", tmp_path / "n.jsonl", *plain)
    assert json.loads(done.stdout, parse_constant=pytest.fail)["id"] is None


def test_what_the_shell_has_closed_is_no_crash(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as ended:
        cli(["import", str(tmp_path / "a.dejavu"), str(archive.parent / "papers.jsonl"), "--no-encode"])
    assert ended.value.code == 0 and "Added 3 articles" in capsys.readouterr().out
    sys.stderr.close()
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)
    with pytest.raises(SystemExit) as ended:
        cli(["search", str(archive), "--batch", "-"])
    assert ended.value.code == 0
    sys.stdin.close()


def test_ctrl_c_while_the_program_loads_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def library_in_c(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ImportError("initialization failed") from error

    monkeypatch.setattr("dejavu_app.cli.about.examination", library_in_c)
    done = dejavu("doctor")
    assert done.exit_code == 1 and "Aborted" in done.stderr
    loading = ModuleType("dejavu_app.cli")
    monkeypatch.setattr(loading, "__getattr__", interrupted, raising=False)
    monkeypatch.setitem(sys.modules, "dejavu_app.cli", loading)
    monkeypatch.setattr(sys, "argv", ["dejavu", "info", "a.dejavu"])
    with pytest.raises(SystemExit, match="Aborted"):
        main()


def test_a_job_has_ended_for_good_before_its_command_does() -> None:
    own, ended = threading.local(), []

    class Slow:
        """Stands for what a library holds for a thread; taken apart when the thread ends."""

        def __del__(self) -> None:
            time.sleep(0.1)
            ended.append(True)

    class Failing:
        progress = Progress("encoding")

        def run(self) -> None:
            own.held = Slow()
            raise Cancelled

        def cancel(self) -> None: ...

    with pytest.raises(Cancelled):
        run_job(Failing())
    assert ended


def test_a_line_to_be_typed_has_the_archives_name_in_quotes(archive: Path, tmp_path: Path) -> None:
    shutil.copy(archive, tmp_path / "My Papers.dejavu")
    said = dejavu("search", tmp_path / "My Papers.dejavu", "dockers", "--mode", "keyword").stdout.splitlines()[-1]
    line = said[said.index("dejavu export"):]
    assert f'"{tmp_path / "My Papers.dejavu"}"' in line
    (tmp_path / "results.csv").unlink(missing_ok=True)
    done = dejavu(*[tmp_path / word if word == "results.csv" else word for word in shlex.split(line)[1:]])
    assert done.exit_code == 0 and (tmp_path / "results.csv").exists()


def test_every_search_can_be_found_again_by_its_name(tmp_path: Path) -> None:
    found = SearchResult(Query("strike"), "", (), Coverage(0, 0), (), Timing())
    with Archive(tmp_path / "a.dejavu", create=True) as opened:
        first = opened.save_search(found, "Strikes")
        for _ in range(25):
            opened.save_search(found)
        last = opened.save_search(replace(found, query=Query("", like=(1,))))
    searches = json.loads(dejavu("info", tmp_path / "a.dejavu", "--json").stdout)["searches"]
    assert len(searches) == 27 and (searches[0]["id"], searches[-1]["id"]) == (last, first)
    said = dejavu("info", tmp_path / "a.dejavu").stdout
    assert f"Searches (27)\n  Strikes  (search {first})\n  without a text  (search {last})" in said


@pytest.mark.parametrize("text", ["罷工工人" * 200, "STRIKE" * 100, "a " * 400, "short"])
def test_a_text_without_blanks_is_shown_as_far_as_there_is_room(text: str) -> None:
    shown = _shortened(text, 100)
    begins = shown.removesuffix(" …")
    assert len(shown) <= 100 and text.startswith(begins) and len(begins) >= min(len(text), 90)


@pytest.mark.parametrize("more", [[], ["--name", "Strikes"]])
def test_the_list_does_not_wait_for_another_program_that_writes(
    archive: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setattr("dejavu_app.archive.database.BUSY_SECONDS", 0.01)
    writer = sqlite3.connect(archive, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        done = dejavu("search", archive, "dockers", "--mode", "keyword", *more)
    finally:
        writer.close()
    assert "DOCKERS WALK OUT" in done.stdout and "Kept as" not in done.stdout and done.exit_code == bool(more)
    assert "another program is writing" in done.stderr
    assert done.output.index("DOCKERS WALK OUT") < done.output.index("another program is writing")


@pytest.mark.parametrize("command", [["search", "A", "--mode", "keyword", "--no-save"], ["mask"]])
def test_a_query_that_is_markup_can_be_searched_again_from_the_file_that_a_report_names(
    archive: Path, tmp_path: Path, command: list[str]
) -> None:
    query = "<html> is how the dockers of the web begin their letters"
    (tmp_path / "query.txt").write_text(query, encoding="utf-8")
    words = [archive if word == "A" else word for word in command]
    document = json.loads(dejavu(*words, "--file", tmp_path / "query.txt", "--json").stdout)
    assert document.get("query", document)["text"] == query


@pytest.mark.parametrize(("name", "data"), [
    ("q.docx", DOCX), ("q.pdf", pdf([(50, 700, 12, "The river rose.")])), ("q.rtf", rb"{\rtf1\ansi The river rose.}"),
    ("q.text", "The river rose.".encode("utf-16-le")),
])  # fmt: skip
def test_what_is_written_in_a_document_is_masked_and_not_its_bytes(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = dejavu("mask", "--file", tmp_path / name, "--json")
    assert done.exit_code == 0, done.stderr
    text = json.loads(done.stdout)["text"]
    assert text.replace("\t", " ").endswith("The river rose.") and "\0" not in text and "PK" not in text


def test_a_file_without_text_is_refused(tmp_path: Path) -> None:
    for name, data in (("scan.png", bytes(range(256))), ("scan.pdf", pdf([])), ("scan.txt", bytes(range(256)))):
        (tmp_path / name).write_bytes(data)
        done = dejavu("mask", "--file", tmp_path / name)
        assert done.exit_code == 1 and f"{name} cannot be read as a text" in done.stderr
