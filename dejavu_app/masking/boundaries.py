"""Where a name ends: the full stop of an abbreviation belongs to it, other marks at its edges do not.

Annotated corpora and the network disagree with themselves here ("Ill." or "Ill"), so one rule settles both the training
data and the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = """
    ill mass pa ind mo tenn ky va ga la tex cal calif wis minn mich ia kan kans neb nebr conn vt me md del ala
    miss ark ore colo wash mont okla nev wyo fla id ariz ida eng st ste mt ft co cos bros inc ltd corp assn dept
    jr sr esq wm geo chas jas jno thos robt benj saml edw danl alex jos gen col capt hon rev dr mr mrs messrs
    prof lieut sergt maj gov sen rep ave blvd"""
ABBREVIATIONS = frozenset(_NAMES.split())
_SUFFIXES = frozenset(["jr", "sr", "esq"])
Span = tuple[int, int, str]


def is_abbreviation(word: str) -> bool:
    """Whether a full stop after this word is likely its own and ends no sentence: initials, states, ``Co``, ``Jr``."""
    return (len(word) == 1 and word.isalpha()) or word.lower() in ABBREVIATIONS


def repaired(spans: Sequence[Span], words: Sequence[str], spaces: Sequence[bool]) -> list[Span]:
    """Mentions (first word, past the last, label), in order, edges settled; ``spaces[i]``: one stands before word i.

    Marks at the edges are left out, an abbreviation's full stop is taken in, and ``, Jr.`` joins its person.
    """
    made: list[Span] = []
    floor = 0
    for n, (start, end, label) in enumerate(spans):
        start = max(start, floor)
        ceiling = spans[n + 1][0] if n + 1 < len(spans) else len(words)
        while start < end and not words[start][0].isalnum():
            start += 1
        while end > start and not words[end - 1][-1].isalnum():
            end -= 1
        if start == end:
            continue
        if label == "PER":
            suffix = end + 1 if end < ceiling and words[end] == "," else end
            if suffix < ceiling and words[suffix].lower() in _SUFFIXES:
                end = suffix + 1
        if end < ceiling and words[end] == "." and not spaces[end] and is_abbreviation(words[end - 1]):
            end += 1
        made.append((start, end, label))
        floor = end
    return made
