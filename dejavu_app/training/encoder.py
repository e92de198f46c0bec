"""Trains encoder and reranker: ``python -m dejavu_app.training.encoder --data ../shared/data --teacher FOLDER``.

Stages: import newspapers and modern news into archives of their own; mine texts and pairs from these; let a larger
sentence encoder (``--teacher``: the folder of sentence-transformers/all-mpnet-base-v2) read every text; train the
encoder from MiniLM to see likenesses more as the teacher does, tied to the space that it had, and average its weights
with MiniLM's; make the teacher narrower and mend that, for the reranker; write both in the form that the application
loads. Without a teacher MiniLM itself is the teacher: what it knows is kept, only the pairs teach, and no reranker is
made. Every stage stores what it made in ``--work`` and a run that was cut off goes on there.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import lzma
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dejavu_app.errors import UserError
from dejavu_app.training.held_out import hold_out, measured

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.reranker_training import RerankerRecipe

MONTHS = ("01", "04")
"""Months of 1916 that are trained on."""
WHOLE = "chronam-191605"
"""The month of which whole passages are read, without partners: its archive's name."""
MOST_NEAR = 12_000
"""Old passages that are paired with others like them."""
HEADLINE = 25
"""Words to which a text may be a mere headline."""
SHOWING = 500
"""Texts that show which of the reranker's neurons can be missed."""
WINDOW = 256
"""Word pieces of a text that the encoder reads at once."""
MODERN = "modern"
"""The name of the archive of modern news."""
UNSEEN = (191609, 191610)
"""Months (``YYYYMM``) that nothing is trained on, nor any story that they print."""

ENCODER_NAME = "dejavu-story-encoder"
RERANKER_NAME = "dejavu-story-reranker"
SOURCE = (
    "all-MiniLM-L6-v2 (Apache-2.0), trained to see likenesses more as all-mpnet-base-v2 (Apache-2.0) does, on masked "
    "newspapers of 1916 (public domain) and modern news"
)
RERANKER_SOURCE = (
    "all-mpnet-base-v2 (Apache-2.0) with half of its inner neurons, taught by the whole one on masked newspapers of "
    "1916 (public domain) and modern news"
)
RERANKER_WINDOW = 96
"""Word pieces of a passage that the reranker reads."""

_LOG = logging.getLogger(__name__)


def gather(data: Path, work: Path, seed: int, most: int, progress: Callable[[str], None]) -> Material:
    """The training material, from ``work/material.jsonl`` where it was made before.

    Raises ``UserError`` when ``data`` holds neither newspapers nor modern news.
    """
    from dejavu_app.masking import load_recogniser
    from dejavu_app.training.encoder_material import Material, from_archive, loose

    stored = work / "material.jsonl"
    if stored.is_file():
        return Material.load(stored)
    material = Material()
    rng = random.Random(seed)
    made = archives(data, work, progress)
    for name, path in made.items():
        if name != WHOLE:
            material += from_archive(path, load_recogniser(), rng, most=most, without_months=UNSEEN, progress=progress)
    for name in (MODERN, WHOLE):
        if name in made:
            progress(f"{name}: whole passages")
            material += Material(loose(made[name], load_recogniser(), rng, most, UNSEEN))
    if not material.pairs:
        raise UserError(f"{data}: there is nothing here to train on.", "Give the folder that holds chronam-1916/.")
    material.save(stored)
    return material


def archives(data: Path, work: Path, progress: Callable[[str], None]) -> dict[str, Path]:
    """Archives of the training newspapers and of modern news by name, made in ``work`` where they are not yet."""
    from dejavu_app.jobs import ImportJob

    made = {}
    sources = {f"chronam-1916{month}": data / "chronam-1916" / f"1916-{month}.tar.xz" for month in MONTHS}
    sources[WHOLE] = data / "chronam-1916" / f"1916-{WHOLE[-2:]}.tar.xz"
    modern = data / "modern-news" / "articles.jsonl.xz"
    if modern.is_file():
        sources[MODERN] = _unpacked(modern, work / "modern.jsonl")
    for name, source in sources.items():
        target = work / f"{name}.dejavu"
        if source.is_file():
            progress(f"reading {source.name}")
            ImportJob(target, [source], encode=False).run()
            made[name] = target
    return made


