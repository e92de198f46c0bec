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
    "jsonl": [("rows.jsonl", JSONL.encode()), ("rows.json", JSONL.encode())],
    "json": [
        ("list.json", json.dumps(ROWS, indent=1).encode()),
        ("years.json", json.dumps({"1916": ROWS, "1917": ROWS}).encode("utf-16")),
        ("columns.json", json.dumps({key: {"0": ROWS[0][key], "1": ROWS[1][key]} for key in ROWS[0]}).encode()),
    ],
}
