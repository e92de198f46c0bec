"""Which ingredients of the encoder's recipe earn their place: ``python -m dejavu_app.training.ablation``.

Each is left out in turn, with the same budget, data and seeds, and the result is measured on pairs that no run has
seen. The budget is small beside the whole training's: what an ingredient does at its end is not told, only whether it
helps.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dejavu_app.errors import UserError
from dejavu_app.training.held_out import hold_out, measured

if TYPE_CHECKING:
    from dejavu_app.training.encoder_material import Material
    from dejavu_app.training.encoder_model import Pieces, StoryEncoder
    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.ocr_noise import OcrNoise

VARIANTS: dict[str, dict[str, Any]] = {
    "whole recipe": {},
    "weights not averaged with the start's": {"kept": 0.0},
    "teacher alone, not mixed with the own likenesses": {"taught": 1.0},
    "own likenesses alone, no teacher": {"taught": 0.0},
    "no relations learnt": {"relational": 0.0},
    "no tie to the old space": {"regression": 0.0},
    "no contrast of pairs": {"contrastive": 0.0},
    "no batches of near stories": {"neighbours": 0.0},
    "no misread texts": {"noisy": 0.0},
    "no texts with their names left in": {"named": 0.0},
}
"""What is changed of the recipe, by what a reader calls it."""

_LOG = logging.getLogger(__name__)


def ablate(
    material: Material, said: NDArray[np.float32], own: NDArray[np.float32], start: StoryEncoder, pieces: Pieces,
    recipe: EncoderRecipe, seeds: Sequence[int], *, noise: OcrNoise | None = None, device: str = "cpu",
    variants: dict[str, dict[str, Any]] | None = None, progress: Callable[[dict[str, Any]], None] = lambda row: None,
) -> list[dict[str, Any]]:
    """A row for the start and for each variant and seed: what it is called, the seed, its figures.

    ``said`` (n, wide) and ``own`` (n, dims) are the teacher's and the start's vectors of the material's texts.
    """
    from dejavu_app.training.encoder_model import average, mixed
    from dejavu_app.training.encoder_training import train

    shown, held = hold_out(material, seed=0)
    rows: list[dict[str, Any]] = []

    def tell(name: str, seed: int, model: StoryEncoder) -> None:
        rows.append({"variant": name, "seed": seed, **measured(model, pieces, material, held, noise, seed=0)})
        progress(rows[-1])

    tell("the start", 0, start)
    trained: dict[tuple[Any, ...], Any] = {}
    for name, changes in (VARIANTS if variants is None else variants).items():
        for seed in seeds:
            tried = replace(recipe, seed=seed, **changes)
            like = tuple(sorted({**tried_fields(tried), "kept": 0.0}.items()))  # one run serves every averaging
            if like not in trained:
                model = copy.deepcopy(start)
                train(model, shown, mixed(said, own, tried.taught), own, pieces, tried, noise=noise, device=device,
                      progress=_LOG.debug)
                trained[like] = model.to("cpu").state_dict()
            model = copy.deepcopy(start)
            model.load_state_dict(trained[like])
            average(model, start, 1 - tried.kept)
            tell(name, seed, model)
    return rows


def tried_fields(recipe: EncoderRecipe) -> dict[str, Any]:
    """The recipe's fields by their names."""
    return {name: getattr(recipe, name) for name in recipe.__dataclass_fields__}


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table: means over the seeds, with the half of what the seeds lie apart."""
    columns = [name for name in rows[0] if name not in ("variant", "seed")]
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name in dict.fromkeys(row["variant"] for row in rows):
        cells = []
        for column in columns:
            values = [row[column] for row in rows if row["variant"] == name]
            spread = f" ± {(max(values) - min(values)) / 2:.3f}" if len(values) > 1 else ""
            cells.append(f"{np.mean(values):.3f}{spread}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dejavu_app.training.ablation", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with chronam-1916/, ...")
    parser.add_argument("--teacher", type=Path, help="the folder of a larger sentence encoder with mean pooling")
    parser.add_argument("--work", type=Path, default=Path("build/encoder-work"), help="the encoder recipe's own folder")
    parser.add_argument("--out", type=Path, default=Path("build/ablation.jsonl"), help="a row for each run")
    parser.add_argument("--steps", type=int, default=100, help="of each training")
    parser.add_argument("--seeds", default="1,2")
    parser.add_argument("--small", action="store_true", help="tiny: proves that it runs")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    import torch

    from dejavu_app.training.encoder import gather
    from dejavu_app.training.encoder_model import Pieces, build, encode
    from dejavu_app.training.encoder_teacher import taught
    from dejavu_app.training.encoder_training import EncoderRecipe
    from dejavu_app.training.ocr_noise import OcrNoise, read_pairs
    from dejavu_app.training.recogniser import base_weights

    recipe = EncoderRecipe(steps=options.steps)
    if options.small:
        recipe = replace(recipe, pairs=6, limit=48)
    device = "cuda" if torch.cuda.is_available() and not options.small else "cpu"
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        material = gather(options.data, options.work, recipe.seed, 30 if options.small else 3000, _LOG.info)
        texts = [text.masked for text in material.texts]
        start = build(None if options.small else base_weights())
        pieces = Pieces(base_weights() / "tokenizer.json", recipe.limit)
        own = encode(start.to(device), pieces, texts, device)
        start.to("cpu")
        said = own if options.teacher is None else taught(texts, options.teacher, options.work / "teacher.npy",
                                                         progress=_LOG.info)
    except UserError as error:
        _LOG.error("%s", error)
        return 1
    noise = OcrNoise.learn(read_pairs(options.data / "ocr-noise"), min_count=1 if options.small else 3)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as out:

        def keep(row: dict[str, Any]) -> None:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
            _LOG.info("%s", row)

        rows = ablate(material, said, own, start, pieces, recipe, [int(seed) for seed in options.seeds.split(",")],
                      noise=noise, device=device, progress=keep)
    _LOG.info("%s", table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
