"""Archives are streamed, never unpacked, and nothing in them can reach out, fill the disk or stop the import."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled
from dejavu_app.reading import Problem, Source, read, scan, streams
from tests.reading.samples import ARTICLE, CSV, JSONL, PAGE

PAGES = {f"1916052{day}/sn82014086-ed-1_seq-1.txt": PAGE.replace("26", f"2{day}").encode() for day in range(1, 6)}
TITLES = json.dumps(
    [{"lccn": "sn82014086", "name": "The Bugle.", "place_of_publication": "Springfield, Ill."}]
).encode()


def tar_bytes(members: dict[str, bytes], extra: list[tarfile.TarInfo] | None = None) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in extra or []:
            archive.addfile(entry)
    return buffer.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


PACKERS = {
    "pages.tar": tar_bytes,
    "pages.tar.gz": lambda members: gzip.compress(tar_bytes(members)),
    "pages.tgz": lambda members: gzip.compress(tar_bytes(members)),
    "pages.tar.bz2": lambda members: bz2.compress(tar_bytes(members)),
    "pages.tar.xz": lambda members: lzma.compress(tar_bytes(members)),
    "pages.zip": zip_bytes,
}
each_kind = pytest.mark.parametrize("kind", PACKERS)


def results(path: Path) -> tuple[list[Article], list[Problem]]:
    articles: list[Article] = []
    problems: list[Problem] = []
    for source in scan([path]):
        for entry in read(source) if isinstance(source, Source) else [source]:
            (articles if isinstance(entry, Article) else problems).append(entry)  # type: ignore[arg-type]
    return articles, problems


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@each_kind
def test_pages_come_out_in_order_with_what_their_paths_say(kind, tmp_path):
    write(tmp_path, "titles.json", TITLES)
    articles, problems = results(write(tmp_path, kind, PACKERS[kind](PAGES)))
    assert not problems
    assert [article.locator for article in articles] == list(PAGES)
    assert [article.text.encode() for article in articles] == list(PAGES.values())
    assert [str(article.date) for article in articles] == [f"1916-05-2{day}" for day in range(1, 6)]
    assert {(a.newspaper, a.place, a.page, a.edition) for a in articles} == {
        ("The Bugle.", "Springfield, Ill.", "1", "1")
    }
    assert all(article.whole_page for article in articles)
    assert articles[0].external_id == "sn82014086/1916-05-21/ed-1/seq-1"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([kind, "titles.json"])  # nothing was unpacked


@each_kind
def test_titles_inside_the_archive_serve_even_when_they_come_last(kind, tmp_path):
    articles, problems = results(write(tmp_path, kind, PACKERS[kind]({**PAGES, "titles.json": TITLES})))
    assert not problems
    assert {article.newspaper for article in articles} == {"The Bugle."}


@each_kind
def test_titles_in_the_folder_above_serve(kind, tmp_path):
    write(tmp_path, "titles.json", TITLES)
    (tmp_path / "batch").mkdir()
    articles, _ = results(write(tmp_path / "batch", kind, PACKERS[kind](PAGES)))
    assert {article.place for article in articles} == {"Springfield, Ill."}


@each_kind
def test_a_bad_member_is_reported_and_the_rest_is_read(kind, tmp_path):
    members = {
        "a.txt": ARTICLE.encode(),
        "b.json": b"{nonsense",
        "empty.txt": b"",
        "c.xyz": b"\x00\x01\x02",
        "d.csv": CSV.encode(),
    }
    articles, problems = results(write(tmp_path, kind, PACKERS[kind](members)))
    assert [article.locator for article in articles] == ["a.txt", "d.csv#row=1", "d.csv#row=2"]
    assert {Path(problem.path).name for problem in problems} == {"b.json", "empty.txt", "c.xyz"}
    assert all(str(tmp_path / kind) in problem.path and problem.reason for problem in problems)


@each_kind
@pytest.mark.parametrize(
    "name", ["../../climb.txt", "/etc/climb.txt", "a/../../climb.txt", "..\\climb.txt", "C:\\climb.txt"]
)
def test_members_that_climb_out_are_refused(kind, name, tmp_path):
    articles, problems = results(
        write(tmp_path, kind, PACKERS[kind]({name: ARTICLE.encode(), "good.txt": ARTICLE.encode()}))
    )
    assert [article.locator for article in articles] == ["good.txt"]
    assert len(problems) == 1 and "it was not read" in problems[0].reason


def test_links_and_devices_in_a_tar_are_refused(tmp_path):
    secret = write(tmp_path, "secret.txt", b"a secret that is nobody's business")
    entries = []
    for name, kind in (("sym.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE), ("null.txt", tarfile.CHRTYPE)):
        entry = tarfile.TarInfo(name)
        entry.type = kind
        entry.linkname = str(secret)
        entries.append(entry)
    articles, problems = results(write(tmp_path, "links.tar", tar_bytes({"good.txt": ARTICLE.encode()}, entries)))
    assert [article.text for article in articles] == [ARTICLE]
    assert [Path(problem.path).name for problem in problems] == ["sym.txt", "hard.txt", "null.txt"]


def test_links_in_a_zip_are_refused(tmp_path):
    path = tmp_path / "links.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", ARTICLE)
    articles, problems = results(path)
    assert [article.locator for article in articles] == ["good.txt"]
    assert "link" in problems[0].reason


@pytest.mark.parametrize(
    "kind", ["bomb.tar.gz", "bomb.tar.bz2", "bomb.tar.xz", "bomb.zip", "bomb.csv.gz", "bomb.txt.xz"]
)
def test_a_bomb_is_refused_with_one_line(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BOMB_FLOOR", 4 * 1024 * 1024)
    monkeypatch.setattr(streams, "IN_MEMORY", 1024 * 1024)
    zeros = b"0" * (24 * 1024 * 1024)
    if "tar" in kind:
        data = tar_bytes({"zeros.txt": zeros})
    elif kind.endswith("zip"):
        data = zip_bytes({"zeros.txt": zeros})
    else:
        data = zeros
    packed = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zip": bytes}[kind.rpartition(".")[2]](
        data
    )
    articles, problems = results(write(tmp_path, kind, packed))
    assert not articles
    assert any("bomb" in problem.reason or "too large" in problem.reason for problem in problems), problems


@pytest.mark.parametrize("kind", [kind for kind in PACKERS if kind != "pages.zip"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_archive_gives_what_came_before_and_a_problem(kind, share, tmp_path):
    whole = PACKERS[kind]({f"{n}.txt": bytes(f"{n}" * 3 + "x", "ascii") * 700 for n in range(60)})
    articles, problems = results(write(tmp_path, kind, whole[: int(len(whole) * share)]))
    assert len(articles) < 60
    assert len(problems) == 1 and str(tmp_path / kind) in problems[0].path


def test_a_damaged_header_in_the_middle_is_no_silent_end(tmp_path):
    data = bytearray(tar_bytes({f"{n}.txt": ARTICLE.encode() for n in range(10)}))
    data[5 * 1024 : 5 * 1024 + 200] = b"\x55" * 200
    articles, problems = results(write(tmp_path, "damaged.tar", bytes(data)))
    assert len(articles) == 5
    assert len(problems) == 1 and "damaged" in problems[0].reason


@pytest.mark.parametrize("blocks", [1, 2])
def test_a_tar_cut_between_two_members_is_no_silent_end(blocks, tmp_path):
    whole = tar_bytes({"a.txt": b"a" * 400, "b.txt": b"b" * 400, "c.txt": b"c" * 400})
    (tmp_path / "cut.tar").write_bytes(whole[: blocks * 1024])
    entries = [entry for source in scan([tmp_path]) for entry in read(source)]
    assert [type(entry) for entry in entries] == [Article] * blocks + [Problem]
    assert "members may be missing" in entries[-1].reason


def test_archives_in_archives_are_opened_twice_and_no_deeper(tmp_path):
    deep = zip_bytes({"in.txt": ARTICLE.encode()})
    once = tar_bytes({"inner.zip": deep, "x.txt.gz": gzip.compress(ARTICLE.encode())})
    articles, problems = results(write(tmp_path, "outer.tar.gz", gzip.compress(once)))
    assert not problems
    assert [article.locator for article in articles] == ["inner.zip/in.txt", "x.txt.gz/x.txt"]
    for level in range(4):
        deep = zip_bytes({f"level{level}.zip": deep})
    articles, problems = results(write(tmp_path, "deep.zip", deep))
    assert not articles and len(problems) == 1 and "not opened" in problems[0].reason


@pytest.mark.parametrize(
    ("name", "pack"),
    [("rows.jsonl.xz", lzma.compress), ("rows.jsonl.gz", gzip.compress), ("rows.jsonl.bz2", bz2.compress)],
)
def test_a_single_compressed_file_is_read_as_what_it_holds(name, pack, tmp_path):
    articles, problems = results(write(tmp_path, name, pack(JSONL.encode())))
    assert not problems
    assert [article.locator for article in articles] == ["rows.jsonl#row=1", "rows.jsonl#row=2"]


def test_members_too_large_for_memory_are_streamed(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "IN_MEMORY", 100)
    articles, problems = results(
        write(tmp_path, "rows.tar.gz", gzip.compress(tar_bytes({"r.jsonl": JSONL.encode(), "r.csv": CSV.encode()})))
    )
    assert not problems
    assert [article.locator for article in articles] == ["r.jsonl#row=1", "r.jsonl#row=2", "r.csv#row=1", "r.csv#row=2"]


@pytest.mark.parametrize("written, shown", [("utf-8", "Zürich – 1916.txt"), ("cp437", "Zürich 1916.txt")])
def test_names_in_a_zip_that_does_not_say_how_they_are_written_are_understood(written, shown, tmp_path):
    raw = shown.encode(written)
    data = zip_bytes({"A" * len(raw): PAGE.encode()}).replace(b"A" * len(raw), raw)
    (tmp_path / "x.zip").write_bytes(data)
    entries = [entry for source in scan([tmp_path]) for entry in read(source)]
    assert {entry.locator.partition("#")[0] for entry in entries} == {shown}


def test_names_that_are_no_sound_text_are_made_so(tmp_path):
    articles, problems = results(write(tmp_path, "names.tar", tar_bytes({"caf\udce9.txt": ARTICLE.encode()})))
    assert not problems
    assert [article.locator for article in articles] == ["caf\ufffd.txt"]


@each_kind
def test_reading_stops_when_it_is_cancelled(kind, tmp_path):
    [source] = scan([write(tmp_path, kind, PACKERS[kind](PAGES))])
    calls = iter([False] * 12 + [True] * 1000)
    with pytest.raises(Cancelled):
        list(read(source, cancelled=lambda: next(calls)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz", "x.xz", "x.bz2"])
def test_what_only_pretends_to_be_an_archive_is_reported(name, tmp_path):
    magic = {
        "x.zip": b"PK\x03\x04",
        "x.tar": b"\x00" * 257 + b"ustar",
        "x.tar.gz": b"\x1f\x8b\x08",
        "x.xz": b"\xfd7zXZ\x00",
        "x.bz2": b"BZh91AY&SY",
    }
    articles, problems = results(write(tmp_path, name, magic[name] + b"\x99" * 600))
    assert not articles and len(problems) == 1 and problems[0].path == str(tmp_path / name)
