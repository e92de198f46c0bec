"""The found articles as plain texts, one file an article, in a folder or a zip file: a corpus for other tools."""

from __future__ import annotations

import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from dejavu_app.errors import UserError
from dejavu_app.exporting.record import Record

_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}

_UNSEEN = {".ds_store", "desktop.ini", "thumbs.db"}
"""What file managers leave in a folder that is empty to a person."""


def write_folder(records: Sequence[Record], path: Path) -> None:
    """Write one UTF-8 text file an article into the folder ``path``, all of them or none; it is made when absent.

    Raises ``UserError`` for a folder that holds anything: the texts of two searches could not be told apart.
    """
    path = path.absolute()
    if path.exists() and not path.is_dir():
        raise UserError(f"{path} is a file and no folder.", "Choose an empty or a new folder.")
    if path.exists() and any(entry.name.lower() not in _UNSEEN for entry in path.iterdir()):
        raise UserError(f"{path}: there is something in this folder already.", "Choose an empty or a new folder.")
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    with tempfile.TemporaryDirectory(dir=nearest, prefix=".dejavu-export-") as made:
        aside = Path(made) / "texts"
        aside.mkdir()
        for name, text in _files(records):
            (aside / name).write_text(text, encoding="utf-8", newline="")
        if path.exists():
            _move(sorted(aside.iterdir()), path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(path)


def _move(files: Sequence[Path], folder: Path) -> None:
    """Put ``files`` into a folder that stays the one it was; when one cannot be moved, none is left there."""
    moved: list[Path] = []
    try:
        for file in files:
            moved.append(file.rename(folder / file.name))
    except OSError:
        for file in moved:
            file.unlink(missing_ok=True)
        raise


def write_zip(records: Sequence[Record], path: Path) -> None:
    """Write the same files into one zip."""
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files(records):
            # A fixed time makes the same export the same file.
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text)


def write_text(records: Sequence[Record], path: Path) -> None:
    """Write all articles into one text file, each under a line that says where it comes from."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for record in records:
            parallel = record.parallel
            parts = (parallel.newspaper, parallel.place, parallel.date, f"p. {parallel.page}" if parallel.page else "")
            head = ", ".join(part for part in parts if part)
            file.write(f"{'=' * 72}\n{parallel.rank}. {record.title}\n{head}\n{record.where}\n{'=' * 72}\n\n"
                       f"{record.text}\n\n")


def _files(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Names that sort by rank and every system accepts, with the text as read and nothing added."""
    for record in records:
        parallel = record.parallel
        parts = (f"{parallel.rank:04d}", _slug(parallel.date) or "undated", _slug(parallel.newspaper),
                 _slug(parallel.headline), str(parallel.article_id))
        yield "_".join(part for part in parts if part) + ".txt", record.text


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return f"{slug}-" if slug.lower() in _RESERVED else slug
