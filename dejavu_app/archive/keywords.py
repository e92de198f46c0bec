"""The keyword index: which passages hold a term, and which of them are worth scoring for a long query."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from dejavu_app.archive.database import ArchiveFile
from dejavu_app.archive.terms import TERMS_VERSION, terms
from dejavu_app.domain import Article, Passage

K1, B = 1.2, 0.75  # of BM25: how soon a term's repetitions saturate, how much a passage's length weighs
POSTINGS = 60_000  # read for one query: FTS5 gives about ten a microsecond
_SLICES = 32  # parts of the archive that are looked at alike where a word stands in more passages than that
_CLOSER = 20  # times as many passages as are wanted, whose lengths are compared too
_FLUSH_LEAST, _FLUSH_MOST = 2_000, 50_000  # passages whose terms are counted in memory before they are written down
_PART = 2  # letters of a term that its neighbours share
_COUNTED = "frequencies_upto"  # setting: the last passage that the table ``frequencies`` has counted


class KeywordIndex(ArchiveFile):
    """FTS5 over the output of ``terms``, without a copy of the text.

    How many passages hold each term is kept in a table of its own, because FTS5 can only tell by walking through them.
    It is written seldom (a batch touches most of its pages) and so may lag behind by a tenth of the archive, which an
    inverse document frequency does not feel. What a killed program had not written is counted again by the next writer.
    """

    _uncounted: Counter[str] | None = None
    _uncounted_passages = 0
    _counted_from = 0  # the archive's own mark when counting in memory began
    _counted_to = 0  # the last passage counted in memory

    def _index_passages(self, conn: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Adds passages (id, terms) in the open transaction; ids ascend, above all that are indexed."""
        fed = list(rows)
        if not fed:
            return
        counter = self._counter(conn, fed[0][0])
        total = 0
        for _, joined in fed:
            words = joined.split()
            total += len(words)
            counter.update(set(words))
        conn.executemany("INSERT INTO keywords(rowid, terms) VALUES (?, ?)", fed)
        conn.execute("UPDATE totals SET terms = terms + ?", (total,))
        self._uncounted_passages += len(fed)
        self._counted_to = fed[-1][0]
        counted = self._value("SELECT passages FROM totals") or 0
        if self._uncounted_passages >= min(_FLUSH_MOST, max(_FLUSH_LEAST, counted // 10)):
            self._write_frequencies(conn)

    def _mark(self) -> int:
        return int(self._value("SELECT value FROM settings WHERE key = ?", (_COUNTED,)) or 0)

    def _counter(self, conn: sqlite3.Connection, before: int) -> Counter[str]:
        """The counts of all passages below ``before`` that the archive has not counted.

        Counted anew when it is not in memory, or when another writer, or one that was killed, has been at work since.
        """
        mark = self._mark()
        if self._uncounted is not None and self._counted_from == mark and self._counted_to == before - 1:
            return self._uncounted
        counter: Counter[str] = Counter()
        number = 0
        for _, joined in self._terms(conn, "p.id > ? AND p.id < ?", (mark, before)):
            counter.update(set(joined.split()))
            number += 1
        self._uncounted, self._uncounted_passages = counter, number
        self._counted_from, self._counted_to = mark, before - 1
        return counter

    def _terms(
        self, conn: sqlite3.Connection, where: str, parameters: Sequence[int | str]
    ) -> Iterator[tuple[int, str]]:
        """What is indexed of the passages ``p`` of articles ``a`` that a condition chooses."""
        # No order is asked for where none is needed: SQLite would sort in memory, an article's text with each passage.
        cursor = conn.execute(
            "SELECT p.id, p.ordinal, p.start, p.end, a.headline, a.text FROM passages p"
            f" JOIN articles a ON a.id = p.article_id WHERE {where}",
            parameters,
        )
        for passage_id, ordinal, start, end, headline, text in cursor:
            yield passage_id, _indexed(text, headline, ordinal, start, end)

    def _write_frequencies(self, conn: sqlite3.Connection) -> None:
        if not self._uncounted or self._counted_from != self._mark():
            self._uncounted = None
            return
        conn.executemany(
            "INSERT INTO frequencies VALUES (?, ?)"
            " ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages",
            _in_order(self._uncounted),
        )
        conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_COUNTED, str(self._counted_to)))
        self._uncounted, self._uncounted_passages, self._counted_from = Counter(), 0, self._counted_to

    def _rolled_back(self) -> None:
        super()._rolled_back()
        self._uncounted = None  # it counted what is not there now; the next write looks again

    def close(self) -> None:
        """Writes down the term frequencies still in memory and closes the file.

        Where the file was moved they are left; whoever opens it then counts those passages again.
        """
        try:
            if self._uncounted and self.stands():
                with self.transaction() as conn:
                    self._write_frequencies(conn)
        finally:
            self._uncounted = None
            super().close()

    def _unindex_passages(self, conn: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Takes passages (id, terms) out; FTS5 needs the very terms that were put in."""
        self._counter(conn, 1 + (self._value("SELECT seq FROM main.sqlite_sequence WHERE name = 'passages'") or 0))
        self._write_frequencies(conn)
        gone: Counter[str] = Counter()
        total = 0
        for passage_id, joined in rows:
            words = joined.split()
            total += len(words)
            gone.update(set(words))
            removal = ("delete", passage_id, joined)
            conn.execute("INSERT INTO keywords(keywords, rowid, terms) VALUES (?, ?, ?)", removal)
        less = [(count, term) for term, count in gone.items()]
        conn.executemany("UPDATE frequencies SET passages = passages - ? WHERE term = ?", less)
        conn.executemany("DELETE FROM frequencies WHERE term = ? AND passages <= 0", [(term,) for term in gone])
        conn.execute("UPDATE totals SET terms = terms - ?", (total,))

    def _refresh_keywords(self) -> None:
        """Builds the index anew when it was made with another version of ``terms``."""
        made_with = self._value("SELECT value FROM settings WHERE key = 'terms_version'")
        if made_with == TERMS_VERSION or self.readonly:
            return
        with self.transaction() as conn:
            if made_with is not None:
                conn.execute("INSERT INTO keywords(keywords) VALUES ('delete-all')")
                conn.execute("DELETE FROM frequencies")
                conn.execute("DELETE FROM settings WHERE key = ?", (_COUNTED,))
                conn.execute("UPDATE totals SET terms = 0")
                self._uncounted = None
                self._index_passages(conn, self._terms(conn, "p.id > ? ORDER BY p.id", (0,)))
            conn.execute("INSERT OR REPLACE INTO settings VALUES ('terms_version', ?)", (TERMS_VERSION,))

    def passage_stats(self) -> tuple[int, float]:
        """The number of passages and their mean length in terms, as BM25 wants them."""
        passages, words = self._rows("SELECT passages, terms FROM totals")[0]
        return passages, words / passages if passages else 0.0

    def term_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """How many passages hold each term (as ``terms`` gives them); terms that none holds are left out.

        In an archive that is being filled the counts may lag by a tenth.
        """
        found = dict(self._rows_in("SELECT term, passages FROM frequencies WHERE term IN (?)", dict.fromkeys(terms)))
        upto = self._mark()
        newest = self._value("SELECT max(id) FROM passages") or 0
        if newest > upto and newest <= 4 * _FLUSH_LEAST:
            # A small archive in the making: nothing may be counted yet, and counting is cheap.
            for term in dict.fromkeys(terms):
                count = self._value("SELECT count(*) FROM keywords WHERE keywords MATCH ?", (_quoted([term]),))
                if count:
                    found[term] = count
        return found

    def keyword_candidates(
        self, terms: Sequence[str], limit: int, allowed: np.ndarray | None = None
    ) -> list[int]:
        """Ids of the passages that hold any of ``terms``, the likeliest best by BM25 first, at most ``limit``.

        Rare terms decide a BM25 score, so the rarest are read first, until ``POSTINGS`` entries have been seen; the
        candidates are put in order of their summed inverse document frequency (Robertson and Spärck Jones 1976),
        terms that stand twice in the query counting twice. Commoner terms add to the order only through the caller,
        who scores the candidates with all of them. Where that order leaves more passages level than there is room for,
        as it does for a query of one word, how often and in how long a passage the terms stand decides among them.
        ``allowed`` (sorted int64) narrows the result.
        """
        asked = Counter(terms)
        counts = self.term_counts(list(asked))
        passages, _ = self.passage_stats()
        budget = POSTINGS
        if allowed is not None:
            if not len(allowed):
                return []
            budget = int(POSTINGS * min(2.0, max(1.0, passages / len(allowed))))
        span = (0, 1 << 62) if allowed is None else (int(allowed[0]), int(allowed[-1]))
        known = sorted((counts.get(term, 1), term) for term in asked)
        ids: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        read: dict[str, float] = {}
        left = budget
        weigh = {term: self._weight(count, passages) * asked[term] for count, term in known}
        for count, term in known:
            if count > left and ids:
                break
            if count > left:
                together, rarest = self._common_passages([term for _, term in known], budget, span)
                ids.append(together)
                weights.append(np.full(len(together), sum(weigh.values()), np.float32))
                found = rarest
            else:
                found = self._match(_quoted([term]), budget, span)
            left -= len(found)
            read[term] = weigh[term]
            ids.append(found)
            weights.append(np.full(len(found), weigh[term], np.float32))
        if not ids:
            return []
        every = np.concatenate(ids)
        order = np.argsort(every, kind="stable")  # quick, for it is made of sorted runs
        every = every[order]
        firsts = np.flatnonzero(np.diff(every, prepend=-1))
        if not len(firsts):
            return []
        unique, score = every[firsts], np.add.reduceat(np.concatenate(weights)[order], firsts)
        if allowed is not None:
            inside = allowed[np.minimum(np.searchsorted(allowed, unique), len(allowed) - 1)] == unique
            unique, score = unique[inside], score[inside]
        if len(unique) > limit:
            least = np.partition(score, len(score) - limit)[len(score) - limit] if limit else np.inf
            unique, score = unique[score >= least], score[score >= least]
            if len(unique) > limit + limit // 2:
                level = score == least
                closest = self._closest(unique[level], read, counts, limit - int(np.count_nonzero(~level)))
                unique = np.append(unique[~level], closest)
                score = np.append(score[~level], np.full(len(closest), least, score.dtype))
        best = np.lexsort((unique, -score))[:limit]
        return unique[best].tolist()

    def _closest(self, ids: np.ndarray, weights: Mapping[str, float], counts: Mapping[str, int],
                 room: int) -> np.ndarray:
        """The ``room`` passages of ``ids`` (sorted) in which the weighted terms stand most often for the length."""
        rarest = sorted(weights, key=lambda term: counts.get(term, 0))
        weight = np.asarray([weights[term] for term in rarest], np.float32)[:, None]
        often = np.zeros((len(rarest), len(ids)), np.float32)
        seen = 0
        for row, term in enumerate(rarest):
            seen += counts.get(term, 0)
            if row and seen > 4 * POSTINGS:
                break  # the rarest decide
            held, times = np.unique(self._instances(term), return_counts=True)
            at = np.minimum(np.searchsorted(ids, held), len(ids) - 1)
            inside = ids[at] == held
            often[row, at[inside]] = times[inside]
        first = np.argsort(-_saturated(often, weight, np.float32(1.0)), kind="stable")[: _CLOSER * room]
        first.sort()
        length = dict(self._rows_in("SELECT id, words FROM passages WHERE id IN (?)", ids[first].tolist()))
        words = np.asarray([length.get(passage, 0) for passage in ids[first].tolist()], np.float32)
        relative = words / max(float(words.mean()), 1.0) if len(words) else words
        order = np.argsort(-_saturated(often[:, first], weight, relative), kind="stable")
        return ids[first[order[:room]]]

    def _instances(self, term: str) -> np.ndarray:
        """The passages in which a term stands, each as often as it stands there."""
        self.conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.instances USING fts5vocab(main, keywords, instance)")
        (found,) = self._ids("SELECT group_concat(doc) FROM temp.instances WHERE term = ?", (term,))
        return found

    @staticmethod
    def _weight(count: int, passages: int) -> float:
        return math.log(1 + (passages - count + 0.5) / (count + 0.5)) if passages > count else 1e-3

    def _common_passages(self, words: Sequence[str], most: int, span: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Passages for a query of common words only: those that hold all of them, and if few do those with the rarest.
        """
        every = self._spread(" AND ".join(_quoted([word]) for word in words), most, span)
        return every, every[:0] if len(every) >= 100 else self._spread(_quoted(words[:1]), most, span)

    def _spread(self, expression: str, most: int, span: tuple[int, int]) -> np.ndarray:
        """Like ``_match``, yet not the first passages of the archive alone where there are more than ``most``."""
        newest = self._value("SELECT max(id) FROM passages") or 0
        bounds = np.linspace(span[0], min(span[1], newest) + 1, _SLICES + 1).astype(np.int64).tolist()
        return np.concatenate([
            self._match(expression, most // _SLICES + 1, (begin, end - 1))
            for begin, end in pairwise(bounds)
        ])

    def _match(self, expression: str, most: int = -1, span: tuple[int, int] = (0, 1 << 62)) -> np.ndarray:
        """The passages that match, sorted: at most ``most`` of those with ids in ``span``."""
        (found,) = self._ids(
            "SELECT group_concat(rowid) FROM (SELECT rowid FROM keywords WHERE keywords MATCH ?"
            " AND rowid BETWEEN ? AND ? LIMIT ?)",
            (expression, *span, most),
        )
        return found

    def phrase_ids(self, phrase: str) -> np.ndarray:
        """The passages, sorted, where the words of ``phrase`` stand side by side, in any inflection."""
        words = terms(phrase)
        return self._match(_quoted(words)) if words else np.empty(0, np.int64)


def indexed_terms(article: Article, passages: Sequence[Passage]) -> tuple[str, ...]:
    """What the keyword index holds of each passage: its terms, separated by blanks.

    The headline goes before the first passage, if it is not in it.
    """
    return tuple(_indexed(article.text, article.headline, p.ordinal, p.start, p.end) for p in passages)


def _indexed(text: str, headline: str, ordinal: int, start: int, end: int) -> str:
    passage = text[start:end]
    if ordinal == 0 and headline and headline not in passage:
        passage = f"{headline}\n{passage}"
    return " ".join(terms(passage))


def _saturated(often: np.ndarray, weight: np.ndarray, relative: np.ndarray | np.float32) -> np.ndarray:
    """BM25 (Robertson and Zaragoza 2009, equation 3.15) of term frequencies (terms, n): (n,).

    ``weight`` (terms, 1) are inverse document frequencies, ``relative`` (n,) are lengths in units of their mean.
    """
    return (weight * often * (K1 + 1) / (often + K1 * (1 - B + B * relative))).sum(0)  # type: ignore[no-any-return]


def _in_order(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The counts by term, as ``sorted`` would give them; in small parts, since other threads wait while it sorts."""
    parts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for term, count in counts.items():
        parts[term[:_PART]].append((term, count))
    for beginning in sorted(parts):
        yield from sorted(parts[beginning])


def _quoted(words: Sequence[str]) -> str:
    """An FTS5 phrase; terms hold letters and digits only, yet a caller's might not."""
    return '"' + " ".join(words).replace('"', '""') + '"'
