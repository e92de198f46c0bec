"""METS with ALTO or PAGE: a newspaper's issue with its pages, and its articles where the library divided them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dejavu_app.domain import Article
from dejavu_app.reading.formats import alto, page_xml
from dejavu_app.reading.issue import Issue, PageFiles, Unit, issue_of
from dejavu_app.reading.layout import Composed, Page, compose
from dejavu_app.reading.mods import Description
from dejavu_app.reading.pages import page_article, titled
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.streams import CONTAINER_ERRORS, passing, reason
from dejavu_app.reading.xmltext import MAX_XML, local, parse_xml

NAME = "mets"
LABEL = "METS with ALTO"
VERSION = "3"

_REST_WORDS = 30  # words on a page outside all articles that are worth keeping: less is a page number or a rule


def sniff(sample: Sample) -> float:
    """Sure when the root is ``mets``."""
    return 1.0 if sample.root == "mets" else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """The issue's articles in the order of its structure, then what of its pages belongs to no article.

    Without an article structure, one whole-page article a page.
    """
    root, damage = parse_xml(item.data(MAX_XML))
    if damage:
        yield item.problem(damage)
    issue = issue_of(root)
    if issue.is_reel:
        return  # a microfilm's own record: its targets are no newspaper pages
    if not issue.pages:
        yield item.problem("it names no page texts (ALTO files)")
        return
    reader = _IssueReader(item, issue)
    yield from reader.load()
    yield from reader.articles()


class _IssueReader:
    """One issue: its pages' words, loaded once, and the articles cut out of them."""

    def __init__(self, item: Item, issue: Issue) -> None:
        self.item = item
        self.issue = issue
        self.pages: dict[str, Page] = {}  # by the id of the page text
        self.files = {files.text: files for files in issue.pages}
        self.used: dict[str, list[tuple[int, int]]] = {}
        self.title = issue.description.title or item.titles.newspaper(issue.description.lccn or item.facts.lccn)
        known = item.titles.names.get(issue.description.lccn or item.facts.lccn)
        if known:
            self.title = known[0]  # the catalogue's form, the same for every issue
        self.place = issue.description.place or (known[1] if known else "")

    def load(self) -> Iterator[Problem]:
        """Reads the pages' texts; missing ones are told in one line."""
        missing = []
        for files in self.issue.pages:
            sibling = self.item.sibling(files.text_file)
            if sibling is None:
                missing.append(files.text_file)
                continue
            try:
                root, damage = parse_xml(sibling.data(MAX_XML))
                pages = page_xml.pages(root) if local(root) == "PcGts" else alto.pages(root)
            except CONTAINER_ERRORS as error:
                why = f"this page of the issue cannot be read: {reason(error)}"
                yield sibling.problem(why, passing=passing(error))
                continue
            if damage:
                yield sibling.problem(damage)
            if pages:
                self.pages[files.text] = pages[0]
        if missing:
            some = ", ".join(missing[:3]) + ("…" if len(missing) > 3 else "")
            yield self.item.problem(f"{len(missing)} of its {len(self.issue.pages)} page texts are not there ({some})")

    def articles(self) -> Iterator[Article | Problem]:
        """Articles of the structure, then pages or the rests of pages."""
        for unit in self.issue.units:
            article = self._article(unit)
            if article:
                yield article
        for files in self.issue.pages:
            page = self.pages.get(files.text)
            if page is None:
                continue
            if files.text not in self.used:
                article = self._whole_page(files, page)
                if article is None and not self.issue.units:
                    yield self.item.problem("the page has no text", f"page={files.label}")
            else:
                article = self._rest(files, page)
            if article:
                yield article

    def _article(self, unit: Unit) -> Article | None:
        parts = self._ranges(unit.areas)
        composed = compose((self.pages[file], start, stop) for file, start, stop in parts)
        if not composed.text:
            return None
        for file, start, stop in parts:
            self.used.setdefault(file, []).append((start, stop))
        heading = unit.description.title
        if not heading:
            ranges = self._ranges(unit.heading)
            heading = " ".join(compose((self.pages[file], start, stop) for file, start, stop in ranges).text.split())
        files = self.files[parts[0][0]]
        article = self._known(composed, files, f"{unit.name}")
        return titled(
            article,
            headline=heading,
            byline=unit.description.author,
            language=unit.description.language,
            external_id=f"{self._identifier()}#{unit.name}",
        )

    def _ranges(self, areas: Sequence[tuple[str, str, str]]) -> list[tuple[str, int, int]]:
        ranges = []
        for file, begin, end in areas:
            page = self.pages.get(file)
            if page is None:
                continue
            if not begin:  # the whole page
                ranges.append((file, 0, len(page.words)))
            elif begin in page.spans:
                start, stop = page.spans[begin]
                ranges.append((file, start, max(stop, page.spans[end][1] if end in page.spans else stop)))
        return ranges

    def _rest(self, files: PageFiles, page: Page) -> Article | None:
        """What of a page no article took, as a page of its own for the segmentation."""
        rest, at = [], 0
        for start, stop in sorted(self.used[files.text]):
            if start > at:
                rest.append((page, at, start))
            at = max(at, stop)
        rest.append((page, at, len(page.words)))
        composed = compose(rest)
        if len(composed.text.split()) < _REST_WORDS:
            return None
        return titled(self._known(composed, files, f"page={files.label}"), whole_page=True)

    def _whole_page(self, files: PageFiles, page: Page) -> Article | None:
        article = page_article(self.item, page, f"page={files.label}")
        if article is None:
            return None
        composed = Composed(article.text, article.lines, article.confidence)
        return titled(self._known(composed, files, f"page={files.label}"), whole_page=True)

    def _known(self, composed: Composed, files: PageFiles, fragment: str) -> Article:
        about: Description = self.issue.description
        page = self.pages[files.text]
        facts = self.item.facts
        lccn = about.lccn or facts.lccn
        date = about.date or facts.date
        identifier = f"{lccn}/{date}/ed-{about.edition or '1'}/seq-{files.number}" if about.lccn and date else ""
        return Article(
            text=composed.text,
            locator=self.item.locator(fragment),
            external_id=identifier or f"{self._identifier()}#{fragment}",
            date=date,
            date_text="" if date else about.date_text,
            newspaper=self.title,
            place=self.place,
            page=files.label,
            edition=about.edition,
            language=about.language or page.language,
            url=f"https://chroniclingamerica.loc.gov/lccn/{identifier}/" if identifier else "",
            confidence=composed.confidence,
            page_image=next((href for href in files.images if self.item.beside(href)), ""),
            page_size=page.size,
            lines=composed.lines,
        )

    def _identifier(self) -> str:
        return self.issue.description.identifier or self.item.name.rpartition("/")[2].partition(".")[0]
