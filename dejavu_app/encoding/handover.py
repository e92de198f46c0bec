"""Which of an archive's vectors are used while it passes from one encoder to another.

The rule: the encoder in use, as soon as its vectors are whole; until then whatever encoder has encoded more and is at
hand. New passages are encoded as the archive is, so that all of it is searched on one scale, and all of it is encoded
anew only when a person says so. A newer recogniser changes nothing of this: what it hides is compared with what an
earlier one hid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dejavu_app.domain import space_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an archive's vectors are those of the encoder in use. Counts are passages."""

    passages: int
    pipeline: str  # fingerprint of the pipeline that made most of the vectors searched; "" when there are none
    encoded: int  # in that pipeline's space, whichever recogniser hid the names
    encoder: str  # name of the encoder in use, with its version where the former one has the same name
    anew: int  # encoded with the encoder in use
    former: str = ""  # name of another encoder that the archive is more completely encoded with; "" without one
    former_encoded: int = 0
    at_hand: bool = True  # whether the former encoder can be loaded: if so, ``pipeline`` is one of its

    @property
    def space(self) -> str:
        """The space that is searched; "" when there is none."""
        return space_of(self.pipeline) if self.pipeline else ""

    @property
    def outstanding(self) -> bool:
        """Whether the archive waits to be encoded anew."""
        return bool(self.former)


def standing(
    pipelines: Sequence[Mapping[str, Any]],
    passages: int,
    encoder: str,
    space: str,
    at_hand: Callable[[str], bool],
) -> Standing:
    """How an archive stands to the encoder of that name and space.

    ``pipelines`` are as ``Archive.pipelines`` gives them, the last one first; ``at_hand`` says whether the encoder of
    another pipeline, named by its fingerprint, can be loaded. It is asked only where the answer matters.
    """
    # Vectors of one encoder lie in one space, whichever recogniser hid the names: they serve together.
    counts: Counter[str] = Counter()
    chief: dict[str, Mapping[str, Any]] = {}
    for row in sorted(pipelines, key=lambda row: -row["encoded"]):  # stable: of two alike the last one made
        lies = space_of(row["fingerprint"])
        counts[lies] = min(counts[lies] + row["encoded"], passages)
        chief.setdefault(lies, row)
    anew = counts[space]
    pipeline = chief[space]["fingerprint"] if anew else ""
    others = [] if anew >= passages else [
        chief[each] for each, count in counts.most_common() if count > anew and each != space
    ]
    if not others:
        return Standing(passages, pipeline, anew, encoder, anew)
    former = next((row for row in others if at_hand(row["fingerprint"])), None)
    if former is None:
        lost = others[0]
        known = counts[space_of(lost["fingerprint"])]
        old, new = _called(lost, encoder, space)
        return Standing(passages, pipeline, anew, new, anew, old, known, at_hand=False)
    known = counts[space_of(former["fingerprint"])]
    old, new = _called(former, encoder, space)
    return Standing(passages, former["fingerprint"], known, new, anew, old, known)


def _called(row: Mapping[str, Any], encoder: str, space: str) -> tuple[str, str]:
    """What a pipeline's encoder and the one in use are called; two of one name are told apart by their versions."""
    if row["name"] != encoder:
        return str(row["name"]), encoder
    # The fingerprint of an encoder of ours, and with it its space, begins with name and version.
    begins, rest = f"{encoder}-", space.partition("|")[0]
    newer = rest.removeprefix(begins).partition("-")[0] if rest.startswith(begins) else ""
    return f"{encoder} {row.get('card', {}).get('version', '')}".strip(), f"{encoder} {newer}".strip()
