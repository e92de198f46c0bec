"""Small files of every format, written here, for the tests that hold for all readers."""

from __future__ import annotations

import json

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
    "mets": [("issue/1824-02-17_mets.xml", METS_ISSUE.encode())],
    "jsonl": [("rows.jsonl", JSONL.encode()), ("rows.json", JSONL.encode())],
    "json": [
        ("list.json", json.dumps(ROWS, indent=1).encode()),
        ("years.json", json.dumps({"1916": ROWS, "1917": ROWS}).encode("utf-16")),
        ("columns.json", json.dumps({key: {"0": ROWS[0][key], "1": ROWS[1][key]} for key in ROWS[0]}).encode()),
    ],
}
