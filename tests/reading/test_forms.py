"""A page that lies there in several forms is read once, from the form that tells most."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from dejavu_app.reading import PassedOver, claims, scan, walk
from tests.reading.samples import ABBYY_XML, ALTO_PAGE, ARTICLE, HOCR, METS_ISSUE, PAGE_XML, pdf
from tests.reading.test_containers import results, tar_bytes, zip_bytes
from tests.reading.test_contract import found

TEXT = ARTICLE.encode()
PDF = pdf([(50, 700, 12, "The river rose.")])
ALTO = ALTO_PAGE.format(n=1).encode()
LAYOUTS = {"alto": ALTO, "page": PAGE_XML.encode(), "hocr": HOCR.encode(), "abbyy": ABBYY_XML.encode()}

SCAN = {
    "bugle_abbyy.gz": gzip.compress(ABBYY_XML.encode()),
    "bugle_chocr.html.gz": gzip.compress(HOCR.encode()),
    "bugle_hocr.html": HOCR.encode(),
    "bugle_djvu.txt": TEXT,
    "bugle_hocr_searchtext.txt.gz": gzip.compress(TEXT),
    "bugle_djvu.xml": b'<?xml version="1.0"?><DjVuXML><BODY/></DjVuXML>',
    "bugle_text.pdf": PDF,
    "bugle.pdf": PDF,
}


def lay(folder: Path, members: dict[str, bytes]) -> Path:
    for name, data in members.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def read_from(folder: Path, members: dict[str, bytes], pack: str = "") -> list[str]:
    """The documents whose articles come out of a folder of these files, or of an archive of them."""
    if pack:
        lay(folder, {f"all.{pack}": (zip_bytes if pack == "zip" else tar_bytes)(members)})
    else:
        lay(folder, members)
    articles, problems = results(folder)
    assert articles and not problems
    return list(dict.fromkeys(article.locator.partition("#")[0] for article in articles))


@pytest.mark.parametrize("pack", ["", "zip", "tar"])
def test_of_what_the_internet_archive_makes_of_one_scan_one_file_is_read(pack: str, tmp_path: Path):
    expected = ["abbyy", "hocr", "djvu", "hocr_searchtext"]
    [first] = read_from(tmp_path, SCAN, pack)
    assert first.startswith("bugle_abbyy")
    lesser = {name: data for name, data in SCAN.items() if "abbyy" not in name and "chocr" not in name}
    for number, gone in enumerate(["", "bugle_hocr.html", "bugle_djvu.txt"]):
        lesser.pop(gone, None)
        [name] = read_from(tmp_path / str(number), lesser, pack)
        assert name.startswith(f"bugle_{expected[number + 1]}.")
    assert read_from(tmp_path / "few", {name: SCAN[name] for name in ("bugle.pdf", "bugle_djvu.txt")}, pack) == [
        "bugle_djvu.txt"
    ]


def test_a_scans_layout_that_is_too_large_to_be_read_gives_way_to_its_text(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(claims, "MAX_XML", len(HOCR) - 1)
    names = ("bugle_chocr.html.gz", "bugle_djvu.txt")
    assert read_from(tmp_path, {name: SCAN[name] for name in names}) == ["bugle_djvu.txt"]
    assert read_from(tmp_path / "1", {"1.hocr": HOCR.encode(), "1.txt": TEXT}) == ["1.hocr", "1.txt"]


@pytest.mark.parametrize("pack", ["", "zip", "tar"])
@pytest.mark.parametrize("name", ["1.hocr", "1.html", "1.xml", "1.alto", "1.page.xml", "1_hocr.xml"])
def test_a_page_with_its_layout_is_read_from_it_and_not_from_the_text_or_pdf_beside_it(
    name: str, pack: str, tmp_path: Path
):
    kind = "alto" if "alto" in name else "page" if "page" in name else "hocr"
    members = {"1.pdf": PDF, "1.txt": TEXT, name: LAYOUTS[kind]}
    assert read_from(tmp_path, members, pack) == [name]


@pytest.mark.parametrize("pack", ["", "zip", "tar"])
@pytest.mark.parametrize("names", [
    {"i/alto/1.xml": "alto", "i/page/1.xml": "page", "i/hocr/1.html": "hocr", "i/txt/1.txt": "", "i/1.pdf": "pdf"},
    {"i/1.alto.xml": "alto", "i/1.page.xml": "page", "i/1.hocr": "hocr", "i/1.alto.txt": ""},
    {"i/page/1.xml": "page", "i/ocr/1.hocr": "hocr", "i/xml/1.xml": "abbyy", "i/text/1.txt": ""},
    {"i/1.hocr": "hocr", "i/1.xml": "abbyy"},
])  # fmt: skip
def test_of_several_layouts_of_a_page_the_first_is_read(names: dict[str, str], pack: str, tmp_path: Path):
    members = {name: PDF if kind == "pdf" else LAYOUTS.get(kind, TEXT) for name, kind in names.items()}
    [only] = read_from(tmp_path, members, pack)
    assert only.endswith(next(iter(members)).rpartition("/")[2]) and len(list(scan([tmp_path]))) == 1


@pytest.mark.parametrize("pack", ["", "zip", "tar"])
def test_a_page_of_an_issue_is_not_read_again_from_a_form_that_its_record_does_not_name(pack: str, tmp_path: Path):
    members = {"i/mets.xml": METS_ISSUE.encode(), "i/page/0001.xml": LAYOUTS["page"], "i/txt/0002.txt": TEXT}
    members |= {f"i/alto/000{n}.xml": ALTO_PAGE.format(n=n).encode() for n in (1, 2)}
    [only] = read_from(tmp_path, members, pack)
    assert only.endswith("mets.xml")


def test_pages_that_only_have_like_names_are_all_read(tmp_path: Path):
    members = {
        "front.txt": TEXT, "front_page.xml": ALTO, "1.pdf": PDF, "1_text.pdf": PDF, "2.txt": TEXT,
        "2.csv": b"text\nA\n", "alto/3.xml": ALTO, "xml/3.xml": ALTO, "a/4.xml": ALTO, "b/4.txt": TEXT,
        "5.html": HOCR.encode(),
    }  # fmt: skip
    assert len(read_from(tmp_path, members)) == len({name.rpartition("/")[2] for name in members})
    assert not [found for found in walk([tmp_path]) if isinstance(found, PassedOver)]


def test_a_layout_that_nobody_has_read_yet_does_not_hide_the_text(tmp_path: Path):
    bare = re.sub("<Word.*?</Word>|<TextEquiv.*?</TextEquiv>", "", PAGE_XML, flags=re.DOTALL).encode()
    lay(tmp_path, {"1.xml": bare, "1.txt": TEXT})
    assert [article.locator for article in results(tmp_path)[0]] == ["1.txt"]


def test_letters_that_stand_on_a_line_each_are_one_word():
    letters = "".join(f"\n  <span class='ocrx_cinfo' title='x_bboxes 1 2 3 4'>{sign}</span>" for sign in "TIDE")
    [page] = found("page.hocr", HOCR.replace(">TIDE<", f">{letters}\n <").encode())
    assert page.text.startswith("FLOOD TIDE\n")  # type: ignore[union-attr]
