"""The query: today's text, the names in it, and how it is compared."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.domain import LABELS, Mode
from dejavu_app.fetching.address import host_of, web_address
from dejavu_app.ui import theme
from dejavu_app.ui.address_offer import AddressOffer
from dejavu_app.ui.flow import FlowRow
from dejavu_app.ui.fold_bar import FoldBar
from dejavu_app.ui.mask_preview import MaskPreview
from dejavu_app.ui.masks import MaskChoices
from dejavu_app.ui.query_edit import QueryEdit
from dejavu_app.ui.query_fold import QueryFold
from dejavu_app.ui.whole_lines import height_of, line_height

_TELLING = 25  # characters of a line that stands in no other text by chance
_REMEMBERED = 30  # web pages
_TYPING_PAUSE = 350  # ms without a key before the names are looked for


class QueryPanel(QWidget):
    """Query box, mask switches and the search button; says what was asked for and leaves the work to others."""

    search_asked = Signal()
    names_wanted = Signal(str)
    choices_changed = Signal(object)  # MaskChoices
    file_dropped = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QueryEdit(self)
        self.bar = FoldBar(self.edit, self)
        self.offer = AddressOffer(self)
        # The web pages whose texts were put in, the latest last: the address, and the paragraphs that came from it.
        self._origins: list[tuple[str, tuple[str, ...]]] = []
        self.preview = MaskPreview(self)
        self.mode = QComboBox(self)
        self.mode.setObjectName("ModeBox")
        self.mode.setAccessibleName(self.tr("How to compare"))
        for value, words, tip in (
            ("hybrid", self.tr("Meaning and words"), self.tr("Ranks by meaning and by shared words together.")),
            ("semantic", self.tr("Meaning only"), self.tr("Ranks by meaning alone, whatever the words.")),
            ("keyword", self.tr("Words only"), self.tr("Ranks by shared words alone; works before encoding is done.")),
        ):
            self.mode.addItem(words, value)
            self.mode.setItemData(self.mode.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.rerank = QCheckBox(self.tr("Rerank"), self)
        self.rerank.setObjectName("RerankToggle")
        self.rerank.setAccessibleName(self.tr("Rerank the best results"))
        self.rerank.setToolTip(self.tr("Reads the best results once more beside your text: slower, often better."))
        self.button = QPushButton(self.tr("Find parallels"), self)
        self.button.setObjectName("SearchButton")
        self.button.setAccessibleName(self.tr("Find parallels"))
        self.button.setToolTip(self.tr("Ctrl+Return"))
        self.button.setProperty("role", "primary")
        self.button.setEnabled(False)
        self.labels: dict[str, QToolButton] = {}
        self._coming = False  # a text whose search follows at once
        self._named = ""  # the text whose names were looked for last
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE)
        self._pause.timeout.connect(self._want_names)
        self.edit.textChanged.connect(self._typed)
        self.edit.submitted.connect(self._ask)
        self.bar.submitted.connect(self._ask)
        self.edit.file_dropped.connect(self.file_dropped)
        self.edit.address_dropped.connect(self._take_address)
        self.button.clicked.connect(self._ask)
        self.preview.changed.connect(self._switched)

    def text(self) -> str:
        return self.edit.toPlainText()

    def address(self) -> str:
        """The web address that the text was taken from, as long as something of that text is left."""
        text = self.text()
        # Undo brings an earlier text back, and its address with it.
        return next((origin for origin, its in reversed(self._origins) if any(each in text for each in its)), "")

    def story(self) -> str:
        """What is compared: the text, or nothing where it is a web address, which tells no story."""
        text = self.text()
        return "" if web_address(text) else text

    def set_text(self, text: str, address: str = "", asked: bool = False) -> None:
        """Puts a whole text into the query, taken from the web page ``address``; undo brings the old one back.

        ``asked``: its search follows at once, so that nothing is unfolded only to be folded again.
        """
        # A text that is given without an address is no page's, though it may be the same.
        self._origins = [(page, its) for page, its in self._origins if not any(each in text for each in its)]
        if address:
            lines = [line for line in text.splitlines() if line.strip()]
            telling = [line for line in lines if len(line) >= _TELLING] or lines
            self._origins = [*self._origins, (address, tuple(telling))][-_REMEMBERED:]
        cursor = self.edit.textCursor()
        cursor.select(cursor.SelectionType.Document)
        self._coming = asked
        cursor.insertText(text)
        self._coming = False
        cursor.setPosition(0)
        self.edit.setTextCursor(cursor)
        if asked:
            self.folding.expect()

    def chosen_mode(self) -> Mode:
        mode: Mode = self.mode.currentData()
        return mode

    def choices(self) -> MaskChoices:
        """The mask choices for the text as it stands; names found for an older text keep only what still fits."""
        choices, text = self.preview.choices(), self.text()
        return choices if choices.text == text else choices.meanwhile(text)

    def show_choices(self, choices: MaskChoices) -> None:
        """Shows mask choices that came from elsewhere: the recogniser, a saved search, a test."""
        self._named = choices.text
        self._show(choices)

    def _show(self, choices: MaskChoices) -> None:
        self.preview.set_choices(choices)
        for label, button in self.labels.items():
            button.blockSignals(True)
            button.setChecked(label in choices.labels and choices.enabled)
            button.blockSignals(False)
        self._count_labels()
        self._summarise()

    def retint(self) -> None:
        """Follows a change of colours or text size."""
        self.edit.setFont(theme.serif(self._points))
        self.preview.setFont(theme.serif(self._points - 0.5))
        # At the least two lines to write in, one for the names.
        for box, lines in ((self.edit, 2), (self.preview, 1)):
            box.setMinimumHeight(height_of(box, lines))
        self.bar.updateGeometry()
        self.preview.paint_marks()

    def small_height(self) -> int:
        """The height that shows three lines of the text and two of the names."""
        return self.minimumSizeHint().height() + line_height(self.edit.font()) + line_height(self.preview.font())

    def sizeHint(self) -> QSize:
        # Rows that wrap ask for the height of their narrowest shape; folded, the panel has just what its lines need.
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def show_text(self) -> None:
        """Unfolds the text, where it is folded, and goes to it."""
        self.folding.unfold()
        self.edit.setFocus()

    def without_reranker(self) -> None:
        """Switches off what this installation does not have."""
        self.rerank.setChecked(False)
        self.rerank.setEnabled(False)
        self.rerank.setToolTip(self.tr("No reranker is installed."))

    def set_points(self, points: float) -> None:
        """Sets the size of the reading type, in points."""
        self._points = points
        self.retint()

    def _build(self) -> None:
        self._points = 11.0
        self.hint = QLabel("", self)
        self.hint.setProperty("role", "muted")
        top = QHBoxLayout()
        top.addWidget(self.bar)
        top.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignRight)
        hide = QLabel(self.tr("Hidden:"), self)
        hide.setToolTip(self.tr("Names of these kinds are hidden from the search, so that the story is compared."))
        hide.setContentsMargins(0, 3, 2, 0)
        hide.setProperty("role", "muted")
        names = {
            "PER": self.tr("People"),
            "ORG": self.tr("Organisations"),
            "LOC": self.tr("Places"),
            "MISC": self.tr("Other names"),
        }
        row = FlowRow(self)
        switches = row.flow
        switches.addWidget(hide)
        for label in LABELS:
            button = QToolButton(self)
            button.setObjectName(f"Label{label}")
            button.setCheckable(True)
            button.setChecked(True)
            button.setText(names[label])
            button.setProperty("words", names[label])
            button.setProperty("role", "label")
            button.setProperty("label", label)
            button.setAccessibleName(self.tr("Hide {kind}").format(kind=names[label]))
            button.setToolTip(self.tr("Hide or show all names of this kind"))
            button.toggled.connect(lambda on, label=label: self._switch_label(label, on))
            self.labels[label] = button
            switches.addWidget(button)
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bottom = FlowRow(self, spacing=10)
        bottom.add(self.mode)
        bottom.add(self.rerank, 1)
        bottom.add(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 8)
        layout.setSpacing(7)
        layout.addLayout(top)
        layout.addWidget(self.edit, 2)
        layout.addWidget(self.offer)
        layout.addWidget(row)
        layout.addWidget(self.preview, 1)
        layout.addWidget(bottom)
        self.set_points(self._points)
        self.folding = QueryFold(self.bar, self.edit, self.preview, row, self.hint)
        order = [
            self.bar, self.edit, self.offer.button, *self.labels.values(), self.preview, self.mode, self.rerank,
            self.button,
        ]  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Lets the box for the text grow by whole lines, to five eighths of what there is; the rest is the names'."""
        inside = self.layout()
        if inside is not None:
            line, free = line_height(self.edit.font()), self.height() - inside.minimumSize().height()
            self.edit.setMaximumHeight(self.edit.minimumHeight() + max(0, free * 5 // 8 // line) * line)

    def _typed(self) -> None:
        text = self.text()
        self.button.setEnabled(bool(text.strip()))
        words = len(text.split())
        address = web_address(text)
        origin = self.address()
        said = [self.tr("from {host}").format(host=host_of(origin))] if origin else []
        said += [self.tr("%Ln word(s)", "", words)] if words and not address else []
        self.hint.setText("  ·  ".join(said))
        self.hint.setToolTip(origin.replace("<", "‹"))
        self.offer.offer(address)
        self._summarise()
        if not self._coming:
            self.folding.unfold()
        self._pause.start()

    def _want_names(self) -> None:
        # Until they are found the names of this text stand there as far as they are known, and none of another.
        self._show(self.choices())
        # In an address there are no names to look for.
        self.names_wanted.emit("" if web_address(self.text()) else self.text())

    def _take_address(self, address: str) -> None:
        self.set_text(address)
        self.offer.button.setFocus()

    def _ask(self) -> None:
        if web_address(self.text()):
            # An address tells no story; and it is fetched by its own button alone.
            self.offer.button.setFocus()
        elif self.text().strip():
            if self._pause.isActive():
                self._pause.stop()
                self._want_names()
            self.folding.expect()
            self.search_asked.emit()

    def _switched(self, choices: MaskChoices) -> None:
        self.folding.hold()
        self._show(choices)
        self.choices_changed.emit(choices)

    def _switch_label(self, label: str, on: bool) -> None:
        self._switched(self.preview.choices().with_label(label, on))

    def _count_labels(self) -> None:
        mentions = self.preview.choices().mentions
        for label, button in self.labels.items():
            count = sum(1 for mention in mentions if mention.label == label)
            words = button.property("words")
            button.setText(f"{words} {count}" if count else words)

    def _summarise(self) -> None:
        """Says on the folded line how the text begins, and how many names are hidden once they have been found."""
        text, choices = self.text(), self.preview.choices()
        found = choices.text == text == self._named
        hidden = choices.hidden_names() if found else 0
        self.bar.show_query(text, self.tr("%Ln name(s) hidden", "", hidden) if found else "")
