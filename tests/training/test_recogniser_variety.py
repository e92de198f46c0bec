"""Variety of the training data: it changes what is said of whom, never what is a name."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.training.recogniser_corpora import Block, joined, spans
from dejavu_app.training.recogniser_manners import loosely_spaced
from dejavu_app.training.recogniser_model import Sample
from dejavu_app.training.recogniser_variety import as_cleaned, exchanged, hidden, names_of


def block(*tokens: tuple[str, str]) -> Block:
    return joined([(token, tag, i > 0) for i, (token, tag) in enumerate(tokens)], "made", True, False)


def names(made: Block) -> list[tuple[str, str]]:
    return [(" ".join(made.words[s:e]), label) for s, e, label in spans(made.tags)]


STORY = block(
    ("John", "B-PER"),
    ("Brown", "I-PER"),
    ("left", "O"),
    ("Boston", "B-LOC"),
    ("and", "O"),
    ("John", "B-PER"),
    ("Brown", "I-PER"),
    ("wept", "O"),
    (".", "O"),
)
OTHERS = names_of([block(("Mary", "B-PER"), ("of", "O"), ("New", "B-LOC"), ("York", "I-LOC"))])


def test_a_name_becomes_the_same_other_of_its_label_all_through() -> None:
    made = exchanged(STORY, OTHERS, random.Random(1), 1.0)
    assert made.text == "Mary left New York and Mary wept ."
    assert names(made) == [("Mary", "PER"), ("New York", "LOC"), ("Mary", "PER")]


def test_names_keep_the_case_of_those_they_replace() -> None:
    shouted = replace(STORY, words=tuple(word.upper() for word in STORY.words))
    assert "NEW YORK" in exchanged(shouted, OTHERS, random.Random(1), 1.0).text
    whispered = replace(STORY, words=tuple(word.lower() for word in STORY.words))
    assert "new york" in exchanged(whispered, OTHERS, random.Random(1), 1.0).text


def test_names_without_another_of_their_label_stay() -> None:
    assert exchanged(STORY, {}, random.Random(1), 1.0) == STORY


def test_names_are_gathered_once_each() -> None:
    assert [words for words, _ in names_of([STORY, STORY])["PER"]] == [("John", "Brown")]


def test_a_text_is_taught_as_the_program_cleans_it() -> None:
    made = as_cleaned(
        block(("~", "O"), ("Mary", "B-PER"), ("|", "O"), ("of", "O"), ("New", "B-LOC"), ("York", "I-LOC"), (",", "O"))
    )
    assert made.text == "Mary of New York,"
    assert names(made) == [("Mary", "PER"), ("New York", "LOC")]


@given(st.lists(st.sampled_from(["Mary", "~", "-", "''", "of", ",", "•", "fuch", "1st"]), max_size=12), st.booleans())
def test_cleaned_blocks_stay_sound(tokens: list[str], loose: bool) -> None:
    tags = ["B-PER" if token == "Mary" else "O" for token in tokens]
    given_block = block(*zip(tokens, tags, strict=True))
    made = as_cleaned(loosely_spaced(given_block) if loose else given_block)
    assert len(made.words) == len(made.spaces) == len(made.tags)
    assert len(spans(made.tags)) == tokens.count("Mary")


def test_hidden_words_lose_their_pieces_and_keep_their_shape_and_tag() -> None:
    sample = Sample((1, 10, 11, 12, 2), (0, 3, 3, 4, 0), (-100, 1, -100, 0, -100), (1, 3))
    made = hidden(sample, 9, random.Random(1), 1.0)
    assert made.ids == (1, 9, 9, 9, 2)
    assert (made.shapes, made.gold, made.firsts) == (sample.shapes, sample.gold, sample.firsts)
    assert hidden(sample, 9, random.Random(1), 0.0) == sample
