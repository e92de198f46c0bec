"""The command line as other programs use it: documents, exit codes, pipes, exports; with the shipped models."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dejavu_app.archive import Archive
from dejavu_app.cli import cli
from dejavu_app.cli.terminal import duration, progress_text
from dejavu_app.jobs import Progress
from tests.fetching.site import ARTICLE, FIRST, MENU, SECOND, TITLE, serving

ROOT = Path(__file__).parents[1]
STORIES = {
    "strike": ("DOCKERS WALK OUT", "The dockers of Hamburg left their work on Monday and demanded higher wages and "
               "a shorter day. Many thousand men marched to the harbour office, where Mr. Krupp received a committee."),
    "flood": ("RIVER BURSTS ITS BANKS", "The river rose in the night and drowned the lower town. Bridges were "
              "carried away, cattle perished, and families were taken from their roofs in boats."),
    "influenza": ("SCHOOLS CLOSED", "The influenza spreads. Schools and theatres have been closed by order of the "
                  "board of health, and citizens are asked to wear gauze masks in the street cars."),
}
ALL_THREE = "The schools were closed, a strike for wages began, and the river rose."
QUERY = "Port workers in Los Angeles went on strike today for better pay, and Maria Gomez addressed the crowd."


def dejavu(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    rows = [{"article_id": key, "newspaper_name": "The Herald", "date": f"19{16 + n}-05-26", "page": "1",
             "headline": headline, "article": text} for n, (key, (headline, text)) in enumerate(STORIES.items())]
    (folder / "papers.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = dejavu("import", folder / "a.dejavu", folder / "papers.jsonl", "--json")
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["added"], report["duplicates"], report["skipped"]) == (3, 0, [])
    assert (report["articles"], report["passages"]) == (3, 3) and report["seconds"] > 0
    return folder / "a.dejavu"


def search(archive: Path, *arguments: object, stdin: str | None = None) -> dict[str, Any]:
    done = dejavu("search", archive, *arguments, "--json", stdin=stdin)
    assert done.exit_code == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_strike_of_today_finds_the_strike_of_then(archive: Path) -> None:
    document = search(archive, QUERY)
    best = document["parallels"][0]
    assert (best["external_id"], best["date"], best["newspaper"]) == ("strike", "1916-05-26", "The Herald")
    assert document["coverage"] == {"passages": 3, "encoded": 3}
    hidden = {QUERY[m["start"]:m["end"]] for m in document["query"]["mentions"]}
    assert "Los Angeles" in hidden and "Los Angeles" not in document["query"]["masked"]


def test_importing_again_adds_nothing(archive: Path) -> None:
    done = dejavu("import", archive, archive.parent / "papers.jsonl", "--json")
    assert json.loads(done.stdout)["added"] == 0
    assert json.loads(dejavu("info", archive, "--json").stdout)["articles"] == 3


@pytest.mark.parametrize("how", ["argument", "file", "pipe", "pipe by option"])
def test_a_text_comes_by_argument_file_or_pipe(archive: Path, tmp_path: Path, how: str) -> None:
    file = tmp_path / "modern.txt"
    file.write_text(QUERY + " Café.", encoding="utf-8-sig")
    text = QUERY + " Café."
    document = {"argument": lambda: search(archive, text), "file": lambda: search(archive, "--file", file),
                "pipe": lambda: search(archive, "-", stdin=text),
                "pipe by option": lambda: search(archive, "--file", "-", stdin=text)}[how]()
    assert document["query"]["text"] == text


def test_the_article_of_a_web_page_is_searched_for_when_asked(archive: Path) -> None:
    with serving() as site:
        document = search(archive, "--url", site.at("/moved"), "-k", 1)
        assert site.asked == ["/moved", "/article"]
        refused = dejavu("search", archive, "--url", site.at("/403"))
    assert document["query"]["text"] == f"{TITLE}\n\n{FIRST}\n\n{SECOND}"
    assert document["query"]["address"] == site.at("/article")
    assert document["parallels"][0]["external_id"] == "strike"
    assert refused.exit_code == 1 and "does not hand out this page" in refused.stderr
    assert dejavu("search", archive, "a text", "--url", "https://example.org").exit_code == 2
    dejavu("export", archive, "--search", document["search_id"], "--to", archive.parent / "report.html")
    assert site.at("/article") in (archive.parent / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["file", "pipe"])
def test_of_a_saved_web_page_the_article_is_searched_for(archive: Path, tmp_path: Path, how: str) -> None:
    (tmp_path / "saved.html").write_text(ARTICLE, encoding="utf-8")
    given = ("--file", tmp_path / "saved.html") if how == "file" else ("-",)
    document = search(archive, *given, stdin=ARTICLE if how == "pipe" else None)
    assert document["query"]["text"] == f"{TITLE}\n\n{FIRST}\n\n{SECOND}"
    (tmp_path / "menu.html").write_text(MENU, encoding="utf-8")
    done = dejavu("search", archive, "--file", tmp_path / "menu.html")
    assert done.exit_code == 1 and "menu.html: there is no article" in done.stderr


def test_languages_files_collections_and_quality_filter(tmp_path: Path) -> None:
    for name, language in (("german", "ger"), ("english", "en-GB"), ("silent", "")):
        row = {"article_id": name, "article": f"The dockers left their work, said the {name} paper; many thousand men "
               "marched to the harbour office and demanded higher wages.", "language": language}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    papers = tmp_path / "a.dejavu"
    assert dejavu("import", papers, *sorted(tmp_path.glob("*.jsonl")), "--no-encode").exit_code == 0

    def found(*options: object) -> set[str]:
        document = search(papers, "dockers wages", "--mode", "keyword", *options)
        return {parallel["external_id"] for parallel in document["parallels"]}

    assert found("--language", "German") == {"german"}
    assert found("--language", "en", "--language", "und") == {"english", "silent"}
    assert found("--source", "silent.jsonl") == {"silent"}
    assert found("--min-quality", "1") <= found("--min-quality", "0.1") == {"german", "english", "silent"}
    document = search(papers, "dockers", "--mode", "keyword", "--language", "de", "--min-quality", "0.5")
    assert document["query"]["filters"] == {"languages": ["de"], "min_quality": 0.5}
    assert document["parallels"][0]["language"] == "ger"
    languages = json.loads(dejavu("info", papers, "--json").stdout)["languages"]
    assert {row["code"]: row["articles"] for row in languages} == {"de": 1, "en": 1, "und": 1}
    with Archive(papers) as opened:
        opened.add_to_collection(opened.create_collection("Strikes"), [document["parallels"][0]["article_id"]])
    assert found("--collection", "strikes") == {"german"}
    for option in ("--source", "--collection"):
        done = dejavu("search", papers, "dockers", option, "nothing")
        assert done.exit_code == 1 and "'nothing'" in done.stderr


@pytest.mark.parametrize("mode", ["semantic", "keyword", "hybrid"])
def test_filters_and_modes_reach_the_search(archive: Path, mode: str) -> None:
    found = search(archive, ALL_THREE, "--mode", mode, "--from", "1917", "--to", "1917-12")
    assert [p["external_id"] for p in found["parallels"]] == ["flood"]
    assert search(archive, "strike", "--newspaper", "Nobody's", "--mode", mode)["parallels"] == []
    assert len(search(archive, ALL_THREE, "--mode", mode, "-k", 1)["parallels"]) == 1


def test_masking_can_be_narrowed_or_left_out(archive: Path) -> None:
    assert search(archive, QUERY, "--no-mask")["query"]["mentions"] == []
    labels = {m["label"] for m in search(archive, QUERY, "--labels", "PER")["query"]["mentions"]}
    assert labels <= {"PER"}


def test_offsets_point_into_the_article_as_read(archive: Path) -> None:
    for parallel in search(archive, QUERY)["parallels"]:
        shown = json.loads(dejavu("show", archive, parallel["article_id"], "--json").stdout)
        assert shown["text"][parallel["start"]:parallel["end"]] == parallel["passage"]
        assert shown["headline"] == parallel["headline"]
        for mention in shown["mentions"]:
            assert shown["text"][mention["start"]:mention["end"]].strip()
        assert [(p["start"], p["end"]) for p in shown["passages"]]


def test_show_prints_the_text_as_read_and_nothing_else(archive: Path) -> None:
    shown = dejavu("show", archive, 2)
    assert shown.stdout == STORIES["flood"][1] + "\n"
    assert "The Herald" in shown.stderr


def test_batches_give_one_document_a_line_with_its_id(archive: Path, tmp_path: Path) -> None:
    queries = tmp_path / "q.jsonl"
    queries.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in [("a", QUERY), (7, "flood in the town")]))
    done = dejavu("search", archive, "--batch", queries, "-k", 2)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0 and [line["id"] for line in lines] == ["a", 7]
    assert [line["parallels"][0]["external_id"] for line in lines] == ["strike", "flood"]
    masked = dejavu("mask", "--batch", "-", stdin=queries.read_text())
    assert [json.loads(line)["id"] for line in masked.stdout.splitlines()] == ["a", 7]


def test_a_batch_with_an_empty_text_answers_the_others_and_fails(archive: Path, tmp_path: Path) -> None:
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": 1, "text": " "}\n\n{"id": 2, "text": "flood"}\n')
    done = dejavu("search", archive, "--batch", queries)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 1 and "error" in lines[0] and lines[1]["parallels"]


@pytest.mark.parametrize("bad", ["nonsense", '["text"]', '{"id": 1}'])
def test_a_batch_line_that_is_no_query_is_named(archive: Path, tmp_path: Path, bad: str) -> None:
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": 1, "text": "flood"}\n' + bad)
    done = dejavu("search", archive, "--batch", queries)
    assert done.exit_code == 1 and "line 2" in done.stderr and len(done.stdout.splitlines()) == 1


def test_words_in_another_encoding_and_halves_of_letters_are_no_errors() -> None:
    said = dejavu("mask", os.fsdecode("the café of John Smith in London".encode("cp1252")))
    assert said.exit_code == 0 and said.stdout.startswith("the café of")
    half = dejavu("mask", "--batch", "-", stdin=json.dumps({"id": 1, "text": "strike in the caf\ud83d of London"}))
    (document,) = map(json.loads, half.stdout.splitlines())
    assert document["masked"].startswith("strike in the")


def test_mask_gives_text_masked_and_mentions() -> None:
    document = json.loads(dejavu("mask", QUERY, "--json").stdout)
    assert set(document) == {"text", "masked", "mentions"} and document["text"] == QUERY
    for mention in document["mentions"]:
        assert set(mention) == {"start", "end", "label"}
        assert QUERY[mention["start"]:mention["end"]] not in document["masked"]
    typed = dejavu("mask", "-", "--style", "typed", stdin=QUERY).stdout
    assert "[LOC]" in typed and "strike" in typed


def test_a_kept_search_is_exported_in_every_format(archive: Path, tmp_path: Path) -> None:
    number = search(archive, QUERY, "--name", "strikes")["search_id"]
    for ending in (".csv", ".xlsx", ".jsonl", ".ris", ".bib", ".json", ".zip", ".txt", ".html"):
        done = dejavu("export", archive, "--search", number, "--to", tmp_path / f"list{ending}")
        assert done.exit_code == 0, done.stderr
        assert (tmp_path / f"list{ending}").stat().st_size > 100
    rows = list(csv.reader((tmp_path / "list.csv").open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["rank", "score", "band", "date", "newspaper", "place", "page", "headline", "passage",
                       "article_id", "external_id", "source", "url"]
    assert dejavu("export", archive, "--search", "last", "--to", tmp_path / "texts").exit_code == 0
    assert any(STORIES["strike"][1] in file.read_text() for file in (tmp_path / "texts").iterdir())


def test_csv_can_be_written_while_searching(archive: Path, tmp_path: Path) -> None:
    search(archive, QUERY, "--csv", tmp_path / "list.csv", "--no-save")
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbfrank,score,band")


def test_info_has_the_documented_fields(archive: Path) -> None:
    info = json.loads(dejavu("info", archive, "--json").stdout)
    assert set(info) >= {"articles", "passages", "encoded", "encoder", "newspapers", "first_date", "last_date",
                         "sources"}
    assert (info["articles"], info["encoded"], info["first_date"]) == (3, 3, "1916-05-26")
    assert "3 articles" in dejavu("info", archive).stdout


def test_known_parallels_are_evaluated(archive: Path, tmp_path: Path) -> None:
    pairs = [{"modern_title": "Port strike", "modern_text": QUERY, "hist_title": STORIES["strike"][0],
              "hist_text": STORIES["strike"][1], "hist_date": "1916-05-26"},
             {"modern_title": "Flood", "modern_text": "The town was under water after the river rose.",
              "hist_title": STORIES["flood"][0], "hist_text": STORIES["flood"][1], "hist_date": "1917-05-26"}]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)))
    done = dejavu("evaluate", archive, "--pairs", tmp_path / "pairs.jsonl", "--no-baselines", "--json")
    assert done.exit_code == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["queries"], figures["recall@1"], figures["recall@5"], figures["mrr"]) == (2, 1.0, 1.0, 1.0)


def test_reading_and_encoding_can_be_two_steps(tmp_path: Path) -> None:
    papers = tmp_path / "p.csv"
    papers.write_text("date,newspaper,title,text\n" + "".join(
        f'1880-01-0{n + 1},Post,{h},"{t}"\n' for n, (h, t) in enumerate(STORIES.values())))
    path = tmp_path / "b.dejavu"
    assert dejavu("import", path, papers, "--no-encode").exit_code == 0
    assert search(path, "river bridges", "--mode", "keyword")["parallels"][0]["headline"] == "RIVER BURSTS ITS BANKS"
    refused = dejavu("search", path, "river", "--mode", "semantic")
    assert refused.exit_code == 1 and "dejavu encode" in refused.stderr
    assert json.loads(dejavu("encode", path, "--limit", 2, "--json").stdout)["encoded"] == 2
    assert json.loads(dejavu("encode", path, "--json").stdout)["encoded"] == 3
    assert search(path, "river bridges", "--mode", "semantic")["parallels"][0]["headline"] == "RIVER BURSTS ITS BANKS"


@pytest.mark.parametrize("arguments", [
    ["search"], ["search", "a.dejavu", "x", "--mode", "magic"], ["search", "a.dejavu"],
    ["search", "a.dejavu", "x", "--from", "May"], ["search", "a.dejavu", "x", "--labels", "PERSON"],
    ["search", "a.dejavu", "x", "--file", "y"], ["search", "a.dejavu", "x", "-k", "0"], ["nothing"], ["import", "a"],
    ["mask"], ["export", "a.dejavu"], ["show", "a.dejavu", "first"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    done = dejavu(*arguments)
    assert done.exit_code == 2 and done.stderr and not done.stdout


@pytest.mark.parametrize("arguments", [
    ["search", "none.dejavu", "x"], ["info", "none.dejavu"], ["show", "none.dejavu", "1"], ["encode", "none.dejavu"],
    ["import", "new.dejavu", "no-such-folder"], ["search", "none.dejavu", "--batch", "none.jsonl"],
    ["search", "none.dejavu", "--file", "none.txt"], ["mask", "--file", "none.txt"]])
def test_what_is_not_there_exits_with_1_and_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                     arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    done = dejavu(*arguments)
    assert done.exit_code == 1 and not done.stdout
    assert len(done.stderr.strip().splitlines()) == 1 and ("none" in done.stderr or "no-such" in done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_unknown_articles_searches_and_files_exit_with_1(archive: Path, tmp_path: Path) -> None:
    assert dejavu("show", archive, 999).exit_code == 1
    assert dejavu("export", archive, "--search", 999, "--to", tmp_path / "a.csv").exit_code == 1
    search(archive, "flood")
    assert dejavu("export", archive, "--search", "last", "--to", tmp_path / "a.docx").exit_code == 1
    (tmp_path / "no.dejavu").write_text("not an archive")
    assert dejavu("info", tmp_path / "no.dejavu").exit_code == 1


def test_nothing_readable_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no zip at all")
    done = dejavu("import", tmp_path / "c.dejavu", tmp_path / "broken.zip", "--no-encode")
    assert done.exit_code == 1 and "broken.zip" in done.stderr


def test_doctor_names_versions_models_and_space() -> None:
    found = json.loads(dejavu("doctor", "--json").stdout)
    assert set(found) >= {"dejavu", "python", "packages", "models", "processor", "index", "free_space"}
    assert "recogniser" in found["models"] and "sha256" in found["models"]["recogniser"]
    assert "numpy" in dejavu("doctor").stdout


def test_the_demo_prints_parallels_without_a_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path))
    done = dejavu("demo", "--headless")
    assert done.exit_code == 0, done.stderr
    assert "  1. " in done.stdout and "no historical source" in done.stdout
    assert (tmp_path / "Sample.dejavu").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_the_window_is_refused_in_one_line() -> None:
    bare = {name: value for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([sys.executable, "-m", "dejavu_app"], capture_output=True, text=True, cwd=ROOT, env=bare,
                          check=False)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "screen" in done.stderr


def _at_a_terminal() -> None:
    """Ctrl-C counts, also where the tests themselves run in the background of a shell that ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent to a whole console there")
