"""Paints one parallel: rank and strength, headline, where and when, and the sentence that says most."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dejavu_app.ui import theme
from dejavu_app.ui.results_model import ROW_ROLE, AnyIndex, ResultsModel
from dejavu_app.ui.spans import displayable
from dejavu_app.ui.state import BAND_DOTS, byline, headline_of

_MARGIN = 12
_RANK_WIDTH = 62
_SNIPPET_LINES = 2


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
        lines = (
            QFontMetrics(self._headline).lineSpacing()
            + QFontMetrics(self._small).lineSpacing()
            + QFontMetrics(self._snippet).lineSpacing() * _SNIPPET_LINES
        )
        return QSize(200, lines + 2 * _MARGIN + 8)

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
        self._paint_rank(
            painter, QRect(rect.left() + 6, rect.top() + _MARGIN - 2, _RANK_WIDTH, rect.height()), row, model
        )
        left = rect.left() + _RANK_WIDTH + 14
        width = rect.right() - _MARGIN - left
        top = rect.top() + _MARGIN - 2

        metrics = QFontMetrics(self._headline)
        painter.setFont(self._headline)
        painter.setPen(QColor(c.text))
        headline = metrics.elidedText(displayable(headline_of(parallel)), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(left, top + metrics.ascent()), headline)
        top += metrics.lineSpacing() + 2

        metrics = QFontMetrics(self._small)
        painter.setFont(self._small)
        more = model.printings(row)
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
        self._paint_snippet(painter, displayable(row.snippet), left, top, width)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(c.accent), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(4, 1, -2, -2))
        painter.restore()

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

    def _paint_snippet(self, painter: QPainter, text: str, left: int, top: int, width: int) -> None:
        c = theme.colours()
        metrics = QFontMetrics(self._snippet)
        layout = QTextLayout(text[:600], self._snippet)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        painter.setFont(self._snippet)
        painter.setPen(QColor(c.text))
        for number in range(_SNIPPET_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            start = line.textStart()
            piece = text[start : start + line.textLength()]
            if number == _SNIPPET_LINES - 1 and start + line.textLength() < len(text):
                piece = metrics.elidedText(text[start : start + 400], Qt.TextElideMode.ElideRight, width)
            painter.drawText(QPointF(left, top + metrics.ascent() + number * metrics.lineSpacing()), piece)
        layout.endLayout()
