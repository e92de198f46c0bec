"""TEI, IIIF, PDF, workbooks, word processors' documents and American Stories' scans: what is taken from each."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled
from dejavu_app.reading import Problem, ReadOptions, Source, read, scan
from dejavu_app.reading.columns import Fragment, lines_in_order
from dejavu_app.reading.formats import tei
from tests.reading.samples import (
    ABBYY_XML,
    DOCX,
    HOCR,
    MANIFEST,
    ODT,
    OFFICE,
    PAGE_XML,
    RTF,
    SCAN,
    TABLE,
    TEI,
    WORD,
    package,
    pdf,
    workbook,
)
from tests.reading.test_containers import tar_bytes
from tests.reading.test_contract import found
from tests.reading.test_contract import item as made
from tests.reading.test_layouts import FORMATS, boxed, everything, needs_formats


def articles(name: str, data: bytes, **columns: str) -> list[Article]:
    entries = found(name, data, ReadOptions(columns=columns or None))
    assert all(isinstance(entry, Article) for entry in entries), entries
    return entries  # type: ignore[return-value]


def test_hocr():
    [page] = articles("page.hocr", HOCR.encode())
    assert page.text == "FLOOD TIDE\n& “river”\n\nNo words here"
    assert boxed(page) == ["FLOOD TIDE", "& “river”", "No words here"]
    assert (page.page, str(page.date), page.language, page.confidence) == ("3", "1896-05-26", "eng", 0.8)
    assert (page.lines[0].x, page.lines[0].width, page.page_size) == (10, 400, (1000, 1500))


def test_hocr_of_single_characters():
    letters = "".join(f'<span class="ocrx_cinfo" title="x_conf 90">{letter}</span>' for letter in "TIDE")
    [page] = articles("page.hocr", HOCR.replace(">TIDE<", f">{letters}<").encode())
    assert page.text.startswith("FLOOD TIDE\n")


def test_hocr_with_markup_inside_markup_keeps_the_words_after_it():
    for line in ("The <b><i>Sun</i></b> rose", "<b>The <i>Sun</i></b> rose", "The <b>S<i>u</i>n<!-- x --> </b>rose"):
        page = f'<html><body><div class="ocr_page"><span class="ocr_line">{line} in the east</span></div></body></html>'
        assert articles("page.hocr", page.encode())[0].text == "The Sun rose in the east"


def test_page_xml():
    [page] = articles("page.xml", PAGE_XML.encode())
    assert page.text == "FLOOD\n\nriver rose.\n\nPrinted by\nA. Smith."  # by reading order, the unnamed region last
    assert boxed(page) == ["FLOOD", "river rose.", "Printed by", "A. Smith."]
    assert page.lines[1].y == 110 and page.lines[3].y > page.lines[2].y


def test_abbyy_xml():
    [page] = articles("book_abbyy.xml", ABBYY_XML.replace("</charParams>\n", "</charParams>").encode())
    assert page.text == "Fi-\nre !"
    assert page.locator == "book_abbyy.xml#page=1"
    assert (page.page_size, page.confidence) == ((1000, 1500), 0.8)


def test_tei():
    first, second = articles("bugle.xml", TEI.encode())
    assert first.text == (
        "FLOOD TIDE\n\nBy a Friend\n\nThe river rose\nten feet, and every bridge is gone.\n\nNobody was hurt."
    )
    assert (first.headline, first.byline, first.newspaper, first.place) == (
        "FLOOD TIDE", "By a Friend", "The Bugle", "London",
    )  # fmt: skip
    assert (str(first.date), first.page, second.page, second.headline) == ("1824-02-17", "3", "4", "FIRE")
    assert (first.locator, second.locator) == ("bugle.xml#a1", "bugle.xml#div=2")


def test_tei_without_article_divisions_is_one_article():
    [article] = articles("b.xml", TEI.replace('type="article"', "").encode())
    assert article.text.startswith("FLOOD TIDE") and article.text.endswith("A fire broke out.")


@pytest.mark.parametrize(
    ("attributes", "words", "date", "written"),
    [
        ('notBefore="1914-01-01" notAfter="1918-12-31"', "between 1914 and 1918", None, "between 1914 and 1918"),
        ('from="1914-01-01" to="1918-12-31"', "", None, "1914-01-01/1918-12-31"),
        ('notBefore="1914-01-01" notAfter="1914-12-31"', "", "1914", ""),
        ('from="1914-05-03" to="1914-05-09"', "this week", "1914-05", ""),
        ('from="1914-05-03" to="1914-05-03"', "", "1914-05-03", ""),
        ('notBefore="1914-05-03"', "", None, "1914-05-03"),
        ('from="1914-05-03"', "3 May 1914", "1914-05-03", ""),
        ('when="1914-05" notBefore="1914-05-03"', "", "1914-05", ""),
    ],
)
def test_a_tei_date_is_read_as_far_as_it_goes(attributes, words, date, written):
    edition = "<fileDesc><publicationStmt><date>2019</date></publicationStmt>"
    text = TEI.replace('when="1824-02-17">Tuesday', f"{attributes}>{words}").replace("<fileDesc>", edition, 1)
    first, _ = articles("bugle.xml", text.encode())
    assert (first.date and str(first.date), first.date_text) == (date, written)


def test_tei_pages_go_on_until_the_next_begins():
    start = '<div type="article">'
    divisions = "".join(f'{start}<p>One <pb n="{n}"/>goes on.</p></div>{start}<p>Two.</p></div>' for n in range(5, 8))
    text = TEI.replace(f'{start}<pb n="4"/>', divisions + start)
    pages = [article.page for article in articles("bugle.xml", text.encode())]
    assert pages == ["3", "3", "5", "5", "6", "6", "7", "7"]


def test_a_tei_document_of_many_articles_is_read_in_proportion():
    text = TEI.replace("</body>", '<div type="article"><p>A fire broke out.</p></div>' * 3000 + "</body>")
    asked = iter([False, True])
    start = time.process_time()
    entries = articles("bugle.xml", text.encode())
    assert len(entries) == 3002 and entries[-1].page == "4"
    assert time.process_time() - start < 3
    item = made("bugle.xml", text.encode())
    item.cancelled = lambda: next(asked)
    with pytest.raises(Cancelled):
        list(tei.read(item, ReadOptions()))


def test_american_stories_scans():
    name = "faro_1774/1774-01-01_p1_sn83030214_00383342201_1774010101_0001.json"
    first, second = articles(name, json.dumps(SCAN).encode())
    assert (first.text, first.headline, first.byline) == ("The river rose.\n\nAll is lost.", "FLOOD TIDE", "By J. S.")
    assert (first.newspaper, first.place, str(first.date)) == ("The Bugle.", "Boston, Mass.", "1774-01-01")
    assert (first.page, first.edition) == ("1", "01")
    assert first.external_id == "7_1774-01-01_p1_sn83030214_00383342201_1774010101_0001"
    assert boxed(first) == ["The river rose.", "All is lost."]
    assert (first.lines[1].x, first.lines[1].width, first.page_size) == (510, 400, (1000, 1500))
    assert (second.external_id[:2], second.headline, second.lines) == ("8_", "", ())


def test_american_stories_scans_in_their_yearly_archive(tmp_path):
    import gzip

    members = {
        f"mnt/faro_1774/1774-01-0{n}_p1_sn83030214_0_177401010{n}_0001.json": json.dumps(SCAN).encode() for n in (1, 2)
    }
    (tmp_path / "faro_1774.tar.gz").write_bytes(gzip.compress(tar_bytes(members)))
    entries, problems = everything(tmp_path)
    assert not problems and len(entries) == 4
    bare = json.dumps({**SCAN, "lccn": "sn83030214", "edition": {}, "page_number": ""})
    [first, _] = articles("1774-01-09_p2_sn83030214_0_1774010901_0001.json", bare.encode())
    assert (first.newspaper, str(first.date), first.page) == ("sn83030214", "1774-01-09", "2")  # from the name


def test_a_scan_without_articles_gives_its_regions_as_a_page():
    [page] = articles("s.json", json.dumps({**SCAN, "full articles": []}).encode())
    assert page.whole_page and page.text == "FLOOD TIDE\n\nThe river rose.\n\nAll is lost."
    [problem] = found("s.json", json.dumps({**SCAN, "full articles": [], "bboxes": []}).encode())
    assert isinstance(problem, Problem)


def test_headlines_rows():
    rows = [{"headline": "Flood Takes Bridge", "group_id": 3, "date": "May-26-1936", "state": "Ohio"}]
    [article] = articles("1936_headlines.json", json.dumps(rows).encode())
    assert (article.text, article.headline, str(article.date), article.place) == (
        "Flood Takes Bridge", "Flood Takes Bridge", "1936-05-26", "Ohio",
    )  # fmt: skip


def test_iiif_version_3():
    [page] = articles("manifest.json", json.dumps(MANIFEST).encode())
    assert page.text == "FLOOD TIDE\nThe river rose."
    assert (page.newspaper, str(page.date), page.page, page.page_size) == ("The Bugle", "1824-02-17", "1", (1000, 1500))
    assert (page.lines[0].x, page.lines[0].width, page.url) == (10, 170, "https://example.org/canvas/1")


def test_iiif_version_2_with_its_annotations_in_a_file_beside(tmp_path):
    annotations = {
        "@context": "http://iiif.io/api/presentation/2/context.json", "@type": "sc:AnnotationList",
        "resources": [{"@type": "oa:Annotation", "motivation": "sc:painting", "on": "https://e.org/c1#xywh=1,2,30,40",
                       "resource": {"@type": "cnt:ContentAsText", "chars": "The river rose."}}],
    }  # fmt: skip
    manifest = {
        "@context": "http://iiif.io/api/presentation/2/context.json", "@type": "sc:Manifest", "label": "The Bugle",
        "metadata": [{"label": "Date", "value": "17 February 1824"}],
        "sequences": [{"canvases": [{"@id": "https://e.org/c1", "label": "p. 1", "width": 100, "height": 150,
                                     "otherContent": [{"@id": "https://e.org/lists/list1.json"}]}]}],
    }  # fmt: skip
    (tmp_path / "list1.json").write_text(json.dumps(annotations))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    [page], problems = everything(tmp_path)
    assert not problems
    assert (page.text, page.newspaper, str(page.date), page.locator) == (
        "The river rose.", "The Bugle", "1824-02-17", "manifest.json#canvas=1",
    )  # fmt: skip
    assert (page.lines[0].x, page.lines[0].height) == (1, 40)


def test_pdf_pages_with_lines_from_the_upper_left_corner():
    first, second = articles("issue 1916-05-26.pdf", pdf([(50, 700, 12, "FLOOD TIDE")], [(50, 700, 12, "Page two.")]))
    assert (first.text, first.page, str(first.date)) == ("FLOOD TIDE", "1", "1916-05-26")
    assert (second.locator, second.page_image) == ("issue 1916-05-26.pdf#page=2", "issue 1916-05-26.pdf#page=2")
    assert first.page_size == (600, 800) and 85 < first.lines[0].y < 100 and abs(first.lines[0].x - 50) < 1


def test_pdf_columns_are_respected_though_the_document_goes_across():
    rows = [f"row {number} goes on" for number in range(12)]
    across = [
        (x, 700 - 14 * n, 10, f"{side} {row}")
        for n, row in enumerate(rows)
        for x, side in ((50, "left"), (320, "right"))
    ]
    [page] = articles("p.pdf", pdf([(50, 760, 20, "A HEADLINE ACROSS BOTH OF THE COLUMNS OF THE PAGE"), *across]))
    left = "\n".join(f"left {row}" for row in rows)
    right = "\n".join(f"right {row}" for row in rows)
    assert page.text == f"A HEADLINE ACROSS BOTH OF THE COLUMNS OF THE PAGE\n\n{left}\n\n{right}"


def test_pdf_in_good_order_is_left_in_it():
    rows = [f"row {number} goes on" for number in range(12)]
    down = [
        (x, 700 - 14 * n, 10, f"{side} {row}")
        for x, side in ((320, "first"), (50, "second"))
        for n, row in enumerate(rows)
    ]
    [page] = articles("p.pdf", pdf(down))
    assert page.text.startswith("first row 0") and page.text.endswith("second row 11 goes on")


def test_pdf_without_text_or_with_a_password_is_reported():
    [problem] = found("scan.pdf", pdf([], []))
    assert isinstance(problem, Problem) and "no text layer (2 pages" in problem.reason
    [problem] = found("scan.pdf", b"%PDF-1.4\n nothing more")
    assert isinstance(problem, Problem) and "damaged" in problem.reason


@needs_formats
def test_pdf_fixtures():
    [page], problems = everything(FORMATS / "ndnp-page/ndnp-sample1.pdf")
    assert not problems
    for story in (
        "BY R. E. McBRIDE,\nCo. C, 190th Pa.\nThe division known as the Pennsylvania\nReserves, which had among",
    ):
        assert story in page.text
    assert "\n".join(boxed(page)).split() == page.text.split()
    [], [problem] = everything(FORMATS / "ndnp-page/minimal-2-page.pdf")
    assert "no text layer" in problem.reason


def test_lines_in_order_keeps_every_word():
    words = [
        Fragment(f"w{n}", 10.0 * (n % 7), 12.0 * (n // 7), 10.0 * (n % 7) + 8, 12.0 * (n // 7) + 10) for n in range(50)
    ]
    for order in (words, words[::-1], words[::3] + words[1::3] + words[2::3]):
        lines = [line for _, line in lines_in_order(order)]
        assert sorted(" ".join(line.text for line in lines).split()) == sorted(word.text for word in words)


def test_a_workbook_that_understates_its_size_is_read_whole():
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(only=TABLE))) as sound, zipfile.ZipFile(data, "w") as wrong:
        for name in sound.namelist():
            wrong.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', sound.read(name)))
    entries = articles("rows.xlsx", data.getvalue())
    assert [entry.locator for entry in entries] == ["rows.xlsx#row=1", "rows.xlsx#row=2"]
    assert (entries[0].headline, str(entries[0].date)) == ("STRIKE", "1916-05-26")


def test_workbooks():
    entries = articles("rows.xlsx", workbook(one=TABLE, two=TABLE))
    assert [entry.locator for entry in entries] == [
        "rows.xlsx#one!row=1", "rows.xlsx#one!row=2", "rows.xlsx#two!row=1", "rows.xlsx#two!row=2",
    ]  # fmt: skip
    assert (str(entries[0].date), str(entries[1].date)) == ("1916-05-26", "1916-05")
    assert (entries[0].external_id, entries[0].headline, entries[1].headline) == ("1", "STRIKE", "")


def test_a_mapping_serves_workbooks_too():
    rows = [["kopf", "leib"], ["STREIK", "Dreitausend Weber."]]
    [article] = articles("rows.xlsx", workbook(only=rows), text="leib", headline="kopf")
    assert (article.text, article.headline) == ("Dreitausend Weber.", "STREIK")


def test_word_processors_documents():
    for name, data, text in (
        ("1916-05-26.docx", DOCX, "FLOOD TIDE\nThe river\trose."),
        ("1916-05-26.odt", ODT, "FLOOD TIDE\nThe river rose."),
    ):
        [article] = articles(name, data)
        assert (article.text, article.headline, str(article.date)) == (text, "FLOOD TIDE", "1916-05-26")


def test_a_text_box_in_word_stands_once_after_its_paragraph():
    box = (
        '<w:txbxContent><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>'
    )
    both = f"<m:AlternateContent><m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:AlternateContent>"
    body = (
        f"<w:p><w:r><w:t>Before, </w:t></w:r><w:r>{both}</w:r><w:r><w:t>after.</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom><w:del><w:r><w:delText>Cut.</w:delText></w:r></w:del>"
        "<w:r><w:t>Last.</w:t></w:r></w:p>"
    )
    document = f'<w:document xmlns:w="{WORD}" xmlns:m="m"><w:body>{body}</w:body></w:document>'
    [article] = articles("x.docx", package({"[Content_Types].xml": "<Types/>", "word/document.xml": document}))
    assert (article.text, article.headline) == ("Before, after.\nBoxed.\nLast.", "")


def test_footnotes_stand_by_themselves_and_deleted_words_do_not_stand_at_all():
    body = (
        "<t:tracked-changes><t:changed-region><t:deletion><t:p>Deleted.</t:p></t:deletion></t:changed-region>"
        "</t:tracked-changes><t:p>The <t:span>strike<t:note><t:note-citation>1</t:note-citation><t:note-body>"
        "<t:p>A note.</t:p></t:note-body></t:note> went</t:span> on<o:annotation><t:p>Remark.</t:p></o:annotation>"
        " here.</t:p><t:p>Last.</t:p>"
    )
    content = (
        f'<o:document-content xmlns:o="{OFFICE}:office:1.0" xmlns:t="{OFFICE}:text:1.0"><o:body><o:text>{body}'
        "</o:text></o:body></o:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    [article] = articles("x.odt", package({"mimetype": mimetype, "content.xml": content}))
    assert article.text == "The strike went on here.\nA note.\nLast."


def test_rich_text():
    [article] = articles("1916-05-26.rtf", RTF)
    assert article.text == "FLOOD TIDE\n\nThe river\u00a0rose “ten” feet —été {x}."
    assert (article.headline, str(article.date)) == ("FLOOD TIDE", "1916-05-26")


def test_office_packages_that_are_none_are_reported():
    for name in ("x.docx", "x.xlsx", "x.odt"):
        for data in (package({"a.txt": "x"}), b"PK\x03\x04" + b"\x99" * 500):
            [problem] = found(name, data)
            assert isinstance(problem, Problem)


@pytest.mark.skipif(find_spec("pyarrow") is not None, reason="pyarrow is installed")
def test_parquet_without_its_library_says_what_to_do():
    [problem] = found("rows.parquet", b"PAR1" + b"\x00" * 100)
    assert isinstance(problem, Problem) and "pyarrow" in problem.reason


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs pyarrow")
def test_parquet_rows():
    import pyarrow
    from pyarrow import parquet

    columns = dict(zip(TABLE[0], zip(*TABLE[1:], strict=True), strict=True))
    columns["Date"] = ("1916-05-26", "May 1916")
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table({str(key): list(values) for key, values in columns.items()}), buffer)
    first, second = articles("rows.parquet", buffer.getvalue())
    assert (first.headline, str(second.date), second.locator) == ("STRIKE", "1916-05", "rows.parquet#row=2")
    for entry in found("rows.parquet", buffer.getvalue()[:200] + b"\x00" * 200):
        assert isinstance(entry, Problem)


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs pyarrow")
def test_parquet_text_stored_as_bytes_is_text_and_of_two_columns_the_first_counts():
    import pyarrow
    from pyarrow import parquet

    arrays = [
        pyarrow.array(["1916-05-26"]),
        pyarrow.array(["A text of 3 pounds – été".encode()]),
        pyarrow.array(["2020-01-01"]),
    ]
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, names=["date", "text", "date"]), buffer)
    [article] = articles("rows.parquet", buffer.getvalue())
    assert (article.text, str(article.date)) == ("A text of 3 pounds – été", "1916-05-26")


@needs_formats
def test_every_fixture_is_read_or_told():
    paths: list[Path] = [FORMATS]
    for source in scan(paths):
        if isinstance(source, Source):
            assert [entry for entry in read(source)]
        else:
            assert source.path.endswith(".yml"), source
