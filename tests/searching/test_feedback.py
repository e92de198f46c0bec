"""Feedback moves the query where the reader points."""

from __future__ import annotations

import numpy as np
import pytest

from dejavu_app.searching.feedback import rocchio

X, Y = np.eye(2, dtype=np.float32)
NONE = np.zeros((0, 2), dtype=np.float32)


def test_liked_passages_draw_and_unliked_ones_repel() -> None:
    towards = rocchio(X[None], Y[None], NONE)[0]
    away = rocchio(X[None], NONE, Y[None])[0]
    assert towards @ Y > 0.5 > 0 > away @ Y
    assert np.linalg.norm(towards) == pytest.approx(1) == np.linalg.norm(away)


def test_every_passage_of_the_query_moves() -> None:
    moved = rocchio(np.stack([X, -X]), Y[None], NONE)
    assert moved.shape == (2, 2)
    assert (moved @ Y > 0.5).all()


def test_likes_alone_make_a_query() -> None:
    assert rocchio(NONE, np.stack([Y, Y]), NONE).tolist() == [Y.tolist()]


def test_nothing_at_all_stays_finite() -> None:
    assert np.isfinite(rocchio(NONE, NONE, NONE)).all()
