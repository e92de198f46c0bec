"""From what a person names, or what an archive was made with, to a loaded encoder or reranker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.domain import MaskStyle
from dejavu_app.encoding.catalogue import ModelCard, catalogue, earlier, read_card
from dejavu_app.encoding.named_folders import named_folders, remember_folder
from dejavu_app.encoding.protocol import Encoder, Reranker
from dejavu_app.errors import UserError
from dejavu_app.resources import resource_path


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an encoder before it is loaded."""

    name: str
    fingerprint: str
    mask_style: MaskStyle

    @property
    def space(self) -> str:
        """What the fingerprint of every pipeline begins with whose vectors this encoder can be compared with."""
        return f"{self.fingerprint}|{self.mask_style}|"


def identify(spec: str = "") -> Identity:
    """The encoder that ``load_encoder`` would give. Raises ``UserError`` when there is no such model."""
    found = _named(spec)
    return _of_folder(found) if isinstance(found, Path) else _of_card(found)


def load_encoder(spec: str = "") -> Encoder:
    """The default shipped encoder, a shipped one by its name, or the one in a folder: of ours (as the training writes
    it), or a SentenceTransformer.

    The folder is remembered for archives that were encoded with it. Raises ``UserError`` when there is no such model
    or it cannot be loaded.
    """
    found = _named(spec)
    if isinstance(found, ModelCard):
        return _from_card(found)
    encoder = _from_folder(found)
    remember_folder(found, encoder.fingerprint)
    return encoder


def find_encoder(pipeline: str) -> Callable[[], Encoder] | None:
    """What loads the encoder of the pipeline with this fingerprint; None when it is not at hand. Loads nothing itself.

    Looked for among the shipped encoders, those of earlier versions, and the folders that were named on this computer;
    a folder counts only while its files are the same.
    """
    from dejavu_app.encoding.conversion import at_hand

    for card in (*catalogue(), *earlier()):
        if pipeline.startswith(_of_card(card).space) and at_hand(card):
            return lambda card=card: _from_card(card)  # type: ignore[misc]
    for folder, fingerprint in named_folders():
        if pipeline.startswith(f"{fingerprint}|") and folder.is_dir() and pipeline.startswith(_of_folder(folder).space):
            return lambda folder=folder: _from_folder(folder)  # type: ignore[misc]
    return None


def load_reranker(spec: str = "") -> Reranker:
    """The shipped reranker, or the one in a folder: of ours, or a CrossEncoder. Raises ``UserError`` without one."""
    folder = Path(spec).expanduser() if spec else resource_path("models", "reranker")
    if not folder.is_dir():
        raise UserError("No reranker is installed.", "Switch reranking off, or choose a CrossEncoder folder.")
    if _ours(folder):
        from dejavu_app.encoding.fast_reranker import FastReranker

        return FastReranker(folder)
    from dejavu_app.encoding.reranker import CrossEncoderReranker

    return CrossEncoderReranker(folder)


def _named(spec: str) -> ModelCard | Path:
    cards = catalogue()
    for card in cards:
        if spec in ("", card.name):
            return card
    folder = Path(spec).expanduser()
    if not folder.is_dir():
        names = ", ".join(card.name for card in cards)
        raise UserError(f"{spec}: no encoder of this name and no folder.", f"Shipped: {names}.")
    return folder


def _ours(folder: Path) -> bool:
    """Whether the folder holds a network in the form that ships, as ``dejavu_app.training`` writes it."""
    return (folder / "model.xml").is_file()


def _of_card(card: ModelCard) -> Identity:
    from dejavu_app.encoding.conversion import fingerprint

    return Identity(card.name, fingerprint(card), card.mask_style)


def _of_folder(folder: Path) -> Identity:
    if _ours(folder):
        return _of_card(read_card(folder))
    from dejavu_app.encoding.sentence_transformer import folder_card, folder_fingerprint

    return Identity(folder.name, folder_fingerprint(folder), folder_card(folder)["mask_style"])


def _from_card(card: ModelCard) -> Encoder:
    from dejavu_app.encoding.fast import FastEncoder

    return FastEncoder(card)


def _from_folder(folder: Path) -> Encoder:
    if _ours(folder):
        return _from_card(read_card(folder))
    from dejavu_app.encoding.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(folder)
