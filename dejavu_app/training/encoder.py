"""Trains encoder and reranker: ``python -m dejavu_app.training.encoder --data ../shared/data --teacher FOLDER``.

Stages: import newspapers and modern news into archives of their own; mine texts and pairs from these; let a larger
sentence encoder (``--teacher``: the folder of sentence-transformers/all-mpnet-base-v2) read every text; train the
encoder from MiniLM to see likenesses more as the teacher does, tied to the space that it had, and average its weights
with MiniLM's; let the reranker start from the encoder; write both in the form that the application loads.
Without a teacher MiniLM itself is the teacher: what it knows is kept, and only the pairs teach.
Every stage stores what it made in ``--work`` and a run that was cut off goes on there.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import lzma
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dejavu_app.errors import UserError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.reranker_training import RerankerRecipe

MONTHS = ("01", "04")
"""Months of 1916 that are trained on."""
UNSEEN = (191609, 191610)
"""Months (``YYYYMM``) that nothing is trained on, nor any story that they print."""

ENCODER_NAME = "dejavu-story-encoder"
RERANKER_NAME = "dejavu-story-reranker"
SOURCE = (
    "all-MiniLM-L6-v2 (Apache-2.0), trained to see likenesses more as all-mpnet-base-v2 (Apache-2.0) does, on masked "
    "newspapers of 1916 (public domain) and modern news"
)

_LOG = logging.getLogger(__name__)


def gather(data: Path, work: Path, seed: int, most: int, progress: Callable[[str], None]) -> Material:
    """The training material, from ``work/material.jsonl`` where it was made before.

    Raises ``UserError`` when ``data`` holds neither newspapers nor modern news.
    """
    from dejavu_app.masking import load_recogniser
    from dejavu_app.training.encoder_material import Material, from_archive

    stored = work / "material.jsonl"
    if stored.is_file():
        return Material.load(stored)
    material = Material()
    rng = random.Random(seed)
    for path in archives(data, work, progress):
        material += from_archive(path, load_recogniser(), rng, most=most, without_months=UNSEEN, progress=progress)
    if not material.pairs:
        raise UserError(f"{data}: there is nothing here to train on.", "Give the folder that holds chronam-1916/.")
    material.save(stored)
    return material


def archives(data: Path, work: Path, progress: Callable[[str], None]) -> list[Path]:
    """Archives of the training newspapers and of modern news, made in ``work`` where they are not there yet."""
    from dejavu_app.jobs import ImportJob

    made = []
    sources = {f"chronam-1916{month}": data / "chronam-1916" / f"1916-{month}.tar.xz" for month in MONTHS}
    modern = data / "modern-news" / "articles.jsonl.xz"
    if modern.is_file():
        sources["modern"] = _unpacked(modern, work / "modern.jsonl")
    for name, source in sources.items():
        target = work / f"{name}.dejavu"
        if source.is_file():
            progress(f"reading {source.name}")
            ImportJob(target, [source], encode=False).run()
            made.append(target)
    return made


def _unpacked(packed: Path, target: Path) -> Path:
    """Modern news as JSON Lines with the column names that the reader knows."""
    if not target.is_file():
        with lzma.open(packed, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
            for row in map(json.loads, lines):
                fields = {"article_id": row["id"], "newspaper_name": row["source"], "date": row["date"],
                          "headline": row["title"], "article": row["text"]}
                out.write(json.dumps(fields, ensure_ascii=False) + "\n")
    return target


def run(
    data: Path, work: Path, out: Path, encoder_recipe: EncoderRecipe, reranker_recipe: RerankerRecipe, *,
    teacher: Path | None = None, minutes: float = float("inf"), most: int = 3000, small: bool = False,
    device: str = "cpu", progress: Callable[[str], None] = _LOG.info,
) -> dict[str, Any]:
    """The whole recipe: ``out/encoder`` and ``out/reranker``; returns the log's last record.

    ``minutes`` bounds each of the two trainings. ``small``: a tiny random body, to prove that every stage runs. Raises
    ``UserError`` when there is nothing to train on or ``teacher`` holds no sentence encoder.
    """
    from dejavu_app.training.encoder_export import export_encoder, export_reranker
    from dejavu_app.training.encoder_model import Pieces, average, build, encode, mixed, nested
    from dejavu_app.training.encoder_teacher import taught
    from dejavu_app.training.encoder_training import train
    from dejavu_app.training.ocr_noise import OcrNoise, read_pairs
    from dejavu_app.training.recogniser import base_weights
    from dejavu_app.training.reranker_model import PairReader
    from dejavu_app.training.reranker_training import train_reranker

    begun = time.monotonic()
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    log = (out / "training-log.jsonl").open("a", encoding="utf-8")

    def record(**fields: Any) -> dict[str, Any]:
        log.write(json.dumps({"seconds": round(time.monotonic() - begun), **fields}, ensure_ascii=False) + "\n")
        log.flush()
        progress(json.dumps(fields, ensure_ascii=False)[:300])
        return fields

    material = gather(data, work, encoder_recipe.seed, most, progress)
    texts = [text.masked for text in material.texts]
    record(stage="material", counts=material.counts(), encoder=asdict(encoder_recipe))
    tokenizer = base_weights() / "tokenizer.json"
    pieces = Pieces(tokenizer, encoder_recipe.limit)
    model = build(None if small else base_weights())
    pooled = encode(model, pieces, texts, device, before_turn=True)
    said: NDArray[np.float32] = pooled if teacher is None else taught(texts, teacher, work / "teacher.npy",
                                                                     progress=progress)
    start = copy.deepcopy(model)
    noise = OcrNoise.learn(read_pairs(data / "ocr-noise"), min_count=1 if small else 3)
    likeness = mixed(said, pooled, encoder_recipe.taught)
    steps = train(model, material, likeness, pooled, pieces, encoder_recipe, noise=noise, device=device,
                  seconds=60 * minutes, checkpoint=work / "encoder.ckpt", progress=progress)
    record(stage="encoder trained", steps=steps)
    model.to("cpu")
    average(model, start, 1 - encoder_recipe.kept)
    card = {"name": ENCODER_NAME, "version": "1", "dims": model.turn.out_features, "window": 256,
            "mask_style": "remove", "licence": "Apache-2.0", "source": SOURCE,
            "pooling": "mean over word pieces, a linear layer, then length 1",
            "nested": nested(model.turn.out_features),
            "null": null_figures(encode(model, pieces, texts))}
    made = export_encoder(model, out / "encoder", tokenizer, card)
    record(stage="encoder written", sha256=made["sha256"])
    own = encode(model, pieces, texts, device)
    pair_reader = PairReader(model)
    near = Pieces(tokenizer, reranker_recipe.limit)
    steps = train_reranker(pair_reader, material, said, own, near, reranker_recipe, noise=noise, device=device,
                           seconds=60 * minutes, checkpoint=work / "reranker.ckpt", progress=progress)
    record(stage="reranker trained", steps=steps)
    made = export_reranker(pair_reader.to("cpu"), out / "reranker", tokenizer, {
        "name": RERANKER_NAME, "version": "1", "dims": 1, "window": reranker_recipe.limit, "mask_style": "remove",
        "licence": "Apache-2.0", "source": SOURCE})
    last = record(stage="reranker written", sha256=made["sha256"])
    log.close()
    return last


def null_figures(vectors: NDArray[np.float32], seed: int = 0) -> dict[str, float]:
    """Mean and deviation of the cosine between random texts, for the card (``fusion.null_distribution``)."""
    from dejavu_app.searching.fusion import null_distribution

    found = null_distribution(vectors, seed=seed)
    return {"mean": round(found.mean, 4), "deviation": round(found.deviation, 4)}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dejavu_app.training.encoder", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with chronam-1916/, ...")
    parser.add_argument("--teacher", type=Path, help="the folder of a larger sentence encoder with mean pooling")
    parser.add_argument("--work", type=Path, default=Path("build/encoder-work"), help="what the stages keep")
    parser.add_argument("--out", type=Path, default=Path("build/models"), help="for encoder/ and reranker/")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most, for each of the two trainings")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="a minute, not hours: proves that every stage runs")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    import torch

    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.reranker_training import RerankerRecipe

    encoder_recipe = EncoderRecipe(seed=options.seed)
    reranker_recipe = RerankerRecipe(seed=options.seed)
    if options.small:
        encoder_recipe = replace(encoder_recipe, steps=4, pairs=6, limit=48)
        reranker_recipe = replace(reranker_recipe, steps=2, queries=2, passages=4, limit=48)
    device = "cuda" if torch.cuda.is_available() and not options.small else "cpu"
    try:
        run(options.data, options.work, options.out, encoder_recipe, reranker_recipe, teacher=options.teacher,
            minutes=options.minutes, most=30 if options.small else 3000, small=options.small, device=device)
    except UserError as error:
        _LOG.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
