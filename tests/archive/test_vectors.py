"""Vectors and mentions, and the to-do list that makes encoding go on where it stopped."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.archive import Archive
from dejavu_app.domain import Article, Coverage, Mention
from tests.archive.conftest import cut

DIMS = 8


def vectors_for(ids: list[int]) -> np.ndarray:
    return np.array([np.random.default_rng(i).standard_normal(DIMS) for i in ids], np.float32).reshape(-1, DIMS)


def store(archive: Archive, ids: list[int], fingerprint: str = "fp") -> None:
    archive.store_vectors(fingerprint, ids, vectors_for(ids), [[Mention(0, 2, "PER")]] * len(ids))


@pytest.fixture
def filled(archive: Archive, add: Callable[..., list[int]]) -> Archive:
    add(*[f"passage number {n}" for n in range(30)])
    archive.register_pipeline("fp", "encoder", DIMS, {"licence": "MIT"})
    return archive


def test_vectors_come_back_in_half_precision_and_by_id(filled: Archive) -> None:
    store(filled, [9, 3, 5])
    ids, found = filled.vectors("fp", [5, 9, 3, 4, 999])
    assert ids.tolist() == [3, 5, 9] and found.dtype == np.float32
    np.testing.assert_array_equal(found, vectors_for([3, 5, 9]).astype(np.float16).astype(np.float32))


def test_a_passage_has_vector_and_mentions_or_neither(filled: Archive) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        filled.store_vectors("fp", [1], vectors_for([1]), [[Mention(0, 2, None)]])  # type: ignore[arg-type]
    assert filled.coverage("fp").encoded == 0 and filled.vectors("fp", [1])[0].size == 0
    filled.store_vectors("fp", [2], vectors_for([2]), [[Mention(0, 7, "ORG"), Mention(8, 14, "PER")]])
    assert filled.mentions([1, 2]) == {1: (), 2: (Mention(0, 7, "ORG"), Mention(8, 14, "PER"))}


def test_mentions_are_shown_in_offsets_of_the_article(archive: Archive) -> None:
    source = archive.start_source("f", "f", "1", 1, "text", "1")
    archive.add_articles(source.id, [cut(Article(text="one two three Mr. Smith spoke"), words=3)])
    archive.register_pipeline("fp", "e", DIMS)
    second = archive.passages([2])[2]
    at = second.text.index("Smith")
    archive.store_vectors("fp", [1, 2], vectors_for([1, 2]), [[], [Mention(at, at + 5, "PER")]])
    (mention,) = archive.article(1).mentions
    assert archive.article(1).article.text[mention.start : mention.end] == "Smith"


def test_storing_again_replaces(filled: Archive) -> None:
    store(filled, [1, 2])
    filled.store_vectors("fp", [1], vectors_for([7]), [[Mention(1, 4, "LOC")]])
    assert filled.coverage("fp") == Coverage(30, 2)
    assert filled.mentions([1]) == {1: (Mention(1, 4, "LOC"),)}
    np.testing.assert_allclose(filled.vectors("fp", [1])[1], vectors_for([7]), rtol=1e-3)


def test_wrong_vectors_are_refused(filled: Archive) -> None:
    with pytest.raises(ValueError, match="dims"):
        filled.store_vectors("fp", [1], np.ones((1, 3), np.float32), [[]])
    with pytest.raises(ValueError, match="finite"):
        filled.store_vectors("fp", [1], np.full((1, DIMS), np.nan, np.float32), [[]])
    with pytest.raises(KeyError, match="not registered"):
        filled.store_vectors("other", [1], np.ones((1, DIMS), np.float32), [[]])
    assert filled.coverage("fp").encoded == 0


def test_vectors_of_removed_passages_are_passed_over(filled: Archive) -> None:
    assert filled.store_vectors("fp", [1, 777], vectors_for([1, 777]), [[], []]) == 1
    assert filled.coverage("fp") == Coverage(30, 1)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_is_pending_and_what_is_encoded_are_the_whole_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.dejavu", create=True) as archive:
        archive.register_pipeline("fp", "e", DIMS)
        archive.register_pipeline("other", "e", DIMS)
        encoded: set[int] = set()
        every: set[int] = set()
        for step in range(8):
            if rng.random() < 0.6:
                source = archive.start_source(f"f{step}", "f", f"{step}", 1, "text", "1")
                archive.add_articles(source.id, [cut(Article(text=f"{step} {n}")) for n in range(rng.randint(1, 9))])
                every = {row[0] for row in archive._rows("SELECT id FROM passages")}
            elif rng.random() < 0.3 and archive.sources():
                archive.remove_source(rng.choice(archive.sources())[0].id)
                every = {row[0] for row in archive._rows("SELECT id FROM passages")}
                encoded &= every
            todo = sorted(every - encoded)
            chosen = rng.sample(todo, rng.randint(0, len(todo)))
            if chosen:
                store(archive, chosen)
                encoded |= set(chosen)
            assert {p.id for p in archive.pending("fp", 999)} == every - encoded
            assert archive.coverage("fp") == Coverage(len(every), len(encoded))
            assert {p.id for p in archive.pending("other", 999)} == every
            assert [p.id for p in archive.pending("fp", 2)] == sorted(every - encoded)[:2]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_one_encoder_has_one_vector_a_passage_whichever_recogniser_came_last(seed: int) -> None:
    rng = random.Random(seed)
    names = ("e|remove|a", "e|remove|b", "e|remove|c")
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.dejavu", create=True) as archive:
        for name in (*names, "other|remove|a"):
            archive.register_pipeline(name, "e", DIMS)
        made: dict[int, str] = {}
        every: set[int] = set()
        for step in range(8):
            source = archive.start_source(f"f{step}", "f", f"{step}", 1, "text", "1")
            archive.add_articles(source.id, [cut(Article(text=f"{step} {n}")) for n in range(rng.randint(0, 6))])
            if rng.random() < 0.3:
                archive.remove_source(rng.choice(archive.sources())[0].id)
            every = {row[0] for row in archive._rows("SELECT id FROM passages")}
            made = {at: name for at, name in made.items() if at in every}
            chosen, name = rng.sample(sorted(every), rng.randint(0, len(every))), rng.choice(names)
            if chosen:
                archive.store_vectors(name, chosen, np.ones((len(chosen), DIMS), np.float32), [[] for _ in chosen])
                made |= dict.fromkeys(chosen, name)
            for each in names:
                assert archive.coverage(each) == Coverage(len(every), list(made.values()).count(each))
                assert {p.id for p in archive.pending(each, 999)} == {at for at in every if made.get(at) != each}
            assert archive.coverage("e|remove|") == Coverage(len(every), len(made))
            assert {p.id for p in archive.pending("e|remove|", 999)} == every - set(made)
            assert archive.vectors("e|remove|", every)[0].tolist() == sorted(made)
            assert archive.vectors("other|remove|", every)[0].size == 0


def test_two_pipelines_keep_apart(filled: Archive) -> None:
    filled.register_pipeline("fp2", "larger", 4)
    store(filled, [1, 2, 3])
    filled.store_vectors("fp2", [2], np.ones((1, 4), np.float32), [[]])
    assert filled.coverage("fp").encoded == 3 and filled.coverage("fp2").encoded == 1
    assert [ids.tolist() for ids, _ in filled.iter_vectors("fp2")] == [[2]]
    assert filled.info("fp2")["encoder"] == "larger" and filled.info()["encoder"] == "encoder"
    assert filled.register_pipeline("fp", "encoder", DIMS) == 1


def test_all_vectors_are_walked_through_once(filled: Archive) -> None:
    ids = [p.id for p in filled.pending("fp", 99)]
    store(filled, ids)
    batches = list(filled.iter_vectors("fp", batch=7))
    assert [i for b, _ in batches for i in b.tolist()] == ids
    assert all(v.shape == (len(b), DIMS) for b, v in batches)
    assert [i for b, _ in filled.iter_vectors("fp", after=25) for i in b.tolist()] == [26, 27, 28, 29, 30]


@pytest.mark.parametrize("n", [0, 3, 10, 100])
def test_random_vectors_are_the_same_for_the_same_seed(filled: Archive, n: int) -> None:
    store(filled, list(range(1, 29)))
    one, two = filled.random_vectors("fp", n, 1), filled.random_vectors("fp", n, 1)
    assert one[0].tolist() == two[0].tolist() and len(one[0]) == min(n, 28)
    np.testing.assert_array_equal(one[1], two[1])
    if n == 10:
        assert filled.random_vectors("fp", n, 2)[0].tolist() != one[0].tolist()


def test_an_archive_of_an_early_version_counts_a_passage_once(archive: Archive, add: Callable[..., list[int]]) -> None:
    add(*[f"passage number {n}" for n in range(6)])
    for name in ("e|remove|a", "e|remove|b", "other|remove|a"):
        archive.register_pipeline(name, "e", DIMS)
    store(archive, [1, 2, 3, 4], "e|remove|a")
    store(archive, [1, 2, 3, 4], "other|remove|a")
    with archive.transaction() as conn:
        other = vectors_for([99])[0].astype("<f2").tobytes()
        for passage in (3, 4, 5):  # as an early version left them, beside the earlier recogniser's
            conn.execute("INSERT INTO vectors VALUES (?, 2, ?)", (passage, other))
        conn.execute("UPDATE encoders SET encoded = 3 WHERE id = 2")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0006_one_vector'")
    assert archive.coverage("e|remove|").encoded == 7
    with Archive(archive.path) as again:
        assert again.coverage("e|remove|") == Coverage(6, 5) and again.coverage("other|remove|a").encoded == 4
        assert [p.id for p in again.pending("e|remove|", 99)] == [6]
        assert [p.id for p in again.pending("e|remove|a", 99)] == [3, 4, 5, 6]
        ids, found = again.vectors("e|remove|", range(1, 7))
        assert ids.tolist() == [1, 2, 3, 4, 5]
        np.testing.assert_array_equal(found[2:], vectors_for([99, 99, 99]).astype(np.float16).astype(np.float32))
        assert len(again.mentions([3])[3]) == 1


def test_an_index_is_known_by_the_archive_it_is_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = []
    for year in ("2025", "2026"):
        monkeypatch.setattr("dejavu_app.archive.articles.now", lambda year=year: f"{year}-05-26T09:00:00+00:00")
        path = tmp_path / "papers.dejavu"
        path.unlink(missing_ok=True)
        with Archive(path, create=True) as archive:
            source = archive.start_source("f", "f", "1", 1, "text", "1")
            archive.add_articles(source.id, [cut(Article(text="the same words"))])
            keys.append(archive.index_key("fp"))
            assert archive.index_key("fp") == keys[-1] != archive.index_key("other")
    assert keys[0] != keys[1]
