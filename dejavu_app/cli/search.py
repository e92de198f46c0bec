"""``dejavu search``: one query, or a file of them."""

from __future__ import annotations

import math
import shutil
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from dejavu_app.cli.filters import named_filters
from dejavu_app.cli.terminal import (
    NUMBER,
    DateType,
    LabelsType,
    Loading,
    NamedPath,
    Reread,
    open_models,
    print_json,
    read_batch,
    read_text,
)
from dejavu_app.domain import LABELS, Mode, PartialDate, Query, SearchResult
from dejavu_app.errors import UserError

if TYPE_CHECKING:
    from dejavu_app.searching import Searcher


@click.command()
@click.argument("archive", type=NamedPath())
@click.argument("text", required=False)
@click.option("--file", "file", type=NamedPath(str), metavar="FILE",
              help="Search for the text of a file, of a web page (not a .txt) its article; - reads standard input.")
@click.option("--url", metavar="ADDRESS", help="Search for the article on a web page; this one is fetched, no other.")
@click.option("--batch", type=NamedPath(str), metavar="FILE",
              help='JSON Lines, one {"id", "text"} a line; one document a line out.')
@click.option("-k", "--results", "k", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
              help="Articles to return.")
@click.option("--from", "date_from", type=DateType(), help="Earliest date.")
@click.option("--to", "date_to", type=DateType(), help="Latest date; a year or month means all of it.")
@click.option("--newspaper", "newspapers", multiple=True, metavar="NAME", help="Only this newspaper; may be repeated.")
@click.option("--place", "places", multiple=True, metavar="NAME", help="Only this place; may be repeated.")
@click.option("--language", "languages", multiple=True, metavar="CODE",
              help='Only articles in this language, such as de or German; "und": not stated. May be repeated.')
@click.option("--source", "sources", multiple=True, metavar="NAME",
              help="Only this imported file, by name or number; may be repeated.")
@click.option("--collection", metavar="NAME", help="Only this collection, by name or number.")
@click.option("--min-quality", type=click.FloatRange(0, 1), default=0.0, metavar="SHARE",
              help="Least share of plausible words, 0 to 1.")
@click.option("--must", multiple=True, metavar="WORDS", help="Words or a phrase that must occur; may be repeated.")
@click.option("--must-not", multiple=True, metavar="WORDS", help="Words or a phrase that must not occur.")
@click.option("--mode", type=click.Choice(["semantic", "keyword", "hybrid"]), default="hybrid", show_default=True,
              help="By meaning, by words, or by both.")
@click.option("--no-mask", is_flag=True, help="Leave the names in the query; in the archive they stay hidden.")
@click.option("--labels", type=LabelsType(), default=",".join(LABELS), show_default=True,
              help="Kinds of names to hide.")
@click.option("--rerank", is_flag=True, help="Read the best 50 again, slowly and closely.")
@click.option("--like", multiple=True, type=NUMBER, metavar="PASSAGE",
              help="More like this passage, by the number that the list tells; may be repeated.")
