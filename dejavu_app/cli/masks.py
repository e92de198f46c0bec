"""``dejavu mask``: a text with its names hidden."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, cast

import click

from dejavu_app.cli.terminal import LabelsType, Loading, NamedPath, open_models, print_json, read_batch, read_text
from dejavu_app.domain import LABELS, MaskStyle

BATCH = 64
"""Texts that the recogniser reads together."""


@click.command()
@click.argument("text", required=False)
@click.option("--file", "file", type=NamedPath(str), metavar="FILE",
              help="Mask the text of a file, of a web page (not a .txt) its article; - reads standard input.")
@click.option("--batch", type=NamedPath(str), metavar="FILE",
              help='JSON Lines, one {"id", "text"} a line; one document a line out.')
@click.option("--labels", type=LabelsType(), default=",".join(LABELS), show_default=True,
              help="Kinds of names to hide.")
@click.option("--style", type=click.Choice(["remove", "token", "typed"]), default=None,
              help="What stands in a name's place: nothing, [MASK], or its kind; the encoder's own way if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print text, masked text and mentions as JSON.")
def mask(text: str | None, file: str | None, batch: str | None, labels: tuple[str, ...], style: str | None,
         as_json: bool) -> None:
    """Print TEXT (- reads standard input) with its names hidden, as it would be compared."""
    if batch is not None and (text is not None or file is not None):
        raise click.UsageError("--batch goes without a text and --file.")
    with Loading() as loading:
        if batch is None:
            document = _masked([read_text(text, file)], labels, style, loading)[0]
            if as_json:
                print_json(document)
            else:
                click.echo(document["masked"])
            return
        rows = read_batch(batch)
        while chunk := list(islice(rows, BATCH)):
            documents = _masked([words for _, words in chunk], labels, style, loading)
            for (identifier, _), document in zip(chunk, documents, strict=True):
                print_json({"id": identifier} | document)


def _masked(texts: Sequence[str], labels: Sequence[str], style: str | None, loading: Loading) -> list[dict[str, Any]]:
    """``{"text", "masked", "mentions"}`` of each text; mentions are in offsets of the text."""
    from dejavu_app.masking import edit, find_mentions
    from dejavu_app.masking import mask as apply
    from dejavu_app.searching import mention_document

    models = open_models(loading)
    recogniser = models.recogniser()
    chosen = cast(MaskStyle, style) if style else _own_style()
    documents = []
    for words, found in zip(texts, find_mentions(recogniser, list(texts)), strict=True):
        mentions = edit(found, (), (), labels)
        documents.append({"text": words, "masked": apply(words, mentions, chosen, labels).text,
                          "mentions": [mention_document(mention) for mention in mentions]})
    return documents


def _own_style() -> MaskStyle:
    """The mask style of the shipped encoder, read from its card without loading it."""
    from dejavu_app.encoding import catalogue

    return catalogue()[0].mask_style
