"""Rerank as a person meets it: the list at once, then read again with visible progress, stopped or to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled, UserError
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import STRIKE, Opener
from tests.ui.person import ask, named, settle
from tests.ui.small import SmallModels


class StepByStep:
    """Likes short passages, reads eight at a time, and goes on only when it is let."""

    name = "step by step"
    fingerprint = "step-by-step-1"

    def __init__(self) -> None:
        self.may = threading.Semaphore(0)
        self.begun = threading.Event()
        self.stopped = threading.Event()

    def score(
        self,
        query: str,
        passages: Sequence[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> np.ndarray:
        self.begun.set()
        for start in range(0, len(passages), 8):
            while not self.may.acquire(timeout=0.02):
                if cancelled():
                    self.stopped.set()
                    raise Cancelled
            progress(min(start + 8, len(passages)), len(passages))
        return np.asarray([-float(len(passage)) for passage in passages], np.float32)

    def finish(self) -> None:
        for _ in range(100):
            self.may.release()


class Models(SmallModels):
    def __init__(self, reranker: StepByStep | None) -> None:
        self._reranker = reranker

    def reranker(self) -> StepByStep:  # type: ignore[override]
        if self._reranker is None:
            raise UserError("No reranker is installed.", "Switch reranking off.")
        return self._reranker


@pytest.fixture
def reader() -> Iterator[StepByStep]:
    made = StepByStep()
    yield made
    made.finish()


@pytest.fixture
def window(open_window: Opener, archive: Path, reader: StepByStep) -> MainWindow:
    return open_window(archive, Models(reader))


def order(window: MainWindow) -> list[int]:
    return [row.parallel.article_id for row in window.results.model.rows()]


def begin(qtbot: QtBot, window: MainWindow, reader: StepByStep) -> list[int]:
    """Asks with rerank on and waits for the list in its first order, and until the reader has begun."""
    toggle = named(window, QCheckBox, "RerankToggle")
    assert toggle.isEnabled()
    toggle.click()
    window.query.set_text(STRIKE)
    window.query.button.click()
    stop = named(window, QPushButton, "RereadStop")
    qtbot.waitUntil(stop.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: window.reader.opened() is not None, timeout=20_000)
    qtbot.waitUntil(reader.begun.is_set, timeout=20_000)
    return order(window)


def scores(window: MainWindow) -> list[float]:
    return [row.parallel.score for row in window.results.model.rows()]


def history(archive: Path) -> int:
    with Archive(archive) as opened:
        return len(opened.searches())


def test_the_list_stands_at_once_and_is_read_again_before_the_readers_eyes(
    window: MainWindow, qtbot: QtBot, reader: StepByStep
) -> None:
    first = begin(qtbot, window, reader)
    assert len(first) > 20 and "parallels" in window.results.heading.text()
    text, bar = named(window, QLabel, "RereadText"), named(window, QProgressBar, "RereadProgress")
    assert text.text() == "Reading 0 of 50 again…"
    reader.may.release()
    reader.may.release()
    qtbot.waitUntil(lambda: text.text() == "Reading 16 of 50 again…", timeout=5000)
    assert (bar.value(), bar.maximum()) == (16, 50)
    assert order(window) == first
    reader.finish()
    settle(qtbot, window)
    assert not text.isVisible()
    assert scores(window) == sorted(scores(window), reverse=True)
    assert abs(np.mean(scores(window))) < 0.01  # both orders, each standardised, and no longer likenesses
    assert order(window) != first
    assert window.search_flow.found is not None and window.search_flow.found.result.query.rerank


def test_the_selection_stays_on_its_article_and_the_reader_is_left_alone(
    window: MainWindow, qtbot: QtBot, reader: StepByStep
) -> None:
    begin(qtbot, window, reader)
    window.results.choose(5)
    extra = window.results.model.index(8, 0)
    window.results.view.selectionModel().select(
        extra, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    settled = window.results.current()
    chosen = {row.parallel.article_id for row in window.results.selected()}
    assert settled is not None and len(chosen) == 2
    qtbot.waitUntil(
        lambda: window.reader.opened() is not None
        and window.reader.opened().article.id == settled.parallel.article_id,  # type: ignore[union-attr]
        timeout=10_000,
    )
    opened = window.reader.opened()
    place = window.results.view.visualRect(window.results.view.currentIndex()).top()
    heard: list[object] = []
    window.results.row_chosen.connect(heard.append)
    reader.finish()
    settle(qtbot, window)
    current = window.results.current()
    assert current is not None and current.parallel.article_id == settled.parallel.article_id
    assert {row.parallel.article_id for row in window.results.selected()} == chosen
    assert heard == [] and window.reader.opened() is opened
    scroll = window.results.view.verticalScrollBar()
    moved = window.results.view.visualRect(window.results.view.currentIndex()).top()
    assert moved == place or scroll.value() in (scroll.minimum(), scroll.maximum())


def test_a_list_that_nobody_moved_in_stays_at_its_top(window: MainWindow, qtbot: QtBot, reader: StepByStep) -> None:
    first = begin(qtbot, window, reader)
    reader.finish()
    settle(qtbot, window)
    current = window.results.current()
    assert current is not None and current.parallel.article_id == first[0]
    assert window.results.view.verticalScrollBar().value() == 0


@pytest.mark.parametrize("where", ["list", "query", "button"])
def test_the_reading_is_stopped_and_the_first_order_stays(
    window: MainWindow, qtbot: QtBot, reader: StepByStep, archive: Path, where: str
) -> None:
    first = begin(qtbot, window, reader)
    assert history(archive) == 0
    stop = named(window, QPushButton, "RereadStop")
    if where == "button":
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    else:
        focus: QWidget = window.results.view if where == "list" else window.query.edit
        focus.setFocus()
        qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not stop.isVisible()
    qtbot.waitUntil(reader.stopped.is_set, timeout=5000)
    settle(qtbot, window)
    assert order(window) == first
    found = window.search_flow.found
    assert found is not None and not found.result.query.rerank  # what is kept and exported says how it came about
    assert history(archive) == 1


def test_a_new_search_ends_the_reading_of_the_one_before(
    window: MainWindow, qtbot: QtBot, reader: StepByStep
) -> None:
    begin(qtbot, window, reader)
    named(window, QCheckBox, "RerankToggle").setChecked(False)
    ask(qtbot, window, "The river burst its banks and carried the bridges away in the night.")
    qtbot.waitUntil(reader.stopped.is_set, timeout=5000)
    settle(qtbot, window)
    assert not named(window, QPushButton, "RereadStop").isVisible()
    assert window.search_flow.found is not None
    assert window.search_flow.found.result.query.text.startswith("The river burst")


def test_a_reranker_that_fails_leaves_the_list_and_says_so(open_window: Opener, archive: Path, qtbot: QtBot) -> None:
    window = open_window(archive, Models(None))
    window.query.rerank.setChecked(True)
    ask(qtbot, window, STRIKE)
    assert window.results.model.rowCount() > 5
    assert "No reranker is installed" in window.message.text()
    assert not named(window, QPushButton, "RereadStop").isVisible()
    assert "parallels" in window.results.heading.text()


def test_the_window_closes_in_the_midst_of_the_reading(
    window: MainWindow, qtbot: QtBot, reader: StepByStep
) -> None:
    begin(qtbot, window, reader)
    window.close()
    assert reader.stopped.is_set()