@click.option("--unlike", multiple=True, type=NUMBER, metavar="PASSAGE", help="Less like this passage.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: of ours, or a SentenceTransformer.")
@click.option("--name", default="", help="Keep the search in the archive under this name.")
@click.option("--no-save", is_flag=True, help="Leave the search out of the archive's history.")
@click.option("--csv", "csv_file", type=NamedPath(), metavar="FILE", help="Write the list as CSV too.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
def search(archive: Path, text: str | None, file: str | None, url: str | None, batch: str | None, k: int,
           date_from: PartialDate | None, date_to: PartialDate | None, newspapers: tuple[str, ...],
           places: tuple[str, ...], languages: tuple[str, ...], sources: tuple[str, ...], collection: str | None,
           min_quality: float, must: tuple[str, ...], must_not: tuple[str, ...], mode: str, no_mask: bool,
           labels: tuple[str, ...], rerank: bool, like: tuple[int, ...], unlike: tuple[int, ...], encoder: str,
           name: str, no_save: bool, csv_file: Path | None, as_json: bool) -> None:
    """Find the articles of ARCHIVE that tell the same kind of story as TEXT (- reads standard input)."""
    given = [each for each in (text, file, url) if each is not None]
    if batch is not None and (given or csv_file is not None):
        raise click.UsageError("--batch goes without a text, --file, --url and --csv.")
    if name and (no_save or batch is not None):
        raise click.UsageError("--name keeps one search, so it goes without --no-save and --batch.")
    if len(given) > 1:
        raise click.UsageError("Give the text, --file or --url, not several of them.")
    if date_from is not None and date_to is not None and date_from.first > date_to.last:
        raise click.UsageError(f"--from {date_from} is later than --to {date_to}, so no article could be found.")
    if math.isnan(min_quality):
        raise click.UsageError("--min-quality is a number from 0 to 1.")
    if csv_file is not None:
        _check_csv(csv_file)
    if batch is None and not given and like:
        text = ""
    words, address = _fetched(url) if url is not None else ("" if batch is not None else read_text(text, file), "")
    named, remarks = named_filters(archive, newspapers, places, languages, sources, collection)
    query = Query(text=words, k=k, mode=cast(Mode, mode), mask=not no_mask, labels=labels, rerank=rerank, like=like,
                  unlike=unlike, address=address,
                  filters=replace(named, date_from=date_from, date_to=date_to, must=must, must_not=must_not,
                                  min_quality=min_quality))
    from dejavu_app.searching import Searcher, result_document

    with Loading() as loading:
        searcher = Searcher(archive, open_models(loading, encoder))
        if batch is not None:
            _batch(searcher, query, batch, remarks)
            return
        result = searcher.search(query, progress=Reread())
        result = replace(result, notes=(*result.notes, *remarks))
    if csv_file is not None:
        from dejavu_app.exporting import export

        export(result, csv_file)
    if as_json:
        print_json(result_document(result if no_save else _kept(result, archive, name)))
        return
    # The list first: while another program writes to the archive, the keeping waits.
    print_result(result)
    number = None if no_save else _kept(result, archive, name).search_id
    if number is not None:
        from dejavu_app.exporting.command import command_line

        line = command_line(["dejavu", "export", str(archive), "--search", str(number), "--to", "results.csv"])
        click.echo(f"Kept as search {number}: {line}")


def _check_csv(path: Path) -> None:
    """Before anything is searched and kept: raises ``UserError`` for a file that ``--csv`` does not write."""
    from dejavu_app.exporting import ending_of

    if ".csv" not in (path.suffix.lower(), path.name.lower()):
        raise UserError(f"{path.name} does not end with .csv.", "dejavu export writes the other formats.")
    ending_of(path)


def _fetched(address: str) -> tuple[str, str]:
    """The article on a web page and where the page lies in the end."""
    from dejavu_app.fetching.page import fetch_article

    article = fetch_article(address)
    return article.text, article.address


def _batch(searcher: Searcher, query: Query, batch: str, remarks: tuple[str, ...]) -> None:
    from dejavu_app.searching import result_document

    failed = count = 0
    for identifier, text in read_batch(batch):
        count += 1
        document: dict[str, Any] = {"id": identifier}
        try:
            result = searcher.search(replace(query, text=text))
            document |= result_document(replace(result, notes=(*result.notes, *remarks)))
        except UserError as error:
            if text.strip():
                raise
            failed += 1
            document |= {"error": str(error)}
        print_json(document)
    if failed:
        raise UserError(f"{failed} of {count} queries in {batch} are empty.")


def _kept(result: SearchResult, archive: Path, name: str) -> SearchResult:
    """The search put into the archive's history; an archive that cannot be written still can be searched."""
    from dejavu_app.archive import Archive
    from dejavu_app.archive.articles import storable

    try:
        with Loading() as waiting:
            waiting.later("The search is being kept; another program may be writing to the archive …")
            with Archive(archive) as opened:
                return replace(result, search_id=opened.save_search(result, storable(name)))
    except UserError as error:
        if name:
            raise
        click.echo(f"The search is not in the archive's history: {error}", err=True)
        return result


def _shortened(text: str, most: int) -> str:
    """At most so many letters, cut between words where there are any: not in Chinese, nor where OCR lost the blanks."""
    if len(text) <= most:
        return text
    cut = text[:most - 1].rpartition(" ")[0]
    return f"{cut if 2 * len(cut) > most else text[:most - 2]} …"


def print_result(result: SearchResult) -> None:
    """The ranked list for a person: strength, date, newspaper, headline and the passage's opening."""
    width = min(shutil.get_terminal_size((100, 24)).columns, 110)
    if result.query.mask and result.mentions:
        names = list(dict.fromkeys(result.query.text[m.start:m.end] for m in result.mentions))
        shown = ", ".join(" ".join(name.split()) for name in names[:8]) + (" …" if len(names) > 8 else "")
        click.echo(f"Names hidden: {shown}\n")
    for parallel in result.parallels:
        where = ", ".join(part for part in (parallel.newspaper, parallel.place,
                                            f"p. {parallel.page}" if parallel.page else "") if part)
        click.echo(f"{parallel.rank:3}. {parallel.band:6}  {parallel.date or 'undated':10}  {where}")
        headline = " ".join(parallel.headline.split())
        if headline:
            click.echo(f"     {_shortened(headline, width - 5)}")
        opening = _shortened(" ".join(parallel.passage.split()), 3 * (width - 5))
        click.echo(textwrap.fill(opening, width, initial_indent="     ", subsequent_indent="     "))
        click.echo(f"     article {parallel.article_id}, passage {parallel.passage_id}, "
                   f"score {parallel.score:.2f}\n")
    for note in result.notes:
        click.echo(note)
    timing = result.timing
    click.echo(f"{len(result.parallels)} articles from {result.coverage.passages:,} passages in "
               f"{timing.mask + timing.encode + timing.search:,.0f} ms.")
