"""The one tokeniser of the keyword index and of every question put to it."""

from __future__ import annotations

import re
import unicodedata

import Stemmer

TERMS_VERSION = "2"  # stored in the archive; when it changes, the keyword index is built anew
_CACHE_LIMIT = 1_000_000  # distinct words; noisy OCR has millions
# A word broken at a line's end: the hyphen (or what OCR makes of it) between two small letters, or two capitals.
_HYPHEN = "[-\u00ac\u00ad]"
_BREAK = r"[ \t]*\r?\n\s*"
_BROKEN = re.compile(f"{_HYPHEN}(?:(?<=[a-z].){_BREAK}(?=[a-z])|(?<=[A-Z].){_BREAK}(?=[A-Z]))", re.DOTALL)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]{2,}")
_ASCII_WORDS = bytes(ord(chr(i).lower()) if chr(i).isascii() and chr(i).isalnum() else 32 for i in range(256))


class _Stems(dict[bytes, str]):
    """Words already stemmed: most words of a text have been seen before, so a look-up replaces the work."""

    def __init__(self) -> None:
        super().__init__()
        self._stem = Stemmer.Stemmer("english", 0).stemWord

    def __missing__(self, word: bytes) -> str:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        # One letter alone is nearly always a scrap of OCR.
        stem = self[word] = self._stem(word.decode()) if len(word) > 1 else ""
        return stem


_stems = _Stems()


def terms(text: str) -> list[str]:
    """The index terms of ``text`` in reading order: lower case, no diacritics, stemmed (Snowball English).

    Words broken by a hyphen at a line's end are joined; single letters and digits are left out. Terms hold letters and
    digits only, so they can be given to FTS5 separated by spaces.
    """
    if "\n" in text:
        text = _BROKEN.sub("", text)
    if not text.isascii():
        text = _NOT_ASCII.sub(_folded, text)
        if not text.isascii():
            words = [word.encode() for word in _WORD.findall(text.lower())]
            return [stem for word in words if (stem := _stems[word])]
    stems = _stems
    return [stem for word in text.encode().translate(_ASCII_WORDS).split() if (stem := stems[word])]


def _folded(found: re.Match[str]) -> str:
    """Signs outside ASCII as plain letters where they stand for such; what is no letter or digit becomes a blank."""
    signs = unicodedata.normalize("NFKD", found[0]).casefold()
    return "".join(s if s.isalnum() else " " for s in signs if not unicodedata.combining(s))
