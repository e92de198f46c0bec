"""The models that ship with the application, as their cards describe them; nothing heavy is loaded to read a card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dejavu_app.domain import MaskStyle
from dejavu_app.errors import AGAIN, UserError
from dejavu_app.resources import resource_path

ENCODERS = ("encoder",)
"""Folders below ``resources/models`` that hold an encoder; the first is the default."""
EARLIER = ("earlier-encoder",)
"""Folders with the cards of encoders that earlier versions shipped; their weights need not be at hand."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a person must know of a model: what it is, its terms, and how it wants its text."""

    name: str
    version: str
    folder: Path
    dims: int
    window: int  # word pieces
    mask_style: MaskStyle
    licence: str
    sha256: str  # of the weights
    fields: Mapping[str, Any]  # the whole card


def read_card(folder: Path) -> ModelCard:
    """The card of the model in ``folder``. Raises ``UserError`` when there is none or a field is missing."""
    path = folder / "card.json"
    try:
        fields = json.loads(path.read_text("utf-8"))
        return ModelCard(
            name=fields["name"], version=str(fields["version"]), folder=folder, dims=int(fields["dims"]),
            window=int(fields["window"]), mask_style=cast(MaskStyle, fields["mask_style"]), licence=fields["licence"],
            sha256=fields["sha256"], fields=fields,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: the model's card cannot be read ({error})."
        raise UserError(message, AGAIN) from error


def catalogue() -> list[ModelCard]:
    """The cards of all shipped encoders, the default first."""
    return [read_card(resource_path("models", name)) for name in ENCODERS]


def earlier() -> list[ModelCard]:
    """The cards of the encoders that archives of earlier versions were made with."""
    return [read_card(resource_path("models", name)) for name in EARLIER]
