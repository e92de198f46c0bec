"""Vectors and mentions: what encoding has made of the passages, and which passages it has still to do."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dejavu_app.archive.articles import ArticleStore
from dejavu_app.archive.database import now
from dejavu_app.archive.rows import StoredPassage
from dejavu_app.domain import Coverage, Mention, space_of

RETIRED = "retired:"
"""Before the fingerprint of a pipeline whose vectors wait to be removed: nothing else knows it any more."""
UNDER_WAY = "preparing"
"""The setting of an archive that is being encoded."""
LIVE = f"fingerprint NOT LIKE '{RETIRED}%'"


class VectorStore(ArticleStore):
    """One vector a passage and space, half precision, under the fingerprint of the pipeline that made it.

    A space holds what one encoder made (``space_of``), whichever recogniser had hidden the names. Where a method asks
    for a ``fingerprint``, a space will do, too: it then speaks of all its pipelines together.
    """

    def register_pipeline(self, fingerprint: str, name: str, dims: int, card: Mapping[str, Any] | None = None) -> int:
        """The row of a pipeline, made when new. ``dims`` is the length of its vectors."""
        known = self._value("SELECT id FROM encoders WHERE fingerprint = ?", (fingerprint,))
        if known is not None:
            return int(known)
        with self.transaction() as conn:
            conn.execute(
                "INSERT OR IGNORE INTO encoders (fingerprint, name, dims, card, added) VALUES (?, ?, ?, ?, ?)",
                (fingerprint, name, dims, json.dumps(dict(card or {}), default=str), now()),
            )
        return int(self._value("SELECT id FROM encoders WHERE fingerprint = ?", (fingerprint,)))

    def pipelines(self) -> list[dict[str, Any]]:
        """Every pipeline that has made vectors: fingerprint, name, dims, card, encoded; the one last added first."""
        rows = self._rows(f"SELECT fingerprint, name, dims, card, encoded FROM encoders WHERE {LIVE} ORDER BY id DESC")
        names = ("fingerprint", "name", "dims", "card", "encoded")
        return [dict(zip(names, (*row[:3], json.loads(row[3]), row[4]), strict=True)) for row in rows]

    def store_vectors(
        self,
        fingerprint: str,
        passage_ids: Sequence[int],
        vectors: np.ndarray,
        mentions: Sequence[Sequence[Mention]],
    ) -> int:
        """Commits the vectors (n, dims) float32 of passages with their mentions (offsets in the passage's text).

        One transaction: a passage has both or neither, and what an earlier pipeline of this space made of it goes.
        Passages that were removed meanwhile are passed over. Gives the number stored. Raises ``ValueError`` for a wrong
        shape or a vector that is not finite.
        """
        half = np.ascontiguousarray(vectors, dtype="<f2")
        if not np.isfinite(half).all():
            raise ValueError("a vector is not finite")
        ids = [int(i) for i in passage_ids]
        with self.transaction() as conn:
            # Asked for inside: another program may just be putting the pipeline out of use.
            (encoder,), dims = self._encoders(fingerprint)
            earlier = [number for number in self._encoders(space_of(fingerprint))[0] if number != encoder]
            if vectors.shape != (len(passage_ids), dims) or len(mentions) != len(passage_ids):
                raise ValueError(
                    f"{len(passage_ids)} passages, vectors {vectors.shape}, {len(mentions)} mentions, {dims} dims"
                )
            present = {row[0] for row in self._rows_in("SELECT id FROM passages WHERE id IN (?)", ids)}
            known = {
                row[0]
                for row in self._rows_in(
                    f"SELECT passage_id FROM vectors WHERE encoder_id = {encoder:d} AND passage_id IN (?)", ids
                )
            }
            kept = [(n, i) for n, i in enumerate(ids) if i in present]
            conn.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", [(i, encoder, half[n].tobytes()) for n, i in kept]
            )
            conn.executemany("DELETE FROM mentions WHERE passage_id = ?", [(i,) for _, i in kept])
            conn.executemany(
                "INSERT INTO mentions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(i, m.start, m.end, m.label) for n, i in kept for m in mentions[n]],
            )
            for number in earlier:
                self._give_up(number, [i for _, i in kept])
            upto = self._first_pending(encoder)
            conn.execute(
                "UPDATE encoders SET encoded = encoded + ?, encoded_upto = ? WHERE id = ?",
                (len(present - known), upto, encoder),
            )
        return len(kept)

    def _give_up(self, encoder: int, ids: Sequence[int]) -> None:
        """Removes the vectors that a pipeline has of these passages."""
        had = [row[0] for row in self._rows_in(
            f"SELECT passage_id FROM vectors WHERE encoder_id = {encoder:d} AND passage_id IN (?)", ids)]
        if had:
            self.conn.executemany("DELETE FROM vectors WHERE passage_id = ? AND encoder_id = ?",
                                  [(i, encoder) for i in had])
            self.conn.execute(
                "UPDATE encoders SET encoded = encoded - ?, encoded_upto = min(encoded_upto, ?) WHERE id = ?",
                (len(had), min(had) - 1, encoder),
            )

    def _first_pending(self, encoder: int) -> int:
        """The last passage of the unbroken run of encoded ones; only what was stored since is walked through."""
        upto = self._value("SELECT encoded_upto FROM encoders WHERE id = ?", (encoder,))
        first = self._value(
            "SELECT p.id FROM passages p WHERE p.id > ? AND NOT EXISTS"
            " (SELECT 1 FROM vectors v WHERE v.passage_id = p.id AND v.encoder_id = ?) ORDER BY p.id LIMIT 1",
            (upto, encoder),
        )
        return first - 1 if first is not None else self._value("SELECT max(id) FROM passages") or 0

    def _encoders(self, fingerprint: str) -> tuple[list[int], int]:
        """Rows of a pipeline or of a space's pipelines, and the length of their vectors.

        Raises ``KeyError`` for a pipeline that is not registered; of an unknown space there are none.
        """
        rows = self._named(fingerprint)
        if not rows and not _is_space(fingerprint):
            raise KeyError(f"pipeline {fingerprint!r} is not registered in {self.path}")
        return [row[0] for row in rows], rows[0][1] if rows else 0

    def _named(self, fingerprint: str) -> list[tuple[int, int, int, str]]:
        """Row, dims, ``encoded_upto`` and fingerprint of a pipeline, or of each of a space's; none where unknown."""
        rows = self._rows(f"SELECT id, dims, encoded_upto, fingerprint FROM encoders WHERE {LIVE} ORDER BY id")
        return [row for row in rows if _belongs(row[3], fingerprint)]

    def pending(self, fingerprint: str, limit: int, after: int = 0) -> list[StoredPassage]:
        """Up to ``limit`` passages above id ``after`` that have no vector of this pipeline or space, by id: the to-do
        list."""
        rows = self._named(fingerprint)
        spans = self._rows(
            "SELECT p.id, p.article_id, p.ordinal, p.start, p.end, p.words FROM passages p WHERE p.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM vectors v"
            f" WHERE v.passage_id = p.id AND v.encoder_id IN {_list(row[0] for row in rows)}) ORDER BY p.id LIMIT ?",
            (max([after, *(row[2] for row in rows)]), limit),
        )
        return self._with_text(spans)

    def pending_bare(self, limit: int, after: int = 0) -> list[StoredPassage]:
        """Up to ``limit`` passages above id ``after`` that no pipeline has encoded, by id."""
        upto = self._value(f"SELECT max(encoded_upto) FROM encoders WHERE {LIVE}") or 0
        spans = self._rows(
            "SELECT p.id, p.article_id, p.ordinal, p.start, p.end, p.words FROM passages p WHERE p.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.passage_id = p.id) ORDER BY p.id LIMIT ?",
            (max(after, upto), limit),
        )
        return self._with_text(spans)

    def bare_count(self) -> int:
        """How many passages no pipeline has encoded."""
        upto = self._value(f"SELECT max(encoded_upto) FROM encoders WHERE {LIVE}") or 0
        return int(self._value(
            "SELECT count(*) FROM passages p WHERE p.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.passage_id = p.id)",
            (upto,),
        ))

    def coverage(self, fingerprint: str = "") -> Coverage:
        """How many passages there are and how many this pipeline (else the best provided one) has encoded."""
        passages = self._value("SELECT passages FROM totals")
        counts: Counter[str] = Counter()
        for row in self.pipelines():
            if not fingerprint or _belongs(row["fingerprint"], fingerprint):
                counts[space_of(row["fingerprint"])] += row["encoded"]
        return Coverage(passages, max(counts.values(), default=0))

    def index_key(self, fingerprint: str) -> str:
        """What an index over a pipeline's vectors is known by: another in each archive, and once articles were removed.

        As many may have been added since, or have stood in an archive that lay here before, so that the number of
        vectors alone does not tell.
        """
        removals = f"{self.removals()}"
        if self._leaving():
            removals += f" ({self.leaving_count()} to go)"
        if _is_space(fingerprint):
            made = [row["fingerprint"] for row in self.pipelines() if row["encoded"]]
            fingerprint = " + ".join(sorted(each for each in made if _belongs(each, fingerprint))) or fingerprint
        begun = self._value("SELECT added FROM sources ORDER BY id LIMIT 1") or "never"  # asked at every search
        return f"{fingerprint}, begun: {begun}, removals: {removals}"

    def vectors(self, fingerprint: str, ids: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of those of ``ids`` that have one: ids int64 (n,), ascending, and float32 (n, dims)."""
        encoders, dims = self._encoders(fingerprint)
        wanted = sorted({int(i) for i in ids})
        rows = self._rows_in(
            f"SELECT passage_id, vector, max(encoder_id) FROM vectors WHERE encoder_id IN {_list(encoders)}"
            " AND passage_id IN (?) GROUP BY passage_id ORDER BY passage_id",
            wanted,
        )
        return _unpacked(list(rows), dims)

    def vector_ids(self, fingerprint: str) -> np.ndarray:
        """The passages that have a vector of this pipeline or space, sorted int64."""
        listed = _list(self._encoders(fingerprint)[0])
        return np.unique(self._ids(f"SELECT group_concat(passage_id) FROM vectors WHERE encoder_id IN {listed}")[0])

    def iter_vectors(
        self, fingerprint: str, batch: int = 4096, after: int = 0
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All vectors of a pipeline by passage id, above ``after``: ids int64 (n,) and float32 (n, dims), n ≤ batch."""
        encoders, dims = self._encoders(fingerprint)
        while True:
            rows = self._rows(
                "SELECT passage_id, vector, max(encoder_id) FROM vectors"
                f" WHERE passage_id > ? AND encoder_id IN {_list(encoders)}"
                " GROUP BY passage_id ORDER BY passage_id LIMIT ?",
                (after, batch),
            )
            if not rows:
                return
            after = rows[-1][0]
            yield _unpacked(rows, dims)

    def random_vectors(self, fingerprint: str, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Up to ``n`` vectors drawn at random, the same ones for one seed and archive: ids and float32 (n, dims)."""
        listed = _list(self._encoders(fingerprint)[0])
        chosen: Sequence[int]
        highest = self._value("SELECT max(passage_id) FROM vectors") or 0
        if highest <= 4 * n:
            every = [row[0] for row in self._rows(
                f"SELECT passage_id FROM vectors WHERE encoder_id IN {listed} ORDER BY passage_id")]
            rng = np.random.default_rng(seed)
            chosen = rng.choice(every, min(n, len(every)), replace=False).tolist() if every else []
        else:
            rng = np.random.default_rng(seed)
            # Ids are dense: twice as many draws as wanted, less those without a vector, leave enough.
            drawn = rng.choice(highest, min(highest, 2 * n), replace=False) + 1
            have = self.encoded_among(drawn.tolist(), fingerprint)
            chosen = [int(i) for i in drawn if int(i) in have][:n]
        return self.vectors(fingerprint, chosen)

    def encoded_among(self, passage_ids: Iterable[int], fingerprint: str = "") -> set[int]:
        """Those of the passages that this pipeline (else any) has encoded: their names are stored."""
        made = f" AND encoder_id IN {_list(self._encoders(fingerprint)[0])}" if fingerprint else ""
        sql = f"SELECT DISTINCT passage_id FROM vectors WHERE passage_id IN (?){made}"
        return {row[0] for row in self._rows_in(sql, [int(i) for i in passage_ids])}

    def mentions(self, passage_ids: Iterable[int]) -> dict[int, tuple[Mention, ...]]:
        """The mentions of passages, in offsets of each passage's text, by passage id."""
        found: dict[int, list[Mention]] = {int(i): [] for i in passage_ids}
        for passage_id, start, end, label in self._rows_in(
            "SELECT passage_id, start, end, label FROM mentions WHERE passage_id IN (?) ORDER BY passage_id, start",
            list(found),
        ):
            found[passage_id].append(Mention(start, end, label))
        return {passage_id: tuple(listed) for passage_id, listed in found.items()}


def _is_space(name: str) -> bool:
    return name.endswith("|")


def _belongs(fingerprint: str, name: str) -> bool:
    """Whether a pipeline is the one of that name, or of the space of that name."""
    return (space_of(fingerprint) if _is_space(name) else fingerprint) == name


def _list(numbers: Iterable[int]) -> str:
    """Numbers of pipelines as a list in SQL."""
    return f"({', '.join(str(int(number)) for number in numbers)})"


def _unpacked(rows: Sequence[tuple[Any, ...]], dims: int) -> tuple[np.ndarray, np.ndarray]:
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    half = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2").reshape(len(rows), dims)
    return ids, half.astype(np.float32)
