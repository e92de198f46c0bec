"""From masked text to vectors: encoders behind one small protocol, the pipeline around them, and the reranker."""

from dejavu_app.encoding.catalogue import ModelCard, catalogue
from dejavu_app.encoding.handover import Standing, standing
from dejavu_app.encoding.loading import Identity, load_encoder, load_reranker
from dejavu_app.encoding.models import Models
from dejavu_app.encoding.pipeline import Pipeline
from dejavu_app.encoding.protocol import EncodedPassage, Encoder, Reranker

__all__ = [
    "EncodedPassage",
    "Encoder",
    "Identity",
    "ModelCard",
    "Models",
    "Pipeline",
    "Reranker",
    "Standing",
    "catalogue",
    "load_encoder",
    "load_reranker",
    "standing",
]
