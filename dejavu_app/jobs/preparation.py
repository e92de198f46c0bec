"""What stands between reading and the archive: pages cut into articles, articles into passages and terms."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from collections.abc import Sequence

from dejavu_app.archive import NewArticle, indexed_terms
from dejavu_app.domain import Article
from dejavu_app.reading import Problem
from dejavu_app.text import passages, quality, segment

Prepared = list[NewArticle | Problem]


def prepared(article: Article) -> Prepared:
    """What a reader gave, made ready for the archive; what cannot be searched, for want of words, is a problem."""
    if not article.text.strip():
        return [Problem(article.locator, "it has no text")]
    made: Prepared = []
    for each in segment(article) if article.whole_page else [article]:
        cut = tuple(passages(each))
        if cut:
            words = sum(passage.words for passage in cut)
            made.append(NewArticle(each, cut, quality(each.text), words, indexed_terms(each, cut)))
    return made or [Problem(article.locator, "it has no words")]


def prepare_all(articles: Sequence[Article]) -> list[Prepared]:
    """``prepared`` for each, in order."""
    return [prepared(article) for article in articles]


def serve() -> None:
    """A worker process: takes pickled lists of articles on standard input and answers on standard output.

    It ends when its input does, so none is left behind when the program that started it is killed; there is nobody to
    complain to then, whether a question was heard to its end or an answer is not wanted any more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which ends its workers in good order
    with contextlib.suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):
        _answer()


def _answer() -> None:
    with os.fdopen(os.dup(0), "rb") as questions, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints must not get between the answers
        while True:
            articles = pickle.load(questions)
            pickle.dump(prepare_all(articles), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
