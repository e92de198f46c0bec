"""Readers of the annotated corpora: each gives blocks of words with IOB2 tags over PER, ORG, LOC, MISC.

The corpora disagree, and the readers settle it: nationalities are not names here (``German`` tells the story, not who);
honorifics belong to the person in period texts, as in the guidelines of HIPE, and stay outside in modern ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dejavu_app.masking.boundaries import repaired
from dejavu_app.masking.features import WORD


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive words of one document. ``spaces[i]``: a space stands before word i; ``tags``: IOB2.

    ``misc_known`` is false where the corpus has no MISC: there ``O`` means "O or MISC". ``period``: old print.
    """

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    tags: tuple[str, ...]
    source: str
    misc_known: bool = True
    period: bool = False

    @property
    def text(self) -> str:
        return "".join(
            (" " if space and i else "") + word
            for i, (word, space) in enumerate(zip(self.words, self.spaces, strict=True))
        )


_PEOPLES = """
    french german dutch greek swiss arab arabs jew jews jewish iraqi iraqis israeli israelis afghan pakistani thai
    czech slovak slovene croat serb turk turks turkish spanish irish welsh scots scotch danish danes finnish swedish
    filipino filipinos islamic muslim muslims christian christians catholic catholics protestant western eastern
    frenchman englishman irishman dutchman frenchmen englishmen irishmen negro negroes germans belgians russians british
    english americans american indian indians mexican mexicans briton britons kurdish kurds saudi yemeni"""
_NATIONS = frozenset(_PEOPLES.split())
_PLACES = frozenset(["orleans", "ocean", "oceans", "caribbean", "mediterranean", "parish", "guardian", "barbican"])
_TITLES = """
    mr mrs miss messrs ms dr hon rev gen general col colonel capt captain maj major lieut lieutenant lt sergt sgt
    sergeant corp judge justice senator sen congressman representative rep governor gov president secretary professor
    prof sir lord lady count countess baron duke duchess prince princess king queen emperor empress pope bishop
    archbishop cardinal father brother sister admiral commodore com mayor marshal sheriff alderman deacon elder mme
    madame mlle monsieur m herr chief constable detective inspector ex vice premier chancellor ambassador minister
    squire esq master mistress aunt uncle saint viscount earl marquis attorney commissioner"""
HONORIFICS = frozenset(_TITLES.split())


def is_nationality(words: Sequence[str]) -> bool:
    """Whether a mention is a people's name or its adjective, such as ``German`` or ``South African``."""
    word = words[-1].lower()
    adjective = re.search(r"(?:[a-z]{2}(?:ese|ians?|ish|icans?)|eans?)$", word)
    return len(words) <= 2 and word not in _PLACES and (word in _NATIONS or bool(adjective))


def joined(tokens: Iterable[tuple[str, str, bool]], source: str, misc_known: bool, period: bool) -> Block:
    """A block of (token, tag, space before) with every token cut into this recogniser's words."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    for token, tag, space in tokens:
        for n, match in enumerate(WORD.finditer(token)):
            words.append(match.group())
            spaces.append(token[match.start() - 1].isspace() if n else space)
            tags.append("I-" + tag[2:] if n and tag.startswith("B-") else tag)
    return Block(tuple(words), tuple(spaces), tuple(tags), source, misc_known, period)


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The mentions of IOB2 tags as (first word, past the last word, label)."""
    found: list[tuple[int, int, str]] = []
    start = -1
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and not (tag.startswith("I-") and tag[2:] == tags[start][2:]):
            found.append((start, i, tags[start][2:]))
            start = -1
        if tag.startswith("B-"):
            start = i
    return found


def tagged(length: int, mentions: Iterable[tuple[int, int, str]]) -> tuple[str, ...]:
    """IOB2 tags of ``length`` words from (first, past the last, label)."""
    tags = ["O"] * length
    for start, end, label in mentions:
        tags[start:end] = ["B-" + label] + ["I-" + label] * (end - start - 1)
    return tuple(tags)


def settle(block: Block) -> Block:
    """One corpus's manners made this recogniser's: no nationalities, no leading article, settled edges."""
    kept: list[tuple[int, int, str]] = []
    for start, end, label in spans(block.tags):
        if is_nationality(block.words[start:end]) and label != "PER":
            continue
        if end - start > 1 and block.words[start].lower() == "the" and label in ("LOC", "ORG", "PER"):
            start += 1
        kept.append((start, end, label))
    return replace(block, tags=tagged(len(block.words), repaired(kept, block.words, block.spaces)))


def with_honorifics(block: Block) -> Block:
    """Persons take in the honorifics right before them (``Mr.``, ``Gen.``), as annotators of old newspapers do."""
    kept: list[tuple[int, int, str]] = []
    last = 0
    for start, end, label in spans(block.tags):
        if label == "PER":
            while True:
                if start - 2 >= last and block.words[start - 1] == "." and _honorific(block.words[start - 2]):
                    start -= 2
                elif start - 1 >= last and _honorific(block.words[start - 1]) and len(block.words[start - 1]) > 2:
                    start -= 1
                else:
                    break
        kept.append((start, end, label))
        last = end
    return replace(block, tags=tagged(len(block.words), kept), period=True)


def _honorific(word: str) -> bool:
    return word[:1].isupper() and word.lower() in HONORIFICS


_NO_SPACE_BEFORE = frozenset([*",.;:!?)]%", "'s", "n't", "'", "''", "'re", "'ve", "'ll", "'d"])
_NO_SPACE_AFTER = frozenset(["(", "[", "$", "``", "#", "@", "£"])


