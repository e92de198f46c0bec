"""Which of an archive's vectors are used while it passes from one encoder to another.

The rule: the encoder in use, as soon as its vectors are whole; until then whatever pipeline is more complete and whose
encoder is at hand. New passages are encoded as the archive is, so that all of it is searched on one scale, and all of
it is encoded anew only when a person says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an archive's vectors are those of the encoder in use. Counts are passages."""

    passages: int
    pipeline: str  # fingerprint of the pipeline whose vectors are searched; "" when there are none
    encoded: int  # with that pipeline
    encoder: str  # name of the encoder in use
    anew: int  # encoded with the encoder in use
    former: str = ""  # name of another encoder that the archive is more completely encoded with; "" without one
    former_encoded: int = 0
    at_hand: bool = True  # whether the former encoder can be loaded: if so, ``pipeline`` is one of its

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
    most = sorted(pipelines, key=lambda row: -row["encoded"])  # stable: of two alike the last one made
    own = next((row for row in most if row["fingerprint"].startswith(space) and row["encoded"]), None)
    anew = own["encoded"] if own else 0
    # Vectors of the same encoder under an earlier recogniser lie in the same space: they serve, too.
    pipeline = own["fingerprint"] if own else ""
    others = [] if anew >= passages else [
        row for row in most if row["encoded"] > anew and not row["fingerprint"].startswith(space)
    ]
    if not others:
        return Standing(passages, pipeline, anew, encoder, anew)
    former = next((row for row in others if at_hand(row["fingerprint"])), None)
    if former is None:
        lost = others[0]
        return Standing(passages, pipeline, anew, encoder, anew, lost["name"], lost["encoded"], at_hand=False)
    return Standing(
        passages, former["fingerprint"], former["encoded"], encoder, anew, former["name"], former["encoded"]
    )
