"""Finds the names in a text and hides them, so that what is compared is the story."""

from dejavu_app.masking.masks import MASK_TOKEN, MaskedText, Piece, edit, mask
from dejavu_app.masking.recogniser import (
    Recogniser,
    ShippedRecogniser,
    SpacyRecogniser,
    carried_back,
    find_mentions,
    load_recogniser,
)

__all__ = [
    "MASK_TOKEN",
    "MaskedText",
    "Piece",
    "Recogniser",
    "ShippedRecogniser",
    "SpacyRecogniser",
    "carried_back",
    "edit",
    "find_mentions",
    "load_recogniser",
    "mask",
]
