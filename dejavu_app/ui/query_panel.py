"""The query: today's text, the names in it, and how it is compared."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
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
from dejavu_app.ui.mask_preview import MaskPreview
from dejavu_app.ui.masks import MaskChoices

_TELLING = 25  # characters of a line that stands in no other text by chance
_TYPING_PAUSE = 350  # ms without a key before the names are looked for


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files and folders of a drop."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def dropped_address(data: QMimeData) -> str:
    """The web address of a drop, such as a browser's link or what stands in its address line; else empty."""
    found = [web_address(url.toString()) for url in data.urls()] if data.hasUrls() else [web_address(data.text())]
    return next((address for address in found if address), "")


class QueryEdit(QPlainTextEdit):
    """Plain text only; Ctrl+Return searches; a file dropped on it is read into it, a web address takes its place."""

    submitted = Signal()
    file_dropped = Signal(object)  # Path
    address_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("QueryEdit")
        self.setAccessibleName(self.tr("Today's text"))
        self.setAccessibleDescription(
            self.tr("Paste or type an article of today, or its web address, or drop a file. Control+Return searches.")
        )
        self.setPlaceholderText(
            self.tr("Paste an article of today or its web address, type what it tells, or drop a file here.")
        )
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        empty = not self.toPlainText().strip()
        super().insertFromMimeData(source)
        if empty and self.verticalScrollBar().maximum():
            # An article is read from its beginning; left at its end the cursor would bring that into view again.
            cursor = self.textCursor()
            cursor.setPosition(0)
            self.setTextCursor(cursor)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()) or dropped_address(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dropped_files(event.mimeData()) or dropped_address(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files, address = dropped_files(event.mimeData()), dropped_address(event.mimeData())
        if files or address:
            event.acceptProposedAction()
            if files:
                self.file_dropped.emit(files[0])
            else:
                self.address_dropped.emit(address)
        else:
            super().dropEvent(event)


class QueryPanel(QWidget):
    """Query box, mask switches and the search button; says what was asked for and leaves the work to others."""

    search_asked = Signal()
    names_wanted = Signal(str)
    choices_changed = Signal(object)  # MaskChoices
    file_dropped = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QueryEdit(self)
        self.offer = AddressOffer(self)
        self._origin: tuple[str, tuple[str, ...]] = ("", ())  # an address, and the paragraphs that came from it
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
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE)
        self._pause.timeout.connect(self._want_names)
        self.edit.textChanged.connect(self._typed)
        self.edit.submitted.connect(self._ask)
        self.edit.file_dropped.connect(self.file_dropped)
        self.edit.address_dropped.connect(self._take_address)
        self.button.clicked.connect(self._ask)
        self.preview.changed.connect(self._switched)

    def text(self) -> str:
        return self.edit.toPlainText()

    def address(self) -> str:
        """The web address that the text was taken from, as long as something of that text is left."""
        address, paragraphs = self._origin
        text = self.text()
        return address if any(paragraph in text for paragraph in paragraphs) else ""

    def set_text(self, text: str, address: str = "") -> None:
        """Puts a whole text into the query, taken from the web page ``address``; undo brings the old one back."""
        lines = [line for line in text.splitlines() if line.strip()]
        telling = [line for line in lines if len(line) >= _TELLING] or lines
        self._origin = (address, tuple(telling) if address else ())
        cursor = self.edit.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.setPosition(0)
        self.edit.setTextCursor(cursor)

    def chosen_mode(self) -> Mode:
        mode: Mode = self.mode.currentData()
        return mode

    def choices(self) -> MaskChoices:
        """The mask choices for the text as it stands; names found for an older text keep only what still fits."""
        choices, text = self.preview.choices(), self.text()
        return choices if choices.text == text else choices.meanwhile(text)

    def show_choices(self, choices: MaskChoices) -> None:
        """Shows mask choices that came from elsewhere: the recogniser, a saved search, a test."""
        self.preview.set_choices(choices)
        for label, button in self.labels.items():
            button.blockSignals(True)
            button.setChecked(label in choices.labels and choices.enabled)
            button.blockSignals(False)
        self._count_labels()

    def retint(self) -> None:
        """Follows a change of colours or text size."""
        self.edit.setFont(theme.serif(self._points))
        self.preview.setFont(theme.serif(self._points - 0.5))
        # Whole lines at the least: two to write in, one for the names.
        for box, lines in ((self.edit, 2), (self.preview, 1)):
            box.setMinimumHeight(QFontMetrics(box.font()).lineSpacing() * lines + 20)
        self.preview.paint_marks()

    def small_height(self) -> int:
        """The height that shows three lines of the text and two of the names."""
        lines = QFontMetrics(self.edit.font()).lineSpacing() + QFontMetrics(self.preview.font()).lineSpacing()
        return self.minimumSizeHint().height() + lines

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
        title = QLabel(self.tr("Today's text"), self)
        title.setBuddy(self.edit)
        title.setProperty("role", "section")
        self.hint = QLabel("", self)
        self.hint.setProperty("role", "muted")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.hint)
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
        layout.addWidget(self.edit, 5)
        layout.addWidget(self.offer)
        layout.addWidget(row)
        layout.addWidget(self.preview, 3)
        layout.addWidget(bottom)
        self.set_points(self._points)
        order = [self.edit, self.offer.button, *self.labels.values(), self.preview, self.mode, self.rerank, self.button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

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
        self._pause.start()

    def _want_names(self) -> None:
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
                self.names_wanted.emit(self.text())
            self.search_asked.emit()

    def _switched(self, choices: MaskChoices) -> None:
        self.show_choices(choices)
        self.choices_changed.emit(choices)

    def _switch_label(self, label: str, on: bool) -> None:
        self._switched(self.preview.choices().with_label(label, on))

    def _count_labels(self) -> None:
        mentions = self.preview.choices().mentions
        for label, button in self.labels.items():
            count = sum(1 for mention in mentions if mention.label == label)
            words = button.property("words")
            button.setText(f"{words} {count}" if count else words)
