"""The sample archive is what its README says it is, and its ten queries find what they should."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dejavu_app.domain import Query
from dejavu_app.encoding import Models
from dejavu_app.jobs import ImportJob
from dejavu_app.reading import ReadOptions
from dejavu_app.searching import Searcher

SAMPLE = Path(__file__).parents[1] / "resources/sample"
FIELDS = {"article_id", "newspaper_name", "place", "edition", "date", "page", "headline", "byline", "article"}


def load_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample", SAMPLE / "make_sample.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ARTICLES: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
QUERIES: list[dict[str, Any]] = json.loads((SAMPLE / "queries.json").read_text(encoding="utf-8"))


def test_holds_120_articles_of_1850_to_1975_with_unique_ids_in_order_of_date() -> None:
    assert len(ARTICLES) == 120
    assert len({article["article_id"] for article in ARTICLES}) == 120
    dates = [article["date"] for article in ARTICLES]
    assert dates == sorted(dates)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates)
    assert dates[0] >= "1850" and dates[-1] < "1976"
    assert {date[:3] for date in dates} == {f"{decade}" for decade in range(185, 198)}, "every decade has articles"


def test_every_article_has_the_fields_of_american_stories_and_a_place() -> None:
    for article in ARTICLES:
        assert set(article) == FIELDS
        assert all(isinstance(value, str) for value in article.values())
        assert all(article[name] for name in FIELDS - {"byline"}), article["article_id"]


def test_articles_are_short() -> None:
    for article in ARTICLES:
        assert 110 <= len(article["article"].split()) <= 270, article["article_id"]


def test_the_file_is_what_the_script_makes_of_the_texts() -> None:
    maker = load_maker()
    assert [maker.noisy(article) for article in maker.clean_articles(SAMPLE / "texts")] == ARTICLES


def test_the_noise_is_light_but_there() -> None:
    clean = {article["article_id"]: article["article"] for article in load_maker().clean_articles(SAMPLE / "texts")}
    shares = []
    for article in ARTICLES[::6]:
        read = re.sub(r"-\n|\s", "", article["article"]).replace("-", "")
        written = re.sub(r"\s|-", "", clean[article["article_id"]])
        same = SequenceMatcher(None, written, read, autojunk=False).ratio()
        assert same > 0.96, article["article_id"]
        shares.append(1 - same)
    assert 0.001 < sum(shares) / len(shares) < 0.02
    assert sum(bool(re.search(r"[a-z]-\n[a-z]", article["article"])) for article in ARTICLES) > 20


def test_ten_queries_of_today_expect_articles_that_exist() -> None:
    ids = {article["article_id"] for article in ARTICLES}
    assert len(QUERIES) == 10 == len({query["id"] for query in QUERIES})
    for query in QUERIES:
        assert set(query) == {"id", "title", "text", "expects"}
        assert 80 <= len(query["text"].split()) <= 150
        assert len(query["expects"]) >= 3 and set(query["expects"]) <= ids


def test_the_readme_says_that_it_is_no_historical_source() -> None:
    text = " ".join((SAMPLE / "README.md").read_text(encoding="utf-8").split())
    assert "written for this sample. They are not historical sources." in text


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A real search over the sample, imported and encoded by the shipped models."""
    archive = tmp_path_factory.mktemp("sample") / "Sample.dejavu"
    models = Models()
    report = ImportJob(archive, [SAMPLE / "articles.jsonl"], ReadOptions(), models=models).run()
    assert (report.articles, report.skipped) == (120, ())
    searching = Searcher(archive, models)
    yield searching
    searching.close()


def test_every_query_of_today_finds_its_parallels(searcher: Searcher) -> None:
    firsts = 0
    for query in QUERIES:
        result = searcher.search(Query(query["text"], k=10))
        assert result.coverage.encoded == result.coverage.passages
        found = [parallel.external_id for parallel in result.parallels]
        assert set(query["expects"]) & set(found[:3]), f"{query['id']}: {found}"
        firsts += found[0] in query["expects"]
    assert firsts >= 9, "for nearly every query the first article is a parallel"
