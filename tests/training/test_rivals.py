"""Rival accounts: rare names in common prove one event, and whatever could be chance or a copy is no pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dejavu_app.training import rivals
from dejavu_app.training.encoder_material import Material, TrainingText
from dejavu_app.training.rivals import rival_accounts

NAMES = ("Whitcombe", "Ollerton", "Pemberley")
DAY = 19160131


def words(letter: str, count: int = 30) -> str:
    return " ".join(letter + chr(97 + n // 26) + chr(97 + n % 26) for n in range(count))


def account(letter: str, names: tuple[str, ...] = NAMES, day: int = DAY, story: int = -1,
            count: int = 30) -> TrainingText:
    masked = words(letter, count)
    return TrainingText(masked, "made up", day, story, f"{' '.join(names)} {masked}")


def found(*accounts: TrainingText, cosine: float = 0.7, without: tuple[int, ...] = (),
          most: int = 2) -> list[tuple[int, int, str]]:
    """What is found of the accounts, all of one ``cosine`` to the first, among 400 other texts of other names."""
    others = [account("z", (f"Other{chr(97 + n // 26)}{chr(97 + n % 26)}",), 19160601) for n in range(400)]
    said = np.zeros((len(accounts) + len(others), 16), np.float32)
    said[0, 0] = 1
    for at in range(1, len(accounts)):
        like = cosine - 0.05 * (at - 1)
        said[at, [0, at]] = like, np.sqrt(1 - like**2)
    said[len(accounts) :, 15] = 1
    return rival_accounts(Material([*accounts, *others]), said, without, most)


ONE, OTHER = account("a"), account("b")


@pytest.mark.parametrize("day", [DAY, 19160201, 19160130])
def test_two_accounts_a_day_apart_with_rare_names_in_common_are_a_pair(day: int) -> None:
    assert [set(pair[:2]) for pair in found(ONE, replace(OTHER, day=day))] == [{0, 1}]
    assert found(ONE, OTHER)[0][2] == "rival"


@pytest.mark.parametrize(("other", "why"), [
    (account("b", ("Ashworth", "Birchall", "Caldicott")), "other names"),
    (account("b", NAMES[:2]), "the two names are not rare enough"),
    (account("b", day=19160202), "two days apart"),
    (account("b", count=24), "too short"),
    (replace(OTHER, masked=OTHER.named), "the names were not hidden"),
    (replace(OTHER, named=OTHER.named.replace("Pemberley", "pemberley")), "no name of its letters"),
])
def test_accounts_that_prove_nothing_are_no_pair(other: TrainingText, why: str) -> None:
    assert found(ONE, other) == [], why


def test_texts_of_no_known_day_are_no_pair() -> None:
    assert found(replace(ONE, day=0), replace(OTHER, day=0)) == []
    assert found(replace(ONE, day=19160100), replace(OTHER, day=19160100)) == []


def test_one_name_is_chance_and_a_short_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "RARITY", 0.0)
    assert len(found(account("a", NAMES[:2]), account("b", NAMES[:2]))) == 1
    assert found(account("a", NAMES[:1]), account("b", NAMES[:1])) == []
    assert found(account("a", ("Ross", "Lee")), account("b", ("Ross", "Lee"))) == []


@pytest.mark.parametrize(("cosine", "pairs"), [(0.41, 0), (0.43, 1), (0.96, 1), (0.98, 0)])
def test_the_masked_texts_must_be_alike_and_yet_two(cosine: float, pairs: int) -> None:
    assert len(found(ONE, OTHER, cosine=cosine)) == pairs


@pytest.mark.parametrize(("common", "pairs"), [(9, 1), (10, 0)])  # six runs of four words, and seven
def test_copies_are_no_rivals(common: int, pairs: int) -> None:
    copied = " ".join([*words("a").split()[:common], *words("b").split()])
    assert len(found(ONE, TrainingText(copied, "made up", DAY, -1, f"{' '.join(NAMES)} {copied}"))) == pairs


def test_texts_of_one_story_number_are_no_rivals() -> None:
    assert found(replace(ONE, story=4), replace(OTHER, story=4)) == []
    assert len(found(replace(ONE, story=4), replace(OTHER, story=5))) == 1


def test_held_texts_are_in_no_pair() -> None:
    assert found(ONE, OTHER, without=(1,)) == []
    assert [set(pair[:2]) for pair in found(ONE, OTHER, account("c"), without=(1,))] == [{0, 2}]


def test_each_text_has_its_likest_and_each_pair_comes_once() -> None:
    tomorrow = [account(letter, day=19160201, story=5) for letter in "bcd"]  # of one text: no rivals of each other
    assert found(ONE, *tomorrow) == [(0, 1, "rival"), (0, 2, "rival")]
    assert found(ONE, *tomorrow, most=1) == [(0, 1, "rival")]
    pairs = [frozenset(pair[:2]) for pair in found(*(account(letter) for letter in "abcd"))]
    assert len(pairs) == len(set(pairs)) >= 4


def test_a_copy_takes_no_rivals_place() -> None:
    copy = replace(account("a"), day=19160201)
    assert (0, 1, "rival") not in found(ONE, copy, OTHER, most=1)
    assert (0, 2, "rival") in found(ONE, copy, OTHER, most=1)
