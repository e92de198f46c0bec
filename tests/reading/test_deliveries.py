"""What archives, databases and OCR programs really deliver: read as what it is, or refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dejavu_app.domain import Article
from dejavu_app.reading import Problem, ReadOptions, walk
from dejavu_app.reading.markup import without_markup
from tests.reading.samples import ALTO_PAGE, METS_ISSUE, TEI, WORD, package
from tests.reading.test_containers import TITLES, results, tar_bytes, zip_bytes
from tests.reading.test_contract import found

PAGE_XML = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageWidth="1000" imageHeight="1500"><TextRegion id="r1"><Coords points="0,0 100,40"/>{lines}</TextRegion></Page>
</PcGts>"""
LINE = '<TextLine id="l1"><Coords points="0,0 100,20"/><TextEquiv><Unicode>Seite {n}</Unicode></TextEquiv></TextLine>'
OCR_D = """<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3"
 xmlns:xlink="http://www.w3.org/1999/xlink"><dmdSec ID="D"><mdWrap><xmlData><mods:mods><mods:titleInfo>
<mods:title>Vossische Zeitung</mods:title></mods:titleInfo>
<mods:originInfo><mods:dateIssued>1889-03-07</mods:dateIssued></mods:originInfo></mods:mods></xmlData></mdWrap></dmdSec><fileSec>
<fileGrp USE="OCR-D-SEG">{first}</fileGrp><fileGrp USE="OCR-D-OCR">{last}</fileGrp></fileSec>
<structMap TYPE="PHYSICAL"><div TYPE="physSequence">{pages}</div></structMap></mets>"""
FILE = (
    '<file ID="{step}{n}" MIMETYPE="application/vnd.prima.page+xml"><FLocat xlink:href="OCR-D-{step}/{n}.xml"/></file>'
)


def test_an_issue_of_ocr_d_is_read_from_the_last_step_of_its_pages(tmp_path: Path):
    first, last = ("".join(FILE.format(step=step, n=n) for n in (1, 2)) for step in ("SEG", "OCR"))
    pages = "".join(
        f'<div TYPE="page" ORDER="{n}"><fptr FILEID="SEG{n}"/><fptr FILEID="OCR{n}"/></div>' for n in (1, 2)
    )
    (tmp_path / "mets.xml").write_text(OCR_D.format(first=first, last=last, pages=pages))
    for step, lines in (("SEG", ""), ("OCR", LINE)):
        (tmp_path / f"OCR-D-{step}").mkdir()
        for n in (1, 2):
            (tmp_path / f"OCR-D-{step}" / f"{n}.xml").write_text(PAGE_XML.format(lines=lines.format(n=n)))
    articles, problems = results(tmp_path)
    assert not problems
    assert [(page.text, page.page, page.newspaper, str(page.date)) for page in articles] == [
        ("Seite 1", "1", "Vossische Zeitung", "1889-03-07"),
        ("Seite 2", "2", "Vossische Zeitung", "1889-03-07"),
    ]


@pytest.mark.parametrize("name", ["19160501/sn82014086-ed-1_seq-1.txt", "ocr", "page.html"])
@pytest.mark.parametrize("begins", ["<!DOCTYPE html>\n<html lang='en'>", "\n <HTML>", "<?xml version='1.0'?>\n<html>"])
def test_a_web_page_in_place_of_a_text_is_no_article(name: str, begins: str):
    [problem] = found(name, f"{begins}<body><h1>504 Gateway Time-out</h1></body></html>".encode())
    assert isinstance(problem, Problem) and problem.reason.startswith("it is a web page")


def test_xml_of_an_unknown_kind_is_no_text_whatever_its_name(tmp_path: Path):
    (tmp_path / "ddd_010097132_ocr.txt").write_text('<?xml version="1.0"?><text><p>Staking te Rotterdam.</p></text>')
    [problem] = walk([tmp_path])
    assert isinstance(problem, Problem) and problem.reason == "its format is not known"
    (tmp_path / "ddd_010097132_ocr.txt").write_text("<i>Staking</i> te Rotterdam, <?> en elders.")
    assert results(tmp_path)[0][0].text.startswith("<i>Staking</i>")  # signs in a text make no document of it


