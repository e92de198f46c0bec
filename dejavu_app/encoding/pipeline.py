"""The way of a passage from raw text to vector: clean, recognise, mask, encode; the same for archive and query."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from dejavu_app.domain import Mention
from dejavu_app.encoding.protocol import EncodedPassage, Encoder
from dejavu_app.masking import Recogniser, carried_back, mask
from dejavu_app.text import CLEANING_RULES, PASSAGE_RULES, clean


class Pipeline:
    """A recogniser and an encoder that belong together; ``fingerprint`` names all that decides a vector."""

    def __init__(self, recogniser: Recogniser, encoder: Encoder) -> None:
        self.recogniser = recogniser
        self.encoder = encoder

    @property
    def fingerprint(self) -> str:
        """Encoder, mask style, passage rules and recogniser, joined."""
        rules = (PASSAGE_RULES, CLEANING_RULES, HEADLINE_RULE)
        return "|".join((self.encoder.fingerprint, self.encoder.mask_style, *rules, self.recogniser.fingerprint))

    def encode_passages(
        self, raw_texts: Sequence[str], headlines: Sequence[str] | None = None
    ) -> list[EncodedPassage]:
        """Each passage's mentions (offsets in its raw text), masked text and vector.

        A headline that the passage does not itself begin with is read before it, so that every passage of a long
        article knows what it is about.
        """
        cleaned = [clean(raw) for raw in raw_texts]
        leads = [
            lead_in(headline, text.text)
            for text, headline in zip(cleaned, headlines if headlines is not None else repeat(""), strict=False)
        ]
        texts = [lead + text.text for lead, text in zip(leads, cleaned, strict=True)]
        found = self.recogniser.recognise(texts)
        masked = [mask(text, names, self.encoder.mask_style).text for text, names in zip(texts, found, strict=True)]
        vectors = self.encoder.encode(masked)
        encoded = []
        for text, raw, names, lead, words, vector in zip(
            cleaned, raw_texts, found, leads, masked, vectors, strict=True
        ):
            own = [
                Mention(max(0, name.start - len(lead)), name.end - len(lead), name.label)
                for name in names
                if name.end > len(lead)
            ]
            encoded.append(EncodedPassage(tuple(carried_back(text, raw, own)), words, vector))
        return encoded


HEADLINE_RULE = "headline-1"


def lead_in(headline: str, text: str) -> str:
    """The headline as a sentence to stand before the text; empty where the text begins with it anyway."""
    lead = " ".join(clean(headline).text.split())
    if not lead:
        return ""
    start = " ".join(text[: 2 * len(lead) + 40].split()).casefold()
    if start.startswith(lead[:40].casefold()):
        return ""
    return f"{lead} " if lead[-1] in ".!?" else f"{lead}. "
