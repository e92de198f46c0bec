"""What the window knows without Qt, and the offsets between Python's texts and Qt's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dejavu_app.domain import LABELS, Filters, Mention, PartialDate
from dejavu_app.masking import edit
from dejavu_app.ui.app import install_language
from dejavu_app.ui.figures import date_words, figure
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.spans import QtOffsets, displayable, flowed
from dejavu_app.ui.state import chips, citation, join_words, parse_bound, split_words, spoken_date, spoken_time, without

TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("\r\n\x00\x0b\x0c\u2028\u2029\ufdd0\U0001f5de é“")), max_size=60
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, data=st.data())
def test_a_stretch_in_qt_holds_what_the_offsets_say(text: str, data: st.DataObject) -> None:
    shown = displayable(text)
    assert len(shown) == len(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = QTextDocument()
    document.setPlainText(shown)
    offsets = QtOffsets(text)
    cursor = QTextCursor(document)
    cursor.setPosition(offsets.to_qt(start))
    cursor.setPosition(offsets.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
    assert cursor.selectedText().replace("\u2029", "\n") == shown[start:end]
    assert offsets.from_qt(offsets.to_qt(start)) == start


@given(TEXTS)
def test_flowed_text_keeps_every_offset(text: str) -> None:
    shown = displayable(text)
    assert len(flowed(shown)) == len(shown)


def test_printed_lines_flow_and_paragraphs_stay() -> None:
    text = "The first line\nof a column\nruns on.\n\nA new paragraph\nbegins here."
    assert flowed(text) == "The first line of a column runs on.\n\nA new paragraph begins here."


WORDS = "Mr. Wilson met Wilson in Albany"
NAMES = (Mention(0, 10, "PER"), Mention(15, 21, "PER"), Mention(25, 31, "LOC"))


def test_one_name_is_switched_and_switched_back() -> None:
    choices = MaskChoices(WORDS, NAMES)
    once = choices.toggled(NAMES[1])
    assert not once.is_hidden(NAMES[1])
    assert once.is_hidden(NAMES[0])
    assert once.toggled(NAMES[1]) == choices


def test_all_places_of_a_name_are_switched_together() -> None:
    names = (Mention(4, 10, "PER"), Mention(15, 21, "PER"))
    choices = MaskChoices(WORDS, names).toggled(names[0], everywhere=True)
    assert not any(choices.is_hidden(name) for name in names)


def test_a_stretch_hidden_by_hand_is_trimmed_and_shown_as_a_name() -> None:
    choices = MaskChoices(WORDS, NAMES).with_hidden(10, 15)
    assert (11, 14) in choices.hidden
    assert Mention(11, 14, "MISC") in choices.spans()


def test_switches_survive_an_edit_behind_them() -> None:
    choices = MaskChoices(WORDS, NAMES).toggled(NAMES[0])
    longer = WORDS + " at noon"
    assert choices.with_text(longer, NAMES).shown == {(0, 10)}
    assert choices.with_text("Other words", ()).shown == frozenset()


def test_switches_move_with_their_words_and_come_back_with_undo() -> None:
    choices = MaskChoices(WORDS, NAMES).toggled(NAMES[1]).with_hidden(11, 14)
    shifted = tuple(Mention(m.start + 4, m.end + 4, m.label) for m in NAMES)
    after = choices.with_text(f"Old {WORDS}", shifted)
    assert [after.text[m.start : m.end] for m in after.spans() if after.is_hidden(m)] == ["Mr. Wilson", "met", "Albany"]
    assert choices.meanwhile(f"Old {WORDS}") == after
    cut = choices.with_text("Mr. Wilson", NAMES[:1])
    assert not cut.shown and not cut.hidden
    assert cut.with_text(WORDS, NAMES) == choices


@given(st.text("ab \n", max_size=12), st.text("ab \n", max_size=6), st.data())
def test_a_switch_stays_on_its_own_words_whatever_is_typed_elsewhere(
    before: str, typed: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(before)))
    old = f"{before}NAME"
    choices = MaskChoices(old).with_hidden(len(before), len(old))
    new = old[:at] + typed + old[at:]
    after = choices.with_text(new, ())
    assert [new[start:end] for start, end in after.hidden] == ["NAME"]


def test_a_name_shown_under_a_switched_off_kind_is_let_go_by_one_click() -> None:
    choices = MaskChoices(WORDS, NAMES).with_label("PER", False).toggled(NAMES[1]).with_label("PER", True)
    (name,) = [m for m in choices.spans() if m.start == 15]
    assert choices.is_hidden(name)
    after = choices.toggled(name)
    assert not any(after.is_hidden(m) for m in after.spans() if m.start == 15)


def test_a_stretch_across_a_name_takes_in_the_whole_name_as_the_search_does() -> None:
    choices = MaskChoices(WORDS, NAMES).with_hidden(4, 14)
    assert choices.hidden == {(0, 14)}
    assert edit(NAMES, choices.shown, choices.hidden, choices.labels) == [Mention(0, 14, "PER"), *NAMES[1:]]


def test_without_masks_one_switch_hides_one_name_and_the_next_text_is_masked_again() -> None:
    bare = MaskChoices(WORDS, NAMES, enabled=False)
    one = bare.toggled(NAMES[2])
    assert [m for m in NAMES if one.is_hidden(m)] == [NAMES[2]]
    kind = bare.with_label("PER", True)
    assert [m for m in NAMES if kind.is_hidden(m)] == list(NAMES[:2])
    assert bare.with_text(f"{WORDS}!", NAMES).enabled is False
    assert bare.with_text("Peter Green of York was killed", ()).enabled is True


def test_the_same_name_is_known_across_a_line_break() -> None:
    names = (Mention(0, 8, "LOC"), Mention(13, 21, "LOC"))
    choices = MaskChoices("New York and New\nYork", names).toggled(names[0], everywhere=True)
    assert not any(choices.is_hidden(name) for name in names)


@given(st.lists(st.sampled_from(LABELS)), st.booleans())
def test_a_label_switch_sets_just_that_label(labels: list[str], hide: bool) -> None:
    choices = MaskChoices(WORDS, NAMES, tuple(label for label in LABELS if label in labels))
    after = choices.with_label("PER", hide)
    assert ("PER" in after.labels) == hide
    assert set(after.labels) - {"PER"} == set(choices.labels) - {"PER"}


def test_every_filter_is_a_chip_and_each_chip_takes_its_own_away() -> None:
    filters = Filters(
        date_from=PartialDate(1900), date_to=PartialDate(1910, 5), newspapers=("Bee",), places=("Omaha",), sources=(3,),
        languages=("de", "und"), collection=4, must=("strike", "price of bread"), must_not=("war",), min_quality=0.5,
    )  # fmt: skip
    found = chips(filters)
    assert len(found) == 11
    for chip in found:
        assert chips(without(filters, chip)) == [each for each in found if each != chip]
    left = filters
    for chip in found:
        left = without(left, chip)
    assert left == Filters()


@given(st.lists(st.from_regex(r"[a-z]{1,6}( [a-z]{1,6})?", fullmatch=True), max_size=4))
def test_words_and_phrases_survive_their_field(words: list[str]) -> None:
    assert split_words(join_words(words)) == tuple(words)


def test_dates_are_spoken_and_read() -> None:
    assert spoken_date("1916-05-26") == "26 May 1916"
    assert spoken_date("1916-05") == "May 1916"
    assert spoken_date("about 1916") == "about 1916"
    assert parse_bound("1916-05") == PartialDate(1916, 5)
    assert parse_bound("26 May 1916") == parse_bound("May 26, 1916") == PartialDate(1916, 5, 26)
    assert parse_bound("Mai 1916 ") == PartialDate(1916, 5)
    for text in ("May", "3 March 18", "26 May", "1916-13", "4/5/1916", "  "):
        assert parse_bound(text) is None


def test_durations_are_spoken() -> None:
    assert [spoken_time(s) for s in (None, 0.2, 59, 61, 7500)] == ["", "1 s", "59 s", "1 min", "2 h 05 min"]


def test_a_citation_leaves_out_what_is_not_known() -> None:
    full = citation("A FIRE.", "The Bee", "Omaha", "1916-05-26", "3", "https://example.org/1")
    assert full == "“A FIRE,” The Bee (Omaha), 26 May 1916, p. 3, https://example.org/1."
    assert citation("", "", "", "", "") == "[unknown newspaper], n.d."
    assert citation("", "Bisbee daily review.", "", "1916-10-05", "") == "Bisbee daily review, 5 October 1916."
    opening = "The men of the tram company refused to take their\ncars out on Monday."
    named = citation("", "The Bee", "", "1916", "", opening=opening)
    assert named == "[The men of the tram company refused to …], The Bee, 1916."


@pytest.mark.parametrize("headline", ['"THE END" (SAID "HE")', "“THE END” (SAID “HE”)", "„THE END” (SAID “HE”)"])
def test_quotation_marks_inside_a_citation_are_single(headline: str) -> None:
    assert citation(headline, "The Bee", "", "1916", "").startswith("“‘THE END’ (SAID ‘HE’),” The Bee")


@pytest.mark.parametrize(("language", "day", "month", "many"), [
    ("en", "26 May 1916", "May 1916", "1,409.5"), ("de", "26. Mai 1916", "Mai 1916", "1.409,5"),
])  # fmt: skip
def test_dates_and_numbers_are_written_as_the_language_does(
    qapp: QApplication, language: str, day: str, month: str, many: str
) -> None:
    install_language(qapp, language)
    try:
        assert date_words("1916-05-26") == day and date_words("1916-05") == month and date_words("1916") == "1916"
        assert date_words("about 1916") == "about 1916"
        assert figure(1409.5, 1) == many and figure(12) == "12"
        assert citation("", "The Bee", "", "1916-05-26", "").endswith("26 May 1916."), "a citation is in English"
    finally:
        install_language(qapp, "en")


def test_replacing_a_mask_choice_keeps_the_rest(qtbot: QtBot) -> None:
    choices = MaskChoices(WORDS, NAMES)
    assert replace(choices, enabled=False).is_hidden(NAMES[0]) is False
