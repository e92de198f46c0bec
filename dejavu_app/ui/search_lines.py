"""What a kept search is called in a list; searches that would look alike say what each has of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt

from dejavu_app.domain import Mode, Query
from dejavu_app.ui.figures import date_words
from dejavu_app.ui.state import Chip, chips, one_line

if TYPE_CHECKING:
    from dejavu_app.archive import SearchRow

_FILTERS = 2  # filters that stand before the text of any search
_TEXT = 60  # characters of the text
_OWN = 30  # characters from where a text leaves the others
_NAME = 20  # characters of a name that was hidden or shown by hand
_NAMES = 3  # such names


@dataclass(frozen=True, slots=True)
class Kept:
    """A search of a list, with the whole query."""

    row: SearchRow
    query: Query


class SearchLines(QObject):
    """Puts what tells a search apart before its text, since the end of a line is seldom in view."""

    def __init__(self, filter_words: Callable[[Chip], str], parent: QObject) -> None:
        super().__init__(parent)
        self._filter_words = filter_words

    def lines(self, rows: Sequence[SearchRow], queries: Mapping[int, Query]) -> list[str]:
        """A line for each search of one list: filters and text, or its name.

        Only where that would be the same of several, what they do not have in common stands first: words that only one
        text has, other filters, how it was compared, what was hidden; at last the day, or the time of the day.
        """
        kept = [Kept(row, queries.get(row.id) or _of_row(row)) for row in rows]
        plain = [
            (row.name,) if row.name else (*self._filters(each)[:_FILTERS], self._text(each))
            for row, each in zip(rows, kept, strict=True)
        ]
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, words in enumerate(plain):
            alike[words].append(place)
        lines = [" · ".join(words) for words in plain]
        for places in alike.values():
            if len(places) > 1:
                for place, own in zip(places, self._own([kept[place] for place in places]), strict=True):
                    lines[place] = " · ".join([*own, lines[place]])
        return lines

    def tip(self, row: SearchRow, query: Query | None) -> str:
        """All that a line has no room for: how many were found and when, the text, filters and settings."""
        words = self.tr("%Ln parallel(s), {date}: {text}", "", row.parallels).format(
            date=date_words(row.created[:10]), text=one_line(row.text)[:300]
        )
        kept = Kept(row, query or _of_row(row))
        settings = [self._mode(kept), self._rerank(kept), *self._names(kept)[:_NAMES], self._feedback(kept)]
        return "\n".join([words, *self._filters(kept), *(each for each in settings if each)])

    def _own(self, group: Sequence[Kept]) -> list[list[str]]:
        """What each of several searches that look alike has of its own, no more than tells it from the others."""
        own: list[list[str]] = [[] for _ in group]
        texts = [""] * len(group)
        alike = [list(range(len(group)))]
        tellers = (
            _texts, lambda some: _not_shared([self._filters(each) for each in some]),
            lambda some: [self._mode(each) for each in some], lambda some: [self._rerank(each) for each in some],
            lambda some: _not_shared([self._names(each) for each in some], _NAMES),
            lambda some: [self._feedback(each) for each in some],
            lambda some: [self.tr("best {n}").format(n=each.query.k) for each in some],
            lambda some: [date_words(_moment(each).date().toString(Qt.DateFormat.ISODate)) for each in some], _times,
        )  # fmt: skip
        for tell in tellers:
            left = []
            for places in alike:
                words = tell([group[place] for place in places])
                same: dict[str, list[int]] = defaultdict(list)
                for place, said in zip(places, words, strict=True):
                    same[said].append(place)
                if len(same) > 1:
                    for said, those in same.items():
                        for place in those:
                            if tell is _texts:
                                texts[place] = said
                            elif said:
                                own[place].append(said)
                left += [those for those in same.values() if len(those) > 1]
            alike = left
        # The text itself comes last: among several of one text it is what they have in common.
        return [[*said, text] if text else said for said, text in zip(own, texts, strict=True)]

    def _text(self, kept: Kept) -> str:
        """How the text begins; of a search without one, what it was moved by."""
        return one_line(kept.row.text)[:_TEXT] or self._feedback(kept) or "—"

    def _filters(self, kept: Kept) -> list[str]:
        return [self._filter_words(chip) for chip in chips(kept.query.filters)]

    def _mode(self, kept: Kept) -> str:
        return {"semantic": self.tr("meaning only"), "keyword": self.tr("words only")}.get(kept.query.mode, "")

    def _rerank(self, kept: Kept) -> str:
        return self.tr("reranked") if kept.query.rerank else ""

    def _names(self, kept: Kept) -> list[str]:
        """What is hidden other than all names."""
        query = kept.query
        kinds = {
            "PER": self.tr("people"), "ORG": self.tr("organisations"), "LOC": self.tr("places"),
            "MISC": self.tr("other names"),
        }  # fmt: skip
        hidden = [words for label, words in kinds.items() if label in query.labels]
        shown = [words for label, words in kinds.items() if label not in query.labels]
        said = []
        if not query.mask or not hidden:
            said.append(self.tr("names not hidden"))
        elif len(shown) == 1:
            said.append(self.tr("{kinds} shown").format(kinds=shown[0]))
        elif shown:
            said.append(self.tr("only {kinds} hidden").format(kinds=", ".join(hidden)))
        said += [self.tr("“{name}” shown").format(name=_cut(query, span)) for span in query.shown]
        said += [self.tr("“{name}” hidden").format(name=_cut(query, span)) for span in query.hidden]
        return list(dict.fromkeys(said))

    def _feedback(self, kept: Kept) -> str:
        like, unlike = len(kept.query.like), len(kept.query.unlike)
        said = [self.tr("like %Ln passage(s)", "", like)] if like else []
        said += [self.tr("unlike %Ln passage(s)", "", unlike)] if unlike else []
        return " · ".join(said)


def _of_row(row: SearchRow) -> Query:
    """The query as far as the list knows it."""
    return Query(row.text, mode=cast(Mode, row.mode), filters=row.filters)


def _texts(group: Sequence[Kept]) -> list[str]:
    """Each text from the first word on that not all have, short; of one that ends there nothing."""
    texts = [one_line(each.query.text).split() for each in group]
    shortest = min(map(len, texts))
    start = next((at for at in range(shortest) if len({words[at] for words in texts}) > 1), shortest)
    left = [" ".join(words[start:])[:_OWN].rstrip() for words in texts]
    return [f"…{words}" if words and start else words for words in left]


def _not_shared(said: Sequence[Sequence[str]], most: int = 99) -> list[str]:
    """Of each list what not all have."""
    counts = Counter(words for each in said for words in set(each))
    return [" · ".join([words for words in each if counts[words] < len(said)][:most]) for each in said]


def _cut(query: Query, span: tuple[int, int]) -> str:
    name = one_line(query.text[span[0] : span[1]])
    return name if len(name) <= _NAME else f"{name[:_NAME].rstrip()}…"


def _moment(kept: Kept) -> QDateTime:
    return QDateTime.fromString(kept.row.created, Qt.DateFormat.ISODate).toLocalTime()


def _times(group: Sequence[Kept]) -> list[str]:
    """The time of the day, to the second only where the minute is the same."""
    moments = [_moment(each).time() for each in group]
    short = [QLocale().toString(moment, QLocale.FormatType.ShortFormat) for moment in moments]
    return short if len(set(short)) == len(short) else [moment.toString("HH:mm:ss") for moment in moments]
