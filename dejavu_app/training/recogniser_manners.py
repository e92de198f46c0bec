"""Newspaper manners put onto annotated blocks: headlines in capitals, honorifics, initials, datelines, long s."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from dejavu_app.training.recogniser_corpora import Block, spans, with_honorifics

_TITLES = (
    "Mr.",
    "Mr.",
    "Mr.",
    "Mr.",
    "Mrs.",
    "Mrs.",
    "Miss",
    "Hon.",
    "Dr.",
    "Rev.",
    "Gen.",
    "Col.",
    "Capt.",
    "Judge",
    "Senator",
    "Governor",
    "Gov.",
    "Prof.",
    "Sir",
    "President",
    "Lieut.",
    "Maj.",
    "Major",
    "General",
    "Captain",
    "Rev. Mr.",
    "Colonel",
    "Lord",
    "Sheriff",
    "Mayor",
    "Secretary",
    "Justice",
    "Bishop",
    "Admiral",
    "Officer",
)
_MONTHS = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
    "January",
    "October",
    "Dec",
    "Jan",
    "Feb",
)
_STATES = (
    "Ill.",
    "N. Y.",
    "Mass.",
    "Pa.",
    "O.",
    "Ohio",
    "Ind.",
    "Mo.",
    "Tenn.",
    "Ky.",
    "Va.",
    "N. C.",
    "S. C.",
    "Ga.",
    "La.",
    "Tex.",
    "Cal.",
    "Wis.",
    "Minn.",
    "Mich.",
    "Iowa",
    "Ia.",
    "Kan.",
    "Neb.",
    "Conn.",
    "Vt.",
    "N. H.",
    "Me.",
    "N. J.",
    "Md.",
    "Del.",
    "D. C.",
    "Ala.",
    "Miss.",
    "Ark.",
    "Ore.",
    "Colo.",
    "Wash.",
    "N. D.",
    "Mont.",
    "Okla.",
)
_TOWNS = (
    "Washington",
    "New York",
    "London",
    "Paris",
    "Berlin",
    "Chicago",
    "Boston",
    "Philadelphia",
    "St. Louis",
    "Springfield",
    "Richmond",
    "Baltimore",
    "Petrograd",
    "Vienna",
    "Rome",
    "Cincinnati",
    "Cleveland",
    "Nashville",
    "New Orleans",
    "San Francisco",
    "Omaha",
    "Lincoln",
    "Albany",
    "Charleston",
    "Louisville",
    "Detroit",
    "Memphis",
    "Havana",
    "Manila",
    "Mexico City",
    "El Paso",
    "Vera Cruz",
    "Amsterdam",
    "Madrid",
    "Constantinople",
    "Athens",
    "Dublin",
    "Edinburgh",
    "Liverpool",
    "Wellington",
    "Sydney",
    "Melbourne",
    "Auckland",
    "Montreal",
    "Quebec",
    "Ottawa",
    "Toronto",
    "Atlanta",
    "Savannah",
    "Mobile",
    "Pittsburgh",
    "Harrisburg",
    "Columbus",
    "Indianapolis",
    "Des Moines",
    "Topeka",
    "Denver",
    "Salt Lake City",
    "Portland",
    "Seattle",
    "Sacramento",
    "Bismarck",
    "Madison",
)
_AGENCIES = ("(By Associated Press.)", "(Associated Press)", "(By United Press.)", "Special to The Herald", "(Special)")
_DAYS = ("inst.", "ult.", "th", "")

Words = list[tuple[str, bool, str]]


def _words(text: str, label: str = "", first_space: bool = True) -> Words:
    from dejavu_app.masking.features import WORD

    made: Words = []
    for n, match in enumerate(WORD.finditer(text)):
        space = first_space if n == 0 else text[match.start() - 1].isspace()
        made.append((match.group(), space, ("B-" if n == 0 else "I-") + label if label else "O"))
    return made


def _block(words: Words, like: Block) -> Block:
    return replace(
        like,
        words=tuple(w for w, _, _ in words),
        spaces=tuple(s for _, s, _ in words),
        tags=tuple(t for _, _, t in words),
    )


def dateline(block: Block, rng: random.Random) -> Block:
    """``CHICAGO, Ill., Jan. 12.--`` before the block."""
    town = rng.choice(_TOWNS)
    words = _words(town.upper() if rng.random() < 0.5 else town, "LOC")
    if rng.random() < 0.35:
        words += _words(",", "", False) + _words(rng.choice(_STATES), "LOC")
    if rng.random() < 0.85:
        words += _words(",", "", False) + _words(f"{rng.choice(_MONTHS)} {rng.randint(1, 31)}")
    if rng.random() < 0.2:
        words += _words(rng.choice(_AGENCIES))
    words += _words(rng.choice((".", ".--", "—", ".—", ":", ". —", " -", ".-")), "", False)
    return _block(words + list(zip(block.words, block.spaces, block.tags, strict=True)), block)


def titled(block: Block, rng: random.Random, rate: float = 0.3) -> Block:
    """Some persons get an honorific or lose their first name to initials; honorifics are part of the mention."""
    made: Words = []
    at = 0
    for start, end, label in spans(block.tags):
        made += list(zip(block.words[at:start], block.spaces[at:start], block.tags[at:start], strict=True))
        words = list(zip(block.words[start:end], block.spaces[start:end], block.tags[start:end], strict=True))
        at = end
        if label == "PER" and block.words[start][:1].isupper() and block.words[start].isalpha():
            bare = start == 0 or not (block.words[start - 1][:1].isupper() or block.words[start - 1] == ".")
            if len(words) == 2 and words[1][0][:1].isupper() and rng.random() < rate:
                initials = " ".join(rng.choice("ABCDEFGHJLMRSTW") + "." for _ in range(rng.choice((1, 2, 2))))
                space = words[0][1]
                words = [*_words(initials, "PER", space), (words[1][0], True, "I-PER")]
            if bare and rng.random() < rate:
                words = [
                    *_words(rng.choice(_TITLES), "PER", words[0][1]),
                    (words[0][0], True, "I-PER"),
                    *((w, s, "I-PER") for w, s, _ in words[1:]),
                ]
        made += words
    made += list(zip(block.words[at:], block.spaces[at:], block.tags[at:], strict=True))
    return _block(made, block)


def _recased(block: Block, change: Callable[[str], str], first: int = 0, last: int | None = None) -> Block:
    words = list(block.words)
    words[first:last] = [change(word) for word in words[first:last]]
    return replace(block, words=tuple(words))


def _cap(word: str) -> str:
    return word[:1].upper() + word[1:]


def recased(block: Block, rng: random.Random) -> Block:
    """Headline capitals, for the whole of a short block or a stretch of a long one; sometimes capitals lost."""
    draw = rng.random()
    length = len(block.words)
    if draw < 0.45:  # a headline above, or in the midst
        start = 0 if rng.random() < 0.6 else rng.randrange(max(1, length))
        return _recased(block, str.upper, start, start + rng.randint(3, 30))
    if draw < 0.6:
        return _recased(block, str.upper)
    if draw < 0.85:
        start = rng.randrange(max(1, length))
        return _recased(block, _cap, start, start + rng.randint(5, 40))
    start = rng.randrange(max(1, length))
    return _recased(block, str.lower, start, start + rng.randint(5, 60))


def long_s(block: Block, rng: random.Random) -> Block:
    """Print before 1800: every s but the last of a word is read as f, mostly."""
    rate = rng.uniform(0.4, 1.0)

    def change(word: str) -> str:
        body = "".join("f" if letter == "s" and rng.random() < rate else letter for letter in word[:-1])
        return body + word[-1:]

    return _recased(block, change)


def newspaper(block: Block, rng: random.Random) -> Block:
    """One draw of period manners over a block; OCR noise comes after."""
    block = titled(with_honorifics(block), rng)
    if rng.random() < 0.12:
        block = dateline(block, rng)
    if rng.random() < 0.25:
        block = recased(block, rng)
    if rng.random() < 0.05:
        block = long_s(block, rng)
    return replace(block, period=True)


def loosely_spaced(block: Block) -> Block:
    """Every word stands alone, as in tokenised corpora."""
    return replace(block, spaces=(True,) * len(block.words))


def chained(blocks: Sequence[Block], rng: random.Random, shortest: int = 40, longest: int = 190) -> list[Block]:
    """Neighbouring blocks of one source strung together to the length of a passage, each chain of its own length."""
    made: list[Block] = []
    parts: list[Block] = []
    target = rng.randint(shortest, longest)
    for block in [*blocks, None]:
        if parts and (
            block is None
            or block.source != parts[0].source
            or block.misc_known != parts[0].misc_known
            or sum(len(part.words) for part in parts) + len(block.words) > target
        ):
            made.append(
                Block(
                    tuple(w for part in parts for w in part.words),
                    tuple(s or i == 0 for part in parts for i, s in enumerate(part.spaces)),
                    tuple(t for part in parts for t in part.tags),
                    parts[0].source,
                    parts[0].misc_known,
                    parts[0].period,
                )
            )
            parts, target = [], rng.randint(shortest, longest)
        if block is not None:
            parts.append(block)
    return made
