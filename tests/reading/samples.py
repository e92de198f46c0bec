"""Small files of every format, written here, for the tests that hold for all readers."""

from __future__ import annotations

import datetime
import io
import json
import zipfile

import openpyxl

PAGE = "THE DAILY BUGLE\nSPRINGFIELD, MAY 26, 1916.\n" + "".join(
    f"Line {number} of the flood\nreport says the river rose.\n" for number in range(200)
)
ARTICLE = "FLOOD IN THE VALLEY\n\nThe river rose ten feet on Friday, and “every” bridge is gone — so says the mayor.\n"
CSV = (
    "article_id,date,newspaper,title,text\r\n"
    '7,1889-09-28,Northern Advocate,BIRTH.,"SISSONS.—On September 26th,\r\nthe wife of ""Hy."" Sissons, of a son."\r\n'
    "8,1889-09-29,Northern Advocate,FIRE.,A fire broke out.\r\n"
)
ROWS = [
    {
        "article_id": "1_1916-05-26_p1_sn83030214_00383342201_1916052601_0001",
        "newspaper_name": "The sun.",
        "edition": "01",
        "date": "1916-05-26",
        "page": "p1",
        "headline": "STRIKE AT THE MILLS",
        "byline": "By JOHN REED",
        "article": "Three thousand weavers left their looms.\nNo one was hurt. <b>Bold</b> & so on.",
    },
    {
        "article_id": "2_1916-05-26",
        "newspaper_name": "The sun.",
        "edition": "01",
        "date": "May 1916",
        "page": "p2",
        "headline": "",
        "byline": "",
        "article": "Wheat rose by two cents — ‘a record’.",
    },
]
JSONL = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)