def _spaced(tokens: Sequence[str]) -> list[bool]:
    """Where a writer would have put spaces, for corpora that lost them."""
    return [
        i == 0 or not (token in _NO_SPACE_BEFORE or tokens[i - 1] in _NO_SPACE_AFTER) for i, token in enumerate(tokens)
    ]


def _columns(path: Path, separator: str | None = None) -> Iterator[list[tuple[str, str]]]:
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split(separator)
        if len(cells) >= 2 and cells[0]:
            sentence.append((cells[0], cells[-1]))
        elif sentence:
            yield sentence
            sentence = []


def _iob2(tags: Sequence[str]) -> list[str]:
    """IOB1 or I-only tags as IOB2."""
    made: list[str] = []
    for tag in tags:
        before = made[-1] if made else "O"
        made.append("B-" + tag[2:] if tag.startswith("I-") and before[2:] != tag[2:] else tag)
    return made


def _mapped(tags: Sequence[str], labels: dict[str, str]) -> list[str]:
    return [tag[:2] + labels[tag[2:].lower()] if labels.get(tag[2:].lower()) else "O" for tag in tags]


def _conll(paths: Iterable[Path], source: str, labels: dict[str, str], misc_known: bool = True) -> list[Block]:
    blocks = []
    for path in paths:
        for sentence in _columns(path):
            tokens = [token.replace("``", '"').replace("''", '"') for token, _ in sentence]
            tags = _iob2(_mapped([tag for _, tag in sentence], labels))
            blocks.append(joined(zip(tokens, tags, _spaced(tokens), strict=True), source, misc_known, False))
    return blocks


def read_uner(folder: Path, part: str) -> list[Block]:
    """Universal NER, English EWT; OTH becomes O and MISC counts as unknown. ``part``: train or dev."""
    blocks = []
    tokens: list[tuple[str, str, bool]] = []
    text, at = "", 0
    for line in [*(folder / f"{part}.iob2").read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# text ="):
            text, at = line[len("# text =") :].strip(), 0
        cells = line.split("\t")
        if len(cells) > 2 and not line.startswith("#"):
            found = text.find(cells[1], at)
            space = found < 0 or found > at or not tokens
            at = found + len(cells[1]) if found >= 0 else at
            tokens.append((cells[1], cells[2] if cells[2][2:] in ("PER", "LOC", "ORG") else "O", space))
        elif not line and tokens:
            blocks.append(joined(tokens, "uner-ewt", False, False))
            tokens = []
    return blocks


def read_litbank(folder: Path) -> list[Block]:
    """LitBank's proper names (``PROP_``) in 100 novels; buildings count as places, ships as MISC."""
    labels = {"PER": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG", "VEH": "MISC"}
    blocks = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        marks = []
        for line in path.with_suffix(".ann").read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            kind, _, place = cells[1].partition(" ")
            if cells[0].startswith("T") and kind.startswith("PROP_") and ";" not in place:
                begin, finish = map(int, place.split())
                marks.append((begin, finish, labels[kind[5:]]))
        marks.sort(key=lambda mark: (mark[0], -mark[1]))
        at = 0
        for sentence in text.split("\n"):
            tokens = []
            here = at
            for token in sentence.split(" "):
                tag = next((("B-" if here == s else "I-") + label for s, e, label in marks if s <= here < e), "O")
                tokens.append((token, tag))
                here += len(token) + 1
            at += len(sentence) + 1
            if sentence.strip():
                spaced = _spaced([token for token, _ in tokens])
                block = joined([(t, g, s) for (t, g), s in zip(tokens, spaced, strict=True)], "litbank", False, True)
                # Nested spans can leave an I- after another label; the outer one, read first, wins.
                blocks.append(with_honorifics(settle(replace(block, tags=tuple(_iob2(block.tags))))))
    return blocks


READERS: dict[str, Callable[[Path], list[Block]]] = {
    "uner-ewt": lambda ner: read_uner(ner / "uner-ewt", "train"),
    "uner-ewt-dev": lambda ner: read_uner(ner / "uner-ewt", "dev"),
    "wikigold": lambda ner: _conll(
        [ner / "wikigold" / "wikigold.conll.txt"],
        "wikigold",
        {"per": "PER", "org": "ORG", "loc": "LOC", "misc": "MISC"},
    ),
    "wnut17": lambda ner: _conll(
        [*sorted((ner / "wnut17").glob("*conll")), ner / "wnut17" / "emerging.test.annotated"],
        "wnut17",
        {
            "person": "PER",
            "group": "ORG",
            "corporation": "ORG",
            "location": "LOC",
            "product": "MISC",
            "creative-work": "MISC",
        },
    ),
    # Posts that tag user handles say nothing about newspapers.
    "btc": lambda ner: [
        block
        for block in _conll(
            sorted((ner / "btc").glob("*.conll")), "btc", {"per": "PER", "org": "ORG", "loc": "LOC"}, misc_known=False
        )
        if "@" not in block.words
    ],
    "crossner-politics": lambda ner: _conll(
        [ner / "crossner-politics" / f"{part}.txt" for part in ("train", "dev", "test")],
        "crossner-politics",
        {
            "politician": "PER",
            "person": "PER",
            "politicalparty": "ORG",
            "organisation": "ORG",
            "country": "LOC",
            "location": "LOC",
            "election": "MISC",
            "event": "MISC",
            "misc": "MISC",
        },
    ),
    "litbank": lambda ner: read_litbank(ner / "litbank"),
}


def read_corpora(ner: Path, names: Sequence[str]) -> dict[str, list[Block]]:
    """The named corpora under the folder ``ner``, settled; absent ones are an empty list."""
    return {name: [settle(block) for block in READERS[name](ner) if block.words] for name in names}
