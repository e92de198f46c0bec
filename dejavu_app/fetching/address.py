"""Web addresses: telling whether a text is nothing but one, naming the machine that it asks, and what is sent."""

from __future__ import annotations

import re
import string
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from dejavu_app.errors import UserError

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+\.?[^\s<>\"]*", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9._~!$&'()*+,;=:-]+")


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


def sent_address(address: str) -> str:
    """``address`` as it goes over the wire, ASCII alone: the machine's name by IDNA, the rest percent-encoded UTF-8.

    What is encoded already stays. Raises ``UserError`` for a name that no machine can have.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UserError(f"{address[:200]} is no web address.", "Check the address.") from error
    host = parts.hostname or ""
    # A redirection percent-encodes the name as well.
    name = _in_ascii(unquote(host)) if host else ""
    if host and not _HOST.fullmatch(name):
        raise UserError(f"{host[:200]} cannot be found.", "Check the address.")
    user, at, _ = parts.netloc.rpartition("@")
    whole = _encoded(user) + at + (f"[{name}]" if ":" in name else name) + (f":{port}" if port is not None else "")
    return parts._replace(netloc=whole, path=_encoded(parts.path), query=_encoded(parts.query),
                          fragment=_encoded(parts.fragment)).geturl()


def _in_ascii(host: str) -> str:
    """A machine's name by IDNA; empty for one with a part that is missing or longer than 63 letters."""
    parts = unicodedata.normalize("NFC", host).lower().split(".")
    # Python knows the IDNA of 2003, by which straße.de would be another machine, strasse.de.
    parts = [f"xn--{part.encode('punycode').decode()}" if set(part) & set("ßς") else part for part in parts]
    try:
        return ".".join(parts).encode("idna").decode()
    except UnicodeError:
        return ""


def _encoded(part: str) -> str:
    return quote(part, safe=string.punctuation, errors="replace")
