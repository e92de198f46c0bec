"""Cuts a page's OCR text into its articles, at headlines, datelines, rules and columns of rubbish."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from dejavu_app.domain import Article
from dejavu_app.text.cleaning import clean
from dejavu_app.text.pagelines import Kind, PageLines, lines_of, readable

_HEADLINE_CHARS = 160
_HEADLINE_LINES = 16
_ADVERTISEMENT = re.compile(
    r"""\$\s?\d{1,3}(?:\.\d\d)?(?![,\d]) | \d\s?(?:c|cts|cents)\b | ¢ | &\s?(?:co|sons?|bro)\b
      | \b(?:tele)?phones?\b\W{0,3}(?:no\W{0,2})?\d | \bprop(?:rietor)?s?\. | \b\d+\s\w+\.?\s(?:street|st|ave|avenue)\b
      | \b(?:for\ssale|wanted|advertise|our\sprices|bargains?|dentist|attorney)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:b[yr]|special\s(?:to|cable|dispatch)|from\sour)\s.{3,50}$|^.{0,6}Associated\sPress", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\W*(?:[A-Z]{2,10} )?(?:[A-Z]{1,4}\. ?){1,3}[A-Z]{3,}[A-Za-z .]{0,8}[,.]?\s*$", re.MULTILINE)
_FRAGMENT_WORDS = 250  # scraps and advertisements are gathered into articles of about this length
_MASTHEAD_LINES = 40


@dataclass(slots=True)
class _Piece:
    """Lines ``first`` to ``last`` (exclusive) of a page; the headline is ``first`` to ``head``."""

    first: int
    head: int
    last: int
    story: bool = False
    body_words: int = 0
    words: int = 0
    loose: bool = False  # begins in the middle of a sentence


def segment(page: Article) -> list[Article]:
    """The articles of a page, in the order of its text; together they hold all of it but blank space.

    Each article's ``text`` is a slice of ``page.text``, headline included, and its locator ends in ``#char=START,END``
    (RFC 5147). Advertisements, tables, mastheads and rubbish become articles of their own, without a headline.
    """
    if not page.text.strip():
        return []
    lines = lines_of(page)
    pieces = _merged(_pieces(page.text, lines), page.text, lines)
    starts = [lines.starts[piece.first] for piece in pieces]
    starts[0] = 0
    articles = []
    for piece, start, stop in zip(pieces, starts, [*starts[1:], len(page.text)], strict=True):
        text = page.text[start:stop]
        start += len(text) - len(text.lstrip())
        stop = start + len(text.strip())
        if start < stop:
            articles.append(_article(page, start, stop, _headline(page.text, lines, piece)))
    return articles


def _article(page: Article, start: int, stop: int, headline: str) -> Article:
    boxes = tuple(
        dataclasses.replace(box, start=box.start - start, end=box.end - start)
        for box in page.lines
        if start <= box.start and box.end <= stop
    )
    return dataclasses.replace(
        page,
        text=page.text[start:stop],
        locator=f"{page.locator}#char={start},{stop}",
        headline=headline,
        lines=boxes,
        whole_page=False,
    )


def _headline(text: str, lines: PageLines, piece: _Piece) -> str:
    """The headline's decks as one clean line, cut between decks when they are many."""
    if not piece.story:
        return ""
    decks: list[str] = []
    size = 0
    for at in range(piece.first, piece.head):
        line = text[lines.starts[at] : lines.ends[at]]
        if not readable(line) and (decks or not lines.big[at]) and lines.kinds[at] is not Kind.BODY:
            continue
        if _BYLINE.match(line):
            continue
        if decks and size + len(line) > _HEADLINE_CHARS:
            break
        decks.append(line)
        size += len(line) + 1
    return clean("\n".join(decks)).text.strip()


