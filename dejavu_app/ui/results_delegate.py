"""Paints one parallel: rank and strength, headline, where and when, and the sentence that says most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.figures import byline
from dejavu_app.ui.results_model import ROW_ROLE, AnyIndex, ResultsModel
from dejavu_app.ui.spans import QtOffsets, displayable
from dejavu_app.ui.state import BAND_DOTS, headline_of

_MARGIN = 12
_RANK_WIDTH = 62  # px at the least
_LONGEST = 600  # characters that are laid out at all
_TEXT_LINES = 3  # that headline and sentence share: a long headline takes two, and leaves one


class ParallelDelegate(QStyledItemDelegate):
    """All text is drawn as plain text; nothing of a newspaper is ever read as markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_points(11.0)

    def set_points(self, points: float) -> None:
        """Sets the size of type; rows grow with it."""
        self._headline = theme.serif(points + 0.5, QFont.Weight.DemiBold)
        self._snippet = theme.serif(points - 0.5)
        self._small = theme.sans(max(8.0, points - 2.5))
        self._rank = theme.serif(points + 5)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        headline, small, snippet = (
            QFontMetrics(font).lineSpacing() for font in (self._headline, self._small, self._snippet)
        )
        return QSize(200, max(2 * headline + snippet, headline + 2 * snippet) + small + 2 * _MARGIN + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(ROW_ROLE)
        model = index.model()
        if row is None or not isinstance(model, ResultsModel):
            return
        c = theme.colours()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        parallel = row.parallel
        painter.save()
        painter.setClipRect(rect)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(c.accent_soft))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(c.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(c.raised))
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        rank_width = self.rank_width(model)
        self._paint_rank(
            painter, QRect(rect.left() + 6, rect.top() + _MARGIN - 2, rank_width, rect.height()), row, model
        )
        left = rect.left() + rank_width + 14
        width = rect.right() - _MARGIN - left
        top = rect.top() + _MARGIN - 2

        painter.setPen(QColor(c.text))
        headline = lines_of(displayable(headline_of(parallel)), self._headline, width, _TEXT_LINES - 1)
        top = _draw_lines(painter, headline, self._headline, left, top) + 2

        metrics = QFontMetrics(self._small)
        painter.setFont(self._small)
        more = "   ".join(words for words in (model.marks(row), model.printings(row)) if words)
        more = metrics.elidedText(displayable(more), Qt.TextElideMode.ElideRight, width // 2)
        taken = metrics.horizontalAdvance(more) + 14 if more else 0
        painter.setPen(QColor(c.text if selected else c.muted))
        where = displayable(byline(parallel.newspaper, parallel.place, parallel.date, parallel.page))
        painter.drawText(
            QPointF(left, top + metrics.ascent()),
            metrics.elidedText(where, Qt.TextElideMode.ElideRight, width - taken),
        )
        if more:
            painter.setPen(QColor(c.accent))
            painter.drawText(QPointF(left + width - taken + 14, top + metrics.ascent()), more)
        top += metrics.lineSpacing() + 4
        painter.setPen(QColor(c.text))
        snippet = lines_of(displayable(row.snippet), self._snippet, width, _TEXT_LINES - len(headline))
        _draw_lines(painter, snippet, self._snippet, left, top)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(c.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 1, -2, -2))
        painter.restore()

    def rank_width(self, model: ResultsModel) -> int:
        """The width of the column for rank and strength, in pixels: in large type its words need more."""
        words = max(QFontMetrics(self._small).horizontalAdvance(words) for words in model.band_names())
        rank = QFontMetrics(self._rank).horizontalAdvance("0" * len(str(model.rowCount())))
        return max(_RANK_WIDTH, words + 4, rank + 4)

    def _paint_rank(self, painter: QPainter, rect: QRect, row: object, model: ResultsModel) -> None:
        c = theme.colours()
        parallel = row.parallel  # type: ignore[attr-defined]
        painter.setFont(self._rank)
        metrics = QFontMetrics(self._rank)
        painter.setPen(QColor(c.text))
        painter.drawText(
            QRect(rect.left(), rect.top(), rect.width(), metrics.height()),
            Qt.AlignmentFlag.AlignHCenter,
            str(parallel.rank),
        )
        if row.kept:  # type: ignore[attr-defined]
            return
        top = rect.top() + metrics.height() + 3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, gap = 7.0, 4.0
        left = rect.left() + (rect.width() - (3 * size + 2 * gap)) / 2
        for dot in range(3):
            filled = dot < BAND_DOTS[parallel.band]
            painter.setPen(QPen(QColor(c.accent), 1.2))
            painter.setBrush(QColor(c.accent) if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(left + dot * (size + gap), top, size, size))
        painter.setFont(self._small)
        painter.setPen(QColor(c.text))
        painter.drawText(
            QRect(rect.left(), int(top + size + 3), rect.width(), QFontMetrics(self._small).height()),
            Qt.AlignmentFlag.AlignHCenter,
            model.band_name(row),  # type: ignore[arg-type]
        )


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """The text in at most so many lines of a width in pixels; what does not fit is cut off with an ellipsis."""
    text = text[:_LONGEST]
    offsets = QtOffsets(text)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, end = (offsets.from_qt(at) for at in (line.textStart(), line.textStart() + line.textLength()))
        if len(lines) == most - 1 and end < len(text):
            lines.append(QFontMetrics(font).elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
        else:
            lines.append(text[start:end].rstrip())
    layout.endLayout()
    return lines or [""]


def _draw_lines(painter: QPainter, lines: Sequence[str], font: QFont, left: int, top: int) -> int:
    """Draws lines one below the other; gives the place below them."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    for line in lines:
        painter.drawText(QPointF(left, top + metrics.ascent()), line)
        top += metrics.lineSpacing()
    return top
