"""A printed page as OCR describes it: words on lines in blocks, in reading order; and the text made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dejavu_app.domain import LineBox
from dejavu_app.reading.decoding import storable

Box = tuple[float, float, float, float]  # x, y, width, height


@dataclass
class Page:
    """Words in reading order, with the line of each and the block of each line.

    ``spans`` gives the words, half-open, of every block, line and word that has an id. A word of a line's second half
    that was joined to the first is empty.
    """

    width: float = 0.0
    height: float = 0.0
    label: str = ""
    name: str = ""  # the page's own id in its file
    language: str = ""
    image: str = ""
    words: list[str] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)  # no space before this word
    word_lines: list[int] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)  # 0-1; negative where the engine gives none
    boxes: list[Box] = field(default_factory=list)  # one a line
    line_blocks: list[int] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    blocks: int = 0
    halved: tuple[int, str] = (-1, "")  # number and letters of the last word that is the first half of another

    def add_block(self) -> None:
        """Starts a new block (a paragraph or a column's part); lines added from now on belong to it."""
        self.blocks += 1

    def add_line(self, box: Box) -> None:
        """Starts a new line in the current block."""
        self.boxes.append(box)
        self.line_blocks.append(self.blocks)

    def add_word(self, text: str, confidence: float = -1.0, glued: bool = False) -> int:
        """Adds a word to the current line and gives its number."""
        self.words.append(text)
        self.glued.append(glued)
        self.word_lines.append(len(self.boxes) - 1)
        self.confidences.append(confidence)
        return len(self.words) - 1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height; where the file gives none, as far as the lines reach."""
        width = self.width or max((box[0] + box[2] for box in self.boxes), default=0.0)
        height = self.height or max((box[1] + box[3] for box in self.boxes), default=0.0)
        return width, height


@dataclass(frozen=True)
class Composed:
    """Text made of a page's words, with the lines of its first page and the engine's mean confidence."""

    text: str
    lines: tuple[LineBox, ...]
    confidence: float | None


def compose(parts: Iterable[tuple[Page, int, int]]) -> Composed:
    """The text of word ranges in their order: a line break after each line, an empty line after each block.

    Line boxes are those of the first part's page, because an article's boxes belong to one page image.
    """
    pieces: list[str] = []
    lines: list[LineBox] = []
    length = 0
    total = counted = 0.0
    home: Page | None = None
    before: tuple[int, int, int] | None = None  # page, block, line of the line before
    for page, start, stop in parts:
        home = home or page
        at = start
        while at < stop:
            line = page.word_lines[at]
            end = at
            written: list[str] = []
            while end < stop and page.word_lines[end] == line:
                word = page.words[end]
                if word:
                    if written and not page.glued[end]:
                        written.append(" ")
                    written.append(word)
                    if page.confidences[end] >= 0:
                        total += page.confidences[end]
                        counted += 1
                end += 1
            at = end
            text = "".join(written).strip()
            if not text:
                continue
            here = (id(page), page.line_blocks[line], line)
            if before is not None:
                gap = " " if here == before else "\n" if here[:2] == before[:2] else "\n\n"
                pieces.append(gap)
                length += len(gap)
            before = here
            pieces.append(text)
            if page is home:
                lines.append(LineBox(length, length + len(text), *page.boxes[line]))
            length += len(text)
    confidence = round(total / counted, 4) if counted else None
    return Composed(storable("".join(pieces)), tuple(lines), confidence)


def whole(page: Page) -> Composed:
    """The text of a whole page."""
    return compose([(page, 0, len(page.words))])


def number(value: str | None) -> float:
    """A coordinate as written; 0 for one that is missing or is no number."""
    try:
        result = float(value or 0)
    except ValueError:
        return 0.0
    return result if abs(result) < 1e9 else 0.0


def around(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest box around some points."""
    xs, ys = zip(*points, strict=True) if (points := list(points)) else ((0.0,), (0.0,))
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
