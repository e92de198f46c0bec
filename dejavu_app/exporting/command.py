"""The command that repeats a search, written so that it can be typed as it stands, whatever the shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dejavu_app.domain import LABELS, SearchResult

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

# What means the same between double quotes to bash, PowerShell and the command prompt of Windows, which knows no single
# ones.
_QUOTABLE = re.compile(r"""(?:[^"$`\\!%\n\r]|\\(?=[^"$`\\]))*""")


def command_line(words: Sequence[str]) -> str:
    """The words as one line, those with blanks or signs in them quoted."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    single = shlex.quote(word)
    return f'"{word}"' if single != word and _QUOTABLE.fullmatch(word) else single


def repeating(result: SearchResult, archive: Archive | None) -> str:
    """The command that repeats the search; what was shown or hidden by hand has no option and is not in it."""
    query, filters = result.query, result.query.filters
    words = ["dejavu", "search", Path(archive.path).name if archive else "ARCHIVE"]
    if query.text.strip():
        words += ["--file", "query.txt"]
    words += ["-k", str(query.k), "--mode", query.mode]
    if not query.mask:
        words.append("--no-mask")
    elif query.labels != LABELS:
        words += ["--labels", ",".join(query.labels)]
    for option, values in (("--from", [filters.date_from]), ("--to", [filters.date_to]),
                           ("--newspaper", filters.newspapers), ("--place", filters.places),
                           ("--language", filters.languages), ("--source", filters.sources),
                           ("--collection", [filters.collection]), ("--min-quality", [filters.min_quality or None]),
                           ("--must", filters.must), ("--must-not", filters.must_not), ("--like", query.like),
                           ("--unlike", query.unlike)):
        words += [word for value in values if value is not None for word in (option, str(value))]
    if query.rerank:
        words.append("--rerank")
    return command_line(words)
