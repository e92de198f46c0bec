"""What is mined from an archive: copies, headlines, parts, rival accounts; and what must never be called different."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dejavu_app.training.encoder_material import Material, TrainingText, body, first_words
from dejavu_app.training.mining import (
    Mined,
    clusters,
    hard_negatives,
    headlines,
    held_out,
    parts,
    reprints,
    rivals,
    shared_runs,
)

FLOOD = ("The river rose eleven feet in the night and carried away two bridges and the lower mill while families on "
         "the flats climbed to their roofs and waited there until boats could reach them in the morning")
STRIKE = ("Nine hundred miners laid down their tools at noon after the owners refused the advance in wages that had "
          "been promised in the spring and pickets were posted at every shaft before the evening whistle")


def mined(n: int, text: str, paper: str, day: int = 19160101, **more: object) -> Mined:
    return replace(Mined(n, n, 0, day, paper, "", text), **more)


@pytest.fixture
def passages() -> list[Mined]:
    return [
        mined(0, FLOOD, "Bee"),
        mined(1, FLOOD.replace("bridges", "brldges").replace("boats", "b0ats"), "Star"),
        mined(2, STRIKE, "Bee"),
        mined(3, STRIKE + " until the night", "Bee", 19160201),
        mined(4, "A flood swept the valley and houses were lost, with many people rescued from the water by boatmen",
              "Sun", 19160102),
        mined(5, "In another year and place a river left its bed and drowned the mills that stood along the lower road",
              "Sun", 19160601),
    ]


def test_the_same_text_in_two_papers_is_a_reprint_though_ocr_differs(passages: list[Mined]) -> None:
    shared = shared_runs(passages)
    assert [(pair.left, pair.right) for pair in reprints(passages, shared)] == [(0, 1)]
    assert (2, 3) in shared  # one paper printing a text twice: one story, no pair of papers


def test_copies_are_one_story(passages: list[Mined]) -> None:
    story = clusters(len(passages), shared_runs(passages))
    assert story[0] == story[1] and story[2] == story[3]
    assert len(set(story.tolist())) == 4


def test_a_story_printed_in_an_unseen_month_is_held_out_whole(passages: list[Mined]) -> None:
    story = clusters(len(passages), shared_runs(passages))
    assert held_out(passages, story, [191602]).tolist() == [False, False, True, True, False, False]


def test_rival_accounts_are_near_in_time_and_meaning_and_no_copies(passages: list[Mined]) -> None:
    story = clusters(len(passages), shared_runs(passages))
    vectors = np.eye(6, dtype=np.float32)
    vectors[1] = vectors[0]
    vectors[4] = (vectors[0] + 0.5 * vectors[4]) / np.linalg.norm(vectors[0] + 0.5 * vectors[4])
    vectors[5] = vectors[0]  # as like, but months later
    found = {(pair.left, pair.right) for pair in rivals(passages, vectors, story)}
    assert found == {(0, 4), (1, 4)}


def test_a_copy_is_never_a_hard_negative(passages: list[Mined]) -> None:
    story = clusters(len(passages), shared_runs(passages))
    vectors = np.full((6, 4), 0.5, dtype=np.float32)  # everything is as near as can be
    chosen = hard_negatives(passages, vectors, story)
    assert 1 not in chosen[0] and 0 not in chosen[1] and 3 not in chosen[2]
    assert 5 in chosen[0]
    assert 4 not in chosen[0]  # next day, very like: a rival account, not another event


def test_torn_copies_that_share_a_single_run_are_no_negatives() -> None:
    torn = FLOOD[:60] + " and then the wire broke and nothing more was heard of the valley or the people in it"
    passages = [mined(0, FLOOD, "Bee"), mined(1, torn, "Star", 19160401)]
    vectors = np.full((2, 4), 0.5, dtype=np.float32)
    assert hard_negatives(passages, vectors, np.array([0, 1])) == [[], []]


def test_headlines_of_some_words_make_pairs_and_parts_are_neighbours() -> None:
    first = mined(7, FLOOD, "Bee", headline="RIVER RISES AND CARRIES AWAY BRIDGES")
    second = replace(first, id=8, ordinal=1, text=STRIKE)
    short = mined(9, STRIKE, "Bee", headline="STRIKE")
    passages = [first, second, short]
    assert [pair.left for pair in headlines(passages)] == [0]
    assert [(pair.left, pair.right) for pair in parts(passages)] == [(0, 1)]


def test_a_body_does_not_begin_with_its_headline() -> None:
    passage = mined(1, "RIVER RISES HIGH\n" + FLOOD, "Bee", headline="RIVER RISES HIGH")
    assert body(passage) == FLOOD
    assert body(replace(passage, headline="WHOLLY OTHER WORDS")) == passage.text
    assert first_words("one two three four", 2) == "one two"


def test_material_comes_back_as_it_was_saved(tmp_path) -> None:
    one = Material([TrainingText("a", "x", 19160101, 3), TrainingText("b", "x", named="B")], [(0, 1, "reprint")])
    both = one + one
    both.save(tmp_path / "material.jsonl")
    again = Material.load(tmp_path / "material.jsonl")
    assert again == both
    assert again.pairs == [(0, 1, "reprint"), (2, 3, "reprint")]
    assert again.counts() == {"x": 4, "reprint": 2}
