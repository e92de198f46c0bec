"""How good an encoder is on what an archive itself knows: headlines and bodies, reprints, and worse and worse OCR.

No published parallels are needed, so that a reader can measure an encoder on the own newspapers: passages against
passages, names removed. Dense search alone and with the words (the default search), plain MiniLM and BM25 stand beside
each other in the same run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dejavu_app.archive import Archive
from dejavu_app.archive.terms import terms
from dejavu_app.errors import UserError
from dejavu_app.evaluation.baselines import plain_minilm
from dejavu_app.evaluation.metrics import compare, per_query, summary
from dejavu_app.searching.fusion import SAMPLE, Hubs, NullDistribution, fuse, keyword_weight, null_distribution
from dejavu_app.searching.keyword import bm25, keyword_query
from dejavu_app.searching.searcher import DEPTH
from dejavu_app.text import quality
from dejavu_app.training.encoder_material import body, first_words, hidden
from dejavu_app.training.mining import clusters, headlines, read_archive, reprints, shared_runs

if TYPE_CHECKING:
    from dejavu_app.encoding import Encoder, Models

POOL = 3000
"""Passages that each query is searched among, at most."""
QUERIES = 300
RATES = (0.02, 0.05, 0.10, 0.20)
"""Shares of characters that are misread in the noise trial."""
READABLE = 0.8
_DEPTH = 100
_WORDS = 150
_CONFUSED = {"e": "co", "c": "eo", "o": "ec0", "a": "uo", "u": "n", "n": "u", "h": "b", "b": "h", "i": "lj", "l": "i1",
             "t": "lf", "f": "t", "r": "n", "s": "aS", "m": "n", "w": "v", "d": "cl", "g": "q", "y": "v", "v": "y"}


def evaluate_mined(
    archive: Path, models: Models, months: Sequence[int] = (), seed: int = 0,
    say: Callable[[str], None] = lambda message: None,
) -> dict[str, Any]:
    """Headline → body, reprint → reprint, and a clean passage against its own misread twin.

    ``months`` (``YYYYMM``) keeps to those; without them the whole archive is drawn from. Each trial gives the figures
    of the encoder in use, of plain MiniLM where its weights are installed and of BM25, with 95% intervals and
    differences; recall is the share of all copies of a story that are found. Raises ``UserError`` when the archive has
    too little that is readable.
    """
    rng = random.Random(seed)
    with Archive(archive) as opened:
        passages = [passage for passage in read_archive(opened)
                    if (not months or passage.month in set(months)) and quality(passage.text) >= READABLE]
    if len(passages) < 50:
        raise UserError(f"{archive}: only {len(passages)} readable passages: too few to measure on.")
    say(f"{len(passages):,} readable passages")
    shared = shared_runs(passages)
    story = clusters(len(passages), shared)
    heads, copied = headlines(passages), reprints(passages, shared)
    headed = rng.sample(heads, min(QUERIES, len(heads)))
    printed = one_each(rng.sample(copied, len(copied)), story)[:QUERIES]
    needed = {pair.left for pair in headed} | {at for pair in printed for at in (pair.left, pair.right)}
    rest = [at for at in range(len(passages)) if at not in needed]
    chosen = sorted(needed | set(rng.sample(rest, max(0, min(len(rest), POOL - len(needed))))))
    say("hiding names")
    pool = hide([first_words(body(passages[at]), _WORDS) for at in chosen], models)
    where = {at: n for n, at in enumerate(chosen)}
    systems = _systems(models, say)
    coded = {name: encoder.encode(pool) for name, encoder in systems.items()}
    null = null_distribution(coded["dejavu"])
    sample = coded["dejavu"][random.Random(seed).sample(range(len(pool)), min(SAMPLE, len(pool)))]
    hubs = Hubs.learn(sample, null).loss(coded["dejavu"])
    report: dict[str, Any] = {"passages": len(pool), "encoder": models.encoder().fingerprint, "months": list(months)}
    copies = [set(np.flatnonzero(story[chosen] == story[at]).tolist()) for at in chosen]

    def trial(queries: list[str], own: list[int], wanted: list[set[int]], barred: list[set[int]]) -> dict[str, Any]:
        """Figures of all systems; ``barred`` are left out of a query's ranking (the query itself, its other copies)."""
        cosines = {name: encoder.encode(queries) @ coded[name].T for name, encoder in systems.items()}
        words, shares = _keyword(queries, pool)
        rankings = {name: _ranked(scores, barred) for name, scores in cosines.items()}
        rankings["bm25"] = _ranked(words, barred)
        rankings["dejavu, default search"] = _ranked(_fused(cosines["dejavu"], hubs, words, shares, null, barred),
                                                    barred)
        figures = {name: per_query(found, wanted) for name, found in rankings.items()}
        return {"queries": len(own), "systems": {name: summary(each) for name, each in figures.items()},
                "against": {name: compare(figures["dejavu"], each) for name, each in figures.items()
                            if name != "dejavu"}}

    if headed:
        say("headline → body")
        rows = [where[pair.left] for pair in headed]
        queries = hide([passages[pair.left].headline for pair in headed], models)
        kept = [n for n, query in enumerate(queries) if len(re.findall(r"[^\W\d_]{3,}", query)) >= 3]
        if kept:
            report["headline→body"] = trial([queries[n] for n in kept], [rows[n] for n in kept],
                                            [copies[rows[n]] for n in kept], [set() for _ in kept])
        else:
            say("headline → body was left out: names hidden, no headline has three words left")
    if printed:
        say("reprint → reprint")
        rows = [where[pair.left] for pair in printed]
        report["reprint→reprint"] = trial([pool[row] for row in rows], rows, [copies[row] - {row} for row in rows],
                                          [{row} for row in rows])
    say("misread twins")
    drawn = rng.sample(range(len(pool)), min(QUERIES, len(pool)))
    noise: dict[str, dict[str, float]] = {}

    def tell(name: str, rate: float, found: NDArray[np.int64]) -> None:
        right = [int(best) in copies[n] for n, best in zip(drawn, found, strict=True)]
        noise.setdefault(name, {})[f"{rate:.0%}"] = round(float(np.mean(right)), 4)

    for rate in RATES:
        twins = [misread(pool[n], rate, rng) for n in drawn]
        for name, encoder in systems.items():
            table = coded[name].copy()
            table[drawn] = encoder.encode(twins)
            found = (coded[name][drawn] @ table.T).argmax(1)
            tell(name, rate, found)
            if name == "dejavu":
                changed = dict(zip(drawn, twins, strict=True))
                worse = [changed.get(n, text) for n, text in enumerate(pool)]
                words, shares = _keyword([pool[n] for n in drawn], worse)
                tell("bm25", rate, words.argmax(1))
                both = _fused(coded[name][drawn] @ table.T, hubs, words, shares, null, [set() for _ in drawn])
                tell("dejavu, default search", rate, both.argmax(1))
    report["noise recall@1"] = noise
    return report


