"""``dejavu import`` and ``dejavu encode``: files into the archive, passages into vectors."""

from __future__ import annotations

from pathlib import Path

import click

from dejavu_app.cli.terminal import Loading, NamedPath, duration, open_models, print_json, run_job
from dejavu_app.errors import Cancelled, UserError

SHOWN = 20
"""Skipped files that are named on standard error; all of them are in ``--json``."""


@click.command("import")
@click.argument("archive", type=NamedPath())
@click.argument("paths", nargs=-1, required=True, type=NamedPath())
@click.option("--no-encode", is_flag=True, help="Only read; keyword search works at once. Encode later.")
@click.option("--format", "format_", default="", metavar="NAME", help="Read every file as this format.")
@click.option("--columns", type=NamedPath(), metavar="FILE",
              help="TOML file that says which column or field holds what.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: of ours, or a SentenceTransformer.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_(archive: Path, paths: tuple[Path, ...], no_encode: bool, format_: str, columns: Path | None, encoder: str,
            as_json: bool) -> None:
    """Read newspapers into ARCHIVE and encode them.

    PATH is a file, a folder, or a zip or tar file with newspapers in it. Importing a file again adds nothing, or, with
    other columns, another format or a newer reader, reads it anew in place of what it gave before. An import that was
    stopped goes on where it was.
    """
    from dejavu_app.jobs import ImportJob
    from dejavu_app.reading import ReadOptions, load_columns

    for path in paths:
        if not path.exists():
            raise UserError(f"{path}: there is no such file or folder.", "Check the name.")
    options = ReadOptions(format=format_, columns=load_columns(columns) if columns else None)
    with Loading() as loading:
        try:
            report = run_job(ImportJob(archive, list(paths), options, not no_encode, open_models(loading, encoder)))
        except Cancelled as error:
            raise UserError("The import was stopped; what was read so far is kept.",
                            "The same command goes on from there.") from error
    skipped = [{"path": problem.path, "reason": problem.reason} for problem in report.skipped]
    if as_json:
        print_json({"added": report.added, "duplicates": report.duplicates, "skipped": skipped,
                    "removed": report.superseded.removed, "kept": report.superseded.kept,
                    "articles": report.articles, "passages": report.passages, "encoded": report.encoded,
                    "seconds": round(report.seconds, 2)})
    else:
        click.echo(f"Added {report.added:,} articles in {duration(report.seconds)}"
                   + (f"; {report.duplicates:,} were there already" if report.duplicates else "") + ".")
        if report.superseded.removed:
            click.echo(f"Took out {report.superseded.removed:,} that only an earlier reading of these files had found.")
        if report.superseded.kept:
            click.echo(f"Kept {report.superseded.kept:,} of an earlier reading that you have marked.")
        click.echo(f"{archive.name} holds {report.articles:,} articles in {report.passages:,} passages, "
                   f"{report.encoded:,} of them encoded.")
        if skipped:
            click.echo(f"Skipped {len(skipped):,}:", err=True)
        for problem in skipped[:SHOWN]:
            click.echo(f"  {problem['path']}: {problem['reason']}", err=True)
        if len(skipped) > SHOWN:
            click.echo(f"  … and {len(skipped) - SHOWN:,} more (--json lists all)", err=True)
        note = handover_note(archive, encoder)
        if note:
            click.echo(note)
    if not report.added and not report.duplicates and skipped:
        raise UserError(f"Nothing was imported: {skipped[0]['path']}: {skipped[0]['reason']}")


@click.command()
@click.argument("archive", type=NamedPath())
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N passages.")
@click.option("--encoder", default="", metavar="FOLDER", help="Another encoder: of ours, or a SentenceTransformer.")
@click.option("--keep-old", is_flag=True, help="Keep the vectors of other encoders when all is encoded with this one.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def encode(archive: Path, limit: int | None, encoder: str, keep_old: bool, as_json: bool) -> None:
    """Encode the passages of ARCHIVE that are not yet encoded, so that they can be searched by meaning.

    An archive that was made with another encoder is encoded anew. It is searched with the old vectors until the new
    ones are whole; then the old ones are removed. So is what an earlier recogniser of names hid, vector by vector.
    """
    from dejavu_app.jobs import EncodeJob

    with Loading() as loading:
        try:
            report = run_job(EncodeJob(archive, open_models(loading, encoder), limit, keep_old=keep_old))
        except Cancelled as error:
            raise UserError("Encoding was stopped; what was encoded so far is kept.",
                            "The same command goes on from there.") from error
    if as_json:
        print_json({"passages": report.passages, "encoded": report.encoded, "removed": report.removed,
                    "seconds": round(report.seconds, 2)})
    else:
        click.echo(f"{report.encoded:,} of {report.passages:,} passages are encoded ({duration(report.seconds)}).")
        if report.removed:
            click.echo(f"{report.removed:,} vectors of the encoder before it are removed.")


def handover_note(archive: Path, encoder: str = "") -> str:
    """What to say of an archive that was made with another encoder than the one in use; "" when there is nothing."""
    from dejavu_app.archive import Archive
    from dejavu_app.encoding import Models, standing

    models = Models(encoder)
    ours = models.identity()
    with Archive(archive) as opened:
        passages = opened.coverage().passages
        stands = standing(opened.pipelines(), passages, ours.name, ours.space, models.at_hand)
    if not stands.outstanding:
        return ""
    from dejavu_app.exporting.command import command_line

    anew = (f"{command_line(['dejavu', 'encode', str(archive)])} encodes it anew with {stands.encoder} "
            f"({stands.anew:,} of {passages:,} passages so far).")
    if stands.at_hand:
        return f"The archive was made with {stands.former}, which searches go on to use; {anew}"
    return f"The archive was made with {stands.former}, which is not installed here, so only words are searched; {anew}"
