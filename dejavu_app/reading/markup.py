"""Articles that a database gives as HTML, as Trove does, to the text that a reader would see."""

from __future__ import annotations

import html
import re

# Only what is an element from its first sign to its last: a stray angle bracket of OCR makes no markup.
_WRAPPED = re.compile(r"\s*<(?:p|div|span|html|body|article|section)\b[^<>]*>.*</[a-z][a-z0-9]*\s*>\s*", re.DOTALL)
_ENDS = re.compile(r"</(?:p|div|h[1-6]|li|tr|article|section|blockquote)\s*>", re.IGNORECASE)
# Trove sets each printed line in a span of its own, so that two which follow each other stand on two lines.
_LINES = re.compile(r"<br\s*/?>|</span>\s*(?=<span\b)", re.IGNORECASE)
_TAGS = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE
)
_EMPTY = re.compile(r"\n{3,}")


def without_markup(text: str) -> str:
    """The text of an article that is HTML as a whole, a line for each line and an empty one between paragraphs; any
    other text as it is."""
    if "</" not in text or not _WRAPPED.fullmatch(text):
        return text
    text = _TAGS.sub("", _LINES.sub("\x01", _ENDS.sub("\x02", text)))
    text = html.unescape(re.sub(r"\s+", " ", text))
    lines = (line.strip() for line in text.replace("\x02", "\n\n").replace("\x01", "\n").split("\n"))
    return _EMPTY.sub("\n\n", "\n".join(lines)).strip()
