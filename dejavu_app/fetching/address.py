"""Web addresses: telling whether a text is nothing but one, and naming the machine that it asks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+\.?[^\s<>\"]*", re.IGNORECASE)


def web_address(text: str) -> str:
    """The address that ``text`` consists of, with its scheme; empty when it is anything else.

    Only http and https count; ``www.`` without a scheme is taken for https.
    """
    text = text.strip().strip("<>")
    if len(text) > 2048 or not _ADDRESS.fullmatch(text):
        return ""
    address = text if "://" in text else f"https://{text}"
    return address if host_of(address) else ""


def host_of(address: str) -> str:
    """The machine's name in an address, as a person knows it: without ``www.``; empty when there is none."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return f"{host}:{port}" if host and port else host
