"""Offsets between Python's text and Qt's documents, so that a mark stands exactly on what was read.

Python counts Unicode code points, Qt counts UTF-16 units; and a Qt document changes some characters when it takes a
text in. ``displayable`` makes a text that Qt takes as it is, one character for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_COLUMN = 90  # characters; longer lines are not a printed column

# Qt reads CR LF as one line end, CR as one, and keeps U+FDD0, U+FDD1 and NUL for itself (QTextDocument).
_QT_OWN = {0x0D: "\n", 0x00: "\ufffd", 0xFDD0: "\ufffd", 0xFDD1: "\ufffd", 0x0B: " ", 0x0C: "\n", 0x2028: "\n"}
_QT_OWN |= {0x2029: "\n", 0x85: "\n", 0x1C: " ", 0x1D: " ", 0x1E: " "}
_QT_OWN |= {surrogate: "\ufffd" for surrogate in range(0xD800, 0xE000)}


def displayable(text: str) -> str:
    """The text with what Qt would change replaced, of the same length: every offset stays true."""
    return text.replace("\r\n", " \n").translate(_QT_OWN)


def flowed(text: str) -> str:
    """The text with the printed line ends made spaces, of the same length; paragraphs stay.

    Only where lines are as short as a newspaper column's: in a table's cell each line is a paragraph.
    """
    lines = [len(line) for line in text.splitlines() if line.strip()]
    if len(lines) < 3 or sorted(lines)[len(lines) // 2] > _COLUMN:
        return text
    # A word broken at a line's end is joined to the eye: the hyphen becomes a soft one, the line end has no width.
    joined = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "\u00ad\u200b", text)
    return re.sub(r"(?<!\n)\n(?![\n \t])", " ", joined)


class QtOffsets:
    """Turns code-point offsets of one text into UTF-16 offsets and back."""

    def __init__(self, text: str) -> None:
        # Only characters beyond the basic plane count double; there are few or none in newspapers.
        self._wide = [match.start() for match in re.finditer(r"[\U00010000-\U0010FFFF]", text)]

    def to_qt(self, offset: int) -> int:
        return offset + bisect_left(self._wide, offset)

    def from_qt(self, position: int) -> int:
        offset = position
        while self._wide and self.to_qt(offset) > position:
            offset -= 1
        return offset
