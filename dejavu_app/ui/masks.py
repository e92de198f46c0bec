"""Which names of the query are hidden: the recogniser's proposal and a person's switches, without Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from dejavu_app.domain import LABELS, Mention

Span = tuple[int, int]
_REMEMBERED = 30  # texts


@dataclass(frozen=True, slots=True)
class MaskChoices:
    """The query's names and what the reader decided about them; offsets are of ``text``.

    ``shown`` are recognised names that count after all, ``hidden`` are stretches that were hidden by hand, as in
    ``domain.Query``. ``earlier`` are the switches of this query's last texts, for undo.
    """

    text: str = ""
    mentions: tuple[Mention, ...] = ()
    labels: tuple[str, ...] = LABELS
    enabled: bool = True
    shown: frozenset[Span] = frozenset()
    hidden: frozenset[Span] = frozenset()
    earlier: tuple[tuple[str, frozenset[Span], frozenset[Span]], ...] = field(default=(), compare=False)

    def spans(self) -> list[Mention]:
        """Every name and every stretch hidden by hand, in reading order; the latter are labelled MISC."""
        own = [Mention(start, end, "MISC") for start, end in self.hidden]
        covered = _touching(self.hidden)
        return sorted([m for m in self.mentions if not covered((m.start, m.end))] + own)

    def is_hidden(self, mention: Mention) -> bool:
        """Whether the search does not see this name."""
        if not self.enabled:
            return False
        if (mention.start, mention.end) in self.hidden:
            return True
        return mention.label in self.labels and not _touched(mention, self.shown)

    def hidden_names(self) -> int:
        """How many names and stretches the search does not see."""
        if not self.enabled:
            return 0
        let_go, labels = _touching(self.shown), set(self.labels)
        spans = ((m, (m.start, m.end)) for m in self.spans())
        return sum(span in self.hidden or (m.label in labels and not let_go(span)) for m, span in spans)

    def toggled(self, mention: Mention, everywhere: bool = False) -> MaskChoices:
        """With this name switched over; ``everywhere`` takes along each other place where the same words stand."""
        target = not self.is_hidden(mention)
        chosen = [mention]
        if everywhere:
            words = self._words(mention)
            chosen = [m for m in self.spans() if self._words(m) == words]
        before = self._switched_on() if target else self
        shown, hidden = set(before.shown), set(before.hidden)
        named = {(m.start, m.end) for m in self.mentions if m.label in before.labels}
        if target:
            touched = _touching((m.start, m.end) for m in chosen)
            shown = {span for span in shown if not touched(span)}
        for each in chosen:
            span = (each.start, each.end)
            if target:
                if each.label not in before.labels:
                    hidden.add(span)
            elif span in hidden:
                hidden.discard(span)
                shown |= named & {span}
            else:
                shown.add(span)
        return replace(before, shown=frozenset(shown), hidden=frozenset(hidden))

    def with_hidden(self, start: int, end: int) -> MaskChoices:
        """With a stretch hidden by hand: its surrounding white space left out, the hidden names that it cuts taken in.
        """
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if end <= start:
            return self
        before = self._switched_on()
        cut = [m for m in before.spans() if _touched(m, [(start, end)]) and before.is_hidden(m)]
        span = (min([start, *(m.start for m in cut)]), max([end, *(m.end for m in cut)]))
        kept = {other for other in before.hidden if other[1] <= span[0] or other[0] >= span[1]}
        return replace(before, hidden=frozenset(kept | {span}))

    def with_label(self, label: str, hide: bool) -> MaskChoices:
        """With all names of one kind hidden or shown."""
        before = self._switched_on() if hide else self
        labels = tuple(each for each in LABELS if (hide if each == label else each in before.labels))
        return replace(before, labels=labels)

    def with_text(self, text: str, mentions: Sequence[Mention]) -> MaskChoices:
        """For an edited query: switches move with their words, and come back with a text that comes back.

        A search without masks that was taken from the history leaves masking on for the next text.
        """
        if text == self.text:
            shown, hidden, anew = self.shown, self.hidden, False
        else:
            known = {before: (shown, hidden) for before, shown, hidden in self.earlier}
            moved, anew = _moved(self.text, text)
            shown, hidden = known.get(text) or (
                frozenset(filter(None, map(moved, self.shown))), frozenset(filter(None, map(moved, self.hidden)))
            )
        earlier = self.earlier
        if text != self.text and (self.shown or self.hidden):
            earlier = (*(each for each in earlier if each[0] != self.text), (self.text, self.shown, self.hidden))
        own = frozenset(filter(_touching((m.start, m.end) for m in mentions), shown))
        return replace(self, text=text, mentions=tuple(mentions), shown=own, hidden=hidden,
                       enabled=self.enabled or anew, earlier=earlier[-_REMEMBERED:])

    def meanwhile(self, text: str) -> MaskChoices:
        """For an edited query whose names have not been looked for yet: the names move with their words, too."""
        moved, _ = _moved(self.text, text)
        return self.with_text(text, [Mention(*at, m.label) for m in self.mentions if (at := moved((m.start, m.end)))])

    def _switched_on(self) -> MaskChoices:
        """The same where masks are on, else with masks on and nothing hidden yet."""
        return self if self.enabled else replace(self, enabled=True, labels=(), shown=frozenset(), hidden=frozenset())

    def _words(self, mention: Mention) -> str:
        return " ".join(self.text[mention.start : mention.end].casefold().split())


def _touched(mention: Mention, spans: Iterable[Span]) -> bool:
    return any(mention.start < end and start < mention.end for start, end in spans)


def _touching(spans: Iterable[Span]) -> Callable[[Span], bool]:
    """What tells whether a span has a character in common with one of these; quick for thousands of both."""
    ordered = sorted(spans)
    ends = list(accumulate((end for _, end in ordered), max))

    def touches(span: Span) -> bool:
        begun = bisect_left(ordered, (span[1],))  # those that begin before the span's end
        return begun > 0 and ends[begun - 1] > span[0]

    return touches


def _moved(old: str, new: str) -> tuple[Callable[[Span], Span | None], bool]:
    """Where a span of an old text is in the new one, None if it was changed; and whether the text is another.

    The change is what lies between the longest common beginning and the longest common end.
    """
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    further = len(new) - len(old)

    def moved(span: Span) -> Span | None:
        start, end = span
        if end <= head:
            return span
        return (start + further, end + further) if start >= len(old) - tail else None

    return moved, head + tail < min(len(old), len(new)) / 2


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        half = (least + most + 1) // 2
        if one[:half] == other[:half]:
            least = half
        else:
            most = half - 1
    return least
