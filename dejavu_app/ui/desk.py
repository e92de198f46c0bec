"""One open archive as the window uses it: plain functions for worker threads, nothing of Qt.

Every call opens its own connection (cheap, and SQLite connections stay in their thread); the ``Searcher`` and the
models are shared and guard themselves.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.domain import Filters, Mention, Query, SearchResult
from dejavu_app.errors import UserError
from dejavu_app.ui.periods import Spread, spread
from dejavu_app.ui.state import Found, Row, best_sentence, fold, one_line

if TYPE_CHECKING:
    from dejavu_app.archive import Archive, StoredArticle
    from dejavu_app.encoding import Standing
    from dejavu_app.searching import SentencePair
    from dejavu_app.searching.evidence import Sentences

_SAME = 24  # characters by which a sentence is known as the headline again
Counts = list[tuple[str, int]]

GONE = "{gone} articles of this list are no longer in the archive."
"""What is remarked on a list, as a search remarks on its result."""
GROWN = "Found among {then:,} passages; the archive holds {now:,} now. Search again to look through all of them."
_GONE = re.compile(re.escape(GONE).replace(r"\{gone\}", r"(\d+)"))


@dataclass(frozen=True, slots=True)
class Overview:
    """What the window shows of an archive before any search."""

    info: Mapping[str, Any]
    newspapers: Counts
    places: Counts
    standing: Standing
    under_way: bool = False  # whether a program ended while it prepared the archive for search by meaning


@dataclass(frozen=True, slots=True)
class Opened:
    """An article opened for reading: as read, and cleaned with its map between the two."""

    article: StoredArticle
    cleaned: str
    to_clean: Callable[[int, int], tuple[int, int]]


class Desk:
    """An archive, its searcher and the models, behind calls that any worker thread may make."""

    def __init__(self, path: Path, make_models: Callable[[], Any]) -> None:
        """``make_models`` is called in worker threads, since importing the models' libraries takes its time."""
        self.path = path
        self._make_models = make_models
        self._searcher: Any = None
        self._asked: Sentences | None = None  # those of the search whose parallels are read
        self._keeper: Archive | None = None
        self._guard = threading.Lock()

    def archive(self) -> Archive:
        """A connection of the calling thread's own; use it as a context manager."""
        from dejavu_app.archive import Archive

        return Archive(self.path)

    def overview(self) -> Overview:
        """Counts, and lists for filters."""
        from dejavu_app.archive import UNDER_WAY

        with self.archive() as archive:
            return Overview(
                under_way=bool(archive.setting(UNDER_WAY, False)) and not archive.readonly,
                standing=self._standing(archive),
                info=archive.info(),
                newspapers=list(archive.newspapers()),
                places=list(archive.places()),
            )

    def standing(self) -> Standing:
        """How much is searchable by meaning, and whether the archive waits to be encoded anew."""
        with self.archive() as archive:
            return self._standing(archive)

    def _standing(self, archive: Archive) -> Standing:
        from dejavu_app.encoding import standing

        models = self._make_models()
        ours, passages = models.identity(), archive.coverage().passages
        return standing(archive.pipelines(), passages, ours.name, ours.space, models.at_hand)

    def spread(self, filters: Filters) -> Spread:
        """Articles by period under these filters, their dates aside."""
        with self.archive() as archive:
            return spread(archive.dates(replace(filters, date_from=None, date_to=None)))

    def open_article(self, article_id: int) -> Opened:
        """An article with its cleaned reading text."""
        from dejavu_app.text import clean

        with self.archive() as archive:
            stored = archive.article(article_id)
        cleaned = clean(stored.article.text)
        return Opened(stored, cleaned.text, cleaned.from_raw)

    def holds(self, article_id: int) -> bool:
        """Whether the archive has an article."""
        with self.archive() as archive:
            return bool(archive.articles([article_id]))

    def source_path(self, source_id: int) -> Path:
        """The file that a source was imported from. Raises ``UserError`` where it was taken out meanwhile."""
        with self.archive() as archive:
            for row, _ in archive.sources():
                if row.id == source_id:
                    return Path(row.path)
        raise UserError("The file that this article came from was taken out of the archive.")

    def searcher(self) -> Any:
        """The one searcher of this archive, made when first needed."""
        from dejavu_app.searching import Searcher

        with self._guard:
            if self._searcher is None:
                self._searcher = Searcher(self.path, self._make_models())
            return self._searcher

    def search(
        self,
        query: Query,
        cancelled: Callable[[], bool],
        fold_reprints: bool = True,
        tell: Callable[[Any], None] = lambda told: None,
    ) -> Found:
        """Runs a search and prepares its rows: the sentence that says most, reprints folded.

        Where the list is read again, ``tell`` first hears of it in its first order (``Found``), then of passages read
        and all (a pair).
        """
        result: SearchResult = self.searcher().search(
            query,
            cancelled,
            progress=lambda done, total: tell((done, total)),
            first=lambda before: tell(self.found(before, fold_reprints)),
        )
        return self.found(result, fold_reprints)

    def found(self, result: SearchResult, fold_reprints: bool = True) -> Found:
        """The rows of a result, fresh or read back from the history, without articles that were removed meanwhile."""
        from dejavu_app.archive.terms import terms
        from dejavu_app.searching import reprint_groups
        from dejavu_app.text import sentences

        result = self._still_there(result)
        groups: Sequence[Sequence[int]] = [(p.article_id,) for p in result.parallels]
        if fold_reprints and result.parallels:
            with self.archive() as archive:
                groups = reprint_groups(result, archive)
        words = frozenset(terms(result.masked or result.query.text))
        rows = []
        for parallel, reprints in fold(result.parallels, groups):
            text = parallel.passage
            pieces = [text[start:end] for start, end in sentences(text)] or [text]
            # The headline stands above it already.
            headline = one_line(parallel.headline)[:_SAME].casefold()
            fresh = [piece for piece in pieces if not headline or not one_line(piece).casefold().startswith(headline)]
            pieces = fresh or pieces
            snippet = best_sentence(pieces, words, [frozenset(terms(piece)) for piece in pieces])
            rows.append(Row(parallel, snippet or one_line(text), reprints))
        return Found(result, tuple(rows))

    def stored(self, result: SearchResult, fold_reprints: bool = True) -> Found:
        """The rows of a search of the history, and a remark where the archive has grown since."""
        with self.archive() as archive:
            passages, _ = archive.passage_stats()
        then = result.coverage.passages
        if result.parallels and passages > then > 0:
            result = replace(result, notes=(*result.notes, GROWN.format(then=then, now=passages)))
        return self.found(result, fold_reprints)

    def _still_there(self, result: SearchResult) -> SearchResult:
        if not result.parallels:
            return result
        with self.archive() as archive:
            present = archive.articles([p.article_id for p in result.parallels])
        left = tuple(p for p in result.parallels if p.article_id in present)
        gone = len(result.parallels) - len(left)
        if not gone:
            return result
        gone += sum(map(gone_in, result.notes))
        notes = (*(note for note in result.notes if not gone_in(note)), GONE.format(gone=gone))
        return replace(result, parallels=left, notes=notes)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in a query, offsets in the text as typed; those in a phrase that must occur count and are none."""
        from dejavu_app.masking import edit, find_mentions
        from dejavu_app.searching.keyword import quoted_phrases

        if not text.strip():
            return ()
        must = [(start, end) for start, end, _ in quoted_phrases(text)]
        return tuple(edit(find_mentions(self._make_models().recogniser(), [text])[0], must, ()))

    def evidence(self, result: SearchResult, passage: str, cancelled: Callable[[], bool]) -> list[SentencePair]:
        """The sentences that match in the way in which this search compared, best first."""
        from dejavu_app.searching.evidence import Sentences

        with self._guard:
            if self._asked is None or not self._asked.are_of(result):
                self._asked = Sentences(result, self._make_models())
            asked = self._asked
        return asked.pairs(passage, cancelled)

    def refresh(self) -> None:
        """Tells the searcher that new material has come in."""
        with self._guard:
            searcher = self._searcher
        if searcher is not None:
            searcher.refresh()

    def keep(self, work: Callable[[Archive], Any]) -> Any:
        """Changes what is kept through one connection, for the one writing thread: only it knows how to undo.

        What was changed stands in the archive's own file then: it may be copied or renamed while it is open.
        """
        if self._keeper is None:
            self._keeper = self.archive()
        done = work(self._keeper)
        self._keeper.fold_in()
        return done

    def steps(self) -> tuple[str, str]:
        """The changes that could be undone and redone now, as the archive names them; in the writing thread as well."""
        return (self._keeper.undoable(), self._keeper.redoable()) if self._keeper is not None else ("", "")

    def close_keeper(self) -> None:
        """Closes that connection; in the writing thread as well."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()

    def close(self) -> None:
        """Lets go of the index."""
        with self._guard:
            searcher, self._searcher = self._searcher, None
        if searcher is not None:
            searcher.close()


def gone_in(note: str) -> int:
    """How many articles a note on a result says to be gone; 0 for any other note."""
    said = _GONE.fullmatch(note)
    return int(said[1]) if said else 0
