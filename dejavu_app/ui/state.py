"""What the window knows about a search, without Qt: dates, filter chips, list rows, citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dejavu_app.citing import cited_newspaper
from dejavu_app.dates import spoken_date, typed_date
from dejavu_app.domain import Band, Filters, Marks, Parallel, PartialDate, SearchResult

_BROKEN = re.compile(r"(?<=[a-z])-[ \t]*\r?\n\s*(?=[a-z])")
_LONG_NAME = 40  # characters
_OPENING = 8  # words by which an article without a headline is cited
BAND_DOTS: dict[Band, int] = {"strong": 3, "fair": 2, "weak": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result list: a parallel, the sentence that says most, and its reprints folded under it."""

    parallel: Parallel
    snippet: str
    reprints: tuple[Parallel, ...] = ()
    kept: bool = False  # out of a collection: there is no match to be strong or weak


def marks_in_short(marks: Marks | None) -> str:
    """A reader's marks on an article in a few signs: star, pencil, tags."""
    if marks is None:
        return ""
    signs = ["★"] * marks.starred + ["✎"] * bool(marks.note) + [f"#{tag}" for tag in marks.tags]
    return " ".join(signs)


@dataclass(frozen=True, slots=True)
class Found:
    """A search's result as the window shows it."""

    result: SearchResult
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: ``key`` says which, ``value`` what it is set to."""

    key: str
    value: str


def parse_bound(text: str) -> PartialDate | None:
    """A date typed into a filter; None when it is empty or not yet a date."""
    return typed_date(text) if text.strip() else None


def chips(filters: Filters) -> list[Chip]:
    """The active filters, one chip each, in the order in which the window offers them."""
    found: list[Chip] = []
    if filters.date_from or filters.date_to:
        first = str(filters.date_from or "")
        last = str(filters.date_to or "")
        found.append(Chip("years", first if first == last else f"{first}–{last}"))
    found += [Chip("newspaper", name) for name in filters.newspapers]
    found += [Chip("place", name) for name in filters.places]
    found += [Chip("language", code) for code in filters.languages]
    found += [Chip("source", str(number)) for number in filters.sources]
    if filters.collection is not None:
        found.append(Chip("collection", str(filters.collection)))
    found += [Chip("must", word) for word in filters.must]
    found += [Chip("must_not", word) for word in filters.must_not]
    if filters.min_quality > 0:
        found.append(Chip("quality", f"{filters.min_quality:.0%}"))
    return found


def without(filters: Filters, chip: Chip) -> Filters:
    """The filters with that chip's one taken away."""
    if chip.key == "years":
        return replace(filters, date_from=None, date_to=None)
    if chip.key == "collection":
        return replace(filters, collection=None)
    if chip.key == "quality":
        return replace(filters, min_quality=0.0)
    if chip.key == "source":
        return replace(filters, sources=tuple(s for s in filters.sources if str(s) != chip.value))
    name = {"newspaper": "newspapers", "place": "places", "language": "languages"}.get(chip.key, chip.key)
    kept = tuple(value for value in getattr(filters, name) if value != chip.value)
    changed: dict[str, Any] = {name: kept}
    return replace(filters, **changed)


def split_words(text: str) -> tuple[str, ...]:
    """Words and "quoted phrases" as typed into a filter, commas or spaces between them."""
    return tuple(quoted or word for quoted, word in re.findall(r'"([^"]+)"|([^\s,"]+)', text))


def join_words(words: Sequence[str]) -> str:
    """The reverse of ``split_words``."""
    return " ".join(f'"{word}"' if re.search(r"[\s,]", word) else word for word in words)


def citation(
    headline: str, newspaper: str, place: str, date: str, page: str, url: str = "", source: str = "", opening: str = ""
) -> str:
    """A footnote in the manner of the Chicago Manual of Style (17th ed., 14.191) for a newspaper article.

    An article without a headline is known by the first words of its text, ``opening``, in brackets.
    """
    parts = []
    if headline.strip():
        parts.append(f"“{_inner_quotes(' '.join(headline.split()).rstrip('.,'))},”")
    elif words := one_line(opening).split():
        parts.append(f"[{' '.join(words[:_OPENING])} …],")
    paper = cited_newspaper(newspaper) or "[unknown newspaper]"
    if place and place.lower() not in paper.lower():
        paper += f" ({place})"
    parts.append(paper + ",")
    parts.append(spoken_date(date) if date else "n.d.")
    text = " ".join(parts)
    if page:
        text += f", {page}" if not page.isdigit() else f", p. {page}"
    tail = url or source
    text = f"{text}, {tail}" if tail else text
    return text if text.endswith(".") else f"{text}."


def _inner_quotes(words: str) -> str:
    """Quotation marks inside quotation marks are single ones (13.30)."""
    words = re.sub(r'(^|[\s([—-])"', r"\1‘", words).replace('"', "’")
    return words.translate({ord("“"): "‘", ord("”"): "’", ord("„"): "‘"})


def cite(parallel: Parallel) -> str:
    """The citation of a parallel."""
    return citation(
        parallel.headline, parallel.newspaper, parallel.place, parallel.date, parallel.page, parallel.url,
        parallel.source, parallel.passage,
    )  # fmt: skip


def one_line(text: str) -> str:
    """The text on one line for a list: white space made single, words broken at a line's end joined."""
    return " ".join(_BROKEN.sub("", text).split())


def short_name(name: str, longest: int = _LONG_NAME) -> str:
    """A file's name on one line; of a long one beginning and end, by which files are told apart."""
    line = " ".join(name.split())
    return line if len(line) <= longest else f"{line[: longest // 2]}…{line[1 - longest // 2 :]}"


def headline_of(parallel: Parallel) -> str:
    """The headline, or the passage's first words where there is none."""
    if parallel.headline.strip():
        return one_line(parallel.headline)
    words = parallel.passage.split()
    return " ".join(words[:9]) + ("…" if len(words) > 9 else "")


def best_sentence(sentences: Sequence[str], query_terms: frozenset[str], terms_of: Sequence[frozenset[str]]) -> str:
    """The sentence that shares most terms with the query for its length; the first one where none shares any."""
    best, score = (sentences[0] if sentences else ""), 0.0
    for sentence, terms in zip(sentences, terms_of, strict=True):
        value = len(terms & query_terms) / (len(terms) + 6) ** 0.5
        if value > score:
            best, score = sentence, value
    return one_line(best)


def fold(parallels: Sequence[Parallel], groups: Sequence[Sequence[int]]) -> list[tuple[Parallel, tuple[Parallel, ...]]]:
    """Each text once, under its best-ranked printing, with its reprints; ``groups`` hold article ids."""
    by_article = {parallel.article_id: parallel for parallel in parallels}
    folded = []
    for group in groups:
        members = sorted((by_article[a] for a in group if a in by_article), key=lambda p: p.rank)
        if members:
            folded.append((members[0], tuple(members[1:])))
    return sorted(folded, key=lambda pair: pair[0].rank)


def dates_of(rows: Sequence[Row]) -> list[str]:
    """The dates of the list's articles, reprints included."""
    return [parallel.date for row in rows for parallel in (row.parallel, *row.reprints)]


def spoken_time(seconds: float | None) -> str:
    """A duration as people say it: ``40 s``, ``3 min``, ``2 h 05 min``; empty when it is not known."""
    if seconds is None or seconds < 0:
        return ""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def roughly(number: int) -> int:
    """A number that is only known roughly, to two figures: 1,234 is 1,200."""
    step = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step
