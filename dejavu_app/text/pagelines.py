"""What each printed line of a page looks like: headline, running text, dateline, rule, rubbish."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from dejavu_app.domain import Article, LineBox
from dejavu_app.text.lexicon import words

Ints = npt.NDArray[np.int32]


class Kind(IntEnum):
    """The look of one line."""

    BLANK = 0
    RULE = 1  # dashes, stars, "-o-": printed to part one item from the next
    MASTHEAD = 2  # volume and number, day and price, and what stands in the ears beside the name
    JUNK = 3  # signs and scraps
    TABLE = 4  # figures
    SHORT = 5  # a few letters: the end of a paragraph, or a scrap
    CAPS = 6  # nearly all capitals
    TITLE = 7  # every word of weight begins with a capital
    BODY = 8  # running text


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's lines in reading order; every field has one entry a line.

    ``starts`` and ``ends`` are character offsets into the page's text; ``ends_sentence`` and ``opens`` (begins with a
    capital or a quotation mark) say whether a paragraph may end or begin here; ``titled`` that at least half of the
    words begin with capitals; ``big`` marks type clearly larger than the page's running text and ``far`` a line that
    does not follow its predecessor closely in the same column (both false where the reader gave no line boxes).
    """

    starts: list[int]
    ends: list[int]
    kinds: list[Kind]
    words: list[int]
    lengths: list[int]
    ends_sentence: list[bool]
    opens: list[bool]
    dateline: list[bool]
    continued: list[bool]
    titled: list[bool]
    big: list[bool]
    far: list[bool]
    width: int  # characters of an ordinary full line

    def __len__(self) -> int:
        return len(self.starts)