ALTO_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation><fileName>scans/{n:04d}.tif</fileName></sourceImageInformation></Description>
<Layout><Page ID="P{n}" WIDTH="1000" HEIGHT="1500" PHYSICAL_IMG_NR="{n}"><PrintSpace>
<TextBlock ID="P{n}_TB1" language="en">
<TextLine ID="P{n}_TL1" HPOS="10" VPOS="20" WIDTH="400" HEIGHT="30">
<String ID="P{n}_S1" HPOS="10" VPOS="20" WIDTH="90" HEIGHT="30" CONTENT="FLOOD" WC="0.9"/><SP/>
<String ID="P{n}_S2" HPOS="120" VPOS="20" WIDTH="90" HEIGHT="30" CONTENT="TIDE{n}" WC="0.7"/></TextLine></TextBlock>
<ComposedBlock ID="P{n}_CB1"><TextBlock ID="P{n}_TB2">
<TextLine HPOS="10" VPOS="60" WIDTH="400" HEIGHT="20">
<String HPOS="10" VPOS="60" WIDTH="50" HEIGHT="20" CONTENT="The"/><SP/>
<String HPOS="70" VPOS="60" WIDTH="50" HEIGHT="20" CONTENT="ri" SUBS_TYPE="HypPart1" SUBS_CONTENT="river"/>
<HYP CONTENT="-"/>
</TextLine><TextLine HPOS="10" VPOS="90" WIDTH="400" HEIGHT="20">
<String HPOS="10" VPOS="90" WIDTH="50" HEIGHT="20" CONTENT="ver," SUBS_TYPE="HypPart2" SUBS_CONTENT="river"/><SP/>
<String HPOS="70" VPOS="90" WIDTH="50" HEIGHT="20" CONTENT="rose"/>
<String HPOS="121" VPOS="90" WIDTH="5" HEIGHT="20" CONTENT="."/></TextLine></TextBlock></ComposedBlock>
</PrintSpace></Page></Layout></alto>
"""
METS_ISSUE = """<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
<dmdSec ID="ISSUE"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>The Bugle.</mods:title></mods:titleInfo>
<mods:originInfo><mods:dateIssued>1824-02-17</mods:dateIssued><mods:place><mods:placeTerm type="text">London, England
</mods:placeTerm></mods:place></mods:originInfo></mods:mods></xmlData></mdWrap></dmdSec>
<dmdSec ID="A1"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>FLOOD TIDE</mods:title></mods:titleInfo>
</mods:mods></xmlData></mdWrap></dmdSec>
<fileSec><fileGrp USE="Fulltext">
<file ID="ALTO1" MIMETYPE="text/xml"><FLocat xlink:href="file://./alto/0001.xml"/></file>
<file ID="ALTO2" MIMETYPE="text/xml"><FLocat xlink:href="file://./alto/0002.xml"/></file></fileGrp></fileSec>
<structMap TYPE="PHYSICAL"><div TYPE="physSequence">
<div TYPE="page" ORDER="1" ORDERLABEL="[1]"><fptr FILEID="ALTO1"/></div>
<div TYPE="page" ORDER="2" ORDERLABEL="2"><fptr FILEID="ALTO2"/></div></div></structMap>
<structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div TYPE="ISSUE" DMDID="ISSUE"><div TYPE="CONTENT">
<div TYPE="ARTICLE" ID="art1" DMDID="A1">
<div TYPE="HEADING"><fptr><area FILEID="ALTO1" BETYPE="IDREF" BEGIN="P1_TB1"/></fptr></div>
<div TYPE="BODY"><fptr><area FILEID="ALTO1" BETYPE="IDREF" BEGIN="P1_TB2"/></fptr>
<fptr><area FILEID="ALTO2" BETYPE="IDREF" BEGIN="P2_CB1"/></fptr></div></div>
<div TYPE="ADVERT" ID="ad1"><div TYPE="HEADING"><fptr>
<area FILEID="ALTO2" BETYPE="IDREF" BEGIN="P2_S1" END="P2_S2"/></fptr></div></div>
</div></div></div></structMap></mets>
"""

# Files that a sample names and that lie beside it.
COMPANIONS = {
    "issue/1824-02-17_mets.xml": {
        "issue/alto/0001.xml": ALTO_PAGE.format(n=1).encode(),
        "issue/alto/0002.xml": ALTO_PAGE.format(n=2).encode(),
    }
}

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><meta name="ocr-system" content="tesseract"/>
<meta name="DC.date" content="1896-05-26"/></head><body>
<div class="ocr_page" id="page_1" title='image "scan.png"; bbox 0 0 1000 1500; ppageno 2'>
<div class="ocr_header" title="bbox 0 0 1000 10"/>
<div class="ocr_carea" title="bbox 10 20 500 120"><p class="ocr_par" lang="eng">
<span class="ocr_line" title="bbox 10 20 410 50"><span class="ocrx_word" title="bbox 10 20 100 50; x_wconf 90">
<em>FLOOD</em></span>
<span class="ocrx_word" title="bbox 120 20 210 50; x_wconf 70">TIDE</span></span>
<span class="ocr_line" title="bbox 10 60 410 80"><span class="ocrx_word" title="bbox 10 60 60 80">&amp;</span>
<span class="ocrx_word" title="bbox 70 60 160 80">“river”</span></span></p></div>
<div class="ocr_carea" title="bbox 510 20 900 120"><span class="ocr_line" title="bbox 510 20 900 40">
No words here</span></div>
</div></body></html>
"""
PAGE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="scan.tif"
 imageWidth="1000" imageHeight="1500"><ReadingOrder><OrderedGroup id="o"><RegionRefIndexed index="1" regionRef="r1"/>
