"""``dejavu show`` and ``dejavu export``: one article as read, and a search written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dejavu_app.cli.terminal import NUMBER, NamedPath, SearchType, print_json
from dejavu_app.errors import UserError


@click.command()
@click.argument("archive", type=NamedPath())
@click.argument("article_id", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Fields, text, passages and mentions as JSON.")
def show(archive: Path, article_id: int, as_json: bool) -> None:
    """Print an article of ARCHIVE as it was read; where it comes from goes to standard error."""
    from dejavu_app.archive import Archive

    with Archive(archive) as opened:
        stored = opened.article(article_id)
    article = stored.article
    fields: dict[str, Any] = {
        "article_id": stored.id, "external_id": article.external_id,
        "date": str(article.date) if article.date else article.date_text, "newspaper": article.newspaper,
        "place": article.place, "page": article.page, "edition": article.edition, "headline": article.headline,
        "byline": article.byline, "language": article.language, "url": article.url, "source": stored.source,
        "locator": article.locator, "page_image": article.page_image, "confidence": article.confidence,
        "quality": stored.quality,
    }
    if as_json:
        passages = [{"id": p.id, "ordinal": p.ordinal, "start": p.start, "end": p.end, "words": p.words}
                    for p in stored.passages]
        mentions = [{"start": m.start, "end": m.end, "label": m.label} for m in stored.mentions]
        print_json(fields | {"text": article.text, "passages": passages, "mentions": mentions})
        return
    for name, value in fields.items():
        if value not in ("", None):
            click.echo(f"{name.replace('_', ' ')}: {value}", err=True)
    click.echo(article.text)


@click.command()
@click.argument("archive", type=NamedPath())
@click.option("--search", "search_id", type=SearchType(), metavar="ID", required=True,
              help='The search to write, by the number that "dejavu search" gave; "last" is the newest.')
@click.option("--to", "to", type=NamedPath(), required=True, metavar="FILE",
              help=".csv .xlsx .jsonl .ris .bib .json .zip .txt .html, or an empty or new folder: one text an article.")
def export(archive: Path, search_id: int, to: Path) -> None:
    """Write a search of ARCHIVE to a file; its ending chooses the format.

    Table: .csv, .xlsx, .jsonl. References for Zotero: .ris, .bib, .json (CSL-JSON). Texts: .zip, .txt or a folder.
    Methods report: .html.
    """
    from dejavu_app.archive import Archive
    from dejavu_app.exporting import export as write

    with Archive(archive) as opened:
        known = [] if search_id else [row.id for row in opened.searches()]
        if not search_id and not known:
            raise UserError(f"{archive.name} holds no search yet.", "Search first, then export.")
        result = opened.search(search_id or max(known))
        write(result, to, opened)
    click.echo(f"{len(result.parallels)} parallels written to {to}")
