"""IIIF manifests and annotation lists that lie on disk: pages whose text is in their annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from dejavu_app.dates import parse_date
from dejavu_app.domain import Article
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.layout import Box, Page, number
from dejavu_app.reading.pages import page_article, titled
from dejavu_app.reading.rows import plain
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.streams import CONTAINER_ERRORS, passing, reason

NAME = "iiif"
LABEL = "IIIF manifest or annotations"
VERSION = "2"

_REGION = re.compile(r"xywh=(?:pixel:)?(-?[\d.]+),(-?[\d.]+),([\d.]+),([\d.]+)")
_TYPES = re.compile(r'"@?type"\s*:\s*"(?:sc:)?(Manifest|AnnotationList|AnnotationPage)"')
_DATE_LABELS = ("date", "date issued", "published", "publication date", "datum")
_TEXT_MOTIVES = ("supplementing", "painting", "transcribing", "")


def sniff(sample: Sample) -> float:
    """Sure when the JSON is in the presentation API's or the annotation model's context."""
    text = sample.text
    if not text.lstrip().startswith("{"):
        return 0.0
    context = "iiif.io/api/presentation" in text or "w3.org/ns/anno" in text or "shared-canvas.org" in text
    return 0.97 if context and _TYPES.search(text) else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One whole-page article for each canvas whose annotations have text."""
    document = json.loads(decode(item.data()) or "null")
    if not isinstance(document, Mapping):
        yield item.problem("the JSON is no object")
        return
    kind = plain(document.get("type") or document.get("@type")).removeprefix("sc:")
    if kind != "Manifest":
        page = Page()
        _annotate(page, _annotations(document))
        article = page_article(item, page)
        yield article or item.problem("the annotations have no text")
        return
    yield from _manifest(item, document)


def local_lists(document: Mapping[str, object], beside: Callable[[str], bool]) -> list[str]:
    """The files beside a manifest that hold the annotation lists to which it only refers."""
    found = []
    for canvas in _canvases(document):
        for name in ("annotations", "otherContent"):
            for listed in _list(canvas.get(name)):
                if isinstance(listed, str):
                    found.append(listed)
                elif isinstance(listed, Mapping) and not (listed.get("items") or listed.get("resources")):
                    found.append(plain(listed.get("id") or listed.get("@id")))
    names = [name for address in found for name in _names(address)]
    return [name for name in names if beside(name)]


def _names(address: str) -> list[str]:
    """The names that a list of this address may have on disk."""
    name = re.split(r"[/\\]", address)[-1]
    return [name, f"{name}.json"] if name else []


def _manifest(item: Item, document: Mapping[str, object]) -> Iterator[Article | Problem]:
    label = _words(document.get("label"))
    about = {
        _words(entry.get("label")).casefold(): _words(entry.get("value"))
        for entry in _list(document.get("metadata"))
        if isinstance(entry, Mapping)
    }
    written = plain(document.get("navDate")) or next((about[key] for key in _DATE_LABELS if about.get(key)), "")
    found = False
    canvases = _canvases(document)
    for position, canvas in enumerate(canvases, 1):
        page = Page(
            width=number(plain(canvas.get("width"))),
            height=number(plain(canvas.get("height"))),
            label=_words(canvas.get("label")) or str(position),
        )
        for name in ("annotations", "otherContent"):
            for listed in _list(canvas.get(name)):
                followed = _followed(item, listed)
                if isinstance(followed, Problem):
                    yield followed
                else:
                    _annotate(page, _annotations(followed))
        article = page_article(item, page, f"canvas={position}")
        if article:
            found = True
            yield titled(
                article,
                newspaper=about.get("newspaper") or about.get("title") or about.get("publication") or label,
                place=about.get("place of publication") or about.get("place") or about.get("location") or "",
                date=parse_date(written),
                page=page.label,
                url=plain(canvas.get("id") or canvas.get("@id")),
            )
    if not found:
        yield item.problem(f"none of its {len(canvases)} pages has annotations with text here")


def _canvases(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    canvases = _list(document.get("items"))
    for sequence in _list(document.get("sequences")):
        if isinstance(sequence, Mapping):
            canvases = canvases + _list(sequence.get("canvases"))
    return [canvas for canvas in canvases if isinstance(canvas, Mapping)]


def _followed(item: Item, listed: object) -> object:
    """An annotation list, or the local file that stands for a list named only by its address; or why it is not read."""
    if isinstance(listed, Mapping) and (listed.get("items") or listed.get("resources")):
        return listed
    address = plain(listed.get("id") or listed.get("@id")) if isinstance(listed, Mapping) else plain(listed)
    for name in _names(address):
        sibling = item.sibling(name)
        if sibling is not None:
            try:
                return json.loads(decode(sibling.data()) or "null")
            except CONTAINER_ERRORS as error:
                why = f"these annotations of the manifest cannot be read: {reason(error)}"
                return sibling.problem(why, passing=passing(error))
    return None


def _annotations(document: object) -> list[Mapping[str, object]]:
    if not isinstance(document, Mapping):
        return []
    entries = _list(document.get("items")) + _list(document.get("resources"))
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _annotate(page: Page, annotations: list[Mapping[str, object]]) -> None:
    """Adds annotations as lines; those of words next to each other on a line become one line."""
    page.add_block()
    for annotation in annotations:
        motives = [plain(motive).rpartition(":")[2] for motive in _list(annotation.get("motivation"))] or [""]
        if not any(motive in _TEXT_MOTIVES for motive in motives):
            continue
        body = annotation.get("body") or annotation.get("resource")
        bodies = [entry for entry in _list(body) if isinstance(entry, Mapping)]
        text = " ".join(plain(entry.get("value") or entry.get("chars") or entry.get("cnt:chars")) for entry in bodies)
        box = _box(annotation.get("target") or annotation.get("on"))
        for line in text.splitlines():
            if not line.strip():
                continue
            if not _continues(page, box):
                page.add_line(box)
            else:
                left, top, _, height = page.boxes[-1]
                page.boxes[-1] = (left, min(top, box[1]), box[0] + box[2] - left, max(height, box[3]))
            page.add_word(line.strip())


def _continues(page: Page, box: Box) -> bool:
    """Whether the box stands directly to the right of the last line's end, on the same line."""
    if not page.boxes or not box[3] or len(page.words) == 0:
        return False
    left, top, width, height = page.boxes[-1]
    level = abs((top + height / 2) - (box[1] + box[3] / 2)) < 0.4 * max(height, box[3])
    return level and -0.5 * box[3] < box[0] - (left + width) < 1.5 * box[3]


def _box(target: object) -> Box:
    if isinstance(target, list):
        target = target[0] if target else ""
    if isinstance(target, Mapping):
        selector = target.get("selector")
        selector = selector[0] if isinstance(selector, list) and selector else selector
        inner = selector.get("value") if isinstance(selector, Mapping) else ""
        whole = next((target[key] for key in ("id", "@id", "source", "full") if target.get(key)), "")
        target = plain(inner) or plain(whole)
    found = _REGION.search(plain(target))
    if not found:
        return 0.0, 0.0, 0.0, 0.0
    x, y, width, height = (number(value) for value in found.groups())
    return x, y, width, height


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value: object) -> str:
    """A label in any of IIIF's forms: a string, a list, an object by language."""
    if isinstance(value, Mapping) and not any(key in value for key in ("@value", "value")):
        value = next(iter(value.values()), "")
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("value")
    if isinstance(value, list):
        return ", ".join(word for word in (_words(part) for part in value) if word)
    return " ".join(plain(value).split())