def _systems(models: Models, say: Callable[[str], None]) -> dict[str, Encoder]:
    systems: dict[str, Encoder] = {"dejavu": models.encoder()}
    try:
        systems["minilm, names removed"] = plain_minilm()
    except UserError as reason:
        say(f"Plain MiniLM was left out: {reason.message}")
    return systems


def hide(texts: Sequence[str], models: Models) -> list[str]:
    """Each text cleaned and without its names."""
    return [masked for masked, _ in hidden(texts, models.recogniser())]


def one_each(pairs: Sequence[Any], story: NDArray[np.int64]) -> list[Any]:
    """The first pair of each story: a wire report that ran in forty papers is one question, not forty."""
    seen: set[int] = set()
    kept = []
    for pair in pairs:
        if int(story[pair.left]) not in seen:
            seen.add(int(story[pair.left]))
            kept.append(pair)
    return kept


def misread(text: str, rate: float, rng: random.Random) -> str:
    """The text with about ``rate`` of its characters misread: like letters, lost and doubled ones, split words."""
    made = []
    for character in text:
        if rng.random() >= rate:
            made.append(character)
            continue
        kind = rng.random()
        if kind < 0.7 and character.lower() in _CONFUSED:
            made.append(rng.choice(_CONFUSED[character.lower()]))
        elif kind < 0.8:
            continue
        elif kind < 0.9:
            made.append(character + rng.choice("'.,-il"))
        else:
            made.append(character + " ")
    return "".join(made)


def _ranked(scores: NDArray[np.float32], barred: Sequence[set[int]]) -> list[list[int]]:
    rankings = []
    for row, out in zip(scores, barred, strict=True):
        order = np.argsort(-row, kind="stable")[: _DEPTH + len(out)]
        rankings.append([int(n) for n in order if int(n) not in out][:_DEPTH])
    return rankings


def _fused(cosines: NDArray[np.float32], hubs: NDArray[np.float32], words: NDArray[np.float32],
           shares: NDArray[np.float32], null: NullDistribution, barred: Sequence[set[int]]) -> NDArray[np.float32]:
    """The default search's scores, (q, n), from cosines, what hubs lose (n,), BM25 and shares of words; what neither
    half offers comes last, and what is ``barred`` is no candidate."""
    scores = np.full_like(cosines, -np.inf)
    for row, (dense, keyword, share, out) in enumerate(zip(cosines, words, shares, barred, strict=True)):
        worded = np.argsort(-keyword, kind="stable")[: DEPTH + len(out)]
        offered = np.union1d(np.argsort(-dense, kind="stable")[: DEPTH + len(out)], worded[keyword[worded] > 0])
        offered = np.setdiff1d(offered, list(out))
        score = null.z(dense[offered]) - hubs[offered]
        scores[row, offered] = fuse(score, keyword[offered], keyword_weight(share[offered]))
    return scores


def _keyword(queries: Sequence[str], pool: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """BM25 of every query against every passage of the pool, and the share of its words that it holds; (q, n) each."""
    said = [terms(text) for text in pool]
    held: dict[str, int] = {}
    for words in said:
        for word in set(words):
            held[word] = held.get(word, 0) + 1
    mean = sum(map(len, said)) / max(1, len(said))
    found = [bm25(keyword_query(terms(query), held, len(pool), mean), said) for query in queries]
    return np.stack([scores for scores, _ in found]), np.stack([shares for _, shares in found])
