"""What the recogniser's network sees of a text: words, their pieces in the vocabulary, and the shape of each word.

The body of the network knows only lower-case pieces, so each word's case pattern, and whether a space stands before it,
is fed in through the token-type ids. Training and recognition share this module, so that both see the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORD = re.compile(r"[^\W_]+|_|[^\w\s]")  # a run of letters and digits, or one mark
_HALF = re.compile(r"[\ud800-\udfff]")  # of a letter beyond the first 65,536: no text that a tokenizer takes
PATTERNS = ("lower", "Capital", "UPPER", "miXed", "digits", "mark", "Initial")
SHAPES = 2 * len(PATTERNS)  # each pattern, without and with a space before the word
MAX_PIECES = 6  # of one word: OCR rubbish must not fill the window
_CACHE_LIMIT = 200_000


def split_words(text: str) -> list[tuple[int, int]]:
    """The words of a text as offsets, in order; whitespace belongs to none."""
    return [match.span() for match in WORD.finditer(text)]


def pattern(word: str) -> int:
    """Index into ``PATTERNS`` of one word's case pattern."""
    if not any(map(str.isalnum, word)):
        return 5
    if not any(map(str.isalpha, word)):
        return 4
    if word.isupper():
        return 6 if len(word) == 1 else 2
    if word.islower() or word.lower() == word:
        return 0
    return 1 if word[0].isupper() and not any(map(str.isupper, word[1:])) else 3


def shape(word: str, space_before: bool) -> int:
    """The token-type id of a word's pieces, in ``range(SHAPES)``."""
    return pattern(word) + (len(PATTERNS) if space_before else 0)


class WordPieces:
    """Cuts words into the ids of a WordPiece vocabulary; remembers the words it has seen."""

    def __init__(self, tokenizer: Any, begin: str = "[CLS]", end: str = "[SEP]") -> None:
        """``tokenizer``: a ``tokenizers.Tokenizer`` with ``begin``, ``end`` and [UNK] in its vocabulary."""
        self._tokenizer = tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.cls: int = tokenizer.token_to_id(begin)
        self.sep: int = tokenizer.token_to_id(end)
        self.unknown: int = tokenizer.token_to_id("[UNK]")
        self._seen: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """From a ``tokenizer.json``. Raises ``ValueError`` when it is none."""
        from tokenizers import Tokenizer

        written = path.read_text(encoding="utf-8")
        try:
            tokenizer = Tokenizer.from_str(written)
        except Exception as error:  # the library raises nothing narrower
            raise ValueError(f"{path} is no tokenizer") from error
        return cls(tokenizer)

    def pieces(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The ids of each word's pieces, at least one and at most ``MAX_PIECES`` a word."""
        seen = self._seen
        missing = list({word for word in words if word not in seen})
        if missing:
            if len(seen) > _CACHE_LIMIT:
                # Other threads may still read the old dictionary: replace it, never empty it.
                seen = {word: seen[word] for word in words if word in seen}
            readable = [_HALF.sub("\ufffd", word[:64]) for word in missing]
            cut = self._tokenizer.encode_batch(readable, add_special_tokens=False)
            for word, encoding in zip(missing, cut, strict=True):
                seen[word] = tuple(encoding.ids[:MAX_PIECES]) or (self.unknown,)
            self._seen = seen
        return [seen[word] for word in words]
