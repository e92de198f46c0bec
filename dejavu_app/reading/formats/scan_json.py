"""American Stories' scans: one page a JSON file, its regions and the articles put together from them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from dejavu_app.dates import parse_date
from dejavu_app.domain import Article, LineBox, PartialDate
from dejavu_app.reading.decoding import decode
from dejavu_app.reading.rows import plain
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample

NAME = "scan"
LABEL = "American Stories scan"
VERSION = "1"

_ARTICLES = ("full articles", "full_articles")
_REGION_IDS = ("object_ids", "object_id", "box_ids", "bbox_ids", "bboxes", "boxes", "box_list")


def sniff(sample: Sample) -> float:
    """Sure when the first fields are those of a scan."""
    text = sample.text.lstrip()
    if not text.startswith("{"):
        return 0.0
    if any(f'"{name}"' in text for name in _ARTICLES):
        return 0.98
    return 0.97 if '"lccn"' in text and '"bboxes"' in text and ('"scan"' in text or '"edition"' in text) else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The scan's articles; a scan on which none was found is a problem only when it has no regions with text either."""
    document = json.loads(decode(item.data()) or "null")
    if not isinstance(document, dict):
        yield item.problem("the JSON is no object")
        return
    scan = _Scan(item, document)
    articles: list[object] = next((document[name] for name in _ARTICLES if isinstance(document.get(name), list)), [])
    found = False
    for number, record in enumerate(articles, 1):
        article = scan.article(record, number) if isinstance(record, Mapping) else None
        if article:
            found = True
            yield article
        else:
            yield item.problem("the article has no text", f"article={number}")
    if not found and not articles:
        page = scan.page()
        yield page or item.problem("no text was recognised on this scan")


class _Scan:
    """What a scan says about all of its articles."""

    def __init__(self, item: Item, document: Mapping[str, object]) -> None:
        self.item = item
        facts = item.facts
        title = document.get("lccn")
        issue = document.get("edition")
        scan = document.get("scan")
        title = title if isinstance(title, Mapping) else {"lccn": title}
        issue = issue if isinstance(issue, Mapping) else {"edition": issue}
        scan = scan if isinstance(scan, Mapping) else {}
        lccn = plain(title.get("lccn")) or facts.lccn
        self.newspaper = plain(title.get("title") or title.get("name")).strip() or item.titles.newspaper(lccn)
        self.place = _place(title) or item.titles.place(lccn)
        written = plain(issue.get("date") or issue.get("date_issued") or document.get("date"))
        self.date: PartialDate | None = parse_date(written) or facts.date
        self.date_text = "" if self.date else written
        self.edition = plain(issue.get("edition") or issue.get("number") or issue.get("edition_number"))
        self.page_label = plain(document.get("page_number") or scan.get("page") or facts.page).lstrip("pP0")
        self.size = (_number(scan.get("width")), _number(scan.get("height")))
        self.url = plain(scan.get("jp2_url") or scan.get("url") or scan.get("pdf_url"))
        self.stem = PurePosixPath(item.name).name.removesuffix(".json")
        regions = document.get("bboxes")
        self.regions = (
            [region for region in regions if isinstance(region, Mapping)] if isinstance(regions, list) else []
        )
        self.by_id = {plain(region.get("id")): region for region in self.regions}

    def article(self, record: Mapping[str, object], number: int) -> Article | None:
        """The article of one record, or None when it has no text."""
        text = plain(record.get("article") or record.get("text"))
        headline = " ".join(plain(record.get("headline")).split())
        if not text.strip():
            return None
        named = next((record[name] for name in _REGION_IDS if isinstance(record.get(name), list)), [])
        regions = [
            region if isinstance(region, Mapping) else self.by_id.get(plain(region), {})
            for region in (named if isinstance(named, list) else [])
        ]
        name = plain(record.get("full_article_id") or record.get("id") or record.get("article_id")) or str(number)
        byline = " ".join(plain(record.get("byline")).split())
        return self._article(text, f"article={number}", f"{name}_{self.stem}", headline, byline, regions, False)

    def page(self) -> Article | None:
        """The text of all regions as one page, for scans whose articles were not put together."""
        texts = [plain(region.get("raw_text") or region.get("text")) for region in self.regions]
        text = "\n\n".join(text for text in texts if text.strip())
        return self._article(text, "", self.stem, "", "", self.regions, True) if text else None

    def _article(
        self, text: str, fragment: str, name: str, headline: str, byline: str, regions: list[Mapping[str, object]],
        whole: bool,
    ) -> Article:  # fmt: skip
        return Article(
            text=text,
            locator=self.item.locator(fragment),
            external_id=name,
            headline=headline,
            byline=byline,
            date=self.date,
            date_text=self.date_text,
            newspaper=self.newspaper,
            place=self.place,
            page=self.page_label,
            edition=self.edition,
            url=self.url,
            page_size=self.size,
            lines=_placed(text, regions) if self.size[0] else (),
            whole_page=whole,
        )


def _place(title: Mapping[str, object]) -> str:
    for name in ("place_of_publication", "place", "places", "city"):
        place = title.get(name)
        if place:
            parts = plain(place[0] if isinstance(place, list) else place).split("--")
            return ", ".join([parts[-1], parts[0]]) if len(parts) > 1 else parts[0]
    return ""


def _placed(text: str, regions: list[Mapping[str, object]]) -> tuple[LineBox, ...]:
    """The regions whose recognised text stands in the article's text, in its order, as boxes."""
    boxes, at = [], 0
    for region in regions:
        words = plain(region.get("raw_text") or region.get("text")).strip()
        box = region.get("bbox")
        start = text.find(words, at) if words and isinstance(box, Mapping) else -1
        if start < 0 or not isinstance(box, Mapping):
            continue
        x0, y0, x1, y1 = (_number(box.get(name)) for name in ("x0", "y0", "x1", "y1"))
        at = start + len(words)
        boxes.append(LineBox(start, at, x0, y0, max(0.0, x1 - x0), max(0.0, y1 - y0)))
    return tuple(boxes)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return 0.0
