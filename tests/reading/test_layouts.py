"""Pages with layout: reading order, joined words, boxes, articles; values checked by hand against the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dejavu_app.domain import Article
from dejavu_app.reading import PassedOver, Problem, Source, read, scan, walk
from tests.reading.samples import ALTO_PAGE, METS_ISSUE
from tests.reading.test_containers import tar_bytes, zip_bytes
from tests.reading.test_contract import found

FORMATS = Path(__file__).parents[2] / "../shared/data/formats"
needs_formats = pytest.mark.skipif(not FORMATS.is_dir(), reason="needs ../shared/data/formats")
ISSUE = {
    "i/mets.xml": METS_ISSUE.encode(),
    "i/alto/0001.xml": ALTO_PAGE.format(n=1).encode(),
    "i/alto/0002.xml": ALTO_PAGE.format(n=2).encode(),
}


def one(name: str, data: bytes) -> Article:
    [article] = found(name, data)
    assert isinstance(article, Article), article
    return article


def everything(*paths: Path) -> tuple[list[Article], list[Problem]]:
    entries = [e for s in scan(paths) for e in (read(s) if isinstance(s, Source) else [s])]
    return [e for e in entries if isinstance(e, Article)], [e for e in entries if isinstance(e, Problem)]


def fixture(name: str) -> Article:
    [article], problems = everything(FORMATS / name)
    assert not problems
    return article


def boxed(article: Article) -> list[str]:
    return [article.text[line.start : line.end] for line in article.lines]


def test_alto_joins_broken_words_and_keeps_marks_lines_and_confidence():
    page = one("sn83045555_1909_12_24_6.xml", ALTO_PAGE.format(n=6).encode())
    assert page.text == "FLOOD TIDE6\n\nThe river,\nrose."
    assert boxed(page) == ["FLOOD TIDE6", "The river,", "rose."]
    assert (page.lines[0].x, page.lines[0].y, page.lines[0].width, page.lines[0].height) == (10, 20, 400, 30)
    assert page.page_size == (1000, 1500) and page.confidence == 0.8 and page.whole_page
    assert (page.newspaper, str(page.date), page.page, page.language) == ("sn83045555", "1909-12-24", "6", "en")


def test_alto_follows_its_own_reading_order_where_it_has_one():
    order = (
        '<ReadingOrder><OrderedGroup><ElementRef REF="P1_TB2"/><ElementRef REF="P1_TB1"/></OrderedGroup></ReadingOrder>'
    )
    data = ALTO_PAGE.format(n=1).replace("<PrintSpace>", f"{order}<PrintSpace>")
    assert one("p.xml", data.encode()).text == "The river,\nrose.\n\nFLOOD TIDE1"


def test_a_half_word_without_its_other_half_stays_as_printed():
    data = ALTO_PAGE.format(n=1).replace('SUBS_TYPE="HypPart2" SUBS_CONTENT="river"', "")
    assert one("p.xml", data.encode()).text == "FLOOD TIDE1\n\nThe ri-\nver, rose."


def test_a_dash_at_a_lines_end_breaks_no_word():
    data = ALTO_PAGE.format(n=1).replace('"ri"', '"guilt—"').replace('"ver,"', '"he"').replace('"river"', '"guilthe"')
    data = data.replace('<HYP CONTENT="-"/>', "")
    assert one("p.xml", data.encode()).text == "FLOOD TIDE1\n\nThe guilt—\nhe rose."
    data = ALTO_PAGE.format(n=1).replace('"river"', '"riVer"')
    assert one("p.xml", data.encode()).text == "FLOOD TIDE1\n\nThe river,\nrose."


def test_a_page_image_beside_the_page_is_found(tmp_path):
    (tmp_path / "p.xml").write_bytes(ALTO_PAGE.format(n=1).encode())
    assert everything(tmp_path)[0][0].page_image == ""
    (tmp_path / "p.jpg").write_bytes(b"\xff\xd8")
    assert everything(tmp_path)[0][0].page_image == "p.jpg"
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans/0001.tif").write_bytes(b"II*\x00")  # the name that the file gives itself
    assert everything(tmp_path)[0][0].page_image == "scans/0001.tif"


def test_mets_divides_an_issue_into_its_articles(tmp_path):
    for name, data in ISSUE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (article, advert), problems = everything(tmp_path)
    assert not problems
    assert article.text == "FLOOD TIDE1\n\nThe river,\nrose.\n\nThe river,\nrose."  # goes on on the second page
    assert (article.headline, article.newspaper, article.place) == ("FLOOD TIDE", "The Bugle.", "London, England")
    assert (str(article.date), article.page, article.locator) == ("1824-02-17", "1", "mets.xml#art1")
    assert boxed(article) == ["FLOOD TIDE1", "The river,", "rose."]  # the boxes of its first page
    assert (advert.text, advert.headline, advert.page) == ("FLOOD TIDE2", "FLOOD TIDE2", "2")
    passed = [found.path.name for found in walk([tmp_path]) if isinstance(found, PassedOver)]
    assert passed == ["0001.xml", "0002.xml"]


@pytest.mark.parametrize("order", [list(ISSUE), list(reversed(ISSUE))])
@pytest.mark.parametrize(("name", "pack"), [("issue.tar", tar_bytes), ("issue.zip", zip_bytes)])
def test_an_issue_in_an_archive_is_read_as_an_issue_whatever_the_order(name, pack, order, tmp_path):
    (tmp_path / name).write_bytes(pack({member: ISSUE[member] for member in order}))
    articles, problems = everything(tmp_path)
    assert not problems
    assert [article.locator for article in articles] == ["i/mets.xml#art1", "i/mets.xml#ad1"]


LINKED = METS_ISSUE.replace("<mets ", '<mets LABEL="The Bugle (London, England), 1824-02-17" ')
LINKED = LINKED[: LINKED.index("<dmdSec")] + LINKED[LINKED.index("<fileSec") : LINKED.index("<structMap")]
LINKED += """<structMap TYPE="LOGICAL"><div TYPE="ISSUE">
<div TYPE="ARTICLE" ID="a1" LABEL="FLOOD TIDE"/></div></structMap>
<structMap TYPE="PHYSICAL"><div TYPE="physSequence"><div TYPE="page" ORDER="1" ID="p1"><fptr FILEID="ALTO1"/>
<div TYPE="pagearea" ID="x1"><fptr><area FILEID="ALTO1" BETYPE="IDREF" BEGIN="P1_TB1"/></fptr></div></div>
<div TYPE="page" ORDER="2" ID="p2"><fptr FILEID="ALTO2"/></div></div></structMap>
<structLink><smLink xlink:from="#a1" xlink:to="#x1"/><smLink xlink:from="#a1" xlink:to="#p2"/></structLink></mets>"""


def test_mets_whose_articles_are_linked_to_areas_and_pages(tmp_path):
    for name, data in {**ISSUE, "i/mets.xml": LINKED.encode()}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    [article], problems = everything(tmp_path)
    assert not problems
    assert article.text == "FLOOD TIDE1\n\nFLOOD TIDE2\n\nThe river,\nrose."
    assert (article.headline, article.newspaper, article.place) == ("FLOOD TIDE", "The Bugle", "London, England")
    assert (str(article.date), article.page) == ("1824-02-17", "1")


def test_missing_pages_of_an_issue_are_told_in_one_line(tmp_path):
    (tmp_path / "alto").mkdir()
    (tmp_path / "mets.xml").write_bytes(METS_ISSUE.encode())
    (tmp_path / "alto/0001.xml").write_bytes(ISSUE["i/alto/0001.xml"])
    articles, [problem] = everything(tmp_path)
    assert [article.headline for article in articles] == ["FLOOD TIDE"]
    assert "1 of its 2 page texts are not there (alto/0002.xml)" in problem.reason


def test_words_outside_all_articles_are_not_lost(tmp_path):
    long = "".join(f'<String CONTENT="word{n}"/><SP/>' for n in range(40))
    extra = (
        f'<TextBlock ID="X"><TextLine HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">{long}</TextLine></TextBlock></PrintSpace>'
    )
    (tmp_path / "alto").mkdir()
    (tmp_path / "mets.xml").write_bytes(METS_ISSUE.encode())
    for n in (1, 2):
        (tmp_path / f"alto/000{n}.xml").write_text(ALTO_PAGE.format(n=n).replace("</PrintSpace>", extra))
    articles, _ = everything(tmp_path)
    rests = [article for article in articles if article.whole_page]
    assert [rest.locator for rest in rests] == ["mets.xml#page=1", "mets.xml#page=2"]
    assert rests[0].text.endswith("word39")


def test_the_page_is_read_once_where_text_and_layout_both_lie(tmp_path):
    (tmp_path / "ocr.xml").write_bytes(ALTO_PAGE.format(n=1).encode())
    (tmp_path / "ocr.txt").write_text("FLOOD TIDE1")
    articles, problems = everything(tmp_path)
    assert not problems and [article.locator for article in articles] == ["ocr.xml"]
    pages = {f"sn82014086/1916/05/26/ed-1/seq-{n}/ocr.{e}": d for n in (1, 2)
             for e, d in (("txt", b"FLOOD TIDE"), ("xml", ALTO_PAGE.format(n=n).encode()))}  # fmt: skip
    for name, pack in (("p.tar", tar_bytes), ("p.zip", zip_bytes)):
        (tmp_path / name).write_bytes(pack(pages))
        articles, problems = everything(tmp_path / name)
        assert not problems and [article.page for article in articles] == ["1", "2"]
        assert all(article.locator.endswith("ocr.xml") and article.date for article in articles)


BOMB = """<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><alto><Layout><Page><TextBlock><TextLine><String CONTENT="&c;"/></TextLine>
</TextBlock></Page></Layout></alto>"""
THIEF = '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}><p>&x;</p></{root}>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text", [BOMB, *(THIEF.format(root=root) for root in ("alto", "mets", "TEI", "PcGts", "html"))]
)
def test_entities_are_refused(text, encoding):
    for name in ("x.xml", "x.hocr"):
        for entry in found(name, text.replace("<html>", '<html class="ocr_page">').encode(encoding)):
            assert isinstance(entry, Problem)
            assert "root:" not in entry.reason


def test_a_wrong_declaration_of_the_encoding_does_no_harm():
    data = ALTO_PAGE.format(n=1).replace("FLOOD", "FLÖÖD").encode("latin-1")  # the declaration says UTF-8
    assert one("p.xml", data).text.startswith("FLÖÖD TIDE1")


def test_damaged_xml_gives_what_can_be_read_and_says_so():
    data = ALTO_PAGE.format(n=1)
    entries = found("p.xml", data[: data.index("ver,")].encode())
    assert [type(entry) for entry in entries] == [Problem, Article]
    assert isinstance(entries[0], Problem) and "damaged" in entries[0].reason
    assert isinstance(entries[1], Article) and entries[1].text.startswith("FLOOD TIDE1\n\nThe ri")


@needs_formats
@pytest.mark.parametrize(
    ("name", "date", "page", "language", "words", "size", "lines", "beginning"),
    [
        ("alto/v1/sn83045555_1909_12_24_6.xml", "1909-12-24", "6", "en", 6322, (17067, 23727), 1201,
         "ftffiJ r I\nI 6 DESERET EVENING NEWS FRIDAY DECEMBER 24 1909\n\n1 I r MINING BUSINESS AND STOCKS"),
        ("alto/v2/sn90050316_1920_06_02_1.xml", "1920-06-02", "1", "eng", 3077, (20132, 28760), 558,
         "e\n\nTOM J. TERRALL SPOKE\nIN ASHDOWN SATURDAY\nCandidate for Governor Talks Issues\nand Slings No Mud"),
        ("alto/v3/bnl_lunion_1865-04-15.xml", "1865-04-15", "3", "", 2694, (3170, 4710), 408,
         "quelle jeune fille sur la terre avait plus\nsaintement aimé que Pervenche"),
        ("alto/v4/es-scbg_bblg_18950101_0006.xml", "1895-01-01", "6", "es", 423, (1372, 1938), 76,
         "6\n\nBOLETIN BIBLIÓ&RAFÍCO\n\n¡HELA- AHI!\nSONETO.\nAlta, rubia, prudente, generosa,"),
        ("ocr-d-samples/alto/3.0/testfile.xml", None, "", "", 442, (750, 1051), 66,
         "LEVEL 2 HEADING\n\nLEVEL 3 HEADING\n\n4, 6, 1, 6,"),
        ("ocr-d-samples/alto/2.0/wetzel_reisebegleiter_1901_0021.alto", "1901", "1", "de", 211, (800, 1095), 30,
         "..-15-.\n\nSchachteln und Packete, die man tnit sich führt,\ndesto bequemer"),
    ],
)  # fmt: skip
def test_alto_fixtures(name, date, page, language, words, size, lines, beginning):
    article = fixture(name)
    assert article.text.startswith(beginning)
    assert (article.date and str(article.date), article.page, article.language) == (date, page, language)
    assert (article.page_size, len(article.lines)) == (size, lines)
    assert len(article.text.split()) == words
    assert "\n".join(boxed(article)).split() == article.text.split()


@needs_formats
def test_hyphenated_words_of_the_fixtures_are_joined():
    text = fixture("alto/v2/sn90050316_1920_06_02_1.xml").text
    assert "-\n" not in text.replace("--\n", "") or text.count("-\n") <= 4  # two of 108 have no second half
    text = fixture("alto/v4/es-scbg_bblg_18950101_0001.xml").text
    assert "\xad" not in text


@needs_formats
def test_a_british_library_issue():
    articles, problems = everything(FORMATS / "mets-alto")
    assert not problems
    units, rests = [a for a in articles if not a.whole_page], [a for a in articles if a.whole_page]
    assert (len(units), [rest.page for rest in rests]) == (27, ["1"])  # 26 articles and a section of advertisements
    assert {(a.newspaper, a.place, str(a.date)) for a in articles} == {
        ("The Statesman.", "London, England", "1824-02-17")
    }
    assert [a.page for a in units] == ["1"] * 7 + ["2"] * 5 + ["3"] * 6 + ["4"] * 8 + ["1"]
    coal = units[1]
    assert (coal.headline, coal.external_id) == ("COAL DUTIES.", "0002647-00000#art0002")
    assert coal.text == (
        "COAL DUTIES.\n\nThe Bishop of EX Eifiltpreae- atril a petition from the\ninhabitants of the parish "
        "of 01.1sbnrgh against the duty\non Coal carried coastways.—Lail on the table."
    )
    assert units[12].headline == "THE STATESMAN"  # nonSort and title
    assert units[16].text.startswith("CATHOLIC ASSOCIATION.\n\n(/ROM The DUBLIN EVENINO POST OP SATURDAY.)")


@needs_formats
def test_an_ndnp_batch():
    articles, problems = everything(FORMATS / "ndnp-batch")
    assert not problems
    assert [str(article.date) for article in articles] == [f"1887-03-{day:02d}" for day in range(3, 12)]
    assert {(a.newspaper, a.page, a.edition, a.whole_page) for a in articles} == {
        ("The Omaha Daily Bee", "1", "1", True)
    }
    assert articles[0].external_id == "sn99021999/1887-03-03/ed-1/seq-1"
    assert [a.page_image for a in articles[:3]] == ["0003.pdf", "0011.pdf", ""]
    assert "THURSDAY , MORNING , MARCH 3 , 1887. NUMBEK 258\n\nHOW CARVEY JOINED" in articles[0].text
    batch = FORMATS / "ndnp-batch/batch_nbu_manyissues_ver01/data/batch.xml"
    assert len(everything(batch)[0]) == 9  # the batch record given by itself stands for its issues


@needs_formats
def test_hocr_fixtures():
    page = fixture("hocr/newspaper-seq-1.html")
    assert page.text.startswith("» IMPORTANT CHANGE\nIN ARKANSAS STATE BANS\nA. E. Waters of Shawnee.")
    assert (page.page, page.page_size, page.language) == ("1", (20596, 29200), "eng")
    broken = fixture("hocr/broken-missing-closing.html")
    assert "TH" in broken.text and len(broken.lines) == 1268
    assert boxed(broken)[:3] == ["-,!?K", "i '.. rsjA.- - PTV'wr,.?,:", "$$Wn'"]
    book, problems = everything(FORMATS / "ocr-d-samples/hocr/1.1/452114306.hocr")
    assert not problems and len(book) == 33
    assert str(book[0].date) == "1579" and book[1].locator == "452114306.hocr#page=2"
    spaced = fixture("ocr-d-samples/hocr/1.1/417576986_0013.hocr")
    assert spaced.text.startswith("P R E")  # letters that the engine took for words, emphasis inside


@needs_formats
def test_page_xml_fixtures():
    page = fixture("page-xml/PAGE_0017_PAGE.xml")
    assert page.text.startswith("Berliniſche Monatsſchrift.\n\n1784")
    assert page.text.endswith("B. Monatsſchr. IV. B. 6. St. H h\n\n(na-")
    assert (page.page_size, len(page.lines)) == ((1457, 2083), 24)
    page = fixture("page-xml/PAGE_0020_PAGE.xml")
    assert page.text.startswith("( 484 )\n\ngewiegelt worden; ſo ſchaͤdlich iſt es Vorurtheile zu\npflanzen,")
