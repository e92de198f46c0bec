"""What to cite: the program, and the paper whose method it follows; and how a newspaper is called in a citation."""

from __future__ import annotations

import re

from dejavu_app import __version__

METHOD = (
    "Brevin Franklin, Emily Silcock, Abhishek Arora, Tom Bryan and Melissa Dell. 2024. News Déjà Vu: Connecting Past "
    "and Present with Semantic Search. In Proceedings of the Sixth Workshop on Natural Language Processing and "
    "Computational Social Science (NLP+CSS 2024), pages 99–112. Association for Computational Linguistics."
)
SHORT_METHOD = "Franklin et al. 2024"
_ABBREVIATED = frozenset(("bros", "co", "corp", "inc", "jr", "ltd", "sr"))
_CLOSED_TITLE = re.compile(r"(?:.*\s)?([^\W\d_]{2,})\.", re.DOTALL)


def software_citation(version: str = __version__) -> str:
    """How to cite the program; without a version where it is not known."""
    return (
        f"Déjà Vu{version and f', version {version}'}: a desktop application that finds parallels to news of today in "
        "historical newspapers."
    )


def cited_newspaper(name: str) -> str:
    """A newspaper's name without the full stop that library catalogues set behind a title (ISBD, MARC 21 field 245).

    In a citation the date follows, so that it would read ``Bisbee daily review., 5 October 1916``. The stop of an
    abbreviation stays, as in ``Herald Pub. Co.``
    """
    name = name.strip()
    found = _CLOSED_TITLE.fullmatch(name)
    return name[:-1] if found and found[1].lower() not in _ABBREVIATED else name
