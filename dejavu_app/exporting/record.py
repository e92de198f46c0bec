"""What an export knows of one result: the parallel and, where the archive is at hand, the whole article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dejavu_app.citing import cited_newspaper
from dejavu_app.domain import Parallel, PartialDate, SearchResult

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One result with what a citation or a corpus needs beside it; ``text`` is the article as read."""

    parallel: Parallel
    text: str
    byline: str = ""
    edition: str = ""
    language: str = ""
    locator: str = ""
    note: str = ""  # the reader's own
    tags: tuple[str, ...] = ()

    @property
    def date(self) -> PartialDate | None:
        """The date as far as it is known; ``None`` where it could not be understood."""
        try:
            return PartialDate.from_iso(self.parallel.date)
        except ValueError:
            return None

    @property
    def author(self) -> str:
        """The byline without its "By"."""
        return re.sub(r"^\s*by[\s:]+", "", self.byline, flags=re.IGNORECASE).strip(" .,;")

    @property
    def newspaper(self) -> str:
        """The newspaper as a citation calls it."""
        return cited_newspaper(self.parallel.newspaper)

    @property
    def title(self) -> str:
        """The headline on one line, or the article's opening words in brackets where it has none."""
        headline = one_line(self.parallel.headline)
        if headline:
            return headline
        words = one_line(self.parallel.passage).split()
        return f"[{' '.join(words[:8])} …]" if words else "[Untitled]"

    @property
    def where(self) -> str:
        """Source file and the place inside it, so that the text can be found again."""
        source = self.parallel.source
        name = source.rpartition("/")[2]
        if name and self.locator.startswith(f"{name}#"):
            return f"{source}{self.locator[len(name):]}"
        return f"{source} {self.locator}".strip()


def records(result: SearchResult, archive: Archive | None) -> list[Record]:
    """The result's parallels in rank order; the text is the passage alone without ``archive``, and of an article that
    has been removed from it since."""
    if archive is None:
        return [Record(parallel, parallel.passage) for parallel in result.parallels]
    # Another process may remove articles meanwhile.
    with archive.snapshot():
        return _stored(result, archive)


def _stored(result: SearchResult, archive: Archive) -> list[Record]:
    """The result's parallels as the archive has them."""
    made = []
    present = archive.articles([parallel.article_id for parallel in result.parallels])
    for parallel in result.parallels:
        if parallel.article_id not in present:
            made.append(Record(parallel, parallel.passage))
            continue
        article = archive.article(parallel.article_id).article
        made.append(Record(parallel, article.text, article.byline, article.edition, article.language,
                           article.locator, archive.note(parallel.article_id),
                           tuple(archive.tags(parallel.article_id))))
    return made


def printable(text: str) -> str:
    """``text`` with a blank for each character that no XML may hold (XML 1.0, section 2.2, ``Char``)."""
    return _UNPRINTABLE.sub(" ", text)


def one_line(text: str) -> str:
    """``text`` with every run of white space, and of characters that no XML may hold, made one blank."""
    return " ".join(printable(text).split())
