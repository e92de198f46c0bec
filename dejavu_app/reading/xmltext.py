"""XML and HTML parsed safely: no entities, no network, no unbounded trees; damage is told, not raised."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

from dejavu_app.errors import ReadError

MAX_XML = 128 * 1024 * 1024  # bytes; a tree takes some five to ten times as much
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
Element: TypeAlias = etree._Element


def parse_xml(data: bytes) -> tuple[Element, str]:
    """The document's root, and what is wrong with it: an empty string, or one line about the damage.

    Raises ``ReadError`` when nothing can be read, or when the document defines entities of its own, which no OCR
    format needs and which attacks are made of.
    """
    if len(data) > MAX_XML:
        raise ReadError(f"the XML is too large ({len(data) / 2**20:.0f} MiB)")
    if _ENTITY.search(data) or _ENTITY.search(
        data.replace(b"\x00", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else b""
    ):
        raise ReadError("the XML defines entities of its own, which is not safe to read")
    options = {
        "resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True, "remove_pis": True,
        "huge_tree": False,
    }  # fmt: skip
    try:
        return etree.fromstring(data, etree.XMLParser(**options)), ""
    except etree.XMLSyntaxError as error:
        damage = f"the XML is damaged: {error.msg}"
    parser = etree.XMLParser(recover=True, **options)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise ReadError(damage)
    return root, f"{damage}; what could be read was read"


def parse_html(data: bytes, encoding: str | None = None) -> Element:
    """The root of an HTML document, however untidy. Raises ``ReadError`` when there is none."""
    if len(data) > MAX_XML:
        raise ReadError(f"the HTML is too large ({len(data) / 2**20:.0f} MiB)")
    parser = etree.HTMLParser(
        encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise ReadError("the HTML holds nothing that can be read")
    return root


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words_of(element: Element | None) -> str:
    """All text in an element, its white space reduced to single spaces."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def first_text(element: Element, path: str) -> str:
    """The text of the first element that the path (with ``{*}`` for any namespace) finds and that has any."""
    for found in element.iterfind(path):
        text = words_of(found)
        if text:
            return text
    return ""