def test_the_archive_of_the_new_york_times_gives_what_it_has_of_each_article():
    both = {"snippet": "A snippet.", "lead_paragraph": "The first paragraph.", "abstract": "An abstract."}
    had = [both, {**both, "lead_paragraph": ""}, {**both, "lead_paragraph": "", "snippet": ""}]
    docs = [
        {
            "web_url": "https://www.nytimes.com/1916/05/26/x.html", "uri": "nyt://article/1", "print_page": "3",
            "headline": {"main": "DOCK STRIKE SETTLED.", "kicker": None}, "pub_date": "1916-05-26T00:00:00+0000",
            "byline": {"original": "By JOHN REED", "person": []}, "source": "The New York Times", "_id": f"a{number}",
            **texts,
        }
        for number, texts in enumerate(had)
    ]  # fmt: skip
    answer = {"copyright": "x", "response": {"docs": docs, "meta": {"hits": 3}}}
    first, second, third = (entry for entry in found("1916-05.json", json.dumps(answer).encode()))
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert [first.text, second.text, third.text] == ["The first paragraph.", "A snippet.", "An abstract."]
    assert (first.headline, first.byline, first.page) == ("DOCK STRIKE SETTLED.", "By JOHN REED", "3")
    assert (first.newspaper, str(first.date), first.url) == (
        "The New York Times", "1916-05-26", "https://www.nytimes.com/1916/05/26/x.html",
    )  # fmt: skip


def test_a_text_that_a_person_chose_is_not_taken_from_another_column():
    table = b"date,abstract,snippet\n1916-05-26,,A snippet.\n"
    [problem] = found("a.csv", table, ReadOptions(columns={"text": "abstract"}))
    assert isinstance(problem, Problem) and problem.reason == "the row has no text"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>The river rose.</p>", "The river rose."),
        ("<p><span>  A dock-</span><span> ers &amp; I</span></p><p><span> met.</span></p>", "A dock-\ners & I\n\nmet."),
        ("<div><h1>FLOOD</h1>\n<p>At <b>Gundagai</b>:<br/>the bridge</p></div>\n", "FLOOD\n\nAt Gundagai:\nthe bridge"),
        ("<p>1 &lt; 2 and <p>3</p>", "1 < 2 and 3"),
        ("The <p>river</p> rose.", "The <p>river</p> rose."),
        ("<p> for the OCR of a stamp", "<p> for the OCR of a stamp"),
        ("a < b, c > d </ e", "a < b, c > d </ e"),
    ],
)  # fmt: skip
def test_a_text_that_is_markup_as_a_whole_is_read_without_it(text: str, read: str):
    assert without_markup(text) == read


