"""Counts the words that many old newspapers agree on: how the shipped ``resources/text/words.txt`` was made.

``python -m dejavu_app.text.wordlist OUT BOOKS FILE.tar.xz...`` reads plain-text pages named
``.../LCCN-ed-N_seq-N.txt`` from the tar files, and well-edited public-domain texts ``*.txt`` from the folder BOOKS.
"""

from __future__ import annotations

import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORT_TEXT = (
    "a i o ad ah am an as at be by do ed ex go ha he hi ho if in is it la le me mr my no of oh ok on or ox pa re so "
    "st to up us we ye dr jr sr vs th nd de du el co ft lb oz pm pp cf eh um id"
)
_SHORT = frozenset(_SHORT_TEXT.split())
_ABBREVIATIONS_TEXT = (
    "jan feb mar apr jun jul aug sept oct nov dec mon tues wed thurs fri sat sun gen col capt lieut sergt maj gov "
    "sen rep prof hon rev supt secy pres atty dept govt assn bros inc ltd vol tel ave ala ariz ark cal calif colo "
    "conn del fla ga ida ill ind kan kas ky la md mass mich minn miss mo mont neb nev okla ore penn pa tenn tex va "
    "vt wash wis wyo mrs don't can't won't it's i'll i'm i've he's she's that's isn't wasn't didn't doesn't couldn't "
    "wouldn't you'll we'll they'll you're they're we're we've you've let's what's there's john fred"
)
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
# What the scanner misread most: the left side was printed, the right side is read.
_CONFUSIONS_TEXT = (
    "h>b e>c c>e l>i i>l l>t t>l b>h n>u u>n o>c e>o o>e a>n n>m m>n f>t t>f r>t i>t h>li m>rn d>cl n>ii u>ii "
    "w>vv h>n y>v v>y s>a a>s e>a a>e o>a a>o e>s w>tv h>ii f>r t>i h>k g>e d>a r>n s>f l>f d>l i>j w>y"
)
_CONFUSIONS = tuple(pair.split(">") for pair in _CONFUSIONS_TEXT.split())


def pages(archives: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Each page of the tar archives as (newspaper's LCCN, text)."""
    for archive in archives:
        with tarfile.open(archive) as tar:
            for member in tar:
                handle = tar.extractfile(member) if member.name.endswith(".txt") else None
                if handle is not None:
                    yield Path(member.name).name.split("-ed")[0], handle.read().decode("utf-8", "replace")


def count(source: Iterable[tuple[str, str]], books: Iterable[str], papers_at_least: int = 10) -> dict[str, int]:
    """Lower-case words and how often they stand inside a line, for words that enough newspapers agree on.

    The first and last word of a line do not count: half of them are pieces of words broken at the line's end. A word
    counts for a misreading, and is left out, when it is rarer on the best-read third of the pages than on the worst,
    or when it is one common confusion of letters away from a word 150 times as frequent. Short words are too easily
    misread into one another to be judged so: those of three or four letters must also stand in ``books``, or be very
    frequent and no rarer on the best pages. A book's word that is not a name is added even if no newspaper has it.
    """
    edited = Counter(w for book in books for w in _WORD.findall(book) if w.islower())
    read: list[str] = []
    counts: Counter[str] = Counter()
    papers: dict[str, set[str]] = defaultdict(set)
    for paper, text in source:
        running = [w.lower().replace("’", "'") for line in text.split("\n") for w in _WORD.findall(line)[1:-1]]
        seen = Counter(running)
        counts.update(seen)
        for word in seen:
            papers[word].add(paper)
        read.append(" ".join(running))
    common = {word for word, _ in counts.most_common(4000)}

    def known(page: str) -> float:
        running = page.split()
        return sum(word in common for word in running) / (len(running) + 100)

    read.sort(key=known, reverse=True)
    third = len(read) // 3
    best, worst = (Counter(w for page in part for w in page.split()) for part in (read[:third], read[-third:]))
    scale = (best.total() + 1) / (worst.total() + 1)

    def agreed(word: str, n: int) -> bool:
        if word in _ABBREVIATIONS:
            return True
        if word in edited:
            return edited[word] >= 2 or len(papers[word]) >= papers_at_least
        cleaner = (best[word] + 1) / (worst[word] + 1) / scale
        if len(papers[word]) < papers_at_least or _misread(word, n, counts):
            return False
        if len(word) <= 4 and word not in edited:
            return cleaner >= (1.1 if len(word) < 4 else 0.9) and n >= (1500 if len(word) < 4 else 150)
        return cleaner >= (0.5 if len(word) > 5 else 0.65)

    words = set(counts) | set(edited)
    return {
        word: counts[word] + edited[word] for word in words if _worth_keeping(word) and agreed(word, counts[word])
    }


def _worth_keeping(word: str) -> bool:
    if len(word) <= 2 or word in _ABBREVIATIONS:
        return word in _SHORT or word in _ABBREVIATIONS
    if set(word) <= set("il'") and word not in {"ill", "i'll"}:
        return False
    return any(vowel in word for vowel in "aeiouy") or word in {"mrs", "rev"}


def _misread(word: str, n: int, counts: Counter[str]) -> bool:
    for printed, read in _CONFUSIONS:
        at = word.find(read)
        while at >= 0:
            if counts[word[:at] + printed + word[at + len(read) :]] > 150 * n:
                return True
            at = word.find(read, at + 1)
    return False


def main(arguments: list[str]) -> None:
    out, books, *archives = map(Path, arguments)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(books.glob("*.txt"))]
    counts = count(pages(archives), texts)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    out.write_text("".join(f"{word} {n}\n" for word, n in rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
