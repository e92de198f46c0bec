"""Rich Text Format, as databases and word processors save articles: the text without its formatting."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.decoding import storable
from dejavu_app.reading.formats.plain_text import headline_of
from dejavu_app.reading.source import MAX_TEXT, Item, Problem, ReadOptions, Sample

NAME = "rtf"
LABEL = "Rich Text Format"
VERSION = "3"

_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-f]{2})|\\(?P<sign>[^a-z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.IGNORECASE,
)
_OLD = re.compile(r"\\(mac|pca|pc)\b")
_OLD_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_BREAKS = {"par": "\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "tab": "\t", "cell": "\t"}
_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ",
}  # fmt: skip
_ASIDE = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr", "footerl",
     "footerr", "listtable", "listoverridetable", "rsidtbl", "generator", "themedata", "datastore", "fldinst",
     "xmlnstbl"]
)  # fmt: skip


def sniff(sample: Sample) -> float:
    """Sure when the file begins as RTF does."""
    return 1.0 if sample.head.startswith(b"{\\rtf") else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The document as one article."""
    text = storable(text_of(item.data(MAX_TEXT))).strip()
    if not text:
        yield item.problem("the document has no text")
        return
    facts = item.facts
    yield Article(
        text=text, locator=item.locator(), headline=headline_of(text), date=facts.date, page=facts.page
    )  # fmt: skip


def text_of(data: bytes) -> str:
    """The visible text of an RTF document; control words that it does not know change nothing."""
    source = data.decode("latin-1")
    page = re.search(r"\\ansicpg(\d{3,5})", source[:2000])
    old = _OLD.search(source[:200])
    encoding = f"cp{page[1]}" if page else _OLD_PAGES[old[1]] if old else "cp1252"
    try:
        codecs.lookup(encoding)
    except LookupError:
        encoding = "cp1252"
    out: list[str] = []
    stack: list[tuple[bool, int]] = []
    hidden, fallback, skip = False, 1, 0  # a group set aside; characters standing in for a \u, and those still to skip
    coded = bytearray()  # of which two may be one letter, as in Japanese
    for token in _TOKEN.finditer(source):
        word, code, sign, brace, text = (token[name] for name in ("word", "code", "sign", "brace", "text"))
        if coded and code is None:
            out.append(coded.decode(encoding, "replace"))
            coded.clear()
        if brace == "{":
            stack.append((hidden, fallback))
            skip = 0
        elif brace == "}":
            hidden, fallback = stack.pop() if stack else (False, 1)
            skip = 0
        elif sign is not None:
            hidden = hidden or sign == "*"
            if not hidden and sign in "\\{}~_-\r\n":
                out.append({"~": "\u00a0", "_": "-", "-": "\u00ad", "\r": "\n", "\n": "\n"}.get(sign, sign))
        elif word is not None:
            word = word.lower()
            number = int(token["number"]) if token["number"] else 0
            if word in _ASIDE:
                hidden = True
            elif word == "uc":
                fallback = max(0, number)
            elif word == "bin":
                skip = max(0, number)
            elif not hidden and word == "u":
                out.append(chr(number % 65536))
                skip = fallback
            elif not hidden:
                out.append(_BREAKS.get(word) or _SIGNS.get(word, ""))
        elif hidden:
            continue
        elif code is not None:
            if skip:
                skip -= 1
            else:
                coded.append(int(code, 16))
        elif text is not None:
            out.append(text[skip:])
            skip = max(0, skip - len(text))
    out.append(coded.decode(encoding, "replace"))
    # Characters beyond the first 65,536 stand as two halves.
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
