"""ALTO XML, versions 1 to 4: the layout and text of a page, as most newspaper libraries keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.layout import Page, number
from dejavu_app.reading.pages import page_articles
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import MAX_XML, Element, first_text, local, parse_xml

NAME = "alto"
LABEL = "ALTO XML"
VERSION = "2"

_GLUE = 0.2  # of the strings' height: strings closer than this, with no SP between them, are one word


def sniff(sample: Sample) -> float:
    """Sure when the root is ``alto``."""
    return 1.0 if sample.root == "alto" else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article for each page in the file, in the reading order that the file gives."""
    root, damage = parse_xml(item.data(MAX_XML))
    yield from page_articles(item, pages(root), damage)


def pages(root: Element) -> list[Page]:
    """The pages of a document, with their words, lines, blocks and ids."""
    image = first_text(root, "{*}Description/{*}sourceImageInformation/{*}fileName")
    spaced = next(root.iter("{*}SP"), None) is not None
    result = []
    for element in root.iter("{*}Page"):
        label = (element.get("PRINTED_IMG_NR") or "").strip("[] ") or element.get("PHYSICAL_IMG_NR", "")
        page = Page(
            width=number(element.get("WIDTH")),
            height=number(element.get("HEIGHT")),
            label="" if label == "0" else label,
            name=element.get("ID", ""),
            image=image,
        )
        languages: dict[str, int] = {}
        for block in _blocks(element):
            start = len(page.words)
            page.add_block()
            _block(page, block, spaced)
            language = block.get("language") or block.get("LANG") or ""
            if language:
                languages[language] = languages.get(language, 0) + len(page.words) - start
            _span(page, block, start)
        for composed in element.iter("{*}ComposedBlock"):
            inner = [
                page.spans[name] for child in composed.iter("{*}TextBlock") if (name := child.get("ID")) in page.spans
            ]
            if composed.get("ID") and inner:
                page.spans[composed.get("ID", "")] = (min(at[0] for at in inner), max(at[1] for at in inner))
        page.language = max(languages, key=languages.__getitem__, default="")
        result.append(page)
    return result


def _blocks(page: Element) -> list[Element]:
    """Text blocks in document order, or in the order of ALTO 4.3's ``ReadingOrder`` where there is one."""
    blocks = list(page.iter("{*}TextBlock"))
    order = {ref.get("REF"): at for at, ref in enumerate(page.iterfind(".//{*}ReadingOrder//{*}ElementRef"))}
    if order:
        blocks.sort(key=lambda block: order.get(block.get("ID"), len(order)))
    return blocks


def _span(page: Page, element: Element, start: int) -> None:
    name = element.get("ID")
    if name:
        page.spans[name] = (start, len(page.words))


def _block(page: Page, block: Element, spaced: bool) -> None:
    for line in block.iter("{*}TextLine"):
        start = len(page.words)
        box = tuple(number(line.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        page.add_line(box)  # type: ignore[arg-type]
        _line(page, line, spaced, box[3])
        if not box[2]:
            _measure(page, line)
        _span(page, line, start)


def _line(page: Page, line: Element, spaced: bool, height: float) -> None:
    before: Element | None = None  # the string that stands directly before, with no space between
    for element in line:
        kind = local(element)
        if kind == "String":
            glued = spaced and before is not None and _touching(before, element, height)
            at = page.add_word(element.get("CONTENT", ""), _confidence(element), glued)
            if element.get("SUBS_TYPE") == "HypPart2":
                _join(page, at, element.get("SUBS_CONTENT", ""))
            elif element.get("SUBS_TYPE") == "HypPart1":
                page.halved = (at, element.get("CONTENT", ""))
            name = element.get("ID")
            if name:
                page.spans[name] = (at, at + 1)
            before = element
        elif kind == "HYP" and page.words and before is not None:
            page.words[-1] += element.get("CONTENT") or "-"
        else:
            before = None


def _join(page: Page, at: int, joined: str) -> None:
    """Puts the whole word in the place of its first half, and nothing in the place of its second."""
    first, half = page.halved
    page.halved = (-1, "")
    if not joined or first < 0 or any(page.words[first + 1 : at]) or half.endswith(("—", "–")):
        return  # two words with a dash between them are no broken word, though some engines take them for one
    rest = page.words[at]
    if _bare(half + rest) == _bare(joined):
        joined = half + rest  # the engine's spelling of the whole differs from what it read by case alone
    # Marks around the word are sometimes left out of SUBS_CONTENT; what was printed stays.
    lead = re.match(r"\W*", half)
    tail = re.search(r"\W*$", rest)
    if lead and not joined.startswith(lead[0]):
        joined = lead[0] + joined
    if tail and not joined.endswith(tail[0]):
        joined += tail[0]
    page.words[first] = joined
    page.words[at] = ""


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).lower()


def _touching(left: Element, right: Element, height: float) -> bool:
    gap = number(right.get("HPOS")) - number(left.get("HPOS")) - number(left.get("WIDTH"))
    height = max(number(left.get("HEIGHT")), number(right.get("HEIGHT"))) or height
    return abs(gap) <= _GLUE * height


def _confidence(string: Element) -> float:
    """``WC`` (0 to 1), or the mean of ``CC``, whose digits run from 0 (sure) to 9."""
    written = string.get("WC")
    if written:
        value = number(written)
        return value if 0 <= value <= 1 else min(1.0, max(0.0, value / 100))
    digits = [int(char) for char in string.get("CC", "") if char.isdigit()]
    return 1 - sum(digits) / (9 * len(digits)) if digits else -1.0


def _measure(page: Page, line: Element) -> None:
    """A line without a box of its own takes the box around its strings."""
    corners = []
    for string in line.iter("{*}String"):
        x, y = number(string.get("HPOS")), number(string.get("VPOS"))
        corners += [(x, y), (x + number(string.get("WIDTH")), y + number(string.get("HEIGHT")))]
    if corners:
        xs, ys = zip(*corners, strict=True)
        page.boxes[-1] = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
