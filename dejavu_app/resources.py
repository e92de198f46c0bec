"""Where the files that ship with the application lie, and where it may keep its own on this computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def resource_path(*parts: str) -> Path:
    """The path of a shipped file: beside the package in a checkout, inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def cache_dir() -> Path:
    """A folder for what can be made again (converted models); made when absent. ``DEJAVU_CACHE`` overrides it."""
    path = Path(os.environ.get("DEJAVU_CACHE") or platformdirs.user_cache_path("dejavu", appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path


def data_dir() -> Path:
    """A folder for what the person made (the sample archive, settings, logs); ``DEJAVU_DATA`` overrides it."""
    path = Path(os.environ.get("DEJAVU_DATA") or platformdirs.user_data_path("dejavu", appauthor=False))
    path.mkdir(parents=True, exist_ok=True)
    return path
