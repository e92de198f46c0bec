"""The name finder as a component of a spaCy pipeline.

Importing this module registers the factory ``newsprint_names`` and the tokenizer ``dejavu.newsprint_words`` with
spaCy, so that ``spacy.load`` can read the shipped pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from dejavu_app.masking.features import split_words
from dejavu_app.masking.finder import NameFinder

FACTORY = "newsprint_names"
TOKENIZER = "dejavu.newsprint_words"


class WordTokenizer:
    """Cuts a text into the recogniser's words, so that entities align with spaCy's tokens to the character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in split_words(text):
            # One space belongs to the token before; any other white space is a token of its own.
            gap = text[at:start]
            if gap:
                if words and gap[0] == " ":
                    spaces[-1], gap = True, gap[1:]
                if gap:
                    words.append(gap)
                    spaces.append(False)
            words.append(text[start:end])
            spaces.append(False)
            at = end
        rest = text[at:]
        if rest and words and rest[0] == " ":
            spaces[-1], rest = True, rest[1:]
        if rest:
            words.append(rest)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: Any) -> WordTokenizer:
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:
        """Nothing to keep: the words are defined by code."""

    def from_disk(self, _path: Path, **_: Any) -> WordTokenizer:
        return self


@spacy.registry.tokenizers(TOKENIZER)
def _make_tokenizer() -> Any:
    return lambda nlp: WordTokenizer(nlp.vocab)


@Language.factory(FACTORY, assigns=["doc.ents", "token.ent_type", "token.ent_iob"], retokenizes=False)
def _make_component(nlp: Language, name: str) -> NamesComponent:
    return NamesComponent(name)


class NamesComponent:
    """Writes what a ``NameFinder`` finds into ``doc.ents``; empty until ``from_disk``."""

    def __init__(self, name: str = FACTORY) -> None:
        self.name = name
        self.finder: NameFinder | None = None

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Texts are read in batches; documents come out in order."""
        if self.finder is None:
            raise RuntimeError("the recogniser's network was not read: use spacy.load on its folder")
        for docs in spacy.util.minibatch(stream, batch_size):
            for doc, mentions in zip(docs, self.finder.find([doc.text for doc in docs]), strict=True):
                found = (doc.char_span(m.start, m.end, label=m.label, alignment_mode="expand") for m in mentions)
                doc.ents = spacy.util.filter_spans([span for span in found if isinstance(span, Span)])
                yield doc

    def to_disk(self, path: Path, exclude: Sequence[str] = ()) -> None:
        """Writes the files that were read."""
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        for name, data in (self.finder.files if self.finder else {}).items():
            (path / name).write_bytes(data)

    def from_disk(self, path: Path, exclude: Sequence[str] = ()) -> NamesComponent:
        """Reads the network. Raises ``UserError`` when it cannot be read."""
        self.finder = NameFinder(Path(path))
        return self
