"""Searches of one text are told apart where they are listed; one that is alone there is as short as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dejavu_app.archive import SearchRow
from dejavu_app.domain import Filters, PartialDate, Query
from dejavu_app.ui.app import install_language
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.search_lines import SearchLines
from tests.ui.conftest import STRIKE
from tests.ui.person import ask, settle

TEXT = "Dock workers in Hamburg walked out on Monday morning, and the harbour lay idle for a week."
HEAD = TEXT[:60]
MADE = datetime(2026, 5, 26, 8, 42, 7, tzinfo=UTC).astimezone()


def lines(*queries: Query, names: tuple[str, ...] = (), made: tuple[datetime, ...] = ()) -> list[str]:
    """The lines of searches that were made at one moment, or at these."""
    rows, moments = [], made or (MADE,) * len(queries)
    for number, (query, moment) in enumerate(zip(queries, moments, strict=True), 1):
        created = moment.astimezone(UTC).isoformat(timespec="seconds")
        name = names[number - 1] if names else ""
        rows.append(SearchRow(number, name, created, query.text[:500], query.mode, 20, 100, query.filters))
    told = SearchLines(lambda chip: f"{chip.key} {chip.value}", QObject())
    return told.lines(rows, dict(enumerate(queries, 1)))


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, "en")


def test_a_search_that_is_alone_is_as_short_as_it_was() -> None:
    odd = Query(TEXT, mode="keyword", rerank=True, mask=False, k=99, like=(1,))
    assert lines(odd, Query("Another")) == [HEAD, "Another"]
    filters = Filters(PartialDate(1880), newspapers=("Sun",), must=("wages",))
    assert lines(replace(odd, filters=filters)) == [f"years 1880– · newspaper Sun · {HEAD}"]
    assert lines(odd, Query("Another"), names=("Docks", "Harbours")) == ["Docks", "Harbours"]


def test_a_search_without_a_text_says_what_it_was_moved_by() -> None:
    assert lines(Query("", like=(4, 7), unlike=(9,)), Query("")) == ["like 2 passages · unlike 1 passage", "—"]


@pytest.mark.parametrize(("changes", "own"), [
    ({"mode": "semantic"}, "meaning only"), ({"mode": "keyword"}, "words only"), ({"rerank": True}, "reranked"),
    ({"mask": False}, "names not hidden"), ({"labels": ()}, "names not hidden"),
    ({"labels": ("PER", "MISC")}, "only people, other names hidden"),
    ({"labels": ("PER", "ORG", "MISC")}, "places shown"), ({"shown": ((16, 23),)}, "“Hamburg” shown"),
    ({"hidden": ((0, 12), (61, 89))}, "“Dock workers” hidden · “harbour lay idle for…” hidden"),
    ({"mode": "semantic", "rerank": True}, "meaning only"),
    ({"text": f"{TEXT} Then it was over, and all went back to work."}, "…Then it was over, and all went"),
])  # fmt: skip
def test_what_only_one_has_stands_before_its_text(changes: dict[str, Any], own: str) -> None:
    one, other = lines(Query(TEXT), replace(Query(TEXT), **changes))
    assert (one, other) == (HEAD, f"{own} · {HEAD}")


def test_no_more_is_said_than_tells_them_apart() -> None:
    filters = Filters(PartialDate(1880), newspapers=("Sun",), must=("wages", "docks"))
    some = [
        Query(TEXT, filters=filters), Query(TEXT, filters=replace(filters, must=("wages",))), Query(TEXT),
        Query(TEXT, rerank=True), Query(TEXT, rerank=True, mode="keyword"),
    ]  # fmt: skip
    front = f"years 1880– · newspaper Sun · {HEAD}"
    assert lines(*some) == [
        f"must docks · {front}", front, HEAD, f"reranked · {HEAD}", f"words only · {HEAD}"
    ]  # fmt: skip
    longer = Query(f"{TEXT} Then it was over.")
    assert lines(Query(TEXT), longer, replace(longer, rerank=True)) == [
        HEAD, f"…Then it was over. · {HEAD}", f"reranked · …Then it was over. · {HEAD}"
    ]  # fmt: skip
    assert lines(Query(TEXT, k=20, shown=((16, 23), (0, 4))), Query(TEXT, k=50, shown=((0, 4), (16, 23)))) == [
        f"best 20 · {HEAD}", f"best 50 · {HEAD}"
    ]  # fmt: skip
    assert lines(Query(TEXT, like=(3,)), Query(TEXT, like=(3, 4), unlike=(9,))) == [
        f"like 1 passage · {HEAD}", f"like 2 passages · unlike 1 passage · {HEAD}"
    ]  # fmt: skip


def test_the_same_search_made_twice_is_told_by_its_day_or_its_time() -> None:
    same = Query(TEXT)
    day, hour, second = timedelta(days=1), timedelta(hours=1), timedelta(seconds=2)
    first, other = lines(same, same, made=(MADE, MADE + day))
    assert first == f"26 May 2026 · {HEAD}" and other == f"27 May 2026 · {HEAD}"
    first, other = lines(same, same, made=(MADE.replace(hour=10), MADE.replace(hour=10) + hour))
    assert (first.count("10:42"), other.count("11:42")) == (1, 1) and "May" not in first + other
    first, other = lines(same, same, made=(MADE, MADE + second))
    assert ":42:07 · " in first and ":42:09 · " in other


def test_saved_searches_of_one_name_are_told_apart() -> None:
    albany = Query(TEXT, filters=Filters(places=("Albany",)))
    assert lines(Query(TEXT), albany, Query("Other"), names=("A", "A", "B")) == ["A", "place Albany · A", "B"]
    assert lines(Query(TEXT), Query("Other words"), names=("A", "A")) == [
        "Dock workers in Hamburg walked · A", "Other words · A"
    ]  # fmt: skip


queries = st.builds(
    Query, st.sampled_from([TEXT, f"{TEXT} More of it.", "Other"]), st.sampled_from([20, 50]),
    st.sampled_from(["semantic", "keyword", "hybrid"]),
    st.builds(Filters, st.none() | st.just(PartialDate(1880)), must=st.sampled_from([(), ("wages",)]),
              newspapers=st.sampled_from([(), ("Sun",), ("Sun", "Bee")])),
    st.booleans(), st.sampled_from([("PER",), ("PER", "ORG", "LOC", "MISC")]), st.sampled_from([(), ((0, 4),)]),
    rerank=st.booleans(), like=st.sampled_from([(), (1,), (2,)]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(made=st.lists(queries, min_size=1, max_size=8))
def test_no_two_lines_are_the_same_and_every_line_ends_as_it_would_alone(made: list[Query]) -> None:
    moments = tuple(MADE + timedelta(seconds=7 * number) for number in range(len(made)))
    told = lines(*made, made=moments)
    assert len(set(told)) == len(told)
    alone = [lines(query)[0] for query in made]
    for line, short in zip(told, alone, strict=True):
        assert line.endswith(short) and (line == short or alone.count(short) > 1)


def test_the_history_tells_searches_of_one_text_apart(window: MainWindow, qtbot: QtBot) -> None:
    ask(qtbot, window, STRIKE)
    ask(qtbot, window, "A flood carried the bridge away and drowned the cattle in the lower fields.")
    window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
    settle(qtbot, window)
    ask(qtbot, window, STRIKE)
    settle(qtbot, window)
    told = [words for _, words in window.sidebar.entries("history")]
    assert told[0] == f"words only · {told[-1]}" and told[-1].startswith(STRIKE[:20])
    item = window.sidebar.model().index(0, 0, window.sidebar.model().index(3, 0))
    assert item.data(Qt.ItemDataRole.ToolTipRole).endswith("words only")
