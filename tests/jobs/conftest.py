"""Folders of small newspapers to import."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

WORDS = ("strike", "flood", "mayor", "council", "river", "harvest", "price", "bread", "Smith", "Boston", "railway",
         "fire", "night", "the", "of", "and", "a", "in")  # fmt: skip


def story(seed: int, words: int = 120) -> str:
    rng = random.Random(seed)
    return f"Story {seed}. " + ". ".join(" ".join(rng.choices(WORDS, k=10)).capitalize() for _ in range(words // 10))


def rows(first: int, count: int) -> str:
    return "".join(
        json.dumps({"article_id": str(n), "newspaper_name": "The Sun", "date": "1916-05-02", "headline": f"Head {n}",
                    "article": story(n)}) + "\n"
        for n in range(first, first + count)
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three tables of ten articles each, six articles in files of their own, and what cannot be read."""
    made = tmp_path / "papers"
    (made / "deep").mkdir(parents=True)
    for n in range(3):
        (made / f"rows{n}.jsonl").write_text(rows(n * 10, 10))
    for n in range(100, 106):
        (made / "deep" / f"{n}.txt").write_text(story(n))
    (made / "picture.bin").write_bytes(bytes(range(256)) * 20)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.dejavu"
