"""Vectors and mentions: what encoding has made of the passages, and which passages it has still to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dejavu_app.archive.articles import ArticleStore
from dejavu_app.archive.database import now
from dejavu_app.archive.rows import StoredPassage
from dejavu_app.domain import Coverage, Mention

RETIRED = "retired:"
"""Before the fingerprint of a pipeline whose vectors wait to be removed: nothing else knows it any more."""
LIVE = f"fingerprint NOT LIKE '{RETIRED}%'"


class VectorStore(ArticleStore):
    """One vector a passage and encoder, half precision, under the fingerprint of the pipeline that made it."""

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

        One transaction: a passage has both or neither. Passages that were removed meanwhile are passed over. Gives the
        number stored. Raises ``ValueError`` for a wrong shape or a vector that is not finite.
        """
        encoder, dims = self._encoder(fingerprint)
        if vectors.shape != (len(passage_ids), dims) or len(mentions) != len(passage_ids):
            raise ValueError(
                f"{len(passage_ids)} passages, vectors {vectors.shape}, {len(mentions)} mentions, {dims} dims"
            )
        half = np.ascontiguousarray(vectors, dtype="<f2")
        if not np.isfinite(half).all():
            raise ValueError("a vector is not finite")
        ids = [int(i) for i in passage_ids]
        with self.transaction() as conn:
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
            upto = self._first_pending(encoder)
            conn.execute(
                "UPDATE encoders SET encoded = encoded + ?, encoded_upto = ? WHERE id = ?",
                (len(present - known), upto, encoder),
            )
        return len(kept)

    def _first_pending(self, encoder: int) -> int:
        """The last passage of the unbroken run of encoded ones; only what was stored since is walked through."""
        upto = self._value("SELECT encoded_upto FROM encoders WHERE id = ?", (encoder,))
        first = self._value(
            "SELECT p.id FROM passages p WHERE p.id > ? AND NOT EXISTS"
            " (SELECT 1 FROM vectors v WHERE v.passage_id = p.id AND v.encoder_id = ?) ORDER BY p.id LIMIT 1",
            (upto, encoder),
        )
        return first - 1 if first is not None else self._value("SELECT max(id) FROM passages") or 0

    def _encoder(self, fingerprint: str) -> tuple[int, int]:
        rows = self._rows("SELECT id, dims FROM encoders WHERE fingerprint = ?", (fingerprint,))
        if not rows:
            raise KeyError(f"pipeline {fingerprint!r} is not registered in {self.path}")
        return rows[0][0], rows[0][1]

    def pending(self, fingerprint: str, limit: int, after: int = 0) -> list[StoredPassage]:
        """Up to ``limit`` passages above id ``after`` that have no vector of this pipeline, by id: the to-do list."""
        rows = self._rows("SELECT id, encoded_upto FROM encoders WHERE fingerprint = ?", (fingerprint,))
        encoder, upto = rows[0] if rows else (-1, 0)
        spans = self._rows(
            "SELECT p.id, p.article_id, p.ordinal, p.start, p.end, p.words FROM passages p WHERE p.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM vectors v WHERE v.passage_id = p.id AND v.encoder_id = ?)"
            " ORDER BY p.id LIMIT ?",
            (max(after, upto), encoder, limit),
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
        if fingerprint:
            encoded = self._value("SELECT encoded FROM encoders WHERE fingerprint = ?", (fingerprint,))
        else:
            encoded = self._value(f"SELECT max(encoded) FROM encoders WHERE {LIVE}")
        return Coverage(passages, encoded or 0)

    def index_key(self, fingerprint: str) -> str:
        """What an index over a pipeline's vectors is known by: another once articles were removed from the archive.

        As many may have been added since, so that the number of vectors alone does not tell.
        """
        removals = self._value("SELECT removals FROM totals")
        return f"{fingerprint}, removals: {removals}" if removals else fingerprint

    def vectors(self, fingerprint: str, ids: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """The vectors of those of ``ids`` that have one: ids int64 (n,), ascending, and float32 (n, dims)."""
        encoder, dims = self._encoder(fingerprint)
        wanted = sorted({int(i) for i in ids})
        rows = self._rows_in(
            f"SELECT passage_id, vector FROM vectors WHERE encoder_id = {encoder:d} AND passage_id IN (?)"
            " ORDER BY passage_id",
            wanted,
        )
        return _unpacked(list(rows), dims)

    def iter_vectors(
        self, fingerprint: str, batch: int = 4096, after: int = 0
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All vectors of a pipeline by passage id, above ``after``: ids int64 (n,) and float32 (n, dims), n ≤ batch."""
        encoder, dims = self._encoder(fingerprint)
        while True:
            rows = self._rows(
                "SELECT passage_id, vector FROM vectors WHERE passage_id > ? AND encoder_id = ?"
                " ORDER BY passage_id LIMIT ?",
                (after, encoder, batch),
            )
            if not rows:
                return
            after = rows[-1][0]
            yield _unpacked(rows, dims)

    def random_vectors(self, fingerprint: str, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Up to ``n`` vectors drawn at random, the same ones for one seed and archive: ids and float32 (n, dims)."""
        encoder, _ = self._encoder(fingerprint)
        chosen: Sequence[int]
        highest = self._value("SELECT max(passage_id) FROM vectors") or 0
        if highest <= 4 * n:
            every = [row[0] for row in self._rows("SELECT passage_id FROM vectors WHERE encoder_id = ?", (encoder,))]
            rng = np.random.default_rng(seed)
            chosen = rng.choice(every, min(n, len(every)), replace=False).tolist() if every else []
        else:
            rng = np.random.default_rng(seed)
            # Ids are dense: twice as many draws as wanted, less those without a vector, leave enough.
            drawn = rng.choice(highest, min(highest, 2 * n), replace=False) + 1
            have = {
                row[0]
                for row in self._rows_in(
                    f"SELECT passage_id FROM vectors WHERE encoder_id = {encoder:d} AND passage_id IN (?)",
                    drawn.tolist(),
                )
            }
            chosen = [int(i) for i in drawn if int(i) in have][:n]
        return self.vectors(fingerprint, chosen)

    def encoded_among(self, passage_ids: Iterable[int]) -> set[int]:
        """Those of the passages that some pipeline has encoded: their names are stored."""
        sql = "SELECT DISTINCT passage_id FROM vectors WHERE passage_id IN (?)"
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


def _unpacked(rows: Sequence[tuple[int, bytes]], dims: int) -> tuple[np.ndarray, np.ndarray]:
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    half = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f2").reshape(len(rows), dims)
    return ids, half.astype(np.float32)
