"""The recogniser's recipe: which data in which shares, noised how, and the calibration of its decisions."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.masking.agreement import agreed
from dejavu_app.masking.boundaries import repaired
from dejavu_app.masking.decode import TAGS, best_paths, named_spans
from dejavu_app.masking.features import WordPieces, split_words
from dejavu_app.training.ocr_noise import OcrNoise
from dejavu_app.training.recogniser_corpora import READERS, Block, read_corpora, tagged
from dejavu_app.training.recogniser_figures import Figures, figures
from dejavu_app.training.recogniser_manners import chained, loosely_spaced, newspaper, recased
from dejavu_app.training.recogniser_model import Sample, sample
from dejavu_app.training.recogniser_selftraining import Taught, Teacher, between
from dejavu_app.training.recogniser_variety import as_cleaned, exchanged, hidden, names_of

ANNOTATIONS = Path(__file__).parent / "annotations" / "newspapers.jsonl"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every choice that shapes a training; the defaults are those that the shipped recogniser ended with."""

    seed: int = 20261123
    layers: int = 5
    width: int = 1152  # inner neurons of a layer, of MiniLM's 1,536
    vocabulary: int = 26_000
    # The share of each corpus that an epoch sees: posts are far from newspapers, and politics is repetitive.
    shares: dict[str, float] = field(
        default_factory=lambda: {
            "uner-ewt": 1.0,
            "wikigold": 1.0,
            "wnut17": 0.5,
            "btc": 0.6,
            "crossner-politics": 0.6,
            "litbank": 0.5,
        }
    )
    clean: float = 0.15  # share of period blocks that stay as they are, ...
    clean_modern: float = 0.6  # ... and of modern ones
    noised_modern: float = 0.3  # the set that comes nearest to news comes once as it is, and this share again noised
    exchanged_blocks: float = 0.6  # share of blocks that have names exchanged, ...
    exchanged_names: float = 0.5  # ... and of the names there
    hidden_blocks: float = 0.35  # share of blocks that have words hidden, ...
    hidden_words: float = 0.1  # ... and of the words there
    severities: tuple[float, ...] = (0, 0.3, 0.7, 1, 1.5, 2.5, 4)  # of OCR noise, times the learned rates
    annotated: int = 4  # times that an epoch sees the annotated newspapers
    taught: int = 4000  # chunks of self-training an epoch sees
    trusted: float = 0.7  # weight of what a larger teacher says of annotated texts; the annotation has the rest
    read_epochs: int = 16  # epochs whose texts such a teacher reads; they come again then, other words hidden
    held_out_litbank: int = 800  # last sentences, for development
    supervised_rate: float = 2e-4
    self_training_rate: float = 3e-4
    batch: int = 6400  # pieces of a step
    least_recall: float = 0.92  # of masks, as version 1.1 had it: a better network must not leak more
    teachers: int = 3  # whose mean teaches, after a first one has labelled newspapers for them
    teacher_rate: float = 7e-5
    teacher_batch: int = 5000  # pieces of a step
    teacher_taught: int = 1500  # chunks that an epoch of theirs sees


