"""Sources, articles and passages: putting them in once, taking them out as they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from dejavu_app.archive.database import now
from dejavu_app.archive.keywords import indexed_terms
from dejavu_app.archive.removing import LEAVING, RemovalStore
from dejavu_app.archive.rows import (
    NAMED,
    Added,
    ArticleRow,
    NewArticle,
    SourceRow,
    Standing,
    StoredArticle,
    StoredPassage,
)
from dejavu_app.domain import Article, LineBox, Mention, PartialDate
from dejavu_app.errors import UserError

_ROW = """SELECT a.id, a.headline, a.date, a.date_text, n.name, p.name, a.page, a.edition, a.external_id, a.url,
    s.name, a.source_id, a.locator, a.language, a.quality, a.words,
    EXISTS (SELECT 1 FROM stars WHERE stars.article_id = a.id)
    FROM articles a JOIN newspapers n ON n.id = a.newspaper_id JOIN places p ON p.id = a.place_id
    JOIN sources s ON s.id = a.source_id"""
_BESIDE = ("place_id", "byline", "url", "language", "locator", "confidence", "quality", "layout")
"""What ``digest`` leaves out."""


def digest(article: Article) -> bytes:
    """What makes two articles the same one: newspaper, date, edition, page, own id, headline and text, 16 bytes.

    Where it was found (source, locator) is left out: the same article from two files is kept once.
    """
    date = str(article.date) if article.date else article.date_text
    a = article
    fields = (a.newspaper, date, a.edition, a.page, a.external_id, a.headline, a.text)
    hasher = blake2b(digest_size=16)
    for field in fields:
        content = field.encode("utf-8", "surrogatepass")
        hasher.update(b"%d:" % len(content))
        hasher.update(content)
    return hasher.digest()


def storable(text: str) -> str:
    """``text`` with lone surrogates, which no UTF-8 file can hold, replaced one for one, so that offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if 0xD800 <= ord(sign) <= 0xDFFF else sign for sign in text)
    return text