def _masthead_end(lines: PageLines) -> int:
    """How many of the page's first lines are its masthead; running text before the last of them ends the search."""
    end = body = 0
    for at in range(min(_MASTHEAD_LINES, len(lines))):
        if lines.dateline[at]:
            break
        if lines.kinds[at] is Kind.MASTHEAD:
            end, body = at + 1, 0
        elif lines.kinds[at] is Kind.BODY and lines.words[at] >= 4:
            body += 1
            if body > 3:
                break
    return end


def _pieces(text: str, lines: PageLines) -> list[_Piece]:
    """The page cut wherever something new may begin; too many pieces, for ``_merged`` to join."""
    masthead = _masthead_end(lines)
    heads = _head_runs(text, lines, masthead)
    pieces = [_Piece(0, 0, masthead)] if masthead else []
    at = start = head = masthead
    since = 0  # words of running text in the present piece
    count = len(lines)
    kinds, words = lines.kinds, lines.words
    eventful = [d or c for d, c in zip(lines.dateline, lines.continued, strict=True)]

    def close(stop: int) -> None:
        if stop > start:
            pieces.append(_Piece(start, max(head, start), stop))

    while at < count:
        kind = kinds[at]
        if kind is Kind.BODY and not eventful[at] and at not in heads:
            since += words[at]
            at += 1
            continue
        if at in heads:
            close(at)
            start, head, since = at, heads[at], 0
            at = max(head, at + 1)
            continue
        if lines.dateline[at] and since >= 60 and (lines.ends_sentence[at - 1] or lines.kinds[at - 1] < Kind.BODY):
            begin = _deck_before(text, lines, at, start)
            close(begin)
            start, head, since = begin, at, 0
        elif lines.continued[at] and since:
            close(at + 1)
            start = head = at + 1
            since = 0
        elif kind is Kind.RULE and since and at + 1 < count:
            close(at)
            start, head, since = at, at, 0
        elif kind in (Kind.JUNK, Kind.TABLE, Kind.RULE, Kind.MASTHEAD):
            stop = _scraps_end(lines, at)
            lines_lost = stop - at
            if lines_lost >= 3 and not (lines_lost <= 8 and _runs_on(lines, at, stop)):
                close(at)
                pieces.append(_Piece(at, at, stop))
                start = head = at = stop
                since = 0
                continue
            at = stop
            continue
        if kind >= Kind.TITLE:
            since += words[at]
        at += 1
    close(count)
    return pieces


def _deck_before(text: str, lines: PageLines, dateline: int, floor: int) -> int:
    """Where the headline of a dateline begins that was not known for one: a lone line of capitals or figures."""
    begin = dateline
    while begin - 1 > floor and dateline - begin < 3 and lines.kinds[begin - 1] in (Kind.CAPS, Kind.TABLE, Kind.TITLE):
        begin -= 1
    readable_lines = [at for at in range(begin, dateline) if readable(text[lines.starts[at] : lines.ends[at]])]
    return readable_lines[0] if readable_lines else dateline


def _scraps_end(lines: PageLines, at: int) -> int:
    """The line after a run of rubbish and figures that begins at ``at``."""
    stop = at + 1
    while stop < len(lines) and lines.kinds[stop] < Kind.CAPS and not lines.big[stop]:
        stop += 1
    return stop


def _runs_on(lines: PageLines, at: int, stop: int) -> bool:
    """Whether the sentence before line ``at`` goes on at line ``stop``: what lies between is dirt inside a story."""
    if not at or stop >= len(lines) or lines.ends_sentence[at - 1] or lines.opens[stop]:
        return False
    return lines.kinds[at - 1] >= Kind.TITLE and lines.kinds[stop] is Kind.BODY


