"""TEI: an edited text, its divisions as articles, with what the header says about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dejavu_app.dates import common_date, parse_date
from dejavu_app.domain import Article, PartialDate
from dejavu_app.errors import Cancelled
from dejavu_app.reading.decoding import storable
from dejavu_app.reading.source import Item, Problem, ReadOptions, Sample
from dejavu_app.reading.xmltext import MAX_XML, Element, first_text, local, parse_xml, words_of

NAME = "tei"
LABEL = "TEI"
VERSION = "3"

_ARTICLES = frozenset(["article", "item", "story", "news", "newsitem", "letter", "advert", "advertisement", "notice"])
_BLOCKS = frozenset(
    ["p", "head", "lg", "ab", "div", "list", "table", "opener", "closer", "dateline", "byline", "quote"]
)
_LINES = frozenset(["l", "lb", "item", "row", "cb", "pb", "signed", "salute"])
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_HYPHENS = ("-", "\u00ac", "\u00ad", "\u2010", "\u2e17")
_REST_WORDS = 30  # outside all articles that are worth keeping: less is a masthead or the head of a column
_SKIPPED = frozenset(["note", "fw", "figDesc", "teiHeader", "sic", "orig", "abbr", "del", "surplus"])


def sniff(sample: Sample) -> float:
    """Sure when the root is ``TEI`` or one of its elder forms."""
    return 1.0 if sample.root in ("tei", "tei.2", "teicorpus") else 0.0


def read(item: Item, options: ReadOptions) -> Iterator[Article | Problem]:
    """One article for each division that is an article, and for what stands between them; where there are none, one for
    the whole text."""
    root, damage = parse_xml(item.data(MAX_XML))
    if damage:
        yield item.problem(damage)
    texts = [root] if local(root) in ("TEI", "TEI.2") else [inner for inner in root if local(inner).startswith("TEI")]
    texts = texts or [root]
    several = len(texts) > 1
    count = 0
    for number, text in enumerate(texts, 1):
        about = _header(text, item)
        divisions = _divisions(text)
        pages = _pages_before(text, [division for _, division in divisions], item.cancelled)
        for name, division in divisions:
            fragment = ";".join(part for part in (f"text={number}" if several else "", name) if part)
            article = _article(item, division, fragment, about, pages.get(division, ""))
            if article:
                count += 1
                yield article
    if not count:
        yield item.problem("it holds no text")


def _divisions(tei: Element) -> list[tuple[str, Element]]:
    """The outermost article divisions with their names, and what stands between them; or the whole body."""
    named: list[tuple[str, Element]] = []
    count = 0
    for text in tei.iter("{*}body"):
        marked = [div for div in text.iter() if _is_article(div)]
        outer = [div for div in marked if not any(_is_article(above) for above in div.iterancestors())]
        above = {ancestor for div in outer for ancestor in div.iterancestors()}
        for division in list(_with_rests(text, set(outer), above)) if outer else [text]:
            count += not outer or division in outer
            own = f"div={count}" if not outer or division in outer else f"rest={len(named) - count + 1}"
            named.append((division.get(_ID) or own, division))
    return named if len(named) > 1 else [("", division) for _, division in named]


def _with_rests(parent: Element, articles: set[Element], above: set[Element]) -> Iterator[Element]:
    """The articles in an element, and between them what belongs to none, where it is more than a few words."""
    loose: list[Element] = []
    for child in list(parent):
        if child not in articles and child not in above and not local(child).startswith("div"):
            loose.append(child)
            continue
        yield from _gathered(loose)
        loose = []
        if child in above:
            yield from _with_rests(child, articles, above)
        elif child in articles or _count(child) >= _REST_WORDS:
            yield child
    yield from _gathered(loose)


def _gathered(loose: list[Element]) -> Iterator[Element]:
    """Paragraphs that stand in no division, in one of their own; nothing for a few words."""
    if sum(map(_count, loose)) >= _REST_WORDS:
        division = loose[0].makeelement("div")
        loose[0].addprevious(division)
        division.extend(loose)
        yield division


def _count(element: Element) -> int:
    return len(words_of(element).split()) if isinstance(element.tag, str) else 0


def _is_article(element: Element) -> bool:
    kind = re.sub(r"[^a-z]", "", (element.get("type") or "").lower())
    return local(element).startswith("div") and kind in _ARTICLES


def _header(tei: Element, item: Item) -> dict[str, object]:
    header = tei.find("{*}teiHeader")
    facts = item.facts
    about: dict[str, object] = {"date": facts.date, "date_text": "", "newspaper": item.titles.newspaper(facts.lccn)}
    if header is None:
        return about
    source = header.find(".//{*}sourceDesc")
    source = source if source is not None else header
    titles = {title.get("level") or "": words_of(title) for title in source.iter("{*}title")}
    own = {title.get("level") or "": words_of(title) for title in header.iterfind(".//{*}titleStmt/{*}title")}
    date, written = _date(source)
    if not date and not written:  # the header's own dates are the edition's: no better than one not understood
        date, written = _date(header)
    about["date"] = date or facts.date
    about["date_text"] = "" if about["date"] else written
    about["newspaper"] = (
        titles.get("j") or titles.get("s") or own.get("j") or about["newspaper"] or titles.get("m") or ""
    )
    about["headline"] = own.get("a") or titles.get("a") or own.get("") or ""
    about["place"] = first_text(source, ".//{*}pubPlace") or first_text(header, ".//{*}pubPlace")
    about["byline"] = first_text(source, ".//{*}author") or first_text(header, ".//{*}titleStmt/{*}author")
    about["page"] = next(
        (
            words_of(scope) or scope.get("from") or ""
            for scope in source.iter("{*}biblScope")
            if scope.get("unit") == "page"
        ),
        "",
    )
    language = header.find(".//{*}langUsage/{*}language")
    about["language"] = language.get("ident") or "" if language is not None else ""
    about["url"] = next(
        (words_of(idno) for idno in header.iter("{*}idno") if (idno.get("type") or "").lower() in ("url", "uri")), ""
    )
    return about


def _date(scope: Element) -> tuple[PartialDate | None, str]:
    written = ""
    for element in scope.iter("{*}date"):
        when, words = element.get("when") or "", words_of(element)
        earliest = element.get("notBefore") or element.get("from") or ""
        latest = element.get("notAfter") or element.get("to") or ""
        written = written or words or when or "/".join(value for value in (earliest, latest) if value)
        date = parse_date(when) or common_date(parse_date(earliest), parse_date(latest)) or parse_date(words)
        if date:
            return date, written
    return None, written


def _article(
    item: Item, division: Element, fragment: str, about: dict[str, object], page_before: str
) -> Article | None:
    text = storable(_written(division))
    if not text.strip():
        return None
    head = next((words_of(head) for head in division.iterfind("{*}head")), "") or first_text(division, ".//{*}head")
    # Dates in running text are of what is told; only a dateline or an opener dates the article.
    datelines = [line for name in ("dateline", "opener", "docDate") for line in division.iter(f"{{*}}{name}")]
    date = next((found for line in datelines if (found := _date(line)[0])), None) if _is_article(division) else None

    def known(name: str) -> str:
        return str(about.get(name) or "")

    return Article(
        text=text,
        locator=item.locator(fragment),
        external_id=division.get(_ID) or "",
        headline=head or ("" if fragment else known("headline")),
        byline=first_text(division, ".//{*}byline") or known("byline"),
        date=date or about["date"],  # type: ignore[arg-type]
        date_text=known("date_text") if not date else "",
        page=_page(division, page_before) or known("page"),
        newspaper=known("newspaper"),
        place=known("place"),
        language=known("language"),
        url=known("url"),
    )


def _pages_before(tei: Element, divisions: list[Element], cancelled: Callable[[], bool]) -> dict[Element, str]:
    """The number of the page that each division begins on, empty where the text does not say, in one pass."""
    wanted = set(divisions)
    before: dict[Element, str] = {}
    page = ""
    for number, element in enumerate(tei.iter()):
        if number % 4096 == 0 and cancelled():
            raise Cancelled
        if local(element) == "pb":
            page = element.get("n") or ""
        elif element in wanted:
            before[element] = page
    return before


def _page(division: Element, before: str) -> str:
    """The number of the page that the division's first words stand on; that ``before`` it where none begins in it."""
    if not (division.text or "").strip():
        for element in division.iter():
            if local(element) == "pb" and element.get("n"):
                return element.get("n") or ""
            if (element.text or "").strip() and element is not division:
                break
    return before


