"""Which words are words, and whether two pieces of text are the halves of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dejavu_app.errors import UserError
from dejavu_app.resources import resource_path

_TOTAL = 20_000_000  # running words behind the counts
# Share of line ends that break a word (one in six in the newspapers counted), shared among its possible breaks.
_BREAKS = 0.06
# Endings and beginnings so usual after or before a break that a word we do not know may be completed by them.
_TAILS_TEXT = (
    "tion tions tional sion sions ment ments ing ings ed er ers ly ness ance ances ence ences ity ities able ible "
    "ous ious eous ary ery ory tive tives sive cial tial cially tially dent dents ture tures tured ated ating ates "
    "ation ations cation ization ized izing ism ists ship ships ful fully less ual ually ter ters ber ton ville "
    "burg tory tary ny ty cy ry gy thing where self selves ward wards"
)
_TAILS = frozenset(_TAILS_TEXT.split())


@cache
def words() -> Mapping[str, int]:
    """Lower-case English words and how often the newspapers behind the list print them.

    Raises ``UserError`` when the shipped list is missing.
    """
    path = resource_path("text", "words.txt")
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        reason = f"{path}: the word list cannot be read ({error.strerror})."
        raise UserError(reason, "Install Déjà Vu again.") from error
    return {word: int(n) for word, _, n in (row.partition(" ") for row in rows)}


def one_word(left: str, right: str, common: Mapping[str, int]) -> bool:
    """Whether ``left`` at a line's end and ``right`` at the next line's start are one word whose hyphen was lost.

    Both are compared by the odds of the joined word broken here against the two standing side by side by chance;
    ``common`` is what ``words()`` gives. An unknown joined word is only believed in for a usual ending.
    """
    left, right = left.lower(), right.lower()
    joined = common.get(left + right, 0)
    first, second = common.get(left, 0), common.get(right, 0)
    if joined:
        return not (first and second) or joined * _TOTAL * _BREAKS > first * second
    return not first and len(left) > 2 and right in _TAILS and (second < 1000 or len(right) < 3)


def keeps_hyphen(left: str, right: str, common: Mapping[str, int]) -> bool:
    """Whether a hyphen at a line's end belongs to a compound (``counter-`` ``attack``) and not to the break."""
    left, right = left.lower(), right.lower()
    return left + right not in common and len(left) > 2 and len(right) > 2 and left in common and right in common