TESSERACT = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t2000\t3000\t-1\t
5\t1\t1\t1\t1\t1\t36\t92\t60\t24\t96\tThe
5\t1\t1\t1\t1\t2\t99\t92\t60\t24\t96\tstrike
"""
TEXTRACT = {
    "DocumentMetadata": {"Pages": 1},
    "Blocks": [{"BlockType": "PAGE", "Geometry": {}}]
    + [{"BlockType": kind, "Text": "The strike", "Geometry": {}, "Page": 1} for kind in ["LINE", "WORD"]],
}
AZURE = {"analyzeResult": {"readResults": [{"page": 1, "lines": [{"boundingBox": [1], "text": "The", "words": []}]}]}}


@pytest.mark.parametrize(
    ("name", "data"),
    [("p1.tsv", TESSERACT), ("p1.json", json.dumps(TEXTRACT)), ("p2.json", json.dumps(AZURE))],
)
def test_the_words_of_a_page_one_by_one_are_no_articles(name: str, data: str):
    [problem] = found(name, data.encode())
    assert isinstance(problem, Problem) and "words of a page one by one" in problem.reason


def test_a_short_article_may_have_a_place_on_a_map_or_a_page():
    record = {"headline": "STRIKE", "date": "1916-05-26", "text": "It is over.", "geometry": {"type": "Point"}}
    [article] = found("map.json", json.dumps({"articles": [record]}).encode())
    assert isinstance(article, Article) and article.text == "It is over."


def test_the_text_of_a_page_among_an_ocr_services_words_is_read_and_not_named_after_its_field():
    answer = {
        "responses": [{"textAnnotations": [{"description": "The"}], "fullTextAnnotation": {"text": "The strike"}}]
    }
    [page] = found("output-1-to-1.json", json.dumps(answer).encode())
    assert isinstance(page, Article) and (page.text, page.external_id) == ("The strike", "")
    [first, _] = found("by-id.json", json.dumps({"a1": {"text": "One"}, "a2": {"text": "Two"}}).encode())
    assert isinstance(first, Article) and first.external_id == "a1"


def issue(pages: str) -> dict[str, bytes]:
    return {"i/mets.xml": METS_ISSUE.replace("alto/", f"{pages}/").encode()} | {
        f"i/{pages}/000{n}.xml": ALTO_PAGE.format(n=n).encode() for n in (1, 2)
    }


def backslashed(members: dict[str, bytes]) -> dict[str, bytes]:
    return {name.replace("/", "\\"): data for name, data in members.items()}


@pytest.mark.parametrize("name", ["windows.zip", "windows.tar"])
def test_an_issue_in_an_archive_with_windows_names_is_read_as_an_issue(name: str, tmp_path: Path):
    pack = zip_bytes if name.endswith("zip") else tar_bytes
    folder = {"i\\": b""} if name.endswith("zip") else {}
    (tmp_path / name).write_bytes(pack(folder | backslashed(issue("alto"))))
    articles, problems = results(tmp_path / name)
    assert not problems
    assert [(article.headline, str(article.date)) for article in articles] == [
        ("FLOOD TIDE", "1824-02-17"),
        ("FLOOD TIDE2", "1824-02-17"),
    ]


@pytest.mark.parametrize("pack", [zip_bytes, tar_bytes])
def test_titles_in_an_archive_with_windows_names_serve(pack, tmp_path: Path):
    members = {"a\\19160501\\sn82014086-ed-1_seq-1.txt": b"The strike.", "a\\titles.json": TITLES}
    (tmp_path / "papers.zip").write_bytes(pack(members))
    [page], _ = results(tmp_path / "papers.zip")
    assert page.newspaper == "The Bugle."


@pytest.mark.parametrize("turned", [False, True], ids=["record first", "record last"])
def test_in_a_tar_the_pages_of_an_issue_may_lie_in_a_folder_of_any_name(turned: bool, tmp_path: Path):
    pages_and_record = sorted(issue("FULLTEXT_A").items(), reverse=not turned)  # capitals come first
    members = {
        name.replace("i/", f"volume/i{number}/"): data for number in (1, 2, 3) for name, data in pages_and_record
    }
    (tmp_path / "issues.tar").write_bytes(tar_bytes(members))
    articles, problems = results(tmp_path / "issues.tar")
    assert not problems
    assert [article.locator for article in articles] == [
        f"volume/i{number}/mets.xml#{unit}" for number in (1, 2, 3) for unit in ("art1", "ad1")
    ]


def test_in_a_tar_the_image_of_a_folders_first_page_is_found(tmp_path: Path):
    members = {
        f"i{number}/000{n}.{ending}": ALTO_PAGE.format(n=n).encode()
        for number in (1, 2)
        for n in (1, 2)
        for ending in ("jp2", "xml")
    }
    (tmp_path / "pages.tar").write_bytes(tar_bytes(members))
    articles, _ = results(tmp_path / "pages.tar")
    assert [article.page_image for article in articles] == ["0001.jp2", "0002.jp2"] * 2


LONG = " ".join(["Nobody was hurt, and the bridge will be built anew before winter."] * 4)
BETWEEN = f"""<p>A line.</p></div><p>{LONG}</p><pb n="5"/><p>The last of it.</p>
<div type="obituary"><head>DEAD</head><p>{LONG}</p></div><div type="fin"><p>Printed by Smith.</p></div>
<div type="column"><head>LOCAL</head><p>{LONG}</p><div type="article" xml:id="inner"><p>Rain.</p></div></div>
<div type="article">"""


def test_what_a_tei_edition_marks_as_no_article_is_not_lost():
    head = '<div type="article">'
    entries = found("bugle.xml", TEI.replace("</p></div>\n" + head, "</p></div>" + head + BETWEEN, 1).encode())
    articles = [entry for entry in entries if isinstance(entry, Article)]
    assert [(article.locator.partition("#")[2], article.headline, article.page) for article in articles] == [
        ("a1", "FLOOD TIDE", "3"),
        ("div=2", "", "3"),
        ("rest=1", "", "3"),
        ("rest=2", "DEAD", "5"),
        ("rest=3", "LOCAL", "5"),
        ("inner", "", "5"),
        ("div=4", "FIRE", "4"),
    ]
    texts = [article.text for article in articles]
    assert texts[2] == f"{LONG}\n\nThe last of it." and texts[4] == f"LOCAL\n\n{LONG}"
    assert str(articles[3].date) == "1824-02-17" and articles[3].newspaper == "The Bugle"


def test_a_broken_word_in_tei_keeps_its_hyphen_at_the_lines_end():
    text = TEI.replace("A fire broke out", 'A house<lb break="no"/>boat and a steam-<lb break="no"/>ship burned')
    last = found("bugle.xml", text.encode())[-1]
    assert isinstance(last, Article) and last.text == "FIRE\n\nA houseboat and a steam-\nship burned."


@pytest.mark.parametrize(("named", "headline"), [("heading 1", "Hafenstreik"), ("Normal", "")])
def test_a_headline_in_word_is_known_by_its_style_in_any_language(named: str, headline: str):
    names = f'xmlns:w="{WORD}"'
    style = f'<w:styles {names}><w:style w:styleId="berschrift1"><w:name w:val="{named}"/></w:style></w:styles>'
    first = '<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Hafenstreik</w:t></w:r></w:p>'
    body = f"<w:document {names}><w:body>{first}<w:p><w:r><w:t>Er endete.</w:t></w:r></w:p></w:body></w:document>"
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": body, "word/styles.xml": style}
    [article] = found("a.docx", package(parts))
    assert isinstance(article, Article) and (article.text, article.headline) == ("Hafenstreik\nEr endete.", headline)
    [article] = found("a.docx", package(parts | {"word/styles.xml": ""}))
    assert isinstance(article, Article) and article.headline == ""


def area(page: int, block: str) -> str:
    return f'<fptr><area FILEID="ALTO{page}" BETYPE="IDREF" BEGIN="{block}"/></fptr>'


def test_articles_in_the_sections_of_an_issue_are_found_and_its_masthead_is_none(tmp_path: Path):
    masthead = f'<div TYPE="TITLE_SECTION"><div TYPE="HEADLINE">{area(1, "P1_TB1")}</div></div>'
    first = f'<div TYPE="ARTICLE" ID="a1" DMDID="A1"><div TYPE="BODY">{area(1, "P1_TB2")}</div></div>'
    notice = f'<div TYPE="DEATH_NOTICE" ID="d1"><div TYPE="BODY">{area(2, "P2_S1")}</div></div>'
    section = f'<div TYPE="SECTION" ID="s1"><div TYPE="BODY"><div TYPE="BODY_CONTENT">{first}{notice}</div></div></div>'
    whole = f'<div TYPE="SECTION" ID="s2" LABEL="Local"><div TYPE="BODY"><div TYPE="TEXT">{area(2, "P2_TB2")}</div>'
    content = f'{masthead}<div TYPE="CONTENT">{section}{whole}<div TYPE="ILLUSTRATION"/></div></div></div>'
    begin, end = METS_ISSUE.index('<div TYPE="CONTENT">'), METS_ISSUE.index("</div></div></div></structMap></mets>")
    members = issue("alto") | {"i/mets.xml": (METS_ISSUE[:begin] + content + METS_ISSUE[end + 6 :]).encode()}
    (tmp_path / "issue.zip").write_bytes(zip_bytes(members))
    articles, problems = results(tmp_path / "issue.zip")
    assert not problems
    assert [(article.locator, article.headline, article.text) for article in articles] == [
        ("i/mets.xml#a1", "FLOOD TIDE", "The river,\nrose."),
        ("i/mets.xml#d1", "", "FLOOD"),
        ("i/mets.xml#s2", "Local", "The river,\nrose."),
    ]


def test_a_page_that_several_articles_are_linked_to_is_read_once(tmp_path: Path):
    pages = "".join(f'<div TYPE="page" ID="p{n}" ORDER="{n}"><fptr FILEID="ALTO{n}"/></div>' for n in (1, 2))
    names = {"a1": (1,), "a2": (1, 2), "s1": (1, 2)}
    kinds = "".join(f'<div TYPE="{"section" if name == "s1" else "article"}" ID="{name}"/>' for name in names)
    links = "".join(f'<smLink xlink:from="{name}" xlink:to="p{n}"/>' for name in names for n in names[name])
    record = (
        METS_ISSUE[: METS_ISSUE.index("<structMap")]
        + f'<structMap TYPE="LOGICAL"><div TYPE="issue" DMDID="ISSUE">{kinds}</div></structMap>'
        + f'<structMap TYPE="PHYSICAL"><div TYPE="physSequence">{pages}</div></structMap>'
        + f"<structLink>{links}</structLink></mets>"
    )
    (tmp_path / "issue.zip").write_bytes(zip_bytes(issue("alto") | {"i/mets.xml": record.encode()}))
    articles, _ = results(tmp_path / "issue.zip")
    assert [(article.locator, article.whole_page) for article in articles] == [
        ("i/mets.xml#a2", False),
        ("i/mets.xml#page=1", True),
    ]
    assert [article.text.split("\n")[0] for article in articles] == ["FLOOD TIDE2", "FLOOD TIDE1"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb"{\rtf1\mac\deff0 caf\'8e et \'c7fin\'c8\par}", "café et «fin»"),
        (rb"{\rtf1\pca caf\'82\par}", "café"),
        (rb"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b \'82}", "日本 \ufffd"),
        (rb"{\rtf1\ansi\ansicpg1252 {\b\'93}ten\'94 \u8211\'96 x}", "“ten” – x"),
    ],
)
def test_rich_text_is_read_in_the_letters_of_its_system(data: bytes, text: str):
    [article] = found("a.rtf", data)
    assert isinstance(article, Article) and article.text == text


def test_pages_found_on_loc_gov_are_read_with_their_newspaper():
    result = {
        "date": "1889-03-07", "description": ["The dockers of the port went on strike."], "number_page": ["0003"],
        "title": "Image 3 of The sun (New York [N.Y.]), March 7, 1889", "location": ["new york", "united states"],
        "partof_title": ["the sun (new york [n.y.]) 1833-1916"], "number_lccn": ["sn83030272"],
        "number_edition": [1], "location_city": ["new york"], "location_state": ["new york"], "language": ["english"],
        "url": "https://www.loc.gov/resource/sn83030272/1889-03-07/ed-1/?sp=3&q=strike",
    }  # fmt: skip
    [page] = found("strike.json", json.dumps({"pagination": {"of": 1}, "results": [result]}).encode())
    assert isinstance(page, Article)
    assert (page.text, page.headline) == ("The dockers of the port went on strike.", "")
    assert (page.newspaper, page.place, str(page.date), page.page, page.edition) == (
        "the sun (new york [n.y.]) 1833-1916", "new york, new york", "1889-03-07", "3", "1",
    )  # fmt: skip


def test_an_article_of_impresso_is_read_by_its_short_names():
    row = {"id": "GDL-1900-01-02-a-i0001", "ts": "2019-06-22T15:25:04Z", "pp": [1], "d": "1900-01-02", "lg": "fr",
           "tp": "ar", "lb": [5], "t": "LA GRÈVE", "ft": "Les ouvriers du port ont quitté le travail."}  # fmt: skip
    untitled = {name: value for name, value in row.items() if name != "t"}
    first, second = found("GDL-1900.jsonl", f"{json.dumps(row)}\n{json.dumps(untitled)}\n".encode())
    assert isinstance(first, Article) and isinstance(second, Article) and not second.headline
    assert (first.text, first.headline, first.language, first.page) == (row["ft"], "LA GRÈVE", "fr", "1")
    assert (str(first.date), first.external_id) == ("1900-01-02", "GDL-1900-01-02-a-i0001")


def test_a_page_of_the_german_newspaper_portal_is_read():
    row = {"page_id": "ABC-FILE_0003", "pagenumber": 3, "paper_title": "Hamburger Nachrichten", "language": ["ger"],
           "provider": "SUB Hamburg", "publication_date": "1896-11-21T12:00:00Z", "thumbnail": "x",
           "place_of_distribution": ["Hamburg"], "plainpagefulltext": ["Die Arbeiter legten"]}  # fmt: skip
    [page] = found("pages.json", json.dumps({"response": {"docs": [row]}}).encode())
    assert isinstance(page, Article) and (page.text, page.external_id) == ("Die Arbeiter legten", "ABC-FILE_0003")
    assert (page.newspaper, page.place, page.page) == ("Hamburger Nachrichten", "Hamburg", "3")
    assert (str(page.date), page.language) == ("1896-11-21", "ger")


@pytest.mark.parametrize("name", ["articles.json", "articles.jsonl", "articles.txt"])
@pytest.mark.parametrize("packed", [False, True], ids=["one by one", "in a list"])
def test_json_objects_of_several_lines_are_read_whatever_their_name(name: str, packed: bool):
    objects = [json.dumps({"text": text, "date": "5/13/1916"}, indent=1) for text in ("The one.", "The other.")]
    entries = found(name, (f"[{','.join(objects)}]" if packed else "\n".join(objects)).encode())
    assert [(entry.text, str(entry.date)) for entry in entries if isinstance(entry, Article)] == [
        ("The one.", "1916-05-13"),
        ("The other.", "1916-05-13"),
    ]
    *whole, problem = found(name, f"{objects[0]}\n{objects[1]}\n{{'text'".encode())
    assert len(whole) == 2 and isinstance(problem, Problem) and "not JSON from here on" in problem.reason


@pytest.mark.parametrize("pack", [zip_bytes, tar_bytes, None])
def test_pages_with_blanks_in_their_names_belong_to_their_issue(pack, tmp_path: Path):
    pages = {name.replace("000", "Le Figaro é 000"): data for name, data in issue("alto").items() if "000" in name}
    record = METS_ISSUE.replace("alto/000", "alto/Le%20Figaro%20%C3%A9%20000").encode()
    members = pages | {"i/mets.xml": record}
    if pack:
        (tmp_path / "issue.packed").write_bytes(pack(members))
    else:
        for name, data in members.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
    articles, problems = results(tmp_path)
    assert not problems
    assert [article.headline for article in articles] == ["FLOOD TIDE", "FLOOD TIDE2"]
