"""``dejavu evaluate`` and ``dejavu bench``: how good and how fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import click

from dejavu_app.cli.terminal import Loading, MonthType, NamedPath, open_models, print_json
from dejavu_app.domain import Mode, PartialDate


@click.command()
@click.argument("archive", type=NamedPath())
@click.option("--pairs", type=NamedPath(), metavar="FILE",
              help="JSON Lines of known parallels: modern_title, modern_text, hist_title, hist_text, hist_date.")
@click.option("--own", is_flag=True,
              help="Without known parallels: headlines and bodies, reprints and misread twins of ARCHIVE itself.")
@click.option("--month", "months", multiple=True, type=MonthType(), help="With --own: only what was printed then.")
@click.option("--mode", type=click.Choice(["semantic", "keyword", "hybrid"]), default="hybrid", show_default=True,
              help="By meaning, by words, or by both.")
@click.option("--rerank", is_flag=True, help="Measure with the reranker.")
@click.option("--no-mask", is_flag=True, help="Measure with names left in.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: of ours, or a SentenceTransformer.")
@click.option("--no-baselines", is_flag=True, help="Leave out BM25, the dense half alone and plain MiniLM.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(archive: Path, pairs: Path | None, own: bool, months: tuple[PartialDate, ...], mode: str, rerank: bool,
             no_mask: bool, encoder: str, no_baselines: bool, as_json: bool) -> None:
    """Measure how well ARCHIVE finds known parallels: recall at 1, 5 and 10, and mean reciprocal rank.

    Each modern side is searched for; historical sides that ARCHIVE lacks are added to a copy of it. A parallel is found
    when any copy of it is. Figures come with 95% intervals (bootstrap over the queries) and beside baselines of the
    same run. With --own the encoder is measured on what ARCHIVE itself knows, and recall is the share of all copies of
    a story that are found.
    """
    if own == (pairs is not None):
        raise click.UsageError("Give either --pairs FILE or --own.")
    unheeded = [option for option, given in (("--mode", own and mode != "hybrid"), ("--rerank", own and rerank),
                                             ("--no-mask", own and no_mask), ("--no-baselines", own and no_baselines),
                                             ("--month", pairs and months)) if given]
    if unheeded:
        raise click.UsageError(f"{unheeded[0]} does not go with {'--own' if own else '--pairs'}.")
    if own:
        _own(archive, months, encoder, as_json)
        return
    assert pairs is not None
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
    _table(figures["systems"])
    for note in figures["notes"]:
        click.echo(note)


def _own(archive: Path, months: tuple[PartialDate, ...], encoder: str, as_json: bool) -> None:
    from dejavu_app.evaluation.mined import evaluate_mined

    numbers = [100 * month.year + month.month for month in months]
    with Loading() as loading:
        figures = evaluate_mined(archive, open_models(loading, encoder), numbers, say=_say)
    if sys.stderr.isatty():
        click.echo("", err=True)
    if as_json:
        print_json(figures)
        return
    for name in ("headline→body", "reprint→reprint"):
        if name in figures:
            click.echo(f"{name}: {figures[name]['queries']} queries among {figures['passages']:,} passages\n")
            _table(figures[name]["systems"])
            click.echo()
    if any(name in figures for name in ("headline→body", "reprint→reprint")):
        click.echo("Recall is the share of all copies of a story that are found.\n")
    click.echo("A clean passage finds its misread twin first, by share of misread characters:\n")
    for system, values in figures["noise recall@1"].items():
        click.echo(system.ljust(30) + "".join(f"{rate} {value:.3f}".rjust(14) for rate, value in values.items()))


def _table(systems: dict[str, Any]) -> None:
    """Figures of each system with their intervals below them."""
    columns = [name for name in next(iter(systems.values())) if name != "ci"]
    click.echo(" " * 30 + "".join(name.rjust(12) for name in columns))
    for system, values in systems.items():
        click.echo(system.ljust(30) + "".join(f"{values[name]:.3f}".rjust(12) for name in columns))
        intervals = [values["ci"].get(name) for name in columns]
        click.echo(" " * 30 + "".join((f"{pair[0]:.2f}–{pair[1]:.2f}" if pair else "").rjust(12)
                                      for pair in intervals))


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
