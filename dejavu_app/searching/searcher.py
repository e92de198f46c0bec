"""Runs one query against one archive: names hidden, both halves searched, scores fused, articles ranked."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dejavu_app import __version__
from dejavu_app.archive import Archive, StoredPassage
from dejavu_app.archive.terms import terms
from dejavu_app.domain import LABELS, Coverage, Parallel, Query, SearchResult, Timing
from dejavu_app.encoding import standing
from dejavu_app.encoding.likeness import likeness
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.searching.dense import DenseSide
from dejavu_app.searching.feedback import rocchio
from dejavu_app.searching.fusion import band, blend, fuse, keyword_weight, query_null, strength
from dejavu_app.searching.keyword import bm25, keyword_query
from dejavu_app.searching.preparation import PreparedQuery, pieces, prepare
from dejavu_app.searching.read_texts import read_texts
from dejavu_app.text import is_foreign

if TYPE_CHECKING:
    from dejavu_app.encoding import Encoder, Models

DEPTH = 150
"""Candidate passages that each half offers at least."""
_DEEPER = 6  # times twice as many are asked for, where the passages of a few long articles take up all the room
_AT_ONCE = 64  # passages of a long query that are encoded between two looks at whether it was stopped
_SHORT = 8  # words of a query below which chance likeness may look strong
RERANKED = 50
"""Articles that the reranker reads."""

NOTHING_STRONG = "Nothing here is a strong parallel."
_NOTHING_TO_BE_LIKE = ("What the search should be like is no longer in the archive, or not encoded yet.",
                       "Choose another passage, or add a text.")


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages under consideration with all their scores; every array has one entry a passage, ids ascending."""

    ids: NDArray[np.int64]
    passages: Mapping[int, StoredPassage]
    score: NDArray[np.float32]
    dense: NDArray[np.float32]  # cosine; NaN without a vector
    strength: NDArray[np.float32]  # deviations above the query's chance likeness; NaN without a vector
    keyword: NDArray[np.float32]  # BM25
    share: NDArray[np.float32]  # share of the query's weighted words

    def only(self, these: NDArray[np.bool_]) -> _Candidates:
        """Some of them."""
        return _Candidates(self.ids[these], self.passages, self.score[these], self.dense[these], self.strength[these],
                           self.keyword[these], self.share[these])


class Searcher:
    """Searches one archive file. Safe to share between threads: each search opens the archive for itself."""

    def __init__(self, archive_path: Path | str, models: Models) -> None:
        self._path = Path(archive_path)
        self._models = models
        self._dense = DenseSide(self._path)

    def refresh(self) -> None:
        """Forget the index in memory, as after an archive was replaced; new vectors are noticed without this."""
        self._dense.forget()

    def close(self) -> None:
        """Let go of the index's memory."""
        self._dense.forget()

    def preview_mask(self, text: str, labels: Sequence[str] = LABELS, shown: Sequence[tuple[int, int]] = (),
                     hidden: Sequence[tuple[int, int]] = ()) -> PreparedQuery:
        """What a search for ``text`` would hide: the masked text and the mentions, in offsets of ``text``."""
        query = Query(text, labels=tuple(labels), shown=tuple(shown), hidden=tuple(hidden))
        return prepare(query, self._models.recogniser(), self._models.encoder().mask_style)

    def search(self, query: Query, cancelled: Callable[[], bool] = lambda: False, save: bool = False,
               progress: Callable[[int, int], None] = lambda done, total: None,
               first: Callable[[SearchResult], None] | None = None) -> SearchResult:
        """Rank the archive's articles by their likeness to ``query``.

        With ``save`` the search goes into the archive's history and the result carries its ``search_id``. Where the
        query asks for a rerank, ``first`` is given the list as it is before, as the result of the query without it, and
        ``progress`` then hears of passages read again and all. Raises ``UserError`` for an empty query, for words that
        cannot be looked for, and for a semantic search where nothing is encoded; ``Cancelled``.
        """
        if not query.text.strip() and not query.like:
            raise UserError("The query is empty.", "Type or paste a text to find its parallels.")
        if both := {*query.like} & {*query.unlike}:
            raise UserError(f"Passage {min(both)} cannot be both liked and not wanted.", "Name it on one side only.")
        for phrase in (*query.filters.must, *query.filters.must_not):
            if not terms(phrase):
                raise UserError(f"“{phrase}” holds no word of two letters or more, so it cannot be looked for.",
                                "Single letters and signs are not in the index; choose another word.")
        if query.mode == "keyword" and not query.text.strip():
            raise UserError("There are no words to look for.", "Type some, or search by meaning.")
        with Archive(self._path) as archive:
            with archive.snapshot():
                result = _Search(archive, self._models, self._dense, query, cancelled, progress, first).run()
            if save:
                result = replace(result, search_id=archive.save_search(result))
        return result


