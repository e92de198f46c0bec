"""XML and HTML parsed safely: no entities, no network, no unbounded trees; damage is told, not raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

from lxml import etree

from dejavu_app.errors import ReadError
from dejavu_app.reading.decoding import decode, encoding_of

MAX_XML = 128 * 1024 * 1024  # bytes; a tree takes some five to ten times as much
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
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
    recoded = _recoded(data)
    if recoded is not None:
        try:
            return etree.fromstring(recoded, etree.XMLParser(**options)), ""
        except etree.XMLSyntaxError:
            data = recoded  # damaged in more than its encoding
    parser = etree.XMLParser(recover=True, **options)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise ReadError(damage)
    return root, f"{damage}; what could be read was read"


def _recoded(data: bytes) -> bytes | None:
    """The document in the encoding that its bytes are in, where that is not the one it declares; None otherwise."""
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name not in ("utf-8", "utf8", "us-ascii", "ascii") or encoding_of(data) == "utf-8":
        return None
    text = decode(data)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode() if text else None


def stream_xml(stream: BinaryIO, head: bytes, tag: str) -> Iterator[Element]:
    """The elements of a name, each whole and each forgotten when the next is asked for.

    Raises ``ReadError`` where the document is damaged, or when its beginning ``head`` defines entities.
    """
    if _ENTITY.search(head.replace(b"\x00", b"")):
        raise ReadError("the XML defines entities of its own, which is not safe to read")
    events = etree.iterparse(
        stream, tag=tag, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                parent = element.getparent()
                if parent is None:
                    break
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise ReadError(f"the XML is damaged: {error.msg}") from error


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
