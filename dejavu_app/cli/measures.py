"""``dejavu evaluate`` and ``dejavu bench``: how good and how fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click

from dejavu_app.cli.terminal import Loading, open_models, print_json
from dejavu_app.domain import Mode


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--pairs", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="JSON Lines of known parallels: modern_title, modern_text, hist_title, hist_text, hist_date.")
@click.option("--mode", type=click.Choice(["semantic", "keyword", "hybrid"]), default="hybrid", show_default=True,
              help="By meaning, by words, or by both.")
@click.option("--rerank", is_flag=True, help="Measure with the reranker.")
@click.option("--no-mask", is_flag=True, help="Measure with names left in.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: a SentenceTransformer folder.")
@click.option("--no-baselines", is_flag=True, help="Leave out BM25, the dense half alone and plain MiniLM.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(archive: Path, pairs: Path, mode: str, rerank: bool, no_mask: bool, encoder: str, no_baselines: bool,
             as_json: bool) -> None:
    """Measure how well ARCHIVE finds known parallels: recall at 1, 5 and 10, and mean reciprocal rank.

    Each modern side is searched for; historical sides that ARCHIVE lacks are added to a copy of it. Figures come with
    95% intervals (bootstrap over the queries) and beside baselines of the same run.
    """
    from dejavu_app.evaluation import evaluate_pairs

    with Loading() as loading:
        figures = evaluate_pairs(archive, pairs, open_models(loading, encoder), mode=cast(Mode, mode), rerank=rerank,
                                 mask=not no_mask, baselines=not no_baselines, say=_say)
    if sys.stderr.isatty():
        click.echo("", err=True)
    if as_json:
        print_json(figures)
        return
    click.echo(f"{figures['queries']} known parallels among {figures['articles']:,} articles "
               f"({figures['passages']:,} passages)\n")
    columns = [name for name in figures["systems"]["dejavu"] if name != "ci"]
    click.echo(" " * 30 + "".join(name.rjust(12) for name in columns))
    for system, values in figures["systems"].items():
        click.echo(system.ljust(30) + "".join(f"{values[name]:.3f}".rjust(12) for name in columns))
        intervals = [values["ci"].get(name) for name in columns]
        click.echo(" " * 30 + "".join((f"{pair[0]:.2f}–{pair[1]:.2f}" if pair else "").rjust(12)
                                      for pair in intervals))
    for note in figures["notes"]:
        click.echo(note)


def _say(message: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{message[:76].ljust(76)}", nl=False, err=True)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Measure the speed of this computer, each figure beside its baseline; NAME chooses, without one all run."""
    from dejavu_app.bench import run_benchmarks

    figures = run_benchmarks(names, _say)
    if sys.stderr.isatty():
        click.echo("", err=True)
    if as_json:
        print_json(figures)
        return
    for figure in figures:
        click.echo(f"{figure['name']}: {figure['value']:,.4g} {figure['unit']} ({figure['what']})")
        if figure["baseline"] is not None:
            click.echo(f"    beside {figure['baseline']:,.4g} {figure['unit']} ({figure['baseline_is']}): "
                       f"{figure['ratio']:.2f} times as good")