def _written(division: Element) -> str:
    """The text with paragraphs set apart and lines as the edition marks them; corrected readings where it has both."""
    parts: list[str] = []
    gap = ""  # the break that stands before the next words

    def walk(element: Element, depth: int = 0) -> None:
        nonlocal gap
        name = local(element)
        if name in _SKIPPED and not (name in ("sic", "orig", "abbr") and local(element.getparent()) != "choice"):
            return
        if name in _BLOCKS:
            gap = "\n\n"
        elif name in _LINES and (element.get("break") != "no" or (parts and parts[-1].endswith(_HYPHENS))):
            gap = gap or "\n"  # where the edition keeps a broken word's hyphen, its line's end is kept as well
        add(element.text)
        if depth < 200:
            for child in element:
                if isinstance(child.tag, str):
                    walk(child, depth + 1)
                add(child.tail)
        if name in _BLOCKS:
            gap = "\n\n"

    def add(text: str | None) -> None:
        nonlocal gap
        words = re.sub(r"\s+", " ", text or "")
        if gap or not parts or parts[-1].endswith(" "):
            words = words.lstrip(" ")
        if words:
            parts.append((gap if parts else "") + words)
            gap = ""

    walk(division)
    return re.sub(r" +\n", "\n", "".join(parts)).strip()
