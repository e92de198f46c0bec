"""A large source is taken out piece by piece: everything is right at each moment, and others write in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.archive import Archive, removing
from dejavu_app.domain import Article, Filters, Mention
from tests.archive.conftest import cut

ARTICLES = 40


@pytest.fixture
def source(archive: Archive, add: Callable[..., list[int]]) -> int:
    """A source of many articles, all encoded and some marked, in an archive with another one."""
    add(*(f"the flood of {n} carried bridges away" for n in range(5)), source="kept")
    gone = add(*(f"the zeppelin {n} burned over the bay" for n in range(ARTICLES)), source="gone")
    archive.register_pipeline("e|remove|r", "e", 2)
    ids = [passage.id for passage in archive.pending("e|remove|r", 999)]
    archive.store_vectors("e|remove|r", ids, np.ones((len(ids), 2), np.float32), [[Mention(0, 3, "PER")]] * len(ids))
    archive.set_star(gone[3])
    archive.set_note(gone[-1], "seen")
    return next(row.id for row in archive.source_rows() if row.name == "gone")


def put_out(archive: Archive, source: int) -> None:
    assert archive.put_out(source) == ARTICLES


def check(archive: Archive) -> int:
    """Every count and every part agrees with the articles that are there; gives their number."""
    info = archive.info()
    texts = [archive.article(row.id) for row in archive.list_articles()]
    passages = [passage for each in texts for passage in each.passages]
    assert info["articles"] == len(texts) == len(archive.article_ids(Filters()))
    assert info["passages"] == info["encoded"] == len(passages) == archive._value("SELECT count(*) FROM vectors")
    assert archive._value("SELECT count(*) FROM mentions") == len(passages)
    archive.conn.execute("INSERT INTO keywords(keywords) VALUES ('integrity-check')")
    held = {p.id for p in passages if "zeppelin" in p.text}
    assert set(archive.phrase_ids("zeppelin").tolist()) == held
    assert archive.term_counts(["zeppelin"]) == ({"zeppelin": len(held)} if held else {})
    assert archive._rows("PRAGMA foreign_key_check") == [] and archive._value("PRAGMA integrity_check") == "ok"
    return len(texts)


def test_the_source_and_its_marks_are_gone_at_once_and_its_articles_in_slices(archive: Archive, source: int) -> None:
    put_out(archive, source)
    assert [row.name for row in archive.source_rows()] == ["kept"] == [s["name"] for s in archive.info()["sources"]]
    assert archive.starred() == [] and archive.noted() == [] and archive.known_source("sha-gone", "text", "1") is None
    left = [check(archive)]
    while archive.remove_leaving(9):
        left.append(check(archive))
    left.append(check(archive))
    assert left == [45, 36, 27, 18, 9, 5]
    assert archive._value("SELECT count(*) FROM sources") == 1 and archive.leaving_count() == 0


def test_others_write_between_the_slices(
    archive: Archive, source: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    def breath(_: float) -> None:
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        other.execute("INSERT OR REPLACE INTO settings VALUES ('reader.turn', ?)", (str(len(turns)),))
        other.close()
        turns.append(archive.article_count())

    monkeypatch.setattr(removing, "SLICE", 10)
    monkeypatch.setattr(removing, "sleep", breath)
    assert archive.remove_source(source) == ARTICLES
    assert turns == [35, 25, 15] and archive.setting("turn") == 2 and check(archive) == 5


def test_what_was_cut_short_is_gone_on_with_after_opening(path: Path, archive: Archive, source: int) -> None:
    put_out(archive, source)
    archive.remove_leaving(12)
    archive.close()  # the program ended here
    with Archive(path) as again:
        assert again.info()["leaving"] == 28 == check(again) - 5
        again.remove_all_leaving()
        assert check(again) == 5 and again.info()["leaving"] == 0


def test_the_same_file_comes_in_again_while_its_old_articles_leave(archive: Archive, source: int) -> None:
    put_out(archive, source)
    archive.remove_leaving(9)
    row = archive.start_source("gone", "gone", "sha-gone", 1, "text", "1")
    assert row.id != source and not row.done
    removals = archive.removals()
    batch = [cut(Article(text=f"the zeppelin {n} burned over the bay")) for n in range(ARTICLES)]
    assert archive.add_articles(row.id, batch[:20]).articles == 20
    assert archive.remove_leaving(5)
    assert archive.add_articles(row.id, batch[20:]).articles == 20
    archive.finish_source(row.id)
    archive.remove_all_leaving()
    assert archive.removals() == removals, "whoever reads it now has lost nothing"
    assert archive.article_count() == 45 and archive.starred() == [] and archive._rows("PRAGMA foreign_key_check") == []
    newest = archive.source_rows()[0]
    assert (newest.id, newest.done, newest.articles, newest.duplicates) == (row.id, True, ARTICLES, 0)
    assert archive._value("SELECT count(*) FROM articles WHERE source_id = ?", (row.id,)) == ARTICLES


def test_an_index_is_known_by_another_key_after_each_slice(archive: Archive, source: int) -> None:
    keys = [archive.index_key("e|remove|")]
    put_out(archive, source)
    more = True
    while more:
        keys.append(archive.index_key("e|remove|"))
        more = archive.remove_leaving(9)
    keys.append(archive.index_key("e|remove|"))
    assert len(set(keys)) == len(keys) == 7


def test_a_source_that_is_leaving_is_not_taken_out_twice(archive: Archive, source: int) -> None:
    put_out(archive, source)
    archive.remove_leaving(9)
    archive.remove_source(source)
    assert check(archive) == 5 and archive._value("SELECT count(*) FROM sources") == 1


def test_an_archive_that_cannot_be_written_to_is_left_as_it_is(archive: Archive, source: int, path: Path) -> None:
    put_out(archive, source)
    archive.readonly = True
    assert not archive.remove_leaving(9)
    archive.readonly = False
    assert archive.leaving_count() == ARTICLES
