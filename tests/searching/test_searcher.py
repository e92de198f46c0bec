"""A query goes in, ranked articles come out: names hidden, filters kept, offsets exact, gaps said plainly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dejavu_app.archive import Archive
from dejavu_app.domain import Filters, Mode, PartialDate, Query, SearchResult, space_of
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.indexing import build_index, index_folder
from dejavu_app.jobs import EncodeJob
from dejavu_app.searching import Searcher, evidence, reprint_groups, result_document
from dejavu_app.searching.dense import DenseSide
from dejavu_app.searching.fusion import blend
from dejavu_app.searching.searcher import RERANKED
from tests.searching.small import FILLER, LengthReranker, NameList, SmallModels, WordHasher, article, build

STRIKE = "Dockers walked out at Hamburg demanding higher wages and shorter hours from the harbour company."
FLOOD = "The river burst its banks near Lisbon, drowning cattle and carrying bridges away in the night."
QUERY = "Harbour workers in Albany walked out today, demanding wages and hours; Wilson spoke."
MODES: tuple[Mode, ...] = ("semantic", "keyword", "hybrid")


class Newer(SmallModels):
    """The same encoder after a later recogniser."""

    def recogniser(self) -> NameList:
        later = NameList()
        later.fingerprint = "name-list-2"
        return later


def noise(number: int) -> str:
    """An article on nothing in particular: common words, and some that stand nowhere else."""
    chance = random.Random(number)
    own = ["".join(chance.choices("bdfglmnprstvaeiou", k=7)) for _ in range(20)]
    words = chance.choices(FILLER.split(), k=10) + own
    chance.shuffle(words)
    return " ".join(words).capitalize() + "."


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stories = [article(STRIKE, 1, newspaper="Evening Post"), article(FLOOD, 2, place="Lisbon"),
               article("Albany Albany Wilson Wilson Albany gave a dinner.", 3)]
    stories += [article(noise(n), n) for n in range(4, 60)]
    return build(tmp_path_factory.mktemp("archive") / "papers.dejavu", stories)


@pytest.fixture
def searcher(papers: Path) -> Searcher:
    return Searcher(papers, SmallModels())  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", MODES)
def test_the_same_kind_of_story_comes_first_in_every_mode(searcher: Searcher, mode: Mode) -> None:
    result = searcher.search(Query(QUERY, k=5, mode=mode))
    best = result.parallels[0]
    assert (best.external_id, best.newspaper, best.date, best.headline) == ("a1", "Evening Post", "1901-05", "STORY 1")
    assert [parallel.rank for parallel in result.parallels] == list(range(1, len(result.parallels) + 1))
    scores = [parallel.score for parallel in result.parallels]
    assert scores == sorted(scores, reverse=True) and np.isfinite(scores).all()
    assert result.timing.total >= result.timing.search > 0


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_names_find_nothing_while_they_are_hidden(searcher: Searcher, mode: Mode) -> None:
    hidden = searcher.search(Query(QUERY, k=3, mode=mode))
    shown = searcher.search(Query("Wilson Albany", k=1, mode=mode, mask=False))
    assert "a3" not in [parallel.external_id for parallel in hidden.parallels if parallel.score > 0][:2]
    assert shown.parallels[0].external_id == "a3"
    assert [QUERY[m.start:m.end] for m in hidden.mentions] == ["Albany", "Wilson"]
    assert "Albany" not in hidden.masked and "walked out" in hidden.masked


def test_a_reader_shows_and_hides_what_they_like(searcher: Searcher) -> None:
    at = QUERY.index("Albany")
    workers = QUERY.index("workers")
    result = searcher.search(Query(QUERY, shown=((at, at + 6),), hidden=((workers, workers + 7),)))
    assert [QUERY[m.start:m.end] for m in result.mentions] == ["workers", "Wilson"]
    assert "Albany" in result.masked and "workers" not in result.masked
    preview = searcher.preview_mask(QUERY, shown=((at, at + 6),), hidden=((workers, workers + 7),))
    assert (preview.masked, preview.mentions) == (result.masked, result.mentions)


def test_a_query_of_names_only_is_searched_as_it_is_and_says_so(searcher: Searcher) -> None:
    result = searcher.search(Query("Wilson, Albany", k=3))
    assert result.parallels[0].external_id == "a3"
    assert any("nothing but names" in note for note in result.notes)


@pytest.mark.parametrize("mode", MODES)
def test_filters_hold_in_every_mode(searcher: Searcher, mode: Mode) -> None:
    def found(**filters: object) -> set[str]:
        query = Query(QUERY + " markets", k=50, mode=mode, filters=Filters(**filters))  # type: ignore[arg-type]
        return {parallel.external_id for parallel in searcher.search(query).parallels}

    assert found(newspapers=("Evening Post",)) == {"a1"}
    assert "a1" not in found(newspapers=("The Herald",))
    dated = searcher.search(Query(noise(7), k=50, mode=mode, filters=Filters(PartialDate(1905), PartialDate(1907, 5))))
    assert dated.parallels and {p.date[:4] for p in dated.parallels} <= {"1905", "1906", "1907"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("encoded", [None, 25])
def test_a_filter_takes_out_and_moves_neither_score_nor_order_nor_band(
    tmp_path: Path, mode: Mode, encoded: int | None
) -> None:
    others = [article(f"{noise(n)} wages and hours", n) for n in range(3, 40)]
    stories = [article(STRIKE, 1), article(FLOOD, 2), *others]
    searcher = Searcher(build(tmp_path / "filtered.dejavu", stories, encode=encoded), SmallModels())  # type: ignore[arg-type]
    whole = searcher.search(Query(QUERY, k=50, mode=mode)).parallels
    seen = [(p.external_id, pytest.approx(p.score, abs=1e-4), p.band) for p in whole]
    for filters in (Filters(date_to=PartialDate(1904)), Filters(must=("walked out",)), Filters(must_not=("cattle",))):
        some = searcher.search(Query(QUERY, k=50, mode=mode, filters=filters)).parallels
        kept = {p.external_id for p in some}
        assert [(p.external_id, p.score, p.band) for p in some] == [each for each in seen if each[0] in kept]


def test_filters_that_let_nothing_through_say_so(searcher: Searcher) -> None:
    result = searcher.search(Query(QUERY, filters=Filters(newspapers=("No Such Paper",))))
    assert result.parallels == () and result.notes == ("No passage passes the filters.",)


def test_every_result_has_both_scores_and_its_exact_place(searcher: Searcher, papers: Path) -> None:
    result = searcher.search(Query(QUERY + " river markets", k=30))
    with Archive(papers) as archive:
        for parallel in result.parallels:
            stored = archive.article(parallel.article_id)
            assert stored.article.text[parallel.start:parallel.end] == parallel.passage
            assert parallel.dense is not None
        texts = {p.external_id: p for p in result.parallels}
    assert texts["a1"].keyword and texts["a2"].keyword


def test_results_are_articles_with_their_best_passage(tmp_path: Path) -> None:
    long = "\n\n".join([" ".join(noise(n) for n in range(8)), STRIKE, " ".join(noise(n) for n in range(8, 16))])
    path = build(tmp_path / "long.dejavu", [article(long, 1), *(article(noise(n), n) for n in range(20, 60))])
    result = Searcher(path, SmallModels()).search(Query(QUERY, k=10))  # type: ignore[arg-type]
    assert [p.external_id for p in result.parallels].count("a1") == 1
    assert "Dockers" in result.parallels[0].passage
    assert long[result.parallels[0].start:result.parallels[0].end] == result.parallels[0].passage


def test_every_part_of_a_long_query_counts(searcher: Searcher) -> None:
    filling = " ".join(noise(n) for n in range(100, 112))
    long = f"{filling} {STRIKE} {filling} {FLOOD}"
    found = [p.external_id for p in searcher.search(Query(long, k=40, mode="keyword")).parallels]
    assert {"a1", "a2"} <= set(found)
    found = [p.external_id for p in searcher.search(Query(long, k=60, mode="semantic")).parallels]
    assert {"a1", "a2"} <= set(found)


def test_quoted_phrases_of_a_short_query_must_occur(searcher: Searcher) -> None:
    result = searcher.search(Query('"harbour company" wages', k=10))
    assert [p.external_id for p in result.parallels] == ["a1"]
    named = searcher.search(Query('"near Lisbon" wages', k=10, mode="keyword"))
    assert [p.external_id for p in named.parallels] == ["a2"]


def test_nothing_strong_is_said_plainly(searcher: Searcher) -> None:
    strong = searcher.search(Query(STRIKE, k=3))
    assert strong.parallels[0].band == "strong" and not strong.notes
    weak = searcher.search(Query("an entirely different affair about violins", k=3))
    assert "Nothing here is a strong parallel." in weak.notes


def test_an_archive_with_nothing_encoded_says_so(tmp_path: Path) -> None:
    path = build(tmp_path / "raw.dejavu", [article(STRIKE, 1), article(FLOOD, 2)], encode=0)
    searcher = Searcher(path, SmallModels())  # type: ignore[arg-type]
    with pytest.raises(UserError, match="Nothing in this archive is encoded"):
        searcher.search(Query(QUERY, mode="semantic"))
    result = searcher.search(Query(QUERY))
    assert result.parallels[0].external_id == "a1" and result.parallels[0].dense is None
    assert any("found by their words only" in note for note in result.notes)
    assert (result.coverage.passages, result.coverage.encoded) == (2, 0)


def test_vectors_made_with_an_earlier_recogniser_still_serve(tmp_path: Path) -> None:
    class Stranger(SmallModels):
        def encoder(self) -> WordHasher:
            other = WordHasher()
            other.fingerprint = "another-encoder"
            return other

    path = build(tmp_path / "older.dejavu", [article(STRIKE, 1), article(FLOOD, 2)])
    result = Searcher(path, Newer()).search(Query(QUERY, mode="semantic"))  # type: ignore[arg-type]
    assert result.parallels[0].external_id == "a1" and "name-list-1" in result.encoder
    with pytest.raises(UserError, match="other models"):
        Searcher(path, Stranger()).search(Query(QUERY, mode="semantic"))  # type: ignore[arg-type]


def test_what_two_recognisers_hid_is_searched_together(tmp_path: Path) -> None:
    path = build(tmp_path / "mixed.dejavu", [article(FLOOD, 2), *(article(noise(n), n) for n in range(3, 20))])
    searcher = Searcher(path, Newer())  # type: ignore[arg-type]
    assert searcher.search(Query(QUERY, mode="semantic")).coverage.encoded == 18
    build(path, [article(STRIKE, 1), article("wholly other matters", 21)], encode=0)
    pipeline = Newer().pipeline()
    with Archive(path) as archive:
        archive.register_pipeline(pipeline.fingerprint, "word hasher", WordHasher.dims, WordHasher.card)
        (passage, _) = archive.pending("word-hasher-1|remove|", 9)
        (made,) = pipeline.encode_passages([passage.text])
        archive.store_vectors(pipeline.fingerprint, [passage.id], made.vector[None], [made.mentions])
    result = searcher.search(Query(QUERY, mode="semantic", k=30))
    assert result.parallels[0].external_id == "a1" and {"a2", "a3"} <= {p.external_id for p in result.parallels}
    assert (result.coverage.passages, result.coverage.encoded) == (20, 19)
    fresh = Searcher(path, Newer()).search(Query(QUERY, mode="semantic", k=30))  # type: ignore[arg-type]
    assert fresh.parallels == result.parallels


def test_what_is_encoded_while_the_searcher_lives_is_noticed(tmp_path: Path) -> None:
    stories = [article(noise(n), n) for n in range(3, 40)] + [article(STRIKE, 1)]
    path = build(tmp_path / "grows.dejavu", stories, encode=30)
    searcher = Searcher(path, SmallModels())  # type: ignore[arg-type]
    before = searcher.search(Query(QUERY, k=3))
    assert any("30 of 38 passages" in note for note in before.notes)
    build(path, [])
    after = searcher.search(Query(QUERY, k=3, mode="semantic"))
    assert after.coverage.encoded == 38
    assert after.parallels[0].external_id == "a1" and after.parallels[0].dense is not None


def test_passages_not_yet_encoded_are_found_by_their_words(tmp_path: Path) -> None:
    stories = [article(noise(n), n) for n in range(3, 40)] + [article(STRIKE, 1)]
    path = build(tmp_path / "part.dejavu", stories, encode=30)
    result = Searcher(path, SmallModels()).search(Query(QUERY, k=5))  # type: ignore[arg-type]
    assert result.parallels[0].external_id == "a1" and result.parallels[0].dense is None


def test_a_source_removed_behind_the_searcher_is_not_found(tmp_path: Path) -> None:
    path = build(tmp_path / "shrinks.dejavu", [article(STRIKE, 1), article(FLOOD, 2)])
    searcher = Searcher(path, SmallModels())  # type: ignore[arg-type]
    assert searcher.search(Query(QUERY)).parallels
    with Archive(path) as archive:
        archive.remove_source(archive.source_rows()[0].id)
    assert searcher.search(Query(QUERY, mode="keyword")).parallels == ()


@pytest.mark.parametrize("graph", [False, True])
def test_a_source_imported_anew_is_found_by_meaning(
    tmp_path: Path, graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many passages go as come, so that no count tells; neither the index in memory nor the stored one serves."""
    if graph:
        pytest.importorskip("hnswlib")
        monkeypatch.setattr("dejavu_app.indexing.cache.SMALL", 20)
    path = build(tmp_path / "anew.dejavu", [article(noise(n), n) for n in range(3, 40)])
    build(path, [article(STRIKE, 1, newspaper="Evning Post")])
    fingerprint = SmallModels().pipeline().fingerprint

    def bring_up_to_date() -> None:
        with Archive(path) as archive:
            build_index(index_folder(path), archive.index_key(fingerprint), WordHasher.dims, 38,
                        lambda: archive.iter_vectors(fingerprint))

    bring_up_to_date()
    query = Query(QUERY, k=1, mode="semantic")
    alive = Searcher(path, SmallModels())  # type: ignore[arg-type]
    assert alive.search(query).parallels[0].newspaper == "Evning Post"
    with Archive(path) as archive:
        archive.remove_source(archive.source_rows()[0].id)
    build(path, [article(STRIKE, 1, newspaper="Evening Post")])
    fresh = Searcher(path, SmallModels())  # type: ignore[arg-type]
    bring_up_to_date()
    for searcher in (alive, fresh, Searcher(path, SmallModels())):  # type: ignore[arg-type]
        best = searcher.search(query).parallels[0]
        assert best.newspaper == "Evening Post" and best.dense is not None


