"""Bytes to text: the encodings that archives use, recognised; nothing is lost and nothing fails."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO, TextIO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Windows-1252 leaves five bytes undefined; Latin-1 gives them control characters, so that any byte has a meaning.
_WESTERN = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: bytes that are not UTF-8 are read as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WESTERN[b] for b in error.object[error.start : error.end]), error.end


codecs.register_error("western", _as_western)


def encoding_of(head: bytes) -> str:
    """The encoding that the bytes are in: a byte order mark decides, then zero bytes, then validity as UTF-8.

    "western" stands for Windows-1252, which holds Latin-1.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if len(head) >= 4:
        even, odd = head[0:1024:2].count(0), head[1:1024:2].count(0)
        half = min(len(head), 1024) // 2
        if odd > 0.3 * half and even < 0.05 * half:
            return "utf-16-le"
        if even > 0.3 * half and odd < 0.05 * half:
            return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        multibyte = sum(len(found) for found in _MULTIBYTE.findall(head))
        # Mostly sound UTF-8 with a few stray bytes is still UTF-8; accented Latin-1 hardly ever looks like it.
        return "utf-8" if multibyte > 0.6 * len(_HIGH.findall(head)) else "western"
    return "utf-8"


def _codec(head: bytes) -> tuple[str, str]:
    """Codec and error handler for what begins with ``head``; with them no byte is ever refused."""
    encoding = encoding_of(head)
    if encoding == "western":
        return "cp1252", "western"
    return encoding, "western" if encoding.startswith("utf-8") else "replace"


def decode(data: bytes, partial: bool = False) -> str | None:
    """The text that ``data`` holds, without its byte order mark; None when it is not text at all.

    ``partial`` says that ``data`` is a document's beginning and may end inside a character.
    """
    encoding, errors = _codec(data)
    text = codecs.getincrementaldecoder(encoding)(errors).decode(data, final=not partial)
    if len(_CONTROL.findall(text)) > 0.03 * len(text) + 1:
        return None
    return storable(text)


def open_text(stream: BinaryIO, head: bytes) -> TextIO:
    """A decoding reader over ``stream``, in the encoding that its beginning ``head`` shows; line ends as read."""
    encoding, errors = _codec(head)
    return io.TextIOWrapper(stream, encoding, errors=errors, newline="")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which no database can keep, replaced one for one by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)
