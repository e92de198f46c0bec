"""Writes ``articles.jsonl`` beside it from the clean texts in ``texts/``, adding light simulated OCR noise.

The result is the same on every machine and in every run: the noise of an article is drawn from a generator seeded
with its id. Usage: ``python resources/sample/make_sample.py``.

A text file holds articles one after another. Each begins with a line of seven fields between bars, ``@ id | date |
newspaper | place | page | edition | byline``, then ``#`` the headline, perhaps ``##`` a second headline, then the
article on one line.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LINE_WIDTH = 58  # characters: a column of about the width that newspapers of the time set

# What a recognition engine makes of worn type: letters of like shape, one for another.
CONFUSIONS = {
    "rn": "m", "m": "rn", "li": "h", "h": "b", "e": "c", "c": "e", "n": "u", "u": "n", "i": "l", "l": "i", "o": "0",
    "t": "f", "f": "t", "a": "s", "s": "a", "b": "h", "d": "cl", "I": "l", "B": "R", "G": "C", ",": ".", ".": ",",
}  # fmt: skip
CONFUSABLE = re.compile("|".join(re.escape(shape) for shape in sorted(CONFUSIONS, key=len, reverse=True)))


def clean_articles(folder: Path) -> Iterator[dict[str, str]]:
    """The articles as written, in the order of their dates, with the field names of American Stories and ``place``."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"(?m)^@ ", path.read_text(encoding="utf-8"))[1:]:
            head, *lines = block.strip().splitlines()
            article_id, date, newspaper, place, page, edition, byline = (part.strip() for part in head.split("|"))
            headlines = [line.lstrip("# ").strip() for line in lines if line.startswith("#")]
            body = " ".join(line.strip() for line in lines if line.strip() and not line.startswith("#"))
            found.append(
                {
                    "article_id": article_id,
                    "newspaper_name": newspaper,
                    "place": place,
                    "edition": edition,
                    "date": date,
                    "page": page,
                    "headline": " — ".join(headlines),
                    "byline": byline,
                    "article": body.replace("*", ""),
                }
            )
    yield from sorted(found, key=lambda article: (article["date"], article["article_id"]))


def misread(text: str, rate: float, chance: random.Random) -> str:
    """``text`` with about ``rate`` of its characters mistaken for others, and now and then a space lost."""
    out: list[str] = []
    place = 0
    while place < len(text):
        match = CONFUSABLE.match(text, place)
        if match and chance.random() < rate:
            out.append(CONFUSIONS[match.group()])
            place = match.end()
        elif text[place] == " " and chance.random() < rate / 3:
            place += 1
        else:
            out.append(text[place])
            place += 1
    return "".join(out)


def syllable(word: str, room: int) -> int:
    """Where a compositor would break ``word`` within ``room`` letters, before a syllable; 0: nowhere."""
    breaks = [
        match.start() + 1
        for match in re.finditer(r"(?i)[aeiou](?=[bcdfglmnprstv][aeiou])|[lmnr](?=[bcdfgmptv][aeiou])", word)
        if 3 <= match.start() + 1 <= min(room, len(word) - 4)
    ]
    return breaks[-1] if breaks and word.isalpha() else 0


def set_in_column(text: str, chance: random.Random) -> str:
    """``text`` in lines of a newspaper column, a few long words broken with a hyphen at the line's end."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        room = LINE_WIDTH - len(line) - 2  # for a space and a hyphen
        if len(line) + 1 + len(word) <= LINE_WIDTH or not line:
            line = f"{line} {word}".lstrip()
        elif (cut := syllable(word, room)) and chance.random() < 0.8:
            lines.append(f"{line} {word[:cut]}-")
            line = word[cut:]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


def noisy(article: dict[str, str]) -> dict[str, str]:
    """The article as a recognition engine might have read it: older print is read less well."""
    chance = random.Random(article["article_id"])
    worst = 0.016 if article["date"] < "1900" else 0.011 if article["date"] < "1940" else 0.006
    rate = chance.uniform(worst / 2, worst * 1.5)
    return article | {"article": set_in_column(misread(article["article"], rate, chance), chance)}


def main() -> None:
    articles = [noisy(article) for article in clean_articles(HERE / "texts")]
    lines = [json.dumps(article, ensure_ascii=False) for article in articles]
    (HERE / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
