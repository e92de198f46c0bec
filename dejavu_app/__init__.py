"""Déjà Vu: find the historical articles that tell the same kind of story as an article of today."""

__version__ = "0.1.0"