<RegionRefIndexed index="0" regionRef="r2"/></OrderedGroup></ReadingOrder>
<TextRegion id="r0"><Coords points="0,900 100,900 100,950 0,950"/><TextEquiv><Unicode>Printed by
A. Smith.</Unicode></TextEquiv></TextRegion>
<TextRegion id="r1"><Coords points="0,100 100,100 100,200 0,200"/><TextLine id="l2">
<Coords points="5,110 95,110 95,130 5,130"/>
<Word><Coords points="5,110 50,110 50,130 5,130"/><TextEquiv conf="0.5"><Unicode>river</Unicode></TextEquiv></Word>
<Word><Coords points="60,110 90,110 90,130 60,130"/><TextEquiv><Unicode>rose</Unicode></TextEquiv></Word>
<Word><Coords points="91,110 95,110 95,130 91,130"/><TextEquiv><Unicode>.</Unicode></TextEquiv></Word>
</TextLine></TextRegion>
<TextRegion id="r2"><Coords points="0,10 100,10 100,50 0,50"/><TextLine id="l1">
<Coords points="5,15 95,15 95,35 5,35"/>
<TextEquiv index="1" conf="0.2"><Unicode>FL00D</Unicode></TextEquiv>
<TextEquiv index="0" conf="0.9"><Unicode>FLOOD</Unicode>
</TextEquiv></TextLine></TextRegion></Page></PcGts>
"""
ABBYY_XML = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader6-schema-v1.xml"
 producer="FineReader 8.0" pagesCount="1">
<page width="1000" height="1500"><block blockType="Text"><text><par><line l="10" t="20" r="410" b="50">
<formatting lang="EnglishUnitedStates"><charParams l="10" t="20" r="20" b="50" charConfidence="90">F</charParams>
<charParams l="20" t="20" r="30" b="50" charConfidence="70">i</charParams><charParams>¬</charParams></formatting></line>
<line l="10" t="60" r="410" b="90"><formatting><charParams>r</charParams><charParams>e</charParams>
<charParams> </charParams>
<charParams>!</charParams></formatting></line></par></text></block></page></document>
""".replace("</charParams>\n<charParams", "</charParams><charParams")
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>The Bugle, an edition</title></titleStmt>
<sourceDesc><bibl><title level="j">The Bugle</title><pubPlace>London</pubPlace>
<date when="1824-02-17">Tuesday</date></bibl>
</sourceDesc></fileDesc></teiHeader><text><body><pb n="3"/>
<div type="article" xml:id="a1"><head>FLOOD TIDE</head><byline>By a Friend</byline>
<p>The <choice><sic>rivver</sic><corr>river</corr></choice> rose<lb/>ten feet<note>sic</note>,
and every bridge is gone.</p><p>Nobody was hurt.</p></div>
<div type="article"><pb n="4"/><head>FIRE</head><p>A fire broke out.</p></div></body></text></TEI>
"""
SCAN = {
    "lccn": {"title": "The Bugle.", "lccn": "sn83030214", "place_of_publication": "Boston, Mass."},
    "edition": {"date": "1774-01-01", "edition": "01"},
    "page_number": "p1",
    "scan": {"width": 1000, "height": 1500, "jp2_url": "https://example.org/0001.jp2"},
    "bboxes": [
        {"id": 1, "bbox": {"x0": 10, "y0": 20, "x1": 410, "y1": 50}, "class": "headline", "raw_text": "FLOOD TIDE"},
        {"id": 2, "bbox": {"x0": 10, "y0": 60, "x1": 410, "y1": 90}, "class": "article", "raw_text": "The river rose."},
        {"id": 3, "bbox": {"x0": 510, "y0": 60, "x1": 910, "y1": 90}, "class": "article", "raw_text": "All is lost."},
    ],
    "full articles": [
        {"full_article_id": 7, "headline": "FLOOD TIDE", "byline": "By J. S.",
         "article": "The river rose.\n\nAll is lost.",
         "object_ids": [2, 3]},
        {"full_article_id": 8, "headline": "", "byline": "", "article": "Wheat is dear.", "object_ids": []},
    ],
}  # fmt: skip
MANIFEST = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "id": "https://example.org/manifest",
    "type": "Manifest",
    "label": {"en": ["The Bugle"]},
    "navDate": "1824-02-17T00:00:00Z",
    "items": [
        {
            "id": "https://example.org/canvas/1",
            "type": "Canvas",
            "width": 1000,
            "height": 1500,
            "label": {"none": ["1"]},
            "annotations": [
                {
                    "type": "AnnotationPage",
                    "items": [
                        {
                            "type": "Annotation",
                            "motivation": "supplementing",
                            "body": {"type": "TextualBody", "value": word},
                            "target": f"https://example.org/canvas/1#xywh={x},{y},80,20",
                        }
                        for word, x, y in (("FLOOD", 10, 20), ("TIDE", 100, 20), ("The river rose.", 10, 60))
                    ],
                }
            ],
        }
    ],
}


def pdf(*pages: list[tuple[int, int, int, str]]) -> bytes:
    """A PDF whose pages hold text at (x, y, size); y counted from below, as PDF does."""
    objects = ["", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        content = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in page)
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}endstream")
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {resources} /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = "<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


def package(members: dict[str, str]) -> bytes:
    """A zipped document with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def workbook(**sheets: list[list[object]]) -> bytes:
    """An Excel workbook with these sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = package(
    {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
        "<w:r><w:t>FLOOD TIDE</w:t></w:r></w:p><w:p><w:r><w:t>The river</w:t></w:r>"
        "<w:r><w:tab/><w:t>rose.</w:t></w:r></w:p>"
        "</w:body></w:document>",
    }
)
RTF = (
    rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Times New Roman;}}{\*\generator Word;}{\info{\title X}}\f0"
    b"\r\n\\b FLOOD TIDE\\b0\\par\\par The river\\~rose \\ldblquote ten\\rdblquote  feet "
    b"\\u8212?\\'e9t\\'e9 \\{x\\}.\\par}"
)
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODT = package(
    {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<o:document-content xmlns:o="{OFFICE}:office:1.0" xmlns:t="{OFFICE}:text:1.0"><o:body><o:text>'
        "<t:h>FLOOD TIDE</t:h><t:p>The <t:span>river</t:span> rose.</t:p></o:text></o:body></o:document-content>",
    }
)
TABLE: list[list[object]] = [
    ["id", "Date", "Newspaper", "Headline", "Full text"],
    [1, datetime.date(1916, 5, 26), "The Sun", "STRIKE", "Three thousand weavers left their looms."],
    [2, "May 1916", "The Sun", None, "Wheat rose by two cents."],
]

# Reader's name → the files it must claim: (file name, content).
SAMPLES: dict[str, list[tuple[str, bytes]]] = {
    "text": [
        ("flood.txt", ARTICLE.encode()),
        ("flood-16.txt", ARTICLE.encode("utf-16")),
        ("flood-1252.txt", ARTICLE.encode("cp1252")),
        ("19160526/sn82014086-ed-1_seq-1.txt", PAGE.encode()),
        ("sn82014086/1916/05/26/ed-1/seq-3/ocr.txt", PAGE.encode()),
    ],
    "csv": [
        ("rows.csv", CSV.encode()),
        ("rows.tsv", CSV.replace(",", "\t").encode("utf-8-sig")),
        ("semicolons.csv", CSV.replace(",", ";").encode("cp1252")),
    ],
    "alto": [
        ("sn83045555_1909_12_24_6.xml", ALTO_PAGE.format(n=6).encode()),
        ("page.alto", ALTO_PAGE.format(n=1).replace("ns-v3", "ns-v4").encode("utf-16").replace(b"UTF-8", b"UTF-16")),
    ],
    "hocr": [("page.hocr", HOCR.encode()), ("page.html", HOCR.replace("</span>", "", 2).encode())],
    "page": [("page.xml", PAGE_XML.encode())],
    "abbyy": [("book_abbyy.xml", ABBYY_XML.encode())],
    "tei": [("bugle.xml", TEI.encode())],
    "pdf": [
        (
            "issue.pdf",
            pdf([(50, 700, 12, "FLOOD TIDE"), (50, 680, 10, "The river rose.")], [(50, 700, 12, "Page two.")]),
        ),
    ],
    "scan": [("1774-01-01_p1_sn83030214_00383342201_1774010101_0001.json", json.dumps(SCAN).encode())],
    "iiif": [("manifest.json", json.dumps(MANIFEST).encode())],
    "xlsx": [("rows.xlsx", workbook(one=TABLE, two=TABLE)), ("one.xlsx", workbook(only=TABLE))],
    "document": [("letter.docx", DOCX), ("letter.odt", ODT)],
    "rtf": [("letter.rtf", RTF)],
    "mets": [("issue/1824-02-17_mets.xml", METS_ISSUE.encode())],
    "jsonl": [("rows.jsonl", JSONL.encode()), ("rows.json", JSONL.encode())],
    "json": [
        ("list.json", json.dumps(ROWS, indent=1).encode()),
        ("years.json", json.dumps({"1916": ROWS, "1917": ROWS}).encode("utf-16")),
        ("columns.json", json.dumps({key: {"0": ROWS[0][key], "1": ROWS[1][key]} for key in ROWS[0]}).encode()),
    ],
}
