"""The sentences that match, as the search compared them: its names hidden or counting, its text encoded once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dejavu_app.domain import Coverage, Mention, Query, SearchResult, Timing
from dejavu_app.errors import Cancelled
from dejavu_app.masking import edit
from dejavu_app.searching.evidence import Sentences, evidence
from tests.searching.small import NameList, SmallModels, WordHasher

TEXT = "The ships of Hamburg lay idle again. The bakers wanted dearer bread than before."
PASSAGE = "Hamburg, Hamburg and once more Hamburg! Idle were ships upon that river."


def result(query: Query) -> SearchResult:
    found = NameList().recognise([query.text])[0] if query.mask else []
    hidden = tuple(edit(found, query.shown, query.hidden, query.labels))
    return SearchResult(query, "", hidden, Coverage(0, 0), (), Timing())


def matched(query: Query, passage: str = PASSAGE) -> list[tuple[str, str]]:
    pairs = Sentences(result(query), SmallModels()).pairs(passage)  # type: ignore[arg-type]
    return [(query.text[p.query_start : p.query_end], passage[p.start : p.end]) for p in pairs]


def test_a_name_explains_a_parallel_only_where_the_search_let_it_count() -> None:
    first, named, told = TEXT.split(". ")[0] + ".", "Hamburg, Hamburg and once more Hamburg!", PASSAGE.split("! ")[1]
    at = TEXT.index("Hamburg")
    assert matched(Query(TEXT)) == [(first, told)]
    counting = (Query(TEXT, labels=("PER",)), Query(TEXT, mask=False), Query(TEXT, shown=((at, at + 7),)))
    for query in counting:
        assert matched(query) == [(first, named)], "the one sentence has an answer that names the place"
    ships = TEXT.index("ships")
    assert matched(Query(TEXT, hidden=((ships, ships + 5),))) == [], "nor does what was hidden by hand"
    assert [p.start for p in evidence(TEXT, PASSAGE, SmallModels())] == [PASSAGE.index("Idle")]  # type: ignore[arg-type]


def test_a_name_across_two_sentences_is_hidden_in_both() -> None:
    text = "They sailed in the ship of Albany Lisbon. Wilson was glad of the strikers."
    across = Mention(text.index("Albany"), text.index("Wilson") + 6, "MISC")
    sentences = Sentences(replace(result(Query(text)), mentions=(across,)), SmallModels())  # type: ignore[arg-type]
    sentences.pairs("Nothing of that kind was ever told here.")
    assert not any(name in " ".join(sentences._masked) for name in ("Albany", "Lisbon", "Wilson"))


def test_a_long_text_is_encoded_once_and_stopped_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    encode = WordHasher.encode
    monkeypatch.setattr(WordHasher, "encode", lambda self, texts: (read.append(len(texts)), encode(self, texts))[1])
    found = result(Query("The wages at that harbour were low. " * 700))
    sentences = Sentences(found, SmallModels())  # type: ignore[arg-type]
    with pytest.raises(Cancelled):
        sentences.pairs(PASSAGE, lambda: bool(read))
    begun = sum(read)
    assert 0 < begun < 700
    assert sentences.pairs("Low were the wages at that harbour.") and sum(read) == 700 + 1
    assert sentences.pairs("Nothing of that kind was ever told here.") == [] and sum(read) == 700 + 2
    assert sentences.are_of(replace(found, parallels=())) and not sentences.are_of(result(Query(TEXT)))
