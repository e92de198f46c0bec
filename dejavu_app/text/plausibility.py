"""Says how much of a text reads as words: the quality figure that is shown beside an article."""

from __future__ import annotations

import re
from functools import cache

from dejavu_app.text.lexicon import words

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MARKS = re.compile(r"[|~^*\\{}<>_•■□▪●★►◄¦»«\ufffd=§¬]")
_SIGN_IN_WORD = re.compile(r"[\d?!;:](?<=[^\W\d_].)(?=[^\W\d_])")
_LONELY = frozenset("$&—–-")
_INITIAL = re.compile(r"[.,„](?<=\b[A-Z].)")
# A word we do not know that could be one: some vowel, no long run of consonants, no letter thrice, one case.
_IMPOSSIBLE = re.compile(r"^[^aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāēěīōūůąęőű]+$|[bcdfghjklmnpqrtvwxz]{5}|(.)\1\1")
# Little words of the languages that immigrants' and colonies' newspapers were printed in.
_OTHER_TEXT = (
    "der die das und den von zu mit ist nicht ein eine dem des sich auf im für auch als wird werden wurde bei nach "
    "le les du et dans pour que qui une est par sur pas plus avec il sont au aux ce cette ont été el los las del y "
    "en por con una se su lo como para más sus al ha fue no och att det som på av för är med till var ikke og til "
    "af har de di che e per della un non sono gli dei nel alla da w na z się do nie jest że od po za przez jak a je "
    "ja on ei se että oli hän kun mutta niin myös ovat hogy nem egy és volt v že s ve pro jako byl ale jsou "
    "het van een dat op te zijn voor aan met niet bij"
)
_OTHER = frozenset(_OTHER_TEXT.split())
_LATIN = re.compile(r"[a-z]")

FEWEST_WORDS = 8
ENGLISH = 0.6
"""Share of English words from which a text is English, badly read perhaps."""
WHOLE = 3.8
"""Letters of a word, in the mean, from which words are whole and no scraps of OCR."""


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


def quality(text: str) -> float:
    """The share of plausible words in ``text``, from 0.0 (none, or no words at all) to 1.0.

    A word of the lexicon counts in full, an unknown one that is formed like a word (a name, a rare word, half of a
    word broken at a line's end) in part, or in full where the text is plainly in another language; runs of signs that
    are no words count against the text.
    """
    tokens = _WORDS.findall(text.lower())
    if not tokens:
        return 0.0
    known = _known()
    strangers = [token for token in tokens if token not in known]
    total = len(tokens)
    letters = sum(len(token) == 1 for token in strangers)
    initials = min(len(_INITIAL.findall(text)), letters) if letters else 0
    articles = sum(len(token) == 1 for token in tokens) - letters  # "a", "I": one word in seven at most
    strays = max(0.0, articles - 0.15 * total)
    dirt = len(_MARKS.findall(text)) + len(_SIGN_IN_WORD.findall(text))
    dirt += sum(
        not (word[0].isalnum() or word[-1].isalnum() or word in _LONELY or any(map(str.isalnum, word)))
        for word in text.split()
    )
    if not strangers:
        return (total - strays) / (total + dirt)
    foreign = sum(token in _OTHER for token in strangers)
    # In a text of few known words even what looks like a word is more likely rubbish.
    credit = 0.1 + 0.6 * (total - len(strangers)) / total
    latin = [token for token in strangers if token.isascii() or _LATIN.search(token)]
    formed = sum(map(_formed, latin))
    whole = dirt < 0.1 * total and formed > 0.85 * len(latin) and sum(map(len, latin)) > 4.5 * len(latin)
    if foreign > max(2, 0.06 * total) or (whole and total > 20 and len(strangers) > 0.6 * total):
        credit = 0.95  # a language whose words we do not know
    other_script = sum(len(token) < 23 for token in strangers) if not latin else len(strangers) - len(latin)
    plausible = total - len(strangers) - strays + initials + credit * formed + other_script
    return min(1.0, plausible / (total + dirt))


def is_foreign(text: str) -> bool:
    """Whether a well-read text of a sentence or more is plainly in another language than English: few of its words are
    English and many are little words of others, or it is in another alphabet."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) >= FEWEST_WORDS and sum(letter > "\u024f" for letter in letters) > len(letters) / 2:
        return True
    tokens = _WORDS.findall(text.lower())
    known = _known()
    if len(tokens) < FEWEST_WORDS or sum(token in known for token in tokens) > ENGLISH * len(tokens):
        return False
    other = sum(token in _OTHER for token in tokens)
    return other > max(2, 0.08 * len(tokens)) and sum(map(len, tokens)) > WHOLE * len(tokens)


def _formed(word: str) -> bool:
    """Whether a word of the Latin alphabet could be pronounced."""
    return 1 < len(word) < 23 and _IMPOSSIBLE.search(word) is None
