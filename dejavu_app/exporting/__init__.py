"""Writes a search's parallels to a file; the file's ending chooses the format."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dejavu_app.domain import SearchResult
from dejavu_app.errors import UserError
from dejavu_app.exporting.citations import write_bibtex, write_csl_json, write_ris
from dejavu_app.exporting.corpus import write_folder, write_text, write_zip
from dejavu_app.exporting.record import records
from dejavu_app.exporting.report import write_report
from dejavu_app.exporting.tables import COLUMNS, write_csv, write_jsonl, write_xlsx

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

__all__ = ["ALSO", "COLUMNS", "FORMATS", "ending_of", "export", "write_csv"]

FORMATS = {
    ".csv": "Table (CSV)", ".xlsx": "Spreadsheet (XLSX)", ".jsonl": "JSON Lines", ".ris": "References (RIS)",
    ".bib": "References (BibTeX)", ".json": "References (CSL-JSON)", ".zip": "Plain texts, one file an article (zip)",
    ".txt": "Plain texts in one file", ".html": "Methods report (HTML)",
    "": "Plain texts, one file an article (folder)",
}
"""File ending to what it makes, in the order in which a dialogue should offer them."""

ALSO = {".ndjson": ".jsonl", ".bibtex": ".bib", ".htm": ".html", ".csljson": ".json"}
"""Other endings that are known for a format."""


def export(result: SearchResult, path: Path | str, archive: Archive | None = None) -> None:
    """Write ``result`` to ``path``, whole or not at all: an older file stays until the new one is complete.

    Without ``archive`` the texts are the matching passages and citations lack bylines. A path without an ending is a
    folder of texts, new or empty. Raises ``UserError`` as ``ending_of`` does, for a folder that holds something, and
    where the file cannot be written.
    """
    path = Path(path)
    ending = ending_of(path)
    found = records(result, archive)
    try:
        if not ending:
            write_folder(found, path)
            return
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".dejavu-export-") as folder:
            aside = Path(folder) / f"export{ending}"
            if ending == ".csv":
                write_csv(result.parallels, aside, ranked=not result.kept)
            elif ending == ".xlsx":
                write_xlsx(result.parallels, aside, ranked=not result.kept)
            elif ending == ".jsonl":
                write_jsonl(found, aside, result)
            elif ending == ".ris":
                write_ris(found, aside)
            elif ending == ".bib":
                write_bibtex(found, aside)
            elif ending == ".json":
                write_csl_json(found, aside)
            elif ending == ".zip":
                write_zip(found, aside)
            elif ending == ".txt":
                write_text(found, aside)
            else:
                write_report(result, found, aside, archive)
            aside.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}.",
                        "Choose another place, or close the program that has the file open.") from error


def ending_of(path: Path) -> str:
    """Which of ``FORMATS`` the name of ``path`` asks for. Raises ``UserError`` for an unknown ending, or no name."""
    if path.name.lower() in {*FORMATS, *ALSO} - {""}:
        # Such a name has no ending and would be that of a folder, which most systems hide.
        raise UserError(f"{path.name} is an ending without a name before it.", f"Write it like parallels{path.name}.")
    ending = ALSO.get(path.suffix.lower(), path.suffix.lower())
    if ending not in FORMATS:
        endings = ", ".join(ending for ending in FORMATS if ending)
        raise UserError(f"{path.name}: the ending {path.suffix} says no format that can be written.",
                        f"Use one of {endings}, or no ending for a folder of texts.")
    return ending
