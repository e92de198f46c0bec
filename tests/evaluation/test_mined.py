"""Figures that an archive gives of itself: the trials are fair, and worse encoders come out worse."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.encoding import Models
from dejavu_app.errors import UserError
from dejavu_app.evaluation import mined
from dejavu_app.evaluation.mined import evaluate_mined, misread, one_each
from dejavu_app.training.mining import MinedPair

TEXT = "The river rose eleven feet in the night and carried away two bridges and the lower mill before the alarm. "


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.3])
def test_about_the_wanted_share_of_characters_is_misread(rate: float) -> None:
    kept = 0
    for seed in range(40):
        read = misread(TEXT, rate, random.Random(seed))
        kept += sum(block.size for block in SequenceMatcher(None, TEXT, read, autojunk=False).get_matching_blocks())
    # A fifth of the misreadings only puts something in, so that every character of the text is still there.
    assert 1 - kept / (40 * len(TEXT)) == pytest.approx(0.8 * rate, rel=0.3)


def test_nothing_is_misread_at_rate_zero() -> None:
    assert misread(TEXT, 0.0, random.Random(1)) == TEXT


def test_a_story_in_many_papers_is_asked_for_once() -> None:
    pairs = [MinedPair(0, 1, "reprint"), MinedPair(1, 2, "reprint"), MinedPair(3, 4, "reprint")]
    assert one_each(pairs, np.array([0, 0, 0, 3, 3])) == [pairs[0], pairs[2]]


def test_an_archive_with_too_little_says_so(tmp_path: Path) -> None:
    from dejavu_app.archive import Archive

    with Archive(tmp_path / "empty.dejavu", create=True):
        pass
    with pytest.raises(UserError, match="too few to measure"):
        evaluate_mined(tmp_path / "empty.dejavu", Models())


def sample(folder: Path) -> Path:
    from dejavu_app.jobs import ImportJob
    from dejavu_app.resources import resource_path

    ImportJob(folder / "sample.dejavu", [resource_path("sample", "articles.jsonl")], encode=False).run()
    return folder / "sample.dejavu"


def test_headlines_that_are_nothing_but_names_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mined, "QUERIES", 5)
    monkeypatch.setattr(mined, "POOL", 50)
    monkeypatch.setattr(mined, "RATES", (0.02,))
    monkeypatch.setattr(mined, "hide", lambda texts, _: [text if len(text.split()) > 20 else "" for text in texts])
    said: list[str] = []
    report = evaluate_mined(sample(tmp_path), Models(), say=said.append)
    assert "headline→body" not in report and "dejavu" in report["noise recall@1"]
    assert any("headline → body was left out" in line for line in said)


def test_the_sample_archive_can_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mined, "QUERIES", 40)
    monkeypatch.setattr(mined, "RATES", (0.02, 0.20))
    report = evaluate_mined(sample(tmp_path), Models())
    trial = report["headline→body"]
    assert trial["queries"] > 20
    assert 0.3 < trial["systems"]["dejavu"]["recall@1"] <= 1
    assert trial["systems"]["dejavu"]["recall@10"] >= trial["systems"]["dejavu"]["recall@1"]
    noise = report["noise recall@1"]["dejavu"]
    assert noise["2%"] >= noise["20%"] and noise["2%"] > 0.9
