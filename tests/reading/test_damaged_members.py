"""One damaged member of an archive costs that member and nothing else; documents are forgotten when they are read."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from dejavu_app.errors import Cancelled
from dejavu_app.reading import Source, read, scan
from dejavu_app.reading.claims import claimed
from dejavu_app.reading.files import file_item
from dejavu_app.reading.source import SAMPLE_BYTES
from tests.reading.samples import ALTO_PAGE, ARTICLE, MANIFEST, METS_ISSUE
from tests.reading.test_containers import PAGES, TITLES, results, write

ALTO = ALTO_PAGE.format(n=1)
FILLING = "".join(f"<!-- {number * 7919 % 1000} -->" for number in range(200))


def damaged(members: dict[str, str | bytes], name: str, packed: int) -> bytes:
    """A zip whose member ``name`` has wrong bytes in its middle: a fault of its packing, or of its checksum."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        entry = archive.getinfo(name)
        middle = entry.header_offset + 30 + len(name) + entry.compress_size // 2
    data = bytearray(buffer.getvalue())
    for at in range(middle, middle + min(20, entry.compress_size // 3)):
        data[at] ^= 0x5A
    return bytes(data)


each_fault = pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])


@each_fault
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bad.xml", ALTO + FILLING),
        ("bad_mets.xml", METS_ISSUE + FILLING),
        ("batch.xml", f"<batch>{FILLING}</batch>"),
        ("manifest.json", json.dumps(MANIFEST)),
    ],
)
def test_a_damaged_record_costs_itself_only(name, content, packed, tmp_path):
    members = {"first.txt": ARTICLE, name: content, "good.xml": ALTO, "last.txt": ARTICLE}
    articles, problems = results(write(tmp_path, "pages.zip", damaged(members, name, packed)))
    assert [article.locator for article in articles] == ["first.txt", "good.xml", "last.txt"]
    assert [problem.path for problem in problems] == [f"{tmp_path}/pages.zip/{name}"]
    assert problems[0].reason and not problems[0].passing


@each_fault
def test_a_damaged_page_costs_its_issue_nothing_more(packed, tmp_path):
    members = {
        "issue/1824-02-17_mets.xml": METS_ISSUE,
        "issue/alto/0001.xml": ALTO_PAGE.format(n=1),
        "issue/alto/0002.xml": ALTO_PAGE.format(n=2) + FILLING,
    }
    data = damaged(members, "issue/alto/0002.xml", packed)
    articles, problems = results(write(tmp_path, "issue.zip", data))
    assert [article.headline for article in articles] == ["FLOOD TIDE"]
    assert [problem.path for problem in problems] == [f"{tmp_path}/issue.zip/issue/alto/0002.xml"]
    assert "this page of the issue cannot be read" in problems[0].reason


@each_fault
def test_a_damaged_list_of_annotations_costs_its_manifest_nothing_more(packed, tmp_path):
    page = {**MANIFEST["items"][0]["annotations"][0], "id": "list.json"}  # type: ignore[index]
    listed = {**MANIFEST["items"][0], "label": {"none": ["2"]}, "annotations": [{"id": "https://e.org/list.json"}]}  # type: ignore[dict-item]
    manifest = {**MANIFEST, "items": [*MANIFEST["items"], listed]}  # type: ignore[misc]
    members = {"manifest.json": json.dumps(manifest), "list.json": json.dumps(page)}
    articles, problems = results(write(tmp_path, "m.zip", damaged(members, "list.json", packed)))
    assert [article.page for article in articles] == ["1"]
    assert [problem.path for problem in problems] == [f"{tmp_path}/m.zip/list.json"]


@each_fault
def test_damaged_titles_cost_the_titles_only(packed, tmp_path):
    data = damaged({"titles.json": TITLES, **PAGES}, "titles.json", packed)
    articles, problems = results(write(tmp_path, "pages.zip", data))
    assert [article.locator for article in articles] == list(PAGES)
    assert [problem.path for problem in problems] == [f"{tmp_path}/pages.zip/titles.json"]
    assert "titles" in problems[0].reason


def test_looking_into_records_can_be_cancelled(tmp_path):
    data = damaged({"bad.xml": ALTO + FILLING, "good.xml": ALTO}, "bad.xml", zipfile.ZIP_DEFLATED)
    [source] = scan([write(tmp_path, "pages.zip", data)])
    with pytest.raises(Cancelled):
        list(read(source, cancelled=lambda: True))  # type: ignore[arg-type]


def test_what_was_looked_into_is_forgotten(tmp_path):
    path = write(tmp_path, "0001.xml", ALTO.encode())
    item = file_item(path, 0)
    assert claimed([item]) == {} and item._head is None
    assert item.sample().root == "alto"


def kept_by(source: Source) -> int:
    """Bytes that a reading holds on to when it stands at its last article."""
    entries = read(source)
    tracemalloc.start()
    try:
        for _ in range(150):
            next(entries)
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_the_documents_of_an_archive_do_not_stay_in_memory(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "pages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(150):
            archive.writestr(f"{number}.txt", f"Number {number}. " + "The river rose. " * 2000)
    [source] = scan([tmp_path / "pages.zip"])
    assert kept_by(source) < 60 * SAMPLE_BYTES  # type: ignore[arg-type]


def test_the_documents_of_a_folder_do_not_stay_in_memory(tmp_path):
    for number in range(150):
        write(tmp_path, f"{number}.xml", (ALTO + " " * SAMPLE_BYTES).encode())
    found = scan([tmp_path])
    tracemalloc.start()
    try:
        next(found)
        assert tracemalloc.get_traced_memory()[1] < 100 * SAMPLE_BYTES
    finally:
        tracemalloc.stop()
