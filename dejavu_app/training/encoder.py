"""Trains encoder and reranker: ``python -m dejavu_app.training.encoder --data ../shared/data --teacher FOLDER``.

Stages: import newspapers and modern news into archives of their own; mine texts and pairs from these; let a larger
sentence encoder (``--teacher``: the folder of sentence-transformers/all-mpnet-base-v2) read every text, mine rival
accounts by what it read, and tune it on them with their names hidden; train the encoder from MiniLM to see likenesses
more as the tuned teacher does, in stages: first tied to the space that it had and averaged with MiniLM, then by the two
recipes FURTHER; make the tuned teacher narrower and mend that, for the reranker; write both in the form that the
application loads. Without a teacher MiniLM itself is the teacher: what it knows is kept, only the pairs teach in a
single stage, and no reranker is made. Every stage stores what it made in ``--work`` and a run that was cut off goes on
there. The batches want a graphics card (``--pairs`` makes them smaller).
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
from dejavu_app.training.held_out import hold_out, measured, reciprocal_rank

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.encoder_tuning import TuningRecipe
    from dejavu_app.training.reranker_body import DeepReader
    from dejavu_app.training.reranker_training import RerankerRecipe

MONTHS = ("01", "04")
"""Months of 1916 that pairs are mined from."""
WHOLE = ("02", "03", "05", "06", "07", "08")
"""Months of which whole passages are read, without partners."""
WHOLE_SHARE = 3
"""Whole passages that an archive gives, in headline pairs that one gives."""
MOST_NEAR = 30_000
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
    "all-MiniLM-L6-v2 (Apache-2.0), trained on rival accounts of one event and to see likenesses more as "
    "all-mpnet-base-v2 (Apache-2.0), tuned on such accounts, does; on masked newspapers of 1916 (public domain) and "
    "modern news"
)
RERANKER_SOURCE = (
    "all-mpnet-base-v2 (Apache-2.0), tuned on rival accounts of one event, with half of its inner neurons, taught by "
    "the whole one on masked newspapers of 1916 (public domain) and modern news"
)
RERANKER_WINDOW = 112
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
    for name in (*map(_newspapers, MONTHS), MODERN):
        if name in made:
            material += from_archive(made[name], load_recogniser(), rng, most=most, without_months=UNSEEN,
                                     progress=progress)
    for name in (MODERN, *map(_newspapers, WHOLE)):
        if name in made:
            progress(f"{name}: whole passages")
            material += Material(loose(made[name], load_recogniser(), rng, WHOLE_SHARE * most, UNSEEN))
    if not material.pairs:
        raise UserError(f"{data}: there is nothing here to train on.", "Give the folder that holds chronam-1916/.")
    material.save(stored)
    return material


def archives(data: Path, work: Path, progress: Callable[[str], None]) -> dict[str, Path]:
    """Archives of the training newspapers and of modern news by name, made in ``work`` where they are not yet."""
    from dejavu_app.jobs import ImportJob

    made = {}
    sources = {_newspapers(month): data / "chronam-1916" / f"1916-{month}.tar.xz" for month in (*MONTHS, *WHOLE)}
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


def _newspapers(month: str) -> str:
    """What the archive of a month of 1916 is called."""
    return f"chronam-1916{month}"


def near_stories(material: Material, said: NDArray[np.float32], without: Collection[int] = (),
                 seed: int = 3) -> list[tuple[int, int, str]]:
    """Pairs that the teacher alone knows of: a text of today and old passages that are much like it (``across``), and
    old passages that are like each other (``near``).

    ``said`` (n, wide) holds vectors of the material's texts whose likeness is to be learnt; those ``without`` are in no
    pair.
    """
    from dejavu_app.training.encoder_material import alike

    rng = random.Random(seed)
    texts = [n for n in range(len(material.texts)) if n not in without]
    today = [n for n in texts if material.texts[n].origin == MODERN]
    past = [n for n in texts if material.texts[n].origin != MODERN and len(material.texts[n].masked.split()) > HEADLINE]
    across = alike(said, today, past, "across", 0.0, 8, 3, rng)
    return across + alike(said, rng.sample(past, min(len(past), MOST_NEAR)), past, "near", 0.0, 6, 1, rng)


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
    data: Path, work: Path, out: Path, recipes: Sequence[EncoderRecipe], tuning: TuningRecipe,
    reranker_recipe: RerankerRecipe, *, teacher: Path | None = None, start: Path | None = None,
    minutes: float = float("inf"), most: int = 3000, small: bool = False, device: str = "cpu",
    progress: Callable[[str], None] = _LOG.info,
) -> dict[str, Any]:
    """The whole recipe: ``out/encoder`` and, of a ``teacher``, ``out/reranker``; returns the log's last record.

    ``recipes`` are the encoder's stages, one after the other. ``start``: an encoder of ours to begin with, instead of
    MiniLM. ``minutes`` bounds each training. ``small``: a tiny random body, to prove that every stage runs. Raises
    ``UserError`` when there is nothing to train on or ``teacher`` holds no sentence encoder.
    """
    from dejavu_app.training.encoder_export import export_encoder, read_encoder
    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_model import Pieces, average, build, encode, mixed, nested
    from dejavu_app.training.encoder_training import train
    from dejavu_app.training.ocr_noise import OcrNoise, read_pairs
    from dejavu_app.training.recogniser import base_weights

    begun = time.monotonic()
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    log = (out / "training-log.jsonl").open("a", encoding="utf-8")

    def record(**fields: Any) -> dict[str, Any]:
        log.write(json.dumps({"seconds": round(time.monotonic() - begun), **fields}, ensure_ascii=False) + "\n")
        log.flush()
        progress(json.dumps(fields, ensure_ascii=False)[:300])
        return fields

    material = gather(data, work, recipes[0].seed, most, progress)
    texts = [text.masked for text in material.texts]
    record(stage="material", counts=material.counts())
    tokenizer = base_weights() / "tokenizer.json"
    model = build(None if small else base_weights())
    if start is not None:
        read_encoder(model, start)
    noise = OcrNoise.learn(read_pairs(data / "ocr-noise"), min_count=1 if small else 3)
    how: dict[str, Any] = {"noise": noise, "device": device, "seconds": 60 * minutes, "progress": progress}
    shown, held = hold_out(material, recipes[0].seed)
    apart = {at for pairs in held.values() for pair in pairs for at in pair}
    said: NDArray[np.float32] | None = None
    if teacher is not None:
        reader, said, rivals = _tuned(material, shown, held, apart, teacher, work, tuning, how, record)
        shown = Material(material.texts, [*shown.pairs, *rivals])

    def trial(stage: str, **fields: Any) -> None:
        found = measured(model, Pieces(tokenizer, recipes[0].limit), material, held, noise, 0)
        record(stage=stage, **found, **fields)

    trial("encoder before")
    for number, recipe in enumerate(recipes, 1):
        before = copy.deepcopy(model)
        own = encode(before.to(device), Pieces(tokenizer, WINDOW), texts, device)
        before.to("cpu")
        wanted = own if said is None else mixed(said, own, recipe.taught)
        near: list[tuple[int, int, str]] = []
        if recipe.near and said is not None:
            near = near_stories(material, wanted, apart)
            record(stage="near stories", counts=dict(Counter(kind for _, _, kind in near)))
        steps = train(model, Material(material.texts, [*shown.pairs, *near]), wanted, own,
                      Pieces(tokenizer, recipe.limit), recipe, **how,
                      checkpoint=work / f"encoder-{'further-' if start else ''}{number}.ckpt")
        model.to("cpu")
        trial("encoder trained", number=number, steps=steps, recipe=asdict(recipe))
        if recipe.kept:
            average(model, before, 1 - recipe.kept)
            trial("encoder averaged", number=number)
    card = {"name": ENCODER_NAME, "version": "1.2", "dims": model.turn.out_features, "window": WINDOW,
            "mask_style": "remove", "licence": "Apache-2.0", "source": SOURCE,
            "pooling": "mean over word pieces, a linear layer, then length 1",
            "nested": nested(model.turn.out_features),
            **null_figures(material, lambda texts: encode(model, Pieces(tokenizer, WINDOW), texts))}
    made = export_encoder(model, out / "encoder", tokenizer, card)
    last = record(stage="encoder written", sha256=made["sha256"])
    if teacher is not None and said is not None:
        last = _reranker(reader, texts, said, apart, teacher / "tokenizer.json", work, out, reranker_recipe, how,
                         record)
    log.close()
    return last


def _tuned(
    material: Material, shown: Material, held: dict[str, list[tuple[int, int]]], apart: Collection[int], teacher: Path,
    work: Path, recipe: TuningRecipe, how: dict[str, Any], record: Callable[..., Any],
) -> tuple[DeepReader, NDArray[np.float32], list[tuple[int, int, str]]]:
    """The teacher tuned on rival accounts, on the processor; its vectors of the material's texts, (n, width); and these
    accounts, which it was the first to find: none of them holds a text of those ``apart``."""
    from dejavu_app.training.encoder_model import Pieces
    from dejavu_app.training.encoder_teacher import taught
    from dejavu_app.training.encoder_tuning import tune, tuned_vectors
    from dejavu_app.training.reranker_body import cut_from
    from dejavu_app.training.rivals import rival_accounts

    texts = [text.masked for text in material.texts]
    tokenizer = teacher / "tokenizer.json"

    def figures(said: NDArray[np.float32]) -> dict[str, float]:
        sides = {kind: np.array(pairs).T for kind, pairs in held.items()}
        return {kind: reciprocal_rank(said[left] @ said[right].T) for kind, (left, right) in sides.items()}

    said = taught(texts, teacher, work / "teacher.npy", progress=how["progress"])
    rivals = rival_accounts(material, said, apart)
    record(stage="teacher before", rivals=len(rivals), **figures(said))
    reader = cut_from(teacher)
    steps = tune(reader, material, [*shown.pairs, *rivals], said, Pieces(tokenizer, recipe.limit), recipe, **how,
                 checkpoint=work / "tuned.ckpt")
    if steps:
        said = tuned_vectors(reader, Pieces(tokenizer, WINDOW), texts, work / "tuned.npy", how["device"],
                             how["progress"])
    record(stage="teacher tuned", steps=steps, recipe=asdict(recipe), **figures(said))
    return reader.to("cpu"), said, rivals


def _reranker(
    reader: DeepReader, texts: Sequence[str], said: NDArray[np.float32], apart: Collection[int], tokenizer: Path,
    work: Path, out: Path, recipe: RerankerRecipe, how: dict[str, Any], record: Callable[..., dict[str, Any]],
) -> dict[str, Any]:
    """Make the tuned ``reader`` narrower, in place; mend it by what it ``said`` of the texts, (n, width), but of those
    ``apart``; and write it to ``out/reranker``. Returns the log's last record."""
    from dejavu_app.training.encoder_export import export_reranker
    from dejavu_app.training.encoder_model import Pieces
    from dejavu_app.training.reranker_narrowing import narrow
    from dejavu_app.training.reranker_training import agreement, train_reranker

    words = Pieces(tokenizer, recipe.limit)
    unseen = random.Random(recipe.seed).sample(sorted(apart), min(256, len(apart)))
    asked = [texts[n] for n in unseen]
    rest = [n for n in range(len(texts)) if n not in apart]
    reader.keep_layers(recipe.kept)
    if recipe.inner:
        long = [texts[n] for n in rest if len(texts[n].split()) > HEADLINE]
        shows = random.Random(recipe.seed).sample(long, min(SHOWING, len(long)))
        narrow(reader, words, shows, recipe.inner)
    record(stage="reranker cut", **agreement(reader, words, asked, said[unseen]))
    steps = train_reranker(reader, [texts[n] for n in rest], said[rest], words, recipe, **how,
                           checkpoint=work / "reranker.ckpt")
    reader.to("cpu")
    record(stage="reranker trained", steps=steps, recipe=asdict(recipe),
           **agreement(reader, words, asked, said[unseen]))
    made = export_reranker(reader, out / "reranker", tokenizer, {
        "name": RERANKER_NAME, "version": "3", "dims": reader.width, "window": RERANKER_WINDOW,
        "mask_style": "remove", "licence": "Apache-2.0", "source": RERANKER_SOURCE})
    return record(stage="reranker written", sha256=made["sha256"])


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
    parser.add_argument("--start", type=Path, help="an encoder of ours to go on from, by the recipes FURTHER")
    parser.add_argument("--work", type=Path, default=Path("build/encoder-work"), help="what the stages keep")
    parser.add_argument("--out", type=Path, default=Path("build/models"), help="for encoder/ and reranker/")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="at most, for each training")
    parser.add_argument("--pairs", type=int, help="in a batch, at most: for a processor, or a small graphics card")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="a minute, not hours: proves that every stage runs")
    options = parser.parse_args(arguments)
    if options.pairs is not None and options.pairs < 2:
        parser.error("--pairs: two at least, of one nothing can be told apart")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    import torch

    from dejavu_app.training.encoder_training import FURTHER, LIKENESS, EncoderRecipe
    from dejavu_app.training.encoder_tuning import TuningRecipe
    from dejavu_app.training.reranker_training import RerankerRecipe

    # Without a teacher the second of FURTHER has nothing that would hold the space together; the first is tied to it.
    further = FURTHER if options.teacher else (LIKENESS,) if options.start else ()
    recipes = [replace(each, seed=options.seed) for each in (*(() if options.start else (EncoderRecipe(),)), *further)]
    tuning, reranker_recipe = TuningRecipe(seed=options.seed), RerankerRecipe(seed=options.seed)
    if options.pairs or options.small:
        most = 6 if options.small else options.pairs
        recipes = [replace(each, pairs=min(most, each.pairs)) for each in recipes]
        tuning = replace(tuning, pairs=min(most, tuning.pairs))
        reranker_recipe = replace(reranker_recipe, texts=min(2 * most, reranker_recipe.texts))
    if options.small:
        recipes = [replace(each, steps=4, limit=48) for each in recipes]
        tuning = replace(tuning, steps=2, limit=48)
        reranker_recipe = replace(reranker_recipe, steps=2, texts=6, limit=48, kept=(0, 2), inner=32)
    device = "cuda" if torch.cuda.is_available() and not options.small else "cpu"
    try:
        run(options.data, options.work, options.out, recipes, tuning, reranker_recipe, teacher=options.teacher,
            start=options.start, minutes=options.minutes, most=30 if options.small else 3000, small=options.small,
            device=device)
    except UserError as error:
        _LOG.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
