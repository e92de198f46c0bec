"""Searches for known parallels with the application and with its baselines, and compares them query by query."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.archive import Archive
from dejavu_app.domain import Mode, Query
from dejavu_app.encoding import standing
from dejavu_app.errors import UserError
from dejavu_app.evaluation.baselines import encode_archive, plain_minilm, rank
from dejavu_app.evaluation.leak import leak, names
from dejavu_app.evaluation.metrics import FOUND, compare, per_query, summary
from dejavu_app.evaluation.pairs import Pair, add_missing, load_pairs, locate
from dejavu_app.jobs import EncodeJob
from dejavu_app.masking import find_mentions
from dejavu_app.searching import Searcher

if TYPE_CHECKING:
    from dejavu_app.encoding import Models

DEPTH = 100
FEASIBLE = 20_000
"""Passages up to which plain MiniLM is run beside; each costs a hundredth of a second, twice."""

Ranking = list[tuple[int, int]]
"""(article id, id of its best passage), best first."""


@dataclass(frozen=True, slots=True)
class _System:
    """One way to search, as it is reported."""

    name: str
    rankings: list[Ranking]
    encoder: str = ""  # fingerprint of the pipeline that made the vectors


def evaluate_pairs(
    archive: Path,
    pairs: Path | Sequence[Pair],
    models: Models,
    mode: Mode = "hybrid",
    rerank: bool = False,
    mask: bool = True,
    baselines: bool = True,
    say: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Recall at 1, 5, 10 and 100, MRR, nDCG@10 and the entity leak of a search for known parallels.

    A parallel is found when any copy of it is, so that recall is the share of pairs whose parallel is found. The top
    level holds the figures of the search as asked for; ``systems`` holds these again with 95% intervals, and those of
    each baseline: BM25 alone, dense search alone, and plain MiniLM with the names left in and removed (up to 20,000
    passages); ``against`` the differences to each with paired bootstrap intervals. Historical sides that the archive
    lacks are added to a copy of it, and ``added`` counts them. Raises ``UserError`` for a file that holds no pairs and
    for what is no archive.
    """
    known = load_pairs(pairs) if isinstance(pairs, Path) else list(pairs)
    if not known:
        raise UserError("There are no pairs to evaluate with.")
    with ExitStack() as stack:
        with Archive(archive) as opened:
            relevant = locate(opened, known)
            who, passages = models.identity(), opened.coverage().passages
            stands = standing(opened.pipelines(), passages, who.name, who.space, models.at_hand)
        missing = [n for n, found in enumerate(relevant) if not found]
        notes = []
        searched = archive
        by_meaning = mode != "keyword"
        if missing or (by_meaning and stands.anew < passages):
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            searched = Path(folder, "copy.dejavu")
            _copy(archive, searched)
        if missing:
            notes.append(f"{len(missing)} of {len(known)} historical sides were not in the archive and were added to "
                         "a copy of it.")
            with Archive(searched) as opened:
                add_missing(opened, known, missing)
                for n, found in zip(missing, locate(opened, [known[n] for n in missing]), strict=True):
                    relevant[n] = found
        if by_meaning and searched != archive:
            say("encoding what is not yet encoded")
            # The encoder in use is measured; what it made of the archive stays, whichever recogniser hid the names.
            EncodeJob(searched, models, anew=stands.outstanding).run()
        return _report(searched, known, relevant, models, mode, rerank, mask, baselines, say, notes, len(missing))


def _report(
    path: Path, pairs: Sequence[Pair], relevant: Sequence[set[int]], models: Models, mode: Mode, rerank: bool,
    mask: bool, baselines: bool, say: Callable[[str], None], notes: list[str], added: int,
) -> dict[str, Any]:
    queries = [pair.query for pair in pairs]
    searcher = Searcher(path, models)

    def ask(name: str, mode: Mode, rerank: bool, mask: bool) -> _System:
        rankings: list[Ranking] = []
        encoder = ""
        for n, text in enumerate(queries, 1):
            result = searcher.search(Query(text, k=DEPTH, mode=mode, rerank=rerank, mask=mask))
            rankings.append([(found.article_id, found.passage_id) for found in result.parallels])
            encoder = result.encoder
            say(f"{name}: {n} of {len(queries)}")
        return _System(name, rankings, encoder)

    chosen = ask("dejavu", mode, rerank, mask)
    others: list[_System] = []
    with Archive(path) as archive:
        info = archive.info()
        if baselines:
            others.append(ask("bm25", "keyword", False, False))
            if mode != "keyword":
                others.append(ask("bm25, names removed", "keyword", False, True))
                if mode != "semantic" or rerank:
                    others.append(ask("dense alone", "semantic", False, mask))
                others += _plain(archive, queries, models, info["passages"], say, notes)
        leaks = _leaks(archive, queries, models, [chosen, *others])
    searcher.close()
    figures = {
        each.name: per_query([[article for article, _ in ranking] for ranking in each.rankings], relevant, FOUND)
        for each in (chosen, *others)
    }
    systems = {name: {**summary(values), "leak@10": leaks[name]} for name, values in figures.items()}
    top = {name: value for name, value in systems["dejavu"].items() if name != "ci"}
    return {
        "queries": len(queries), **top, "articles": info["articles"], "passages": info["passages"], "added": added,
        "mode": mode, "rerank": rerank, "mask": mask,
        "encoder": chosen.encoder, "notes": notes, "systems": systems,
        "against": {name: compare(figures["dejavu"], values) for name, values in figures.items() if name != "dejavu"},
    }


def _plain(
    archive: Archive, queries: Sequence[str], models: Models, passages: int, say: Callable[[str], None],
    notes: list[str],
) -> list[_System]:
    """Plain MiniLM, names left in and removed, where the archive is small enough and the weights are at hand."""
    if passages > FEASIBLE:
        notes.append(f"Plain MiniLM was left out: {passages:,} passages are more than {FEASIBLE:,}.")
        return []
    try:
        encoder = plain_minilm()
    except UserError as reason:
        notes.append(f"Plain MiniLM was left out: {reason.message}")
        return []
    systems = []
    for name, recogniser in (("minilm, names left in", None), ("minilm, names removed", models.recogniser())):
        style = encoder.mask_style if recogniser else "none"
        ids, articles, vectors = encode_archive(archive, encoder, style, say)
        systems.append(_System(name, rank(queries, recogniser, encoder, style, ids, articles, vectors, DEPTH)))
    return systems


def _leaks(
    archive: Archive, queries: Sequence[str], models: Models, systems: Sequence[_System]
) -> dict[str, float]:
    """Mean share of each system's first ten results whose passage names somebody or something that the query names."""
    recogniser = models.recogniser()
    asked = [names(text, found) for text, found in zip(queries, find_mentions(recogniser, list(queries)), strict=True)]
    wanted = sorted({passage for each in systems for ranking in each.rankings for _, passage in ranking[:10]})
    texts = {passage_id: passage.text for passage_id, passage in archive.passages(wanted).items()}
    found = find_mentions(recogniser, list(texts.values()))
    named = {passage: names(text, each) for (passage, text), each in zip(texts.items(), found, strict=True)}
    return {
        each.name: round(sum(
            leak(query, [named.get(passage, set()) for _, passage in ranking[:10]])
            for query, ranking in zip(asked, each.rankings, strict=True)
        ) / len(queries), 4)
        for each in systems
    }


def _copy(source: Path, target: Path) -> None:
    """A consistent copy of a database that others may be writing to, or that may not be written to."""
    with Archive(source) as old, closing(sqlite3.connect(target)) as new:
        old.conn.backup(new)
