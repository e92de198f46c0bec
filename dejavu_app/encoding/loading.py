"""From what a person names to a loaded encoder or reranker."""

from __future__ import annotations

from pathlib import Path

from dejavu_app.encoding.catalogue import catalogue
from dejavu_app.encoding.protocol import Encoder, Reranker
from dejavu_app.errors import UserError
from dejavu_app.resources import resource_path


def load_encoder(spec: str = "") -> Encoder:
    """The default shipped encoder, a shipped one by its name, or the SentenceTransformer model in a folder.

    Raises ``UserError`` when there is no such model or it cannot be loaded.
    """
    cards = catalogue()
    for card in cards:
        if spec in ("", card.name):
            from dejavu_app.encoding.fast import FastEncoder

            return FastEncoder(card)
    folder = Path(spec).expanduser()
    if not folder.is_dir():
        names = ", ".join(card.name for card in cards)
        raise UserError(f"{spec}: no encoder of this name and no folder.", f"Shipped: {names}.")
    from dejavu_app.encoding.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(folder)


def load_reranker(spec: str = "") -> Reranker:
    """The shipped reranker, or the CrossEncoder model in a folder. Raises ``UserError`` when there is none."""
    folder = Path(spec).expanduser() if spec else resource_path("models", "reranker")
    if not folder.is_dir():
        raise UserError("No reranker is installed.", "Switch reranking off, or choose a CrossEncoder folder.")
    from dejavu_app.encoding.reranker import CrossEncoderReranker

    return CrossEncoderReranker(folder)
