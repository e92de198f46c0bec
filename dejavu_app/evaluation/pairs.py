"""Known parallels: read from a file, and found again, or put, in an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.archive.terms import terms
from dejavu_app.domain import Article, PartialDate
from dejavu_app.errors import UserError
from dejavu_app.reading.decoding import decode
from dejavu_app.text import passages, quality

SHARED = 0.7
"""Share of the first hundred words that an article must have in common with a pair's historical side to be it."""
_HEAD = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """A modern article's text and the historical article that somebody set beside it."""

    modern_title: str
    modern_text: str
    hist_title: str
    hist_text: str
    hist_date: str = ""

    @property
    def query(self) -> str:
        """What is searched for: title and text, as a person would paste them."""
        return f"{self.modern_title}. {self.modern_text}" if self.modern_title else self.modern_text


def load_pairs(path: Path) -> list[Pair]:
    """The pairs of a JSON Lines file. Raises ``UserError`` naming the line that is none."""
    pairs = []
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}.", "Check the name.") from error
    if text is None:
        raise UserError(f"{path}: this is no text.", "Pairs are JSON Lines: one object a line.")
    for number, line in enumerate(text.split("\n"), 1):  # JSON may hold other line separators as they are
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            values = [row.get(name) for name in Pair.__dataclass_fields__]
        except (ValueError, AttributeError, RecursionError) as error:  # the last: brackets in thousands of brackets
            raise UserError(f"{path}: line {number} is not a JSON object.") from error
        for name, value in zip(Pair.__dataclass_fields__, values, strict=True):
            if isinstance(value, list | dict):
                raise UserError(f"{path}: {name} of line {number} is not a text.")
        pair = Pair(*map(_words_of, values))
        if not pair.modern_text.strip() or not pair.hist_text.strip():
            raise UserError(f"{path}: line {number} lacks modern_text or hist_text.")
        if not _words(pair.hist_text) or not terms(pair.hist_text):
            raise UserError(f"{path}: line {number} has no words in hist_text, so no article can be known by them.")
        pairs.append(pair)
    if not pairs:
        raise UserError(f"{path}: there are no pairs in it.")
    return pairs


def _words_of(value: object) -> str:
    """A field as text; "" for what data frames write where they hold nothing, null or NaN."""
    return "" if not value or value != value else str(value)


def locate(archive: Archive, pairs: Sequence[Pair]) -> list[set[int]]:
    """For each pair the ids of the articles that are its historical side: empty where the archive lacks it.

    Articles are known by their words, not by a number: seven of ten of the first hundred words must be shared.
    """
    found: list[set[int]] = []
    for pair in pairs:
        wanted = _words(pair.hist_text)
        chosen = sorted(set(terms(pair.hist_text)[:_HEAD]))
        candidates = archive.passages(archive.keyword_candidates(chosen, 30, None)) if chosen else {}
        same: set[int] = set()
        for article_id in {passage.article_id for passage in candidates.values()}:
            present = set(_words(archive.article(article_id).article.text, len(wanted) * 3))
            if wanted and sum(word in present for word in wanted) >= SHARED * len(wanted):
                same.add(article_id)
        found.append(same)
    return found


def add_missing(archive: Archive, pairs: Sequence[Pair], missing: Sequence[int]) -> None:
    """Put the historical sides of ``pairs[n]``, n in ``missing``, into the archive: each text once."""
    row = archive.start_source("known parallels", "known parallels", f"pairs-{len(pairs)}", 0, "pairs", "1")
    batch = []
    first = {" ".join(pairs[n].hist_text.split()): n for n in reversed(missing)}
    for n in sorted(first.values()):
        pair = pairs[n]
        try:
            date = PartialDate.from_iso(pair.hist_date) if pair.hist_date else None
        except ValueError:
            date = None
        article = Article(
            pair.hist_text, locator=str(n), external_id=f"pair-{n}", headline=pair.hist_title, date=date,
            date_text="" if date else pair.hist_date,
        )
        cut = tuple(passages(article))
        batch.append(NewArticle(article, cut, quality(article.text), len(article.text.split())))
    archive.add_articles(row.id, batch)
    archive.finish_source(row.id, ())


def _words(text: str, most: int = _HEAD) -> list[str]:
    return re.findall(r"[^\W_]{3,}", text.casefold())[:most]
