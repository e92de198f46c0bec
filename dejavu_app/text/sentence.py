"""Finds where sentences end in newspaper text, clean or as read."""

from __future__ import annotations

import re

_END = re.compile(
    r"""(?<![.!?…])[.!?…]+["'”’»)\]]*(?:\s+|(?=—))(?=["'“”‘’«(\[¿¡—]*[^\W\d_a-zß-öø-ÿ]|["'“”‘’«(\[]*\d)
      |[。！？][」』”’）]*\s*
      |\n\s*\n\s*""",
    re.VERBOSE,
)
_ABBREVIATIONS_TEXT = (
    "mr mrs ms dr st rev gen col capt maj lieut lt sergt sgt corp gov sen rep prof hon supt secy pres dist atty "
    "judg jr messrs mme mlle jan feb mar apr jun jul aug sept sep oct nov dec no nos vol co bros inc ltd fig art "
    "sec pp vs viz ala ariz ark cal calif colo conn del fla ga ida ill ind kan kas ky la mass md mich minn mo mont "
    "neb nev okla ore pa penn tenn tex va vt wash wis wyo ft mt pt bbl lb lbs oz ave blvd messr esq ph etc cf al wm "
    "geo chas jas jno thos u s n d c h bd bl nr hr z usw"
)
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())


def boundaries(text: str) -> list[int]:
    """Offsets just after each sentence but the last, before the blank space that follows it."""
    ends = []
    for match in _END.finditer(text):
        first = match.start()
        stop = match.end()
        while stop > first and text[stop - 1].isspace():
            stop -= 1
        if text[first : first + 1] == "." and stop - first <= 2:
            word = text[max(0, first - 12) : first]
            word = word[max(word.rfind(" "), word.rfind("\n"), word.rfind("."), word.rfind("—")) + 1 :].lstrip(
                "\"'“‘("
            )
            if (len(word) == 1 and word.isupper()) or (word.lower() in _ABBREVIATIONS):
                continue
        if stop:
            ends.append(stop)
    return ends


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as half-open character spans that cover it but for blank space."""
    spans = []
    start = 0
    for end in [*boundaries(text), len(text)]:
        first, last = start, end
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            spans.append((first, last))
        start = max(start, end)
    return spans
