"""PAGE XML, as Transkribus, OCR-D and Aletheia write it, in its own reading order."""

from __future__ import annotations

from collections.abc import Iterator

from dejavu_app.domain import Article
from dejavu_app.reading.layout import Box, Page, around, number
from dejavu_app.reading.pages import page_articles
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import MAX_XML, Element, first_text, local, parse_xml

NAME = "page"
LABEL = "PAGE XML"
VERSION = "2"

_GLUE = 0.15  # of a word's height: words closer than this have no space between them
_REGIONS = frozenset(["TextRegion", "TableRegion", "AdvertRegion", "CustomRegion", "UnknownRegion"])


def sniff(sample: Sample) -> float:
    """Sure when the root is ``PcGts``."""
    return 1.0 if sample.root == "pcgts" else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article for each page in the file."""
    root, damage = parse_xml(item.data(MAX_XML))
    yield from page_articles(item, pages(root), damage)


def pages(root: Element) -> list[Page]:
    """The pages of a document, with their lines and blocks."""
    return [_page(element) for element in root.iterfind("{*}Page")]


def _page(element: Element) -> Page:
    page = Page(
        width=number(element.get("imageWidth")),
        height=number(element.get("imageHeight")),
        image=element.get("imageFilename") or "",
        language=element.get("primaryLanguage") or "",
    )
    for region in _ordered(element):
        page.add_block()
        page.language = page.language or region.get("primaryLanguage") or ""
        lines = list(region.iterfind("{*}TextLine"))
        for line in lines:
            _line(page, line)
        if not lines:
            box = _box(region)
            text, confidence = _text(region)
            for number_, written in enumerate(text.splitlines()):
                count = len(text.splitlines())
                page.add_line((box[0], box[1] + box[3] * number_ / count, box[2], box[3] / count))
                _add(page, written, confidence)
    return page


def _ordered(page: Element) -> list[Element]:
    """Text regions in the reading order; those it does not name come last, as they stand in the document."""
    regions = [element for element in page.iter() if local(element) in _REGIONS]
    order: dict[str, int] = {}
    for group in page.iterfind("{*}ReadingOrder/*"):
        for reference in _references(group):
            order.setdefault(reference, len(order))
    last = len(order)
    place: dict[int, int] = {}
    for region in regions:
        own = order.get(region.get("id") or "")
        if own is None:  # a region inside another one stands where that one does
            own = next((place[id(outer)] for outer in region.iterancestors() if id(outer) in place), last)
        place[id(region)] = own
    return sorted(regions, key=lambda region: place[id(region)])


def _references(group: Element) -> Iterator[str]:
    """Region ids of a group and of the groups in it, by index where they have one."""
    if group.get("regionRef"):
        yield group.get("regionRef") or ""
    children = [child for child in group if isinstance(child.tag, str)]
    if all(child.get("index") is not None for child in children):
        children.sort(key=lambda child: number(child.get("index")))
    for child in children:
        if local(child).endswith("Group") or local(child).startswith("RegionRef"):
            yield from _references(child)


def _line(page: Page, line: Element) -> None:
    text, confidence = _text(line)
    if not text:
        words = [(*_text(word), _box(word)) for word in line.iterfind("{*}Word")]
        reach = 0.0
        for word, _, box in words:
            if word:
                # Words are cut finer than spaces: a full stop may be one by itself.
                text += (" " if text and box[0] - reach > _GLUE * box[3] else "") + word
                reach = box[0] + box[2]
        known = [value for _, value, _ in words if value >= 0]
        confidence = sum(known) / len(known) if known else -1.0
    page.add_line(_box(line))
    _add(page, text, confidence)


def _add(page: Page, text: str, confidence: float) -> None:
    if text.strip():
        page.add_word(text.strip(), confidence)


def _text(element: Element) -> tuple[str, float]:
    """The first choice among an element's own readings, with its confidence."""
    readings = sorted(element.iterfind("{*}TextEquiv"), key=lambda reading: number(reading.get("index")))
    for reading in readings:
        written = reading.find("{*}Unicode")
        text = "".join(written.itertext()) if written is not None else first_text(reading, "{*}PlainText")
        if text.strip():
            return text.strip("\r\n"), number(reading.get("conf")) if reading.get("conf") else -1.0
    return "", -1.0


def _box(element: Element) -> Box:
    coords = element.find("{*}Coords")
    if coords is None:
        return 0.0, 0.0, 0.0, 0.0
    points: list[tuple[float, float]] = []
    for pair in (coords.get("points") or "").split():
        x, _, y = pair.partition(",")
        points.append((number(x), number(y)))
    points = points or [(number(point.get("x")), number(point.get("y"))) for point in coords.iterfind("{*}Point")]
    return around(points)
