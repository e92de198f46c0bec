"""Which names of the query are hidden: the recogniser's proposal and a person's switches, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dejavu_app.domain import LABELS, Mention

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MaskChoices:
    """The query's names and what the reader decided about them; offsets are of ``text``.

    ``shown`` are recognised names that count after all, ``hidden`` are stretches that were hidden by hand, as in
    ``domain.Query``.
    """

    text: str = ""
    mentions: tuple[Mention, ...] = ()
    labels: tuple[str, ...] = LABELS
    enabled: bool = True
    shown: frozenset[Span] = frozenset()
    hidden: frozenset[Span] = frozenset()

    def spans(self) -> list[Mention]:
        """Every name and every stretch hidden by hand, in reading order; the latter are labelled MISC."""
        own = [Mention(start, end, "MISC") for start, end in self.hidden]
        overlapped = [m for m in self.mentions if not any(m.start < e and s < m.end for s, e in self.hidden)]
        return sorted(overlapped + own)

    def is_hidden(self, mention: Mention) -> bool:
        """Whether the search does not see this name."""
        span = (mention.start, mention.end)
        if not self.enabled:
            return False
        return span in self.hidden or (mention.label in self.labels and span not in self.shown)

    def toggled(self, mention: Mention, everywhere: bool = False) -> MaskChoices:
        """With this name switched over; ``everywhere`` takes along each other place where the same words stand."""
        target = not self.is_hidden(mention)
        words = self.text[mention.start : mention.end].casefold()
        chosen = [mention]
        if everywhere:
            chosen = [m for m in self.spans() if self.text[m.start : m.end].casefold() == words]
        shown, hidden, labels = set(self.shown), set(self.hidden), self.labels
        for each in chosen:
            span = (each.start, each.end)
            if target:
                shown.discard(span)
                if each.label not in labels:
                    hidden.add(span)
            elif span in hidden:
                hidden.discard(span)
            else:
                shown.add(span)
        return replace(self, shown=frozenset(shown), hidden=frozenset(hidden), enabled=self.enabled or target)

    def with_hidden(self, start: int, end: int) -> MaskChoices:
        """With a stretch hidden by hand, its surrounding white space left out."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if end <= start:
            return self
        kept = {span for span in self.hidden if span[1] <= start or span[0] >= end}
        return replace(self, hidden=frozenset(kept | {(start, end)}), enabled=True)

    def with_label(self, label: str, hide: bool) -> MaskChoices:
        """With all names of one kind hidden or shown."""
        labels = tuple(each for each in LABELS if (hide if each == label else each in self.labels))
        return replace(self, labels=labels)

    def with_text(self, text: str, mentions: Sequence[Mention]) -> MaskChoices:
        """For an edited query: switches stay where the same words still stand at the same place."""

        def kept(spans: frozenset[Span]) -> frozenset[Span]:
            return frozenset((s, e) for s, e in spans if e <= len(text) and text[s:e] == self.text[s:e])

        known = {(m.start, m.end) for m in mentions}
        return replace(
            self, text=text, mentions=tuple(mentions), shown=kept(self.shown) & known, hidden=kept(self.hidden)
        )
