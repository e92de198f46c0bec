"""``dejavu evaluate`` and ``dejavu bench``: how good and how fast."""

from __future__ import annotations

import json
from pathlib import Path

import click

from dejavu_app.cli.terminal import Loading, open_models, print_json


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--pairs", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="JSON Lines of known parallels: modern_title, modern_text, hist_title, hist_text, hist_date.")
@click.option("--mode", type=click.Choice(["semantic", "keyword", "hybrid"]), default="hybrid", show_default=True,
              help="By meaning, by words, or by both.")
@click.option("--rerank", is_flag=True, help="Measure with the reranker.")
@click.option("--no-mask", is_flag=True, help="Measure with names left in.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: a SentenceTransformer folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(archive: Path, pairs: Path, mode: str, rerank: bool, no_mask: bool, encoder: str, as_json: bool) -> None:
    """Measure how well ARCHIVE finds known parallels: recall at 1, 5 and 10, and mean reciprocal rank.

    The historical sides must be in the archive; each modern side is searched for.
    """
    from dejavu_app.evaluation import evaluate_pairs

    with Loading() as loading:
        figures = evaluate_pairs(archive, pairs, open_models(loading, encoder), mode=mode, rerank=rerank,
                                 mask=not no_mask)
    if as_json:
        print_json(figures)
    else:
        for name, value in figures.items():
            click.echo(f"{name}: {json.dumps(value)}")


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Measure the speed of this computer, each figure beside its baseline; NAME chooses, without one all run."""
    from dejavu_app.bench import run_benchmarks

    figures = run_benchmarks(names)
    if as_json:
        print_json(figures)
    else:
        click.echo(json.dumps(figures, indent=1))