_UPPER, _LOWER, _DIGIT, _SPACE, _OTHER = 0, 1, 2, 3, 4
_TABLE_SIZE = 0x3000
# Months, also as OCR misreads their abbreviations.
_MONTH = r"(?i:J[ao][nu]|F[eco][bh]|Mar|Apr|May|Jun|Jul|A[un]g|[S68][eaco]p|O[ce]t|Nov|De[ce])(?i:[a-z]{0,6})"
_DASH = r"(?:[—–=«*?]|--|[.,;] ?-|-)"
_DAY = r"[.,]?\s?[\dIlOSio!]{1,2}\b(?!,?\s1[6-9]\d\d)"
_HOUR = r"(?:,\s?\d[\d.:]*\s?[ap]\.?\s?m)?"
_DATELINE = re.compile(
    rf"""^[^\w\n]{{0,3}}[A-Z][^\n]{{2,60}}?[,.„;'’ ]\s?{_MONTH}{_DAY}[^\n]{{0,30}}?{_DASH}  # PARIS, via London, May 2.—
    | ^[^\w\n]{{0,3}}[A-Z][\w.'’ ]{{2,28}}[,.„][^\n]{{0,20}}?\b{_MONTH}{_DAY}{_HOUR}[.,]{{0,2}}(?:\s[A-Z"(]|$)
    | ^[^\w\n]{{0,2}}[A-Z][A-Z.'’ ]{{3,28}}(?:,\s[A-Z][\w.]{{1,12}})?[,.]?\s?(?:[—–]|--|[.]\s?-)  # PARIS—""",
    re.VERBOSE,
)
_MASTHEAD = re.compile(
    r"""^\W*(?:the\s)?(?:weather(?:\sforecast)?|unsettled|fair|forecast|extra|(?:last|home|final|city)\sedition)\W*$
      | \b(?:one|two|three|five)\scents?\W*$ | \bvol(?:ume)?s?\b\W{0,3}[\dIVXLC] | \bvolume\b
      | \bn(?:o|umber)s?\b[.:]?\s?\d | \bprice\b.*\bcents?\b | \bcents?\sa\s(?:copy|week|month)\b | \bestablished\b
      | \bedition\b | \bsubscription\b | \bentered\s(?:as|at)\b | \bassociated\spress\b | \bper\s(?:year|annum|copy)\b
      | \b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*\b1[6-9]\d\d\b | \b(?:twelve|ten|eight|six|four|\d+)\spages\b
      | \bcirculation\b | \bpages\sto-?day\b | \b(?:publish|issu)ed\s(?:every|daily|weekly|at)\b | \bsemi-weekly\b
      | (?-i:[A-Z]{3,9}[.]?,?\s\d{1,2},\s1[6-9]\d\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# One of these stands in every masthead line; looking for them first, page by page, is far faster.
_MASTHEAD_TEXT = (
    "vol number price cent establish edition subscri entered associated pages issued circulation published semi- "
    "weather unsettled forecast extra fair annum copy"
)
_MASTHEAD_KEYS = tuple(_MASTHEAD_TEXT.split())
_MASTHEAD_NUMBERS = (re.compile(r"nos?\b[.:]?\s?\d"), re.compile(r"1[6-9]\d\d"), re.compile("per year"))
_MASTHEAD_LINES = 40  # further down only lines that stand out may belong to a masthead
_CONTINUED = re.compile(r"^\W*(?:continued|cont'd|concluded)\s(?:on|from|to)\b", re.IGNORECASE)
_RULE = re.compile(r"^\s*(?:[-—–_=*~.•·oO0+<>:♦xX ]*)$")
# Words that stay small inside a headline.
_SMALL_TEXT = (
    "a an the and or nor but of in on at to by for from with as is are was be it its his her that into over up out off "
    "no not per de la le du des der die das und von zu im am y el los e di"
)
_SMALL = frozenset(_SMALL_TEXT.split())


@cache
def _classes() -> npt.NDArray[np.uint8]:
    table = np.full(_TABLE_SIZE, _OTHER, np.uint8)
    for code in range(_TABLE_SIZE):
        char = chr(code)
        if char.isalpha():
            table[code] = _UPPER if char.isupper() else _LOWER
        elif char.isdigit():
            table[code] = _DIGIT
        elif char.isspace():
            table[code] = _SPACE
    return table


def lines_of(page: Article) -> PageLines:
    """The lines of a page: its line boxes where the reader gave any, else the text between line breaks."""
    text = page.text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _classes()[np.minimum(codes, _TABLE_SIZE - 1)]
    classes[codes >= _TABLE_SIZE] = _LOWER  # letters of the great scripts; nothing there has capitals
    boxes = [box for box in page.lines if 0 <= box.start < box.end <= len(text)]
    if boxes:
        boxes.sort(key=lambda box: box.start)
        starts = np.array([box.start for box in boxes], np.int64)
        ends = np.maximum(np.array([box.end for box in boxes], np.int64), starts)
    else:
        breaks = np.flatnonzero(codes == 10)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(codes)]])
    return _described(text, classes, starts, ends, *_layout(boxes, len(starts)))


def _described(
    text: str,
    classes: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    size: npt.NDArray[np.float64],
    far: list[bool],
) -> PageLines:
    def per_line(mask: npt.NDArray[np.bool_]) -> Ints:
        total = np.zeros(len(classes) + 1, np.int32)
        np.cumsum(mask, out=total[1:])
        return total[ends] - total[starts]

    upper, lower, digit, space = (classes == c for c in (_UPPER, _LOWER, _DIGIT, _SPACE))
    begins = np.concatenate([[True], space[:-1]])
    n_upper, n_lower, n_digit = per_line(upper), per_line(lower), per_line(digit)
    n_other = per_line(classes == _OTHER)
    n_words = per_line(begins & ~space)
    n_small = per_line(begins & lower)
    letters = n_upper + n_lower
    signs = letters + n_digit + n_other
    length = (ends - starts).astype(np.int32)

    kinds = np.full(len(starts), Kind.BODY, np.int8)
    titled = (n_upper >= 1) & (2 * n_small <= n_words) & (n_lower >= 3) & (letters >= 6)
    kinds[titled] = Kind.TITLE
    kinds[(letters < 9) & ~titled] = Kind.SHORT
    kinds[(n_upper >= 4) & (n_upper >= 0.72 * letters)] = Kind.CAPS
    kinds[(n_digit > letters) & (n_digit >= 2)] = Kind.TABLE
    scrappy = (letters < 2.1 * n_words) & (n_words > 1) | (letters < 0.62 * signs) & (n_digit < 0.3 * signs)
    kinds[scrappy | (letters <= 3) & (n_digit <= 2)] = Kind.JUNK
    kinds[(letters + n_digit < 2) & (n_other >= 3)] = Kind.RULE
    kinds[signs == 0] = Kind.BLANK
    running = length[(kinds == Kind.BODY) & (length >= 18)]
    width = int(np.percentile(running, 60)) if len(running) >= 5 else 36

    kind_list = [_KINDS[kind] for kind in kinds.tolist()]
    first, last = starts.tolist(), ends.tolist()
    masthead = _masthead_lines(text, first)
    small = n_small.tolist()
    stops: list[bool] = []
    opens: list[bool] = []
    dateline = [False] * len(first)
    continued = [False] * len(first)
    for at, kind in enumerate(kind_list):
        line = text[first[at] : last[at]].strip()
        stops.append(line[-1:] in _STOPS)
        head = line[:1]
        capital = head.isupper() or head in _QUOTES or (head in _BEFORE and line[1:2].isupper())
        opens.append(capital)
        if kind is not Kind.BODY:
            if kind is Kind.TITLE and small[at] and not _small_words_only(line):
                kind = Kind.BODY
            elif kind is Kind.RULE or kind is Kind.JUNK:
                kind = Kind.RULE if len(line) >= 3 and _RULE.match(line) else Kind.JUNK
        if at in masthead and (kind < Kind.BODY or at < _MASTHEAD_LINES) and _MASTHEAD.search(line, 0, 200):
            kind = Kind.MASTHEAD
        elif capital and (kind >= Kind.CAPS or (kind >= Kind.JUNK and len(line) > 16)) and _DATELINE.match(line):
            dateline[at] = True
            kind = Kind.BODY
        if head in _CONTINUES and _CONTINUED.match(line):
            continued[at] = True
        kind_list[at] = kind
    return PageLines(
        first, last, kind_list, n_words.tolist(), length.tolist(), stops, opens, dateline, continued,
        ((n_words >= 3) & (2 * n_small <= n_words) & (n_upper >= 2)).tolist(),
        # A line of running text may be tall for its long letters; only twice the height is a headline's.
        (((kinds != Kind.BODY) & (size > 1.45)) | (size > 2.2)).tolist(), far, width,
    )  # fmt: skip


_KINDS = tuple(Kind)
_BEFORE = frozenset("(•")
_CONTINUES = frozenset("([Cc")
_STOPS = frozenset(".!?\"')”’:;—")
_QUOTES = frozenset("\"“‘'")


def _masthead_lines(text: str, starts: list[int]) -> set[int]:
    """The lines in which something stands that a masthead must have."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals of other scripts grow when lowered
        return set(range(len(starts)))
    places = [found.start() for number in _MASTHEAD_NUMBERS for found in number.finditer(lowered)]
    for key in _MASTHEAD_KEYS:
        at = lowered.find(key)
        while at >= 0:
            places.append(at)
            at = lowered.find(key, at + 1)
    return {bisect_right(starts, at) - 1 for at in places}


def _small_words_only(line: str) -> bool:
    return all(word in _SMALL for word in (w.strip(",.;:!?\"'-") for w in line.split()) if word[:1].islower())


def _layout(boxes: Sequence[LineBox], count: int) -> tuple[npt.NDArray[np.float64], list[bool]]:
    """Each line's height over the page's usual, and which lines do not follow closely on the line before."""
    if len(boxes) < 5:
        return np.ones(count), [False] * count
    heights = np.array([box.height for box in boxes], np.float64)
    usual = float(np.median(heights)) or 1.0
    far = [True]
    for before, box in itertools.pairwise(boxes):
        gap = box.y - (before.y + before.height)
        aside = abs(box.x - before.x) > max(box.width, before.width)
        far.append(aside or gap > 1.2 * usual or gap < -2.0 * usual)
    return heights / usual, far


def readable(line: str) -> bool:
    """Whether a headline's line has a word that we know, or enough letters to be a name."""
    common = words()
    tokens = re.findall(r"[^\W\d_]{2,}", line)
    known = sum(token.lower() in common for token in tokens)  # names are never all of a headline
    return known * 2 >= len(tokens) and any(len(token) > 2 for token in tokens)
