"""Telling English from other languages, as a query needs it: what the models do not know must be said."""

from __future__ import annotations

import pytest

from dejavu_app.text import is_foreign


@pytest.mark.parametrize("text", [
    "Die Beschäftigten der Bahn haben am Montag die Arbeit niedergelegt, und viele Züge fielen aus.",
    "Les ouvriers du port ont cessé le travail lundi pour réclamer des salaires plus élevés que ceux de la compagnie.",
    "Los trabajadores del puerto dejaron el lunes sus tareas para exigir mejores salarios y una jornada de ocho horas.",
    "Рабочие порта прекратили работу в понедельник.", "港湾労働者は月曜日に賃上げを要求してストライキに入った",
])  # fmt: skip
def test_another_language_is_known_as_one(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize("text", [
    "", "Streik", "1916", "The mayor of San José and the police of Coeur d'Alene met the men on Monday.",
    "The Chronlcli Telegraph's special from Youngslown , Ohlt in regard to the strike on the Xew Yorl road.",
    "'election of CI. a, e. I' llll'lus lie Was!1' fl I:in '' f' '' 1 1, a t we sha 1 1 be ,1 III Wll",
])  # fmt: skip
def test_english_badly_read_is_english(text: str) -> None:
    assert not is_foreign(text)
