"""The one tokeniser of the keyword index and of every question put to it."""

from __future__ import annotations

import re
import unicodedata

import Stemmer

TERMS_VERSION = "1"  # stored in the archive; when it changes, the keyword index is built anew
_WORD = re.compile(r"[^\W_]{2,}")  # one letter alone is nearly always a scrap of OCR
_BROKEN = re.compile(r"(?<=\w)[-¬\u00ad][ \t]*\r?\n\s*(?=[a-z])")
_CACHE_LIMIT = 1_000_000  # distinct words; noisy OCR has millions


class _Stems(dict[str, str]):
    """Words already stemmed: most words of a text have been seen before, so a look-up replaces the work."""

    def __init__(self) -> None:
        super().__init__()
        self._stem = Stemmer.Stemmer("english", 0).stemWord

    def __missing__(self, word: str) -> str:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        stem = self[word] = self._stem(word)
        return stem


_stems = _Stems()


def terms(text: str) -> list[str]:
    """The index terms of ``text`` in reading order: lower case, no diacritics, stemmed (Snowball English).

    Words broken by a hyphen at a line's end are joined; single letters and digits are left out. Terms hold letters and
    digits only, so they can be given to FTS5 separated by spaces.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    else:
        text = text.lower()
    if "-" in text or "¬" in text or "\u00ad" in text:
        text = _BROKEN.sub("", text)
    stems = _stems
    return [stems[word] for word in _WORD.findall(text)]
