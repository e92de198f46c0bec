"""The article on a web page, without what stands around it: menus, advertisements, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dejavu_app.errors import UserError
from dejavu_app.fetching.address import web_address

FEWEST_WORDS = 20
"""Below this what was found is a notice or a menu, not an article."""

_HEAD = 4096
_BEGINNING = re.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:(?:<\?xml[^>]*>|<!--.*?-->)\s*)*(?:<!doctype\s+html|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_OCR = (b"ocr_page", b"ocr-capabilities", b"ocr-system")


@dataclass(frozen=True, slots=True)
class WebArticle:
    """What a page tells. ``text`` begins with the title, paragraphs are divided by blank lines, as when pasted."""

    title: str
    text: str
    address: str = ""  # where the page lies in the end, redirections followed; of a file what it says itself
    date: str = ""  # ISO 8601, as far as the page says
    site: str = ""


def is_web_page(head: bytes) -> bool:
    """Whether a file that begins so is a saved web page; hOCR, which is HTML as well, is not one."""
    head = head[:_HEAD]
    # A page saved as UTF-16 has a zero byte between any two letters.
    plain = head.replace(b"\0", b"")
    return bool(_BEGINNING.match(plain)) and not any(mark in plain for mark in _OCR)


def article_of(page: bytes | str, address: str = "", name: str = "") -> WebArticle:
    """The article on ``page``, as bytes (whose encoding is recognised) or text.

    ``name`` stands for the page in messages. Raises ``UserError`` when there is no article to be found.
    """
    import trafilatura

    found = trafilatura.bare_extraction(page, url=address or None, include_comments=False, with_metadata=True)
    text = _paragraphs(str(getattr(found, "text", "") or ""))
    if len(text.split()) < FEWEST_WORDS:
        raise UserError(
            f"{name or address or 'The page'}: there is no article to be found on this page.",
            "Open it in a browser, and copy the article's text from there.",
        )
    title = " ".join(str(getattr(found, "title", "") or "").split())
    if title and title.casefold() not in text[: 2 * len(title) + 80].casefold():
        text = f"{title}\n\n{text}"
    stated = web_address(str(getattr(found, "url", "") or ""))
    return WebArticle(title, text, address or stated, str(getattr(found, "date", "") or ""),
                      str(getattr(found, "sitename", "") or ""))


def _paragraphs(text: str) -> str:
    """Each of the extraction's lines is a paragraph; runs of white space are one blank."""
    lines = (" ".join(line.split()) for line in text.replace("\0", "\ufffd").splitlines())
    return "\n\n".join(line for line in lines if line)