def _head_runs(text: str, lines: PageLines, first: int) -> dict[int, int]:
    """Headlines as {first line: line after the last}: runs of capitals, of title lines, or of big type."""
    runs: dict[int, int] = {}
    count = len(lines)
    headish = _headish(lines)
    at = first
    while at < count:
        if not headish[at]:
            at += 1
            continue
        stop = last = at + 1
        gap = 0
        while stop < count and gap <= 2 and not lines.dateline[stop]:
            if headish[stop] or (lines.titled[stop] and gap == 0 and lines.kinds[stop] is Kind.BODY):
                last, gap = stop + 1, 0
            elif lines.kinds[stop] < Kind.CAPS and lines.kinds[stop] is not Kind.MASTHEAD:
                gap += 1
            else:
                break
            stop += 1
        begin, end = _trimmed(text, lines, at, last)
        if begin < end and _is_headline(text, lines, begin, end):
            own = _own_headline(text, lines, begin, end)
            if own > begin:
                runs[begin] = begin
            runs[own] = end
        at = max(last, at + 1)
    return runs


def _own_headline(text: str, lines: PageLines, begin: int, end: int) -> int:
    """Where the headline begins that a run of head lines ends with; what stands before it is an advertisement."""
    found = [at for at in range(begin, end - 1) if _ADVERTISEMENT.search(text, lines.starts[at], lines.ends[at])]
    own = found[-1] + 1 if len(found) > 1 or (found and end - begin > 6) else begin
    while own < end - 1 and lines.kinds[own] < Kind.CAPS and not lines.big[own]:
        own += 1
    if end - own > _HEADLINE_LINES:
        # A list of contents, or a column of notices: only what its last lines in capitals begin is a headline.
        last = [at for at in range(end - _HEADLINE_LINES // 2, end) if lines.kinds[at] is Kind.CAPS]
        own = last[0] if last else end - 2
    return own


def _headish(lines: PageLines) -> list[bool]:
    """Which lines could belong to a headline."""
    return [
        (kind is Kind.CAPS or kind is Kind.TITLE or (big and kind >= Kind.SHORT)) and not continued
        for kind, big, continued in zip(lines.kinds, lines.big, lines.continued, strict=True)
    ]


def _trimmed(text: str, lines: PageLines, begin: int, end: int) -> tuple[int, int]:
    """A run without the lines of running text that only look like title lines."""
    while begin < end and begin and lines.kinds[begin - 1] >= Kind.TITLE and _signed(text, lines, begin):
        begin += 1
        office = [at for at in range(begin, min(begin + 3, end)) if lines.ends_sentence[at]]
        if office and Kind.CAPS not in lines.kinds[begin : office[0] + 1]:
            begin = office[0] + 1
    capitals = [at for at in range(begin, end) if lines.kinds[at] is Kind.CAPS]
    if begin and capitals and lines.kinds[begin - 1] is Kind.BODY and lines.lengths[begin - 1] > 0.85 * lines.width:
        # A paragraph whose last full line is behind us goes on until the capitals.
        begin = capitals[0]
    while begin < end and _only_titled(lines, begin) and begin and lines.kinds[begin - 1] >= Kind.TITLE:
        # The middle of a sentence that names many people.
        if lines.ends_sentence[begin - 1] and lines.kinds[begin] is Kind.TITLE:
            break
        begin += 1
    while begin < end and end < len(lines) and lines.kinds[end] >= Kind.TITLE and not lines.opens[end]:
        # The first line of a paragraph that goes on in small letters.
        if not _only_titled(lines, end - 1) or lines.ends_sentence[end - 1]:
            break
        end -= 1
    return begin, end


def _signed(text: str, lines: PageLines, at: int) -> bool:
    """Whether a line is the name of the person who signs what stands above it."""
    return lines.kinds[at] is Kind.CAPS and _SIGNATURE.match(text, lines.starts[at], lines.ends[at]) is not None


def _only_titled(lines: PageLines, at: int) -> bool:
    return lines.kinds[at] >= Kind.TITLE and not lines.big[at]


def _is_headline(text: str, lines: PageLines, begin: int, end: int) -> bool:
    before_ends = not begin or lines.ends_sentence[begin - 1] or lines.kinds[begin - 1] < Kind.BODY
    goes_on = end < len(lines) and lines.kinds[end] >= Kind.TITLE and not lines.opens[end]
    capitals = [
        at
        for at in range(begin, end)
        if (lines.kinds[at] is Kind.CAPS or lines.big[at])
        and lines.ends[at] - lines.starts[at] >= 7
        and readable(text[lines.starts[at] : lines.ends[at]])
    ]
    if capitals:
        return before_ends or not goes_on or len(capitals) > 1
    titles = [at for at in range(begin, end) if lines.kinds[at] is Kind.TITLE]
    if not titles or goes_on or not lines.opens[begin]:
        return False
    if _dateline_after(lines, end):
        return before_ends or len(titles) > 1 or lines.lengths[end - 1] < 0.85 * lines.width
    if not before_ends or text[lines.ends[end - 1] - 1] == ",":
        return False
    if sum(lines.lengths[begin:end]) > 0.8 * lines.width * (end - begin):
        return False  # full lines: a sentence of many names
    apart = begin and lines.kinds[begin - 1] is Kind.BLANK and end < len(lines) and lines.kinds[end] is Kind.BLANK
    return bool(apart) or lines.far[begin] or len(titles) >= 2


def _dateline_after(lines: PageLines, end: int) -> bool:
    """Whether a dateline follows, perhaps after the last words of the headline or a scrap."""
    while end < len(lines) and lines.kinds[end] < Kind.CAPS and not lines.dateline[end]:
        end += 1
    return end < len(lines) and lines.dateline[end]


def _merged(pieces: list[_Piece], text: str, lines: PageLines) -> list[_Piece]:
    """The pieces judged, stacked headlines joined to their stories, scraps gathered, small change swept up."""
    full = 0.55 * lines.width
    rows = zip(lines.words, lines.kinds, lines.lengths, strict=True)
    running = [n if kind >= Kind.TITLE and length >= full else 0 for n, kind, length in rows]
    for piece in pieces:
        _judge(piece, lines.words, running)
    merged: list[_Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is None:
            merged.append(piece)
        elif piece.story and _heads_only(last) and _takes_headline(piece, lines):
            # A headline parted by a scrap from its other decks or from its story.
            if piece.head > piece.first:
                last.head = piece.head
            last.last, last.story = piece.last, True
            last.words += piece.words
            last.body_words = piece.body_words
        elif not piece.story and not last.story and (last.words + piece.words <= _FRAGMENT_WORDS or piece.words < 25):
            last.last, last.head = piece.last, last.head
            last.words += piece.words
            last.body_words += piece.body_words
        elif piece.story and last.story and _continues(piece, lines):
            last.last = piece.last
            last.words += piece.words
            last.body_words += piece.body_words
        elif not piece.story and piece.words < 10 and last.story:
            last.last = piece.last
            last.words += piece.words
        else:
            merged.append(piece)
    return merged


def _continues(piece: _Piece, lines: PageLines) -> bool:
    """Whether a piece without a headline is too small to stand for itself."""
    return piece.head == piece.first and piece.body_words < (25 if lines.dateline[piece.first] else 45)


def _takes_headline(piece: _Piece, lines: PageLines) -> bool:
    return piece.head > piece.first or lines.dateline[piece.first] or lines.opens[piece.first]


def _heads_only(piece: _Piece) -> bool:
    return piece.head > piece.first and piece.last - piece.head <= 6 and piece.body_words < 12 and piece.words < 60


def _judge(piece: _Piece, words: list[int], running: list[int]) -> None:
    """Counts a piece's words and says whether enough of them are running text to call it a story."""
    rest = sum(words[piece.head : piece.last])
    piece.words = sum(words[piece.first : piece.head]) + rest
    piece.body_words = sum(running[piece.head : piece.last])
    piece.story = piece.body_words >= 15 and piece.body_words >= 0.6 * rest