def near_stories(material: Material, said: NDArray[np.float32], without: Collection[int] = (),
                 seed: int = 3) -> list[tuple[int, int, str]]:
    """Pairs that the teacher alone knows of: an article of today and old passages that are much like it (``across``),
    and old passages that are like each other (``near``).

    ``said`` (n, wide) holds the teacher's vectors of the material's texts; those ``without`` are in no pair.
    """
    from dejavu_app.training.encoder_material import alike

    rng = random.Random(seed)
    paired = {at for pair in material.pairs for at in pair[:2]}
    openings = {left for left, _, _ in material.pairs}
    texts = [n for n in range(len(material.texts)) if n not in without]
    today = [n for n in texts if material.texts[n].origin == MODERN and (n in openings or n not in paired)]
    past = [n for n in texts if material.texts[n].origin != MODERN and len(material.texts[n].masked.split()) > HEADLINE]
    across = alike(said, today, past, "across", 0.35, 6, 2, rng)
    return across + alike(said, rng.sample(past, min(len(past), MOST_NEAR)), past, "near", 0.45, 4, 1, rng)


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
    data: Path, work: Path, out: Path, recipe: EncoderRecipe, reranker_recipe: RerankerRecipe, *,
    teacher: Path | None = None, start: Path | None = None, minutes: float = float("inf"), most: int = 3000,
    small: bool = False, device: str = "cpu", progress: Callable[[str], None] = _LOG.info,
) -> dict[str, Any]:
    """The whole recipe: ``out/encoder`` and, of a ``teacher``, ``out/reranker``; returns the log's last record.

    ``start``: an encoder of ours to begin with, instead of MiniLM. ``minutes`` bounds each training. ``small``: a tiny
    random body, to prove that every stage runs. Raises ``UserError`` when there is nothing to train on or ``teacher``
    holds no sentence encoder.
    """
    from dejavu_app.training.encoder_export import export_encoder, export_reranker, read_encoder
    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_model import Pieces, average, build, encode, mixed, nested
    from dejavu_app.training.encoder_teacher import taught
    from dejavu_app.training.encoder_training import train
    from dejavu_app.training.ocr_noise import OcrNoise, read_pairs
    from dejavu_app.training.recogniser import base_weights
    from dejavu_app.training.reranker_body import cut_from
    from dejavu_app.training.reranker_narrowing import narrow
    from dejavu_app.training.reranker_training import agreement, train_reranker

    begun = time.monotonic()
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    log = (out / "training-log.jsonl").open("a", encoding="utf-8")

    def record(**fields: Any) -> dict[str, Any]:
        log.write(json.dumps({"seconds": round(time.monotonic() - begun), **fields}, ensure_ascii=False) + "\n")
        log.flush()
        progress(json.dumps(fields, ensure_ascii=False)[:300])
        return fields

    material = gather(data, work, recipe.seed, most, progress)
    texts = [text.masked for text in material.texts]
    record(stage="material", counts=material.counts())
    tokenizer = base_weights() / "tokenizer.json"
    model = build(None if small else base_weights())
    if start is not None:
        read_encoder(model, start)
    noise = OcrNoise.learn(read_pairs(data / "ocr-noise"), min_count=1 if small else 3)
    shown, held = hold_out(material, recipe.seed)
    apart = {at for pairs in held.values() for pair in pairs for at in pair}
    said: NDArray[np.float32] | None = None
    if teacher is not None:
        said = taught(texts, teacher, work / "teacher.npy", progress=progress)
        if recipe.near:
            near = near_stories(material, said, apart)
            shown = Material(material.texts, [*shown.pairs, *near])
            record(stage="near stories", counts=dict(Counter(kind for _, _, kind in near)))

    def trial(stage: str, **fields: Any) -> None:
        found = measured(model, Pieces(tokenizer, recipe.limit), material, held, noise, 0)
        record(stage=stage, **found, **fields)

    trial("encoder before")
    before = copy.deepcopy(model)
    own = encode(before.to(device), Pieces(tokenizer, WINDOW), texts, device)
    before.to("cpu")
    steps = train(model, shown, own if said is None else mixed(said, own, recipe.taught), own,
                  Pieces(tokenizer, recipe.limit), recipe, noise=noise, device=device, seconds=60 * minutes,
                  checkpoint=work / ("encoder-further.ckpt" if start else "encoder.ckpt"), progress=progress)
    model.to("cpu")
    trial("encoder trained", steps=steps, recipe=asdict(recipe))
    average(model, before, 1 - recipe.kept)
    trial("encoder averaged")
    card = {"name": ENCODER_NAME, "version": "1", "dims": model.turn.out_features, "window": WINDOW,
            "mask_style": "remove", "licence": "Apache-2.0", "source": SOURCE,
            "pooling": "mean over word pieces, a linear layer, then length 1",
            "nested": nested(model.turn.out_features),
            **null_figures(material, lambda texts: encode(model, Pieces(tokenizer, WINDOW), texts))}
    made = export_encoder(model, out / "encoder", tokenizer, card)
    last = record(stage="encoder written", sha256=made["sha256"])
    if teacher is not None and said is not None:
        words = Pieces(teacher / "tokenizer.json", reranker_recipe.limit)
        reader = cut_from(teacher, reranker_recipe.kept)
        unseen = random.Random(reranker_recipe.seed).sample(sorted(apart), min(256, len(apart)))
        asked = [texts[n] for n in unseen]
        rest = [n for n in range(len(texts)) if n not in apart]
        if reranker_recipe.inner:
            long = [texts[n] for n in rest if len(texts[n].split()) > HEADLINE]
            shows = random.Random(reranker_recipe.seed).sample(long, min(SHOWING, len(long)))
            narrow(reader, words, shows, reranker_recipe.inner)
        record(stage="reranker cut", **agreement(reader, words, asked, said[unseen]))
        steps = train_reranker(reader, [texts[n] for n in rest], said[rest], words, reranker_recipe, noise=noise,
                               device=device, seconds=60 * minutes, checkpoint=work / "reranker.ckpt",
                               progress=progress)
        reader.to("cpu")
        record(stage="reranker trained", steps=steps, recipe=asdict(reranker_recipe),
               **agreement(reader, words, asked, said[unseen]))
        made = export_reranker(reader, out / "reranker", teacher / "tokenizer.json", {
            "name": RERANKER_NAME, "version": "2", "dims": reader.width, "window": RERANKER_WINDOW,
            "mask_style": "remove", "licence": "Apache-2.0", "source": RERANKER_SOURCE})
        last = record(stage="reranker written", sha256=made["sha256"])
    log.close()
    return last


