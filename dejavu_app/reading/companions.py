"""Files that stand beside articles without being articles: scans, lists of titles, checksums, what lies beside an
archive, a system's own files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from dejavu_app.reading.titles import TITLES_FILE

IMAGE_ENDINGS = frozenset((".jp2", ".j2k", ".jpx", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"))
_SUMS = frozenset((".md5", ".sha1", ".sha256", ".sha512", ".sum", ".par2"))
_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "__macosx", "icon\r"))
_BESIDE_ARCHIVE = frozenset((".dejavu-wal", ".dejavu-shm", ".dejavu-journal"))
_ABOUT = frozenset(("readme", "license", "licence", "copying", "bagit", "bag-info"))
_MANIFEST = re.compile(r"(?:tag)?manifest-(?:md5|sha\d+)\.txt")


def passed_over(name: str) -> str:
    """What kind of companion the file ``name`` is, in words for the review sheet; empty for a file to be read."""
    path = PurePosixPath(name.replace("\\", "/").lower())
    own = any(part.startswith(".") or part in _SYSTEM for part in path.parts if part not in (".", ".."))
    if own or path.suffix in _BESIDE_ARCHIVE:
        return "hidden and system files"
    base = path.name
    if base == TITLES_FILE:
        return "lists of titles"
    if path.suffix in IMAGE_ENDINGS:
        return "page images"
    if path.suffix in _SUMS:
        return "checksums"
    if (path.stem in _ABOUT and path.suffix in ("", ".txt", ".md", ".rst", ".html")) or _MANIFEST.fullmatch(base):
        return "notes about the files"
    return ""
