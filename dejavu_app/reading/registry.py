"""All readers, and which one reads a given item."""

from __future__ import annotations

from typing import cast

from dejavu_app.errors import UserError
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.formats import (
    abbyy,
    alto,
    delimited,
    hocr,
    iiif,
    json_document,
    json_lines,
    mets,
    office,
    page_xml,
    parquet,
    pdf,
    plain_text,
    rtf,
    scan_json,
    sheet,
    tei,
)
from dejavu_app.reading.source import Reader, ReadOptions, Sample

UNKNOWN = "its format is not known"

READERS: tuple[Reader, ...] = cast(
    tuple[Reader, ...],
    (
        mets,
        alto,
        hocr,
        page_xml,
        abbyy,
        tei,
        pdf,
        scan_json,
        iiif,
        sheet,
        parquet,
        office,
        rtf,
        json_lines,
        json_document,
        delimited,
        plain_text,
    ),
)


def choose(sample: Sample) -> Reader | None:
    """The reader that is surest of the sample; None when no reader knows it."""
    best, best_score = None, 0.0
    for reader in READERS:
        score = reader.sniff(sample)
        if score > best_score:
            best, best_score = reader, score
    return best


def choose_for(sample: Sample, options: ReadOptions) -> Reader | None:
    """The reader that a person's choice or the sample calls for. Raises ``UserError`` for an unknown format."""
    if options.format:
        return reader_named(options.format)
    reader = choose(sample)
    other = (options.overrides or {}).get(reader.NAME if reader else "")
    return reader_named(other) if other else reader


def why_unknown(sample: Sample) -> str:
    """Why no reader knows the sample, in words for a person."""
    if sample.head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "it is a document of Office before 2007; save it as .xlsx, .docx or CSV"
    written = decode(sample.head, partial=not sample.whole)
    if sample.markup == "html":
        return "it is a web page, perhaps a server's answer in place of the file; its text can be read if saved as .txt"
    if sample.whole and written is not None and not written.strip():
        return "there is no text in it"
    return UNKNOWN


def reader_named(name: str) -> Reader:
    """The reader that a person asks for by name. Raises ``UserError`` when there is none of that name."""
    for reader in READERS:
        if name.casefold() in (reader.NAME, reader.LABEL.casefold()):
            return reader
    raise UserError(f"There is no format {name!r}.", f"The formats are: {', '.join(r.NAME for r in READERS)}.")
