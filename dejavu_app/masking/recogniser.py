"""The recogniser as the other stages see it: texts in, mentions out; the shipped pipeline, loaded once a process."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from dejavu_app.domain import LABELS, Mention
from dejavu_app.errors import AGAIN, UserError
from dejavu_app.masking.finder import FILES, RULES, NameFinder
from dejavu_app.resources import resource_path

if TYPE_CHECKING:
    from spacy.language import Language

    from dejavu_app.text import CleanText

SHIPPED = "recogniser"
COMPONENT = "newsprint_names"
_OTHER_LABELS = {"PERSON": "PER", "GPE": "LOC", "FAC": "LOC", "NORP": ""}  # of OntoNotes, as in spaCy's own pipelines


@runtime_checkable
class Recogniser(Protocol):
    """Finds names. ``fingerprint`` changes whenever its answers may."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions of each cleaned text, as offsets into it: in order, none overlapping, labels of ``LABELS``."""
        ...


class ShippedRecogniser:
    """The network inside a spaCy pipeline of ours, read without spaCy, whose import takes longer than the network's.

    Its answers are those of the whole pipeline; ``pipeline`` gives that. Calls may come from any thread.
    """

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the files cannot be read."""
        self._folder = folder
        self._finder = NameFinder(folder / COMPONENT)
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            self.name = f"{meta['name']} {meta['version']}"
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(f"{folder / 'meta.json'}: this file is damaged ({error}).", AGAIN) from error
        self.fingerprint = _fingerprint(folder)

    @property
    def pipeline(self) -> Language:
        """The spaCy pipeline itself, loaded anew."""
        import spacy

        from dejavu_app.masking import component  # noqa: F401  registers what the pipeline is made of

        return spacy.load(self._folder)

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        """As ``Recogniser.recognise``; give many texts at once, they are read in batches of like length."""
        return self._finder.find(texts)


class SpacyRecogniser:
    """Any spaCy pipeline with entities of our labels, from a folder. Calls are made one at a time."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` when the pipeline cannot be loaded."""
        import spacy

        from dejavu_app.masking import component  # noqa: F401  registers what our own pipelines are made of

        try:
            self.pipeline: Language = spacy.load(folder)
        except UserError:
            raise
        except Exception as error:  # spaCy and what its pipelines are made of raise what they like
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise UserError(f"{folder}: the spaCy pipeline cannot be loaded ({reason}).") from error
        self._lock = threading.Lock()
        self.name = f"{self.pipeline.meta['name']} {self.pipeline.meta['version']}"
        self.fingerprint = _fingerprint(folder)

    def recognise(self, texts: Sequence[str]) -> list[list[Mention]]:
        """As ``Recogniser.recognise``; labels of other schemes are mapped or dropped."""
        with self._lock:
            return [
                [
                    Mention(span.start_char, span.end_char, _OTHER_LABELS.get(span.label_, span.label_))
                    for span in doc.ents
                    if _OTHER_LABELS.get(span.label_, span.label_) in LABELS
                ]
                for doc in self.pipeline.pipe(texts)
            ]


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(RULES.encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".jsonl") and path.name != "figures.json":
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return f"names-{digest.hexdigest()[:12]}"


_LOADED: dict[Path, Recogniser] = {}
_LOADING = threading.Lock()


def load_recogniser(name: str = "") -> Recogniser:
    """The shipped recogniser, or the spaCy pipeline in the folder ``name``; each is loaded once a process.

    Raises ``UserError`` when there is none.
    """
    folder = Path(name).expanduser().resolve() if name else resource_path("models", SHIPPED)
    with _LOADING:
        if folder not in _LOADED:
            if not (folder / "meta.json").is_file():
                raise UserError(f"{folder}: there is no recogniser here.", "A recogniser is a spaCy pipeline's folder.")
            ours = all((folder / COMPONENT / name).is_file() for name in FILES)
            _LOADED[folder] = ShippedRecogniser(folder) if ours else SpacyRecogniser(folder)
        return _LOADED[folder]


def find_mentions(recogniser: Recogniser, raw_texts: Sequence[str]) -> list[list[Mention]]:
    """The mentions of texts as read (OCR line breaks and all): cleaned, recognised, offsets carried back."""
    from dejavu_app.text import clean

    cleaned = [clean(raw) for raw in raw_texts]
    found = recogniser.recognise([text.text for text in cleaned])
    return [
        carried_back(text, raw, mentions) for text, raw, mentions in zip(cleaned, raw_texts, found, strict=True)
    ]


def carried_back(cleaned: CleanText, raw: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions in a cleaned text as mentions in the text as read, without white space at their ends."""
    back: list[Mention] = []
    for mention in mentions:
        start, end = cleaned.to_raw(mention.start, mention.end)
        name = raw[start:end]
        start += len(name) - len(name.lstrip())
        end -= len(name) - len(name.rstrip())
        if end > start and (not back or start >= back[-1].end):
            back.append(Mention(start, end, mention.label))
    return back