def null_figures(
    material: Material, vectors: Callable[[list[str]], NDArray[np.float32]],
) -> dict[str, dict[str, float]]:
    """Mean and deviation of the cosine between random old passages (``null``), and of a text of today to them
    (``query_null``), for the card; ``vectors`` makes the vectors of texts, (n, dims)."""
    from dejavu_app.searching.fusion import null_distribution

    rng = random.Random(0)
    long = [text for text in material.texts if len(text.masked.split()) > HEADLINE]
    sides = [[text.masked for text in long if (text.origin == MODERN) is today] for today in (False, True)]
    past, today = (rng.sample(side, min(most, len(side))) for side, most in zip(sides, (2000, 200), strict=True))
    found = null_distribution(vectors(past))
    figures = {"null": {"mean": found.mean, "deviation": found.deviation}}
    if past and today:
        cosines = vectors(today) @ vectors(past).T
        figures["query_null"] = {"mean": float(cosines.mean()), "deviation": float(cosines.std(1).mean())}
    return {name: {each: round(value, 4) for each, value in pair.items()} for name, pair in figures.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dejavu_app.training.encoder", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with chronam-1916/, ...")
    parser.add_argument("--teacher", type=Path, help="the folder of a larger sentence encoder with mean pooling")
    parser.add_argument("--start", type=Path, help="an encoder of ours to go on from, by the recipe FURTHER")
    parser.add_argument("--work", type=Path, default=Path("build/encoder-work"), help="what the stages keep")
    parser.add_argument("--out", type=Path, default=Path("build/models"), help="for encoder/ and reranker/")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most, for each of the two trainings")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="a minute, not hours: proves that every stage runs")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    import torch

    from dejavu_app.training.encoder_training import FURTHER, EncoderRecipe
    from dejavu_app.training.reranker_training import RerankerRecipe

    encoder_recipe = replace(FURTHER if options.start else EncoderRecipe(), seed=options.seed)
    reranker_recipe = RerankerRecipe(seed=options.seed)
    if options.small:
        encoder_recipe = replace(encoder_recipe, steps=4, pairs=6, limit=48)
        reranker_recipe = replace(reranker_recipe, steps=2, texts=6, limit=48, kept=(0, 2), inner=32)
    device = "cuda" if torch.cuda.is_available() and not options.small else "cpu"
    try:
        run(options.data, options.work, options.out, encoder_recipe, reranker_recipe, teacher=options.teacher,
            start=options.start, minutes=options.minutes, most=30 if options.small else 3000, small=options.small,
            device=device)
    except UserError as error:
        _LOG.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
