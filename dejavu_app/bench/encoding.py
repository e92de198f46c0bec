"""How many passages a second the shipped encoder encodes, and how long the reranker reads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count

from dejavu_app.bench.material import passages
from dejavu_app.bench.measure import Figure, in_turns
from dejavu_app.errors import UserError

PASSAGES = 64
ROUNDS = 5


def encode(say: Callable[[str], None]) -> Figure:
    """Passages of about 220 tokens a second; the baseline is MiniLM, of the same size, as a
    SentenceTransformer in float32, batches of 32."""
    from dejavu_app.encoding import load_encoder
    from dejavu_app.encoding.catalogue import earlier
    from dejavu_app.encoding.conversion import weights_folder
    from dejavu_app.encoding.fast import FastEncoder
    from dejavu_app.encoding.sentence_transformer import SentenceTransformerEncoder

    encoder = load_encoder()
    texts = passages(PASSAGES)
    works: dict[str, Callable[[], object]] = {"ours": lambda: encoder.encode(texts)}
    details: dict[str, object] = {"encoder": encoder.name}
    try:
        # MiniLM as published has a body of the same size; the way of computing is compared on it, too.
        torch = SentenceTransformerEncoder(weights_folder(earlier()[0]))
        works["torch"] = lambda: torch.encode(texts)
        least = float((FastEncoder(earlier()[0]).encode(texts) * torch.encode(texts)).sum(axis=1).min())
        details["least_cosine_to_torch"] = f"{least:.6f}"
        tokens = [len(ids) for ids in torch.tokens(texts)]
        details["tokens_a_passage"] = float(sum(tokens) / len(tokens))
    except UserError as reason:
        logging.getLogger(__name__).info("no baseline: %s", reason)
    say("encode: taking turns")
    taken = in_turns(works, ROUNDS)
    rates = {name: PASSAGES / each for name, each in taken.items()}
    return Figure("encoding passages", rates["ours"], "passages/s", rates.get("torch"),
                  "MiniLM as SentenceTransformer, torch float32" if "torch" in rates else "", details=details)


def rerank(say: Callable[[str], None]) -> Figure:
    """Milliseconds in which the shipped reranker reads the 50 passages of one search again; the baseline is the encoder
    over the same passages."""
    from dejavu_app.encoding import load_encoder, load_reranker
    from dejavu_app.searching.searcher import RERANKED

    encoder, reranker = load_encoder(), load_reranker()
    query, *texts = passages(RERANKED + 1)
    turns = count(1)

    def read() -> None:
        turn = next(turns)  # a reranker remembers what it has read: no text may be the same twice
        reranker.score(query, [f"{turn} {text}" for text in texts])

    say("rerank: taking turns")
    taken = in_turns({"ours": read, "encoder": lambda: encoder.encode(texts)}, ROUNDS)
    return Figure(f"reading {RERANKED} passages again", 1000 * taken["ours"], "ms", 1000 * taken["encoder"],
                  "the encoder over the same passages", more_is_better=False, details={"reranker": reranker.name})
