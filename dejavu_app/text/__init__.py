"""From a page or an article as read to clean text, articles, passages and a quality figure, all with exact offsets."""

from dejavu_app.text.cleaning import CLEANING_RULES, CleanText, clean
from dejavu_app.text.passage import MAX_CHARS, PASSAGE_RULES, passages
from dejavu_app.text.plausibility import is_foreign, quality
from dejavu_app.text.segmentation import segment
from dejavu_app.text.sentence import sentences

__all__ = [
    "CLEANING_RULES",
    "MAX_CHARS",
    "PASSAGE_RULES",
    "CleanText",
    "clean",
    "is_foreign",
    "passages",
    "quality",
    "segment",
    "sentences",
]