def test_ctrl_c_stops_an_import_cleanly_and_it_goes_on_later(tmp_path: Path) -> None:
    text = STORIES["flood"][1]
    rows = [{"article_id": str(n), "date": "1880-01-01", "headline": f"No. {n}", "article": f"{text} {n}"}
            for n in range(4000)]
    (tmp_path / "many.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "dejavu_app", "import", str(tmp_path / "a.dejavu"), str(tmp_path / "many.jsonl")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                               preexec_fn=_at_a_terminal)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not stored_articles(tmp_path / "a.dejavu"):
        time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 1 and not out
    assert "Traceback" not in err and "goes on from there" in err
    kept = stored_articles(tmp_path / "a.dejavu")
    assert kept > 0
    done = dejavu("import", tmp_path / "a.dejavu", tmp_path / "many.jsonl", "--no-encode", "--json")
    assert json.loads(done.stdout)["articles"] == 4000


def stored_articles(path: Path) -> int:
    """Articles committed so far; none while the archive is still being made."""
    from dejavu_app.archive import Archive
    from dejavu_app.errors import UserError

    try:
        with Archive(path) as archive:
            return int(archive.info()["articles"])
    except UserError:
        return 0


def test_the_program_starts_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "dejavu_app", "--version"], capture_output=True, text=True, cwd=ROOT,
                          check=True)
    assert done.stdout.startswith("dejavu")


def test_progress_says_how_far_and_how_long() -> None:
    assert progress_text(Progress("encoding", 50, 200, 80.4, 120.0)) == \
        "Encoding: 50 of 200, 25%, 80 passages a second, 2 min left"
    assert progress_text(Progress("reading", 1_500_000, 3_000_000)) == "Reading: 1.5 of 3.0 MB, 50%"
    assert [duration(5), duration(600), duration(7500)] == ["5 s", "10 min", "2 h 5 min"]
