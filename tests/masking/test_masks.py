"""Masks: what is hidden, what is left, and the way back to the text as read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import LABELS, MaskStyle, Mention
from dejavu_app.masking import edit, mask

STYLES: tuple[MaskStyle, ...] = ("remove", "token", "typed", "none")


def marked(text: str) -> tuple[str, list[Mention]]:
    """``{PER:Wilson} said`` as the plain text and its mentions."""
    plain, mentions = "", []
    for part in re.split(r"(\{\w+:[^}]*\})", text):
        match = re.fullmatch(r"\{(\w+):([^}]*)\}", part)
        if match:
            mentions.append(Mention(len(plain), len(plain) + len(match[2]), match[1]))
            plain += match[2]
        else:
            plain += part
    return plain, mentions


@pytest.mark.parametrize(
    ("text", "removed", "token", "typed"),
    [
        ("Mr. {PER:Wilson} said no.", "Mr. said no.", "Mr. [MASK] said no.", "Mr. [PER] said no."),
        ("in {LOC:Chicago}, {LOC:Ill.}, today", "in, today", "in [MASK], today", "in [LOC], today"),
        ("in {LOC:Springfield}, {LOC:Ill}., today", "in, today", "in [MASK], today", "in [LOC], today"),
        ("the {ORG:Senate}'s vote", "the vote", "the [MASK]'s vote", "the [ORG]'s vote"),
        ("{PER:Smith's} house", "house", "[MASK]'s house", "[PER]'s house"),
        ("He saw ({PER:Smith}) run.", "He saw run.", "He saw ([MASK]) run.", "He saw ([PER]) run."),
        ("{PER:Bob Roy}, of {LOC:London}, won.", "of, won.", "[MASK], of [MASK], won.", "[PER], of [LOC], won."),
        (
            "men of {LOC:Ohio}. {PER:Smith} said",
            "men of. said",
            "men of [MASK]. [MASK] said",
            "men of [LOC]. [PER] said",
        ),
        ("with {PER:Lee}, {LOC:Ohio}, now", "with, now", "with [MASK], now", "with [PER], [LOC], now"),
        (
            "the {ORG:N. Y. Central} , and {LOC:Rome} ; then",
            "the, and; then",
            "the [MASK] , and [MASK] ; then",
            "the [ORG] , and [LOC] ; then",
        ),
        ("{PER:BRYAN}'S SPEECH. {PER:HAY'S} ALSO.", "SPEECH. ALSO.", "[MASK]'S SPEECH. [MASK]'S ALSO.",
         "[PER]'S SPEECH. [PER]'S ALSO."),
        ("The {PER:Mayor} ({PER:P. Roe}), who spoke", "The, who spoke", "The [MASK] ([MASK]), who spoke",
         "The [PER] ([PER]), who spoke"),
        ("He met {PER:Hay}; {PER:Lee}.", "He met.", "He met [MASK]; [MASK].", "He met [PER]; [PER]."),
        ("{LOC:ROME}.—The king", "The king", "[MASK].—The king", "[LOC].—The king"),
        ("of M. {PER:Dupre\u0301} too", "of M. too", "of M. [MASK] too", "of M. [PER] too"),
        ("He saw {PER:Lee}\n\n{PER:Hay} died.", "He saw \n\ndied.", "He saw [MASK]\n\n[MASK] died.",
         "He saw [PER]\n\n[PER] died."),
        ("{PER:A}", "", "[MASK]", "[PER]"),
        ("", "", "", ""),
        ("nothing here", "nothing here", "nothing here", "nothing here"),
    ],
)
def test_a_mask_leaves_clean_text_in_each_style(text: str, removed: str, token: str, typed: str) -> None:
    plain, mentions = marked(text)
    mentions = [replace(m, end=m.end - plain[m.start : m.end].endswith("\u0301")) for m in mentions]  # as found
    assert mask(plain, mentions, "remove").text == removed
    assert mask(plain, mentions, "token").text == token
    assert mask(plain, mentions, "typed").text == typed
    assert mask(plain, mentions, "none").text == plain


def test_only_the_chosen_labels_are_hidden() -> None:
    plain, mentions = marked("{PER:Smith} of {LOC:London} spoke")
    masked = mask(plain, mentions, "typed", labels=("LOC",))
    assert masked.text == "Smith of [LOC] spoke"
    assert masked.mentions == (mentions[1],)


def test_a_sentence_end_parts_two_masks_and_a_paragraph_end_too() -> None:
    plain, mentions = marked("by {PER:Smith}\n\n{PER:Brown} said")
    assert mask(plain, mentions, "token").text == "by [MASK]\n\n[MASK] said"


texts = st.text(alphabet="ab.,;()'’ \n-Zé—\"", max_size=60)


@st.composite
def texts_with_mentions(draw: st.DrawFn) -> tuple[str, list[Mention]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Mention(s, e, draw(st.sampled_from(LABELS))) for s, e in pairs if e > s]


@settings(max_examples=150, deadline=None)
@given(texts_with_mentions(), st.sampled_from(STYLES))
def test_kept_pieces_are_slices_and_nothing_hidden_is_kept(case: tuple[str, list[Mention]], style: MaskStyle) -> None:
    text, mentions = case
    masked = mask(text, mentions, style)
    assert "".join(masked.text[p.start : p.end] for p in masked.pieces) == masked.text
    hidden = {i for m in masked.mentions for i in range(m.start, m.end)}
    for piece in masked.pieces:
        if piece.kept:
            assert masked.text[piece.start : piece.end] == text[piece.source_start : piece.source_end]
            if style != "none":
                left = hidden & set(range(piece.source_start, piece.source_end))
                # a possessive at a mention's end may stay, for "[MASK]'s"
                assert all(text[i] in "'’s \n" or not text[i].isalnum() for i in left)
    for start in range(0, len(masked.text), 7):
        begin, end = masked.to_source(start, min(len(masked.text), start + 5))
        assert 0 <= begin <= end <= len(text)


@settings(max_examples=100, deadline=None)
@given(texts_with_mentions())
def test_removal_leaves_no_letter_that_the_text_did_not_have(case: tuple[str, list[Mention]]) -> None:
    text, mentions = case
    left = iter(text)
    assert all(letter in left for letter in mask(text, mentions, "remove").text)


def test_a_map_leads_from_masked_offsets_back_to_the_text() -> None:
    plain, mentions = marked("Old {PER:John Smith} of {LOC:Leeds} died.")
    masked = mask(plain, mentions, "token")
    start = masked.text.index("died")
    assert plain[slice(*masked.to_source(start, start + 4))] == "died"
    start = masked.text.index("[MASK]")
    assert plain[slice(*masked.to_source(start, start + 6))] == "John Smith"
    removed = mask(plain, mentions, "remove")
    start = removed.text.index("died")
    assert plain[slice(*removed.to_source(start, start + 4))] == "died"


def test_edit_shows_hides_and_filters() -> None:
    plain, mentions = marked("{PER:John Smith} of {LOC:Leeds} met a giant in {ORG:Parliament}.")
    assert edit(mentions, [], [], LABELS) == mentions
    assert edit(mentions, [], [], ("ORG",)) == [mentions[2]]
    assert edit(mentions, [(5, 6)], [], LABELS) == mentions[1:]
    giant = (plain.index("giant"), plain.index("giant") + 5)
    assert Mention(*giant, "MISC") in edit(mentions, [], [giant], LABELS)


def test_a_span_hidden_by_hand_takes_in_what_it_touches_and_outlives_the_label_switch() -> None:
    plain, mentions = marked("{PER:John Smith} of {LOC:Leeds} spoke.")
    assert edit(mentions, [], [(5, plain.index(" spoke"))], LABELS) == [Mention(0, plain.index(" spoke"), "PER")]
    hidden = edit(mentions, [], [(plain.index("spoke"), len(plain) - 1)], ("LOC",))
    assert mask(plain, hidden, "remove", ("LOC",)).text == "John Smith of."


def test_mentions_beyond_the_text_or_overlapping_do_no_harm() -> None:
    assert (
        mask("abc def", [Mention(0, 3, "PER"), Mention(2, 5, "LOC"), Mention(5, 99, "LOC")], "token").text
        == "[MASK] def"
    )
