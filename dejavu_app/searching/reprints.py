"""Finds the articles of a result that print one and the same text, so that a list can fold them into one row.

Texts that share enough runs of five words are reprints, the unit of Smith, Cordell and Dillon, "Infectious Texts:
Modeling Text Reuse in Nineteenth-Century Newspapers" (2013). A run survives the errors of two OCRs only now and then
(with one word in eight misread, about one run in four), so a modest share is proof enough: unrelated newspaper texts
share next to none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dejavu_app.domain import SearchResult

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

RUN = 5
SHARE = 0.12
"""Share of the shorter text's runs that must be found in the other."""
FEWEST = 4
"""Runs that must be shared at least, so that one stock phrase does not make a reprint."""

_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[str]:
    """The runs of ``RUN`` words in ``text``, lower case, letters and digits only."""
    words = _WORD.findall(text.replace("-\n", "").lower())
    return frozenset(" ".join(words[at:at + RUN]) for at in range(len(words) - RUN + 1))


def reprint_groups(result: SearchResult, archive: Archive) -> tuple[tuple[int, ...], ...]:
    """Group the result's articles by text: article ids, each group in rank order, groups by their best rank.

    An article without a reprint is a group of one, so every article of the result is in exactly one group. A group's
    articles print what its first one prints. Each article's matching passage is looked for in the whole of the other
    article, because two papers' passages are cut at different places; of an article that has been removed from the
    archive since, the passage is all there is.
    """
    parallels = result.parallels
    passages = [shingles(parallel.passage) for parallel in parallels]
    with archive.snapshot():
        present = archive.articles([parallel.article_id for parallel in parallels])
        wholes = [shingles(archive.article(parallel.article_id).article.text if parallel.article_id in present
                           else parallel.passage) for parallel in parallels]
    holders: dict[str, list[int]] = {}
    for at, whole in enumerate(wholes):
        for run in whole:
            holders.setdefault(run, []).append(at)
    alike: set[tuple[int, int]] = set()
    for at, passage in enumerate(passages):
        shared: dict[int, int] = {}
        for run in passage:
            for other in holders.get(run, ()):
                if other != at:
                    shared[other] = shared.get(other, 0) + 1
        alike |= {(min(at, other), max(at, other)) for other, count in shared.items()
                  if count >= FEWEST and count >= SHARE * min(len(passage), len(wholes[other]))}
    groups: dict[int, list[int]] = {}
    for at, parallel in enumerate(parallels):
        # Only what prints the first one's text joins it: reports that share a little each with the next are many.
        first = next((each for each in groups if (each, at) in alike), at)
        groups.setdefault(first, []).append(parallel.article_id)
    return tuple(tuple(group) for group in groups.values())
