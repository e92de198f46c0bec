"""The tables of an archive file, as named migrations; once released they are never changed, only followed by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from dejavu_app.domain import space_of

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x44656A61  # "Deja" in the file's header marks an SQLite file as an archive
PAGE_SIZE = 8192

migrations = Migrations("dejavu")

ONLY_FASTER = frozenset(["0005_languages", "0006_one_vector"])
"""Migrations without which an archive that cannot be written to is read all the same, only slower."""


def _run(db: Database, script: str) -> None:
    """Runs statements one by one: ``executescript`` would commit, and a migration must be one transaction.

    Statements end with ``;`` at a line's end, those inside a trigger are written on one line.
    """
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations(name="0001_articles")
def _articles(db: Database) -> None:
    """Sources, articles and passages. Ids are never used twice, so that caches can be keyed by them."""
    _run(
        db,
        """
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
            reader TEXT NOT NULL, version TEXT NOT NULL,
            added TEXT NOT NULL, finished TEXT,
            articles INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0,
            problems TEXT NOT NULL DEFAULT '[]',
            UNIQUE (sha256, reader, version));
        CREATE TABLE newspapers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            source_id INTEGER NOT NULL REFERENCES sources(id),
            digest BLOB NOT NULL UNIQUE,
            newspaper_id INTEGER NOT NULL REFERENCES newspapers(id),
            place_id INTEGER NOT NULL REFERENCES places(id),
            date TEXT NOT NULL, date_first INTEGER, date_last INTEGER, date_text TEXT NOT NULL,
            headline TEXT NOT NULL, byline TEXT NOT NULL, page TEXT NOT NULL, edition TEXT NOT NULL,
            external_id TEXT NOT NULL, url TEXT NOT NULL, language TEXT NOT NULL, locator TEXT NOT NULL,
            confidence REAL, quality REAL, words INTEGER NOT NULL,
            first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,
            layout TEXT,
            text TEXT NOT NULL);
        CREATE INDEX articles_date ON articles (date_first, date_last, first_passage, passages);
        CREATE INDEX articles_newspaper ON articles (newspaper_id, first_passage, passages);
        CREATE INDEX articles_place ON articles (place_id, first_passage, passages);
        CREATE INDEX articles_source ON articles (source_id, first_passage, passages);
        CREATE INDEX articles_external ON articles (external_id) WHERE external_id <> '';
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, words INTEGER NOT NULL);
        CREATE INDEX passages_article ON passages (article_id);
        CREATE TABLE totals (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            articles INTEGER NOT NULL, passages INTEGER NOT NULL, terms INTEGER NOT NULL, removals INTEGER NOT NULL);
        INSERT INTO totals VALUES (1, 0, 0, 0, 0);
        CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """,
    )


@migrations(name="0002_keywords")
def _keywords(db: Database) -> None:
    """The keyword index over terms, without their text, and how many passages hold each term."""
    _run(
        db,
        """
        CREATE VIRTUAL TABLE keywords USING fts5(terms, content='', columnsize=0, tokenize='ascii');
        CREATE TABLE frequencies (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
        """,
    )


@migrations(name="0003_vectors")
def _vectors(db: Database) -> None:
    """Mentions and vectors; ``encoded_upto`` says below which passage nothing is left to do."""
    _run(
        db,
        """
        CREATE TABLE encoders (
            id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, name TEXT NOT NULL, dims INTEGER NOT NULL,
            card TEXT NOT NULL, added TEXT NOT NULL,
            encoded INTEGER NOT NULL DEFAULT 0, encoded_upto INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE vectors (
            passage_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
            encoder_id INTEGER NOT NULL REFERENCES encoders(id) ON DELETE CASCADE,
            vector BLOB NOT NULL,
            PRIMARY KEY (passage_id, encoder_id));
        CREATE TABLE mentions (
            passage_id INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, label TEXT NOT NULL,
            PRIMARY KEY (passage_id, start, "end", label)) WITHOUT ROWID;
        """,
    )


@migrations(name="0004_keeping")
def _keeping(db: Database) -> None:
    """What readers keep: collections, notes, tags, stars and searches."""
    _run(
        db,
        """
        CREATE TABLE collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL);
        CREATE TABLE collected (
            collection_id INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
            article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
            note TEXT NOT NULL DEFAULT '', added TEXT NOT NULL,
            PRIMARY KEY (collection_id, article_id)) WITHOUT ROWID;
        CREATE INDEX collected_article ON collected (article_id);
        CREATE TABLE notes (
            article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
            note TEXT NOT NULL, changed TEXT NOT NULL);
        CREATE TABLE stars (
            article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE, added TEXT NOT NULL);
        CREATE TABLE tags (
            article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, tag TEXT NOT NULL,
            PRIMARY KEY (article_id, tag)) WITHOUT ROWID;
        CREATE INDEX tags_tag ON tags (tag);
        CREATE TABLE searches (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT '', created TEXT NOT NULL,
            text TEXT NOT NULL, mode TEXT NOT NULL, parallels INTEGER NOT NULL, passages INTEGER NOT NULL,
            query TEXT NOT NULL, result TEXT NOT NULL);
        """,
    )


@migrations(name="0005_languages")
def _languages(db: Database) -> None:
    """Articles by language, for those whose source states one; for many archives that is none."""
    _run(
        db,
        """
        CREATE INDEX articles_language ON articles (language, first_passage, passages) WHERE language <> '';
        """,
    )


@migrations(name="0006_one_vector")
def _one_vector(db: Database) -> None:
    """One vector a passage and space: early versions kept those of an earlier recogniser where encoding anew was
    stopped on its way, so that such passages counted twice. What the later pipeline made stays."""
    spaces: dict[str, list[int]] = {}
    for number, fingerprint in db.execute(
        "SELECT id, fingerprint FROM encoders WHERE encoded > 0 AND fingerprint NOT LIKE 'retired:%' ORDER BY id"
    ).fetchall():
        spaces.setdefault(space_of(fingerprint), []).append(number)
    for numbers in spaces.values():
        for at, earlier in enumerate(numbers[:-1]):
            later = ", ".join(map(str, numbers[at + 1 :]))
            doubled = (
                f"SELECT v.passage_id FROM vectors v WHERE v.encoder_id = {earlier:d} AND EXISTS (SELECT 1 FROM"
                f" vectors w WHERE w.passage_id = v.passage_id AND w.encoder_id IN ({later}))"
            )
            first = db.execute(f"SELECT min(passage_id) FROM ({doubled})").fetchone()[0]
            if first is not None:
                gone = db.execute(f"DELETE FROM vectors WHERE encoder_id = ? AND passage_id IN ({doubled})", (earlier,))
                db.execute(
                    "UPDATE encoders SET encoded = encoded - ?, encoded_upto = min(encoded_upto, ?) WHERE id = ?",
                    (gone.rowcount, first - 1, earlier),
                )
