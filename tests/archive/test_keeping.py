"""What a reader keeps stays, and every change of it can be taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.archive import Archive
from dejavu_app.archive.changes import UNDO_STEPS
from dejavu_app.domain import (
    Article,
    Coverage,
    Filters,
    Marks,
    Mention,
    Parallel,
    PartialDate,
    Query,
    SearchResult,
    Timing,
)
from dejavu_app.errors import UserError
from tests.archive.conftest import cut

KEPT = ("collections", "collected", "notes", "stars", "tags", "searches")


@pytest.fixture
def kept(archive: Archive, add: Callable[..., list[int]]) -> Archive:
    add("first", "second", "third")
    return archive


def state(archive: Archive) -> list[list[tuple[object, ...]]]:
    return [archive._rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in KEPT]


def result(text: str = "A query") -> SearchResult:
    filters = Filters(date_from=PartialDate(1916, 5), newspapers=("The Sun",))
    query = Query(text, filters=filters, like=(3,), shown=((0, 1),))
    parallel = Parallel(1, 2.5, "strong", 1, 1, "x1", "1916-05", "Sun", "NY", "1", "Head", "text", 0, 4, "f", "", 0.7)
    mentions = (Mention(2, 7, "PER"),)
    return SearchResult(query, "A", mentions, Coverage(3, 2), (parallel,), Timing(total=3.5), notes=("n",))


def test_collections(kept: Archive) -> None:
    mine = kept.create_collection(" Strikes ", "of 1916")
    assert kept.add_to_collection(mine, [1, 2]) == 2
    assert kept.add_to_collection(mine, [2, 3], note="compare") == 1
    assert kept.collection_articles(mine) == [(1, ""), (2, "compare"), (3, "compare")]
    assert [(c.name, c.articles, c.description) for c in kept.collections()] == [("Strikes", 3, "of 1916")]
    kept.remove_from_collection(mine, [1])
    assert kept.collections_of(1) == [] and kept.collections_of(2) == [mine]
    with pytest.raises(UserError, match=r"Strikes.*already"):
        kept.create_collection("Strikes")
    with pytest.raises(UserError, match="needs a name"):
        kept.rename_collection(mine, "  ")
    kept.rename_collection(mine, "Walkouts")
    kept.delete_collection(mine)
    assert kept.collections() == [] and kept.info()["articles"] == 3


def test_marks(kept: Archive, path: Path) -> None:
    kept.set_star(2)
    kept.set_tags(2, ["b", "a ", "a", ""])
    kept.set_note(2, "Ask the archivist.")
    kept.set_setting("columns", {"rank": 40})
    with Archive(path) as again:
        assert again.starred() == [2] and again.article(2).starred and again.articles([2])[2].starred
        assert again.tags(2) == ["a", "b"] and again.tagged("a") == [2] and again.all_tags() == [("a", 1), ("b", 1)]
        assert again.note(2) == "Ask the archivist."
        assert again.setting("columns") == {"rank": 40}
    kept.set_note(2, " ")
    kept.set_star(2, False)
    kept.set_setting("columns", None)
    assert kept.note(2) == "" and kept.starred() == [] and kept.setting("columns", "none") == "none"


def test_tags_are_renamed_joined_and_taken_off(kept: Archive) -> None:
    kept.set_tags(1, ["strike", "docks"])
    kept.set_tags(2, ["strike"])
    before = state(kept)
    kept.rename_tag("strike", " docks ")
    assert kept.all_tags() == [("docks", 2)]
    kept.rename_tag("docks", "docks")
    assert kept.all_tags() == [("docks", 2)]
    assert kept.remove_tag("docks", [2, 3]) == 1 and kept.tagged("docks") == [1]
    assert kept.remove_tag("docks") == 1 and kept.all_tags() == []
    with pytest.raises(UserError, match="needs a name"):
        kept.rename_tag("docks", " ")
    with pytest.raises(UserError, match="“docks, west” holds a comma"):
        kept.rename_tag("docks", "docks, west")
    with pytest.raises(UserError, match="holds a comma"):
        kept.set_tags(1, ["strike", "docks, west"])
    for name in ("remove tag", "remove tag", "rename tag"):
        assert kept.undo() == name
    assert state(kept) == before


def test_what_was_written_on_articles_in_one_look(kept: Archive) -> None:
    assert kept.marks() == {} and kept.noted() == []
    kept.set_note(3, "Compare.")
    kept.set_note(1, "Ask.")
    kept.set_star(1)
    kept.set_tags(2, ["b", "a"])
    assert kept.marks() == {1: Marks("Ask.", (), True), 2: Marks("", ("a", "b")), 3: Marks("Compare.")}
    assert sorted(kept.noted()) == [1, 3]


def test_what_changed_nothing_is_nothing_to_take_back(kept: Archive) -> None:
    mine = kept.create_collection("Strikes")
    assert kept.remove_from_collection(mine, [1, 2]) == 0
    kept.set_star(2, False)
    assert kept.undoable() == "new collection"


def test_every_change_can_be_taken_back_one_by_one(kept: Archive) -> None:
    collection = 1
    search = 1
    changes: list[Callable[[], object]] = [
        lambda: kept.create_collection("one"),
        lambda: kept.add_to_collection(collection, [1, 3]),
        lambda: kept.add_to_collection(collection, [1], note="it's “quoted”"),
        lambda: kept.rename_collection(collection, "two", "d"),
        lambda: kept.set_note(1, "note"),
        lambda: kept.set_note(1, "other note"),
        lambda: kept.set_star(1),
        lambda: kept.set_tags(1, ["x", "y"]),
        lambda: kept.set_tags(1, ["y", "z"]),
        lambda: kept.save_search(result()),
        lambda: kept.rename_search(search, "kept"),
        lambda: kept.remove_from_collection(collection, [3]),
        lambda: kept.delete_collection(collection),
        lambda: kept.set_note(1, ""),
        lambda: kept.set_star(1, False),
        lambda: kept.delete_search(search),
    ]
    states = [state(kept)]
    for change in changes:
        change()
        states.append(state(kept))
    for before in reversed(states[:-1]):
        assert kept.undoable() != ""
        assert kept.undo() != ""
        assert state(kept) == before
    assert kept.undo() == "" and kept.undoable() == ""
    for after in states[1:]:
        name = kept.redoable()
        assert name and kept.redo() == name == kept.undoable()
        assert state(kept) == after
    assert kept.redo() == "" and kept.redoable() == ""


def test_articles_added_after_a_change_keep_their_ids(kept: Archive, add: Callable[..., list[int]]) -> None:
    kept.set_star(1)
    assert add(Article(text="fourth")) == [4]


def test_what_has_lost_its_article_cannot_be_undone(kept: Archive, path: Path) -> None:
    kept.set_star(1)
    kept.set_star(1, False)
    with Archive(path) as other:
        other.remove_source(1)
    with pytest.raises(UserError, match="no longer in the archive"):
        kept.undo()
    assert kept.starred() == []
    kept.create_collection("next")
    assert kept.undo() == "new collection" and kept.collections() == []


def test_removing_a_source_ends_what_can_be_undone(kept: Archive, add: Callable[..., list[int]]) -> None:
    kept.set_star(1)
    kept.remove_source(1)
    assert kept.undo() == ""
    kept.set_star(add("again")[0])
    kept.undo()
    assert kept.starred() == []


def test_searches_are_history_until_they_are_named(kept: Archive) -> None:
    first, second = kept.save_search(result("one")), kept.save_search(result("two"), name="Saved")
    assert [s.id for s in kept.searches()] == [second, first]
    assert [(s.name, s.text, s.passages) for s in kept.searches(named=True)] == [("Saved", "two", 2)]
    kept.clear_history()
    assert [s.id for s in kept.searches()] == [second]
    with pytest.raises(UserError, match="no search 1"):
        kept.search(first)
    assert kept.save_search(result()) > second


def test_a_search_comes_back_as_it_was(kept: Archive) -> None:
    import dataclasses

    made = result("Üñí \ud800 code")
    number = kept.save_search(made)
    assert kept.search(number) == dataclasses.replace(made, search_id=number)


queries = st.builds(
    Query, st.text(max_size=20), st.integers(1, 99), st.sampled_from(["semantic", "keyword", "hybrid"]),
    st.builds(
        Filters, date_from=st.none() | st.builds(PartialDate, st.integers(1000, 2999)),
        places=st.lists(st.text(max_size=5), max_size=2).map(tuple), collection=st.none() | st.integers(1, 9),
        must=st.lists(st.text(max_size=5), max_size=2).map(tuple),
        sources=st.lists(st.integers(), max_size=2).map(tuple),
    ),
    mask=st.booleans(), hidden=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    unlike=st.lists(st.integers(0, 99), max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(query=queries)
def test_any_query_can_be_repeated(query: Query) -> None:
    import dataclasses
    import json

    from dejavu_app.archive.searches import _query

    assert _query(json.loads(json.dumps(dataclasses.asdict(query)))) == query


def test_changes_made_together_are_one_to_take_back(kept: Archive) -> None:
    before = state(kept)
    with kept.together("note"):
        kept.set_note(1, "Compare Hamburg.")
        kept.set_tags(1, ["docks"])
        kept.set_star(2)
    kept.set_star(3)
    assert kept.undo() == "star" and kept.starred() == [2]
    assert kept.undo() == "note" and state(kept) == before
    with pytest.raises(UserError), kept.together("collections"):
        kept.create_collection("Docks")
        kept.create_collection("Docks")
    assert state(kept) == before and kept.undo() == ""


MOVES: list[Callable[[Archive, int, int], object]] = [
    lambda kept, n, article: kept.create_collection(f"new {n}"),
    lambda kept, n, article: kept.add_to_collection(n % 3 + 1, [article, article % 3 + 1], note="it's" * (n % 2)),
    lambda kept, n, article: kept.rename_collection(n % 3 + 1, f"other {n}", "d"),
    lambda kept, n, article: kept.remove_from_collection(n % 3 + 1, [article]),
    lambda kept, n, article: kept.delete_collection(n % 3 + 1),
    lambda kept, n, article: kept.set_note(article, "note; '--" * (n % 3)),
    lambda kept, n, article: kept.set_star(article, bool(n % 3)),
    lambda kept, n, article: kept.set_tags(article, "xyz"[: n % 4]),
    lambda kept, n, article: kept.rename_tag("xyz"[n % 3], "yzu"[n % 3]),
    lambda kept, n, article: kept.remove_tag("xyz"[n % 3], [article] if n % 2 else None),
    lambda kept, n, article: kept.save_search(result(f"query {n}"), "named" * (n % 2)),
    lambda kept, n, article: kept.rename_search(n % 3 + 1, f"search {n}"),
    lambda kept, n, article: kept.delete_search(n % 3 + 1),
    lambda kept, n, article: kept.clear_history(n % 2),
]
"""Every way in which what is kept changes, with a number and an article to vary it."""

moves = st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 5), st.integers(1, 3))


@settings(max_examples=60, deadline=None)
@given(made=st.lists(moves, max_size=12), back=st.lists(st.integers(0, 12), max_size=4))
def test_any_changes_undone_and_redone_give_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, int, int]], back: list[int]
) -> None:
    with Archive(tmp_path_factory.mktemp("any") / "any.dejavu", create=True) as kept:
        source = kept.start_source("one.txt", "one.txt", "sha", 1, "text", "1")
        kept.add_articles(source.id, [cut(Article(text=text)) for text in ("first", "second", "third")])
        states = [state(kept)]
        for number, n, article in made:
            before = kept._last(undone=False)
            with contextlib.suppress(UserError):  # a name that is taken, a collection that is not there
                MOVES[number](kept, n, article)
            if kept._last(undone=False) != before:
                states.append(state(kept))
        names: list[str] = []
        while kept.undoable():
            names.append(kept.undo())
            assert state(kept) == states[-1 - len(names)] and kept.redoable() == names[-1]
        assert len(names) == len(states) - 1 and kept.undo() == ""
        at = 0
        for goal in [*back, len(names)]:
            while at != min(goal, len(names)):
                forward = at < goal
                assert kept.redo() if forward else kept.undo()
                at += 1 if forward else -1
                assert state(kept) == states[at]
        assert kept.redo() == kept.redoable() == ""


def test_a_new_change_ends_what_can_be_done_again_and_one_of_nothing_does_not(kept: Archive) -> None:
    kept.set_star(1)
    kept.set_note(2, "Compare.")
    assert (kept.undo(), kept.undo()) == ("note", "star") and kept.redoable() == "star"
    kept.set_star(1, False)  # it has none
    assert kept.redo() == "star" and kept.starred() == [1] and kept.redoable() == "note"
    with pytest.raises(UserError), kept.together("note"):
        kept.set_note(3, "Not kept.")
        kept.create_collection(" ")
    assert kept.redoable() == "note", "what came to nothing changed nothing"
    kept.set_tags(3, ["x"])
    assert kept.redo() == kept.redoable() == "" and kept.note(2) == ""
    assert (kept.undo(), kept.undo(), kept.undo()) == ("tags", "star", "")


def test_as_many_steps_are_done_again_as_can_be_undone(kept: Archive) -> None:
    for number in range(UNDO_STEPS + 5):
        kept.set_note(1, f"note {number}")
    for step in (kept.undo, kept.redo, kept.undo):
        count = 0
        while step():
            count += 1
        assert count == UNDO_STEPS
    assert kept.note(1) == "note 4"
    assert kept._value("SELECT count(*) FROM temp.reversals WHERE change NOT IN (SELECT id FROM temp.changes)") == 0


def test_removing_a_source_ends_what_can_be_done_again(kept: Archive) -> None:
    kept.set_star(1)
    kept.undo()
    kept.remove_source(1)
    assert kept.redoable() == "" and kept.redo() == ""


def test_what_has_lost_its_article_or_its_place_cannot_be_done_again(kept: Archive, path: Path) -> None:
    kept.create_collection("Docks")
    kept.set_star(2)
    kept.undo()
    kept.undo()
    with Archive(path) as other:
        other.create_collection("Docks")
    before = state(kept)
    with pytest.raises(UserError, match=r"“new collection” cannot be done again: something else stands"):
        kept.redo()
    assert state(kept) == before and kept.redoable() == "", "the rest followed from it"
    kept.set_star(1)
    kept.undo()
    with Archive(path) as other:
        other.remove_source(1)
    with pytest.raises(UserError, match=r"“star” cannot be done again: its article is no longer in the archive"):
        kept.redo()
    assert kept.redoable() == "" and kept.starred() == []


def test_a_step_that_the_file_refuses_can_be_tried_again(kept: Archive, path: Path) -> None:
    kept.set_star(1)
    kept.conn.execute("PRAGMA busy_timeout=1")
    with Archive(path) as other, other.transaction(), pytest.raises(UserError):
        kept.undo()
    assert kept.undo() == "star" and kept.starred() == []
    with Archive(path) as other, other.transaction(), pytest.raises(UserError):
        kept.redo()
    assert kept.redo() == "star" and kept.starred() == [1]
