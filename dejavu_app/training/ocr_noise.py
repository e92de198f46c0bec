"""OCR noise learned from real pairs of recognised and true text, and applied to annotated blocks.

What is learned: which short strings are read as which others and how often (``rn`` as ``m``, ``e`` as ``c``), how often
spaces are lost or put in, and how errors pile up: pages are good or bad, so each block draws its own severity.
"""

from __future__ import annotations

import csv
import json
import random
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path

from dejavu_app.masking.features import WORD
from dejavu_app.training.recogniser_corpora import Block


@dataclass(frozen=True, slots=True)
class OcrNoise:
    """``edits[source] = ((result, ...), (cumulative weight, ...))``; ``rates[source]``: errors per occurrence."""

    rates: dict[str, float]
    edits: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = field(repr=False)
    lost_space: float = 0.004
    put_space: float = 0.004

    @classmethod
    def learn(cls, pairs: Iterable[tuple[str, str]], min_count: int = 3) -> OcrNoise:
        """Count the edits that turn true text into OCR text; ``pairs`` are (OCR, truth)."""
        seen: Counter[str] = Counter()
        made: dict[str, Counter[str]] = defaultdict(Counter)
        lost = put = spaces = letters = 0
        for ocr, truth in pairs:
            ocr, truth = " ".join(ocr.split()), " ".join(truth.split())
            if not ocr or not truth or not 0.7 < len(ocr) / len(truth) < 1.4:
                continue
            matcher = SequenceMatcher(None, truth, ocr, autojunk=False)
            blocks = matcher.get_opcodes()
            if sum(t2 - t1 for kind, t1, t2, _, _ in blocks if kind == "equal") < 0.6 * len(truth):
                continue
            seen.update(truth)
            seen.update(truth[i : i + 2] for i in range(len(truth) - 1))
            spaces += truth.count(" ")
            letters += len(truth)
            for kind, t1, t2, o1, o2 in blocks:
                source, result = truth[t1:t2], ocr[o1:o2]
                if kind == "equal" or t2 - t1 > 2 or o2 - o1 > 3:
                    continue
                if kind == "insert":
                    if not result.strip():
                        put += 1
                    elif t1 and truth[t1 - 1] != " ":
                        # An added mark belongs to the letter before it.
                        made[truth[t1 - 1]][truth[t1 - 1] + result] += 1
                elif source == " ":
                    lost += not result.strip()
                elif " " not in source:
                    made[source][result] += 1
        edits = {}
        rates = {}
        for source, results in made.items():
            kept = [(result, count) for result, count in results.most_common(40) if count >= min_count]
            if kept and seen[source] >= 20:
                edits[source] = (tuple(r for r, _ in kept), tuple(accumulate(float(c) for _, c in kept)))
                rates[source] = min(0.2, sum(c for _, c in kept) / seen[source])
        return cls(rates, edits, lost / max(1, spaces), put / max(1, letters))

    def misread(self, word: str, severity: float, rng: random.Random) -> str:
        """One word as the machine might have read it; may be empty or hold spaces."""
        made = []
        i = 0
        while i < len(word):
            for size in (2, 1):
                source = word[i : i + size]
                rate = self.rates.get(source, 0.0)
                if len(source) == size and rate and rng.random() < rate * severity:
                    results, weights = self.edits[source]
                    made.append(results[bisect(weights, rng.random() * weights[-1])])
                    i += size
                    break
            else:
                if made and rng.random() < self.put_space * severity:
                    made.append(" ")
                made.append(word[i])
                i += 1
        return "".join(made)

    def apply(self, block: Block, severity: float, rng: random.Random) -> Block:
        """The block as badly printed or read; tags follow their words. ``severity`` 1 is the pairs' own mean."""
        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        for word, space, tag in zip(block.words, block.spaces, block.tags, strict=True):
            read = self.misread(word, severity, rng)
            pieces = [(m.group(), m.start() > 0 and read[m.start() - 1].isspace()) for m in WORD.finditer(read)]
            if not pieces:
                if tag.startswith("B-"):  # the mention must not lose its first word: keep it as it was
                    pieces = [(word, False)]
                else:
                    continue
            for n, (piece, inner) in enumerate(pieces):
                here = space if n == 0 else inner
                mark = "I-" + tag[2:] if n and tag != "O" else tag
                if (
                    n == 0
                    and here
                    and words
                    and piece[0].isalnum()
                    and words[-1][-1].isalnum()
                    and rng.random() < self.lost_space * severity
                ):
                    words[-1] += piece
                    if tags[-1] == "O":
                        tags[-1] = mark if mark == "O" else "B-" + mark[2:]
                    continue
                words.append(piece)
                spaces.append(here)
                tags.append(mark)
        for i, tag in enumerate(tags):
            if tag.startswith("I-") and (i == 0 or tags[i - 1][2:] != tag[2:]):
                tags[i] = "B-" + tag[2:]
        return replace(block, words=tuple(words), spaces=tuple(spaces), tags=tuple(tags))

    def save(self, path: Path) -> None:
        """As JSON."""
        body = {"rates": self.rates, "edits": self.edits, "lost_space": self.lost_space, "put_space": self.put_space}
        path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> OcrNoise:
        """What ``save`` wrote."""
        body = json.loads(path.read_text(encoding="utf-8"))
        edits = {source: (tuple(results), tuple(weights)) for source, (results, weights) in body["edits"].items()}
        return cls(body["rates"], edits, body["lost_space"], body["put_space"])


def read_pairs(folder: Path) -> list[tuple[str, str]]:
    """All (OCR, truth) pairs under ``ocr-noise``: British newspapers of the 19th century, Sydney 1843-1954."""
    pairs: list[tuple[str, str]] = []
    table = folder / "bln600-train.csv"
    if table.exists():
        with table.open(encoding="utf-8", newline="") as lines:
            pairs += [(row["OCR Text"], row["Ground Truth"]) for row in csv.DictReader(lines)]
    lines_file = folder / "overproof-smh.txt"
    if lines_file.exists():
        for line in lines_file.read_text(encoding="utf-8", errors="replace").splitlines():
            cells = line.split("||@@||")
            if len(cells) == 3:
                pairs.append((cells[0], cells[1]))
    return pairs
