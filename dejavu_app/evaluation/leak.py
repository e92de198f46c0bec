"""The entity-leak figure: how many of the first results share a name with the query."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dejavu_app.domain import Mention


def names(text: str, mentions: Sequence[Mention]) -> set[str]:
    """The names in a text, made comparable: lower case, letters and digits only; of a person also the last name."""
    found = set()
    for mention in mentions:
        words = re.findall(r"[^\W_]+", text[mention.start : mention.end].casefold())
        if len("".join(words)) < 3:
            continue
        found.add(" ".join(words))
        if mention.label == "PER" and len(words[-1]) > 3:
            found.add(words[-1])
    return found


def leak(query: set[str], results: Sequence[set[str]]) -> float:
    """The share of results that have a name in common with the query; 0 for no results."""
    return sum(bool(query & result) for result in results) / len(results) if results else 0.0