class _Search:
    """The state of one search on its way."""

    def __init__(self, archive: Archive, models: Models, dense: DenseSide, query: Query,
                 cancelled: Callable[[], bool], progress: Callable[[int, int], None],
                 first: Callable[[SearchResult], None] | None) -> None:
        self.archive = archive
        self.models = models
        self.dense = dense
        self.query = query
        self.cancelled = cancelled
        self.progress = progress
        self.first = first
        self.notes: list[str] = []
        self.encoder_fingerprint = ""
        self.space = ""  # of the vectors that are searched
        self.recogniser_fingerprint = ""
        self.reranker_fingerprint = ""
        self.loading = 0.0  # seconds in which the reranker was loaded

    def run(self) -> SearchResult:
        query = self.query
        semantic = query.mode != "keyword"
        recogniser = self.models.recogniser() if query.mask and query.text.strip() else None
        encoder, coverage = self._pipeline() if semantic else (None, self.archive.coverage(""))
        if semantic and not coverage.encoded:
            semantic = False
        if not semantic and (query.like or query.unlike):
            if not query.text.strip():
                raise UserError(*_NOTHING_TO_BE_LIKE)
            self.notes.append("Passages to be like or unlike count by meaning only, so they do not count here.")
            self._counting(())
        cautions = _cautions(query.text) if semantic and query.text.strip() else []
        self._check()
        loaded = time.perf_counter()
        prepared = prepare(query, recogniser, encoder.mask_style if encoder else "remove")
        if prepared.names_only:
            self.notes.append("The query holds nothing but names, so they were searched as they are.")
        if recogniser:
            self.recogniser_fingerprint = recogniser.fingerprint
        masked = time.perf_counter()
        vectors = self._vectors(prepared, encoder) if semantic and encoder else None
        if vectors is not None and not len(vectors):
            vectors = None  # the query is nothing but marks
        encoded = time.perf_counter()
        self._check()
        query = self.query

        def result(found: tuple[Parallel, ...], remarks: Sequence[str], query: Query = query) -> SearchResult:
            # What the first search has to load is said while it loads; the timing tells of the search itself.
            ended = time.perf_counter() - self.loading
            timing = Timing(mask=1000 * (masked - loaded), encode=1000 * (encoded - masked),
                            search=1000 * (ended - encoded), total=1000 * (ended - loaded))
            return SearchResult(query, prepared.masked, prepared.mentions, coverage, found, timing,
                                self.encoder_fingerprint, self.recogniser_fingerprint, (*self.notes, *remarks),
                                reranker=self.reranker_fingerprint, version=__version__)

        allowed = self._allowed(prepared)
        if allowed is not None and not len(allowed):
            if prepared.phrases and query.mode != "semantic":
                said = " ".join(f"“{phrase}”" for phrase in prepared.phrases)
                filtered = " that passes the filters" if query.filters else ""
                return result((), [f"No passage{filtered} holds {said}."])
            return result((), ["No passage passes the filters."])
        candidates = self._candidates(prepared, vectors, encoder, coverage, allowed)
        best = self._best(candidates)
        scores = {row: float(candidates.score[row]) for row in best}
        if query.rerank and best:
            if self.first is not None:
                before = self._parallels(candidates, best, scores)
                self.first(result(before, [*_remarks(before), *cautions], replace(query, rerank=False)))
            best, scores = self._reread(candidates, best, scores, prepared, encoder)
        found = self._parallels(candidates, best, scores)
        return result(found, [*_remarks(found), *(cautions if found else [])])

    def _check(self) -> None:
        if self.cancelled():
            raise Cancelled("The search was stopped.")

    def _pipeline(self) -> tuple[Encoder, Coverage]:
        """The encoder for the query and how much it can see: the one in use, or the one the archive was made with."""
        ours, passages = self.models.identity(), self.archive.coverage("").passages
        stands = standing(self.archive.pipelines(), passages, ours.name, ours.space, self._loads)
        encoder = self.models.encoder_of(stands.pipeline) if stands.pipeline else None
        coverage = Coverage(passages, stands.encoded)
        if encoder is not None and stands.encoded:
            self.encoder_fingerprint, self.space = stands.pipeline, stands.space
            if stands.encoded < passages:
                self.notes.append(f"{stands.encoded:,} of {passages:,} passages are encoded; "
                                  "the others are found by their words only.")
            if stands.outstanding and stands.at_hand:
                self.notes.append(f"Searched with the encoder this archive was made with, {stands.former}; "
                                  f"{stands.anew:,} of {passages:,} passages are encoded anew.")
            elif stands.outstanding:
                self.notes.append(f"The others were encoded with {stands.former}, which is not installed here; "
                                  "encode the archive anew (dejavu encode) to search them by meaning.")
            return encoder, coverage
        lacking = (f"This archive was encoded with other models ({stands.former}), which are not installed here"
                   if stands.outstanding else "Nothing in this archive is encoded yet")
        advice = "anew (dejavu encode)" if stands.outstanding else "first (dejavu encode)"
        if self.query.mode == "semantic":
            raise UserError(f"{lacking}, so there is nothing to search by meaning.",
                            f"Encode it {advice}, or search by keyword.")
        if passages:
            self.notes.append(f"{lacking}: these were found by their words only."
                              + (f" Encode it {advice} to search by meaning." if stands.outstanding else ""))
        return self.models.encoder(), coverage

    def _loads(self, pipeline: str) -> bool:
        return self.models.encoder_of(pipeline) is not None

    def _vectors(self, prepared: PreparedQuery, encoder: Encoder) -> NDArray[np.float32]:
        """The query's passages as vectors, moved by the reader's feedback: (q, dims) float32."""
        cut = pieces(self.query.text, prepared.mentions, encoder.mask_style)
        parts = [np.zeros((0, encoder.dims), dtype=np.float32)]
        for at in range(0, len(cut), _AT_ONCE):
            parts.append(encoder.encode(cut[at : at + _AT_ONCE]))
            self._check()
        vectors = np.concatenate(parts)
        if self.query.like or self.query.unlike:
            known, liked = self.archive.vectors(self.space, list(self.query.like))
            if not len(vectors) and not len(liked):
                if not self.query.like:
                    self._counting(())
                    return vectors  # a text of nothing but marks, and nothing to be like
                raise UserError(*_NOTHING_TO_BE_LIKE)
            others, unliked = self.archive.vectors(self.space, list(self.query.unlike))
            there = {*known.tolist(), *others.tolist()}
            lost = {*self.query.like, *self.query.unlike} - there
            self._counting(there)
            if lost:
                self.notes.append("Not in this archive, or not encoded yet, so that they do not count: passage "
                                  f"{', '.join(map(str, sorted(lost)))}.")
            vectors = rocchio(vectors, liked, unliked)
        return vectors

    def _counting(self, there: Collection[int]) -> None:
        """The result is that of a query with feedback from these passages alone, which is what is to be told of it."""
        like, unlike = (tuple(passage for passage in dict.fromkeys(named) if passage in there)
                        for named in (self.query.like, self.query.unlike))
        self.query = replace(self.query, like=like, unlike=unlike)

    def _allowed(self, prepared: PreparedQuery) -> NDArray[np.int64] | None:
        allowed = self.archive.passage_ids(self.query.filters) if self.query.filters else None
        if self.query.mode == "semantic":
            return allowed
        for phrase in prepared.phrases:
            holding = self.archive.phrase_ids(phrase)
            allowed = holding if allowed is None else np.intersect1d(allowed, holding, assume_unique=True)
        return allowed

    def _candidates(self, prepared: PreparedQuery, vectors: NDArray[np.float32] | None, encoder: Encoder | None,
                    coverage: Coverage, allowed: NDArray[np.int64] | None) -> _Candidates:
        """What either half offers, with the scores of both.

        Where both count, what the whole archive offers is the measure of a passage even if filters let little of it
        through: a filter takes passages out and changes neither score nor order of those that stay.
        """
        archive, usual = self.archive, max(DEPTH, 3 * self.query.k)
        worded = None
        if self.query.mode != "semantic":
            said = terms(prepared.words)
            count, mean_length = archive.passage_stats()
            worded = keyword_query(said, archive.term_counts(sorted(set(said))), count, mean_length)
            self._check()

        def offers(within: NDArray[np.int64] | None, depth: int = usual) -> NDArray[np.int64]:
            found = [np.zeros(0, dtype=np.int64)]
            if vectors is not None:
                each = max(30, depth if len(vectors) == 1 else 2 * depth // len(vectors))
                found.append(self.dense.nearest(archive, self.space, coverage.encoded, vectors, each, within))
                self._check()
            if worded:
                found.append(np.asarray(archive.keyword_candidates(list(worded.weights), depth, within), np.int64))
                self._check()
            return np.unique(np.concatenate(found))

        offered = everything = offers(allowed)
        if self.query.mode == "hybrid" and vectors is not None and allowed is not None:
            everything = offers(None)
        most = coverage.passages if allowed is None else len(allowed)
        before = -1
        for deeper in range(1, _DEEPER + 1):
            if len(offered) in (before, most) or len(archive.articles_of(offered.tolist())) >= self._wanted():
                break
            before = len(offered)
            offered = offers(allowed, usual << deeper)
        ids = np.union1d(offered, everything)
        passages = archive.passages(ids.tolist())
        if len(passages) < len(ids):
            # Something was removed from the archive after the index was made.
            ids = np.asarray([passage for passage in ids.tolist() if passage in passages], dtype=np.int64)
        keyword = share = np.zeros(len(ids), dtype=np.float32)
        if worded:
            keyword, share = bm25(worded, [terms(_indexed(passages[passage])) for passage in ids.tolist()])
        if vectors is None or encoder is None:
            nothing = np.full(len(ids), np.nan, dtype=np.float32)
            return _Candidates(ids, passages, keyword, nothing, nothing, keyword, share)
        dense = np.full(len(ids), np.nan, dtype=np.float32)
        having, stored = archive.vectors(self.space, ids.tolist())
        places = np.searchsorted(ids, having)
        dense[places] = likeness(vectors, stored)
        chance = self.dense.chance(archive, encoder, self.space, coverage.encoded)
        score = chance.null.z(dense)
        score[places] -= chance.hubs.loss(stored)
        if self.query.mode == "hybrid":
            among = np.isin(ids, everything)
            score = fuse(score, keyword, keyword_weight(share[among]), among)
        own = query_null(likeness(vectors, chance.sample), *chance.usual)
        strong = np.where(np.isnan(dense), dense, strength(score, chance.null, own))
        return _Candidates(ids, passages, score, dense, strong, keyword, share).only(np.isin(ids, offered))

    def _best(self, found: _Candidates) -> list[int]:
        """Rows of the best passage of each article, best first: as many as are asked for or read again."""
        best: list[int] = []
        seen: set[int] = set()
        for row in np.lexsort((found.ids, -found.score)).tolist():
            article_id = found.passages[int(found.ids[row])].article_id
            if article_id not in seen:
                seen.add(article_id)
                best.append(row)
        return best[: self._wanted()]

    def _wanted(self) -> int:
        """How many articles are ranked: those asked for, or read again."""
        return max(self.query.k, RERANKED if self.query.rerank else 0)

    def _reread(self, found: _Candidates, best: list[int], scores: dict[int, float], prepared: PreparedQuery,
                encoder: Encoder | None) -> tuple[list[int], dict[int, float]]:
        """The rows in the order of reranker and first search together, and their scores."""
        head = best[:RERANKED]
        first = np.asarray([scores[row] for row in head], dtype=np.float32)
        again = self._rerank(prepared, [found.passages[int(found.ids[row])] for row in head], encoder)
        read = blend(again, first).tolist()
        # What the reranker did not read stays below what it read, in its own order.
        floor = min(read) - (max((scores[row] for row in best[RERANKED:]), default=0.0))
        scores = {row: score + floor for row, score in scores.items()} | dict(zip(head, read, strict=True))
        return sorted(head, key=lambda row: -scores[row]) + best[RERANKED:], scores

    def _parallels(self, found: _Candidates, best: Sequence[int], scores: Mapping[int, float]) -> tuple[Parallel, ...]:
        """The first ``k`` of these rows as a reader sees them."""
        best, passages = best[:max(self.query.k, 0)], found.passages
        articles = self.archive.articles([passages[int(found.ids[row])].article_id for row in best])
        parallels = []
        for rank, row in enumerate(best, start=1):
            passage = passages[int(found.ids[row])]
            article = articles[passage.article_id]
            has_vector = not np.isnan(found.dense[row])
            parallels.append(Parallel(
                rank=rank, score=scores[row],
                band=band(float(found.strength[row]) if has_vector else None, float(found.share[row])),
                article_id=passage.article_id, passage_id=passage.id, external_id=article.external_id,
                date=article.date, newspaper=article.newspaper, place=article.place, page=article.page,
                headline=article.headline, passage=passage.text, start=passage.start, end=passage.end,
                source=article.source, url=article.url,
                dense=float(found.dense[row]) if has_vector else None,
                keyword=float(found.keyword[row]) if found.keyword[row] > 0 else None, quality=article.quality,
                language=article.language))
        return tuple(parallels)

    def _rerank(self, prepared: PreparedQuery, passages: Sequence[StoredPassage],
                encoder: Encoder | None) -> NDArray[np.float32]:
        """The reranker's scores; it reads what the encoder reads, headline and text without their names."""
        self.progress(0, len(passages))  # before the reranker is loaded, which may take longer than the reading
        begun = time.perf_counter()
        reranker = self.models.reranker()
        self.loading = time.perf_counter() - begun
        self.reranker_fingerprint = reranker.fingerprint
        style = (encoder or self.models.encoder()).mask_style if self.query.mask else "none"
        query = " ".join(pieces(self.query.text, prepared.mentions, style)) or self.query.text
        texts = read_texts(self.archive, self.models, passages, style)
        if not query.strip():  # more like some passages, and no text
            liked = list(self.archive.passages(self.query.like).values())
            query = " ".join(read_texts(self.archive, self.models, liked, style))
        self._check()
        return reranker.score(query, texts, progress=self.progress, cancelled=self.cancelled)


def _cautions(text: str) -> list[str]:
    """What to know of a list that a comparison by meaning made."""
    if is_foreign(text):
        return ["This text does not look English, which is what the models know: translate it, or search by words."]
    if len(text.split()) < _SHORT:
        return ["So short a text gives the comparison little to hold: tell the story in a sentence or two."]
    return []


def _remarks(found: Sequence[Parallel]) -> list[str]:
    """What is to be said of a list as a whole."""
    if not found:
        return ["No parallel was found."]
    return [] if any(parallel.band == "strong" for parallel in found) else [NOTHING_STRONG]


def _indexed(passage: StoredPassage) -> str:
    """The text that the keyword index holds of a passage: an article's first one is found by its headline too."""
    headed = not passage.ordinal and passage.headline and passage.headline not in passage.text
    return f"{passage.headline}\n{passage.text}" if headed else passage.text
