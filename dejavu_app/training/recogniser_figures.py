"""Figures of a recogniser: mask precision and recall over words, strict F1 over mentions; readers of measured sets.

The same counts as the HIPE and Universal NER campaigns make: a word is masked or not whatever the label; a mention is
right when its first word, last word and label are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.domain import Mention
from dejavu_app.training.recogniser_corpora import Block, spans

_COARSE = {"pers": "PER", "per": "PER", "loc": "LOC", "org": "ORG"}
MEASURED = ("PER", "LOC", "ORG")


@dataclass(frozen=True, slots=True)
class Document:
    """A measured document: its text, its tokens as offsets, and gold tags (with labels as found)."""

    text: str
    tokens: tuple[tuple[int, int], ...]
    tags: tuple[str, ...]


def read_documents(path: Path) -> list[Document]:
    """A ``.tsv`` of HIPE-2022 (NE-COARSE-LIT) or an ``.iob2`` of Universal NER (ten sentences a document)."""
    groups: list[list[tuple[str, str, bool]]] = [[]]
    sentences = 0
    universal = path.suffix == ".iob2"
    for line in path.read_text(encoding="utf-8").splitlines()[0 if universal else 1 :]:
        cells = line.split("\t")
        if universal and not line.strip() and groups[-1]:
            sentences += 1
            if sentences % 10 == 0:
                groups.append([])
        elif not universal and line.startswith("# hipe2022:document_id") and groups[-1]:
            groups.append([])
        elif line.strip() and not line.startswith("#"):
            groups[-1].append(
                (cells[1], cells[2], True) if universal else (cells[0], cells[1], "NoSpaceAfter" not in cells[-1])
            )
    documents = []
    for group in filter(None, groups):
        text, tokens = "", []
        for word, _, space in group:
            tokens.append((len(text), len(text) + len(word)))
            text += word + (" " if space else "")
        documents.append(Document(text, tuple(tokens), tuple(tag for _, tag, _ in group)))
    return documents


@dataclass(frozen=True, slots=True)
class Figures:
    """Mask figures over words, strict figures over mentions; ``by_label``: label -> (precision, recall, F1)."""

    mask_precision: float
    mask_recall: float
    mask_f1: float
    strict_f1: float
    by_label: dict[str, tuple[float, float, float]]

    def __str__(self) -> str:
        labels = " ".join(f"{label} {p:.3f}/{r:.3f}/{f:.3f}" for label, (p, r, f) in sorted(self.by_label.items()))
        return (
            f"mask P {self.mask_precision:.4f} R {self.mask_recall:.4f} F1 {self.mask_f1:.4f} "
            f"strict F1 {self.strict_f1:.4f} | {labels}"
        )


def _ratio(right: float, wrong: float, missed: float) -> tuple[float, float, float]:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def figures(pairs: Sequence[tuple[Sequence[str], Sequence[tuple[int, int, str]]]]) -> Figures:
    """Compare (gold tags, found spans over the same words) of each document."""
    counts: Counter[str] = Counter()
    for tags, found in pairs:
        gold = {(s, e, _COARSE[label.lower()]) for s, e, label in spans(tags) if label.lower() in _COARSE}
        hidden_gold = {i for s, e, _ in gold for i in range(s, e)}
        either = {i for i, tag in enumerate(tags) if tag not in ("O", "_")} - hidden_gold
        hidden = {i for s, e, _ in found for i in range(s, e)}
        named = {span for span in found if span[2] in MEASURED}
        counts["tp"] += len(hidden & hidden_gold)
        counts["fp"] += len(hidden - hidden_gold - either)
        counts["fn"] += len(hidden_gold - hidden)
        for kind, group in (("right", named & gold), ("wrong", named - gold), ("missed", gold - named)):
            counts.update(f"{kind} {label}" for _, _, label in group)
            counts[kind] += len(group)
    mask = _ratio(counts["tp"], counts["fp"], counts["fn"])
    return Figures(
        *mask,
        _ratio(counts["right"], counts["wrong"], counts["missed"])[2],
        {
            label: _ratio(counts[f"right {label}"], counts[f"wrong {label}"], counts[f"missed {label}"])
            for label in MEASURED
        },
    )


def block_figures(blocks: Sequence[Block], predicted: Sequence[Sequence[str]]) -> Figures:
    """Figures of IOB2 tags against annotated blocks."""
    return figures([(block.tags[: len(tags)], spans(tags)) for block, tags in zip(blocks, predicted, strict=True)])


def document_figures(
    documents: Sequence[Document], recognise: Callable[[Sequence[str]], Sequence[Sequence[Mention]]]
) -> Figures:
    """Figures of a recogniser over measured documents: mentions are laid over the documents' own tokens."""
    pairs = []
    for document, mentions in zip(documents, recognise([d.text for d in documents]), strict=True):
        found = []
        for mention in mentions:
            covered = [i for i, (s, e) in enumerate(document.tokens) if s < mention.end and e > mention.start]
            if covered:
                found.append((covered[0], covered[-1] + 1, mention.label))
        pairs.append((document.tags, found))
    return figures(pairs)
