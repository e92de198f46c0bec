"""Cleans OCR text for machines to read, with an exact map back to the text as read."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from dejavu_app.text.lexicon import keeps_hyphen, one_word, words

CLEANING_RULES = "clean-2"
"""Names the rules in a pipeline's fingerprint; raised whenever cleaning changes what is encoded."""

# Replaced one for one, so that no offset moves. Line breaks stay until the words broken there have been joined.
_SAME_LENGTH = str.maketrans(
    dict.fromkeys("\t\v\f\x1c\x1d\x1e\x1f\xa0\u1680\u202f\u205f\u3000", " ")
    | {chr(code): " " for code in range(0x2000, 0x200B)}
    | dict.fromkeys("\x85\u2028\u2029", "\n")
    | {"ſ": "s", "‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"'}
    | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}  # halves of a letter that no library takes
    | {"¬": "-", "‐": "-", "‑": "-", "⸗": "-"}
)
_NEEDS_TABLE = re.compile(r"[\t\v\f\x1c-\x1f]|[^\x00-\x7f]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ"}
_RARE = re.compile(rf"[{''.join(_LIGATURES)}]|_+|  +")
# A mark that OCR set apart parts two words; on its own it would be taken for dirt. Moved, so that no offset changes.
_MARK_APART = re.compile(r" ([,.;:!?)\]])(?=\s|$)|(?<=\s)([(\[]) ")
# What stands between words, with the blank space around a line's end.
_RUN = re.compile(r"[^\w \r\n]+(?: *[\r\n]\W*)?|[\r\n]\W*")
_USUAL = frozenset([",", ".", "'", '"', '."', ',"', "-", ";", ":", ").", "),", ")", "?", "!", "—", ".—", '?"'])
# OCR's reading of rules, ornaments, dirt and column edges: never part of a word or a sentence.
_BULLETS = "•·■□▪▫●○◦◆◇★☆►◄▲▼♦¦»«█▌▐†‡"
_MARKS = re.compile(
    rf"[|~^*\\{{}}<>{_BULLETS}\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\ufffd]+"
)
_ALONE = frozenset(["-", "—", "–", "&", "$", "£", "€", "%", "§", "#", "@", "°", "+", "/"])
_HYPHENS = frozenset("-\xad=")
_WORD = re.compile(r"[^\W\d_]+")
# Words that only a long s read as f can give; where one stands, the other words of the text are mended too.
_LONG_S = re.compile(
    r"\b(?:fuch|thofe|thefe|muft|firft|fhall|fhould|himfelf|alfo|faid|becaufe|houfe|moft|juft|laft|fome|fince|thoufand|perfon)\b"
)
_WITH_F = re.compile(r"\b[^\W\d_]*f[^\W\d_]*")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Cleaned text and where each of its characters stands in the text as read.

    The map is a list of edits, each ``raw[raw_start:raw_end] → text[start:end]``; outside them both run in step.
    """

    text: str
    _raw_starts: tuple[int, ...] = field(default=(), repr=False)
    _raw_ends: tuple[int, ...] = field(default=(), repr=False)
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _ends: tuple[int, ...] = field(default=(), repr=False)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as read that ``text[start:end]`` was made from."""
        return _carry(start, end, self._starts, self._ends, self._raw_starts, self._raw_ends)

    def from_raw(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``text`` that was made from ``raw[start:end]``; empty when all of that was removed."""
        return _carry(start, end, self._raw_starts, self._raw_ends, self._starts, self._ends)


def _carry(
    start: int,
    end: int,
    here_starts: tuple[int, ...],
    here_ends: tuple[int, ...],
    there_starts: tuple[int, ...],
    there_ends: tuple[int, ...],
) -> tuple[int, int]:
    """A span carried over the edits: its first and its last character decide, an edit counts as a whole."""
    at = bisect_right(here_starts, start) - 1
    if at < 0:
        first = start
    elif start < here_ends[at]:
        first = there_starts[at]
    else:
        first = there_ends[at] + start - here_ends[at]
    if end <= start:
        return first, first
    at = bisect_right(here_starts, end - 1) - 1
    if at < 0:
        last = end
    elif end <= here_ends[at]:
        last = there_ends[at]
    else:
        last = there_ends[at] + end - here_ends[at]
    return first, max(first, last)


def clean(raw: str) -> CleanText:
    """The text as one line of whole words: broken words joined, ligatures and long s resolved, stray marks removed.

    Any Unicode string is accepted. Curly quotation marks become straight ones; letters, digits and ordinary
    punctuation stay as read, since correcting them is not this function's business.
    """
    text = raw.translate(_SAME_LENGTH) if _NEEDS_TABLE.search(raw) else raw
    if "ſ" in raw or _LONG_S.search(text):
        text = _WITH_F.sub(_mend_long_s, text)
    text = _MARK_APART.sub(_attached, text)
    edits = _edits(text)
    if "  " in text or "_" in text or not text.isascii():
        edits = _merged(edits, text)
    return _applied(text, edits)


def _attached(match: re.Match[str]) -> str:
    return f"{match[1]} " if match[1] else f" {match[2]}"


def _mend_long_s(match: re.Match[str]) -> str:
    common = words()
    word = match[0]
    mended = word.replace("f", "s")
    return mended if word.lower() not in common and mended.lower() in common else word


def _edits(text: str) -> list[tuple[int, int, str]]:
    """The length-changing edits at punctuation and line ends, in order, not overlapping."""
    edits: list[tuple[int, int, str]] = []
    size = len(text)
    for match in _RUN.finditer(text):
        run = match[0]
        start, end = match.span()
        if run == "\n" and start and text[start - 1] != " ":
            # The most frequent case by far: nothing but a line's end between two words.
            if end < size and text[start - 1].isalpha() and text[end].isalpha() and _lost(text, start, end):
                edits.append((start, end, ""))
        elif run in _USUAL and start and text[start - 1] != " ":
            continue
        elif "\n" in run or "\r" in run:
            floor = edits[-1][1] if edits else 0
            while start > floor and text[start - 1] == " ":
                start -= 1
            edits.append(_line_end(text, start, end, text[start:end].lstrip(" ")))
        else:
            alone = (not start or text[start - 1] in " \n\r") and (end == size or text[end] == " ")
            if alone and run not in _ALONE:
                edits.append((start, min(end + 1, size), ""))
            elif _MARKS.search(run):
                edits.append((start, end, _MARKS.sub(_stand_in, run)))
    return edits


def _stand_in(match: re.Match[str]) -> str:
    return " " if match[0][0] in _BULLETS else ""


def _line_end(text: str, start: int, end: int, run: str) -> tuple[int, int, str]:
    """The edit for a line's end with the punctuation and blank space around it."""
    line = min(at for at in (run.find("\n"), run.find("\r")) if at >= 0)
    before, after = run[:line].rstrip(" "), run[line:].lstrip("\r\n ")
    whole = end < len(text) and start > 0 and not after
    if whole and before and _HYPHENS.issuperset(before) and (before != "=" or text[start - 1].isalpha()):
        return start, end, _hyphen(text, start, end)
    if whole and not before and text[start - 1].isalpha() and text[end].isalpha() and _lost(text, start, end):
        return start, end, ""
    before = _MARKS.sub(_stand_in, before)
    after = _MARKS.sub(_stand_in, after.replace("\n", " ").replace("\r", " "))
    loose = end == len(text) or after.endswith(" ")
    after = " ".join(piece for piece in after.split(" ") if piece)
    if loose:
        after = after + " " * (end < len(text)) if after in _ALONE else ""
    if not start or text[start - 1] == " ":
        before = "" if before not in _ALONE else before
    gap = " " if before or (start and text[start - 1] != " ") else ""
    if end == len(text):
        return start, end, before + (gap + after if after else "")
    if text[end] == " " and not after:
        end += 1
    return start, end, before + gap + after


def _lost(text: str, start: int, end: int) -> bool:
    """Whether the words on both sides of ``text[start:end]`` are one word that lost its hyphen."""
    right = _WORD.match(text, end)
    left = _token_before(text, start)
    if right is None or not left.isalpha():
        left = _tail(left)
    if right is None or len(left) < 2:
        return False
    if not text[end].islower() and not (left.isupper() and right[0].isupper() and len(left) > 2):
        return False
    return one_word(left, right[0], words())


def _token_before(text: str, end: int) -> str:
    """What stands between the last blank and ``end``; of anything longer than a word only the end."""
    floor = max(0, end - 40)
    return text[max(text.rfind(" ", floor, end), text.rfind("\n", floor, end), floor - 1) + 1 : end]


def _tail(token: str) -> str:
    """The letters at the end of a token; empty where an apostrophe or a digit stands before them."""
    pieces = _WORD.findall(token)
    if not pieces or not token.endswith(pieces[-1]):
        return ""
    return "" if token[: -len(pieces[-1])][-1:] in "'0123456789" and token != pieces[-1] else pieces[-1]


def _hyphen(text: str, start: int, end: int) -> str:
    """What stands for a hyphen and the line's end after it: nothing, or the hyphen of a compound."""
    right = _WORD.match(text, end)
    left = _tail(_token_before(text, start))
    if right is None:
        return "-" if text[end].isdigit() else "- "
    if not left:
        return "-"
    if right[0][0].isupper() and not left.isupper():
        return "-"
    return "-" if keeps_hyphen(left, right[0], words()) else ""


def _merged(edits: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """The edits with those of ligatures, underscores and wide gaps added where no other edit stands already."""
    added = [(m.start(), m.end(), _LIGATURES.get(m[0], " " if m[0][0] == " " else "")) for m in _RARE.finditer(text)]
    kept: list[tuple[int, int, str]] = []
    for edit in sorted(edits + added, key=lambda e: (e[0], e[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def _applied(text: str, edits: list[tuple[int, int, str]]) -> CleanText:
    if not edits:
        return CleanText(text.replace("\n", " "))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = at = 0
    for start, end, new in edits:
        pieces.append(text[done:start])
        at += start - done
        pieces.append(new)
        starts.append(at)
        at += len(new)
        ends.append(at)
        done = end
    pieces.append(text[done:])
    joined = "".join(pieces).replace("\n", " ").replace("\r", " ")
    return CleanText(
        joined, tuple(edit[0] for edit in edits), tuple(edit[1] for edit in edits), tuple(starts), tuple(ends)
    )
