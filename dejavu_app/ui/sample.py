"""Where the sample archive lies and the questions that go with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dejavu_app.resources import data_dir, resource_path

_QUESTIONS = 3


def sample_archive_path() -> Path:
    """The sample archive of this user, made on first use; ``dejavu demo`` uses the same one."""
    return data_dir() / "Sample.dejavu"


def is_unmade_sample(path: Path, info: Mapping[str, Any]) -> bool:
    """Whether this is the sample archive, and the program ended before there was anything in it."""
    return path == sample_archive_path() and not info["articles"]


def sample_articles() -> Path:
    """The shipped articles that the sample archive is made of."""
    return resource_path("sample", "articles.jsonl")


def sample_questions() -> list[tuple[str, str]]:
    """Three modern texts with their titles to begin with; empty where the sample is not installed."""
    path = resource_path("sample", "queries.json")
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))
    queries = found["queries"] if isinstance(found, dict) else found
    return [(str(query.get("title") or query["text"][:60]), str(query["text"])) for query in queries[:_QUESTIONS]]
