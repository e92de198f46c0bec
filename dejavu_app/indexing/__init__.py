"""Nearest neighbours among the archive's vectors; everything here is a cache that can be thrown away."""

from dejavu_app.indexing.cache import build_index, index_folder, open_index, save_index, wants_graph
from dejavu_app.indexing.exact import ExactIndex
from dejavu_app.indexing.hnsw import HnswIndex, hnsw_available
from dejavu_app.indexing.protocol import StaleIndex, VectorIndex

__all__ = [
    "ExactIndex",
    "HnswIndex",
    "StaleIndex",
    "VectorIndex",
    "build_index",
    "hnsw_available",
    "index_folder",
    "open_index",
    "save_index",
    "wants_graph",
]
