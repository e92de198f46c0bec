"""The parallels as references for Zotero and its kin: RIS, BibTeX and CSL-JSON.

RIS follows the 2011 tag list as Zotero's RIS translator reads it (``NEWS`` is a newspaper article, ``T2`` its paper,
``CY`` the place, ``DA`` as ``YYYY/MM/DD/``); CSL-JSON follows the citation-style-language input schema
(``article-newspaper``); BibTeX has no type for newspapers, so ``@article`` carries biblatex's ``entrysubtype``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dejavu_app.exporting.record import Record, one_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST = 40  # letters of a word in a citation key; where OCR loses the blanks a headline is one word
_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def write_ris(records: Sequence[Record], path: Path) -> None:
    """Write RIS: UTF-8, CRLF, a two-letter tag, two blanks, a hyphen and a blank before each value."""
    lines: list[str] = []
    for record in records:
        parallel, date = record.parallel, record.date
        # The type comes first and ER last, as the format asks; empty fields are left out.
        fields = [("TI", record.title), ("AU", record.author.replace(",", "")), ("T2", record.newspaper),
                  ("CY", parallel.place)]
        if date:
            day = f"{date.day:02d}" if date.day else ""
            month = f"{date.month:02d}" if date.month else ""
            fields += [("PY", f"{date.year}"), ("DA", f"{date.year}/{month}/{day}/")]
        fields += [("SP", parallel.page), ("ET", record.edition), ("LA", record.language), ("UR", parallel.url),
                   ("AB", parallel.passage), ("AN", parallel.external_id), ("N1", record.note),
                   ("N1", _undated(record)), ("N1", _source(record)), *(("KW", tag) for tag in record.tags)]
        lines.append("TY  - NEWS")
        lines += [f"{tag}  - {one_line(value)}" for tag, value in fields if value.strip()]
        lines += ["ER  - ", ""]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("".join(f"{line}\r\n" for line in lines))


def write_bibtex(records: Sequence[Record], path: Path) -> None:
    """Write BibTeX in UTF-8: one ``@article`` a parallel, with the characters that TeX reads as commands escaped."""
    taken: set[str] = set()
    entries = []
    for record in records:
        parallel, date = record.parallel, record.date
        fields = {"title": f"{{{_tex(record.title)}}}", "author": f"{{{_tex(record.author)}}}" if record.author else "",
                  "journal": _tex(record.newspaper), "address": _tex(parallel.place)}
        if date:
            fields |= {"year": str(date.year), "day": str(date.day) if date.day else ""}
        fields |= {"pages": _tex(parallel.page), "edition": _tex(record.edition), "language": _tex(record.language),
                   "url": one_line(parallel.url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
                   "abstract": _tex(parallel.passage),
                   "keywords": _tex(", ".join(tag.replace(",", " ") for tag in record.tags)),
                   "note": _tex(_note(record, _undated(record))), "entrysubtype": "newspaper"}
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        if date and date.month:
            lines.append(f"  month = {_MONTHS[date.month - 1]}")
        entries.append(f"@article{{{_key(record, taken)},\n" + ",\n".join(lines) + "\n}\n")
    path.write_text("\n".join(entries), encoding="utf-8", newline="\n")


def write_csl_json(records: Sequence[Record], path: Path) -> None:
    """Write a CSL-JSON array of ``article-newspaper`` items; dates keep the precision that they have."""
    taken: set[str] = set()
    items = []
    for record in records:
        parallel, date = record.parallel, record.date
        item: dict[str, Any] = {"id": _key(record, taken), "type": "article-newspaper", "title": record.title,
                                "container-title": record.newspaper, "publisher-place": parallel.place,
                                "page": parallel.page, "edition": record.edition, "language": record.language,
                                "URL": parallel.url, "abstract": parallel.passage,
                                "archive_location": parallel.external_id,
                                "keyword": ", ".join(record.tags), "note": _note(record)}
        item = {name: one_line(value) for name, value in item.items()}
        if record.author:
            item["author"] = [{"literal": one_line(record.author)}]
        if date:
            item["issued"] = {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}
        elif parallel.date.strip():
            item["issued"] = {"literal": one_line(parallel.date)}
        items.append({name: value for name, value in item.items() if value})
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _source(record: Record) -> str:
    return f"Source file: {one_line(record.where)}" if record.where else ""


def _undated(record: Record) -> str:
    """A date that could not be understood, in the words of its source; these formats have fields for figures alone."""
    written = one_line(record.parallel.date)
    return f"Date as given: {written}" if written and not record.date else ""


def _note(record: Record, undated: str = "") -> str:
    """The reader's own note, then where the text was read."""
    parts = (one_line(record.note).rstrip("."), undated.rstrip("."), _source(record))
    return ". ".join(part for part in parts if part)


def _tex(text: str) -> str:
    """``text`` with TeX's own characters escaped; BibTeX counts a brace as one even after a backslash.

    So escaped braces may stand only where they balance; elsewhere they are written out.
    """
    line = one_line(text)
    escapes = _TEX if _balanced(line) else _TEX | {"{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
    return "".join(escapes.get(character, character) for character in line)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def _key(record: Record, taken: set[str]) -> str:
    """A citation key of paper, year and title word, plain ASCII and used once."""
    words = [word for word in _ascii(record.title).split() if len(word) > 3] or ["article"]
    paper = [word for word in _ascii(record.parallel.newspaper).split() if word not in ("the", "a")] or ["paper"]
    year = f"{record.date.year}" if record.date else "nd"
    base = f"{paper[0][:_LONGEST]}_{words[0][:_LONGEST]}_{year}"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    taken.add(key)
    return key


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", " ", plain)
