"""Preparation in other processes gives what it gives here, in order, and outlives the loss of a worker."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from concurrent.futures import CancelledError

import pytest

from dejavu_app.archive import NewArticle
from dejavu_app.domain import Article, PartialDate
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import crew as crew_module
from dejavu_app.jobs.crew import Crew
from dejavu_app.jobs.preparation import prepare_all, prepared
from dejavu_app.reading import Problem
from tests.jobs.conftest import story

ARTICLES = [Article(text=story(n), headline=f"Head {n}", date=PartialDate(1916, 5)) for n in range(40)]


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(crew_module, "PATIENCE", 0.0)
    made = Crew(2)
    yield made
    made.close()


def test_workers_give_what_this_process_gives_in_the_order_asked_for(crew: Crew) -> None:
    answers = [crew.prepare(ARTICLES[n : n + 4]) for n in range(0, 40, 4)]
    assert len(crew._workers) == 2
    assert [each for answer in answers for each in answer.result(30)] == prepare_all(ARTICLES)


def test_a_lost_worker_loses_nothing(crew: Crew) -> None:
    assert crew.prepare(ARTICLES[:2]).result(30) == prepare_all(ARTICLES[:2])
    for worker in crew._workers:
        worker.kill()
        worker.wait()
    answers = [crew.prepare(ARTICLES[n : n + 4]) for n in range(0, 40, 4)]
    assert [each for answer in answers for each in answer.result(30)] == prepare_all(ARTICLES)


def test_closing_ends_every_worker(crew: Crew) -> None:
    answers = [crew.prepare(ARTICLES) for _ in range(6)]
    workers = list(crew._workers)
    crew.close()
    assert len(workers) == 2 and all(worker.returncode is not None for worker in workers)
    assert all(answer.done() for answer in answers)


def test_a_small_import_starts_no_process() -> None:
    crew = Crew(2)
    assert crew.prepare(ARTICLES[:3]).result(0) == prepare_all(ARTICLES[:3])
    assert crew._workers == []
    crew.close()


def test_a_page_is_cut_into_articles_that_are_slices_of_it() -> None:
    text = "\n\n".join(["FLOOD AT DAYTON", story(1), "STRIKE ENDS", story(2)])
    page = Article(text=text, locator="p", whole_page=True)
    made = prepared(page)
    assert made
    for each in made:
        assert isinstance(each, NewArticle) and not each.article.whole_page
        assert each.article.text in page.text and each.article.locator.startswith("p")
        assert each.words == sum(p.words for p in each.passages) > 0


@pytest.mark.parametrize(("text", "reason"), [(" \n\t", "it has no text"), ("", "it has no text")])
def test_what_has_no_words_is_a_problem(text: str, reason: str) -> None:
    article = dataclasses.replace(ARTICLES[0], text=text, locator="rows.csv#row=4")
    assert prepared(article) == [Problem("rows.csv#row=4", reason)]


def test_closing_does_not_wait_for_long_work(crew: Crew) -> None:
    endless = [Article(text=story(n, 30_000)) for n in range(200)]
    answer = crew.prepare(endless)
    crew.close()
    with pytest.raises((Cancelled, CancelledError)):
        answer.result(0)


@pytest.mark.parametrize("heard", [1.0, 0.5])
def test_a_worker_whose_program_is_killed_ends_without_a_word(heard: float) -> None:
    command = [sys.executable, "-c", crew_module._SERVE]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert worker.stdin is not None and worker.stdout is not None and worker.stderr is not None
    worker.stdout.close()
    question = pickle.dumps(ARTICLES)
    worker.stdin.write(question[: int(heard * len(question))])
    worker.stdin.close()
    assert worker.stderr.read() == b""
    assert worker.wait(30) == 0
    worker.stderr.close()
