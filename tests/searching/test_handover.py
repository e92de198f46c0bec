"""A search while an archive passes from one encoder to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.archive import Archive
from dejavu_app.domain import Query, SearchResult
from dejavu_app.encoding import Identity, Pipeline
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.jobs import EncodeJob
from dejavu_app.searching import Searcher
from tests.searching.small import LengthReranker, SmallModels, WordHasher, article, build
from tests.searching.test_searcher import FLOOD, QUERY, STRIKE, noise


class NewHasher(WordHasher):
    name = "new hasher"
    fingerprint = "new-hasher-1"
    dims = 128


class NewModels(SmallModels):
    """A new encoder is in use; the word hasher is at hand or not."""

    def __init__(self, old: bool = True) -> None:
        super().__init__()
        self.old = old

    def encoder(self) -> WordHasher:
        self.used.append("new")
        return NewHasher()

    def identity(self) -> Identity:
        return Identity("new hasher", "new-hasher-1", "remove")

    def at_hand(self, pipeline: str) -> bool:
        return self.encoder_of(pipeline) is not None

    def encoder_of(self, pipeline: str) -> WordHasher | None:
        if pipeline.startswith("new-hasher-1|"):
            return self.encoder()
        return WordHasher() if self.old else None

    def pipeline(self) -> Pipeline:
        return Pipeline(self.recogniser(), NewHasher())


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    stories = [article(STRIKE, 1), article(FLOOD, 2), *(article(noise(n), n) for n in range(3, 60))]
    return build(tmp_path / "papers.dejavu", stories)


def search(path: Path, models: SmallModels, mode: str = "semantic") -> SearchResult:
    return Searcher(path, models).search(Query(QUERY, k=5, mode=mode))  # type: ignore[arg-type]


def encode(path: Path, limit: int | None = None) -> None:
    EncodeJob(path, NewModels(), limit=limit).run()  # type: ignore[arg-type]


@pytest.mark.parametrize("anew", [0, 30, 58])
def test_the_encoder_the_archive_was_made_with_serves_until_the_new_vectors_are_whole(papers: Path, anew: int) -> None:
    if anew:
        encode(papers, anew)
    result = search(papers, NewModels())
    assert result.parallels[0].external_id == "a1" and result.encoder.startswith("word-hasher-1|")
    assert result.coverage.encoded == 59 and all(p.dense is not None for p in result.parallels)
    assert result.notes[0] == ("Searched with the encoder this archive was made with, word hasher; "
                               f"{anew} of 59 passages are encoded anew.")


def test_the_new_encoder_is_preferred_as_soon_as_its_vectors_are_whole(papers: Path) -> None:
    EncodeJob(papers, NewModels(), keep_old=True).run()  # type: ignore[arg-type]
    result = search(papers, NewModels())
    assert result.encoder.startswith("new-hasher-1|") and result.parallels[0].external_id == "a1"
    assert not any("made with" in note for note in result.notes)


def test_one_searcher_follows_the_handover(papers: Path) -> None:
    searcher = Searcher(papers, NewModels())  # type: ignore[arg-type]
    before = searcher.search(Query(QUERY, mode="semantic"))
    encode(papers)
    after = searcher.search(Query(QUERY, mode="semantic"))
    assert before.encoder.startswith("word-hasher-1|") and after.encoder.startswith("new-hasher-1|")
    assert after.parallels[0].external_id == "a1"


def test_the_old_vectors_may_go_in_the_midst_of_a_search(papers: Path) -> None:
    class Slow(NewModels):
        def encoder_of(self, pipeline: str) -> WordHasher | None:
            if pipeline.startswith("word-hasher-1|") and not self.used.count("done"):
                self.used.append("done")
                encode(papers)  # somebody else is quicker than this search
            return super().encoder_of(pipeline)

    result = search(papers, Slow())
    assert result.encoder.startswith("word-hasher-1|") and result.parallels[0].external_id == "a1"
    with Archive(papers) as archive:
        assert [row["name"] for row in archive.pipelines()] == ["new hasher"]


def test_without_the_old_encoder_words_are_searched_and_the_note_says_what_to_do(papers: Path) -> None:
    result = search(papers, NewModels(old=False), "hybrid")
    assert result.parallels[0].external_id == "a1" and result.parallels[0].dense is None
    assert "word hasher" in result.notes[0] and "dejavu encode" in result.notes[0]
    with pytest.raises(UserError, match="word hasher") as raised:
        search(papers, NewModels(old=False))
    assert "dejavu encode" in raised.value.advice


def test_without_the_old_encoder_what_is_encoded_anew_serves(papers: Path) -> None:
    encode(papers, 30)
    result = search(papers, NewModels(old=False))
    assert result.encoder.startswith("new-hasher-1|") and result.coverage.encoded == 30
    assert any("word hasher, which is not installed" in note for note in result.notes)


def test_the_list_is_given_in_its_first_order_before_it_is_read_again(papers: Path) -> None:
    heard: list[tuple[int, int]] = []
    first: list[SearchResult] = []
    searcher = Searcher(papers, SmallModels())  # type: ignore[arg-type]
    result = searcher.search(Query(QUERY, k=5, rerank=True), progress=lambda done, total: heard.append((done, total)),
                             first=first.append)
    plain = searcher.search(Query(QUERY, k=5))
    assert [p.article_id for p in first[0].parallels] == [p.article_id for p in plain.parallels]
    assert first[0].query == plain.query and result.query.rerank
    assert heard[0] == (0, 50) and heard[-1] == (50, 50)
    assert heard == sorted(heard)


def test_nothing_is_read_again_unasked(papers: Path) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    Searcher(papers, SmallModels()).search(Query(QUERY), progress=never, first=never)  # type: ignore[arg-type]


def test_a_rerank_can_be_stopped_between_its_batches(papers: Path) -> None:
    read: list[int] = []

    class Counting(LengthReranker):
        def score(
            self, query: str, passages: Sequence[str],
            progress: Callable[[int, int], None] = lambda done, total: None,
            cancelled: Callable[[], bool] = lambda: False,
        ) -> np.ndarray:
            return super().score(query, passages, lambda done, total: read.append(done), cancelled)

    class Models(SmallModels):
        def reranker(self) -> LengthReranker:
            return Counting()

    searcher = Searcher(papers, Models())  # type: ignore[arg-type]
    with pytest.raises(Cancelled):
        searcher.search(Query(QUERY, rerank=True), cancelled=lambda: len(read) >= 16)
    assert read[-1] == 16
