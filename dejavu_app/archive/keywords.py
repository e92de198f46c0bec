"""The keyword index: which passages hold a term, and which of them are worth scoring for a long query."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from dejavu_app.archive.database import ArchiveFile
from dejavu_app.archive.terms import TERMS_VERSION, terms
from dejavu_app.domain import Article, Passage

POSTINGS = 60_000  # read for one query: FTS5 gives about ten a microsecond
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

    def _terms(self, conn: sqlite3.Connection, where: str, parameters: Sequence[int]) -> Iterator[tuple[int, str]]:
        """What is indexed of the passages ``p`` of articles ``a`` that a condition chooses, in order of their ids."""
        cursor = conn.execute(
            "SELECT p.id, p.ordinal, p.start, p.end, a.headline, a.text FROM passages p"
            f" JOIN articles a ON a.id = p.article_id WHERE {where} ORDER BY p.id",
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
        """Writes down the term frequencies still in memory and closes the file."""
        if self._uncounted:
            try:
                with self.transaction() as conn:
                    self._write_frequencies(conn)
            finally:
                self._uncounted = None
                super().close()
        else:
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
        conn.execute("DELETE FROM frequencies WHERE passages <= 0")
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
                self._index_passages(conn, self._terms(conn, "p.id > ?", (0,)))
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
        who scores the candidates with all of them. ``allowed`` (sorted int64) narrows the result.
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
        left = budget
        for count, term in known:
            if count > left and ids:
                break
            if count > left:
                found = self._common_passages([term for _, term in known], budget, span)
            else:
                found = self._match(_quoted([term]), budget, span)
            left -= len(found)
            weight = asked[term] * math.log(1 + (passages - count + 0.5) / (count + 0.5)) if passages > count else 1e-3
            ids.append(found)
            weights.append(np.full(len(found), weight, np.float32))
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
        best = np.lexsort((unique, -score))[:limit]
        return unique[best].tolist()

    def _common_passages(self, words: Sequence[str], most: int, span: tuple[int, int]) -> np.ndarray:
        """Passages for a query of common words only: those that hold all of them, then those with the rarest."""
        every = self._match(" AND ".join(_quoted([word]) for word in words), most, span)
        return every if len(every) >= 100 else np.union1d(every, self._match(_quoted(words[:1]), most, span))

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
