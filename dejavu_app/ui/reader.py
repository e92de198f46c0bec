"""Reading side by side: today's text and the historical article, the matching sentences marked in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from dejavu_app.domain import Marks, Mention, Parallel
from dejavu_app.ui import theme
from dejavu_app.ui.figures import byline
from dejavu_app.ui.find_bar import FindBar
from dejavu_app.ui.flow import FlowRow
from dejavu_app.ui.quiet_button import quiet_button
from dejavu_app.ui.reading_text import Mark, ReadingText
from dejavu_app.ui.short_label import ShortLabel
from dejavu_app.ui.spans import displayable, flowed
from dejavu_app.ui.state import citation, headline_of, one_line

if TYPE_CHECKING:
    from dejavu_app.searching import SentencePair
    from dejavu_app.ui.desk import Opened

_MOST = 0.9  # of an article; a passage larger than this is not marked
_NARROW = 470  # pixels below which the two texts stand one above the other


class ReaderPane(QWidget):
    """Shows one parallel beside the query; knows nothing of where texts come from."""

    step_asked = Signal(int)  # +1 next parallel, -1 the one before
    search_passage = Signal(str)
    message = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ReaderPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._opened: Opened | None = None
        self._parallel: Parallel | None = None
        self._pairs: list[SentencePair] = []
        self._current = -1
        self._query = ""
        self._query_mentions: tuple[Mention, ...] = ()
        self._linking = False
        self._marks: Mapping[int, Marks] = {}
        self.query_text = ReadingText(self)
        self.query_text.setObjectName("QueryReader")
        self.query_text.setAccessibleName(self.tr("Today's text, matching sentences marked"))
        self.article_text = ReadingText(self)
        self.article_text.setObjectName("Reader")
        self.article_text.setAccessibleName(self.tr("Historical article, matching sentences marked"))
        self.more_menu = QMenu(self)
        self._build()
        self.query_text.pressed_at.connect(lambda at: self._pressed(at, in_query=True))
        self.article_text.pressed_at.connect(lambda at: self._pressed(at, in_query=False))
        self.query_text.verticalScrollBar().valueChanged.connect(lambda _: self._follow(True))
        self.article_text.verticalScrollBar().valueChanged.connect(lambda _: self._follow(False))
        self.clear()

    def parallel(self) -> Parallel | None:
        return self._parallel

    def opened(self) -> Opened | None:
        return self._opened

    def cite(self) -> str:
        """The citation of the article on show."""
        if self._opened is None:
            return ""
        a = self._opened.article.article
        return citation(
            a.headline, a.newspaper, a.place, str(a.date or a.date_text), a.page, a.url, self._opened.article.source,
            a.text[:400],
        )  # fmt: skip

    def clear(self) -> None:
        """Shows that nothing is chosen."""
        self._opened = None
        self._parallel = None
        self._pairs = []
        self.headline.setText(self.tr("Nothing opened yet"))
        self.where.setText(self.tr("Choose a parallel in the list to read it here beside your text."))
        self.facts.setText("")
        self.facts.hide()
        self.marks.hide()
        self.texts.hide()
        self.tools.hide()
        self.finder.end()
        self.filler.show()

    def show_query(self, text: str, mentions: Sequence[Mention]) -> None:
        """Sets the left side: today's text and its names."""
        self._query_mentions = tuple(mentions)
        if text != self._query:
            self._query = text
            self._pairs, self._current = [], -1  # their offsets are those of another text
            self.query_text.set_text(text)
        self._paint()

    def show_article(self, opened: Opened, parallel: Parallel | None, band: str = "") -> None:
        """Sets the right side, at the passage that earned the article its place."""
        self._opened = opened
        self._parallel = parallel
        self._pairs = []
        self._current = -1
        article = opened.article.article
        self.headline.setText(
            " ".join(article.headline.split()) or (headline_of(parallel) if parallel else self.tr("No headline"))
        )
        self.where.setText(
            byline(article.newspaper, article.place, str(article.date or article.date_text), article.page)
        )
        facts = [self.tr("{band} parallel").format(band=band)] if band else []
        facts.append(self.tr("OCR quality {share}").format(share=f"{opened.article.quality:.0%}"))
        facts.append(opened.article.source)
        self.facts.setText("  ·  ".join(facts))
        self.facts.show()
        self._show_marks()
        self.filler.hide()
        self.texts.show()
        self.tools.show()
        self._show_text()

    def set_marks(self, marks: Mapping[int, Marks]) -> None:
        """What the reader wrote on articles, by article."""
        self._marks = marks
        self._show_marks()

    def show_pairs(self, pairs: Sequence[SentencePair]) -> None:
        """Marks the sentences that match; offsets are those of the query and of the passage."""
        self._pairs = list(pairs)
        self._current = 0 if self._pairs else -1
        self._paint()
        self._bring()

    def step_pair(self, step: int) -> None:
        """Goes to the next pair of matching sentences, or the one before."""
        if self._pairs:
            self._current = (self._current + step) % len(self._pairs)
            self._paint()
            self._bring()

    def set_points(self, points: float) -> None:
        """Sets the size of the reading type."""
        self.query_text.set_points(points)
        self.article_text.set_points(points)
        self.headline.setFont(theme.serif(points + 4, QFont.Weight.DemiBold))
        self._paint()

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """What is done inside may lay the texts out anew; the lines that were in view are so afterwards."""
        tops = [(text, text.top()) for text in (self.query_text, self.article_text) if text.text()]
        yield

        def back() -> None:
            self._linking = True
            for text, top in tops:
                text.bring_to(top, 0)
            self._linking = False

        back()
        QTimer.singleShot(0, self, back)  # the sizes of the panels may follow only when the event loop has seen it

    def retint(self) -> None:
        self._paint()

    def copy_cited(self) -> None:
        """Puts the selection, or the passage, on the clipboard with the article's citation."""
        if self._opened is None:
            return
        start, end = self.article_text.selected()
        if start == end and self._parallel is not None:
            words = self._parallel.passage
        else:
            words = self.article_text.text()[start:end] or self._opened.article.article.text
        QGuiApplication.clipboard().setText(f"{words.strip()}\n\n{self.cite()}")
        self.message.emit(self.tr("Copied with its citation."))

    def copy_citation(self) -> None:
        if self._opened is not None:
            QGuiApplication.clipboard().setText(self.cite())
            self.message.emit(self.tr("Citation copied."))

    def selected_or_passage(self) -> str:
        """What a search from here compares: the selected words, or the passage."""
        start, end = self.article_text.selected()
        if start != end:
            return self.article_text.text()[start:end]
        return self._parallel.passage if self._parallel else self.article_text.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.texts.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)

    def _build(self) -> None:
        self.headline = ShortLabel(3, self)
        self.headline.setObjectName("ReaderHeadline")
        self.where = ShortLabel(2, self)
        self.where.setObjectName("ReaderWhere")
        self.facts = ShortLabel(2, self)
        self.marks = ShortLabel(4, self)
        self.marks.setObjectName("ReaderMarks")
        self.facts.setProperty("role", "muted")
        self.tools = FlowRow(self, spacing=2)
        self.finder = FindBar(self.article_text, self)
        self.finder.changed.connect(self._paint)
        self.article_text.findable = True
        self.article_text.find_asked.connect(self.finder.begin)
        before = quiet_button(self.tools, "◀", self.tr("Previous parallel (Alt+Up)"))
        before.clicked.connect(lambda: self.step_asked.emit(-1))
        after = quiet_button(self.tools, "▶", self.tr("Next parallel (Alt+Down)"))
        after.clicked.connect(lambda: self.step_asked.emit(1))
        words = self.tr("Show the text cleaned of line breaks and OCR marks")
        self.cleaned = quiet_button(self.tools, self.tr("Cleaned"), words)
        self.cleaned.setObjectName("CleanedToggle")
        self.cleaned.setCheckable(True)
        self.cleaned.toggled.connect(lambda _: self._show_text())
        self.lines = False
        words = self.tr("Show people, organisations and places in soft colours")
        self.names = quiet_button(self.tools, self.tr("Names"), words)
        self.names.setObjectName("NamesToggle")
        self.names.setCheckable(True)
        self.names.toggled.connect(lambda _: self._paint())
        cite = quiet_button(self.tools, self.tr("Cite"), self.tr("Copy the selection or passage with its citation"))
        cite.clicked.connect(self.copy_cited)
        self.more = quiet_button(self.tools, self.tr("More"), self.tr("What can be done with this article"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.more_menu)
        for button in (before, after, self.cleaned, self.names, cite, self.more):
            self.tools.flow.addWidget(button)
        self.texts = QSplitter(Qt.Orientation.Horizontal, self)
        self.texts.setChildrenCollapsible(False)
        for title, text in (
            (self.tr("Today"), self.query_text),
            (self.tr("Then"), self.article_text),
        ):
            side = QWidget(self.texts)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            label = QLabel(title, side)
            label.setProperty("role", "section")
            label.setContentsMargins(18, 4, 0, 0)
            column.addWidget(label)
            column.addWidget(text, 1)
            self.texts.addWidget(side)
        head = QVBoxLayout()
        head.setContentsMargins(18, 12, 18, 4)
        head.setSpacing(4)
        head.addWidget(self.headline)
        head.addWidget(self.where)
        head.addWidget(self.facts)
        head.addWidget(self.marks)
        head.addWidget(self.tools)
        head.addWidget(self.finder)
        self.filler = QWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.texts, 1)
        layout.addWidget(self.filler, 1)
        self.set_points(11.0)

    def show_lines(self, on: bool) -> None:
        """Breaks lines where the newspaper's column did, or lets them fill the width."""
        self.lines = on
        self._show_text()

    def add_action(self, action: QAction) -> None:
        """Offers one more thing to do in the reader's own menu."""
        self.more_menu.addAction(action)

    def _show_marks(self) -> None:
        own = self._marks.get(self._opened.article.id, Marks()) if self._opened is not None else Marks()
        signs = ["★ " + self.tr("Starred")] * own.starred + [f"# {tag}" for tag in own.tags]
        lines = ["   ".join(signs)] * bool(signs) + [f"✎ {one_line(own.note)}"] * bool(own.note)
        self.marks.setText("\n".join(lines))
        self.marks.setVisible(bool(lines))

    def _show_text(self) -> None:
        if self._opened is None:
            return
        raw = self._opened.article.article.text
        text = self._opened.cleaned if self.cleaned.isChecked() else raw
        self.article_text.set_text(text, "" if self.lines else flowed(displayable(text)))
        self.finder.again()
        self._paint()
        # The layout of the new text is only known once the event loop has seen it.
        QTimer.singleShot(0, self._bring)

    def _placed(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the article as read, in the text on show."""
        if self._opened is not None and self.cleaned.isChecked():
            return self._opened.to_clean(start, end)
        return start, end

    def _paint(self) -> None:
        names = self.names.isChecked()
        left = [Mark(m.start, m.end, m.label) for m in self._query_mentions] if names else []
        right: list[Mark] = []
        if self._parallel is not None:
            # A tint over everything would mark nothing.
            whole = self._opened.article.article.text if self._opened else ""
            if self._parallel.end - self._parallel.start < _MOST * len(whole):
                right.append(Mark(*self._placed(self._parallel.start, self._parallel.end), "passage"))
        for number, pair in enumerate(self._pairs):
            kind = "now" if number == self._current else "sentence"
            left.insert(0, Mark(pair.query_start, pair.query_end, kind))
            base = self._parallel.start if self._parallel else 0
            right.append(Mark(*self._placed(base + pair.start, base + pair.end), kind))
        if names and self._opened is not None:
            right += [Mark(*self._placed(m.start, m.end), m.label) for m in self._opened.article.mentions]
        right += self.finder.marks()
        self.query_text.set_marks(left)
        self.article_text.set_marks(right)

    def _bring(self) -> None:
        """Scrolls both sides to the pair in hand, or to the passage."""
        self._linking = True
        base = self._parallel.start if self._parallel else 0
        if 0 <= self._current < len(self._pairs):
            pair = self._pairs[self._current]
            self.query_text.bring_to(pair.query_start)
            self.article_text.bring_to(self._placed(base + pair.start, base + pair.end)[0])
        elif self._parallel is not None:
            self.article_text.bring_to(self._placed(base, self._parallel.end)[0], 0.08)
        self._linking = False

    def _pressed(self, offset: int, in_query: bool) -> None:
        base = self._parallel.start if self._parallel else 0
        for number, pair in enumerate(self._pairs):
            start, end = pair.query_start, pair.query_end
            if not in_query:
                start, end = self._placed(base + pair.start, base + pair.end)
            if start <= offset <= end and number != self._current:
                self._current = number
                self._paint()
                self._linking = True
                if in_query:
                    self.article_text.bring_to(self._placed(base + pair.start, base + pair.end)[0])
                else:
                    self.query_text.bring_to(pair.query_start)
                self._linking = False
                return

    def _follow(self, from_query: bool) -> None:
        """Scrolls the other side by the same share of its way."""
        if self._linking or not self._pairs:
            return
        source, target = self.query_text.verticalScrollBar(), self.article_text.verticalScrollBar()
        if not from_query:
            source, target = target, source
        if source.maximum() <= 0 or target.maximum() <= 0:
            return
        self._linking = True
        target.setValue(self._matching_scroll(from_query))
        self._linking = False

    def _matching_scroll(self, from_query: bool) -> int:
        """Where the other side stands when this side is where it is: straight lines between the matched sentences."""
        base = self._parallel.start if self._parallel else 0
        ours, theirs = self.query_text, self.article_text
        points = [(0.0, 0.0)]
        for pair in sorted(self._pairs, key=lambda p: p.query_start):
            x = ours.place_of(pair.query_start)
            y = theirs.place_of(self._placed(base + pair.start, base + pair.end)[0])
            if x > points[-1][0] and y > points[-1][1]:
                points.append((x, y))
        points.append((max(ours.height_of(), points[-1][0] + 1), max(theirs.height_of(), points[-1][1] + 1)))
        source, target = (ours, theirs) if from_query else (theirs, ours)
        if not from_query:
            points = [(y, x) for x, y in points]
        share = 0.25
        at = source.verticalScrollBar().value() + source.viewport().height() * share
        for (x0, y0), (x1, y1) in pairwise(points):
            if at <= x1:
                y = y0 + (at - x0) * (y1 - y0) / max(1.0, x1 - x0)
                return int(y - target.viewport().height() * share)
        return target.verticalScrollBar().maximum()
