"""What the reranker reads of passages: headline and text without their names, as the encoder reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dejavu_app.archive import Archive, StoredPassage
from dejavu_app.domain import MaskStyle, Mention
from dejavu_app.encoding.pipeline import lead_in
from dejavu_app.masking import find_mentions, mask
from dejavu_app.searching.preparation import pieces
from dejavu_app.text import clean

if TYPE_CHECKING:
    from dejavu_app.encoding import Models


def read_texts(archive: Archive, models: Models, passages: Sequence[StoredPassage], style: MaskStyle) -> list[str]:
    """A text for each passage, headline first, its names hidden in ``style``."""
    names = _names(archive, models, passages) if style != "none" else {}
    leads = [lead_in(passage.headline, clean(passage.text).text) for passage in passages]
    if style != "none":
        headed = sorted({lead for lead in leads if lead})
        found = models.recogniser().recognise(headed)
        hidden = {lead: mask(lead, each, style).text if each else lead
                  for lead, each in zip(headed, found, strict=True)}
        leads = [hidden.get(lead, "") for lead in leads]
    return [" ".join([lead.strip(), *pieces(passage.text, names.get(passage.id, ()), style)]).strip()
            or passage.text for passage, lead in zip(passages, leads, strict=True)]


def _names(archive: Archive, models: Models, passages: Sequence[StoredPassage]) -> Mapping[int, Sequence[Mention]]:
    """The names in passages, offsets in their texts: as stored, and found now where nothing is encoded yet."""
    ids = [passage.id for passage in passages]
    names: dict[int, Sequence[Mention]] = {**archive.mentions(ids)}
    encoded = archive.encoded_among(ids)
    bare = [passage for passage in passages if passage.id not in encoded]
    if bare:
        found = find_mentions(models.recogniser(), [passage.text for passage in bare])
        names |= {passage.id: each for passage, each in zip(bare, found, strict=True)}
    return names
