"""One language has one code, however its sources write it."""

from __future__ import annotations

import pytest

from dejavu_app.languages import language_code, language_name


@pytest.mark.parametrize(("stated", "code"), [
    ("en", "en"), ("eng", "en"), ("en-GB", "en"), ("en_US", "en"), ("English", "en"), ("EnglishUnitedStates", "en"),
    ("ENG", "en"), ("English (United States)", "en"), ("ger", "de"), ("deu", "de"), ("Deutsch", "de"), ("German", "de"),
    ("GermanNewSpelling", "de"), ("eng; ger", "en"), ("français", "fr"), ("fre/eng", "fr"), ("nb-NO", "no"),
    ("Old Church Slavonic", "old church slavonic"), ("und", "und"), ("", ""), ("  ", ""),
    ("Malay", "ms"), ("Malayalam", "ml"), ("mal", "ml"),
])  # fmt: skip
def test_a_language_is_known_however_it_is_written(stated: str, code: str) -> None:
    assert language_code(stated) == code


def test_a_language_is_shown_by_its_own_name() -> None:
    assert [language_name(code) for code in ("de", "vi", "xx")] == ["Deutsch", "Tiếng Việt", "xx"]
