"""Archives to test with: empty ones, and articles to put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dejavu_app.archive import Archive, NewArticle
from dejavu_app.domain import Article, Passage


def cut(article: Article, words: int = 8) -> NewArticle:
    """An article in passages of ``words`` words, for tests that do not care how it is cut."""
    spans: list[tuple[int, int]] = []
    at = 0
    for word in article.text.split():
        start = article.text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    groups = [spans[i : i + words] for i in range(0, len(spans), words)]
    passages = tuple(Passage(n, g[0][0], g[-1][1], len(g)) for n, g in enumerate(groups))
    return NewArticle(article, passages, 0.9, len(spans))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.dejavu"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, create=True) as opened:
        yield opened


@pytest.fixture
def add(archive: Archive) -> Callable[..., list[int]]:
    """Adds articles, as ``Article`` or text, to a source; gives the ids of the articles that are new."""

    def adding(*articles: Article | str, source: str = "one.txt") -> list[int]:
        row = archive.start_source(source, source, f"sha-{source}", 1, "text", "1")
        before = {a.id for a in archive.list_articles()}
        archive.add_articles(row.id, [cut(Article(text=a) if isinstance(a, str) else a) for a in articles])
        return [a.id for a in archive.list_articles() if a.id not in before]

    return adding