def read_annotations(path: Path = ANNOTATIONS) -> dict[str, list[Block]]:
    """The annotated newspapers, by part (train, dev)."""
    parts: dict[str, list[Block]] = {"train": [], "dev": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        places = split_words(text)
        words = tuple(text[s:e] for s, e in places)
        spaces = tuple(i == 0 or places[i - 1][1] < s for i, (s, _) in enumerate(places))
        mentions = []
        for start, end, label in row["mentions"]:
            covered = [i for i, (s, e) in enumerate(places) if s < end and e > start]
            mentions.append((covered[0], covered[-1] + 1, label))
        tags = tagged(len(words), repaired(mentions, words, spaces))
        parts[row["part"]].append(Block(words, spaces, tags, "newspapers", True, True))
    return parts


@dataclass(frozen=True, slots=True)
class Material:
    """All that a training reads: blocks to train on by corpus, development blocks by name, and the learned noise."""

    corpora: dict[str, list[Block]]
    annotated: list[Block]
    dev: dict[str, list[Block]]
    noise: OcrNoise

    def counts(self) -> dict[str, dict[str, int]]:
        """Blocks, words and mentions of every set, for the log."""
        sets = {**self.corpora, "newspapers": self.annotated, **{f"dev {name}": b for name, b in self.dev.items()}}
        return {
            name: {
                "blocks": len(blocks),
                "words": sum(len(block.words) for block in blocks),
                "mentions": sum(tag.startswith("B-") for block in blocks for tag in block.tags),
            }
            for name, blocks in sets.items()
        }


def gather(ner: Path, noise: OcrNoise, recipe: Recipe) -> Material:
    """Read the corpora under ``ner`` that are there, and set development blocks aside."""
    names = [name for name in READERS if (ner / name.removesuffix("-dev")).is_dir()]
    corpora = read_corpora(ner, names)
    rng = random.Random(recipe.seed)
    parts = read_annotations()
    dev = {"newspapers": parts["dev"]}
    if "uner-ewt-dev" in corpora:
        dev["uner-ewt"] = [as_cleaned(loosely_spaced(b)) for b in chained(corpora.pop("uner-ewt-dev"), rng)]
    if len(corpora.get("litbank", ())) > 2 * recipe.held_out_litbank:
        held = corpora["litbank"][-recipe.held_out_litbank :]
        corpora["litbank"] = corpora["litbank"][: -recipe.held_out_litbank]
        dev["litbank, noised"] = [
            as_cleaned(noise.apply(newspaper(block, rng), rng.uniform(0.3, 3), rng)) for block in chained(held, rng)
        ]
    return Material(corpora, parts["train"], dev, noise)


def epochs(
    material: Material,
    pieces: WordPieces,
    recipe: Recipe,
    taught: Sequence[Taught] = (),
    teacher: Teacher | None = None,
) -> Callable[[int], list[Sample]]:
    """The n-th epoch's samples, noised anew each time; the same for the same recipe and n.

    With a ``teacher`` the tags of annotated texts are partly its own, and float16: many epochs' are remembered.
    """

    modern = names_of(b for name, blocks in material.corpora.items() if name != "litbank" for b in blocks)
    period = names_of([*material.corpora.get("litbank", ()), *material.annotated])
    read: dict[int, list[tuple[Block, np.ndarray | None]]] = {}

    def varied(block: Block, rng: random.Random) -> Block:
        if rng.random() > recipe.exchanged_blocks:
            return block
        return exchanged(block, period if block.period else modern, rng, recipe.exchanged_names)

    def annotated(rng: random.Random) -> Iterator[Block]:
        for name, blocks in material.corpora.items():
            for block in chained(blocks, rng):
                if rng.random() > recipe.shares.get(name, 1.0):
                    continue
                if name == "uner-ewt":
                    plain = varied(block, rng)
                    yield loosely_spaced(plain) if rng.random() < 0.7 else plain
                    if rng.random() > recipe.noised_modern:
                        continue
                block = varied(block, rng)
                if rng.random() < (recipe.clean if block.period or name == "uner-ewt" else recipe.clean_modern):
                    yield loosely_spaced(block) if rng.random() < 0.5 else block
                else:
                    yield material.noise.apply(newspaper(block, rng), rng.choice(recipe.severities), rng)
        for _ in range(recipe.annotated):
            for block in material.annotated:
                draw = rng.random()
                block = varied(block, rng)
                if draw < 0.35:
                    block = material.noise.apply(block, rng.choice((0.3, 0.7, 1.2)), rng)
                elif draw < 0.6:
                    block = material.noise.apply(recased(block, rng), 0.3, rng)
                yield block

    def texts(number: int) -> list[tuple[Block, np.ndarray | None]]:
        rng = random.Random(recipe.seed * 1000 + number + (500 if taught else 0))
        cleaned = [block for block in map(as_cleaned, annotated(rng)) if block.words]
        made: list[tuple[Block, np.ndarray | None]] = [(block, None) for block in cleaned]
        if teacher:
            soft = between(cleaned, teacher(cleaned), recipe.trusted)
            made = [(block, tags.astype(np.float16)) for block, tags in zip(cleaned, soft, strict=True)]
        for chunk in rng.sample(list(taught), min(recipe.taught, len(taught))):
            # As it stands the chunk is taught softly; noised, its words no longer match and the best path teaches.
            if rng.random() < 0.7:
                made.append((chunk.block, chunk.soft))
            else:
                block = recased(chunk.block, rng) if rng.random() < 0.3 else chunk.block
                made.append((as_cleaned(material.noise.apply(block, rng.choice((0.3, 0.7, 1.5)), rng)), None))
        return made

    def epoch(number: int) -> list[Sample]:
        rng = random.Random(recipe.seed * 1000 + number + 250)
        if teacher:
            turn = number % recipe.read_epochs
            made = read[turn] = read.get(turn) or texts(turn)
        else:
            made = texts(number)
        samples = (sample(block, pieces, soft=soft) for block, soft in made)
        return [
            hidden(one, pieces.unknown, rng, recipe.hidden_words) if rng.random() < recipe.hidden_blocks else one
            for one in samples
            if one.firsts  # cleaning may leave nothing of a block of mere marks
        ]

    return epoch


def judged(blocks: Sequence[Block], scores: Sequence[np.ndarray], settings: dict[str, Any]) -> Figures:
    """Figures of log-probabilities (words, tags) decoded with the given settings."""
    bias = np.array([settings["bias"].get(tag, 0.0) for tag in TAGS], np.float32)
    paths = best_paths([row + bias for row in scores])
    return figures(
        [
            (
                block.tags[: len(path)],
                repaired(
                    agreed(named_spans(path, row, block.words, settings["hide_below"]), row, block.words[: len(path)]),
                    block.words[: len(path)],
                    block.spaces,
                ),
            )
            for block, row, path in zip(blocks, scores, paths, strict=True)
        ]
    )


def calibrate(
    dev: dict[str, list[Block]], scores: dict[str, Sequence[np.ndarray]], least_recall: float = 0.0
) -> dict[str, Any]:
    """The decision settings that serve the development sets best: strict F1 chooses the bias, then masks their reach.

    ``hide_below`` maximises the F1.5 of masks, since what leaks costs more than what is lost, among those whose mean
    recall is at least ``least_recall``; where none has that, the one of the highest recall is taken.
    """

    def mean(settings: dict[str, Any], worth: Callable[[Figures], float]) -> float:
        return float(np.mean([worth(judged(dev[name], scores[name], settings)) for name in dev]))

    grid = [
        {"bias": {"O": o, "B-MISC": misc, "I-MISC": misc}, "hide_below": 0.0}
        for o in (-0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
        for misc in (0.0, -1.0, -4.0)
    ]
    best = max(grid, key=lambda settings: mean(settings, lambda f: f.strict_f1 + 0.2 * f.mask_f1))

    def f_beta(f: Figures, beta: float = 1.5) -> float:
        weighted = beta**2 * f.mask_precision + f.mask_recall
        return (1 + beta**2) * f.mask_precision * f.mask_recall / max(1e-9, weighted)

    reaches = [{**best, "hide_below": round(float(reach), 2)} for reach in (0.0, *np.arange(0.2, 0.95, 0.05))]
    return max(
        reaches, key=lambda s: (min(least_recall, mean(s, lambda f: f.mask_recall)), mean(s, f_beta))
    )
