"""The picture of an article's page, found beside its source: an image file, a PDF's page, or a member of an archive."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PySide6.QtGui import QImage

from dejavu_app.domain import Article
from dejavu_app.errors import UserError

_WIDTH = 2400  # pixels a page is drawn with; enough to read the smallest type
_LARGEST = 200 * 2**20  # bytes; a scan larger than this is not loaded
_UNREADABLE = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
    RuntimeError,  # a zip file that asks for a password, or is packed in a way that Python does not know
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A printed line on the page, as shares (0-1) of its width and height."""

    left: float
    top: float
    width: float
    height: float


def page_picture(source: Path, article: Article) -> QImage:
    """The page's scan; for a worker thread. Raises ``UserError`` when it is gone or of a kind that cannot be shown."""
    name, _, fragment = article.page_image.partition("#")
    data = _bytes(source, article.locator.partition("#")[0], name)
    if name.lower().endswith(".pdf"):
        return _pdf_page(data, int(fragment.removeprefix("page=") or 1) - 1, name)
    image = QImage.fromData(data)
    return _library_scan(data, name) if image.isNull() else image


def _library_scan(data: bytes, name: str) -> QImage:
    """A scan of the kinds that libraries keep and Qt does not read: JPEG 2000, and rare varieties of TIFF."""
    from PIL import Image, Jpeg2KImagePlugin, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as scan:
            scale = max(1, scan.width // _WIDTH)
            if isinstance(scan, Jpeg2KImagePlugin.Jpeg2KImageFile):  # it holds smaller pictures of itself
                scan.reduce = scale.bit_length() - 1
            scan.load()
            scan.thumbnail((_WIDTH, 4 * _WIDTH))
            page = scan.convert("RGB")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        kind = PurePosixPath(name).suffix.lstrip(".").upper()
        message = f"{name}: this scan ({kind}) cannot be shown: {error}."
        raise UserError(message, "Open it in another program.") from error
    return QImage(page.tobytes(), page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888).copy()


def regions(article: Article, start: int, end: int) -> list[Region]:
    """Where the stretch ``text[start:end]`` stands on the page; empty where the source has no layout."""
    width, height = article.page_size
    if not width or not height:
        return []
    return [
        Region(line.x / width, line.y / height, line.width / width, line.height / height)
        for line in article.lines
        if line.start < end and line.end > start
    ]


def _bytes(source: Path, member: str, name: str) -> bytes:
    """The scan's bytes: beside the file on the disk, or beside the member inside its archive."""
    beside = source.parent / name
    try:
        if beside.is_file():
            if beside.stat().st_size > _LARGEST:
                raise UserError(f"{beside} is too large to be shown.")
            return beside.read_bytes()
    except OSError as error:
        raise UserError(f"The scan {beside} cannot be read: {error.strerror or error}.") from error
    inner = str(PurePosixPath(member).parent / name)
    try:
        if zipfile.is_zipfile(source):
            with zipfile.ZipFile(source) as archive:
                found = next((i for i in archive.infolist() if i.filename.removeprefix("./") == inner), None)
                if found is not None and found.file_size <= _LARGEST:
                    return archive.read(found)
        elif tarfile.is_tarfile(source):
            with tarfile.open(source) as packed:
                for entry in packed:
                    if entry.name.removeprefix("./") == inner and entry.isfile() and entry.size <= _LARGEST:
                        stream = packed.extractfile(entry)
                        return stream.read() if stream else b""
    except _UNREADABLE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UserError(f"The scan {name} in {source} cannot be read: {reason.rstrip('.')}.") from error
    raise UserError(f"The scan {name} is no longer beside {source}.", "Put it back, or import the folder again.")


def _pdf_page(data: bytes, number: int, name: str) -> QImage:
    import pypdfium2

    from dejavu_app.reading.formats.pdf import (
        _LOCK,  # PDFium is not made for threads: the readers' lock is the only one
    )

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
            page = document[number]
            bitmap = page.render(scale=_WIDTH / max(1.0, page.get_width()), rev_byteorder=True, prefer_bgrx=True)
            pixels = bytes(bitmap.buffer)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            document.close()
        except pypdfium2.PdfiumError as error:
            raise UserError(f"{name}: the page cannot be drawn: {error}") from error
    return QImage(pixels, width, height, stride, QImage.Format.Format_RGBX8888).copy()
