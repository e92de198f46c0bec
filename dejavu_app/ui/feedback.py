"""Results that the query is moved towards and away from, each with what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dejavu_app.ui.state import Row, headline_of

Called = dict[int, str]  # what a passage is called


class Feedback:
    """Holds both kinds by passage, and has them shown after each change."""

    def __init__(self, show: Callable[[Called, Called], None]) -> None:
        self.like: Called = {}
        self.unlike: Called = {}
        self._show = show

    def clear(self) -> None:
        self.restore({}, {})

    def restore(self, like: Called, unlike: Called) -> None:
        """Takes those of a search that was made before."""
        self.like, self.unlike = dict(like), dict(unlike)
        self._show(self.like, self.unlike)

    def take(self, rows: Iterable[Row], more: bool) -> None:
        """Moves the query towards these rows, or away from them."""
        into, out = (self.like, self.unlike) if more else (self.unlike, self.like)
        for row in rows:
            out.pop(row.parallel.passage_id, None)
            into[row.parallel.passage_id] = headline_of(row.parallel)
        self._show(self.like, self.unlike)

    def forget(self, passage: int) -> None:
        for those in (self.like, self.unlike):
            those.pop(passage, None)
        self._show(self.like, self.unlike)
