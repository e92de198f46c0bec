"""``dejavu demo``: the sample archive, in the window or, without a screen, as a printed search."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from dejavu_app.cli.search import print_result
from dejavu_app.cli.terminal import Loading, open_models, print_json, run_job
from dejavu_app.domain import Query
from dejavu_app.errors import UserError


@click.command()
@click.option("--headless", is_flag=True, help="Do not open the window: run a sample query and print the parallels.")
@click.option("--json", "as_json", is_flag=True, help="Without the window: print the result as JSON.")
def demo(headless: bool, as_json: bool) -> None:
    """Make the sample archive if needed and open the window on it.

    Without a screen, or with --headless, a sample query is run and its parallels are printed. The sample's articles
    were written for this program and are no historical source.
    """
    with Loading() as loading:
        archive = sample_archive(loading)
        if not headless and not as_json and has_screen():
            from dejavu_app.ui.app import run

            loading.done()
            sys.exit(run([str(archive)]))
        from dejavu_app.searching import Searcher, result_document

        query = sample_queries()[0]
        result = Searcher(archive, open_models(loading)).search(Query(f"{query['title']}. {query['text']}", k=5))
    if as_json:
        print_json(result_document(result))
        return
    click.echo(f"A query of today: {query['title']}\n")
    print_result(result)
    click.echo(f"The sample archive, written for this program and no historical source: {archive}")


def sample_archive(loading: Loading) -> Path:
    """The sample archive's path; it is made, or its making is finished, when that was not done before."""
    from dejavu_app.jobs import ImportJob
    from dejavu_app.reading import ReadOptions
    from dejavu_app.resources import data_dir, resource_path

    articles = resource_path("sample", "articles.jsonl")
    if not articles.exists():
        raise UserError(f"{articles}: the sample's texts are missing.", "Install Déjà Vu again.")
    archive = data_dir() / "Sample.dejavu"
    run_job(ImportJob(archive, [articles], ReadOptions(), True, open_models(loading)))
    return archive


def sample_queries() -> list[dict[str, Any]]:
    """The shipped modern texts, each with its ``title`` and ``text``."""
    from dejavu_app.resources import resource_path

    path = resource_path("sample", "queries.json")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: the sample's queries cannot be read.", "Install Déjà Vu again.") from error
    return list(found)


def has_screen() -> bool:
    """Whether a window can be shown; on Linux that takes a display server."""
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True