class ArticleStore(RemovalStore):
    """The articles as read, and where each came from."""

    _names: dict[str, dict[str, int]] | None = None

    # Sources

    def start_source(self, path: str, name: str, sha256: str, size: int, reader: str, version: str) -> SourceRow:
        """The row of a file about to be read; ``done`` when this very content was read by this reader before.

        A file that was only half read comes back with ``done`` False: reading it again adds what is missing. So does
        one that was read in another way before (another ``version``, or another reader where a person named either):
        its row, which is of this reader and version from now on, still has the articles and problems of that reading.
        """
        known = self.known_source(sha256, reader, version)
        if known is not None:
            return known
        named = version.endswith(NAMED)
        earlier = [row for row in self.readings(sha256) if named or row.named or row.reader == reader]
        with self.transaction() as conn:
            if earlier:
                return self._begin_anew(conn, earlier, storable(str(path)), storable(name), reader, version)
            cursor = conn.execute(
                "INSERT INTO sources (path, name, sha256, size, reader, version, added) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (storable(str(path)), storable(name), sha256, size, reader, version, now()),
            )
        return SourceRow(int(cursor.lastrowid or 0), False, str(path), name, size, reader, version, sha256=sha256)

    def _begin_anew(
        self, conn: sqlite3.Connection, earlier: Sequence[SourceRow], path: str, name: str, reader: str, version: str
    ) -> SourceRow:
        """Makes the rows of earlier readings of a file one, of this reader and version and not read to its end.

        It has the problems that all of them had: what one of them could read can be read.
        """
        row, *others = earlier
        reasons = [{reason for _, reason in other.problems} for other in others]
        problems = [pair for pair in row.problems if all(pair[1] in each for each in reasons)]
        for other in others:  # archives of earlier versions have a row for each reading
            conn.execute("UPDATE articles SET source_id = ? WHERE source_id = ?", (row.id, other.id))
            conn.execute("UPDATE sources SET articles = articles + ? WHERE id = ?", (other.articles, row.id))
            conn.execute("DELETE FROM sources WHERE id = ?", (other.id,))
        conn.execute(
            "UPDATE sources SET path = ?, name = ?, reader = ?, version = ?, problems = ?, finished = NULL"
            " WHERE id = ?",
            (path, name, reader, version, json.dumps(problems), row.id),
        )
        return self._source_rows("id = ?", (row.id,))[0]

    def known_source(self, sha256: str, reader: str, version: str) -> SourceRow | None:
        """The row of a file with this very content that this reader has read, or begun to; None when there is none."""
        rows = self._source_rows("sha256 = ? AND reader = ? AND version = ?", (sha256, reader, version))
        return rows[0] if rows else None

    def readings(self, sha256: str) -> list[SourceRow]:
        """The rows of a file with this very content, read by any reader in any way, the newest first."""
        return self._source_rows("sha256 = ?", (sha256,))

    def resume_source(self, source_id: int) -> None:
        """A source that was cut short is read from its beginning again: its duplicates are counted anew."""
        with self.transaction() as conn:
            conn.execute("UPDATE sources SET duplicates = 0 WHERE id = ?", (source_id,))

    def finish_source(self, source_id: int, problems: Iterable[Any] = ()) -> None:
        """Marks a source as read to its end; ``problems`` are (path, reason) pairs or have these attributes."""
        pairs = [(p.path, p.reason) if hasattr(p, "reason") else tuple(p) for p in problems]
        with self.transaction() as conn:
            conn.execute(
                "UPDATE sources SET finished = ?, problems = ? WHERE id = ?",
                (now(), json.dumps(pairs, ensure_ascii=True), source_id),
            )

    def move_source(self, source_id: int, path: str, name: str) -> None:
        """The file of a source lies elsewhere now."""
        with self.transaction() as conn:
            conn.execute(
                "UPDATE sources SET path = ?, name = ? WHERE id = ?", (storable(path), storable(name), source_id)
            )

    def source_rows(self) -> list[SourceRow]:
        """Every source, the newest first, with its problems."""
        return self._source_rows("sha256 NOT LIKE ?", (f"{LEAVING}%",))

    def _source_rows(self, where: str, parameters: Sequence[Any]) -> list[SourceRow]:
        rows = self._rows(
            "SELECT id, finished IS NOT NULL, path, name, size, reader, version, added, articles, duplicates, problems,"
            f" sha256 FROM sources WHERE {where} ORDER BY id DESC",
            parameters,
        )
        return [
            SourceRow(
                row[0], bool(row[1]), path=row[2], name=row[3], size=row[4], reader=row[5], version=row[6],
                added=row[7], articles=row[8], duplicates=row[9],
                problems=tuple((path, reason) for path, reason in json.loads(row[10])),
                sha256=row[11],
            )
            for row in rows
        ]

    def article_count(self) -> int:
        """The number of articles."""
        return int(self._value("SELECT articles FROM totals"))

    # Writing

    def add_articles(self, source_id: int, batch: Sequence[NewArticle], standing: Standing | None = None) -> Added:
        """Stores a batch in one transaction, with its passages and their keywords; what is there already is counted.

        ``standing`` is told what was met: an article of the source's earlier reading leaves it, and what this reading
        says of it beside its text (place, byline, address, ...) is stored in place of what was said before.
        Raises ``UserError`` when the file cannot be written; nothing of the batch is stored then.
        """
        with self.transaction() as conn:
            return self._add(conn, source_id, batch, standing or Standing())

    def _add(
        self, conn: sqlite3.Connection, source_id: int, batch: Sequence[NewArticle], standing: Standing
    ) -> Added:
        digests = [digest(new.article) for new in batch]
        known = {
            key: (number, owner)
            for key, number, owner in self._rows_in(
                "SELECT digest, id, source_id FROM articles WHERE digest IN (?)", digests
            )
        }
        leaving = set(self._leaving())
        outgoing = {key: number for key, (number, owner) in known.items() if owner in leaving}
        if outgoing:  # the same article comes in again while what was taken out is not yet removed
            self._remove_articles(conn, outgoing.values())
            known = {key: where for key, where in known.items() if key not in outgoing}
        sequences = dict(conn.execute("SELECT name, seq FROM main.sqlite_sequence").fetchall())
        article_id, passage_id = sequences.get("articles", 0), sequences.get("passages", 0)
        elsewhere = 0
        articles: list[tuple[Any, ...]] = []
        passages: list[tuple[int, int, int, int, int, int]] = []
        indexed: list[tuple[int, str]] = []
        again: dict[int, NewArticle] = {}
        for new, key in zip(batch, digests, strict=True):
            if key in known:
                number, owner = known[key]
                if owner != source_id:
                    elsewhere += 1
                    standing.shared.add(number)
                elif standing.earlier.pop(key, 0):
                    again[number] = new
                continue  # what this file itself has, or had when it was cut short, is here
            article_id += 1
            known[key] = article_id, source_id
            articles.append(self._article_row(conn, article_id, source_id, key, new, passage_id + 1))
            terms = indexed_terms(new.article, new.passages) if new.terms is None else new.terms
            for p, joined in zip(new.passages, terms, strict=True):
                passage_id += 1
                passages.append((passage_id, article_id, p.ordinal, p.start, p.end, p.words))
                indexed.append((passage_id, joined))
        conn.executemany(f"INSERT INTO articles VALUES ({','.join('?' * 24)})", articles)
        conn.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", passages)
        self._tell_anew(conn, again)
        conn.execute(
            "UPDATE totals SET articles = articles + ?, passages = passages + ?", (len(articles), len(passages))
        )
        conn.execute(
            "UPDATE sources SET articles = articles + ?, duplicates = duplicates + ? WHERE id = ?",
            (len(articles), elsewhere, source_id),
        )
        self._index_passages(conn, indexed)
        return Added(len(articles), len(batch) - len(articles), len(passages))

    def _tell_anew(self, conn: sqlite3.Connection, again: dict[int, NewArticle]) -> None:
        """Stores what a new reading says of articles beside what makes them the same, where it differs."""
        before = {row[0]: row[1:] for row in self._rows_in(
            f"SELECT id, {', '.join(_BESIDE)} FROM articles WHERE id IN (?)", list(again))}
        changed = []
        for number, new in again.items():
            a, place = new.article, self._name(conn, "places", new.article.place)
            told = (place, storable(a.byline), storable(a.url), storable(a.language), storable(a.locator), a.confidence,
                    new.quality, _layout(a))  # fmt: skip
            if told != before[number]:
                changed.append((*told, number))
        conn.executemany(f"UPDATE articles SET {' = ?, '.join(_BESIDE)} = ? WHERE id = ?", changed)

    def _article_row(
        self, conn: sqlite3.Connection, article_id: int, source_id: int, key: bytes, new: NewArticle, first: int
    ) -> tuple[Any, ...]:
        a = new.article
        newspaper, place = self._name(conn, "newspapers", a.newspaper), self._name(conn, "places", a.place)
        return (
            article_id, source_id, key, newspaper, place,
            str(a.date) if a.date else "", a.date.first if a.date else None, a.date.last if a.date else None,
            storable(a.date_text), storable(a.headline), storable(a.byline), storable(a.page), storable(a.edition),
            storable(a.external_id), storable(a.url), storable(a.language), storable(a.locator),
            a.confidence, new.quality, new.words, first, len(new.passages), _layout(a), storable(a.text),
        )  # fmt: skip

    def _name(self, conn: sqlite3.Connection, table: str, name: str) -> int:
        """The id of a newspaper's or place's name, which is stored once."""
        if self._names is None:
            self._names = {"newspapers": {}, "places": {}}
        ids = self._names[table]
        if name not in ids:
            conn.execute(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", (storable(name),))
            ids[name] = conn.execute(f"SELECT id FROM {table} WHERE name = ?", (storable(name),)).fetchone()[0]
        return ids[name]

    def _rolled_back(self) -> None:
        super()._rolled_back()
        self._names = None

    # Reading

    def article(self, article_id: int) -> StoredArticle:
        """The article as read, with passages and mentions. Raises ``UserError`` when there is none of that number."""
        rows = self._rows(
            "SELECT text, byline, confidence, layout, date, date_text FROM articles WHERE id = ?", (article_id,)
        )
        light = self.articles([article_id])
        if not rows:
            raise UserError(f"{self.path} has no article {article_id}.", "A search shows the numbers that are there.")
        text, byline, confidence, layout, date, date_text = rows[0]
        row = light[article_id]
        image, size, lines, whole = json.loads(layout) if layout else ("", (0.0, 0.0), (), False)
        article = Article(
            text=text, locator=row.locator, external_id=row.external_id, headline=row.headline, byline=byline,
            date=PartialDate.from_iso(date) if date else None, date_text=date_text, newspaper=row.newspaper,
            place=row.place, page=row.page, edition=row.edition, language=row.language, url=row.url,
            confidence=confidence, page_image=image, page_size=(size[0], size[1]),
            lines=tuple(LineBox(*line) for line in lines), whole_page=whole,
        )  # fmt: skip
        passages = tuple(
            StoredPassage(i, article_id, ordinal, start, end, words, article.text[start:end], article.headline)
            for i, ordinal, start, end, words in self._rows(
                "SELECT id, ordinal, start, end, words FROM passages WHERE article_id = ? ORDER BY ordinal",
                (article_id,),
            )
        )
        mentions = self._rows(
            "SELECT p.start + m.start, p.start + m.end, m.label FROM passages p JOIN mentions m ON m.passage_id = p.id"
            " WHERE p.article_id = ? ORDER BY 1, 2",
            (article_id,),
        )
        return StoredArticle(
            article_id, article, row.source, row.quality, passages, tuple(Mention(*m) for m in mentions), row.words,
            row.source_id, row.starred,
        )  # fmt: skip

    def articles(self, ids: Iterable[int]) -> dict[int, ArticleRow]:
        """Articles without their text, in the order asked for; those that are not there are left out."""
        wanted = [int(i) for i in ids]
        rows = {row[0]: _article_row(row) for row in self._rows_in(f"{_ROW} WHERE a.id IN (?)", wanted)}
        return {i: rows[i] for i in wanted if i in rows}

    def list_articles(self, after: int = 0, limit: int = 1000) -> list[ArticleRow]:
        """Articles in the order they came in, for browsing and for walking through all."""
        return [_article_row(row) for row in self._rows(f"{_ROW} WHERE a.id > ? ORDER BY a.id LIMIT ?", (after, limit))]

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """Passages with their text, in the order asked for; those that are not there are left out."""
        wanted = [int(i) for i in ids]
        spans = self._rows_in("SELECT id, article_id, ordinal, start, end, words FROM passages WHERE id IN (?)", wanted)
        found = {passage.id: passage for passage in self._with_text(spans)}
        return {i: found[i] for i in wanted if i in found}

    def articles_of(self, passage_ids: Iterable[int]) -> set[int]:
        """The articles that these passages are of."""
        return {row[0] for row in self._rows_in(
            "SELECT DISTINCT article_id FROM passages WHERE id IN (?)", [int(i) for i in passage_ids])}

    def _with_text(self, spans: Iterable[tuple[int, int, int, int, int, int]]) -> list[StoredPassage]:
        """Spans (id, article, ordinal, start, end, words) with their text; each article is fetched once."""
        rows = list(spans)
        articles = {
            row[0]: row[1:]
            for row in self._rows_in(
                "SELECT id, text, headline FROM articles WHERE id IN (?)", dict.fromkeys(row[1] for row in rows)
            )
        }
        return [
            StoredPassage(*row, articles[row[1]][0][row[3] : row[4]], articles[row[1]][1])
            for row in rows
            if row[1] in articles
        ]


def _layout(article: Article) -> str | None:
    """Page image and lines as they are stored; None when the source had no layout."""
    a = article
    if not (a.lines or a.page_image or any(a.page_size) or a.whole_page):
        return None
    lines = [(b.start, b.end, b.x, b.y, b.width, b.height) for b in a.lines]
    return json.dumps([a.page_image, a.page_size, lines, a.whole_page])


def _article_row(row: tuple[Any, ...]) -> ArticleRow:
    names = (
        "newspaper", "place", "page", "edition", "external_id", "url", "source", "source_id", "locator", "language",
        "quality", "words",
    )  # fmt: skip
    fields = dict(zip(names, row[4:16], strict=True))
    return ArticleRow(id=row[0], headline=row[1], date=row[2] or row[3], starred=bool(row[16]), **fields)
