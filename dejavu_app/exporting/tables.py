"""The list of parallels as a table: CSV for any program, XLSX for spreadsheets, JSON Lines for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dejavu_app.domain import Parallel, SearchResult
from dejavu_app.exporting.record import Record, printable
from dejavu_app.searching.document import parallel_document

COLUMNS = ("rank", "score", "band", "date", "newspaper", "place", "page", "headline", "passage", "article_id",
           "external_id", "source", "url")

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL_LIMIT = 32_767  # characters of UTF-16 that a spreadsheet's cell holds


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would run it as a formula.

    The characters are those of OWASP's page on CSV injection.
    """
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def cells(parallel: Parallel, ranked: bool = True) -> list[str | int | float]:
    """One parallel in the order of ``COLUMNS``; numbers stay numbers, text cannot become a formula.

    Not ``ranked``: the article was kept and not found, so score and band are empty.
    """
    values: list[str | int | float] = []
    for column in COLUMNS:
        value = _value(parallel, column, ranked)
        if isinstance(value, float):
            values.append(round(value, 4))
        elif isinstance(value, int):
            values.append(value)
        else:
            values.append(harmless(str(value)))
    return values


def _fitting(text: str) -> str:
    """``text`` as far as a cell holds it; an ellipsis says that it goes on."""
    coded = text.encode("utf-16-le")
    if len(coded) <= 2 * _CELL_LIMIT:
        return text
    return f"{coded[:2 * (_CELL_LIMIT - 1)].decode('utf-16-le', errors='ignore')}…"


def _value(parallel: Parallel, column: str, ranked: bool) -> str | int | float:
    value: str | int | float = getattr(parallel, column) if ranked or column not in ("score", "band") else ""
    return value


def write_csv(parallels: Sequence[Parallel], path: Path, ranked: bool = True) -> None:
    """Write UTF-8 with a byte order mark, so that spreadsheets read the accents right; a header row comes first.

    ``ranked`` as in ``cells``.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(cells(parallel, ranked) for parallel in parallels)


def write_xlsx(parallels: Sequence[Parallel], path: Path, ranked: bool = True) -> None:
    """Write one sheet with a frozen header row and filters; text is stored as text and never as a formula.

    ``ranked`` as in ``cells``.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Parallels"
    sheet.append(list(COLUMNS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row, parallel in enumerate(parallels, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            value = _value(parallel, name, ranked)
            cell = sheet.cell(row=row, column=column)
            if isinstance(value, (int, float)):
                cell.value = round(value, 4) if isinstance(value, float) else value
                continue
            cell.value = _fitting(printable(str(value)))
            cell.data_type = "s"
            if str(value).startswith(_DANGEROUS):
                cell.quotePrefix = True
            if name in ("headline", "passage"):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFGHIJKLM", (6, 9, 8, 12, 26, 22, 8, 36, 90, 10, 18, 30, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def write_jsonl(records: Sequence[Record], path: Path, result: SearchResult) -> None:
    """Write one object a line: the fields of ``search --json`` with the article's whole text, byline and locator."""
    # What was pasted as a query may hold half of a letter, which no UTF-8 file can: it becomes a question mark.
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for record in records:
            document: dict[str, Any] = parallel_document(record.parallel)
            if result.kept:
                document |= {"score": None, "band": None, "kept": result.kept}
            document |= {"byline": record.byline, "edition": record.edition, "language": record.language,
                         "locator": record.locator, "note": record.note, "tags": list(record.tags), "text": record.text,
                         "query": result.query.text}
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