def test_the_index_of_a_copy_that_went_on_by_itself_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup is put back, or a folder synchronised in part: as many passages as before, and other ones."""
    pytest.importorskip("hnswlib")
    monkeypatch.setattr("dejavu_app.indexing.cache.SMALL", 20)
    monkeypatch.setattr("dejavu_app.searching.searcher.DEPTH", 3)
    path = build(tmp_path / "copied.dejavu", [article(noise(n), n) for n in range(3, 90)])
    with Archive(path) as archive:
        archive.conn.execute("UPDATE sources SET sha256 = 'another file'")
    backup = path.read_bytes()
    build(path, [article(noise(n), n) for n in range(200, 210)])
    space = space_of(SmallModels().pipeline().fingerprint)
    with Archive(path) as archive:
        key = archive.index_key(space)
        build_index(index_folder(path), key, WordHasher.dims, 97, lambda: archive.iter_vectors(space))
    path.write_bytes(backup)
    build(path, [article(STRIKE, 1)] + [article(noise(n), n) for n in range(300, 309)])
    with Archive(path) as archive:
        assert archive.index_key(space) == key
    result = Searcher(path, SmallModels()).search(Query(QUERY, k=1, mode="semantic"))  # type: ignore[arg-type]
    assert result.parallels[0].external_id == "a1"


@pytest.mark.parametrize("graph", [False, True])
def test_searches_go_on_from_the_index_in_memory_while_a_source_leaves(
    tmp_path: Path, graph: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if graph:
        pytest.importorskip("hnswlib")
        monkeypatch.setattr("dejavu_app.indexing.cache.SMALL", 20)
    path = build(tmp_path / "leaving.dejavu", [article(noise(n), n) for n in range(100, 220)])
    with Archive(path) as archive:
        archive.conn.execute("UPDATE sources SET sha256 = 'another file'")
    build(path, [article(noise(n), n) for n in range(3, 15)] + [article(STRIKE, 1)])
    alive, opened, real = Searcher(path, SmallModels()), [0], DenseSide._open  # type: ignore[arg-type]

    def counted(side: DenseSide, archive: Archive, encoded: int, dims: int) -> Any:
        opened[0] += side is alive._dense
        return real(side, archive, encoded, dims)

    monkeypatch.setattr(DenseSide, "_open", counted)
    query = Query(QUERY, k=200, mode="semantic")

    def same() -> list[str]:
        fresh = Searcher(path, SmallModels()).search(query)  # type: ignore[arg-type]
        now = alive.search(query)
        assert [p.article_id for p in now.parallels] == [p.article_id for p in fresh.parallels]
        assert [p.score for p in now.parallels] == pytest.approx([p.score for p in fresh.parallels], abs=1e-5)
        return [p.external_id for p in now.parallels]

    assert same()[0] == "a1"
    with Archive(path) as archive:
        archive.put_out(archive.source_rows()[0].id)
        while archive.remove_leaving(4):
            assert same()
        assert "a1" not in same() and opened == [1]
        archive.remove_source(archive.source_rows()[0].id)
    assert alive.search(replace(query, mode="hybrid")).parallels == ()


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_archive_gives_an_empty_list(tmp_path: Path, mode: Mode) -> None:
    path = build(tmp_path / "empty.dejavu", [])
    searcher = Searcher(path, SmallModels())  # type: ignore[arg-type]
    if mode == "semantic":
        with pytest.raises(UserError):
            searcher.search(Query(QUERY, mode=mode))
    else:
        assert searcher.search(Query(QUERY, mode=mode)).parallels == ()


def test_feedback_moves_the_list(searcher: Searcher) -> None:
    plain = searcher.search(Query(QUERY, k=60, mode="semantic"))
    flood = next(p for p in plain.parallels if p.external_id == "a2")
    moved = searcher.search(Query(QUERY, k=60, mode="semantic", like=(flood.passage_id,)))
    again = next(p for p in moved.parallels if p.external_id == "a2")
    assert again.score > flood.score
    alone = searcher.search(Query("", k=3, mode="semantic", like=(flood.passage_id,)))
    assert alone.parallels[0].external_id == "a2"
    with pytest.raises(UserError, match="no longer in the archive"):
        searcher.search(Query("", mode="semantic", like=(999_999,)))
    lost = searcher.search(Query(QUERY, like=(flood.passage_id, 999_999), unlike=(888_888,)))
    assert lost.notes[0].endswith("do not count: passage 888888, 999999.")
    worded = searcher.search(Query(QUERY, mode="keyword", like=(flood.passage_id,)))
    assert worded.notes[0].startswith("Passages to be like or unlike count by meaning only")
    with pytest.raises(UserError, match="no words to look for"):
        searcher.search(Query("", mode="keyword", like=(flood.passage_id,)))
    with pytest.raises(UserError, match="cannot be both"):
        searcher.search(Query(QUERY, like=(flood.passage_id,), unlike=(flood.passage_id,)))


@pytest.mark.parametrize("rerank", [False, True])
def test_a_result_tells_of_the_feedback_that_counted(searcher: Searcher, papers: Path, rerank: bool) -> None:
    """What is stored is what the methods report tells of, and what its command repeats."""
    asked = Query(QUERY, mode="hybrid", like=(1, 999_999, 1), unlike=(888_888, 2), rerank=rerank)
    before: list[SearchResult] = []
    number = searcher.search(asked, save=True, first=before.append).search_id
    with Archive(papers) as opened:
        stored = opened.search(number or 0).query
    assert stored == replace(asked, like=(1,), unlike=(2,))
    assert [each.query for each in before] == ([replace(stored, rerank=False)] if rerank else [])
    for nothing in (replace(asked, mode="keyword"), replace(asked, text="!!!", like=())):
        assert searcher.search(replace(nothing, rerank=False)).query.like == ()
    assert searcher.search(Query("!!!", unlike=(1,), mode="semantic")).query.unlike == ()


def test_nothing_to_be_like_is_said_where_nothing_is_encoded(tmp_path: Path) -> None:
    path = build(tmp_path / "bare.dejavu", [article(STRIKE, 1)], encode=0)
    with pytest.raises(UserError, match="not encoded yet"):
        Searcher(path, SmallModels()).search(Query("", like=(1,)))  # type: ignore[arg-type]


@pytest.mark.parametrize("filters", [Filters(must=("strike", "U.S.")), Filters(must_not=("—",))])
def test_words_that_the_index_cannot_hold_are_refused(searcher: Searcher, filters: Filters) -> None:
    with pytest.raises(UserError, match="holds no word of two letters"):
        searcher.search(Query(QUERY, filters=filters))


def test_more_like_a_passage_is_reread_by_that_passage(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    score = LengthReranker.score
    monkeypatch.setattr(LengthReranker, "score",
                        lambda self, query, *rest, **more: (asked.append(query), score(self, query, *rest, **more))[1])
    flood = searcher.search(Query(FLOOD, k=1)).parallels[0]
    searcher.search(Query("", k=3, mode="semantic", like=(flood.passage_id,), rerank=True))
    (query,) = asked
    assert "burst its banks" in query and "Lisbon" not in query


def test_the_reranker_reads_no_names_in_passages_that_are_not_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(tmp_path / "bare.dejavu", [article(STRIKE, 1), article(FLOOD, 2)], encode=1)
    read: list[str] = []
    score = LengthReranker.score
    monkeypatch.setattr(LengthReranker, "score",
                        lambda self, query, texts, **more: (read.extend(texts), score(self, query, texts, **more))[1])
    Searcher(path, SmallModels()).search(Query("banks burst, harbour wages", rerank=True))  # type: ignore[arg-type]
    assert len(read) == 2
    assert not any(name in text for name in ("Hamburg", "Lisbon") for text in read)


def test_a_phrase_that_stands_nowhere_is_named(searcher: Searcher) -> None:
    result = searcher.search(Query('"harbour of plenty" wages'))
    assert result.parallels == () and result.notes == ("No passage holds “harbour of plenty”.",)


def test_reranker_and_first_order_rank_together(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = searcher.search(Query(QUERY, k=RERANKED)).parallels
    found = searcher.search(Query(QUERY, k=5, rerank=True))
    assert found.reranker == "length-1" and not searcher.search(Query(QUERY, k=5)).reranker
    result = found.parallels
    read: list[str] = []

    class Heard(LengthReranker):
        def score(self, query: str, passages: Sequence[str], *rest: Any, **named: Any) -> np.ndarray:
            read.extend(passages)
            return super().score(query, passages, *rest, **named)

    monkeypatch.setattr(SmallModels, "reranker", lambda models: Heard())
    searcher.search(Query(QUERY, k=5, rerank=True))
    assert len(read) == len(plain)
    both = blend(np.array([-len(text) for text in read], np.float32), np.array([p.score for p in plain], np.float32))
    wanted = [plain[n].article_id for n in np.argsort(-both, kind="stable")[:5]]
    assert [p.article_id for p in result] == wanted != [p.article_id for p in plain[:5]]


def test_an_empty_query_is_refused(searcher: Searcher) -> None:
    with pytest.raises(UserError, match="empty"):
        searcher.search(Query("  \n"))


def test_a_search_can_be_stopped(searcher: Searcher) -> None:
    with pytest.raises(Cancelled):
        searcher.search(Query(QUERY), cancelled=lambda: True)


def test_a_very_long_query_is_stopped_while_it_is_encoded(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    encode = WordHasher.encode
    monkeypatch.setattr(WordHasher, "encode", lambda self, texts: (read.append(len(texts)), encode(self, texts))[1])
    with pytest.raises(Cancelled):
        searcher.search(Query("wages and hours at the harbour. " * 20_000), cancelled=lambda: bool(read))
    assert sum(read) == read[0] < 100


def test_the_keyword_mode_loads_no_encoder(papers: Path) -> None:
    models = SmallModels()
    Searcher(papers, models).search(Query(QUERY, mode="keyword"))  # type: ignore[arg-type]
    assert "encoder" not in models.used


def test_a_kept_search_comes_back_whole(searcher: Searcher, papers: Path) -> None:
    result = searcher.search(Query(QUERY, k=4, filters=Filters(date_from=PartialDate(1900))), save=True)
    assert result.search_id is not None
    with Archive(papers) as archive:
        assert archive.search(result.search_id) == result


def test_the_document_has_the_documented_fields(searcher: Searcher) -> None:
    document = result_document(searcher.search(Query(QUERY, k=2)))
    assert set(document) >= {"query", "coverage", "parallels", "timing_ms"}
    assert set(document["query"]) == {"text", "masked", "mentions"}
    assert document["query"]["mentions"][0] == {"start": QUERY.index("Albany"), "end": QUERY.index("Albany") + 6,
                                                "label": "LOC"}
    assert list(document["parallels"][0]) == [
        "rank", "score", "band", "article_id", "external_id", "date", "newspaper", "place", "page", "headline",
        "passage", "start", "end", "source", "url"]
    assert set(document["timing_ms"]) == {"mask", "encode", "search", "total"}
    assert document["coverage"] == {"passages": 59, "encoded": 59}


def test_evidence_pairs_the_sentences_that_answer_each_other() -> None:
    query = "The weather was fair in Albany. Dockers walked out demanding higher wages and shorter hours."
    passage = f"{FLOOD} {STRIKE}"
    pairs = evidence(query, passage, SmallModels())  # type: ignore[arg-type]
    best = pairs[0]
    assert query[best.query_start:best.query_end].startswith("Dockers walked out")
    assert passage[best.start:best.end] == STRIKE
    assert best.score == max(pair.score for pair in pairs)
    assert evidence(query, "", SmallModels()) == []  # type: ignore[arg-type]


def test_reprints_are_folded_and_strangers_are_not(tmp_path: Path) -> None:
    other = STRIKE.replace("Hamburg", "Hamburq").replace("higher", "higber") + " The strike goes on with no end."
    first = "A special despatch. " + STRIKE + " The strike goes on with no end."
    stories = [article(first, 1), article(other, 2, newspaper="Sun"), article(FLOOD, 3)]
    path = build(tmp_path / "wire.dejavu", stories + [article(noise(n), n) for n in range(10, 40)])
    result = Searcher(path, SmallModels()).search(Query(QUERY + " river bridges", k=5))  # type: ignore[arg-type]
    with Archive(path) as archive:
        groups = reprint_groups(result, archive)
    assert sorted(a for group in groups for a in group) == sorted(p.article_id for p in result.parallels)
    named = {p.article_id: p.external_id for p in result.parallels}
    assert {"a1", "a2"} in [{named[a] for a in group} for group in groups]
    assert [group[0] for group in groups] == sorted((group[0] for group in groups),
                                                    key=[p.article_id for p in result.parallels].index)


def test_queries_are_plain_values_that_repeat_themselves(searcher: Searcher) -> None:
    query = Query(QUERY, k=7)
    first, second = searcher.search(query), searcher.search(replace(query))
    assert first.parallels == second.parallels


def test_the_time_a_search_took_leaves_out_the_loading_of_the_reranker(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def slowly(models: SmallModels) -> LengthReranker:
        now[0] += 1000.0
        return LengthReranker()

    monkeypatch.setattr("dejavu_app.searching.searcher.time.perf_counter", lambda: now[0])
    monkeypatch.setattr(SmallModels, "reranker", slowly)
    assert searcher.search(Query(QUERY, k=5, rerank=True)).timing.total == 0


@pytest.mark.parametrize("mode", MODES)
def test_one_long_article_leaves_room_for_the_others(tmp_path: Path, mode: Mode) -> None:
    book = "\n\n".join(f"{STRIKE} {noise(n)} wages and hours" for n in range(900))
    stories = [article(book, 1), *(article(f"{noise(n)} wages and hours", n) for n in range(900, 940))]
    path = build(tmp_path / "book.dejavu", stories)
    with Archive(path) as archive:
        assert len(archive.article(1).passages) > 200
    searcher = Searcher(path, SmallModels())  # type: ignore[arg-type]
    found = searcher.search(Query(QUERY, k=20, mode=mode)).parallels
    assert len(found) == 20 and found[0].external_id == "a1"
    assert len(searcher.search(Query(QUERY, k=60, mode=mode)).parallels) == 41


def test_texts_that_share_something_with_the_next_are_no_chain_of_reprints(tmp_path: Path) -> None:
    parts = [" ".join(f"{word}{n}" for word in ("strike", "wages", "mayor", "police", "union", "harbour") * 5)
             for n in range(6)]
    chain = [article(f"{parts[n]} {parts[n + 1]}", n + 1, newspaper=f"Paper {n}") for n in range(5)]
    path = build(tmp_path / "chain.dejavu", [*chain, article(f"{parts[0]} {parts[1]}.", 9, newspaper="Copy")])
    result = Searcher(path, SmallModels()).search(Query(f"{parts[0]} {parts[1]}", k=9))  # type: ignore[arg-type]
    with Archive(path) as archive:
        groups = reprint_groups(result, archive)
    named = {p.article_id: p.external_id for p in result.parallels}
    first = next(group for group in groups if named[group[0]] in ("a1", "a9"))
    assert {named[a] for a in first} == {"a1", "a9", "a2"}, "the neighbour shares half of it, those behind it nothing"


def test_what_a_comparison_cannot_do_is_said_of_its_list(searcher: Searcher) -> None:
    german = "Die Beschäftigten haben am Montag die Arbeit niedergelegt, und viele Züge fielen nach dem Streik aus."
    assert "does not look English" in searcher.search(Query(german)).notes[-1]
    assert "little to hold" in searcher.search(Query("dockers walked out")).notes[-1]
    for query in (Query(german, mode="keyword"), Query("dockers walked out", mode="keyword"), Query(QUERY)):
        assert not any("English" in note or "little to hold" in note for note in searcher.search(query).notes)


def test_a_search_that_began_earlier_leaves_the_index_as_a_later_one_brought_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(tmp_path / "growing.dejavu", [article(noise(n), n) for n in range(40)], encode=30)
    side, fingerprint = DenseSide(path), SmallModels().pipeline().fingerprint
    opened = []
    monkeypatch.setattr(DenseSide, "_open", lambda *given, real=DenseSide._open: opened.append(1) or real(*given))
    query = WordHasher().encode([noise(3)])
    with Archive(path) as earlier, earlier.snapshot():
        before = side.nearest(earlier, fingerprint, 30, query, 5, None)
        EncodeJob(path, SmallModels()).run()  # type: ignore[arg-type]
        with Archive(path) as later:
            side.nearest(later, fingerprint, 40, query, 5, None)
        again = side.nearest(earlier, fingerprint, 30, query, 40, None)
    assert len(opened) == 1, "at a million passages to build the index anew takes minutes"
    assert set(before) <= set(again)


def test_a_text_of_marks_alone_is_not_said_to_lack_what_it_should_be_like(searcher: Searcher) -> None:
    result = searcher.search(Query("!!!", unlike=(1,), mode="semantic"))
    assert result.parallels == () and result.notes == ("No parallel was found.",)


def test_articles_that_were_removed_since_are_grouped_by_their_passages(tmp_path: Path) -> None:
    stories = [article(STRIKE, 1), article(f"{STRIKE} {noise(1)}", 2), *(article(noise(n), n) for n in range(10, 30))]
    path = build(tmp_path / "wire.dejavu", stories)
    result = Searcher(path, SmallModels()).search(Query(QUERY, k=5))  # type: ignore[arg-type]
    with Archive(path) as archive:
        whole = reprint_groups(result, archive)
        archive.remove_source(1)
        assert reprint_groups(result, archive) == whole
