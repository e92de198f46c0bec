"""What each column of a table holds: the first rows, our guesses, and the reader's corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dejavu_app.errors import UserError
from dejavu_app.ui.quiet_combo import QuietCombo
from dejavu_app.ui.save_name import ask_file
from dejavu_app.ui.sheet_size import fit
from dejavu_app.ui.spans import displayable
from dejavu_app.ui.state import one_line

if TYPE_CHECKING:
    from dejavu_app.reading import Table

MOST_COLUMNS = 60
_WIDTH = 170  # pixels of a column


class ColumnSheet(QDialog):
    """One or several tables, one on show at a time; ``mapped`` tells what was decided for each shape.

    A mapping goes from field to column, "" where a guessed field is to stay empty; it is empty where the guesses stand.
    A column without a name goes by its number, of several such the first; the others cannot be told apart.
    """

    mapped = Signal(dict)  # shape: mapping

    def __init__(
        self, tables: Sequence[Table], remembered: Mapping[str, Mapping[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ColumnSheet")
        self.setWindowTitle(self.tr("What the columns hold"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 820, 420)
        self._tables = list(tables)
        self._chosen = {
            table.shape: _here(table, remembered.get(table.shape) or table.fields) for table in self._tables
        }  # shape: field: column
        self._combos: list[tuple[str, QComboBox]] = []
        words = QLabel(
            self.tr("These are the first rows. Say above each column what it holds; the choice is remembered."), self
        )
        words.setWordWrap(True)
        self.choice = QComboBox(self)
        self.choice.setObjectName("ColumnTable")
        self.choice.setAccessibleName(self.tr("Table"))
        for number, table in enumerate(self._tables, 1):
            names = one_line(", ".join(table.columns))[:80]
            self.choice.addItem(self.tr("Table {n}: {columns}").format(n=number, columns=names), table.shape)
        self.choice.setVisible(len(self._tables) > 1)
        self.choice.currentIndexChanged.connect(self._show)
        self.rows = QTableWidget(self)
        self.rows.setObjectName("ColumnRows")
        self.rows.setAccessibleName(self.tr("The first rows of the table"))
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setCornerButtonEnabled(False)
        self.fault = QLabel("", self)
        self.fault.setObjectName("ColumnFault")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.use = QPushButton(self.tr("Use these columns"), self)
        self.use.setObjectName("ColumnUse")
        self.use.setProperty("role", "primary")
        self.reset = QPushButton(self.tr("As guessed"), self)
        self.reset.setObjectName("ColumnReset")
        self.save = QPushButton(self.tr("Save for the command line…"), self)
        self.save.setObjectName("ColumnSave")
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.reset, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self._use)
        buttons.rejected.connect(self.reject)
        self.reset.clicked.connect(self._reset)
        self.save.clicked.connect(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        layout.addWidget(words)
        layout.addWidget(self.choice)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        self._show()

    def mapping(self, table: Table) -> dict[str, str]:
        """What stands for a table now; empty when it is what was guessed."""
        chosen = {field: column for field, column in self._chosen[table.shape].items() if column}
        if chosen == table.fields:
            return {}
        return {**dict.fromkeys(table.fields, ""), **chosen}

    def combo(self, column: str) -> QComboBox:
        """The choice above a column."""
        return next(combo for name, combo in self._combos if name == column)

    def table(self) -> Table:
        """The table on show."""
        return self._tables[max(0, self.choice.currentIndex())]

    def field_names(self) -> dict[str, str]:
        """What a column can hold, in the reader's language."""
        return {
            "text": self.tr("Text"),
            "headline": self.tr("Headline"),
            "byline": self.tr("Author"),
            "date": self.tr("Date"),
            "newspaper": self.tr("Newspaper"),
            "place": self.tr("Place"),
            "page": self.tr("Page"),
            "edition": self.tr("Edition"),
            "id": self.tr("Identifier"),
            "url": self.tr("Address on the web"),
            "language": self.tr("Language"),
            "lccn": self.tr("Library of Congress number"),
            "year": self.tr("Year"),
            "month": self.tr("Month"),
            "day": self.tr("Day"),
            "city": self.tr("City"),
            "state": self.tr("State"),
        }

    def _show(self) -> None:
        table = self.table()
        names = _names(table)
        used = set(self._chosen[table.shape].values())
        # The columns that hold something come first where there are too many to show.
        order = sorted(range(len(names)), key=lambda at: names[at] not in used)[:MOST_COLUMNS]
        order = sorted(order) if len(names) <= MOST_COLUMNS else order
        self._combos = []
        self.rows.clear()
        self.rows.setColumnCount(len(order))
        self.rows.setRowCount(1 + len(table.rows))
        self.rows.setHorizontalHeaderLabels([displayable(one_line(names[at])) for at in order])
        self.rows.setVerticalHeaderLabels([self.tr("holds"), *(str(n) for n in range(1, len(table.rows) + 1))])
        for place, at in enumerate(order):
            name = names[at]
            combo = QuietCombo(self.rows)
            spoken = displayable(name or str(at + 1))
            combo.setAccessibleName(self.tr("What the column {name} holds").format(name=spoken))
            combo.setEnabled(bool(name))
            combo.addItem(self.tr("— nothing —"), "")
            for field, words in self.field_names().items():
                combo.addItem(words, field)
            self._combos.append((name, combo))
            self.rows.setCellWidget(0, place, combo)
            self.rows.setColumnWidth(place, _WIDTH)
            for number, row in enumerate(table.rows, 1):
                item = QTableWidgetItem(displayable(one_line(row[at] if at < len(row) else "")))
                self.rows.setItem(number, place, item)
        self._set_combos()
        for name, choice in self._combos:
            choice.currentIndexChanged.connect(lambda _, name=name, choice=choice: self._choose(name, choice))

    def _set_combos(self) -> None:
        fields = {column: field for field, column in self._chosen[self.table().shape].items() if column}
        for name, combo in self._combos:
            combo.blockSignals(True)
            combo.setCurrentIndex(max(0, combo.findData(fields.get(name, ""))))
            combo.blockSignals(False)
        self._check()

    def _choose(self, column: str, combo: QComboBox) -> None:
        """A field stands in one column only: choosing it here takes it away there."""
        chosen = {field: other for field, other in self._chosen[self.table().shape].items() if other != column}
        if combo.currentData():
            chosen[combo.currentData()] = column
        self._chosen[self.table().shape] = chosen
        self._set_combos()

    def _check(self) -> None:
        unsound = [number for number, table in enumerate(self._tables, 1) if not self._sound(table)]
        here = self._sound(self.table())
        self.use.setEnabled(not unsound)
        self.save.setEnabled(here)
        words = ""
        if not here:
            words = self.tr("One of the columns must hold the text, or at least headlines.")
        elif unsound:
            words = self.tr("In table {n} one of the columns must hold the text, or at least headlines.")
        self.fault.setText(words.format(n=next(iter(unsound), "")))

    def _sound(self, table: Table) -> bool:
        """Whether something of a table can be read; the guesses stand as they are."""
        chosen = self._chosen[table.shape]
        return bool(chosen.get("text") or chosen.get("headline")) or not self.mapping(table)

    def _reset(self) -> None:
        self._chosen[self.table().shape] = dict(self.table().fields)
        self._set_combos()

    def _use(self) -> None:
        self.mapped.emit({table.shape: self.mapping(table) for table in self._tables})
        self.accept()

    def _save(self) -> None:
        from dejavu_app.reading import save_columns

        path = ask_file(self, self.tr("Save the columns"), Path.home() / "columns.toml", {".toml": "TOML"})
        if path is not None:
            try:
                save_columns(path, self.mapping(self.table()) or self.table().fields)
            except UserError as error:
                self.fault.setText(str(error))
            else:
                self.fault.setText(
                    self.tr("Saved. On the command line: dejavu import --columns {path}").format(path=path)
                )


def _here(table: Table, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns as this table writes their names: tables of one shape may differ in case and punctuation."""
    from dejavu_app.reading.mapping import normalised

    names = _names(table)
    own = {normalised(name): name for name in reversed(names)}
    return {field: name if name in names else own.get(normalised(name), name) for field, name in columns.items()}


def _names(table: Table) -> list[str]:
    """What each column goes by; "" for one that cannot be named."""
    bare = table.columns.index("") if "" in table.columns else -1
    return [name or (str(at + 1) if at == bare else "") for at, name in enumerate(table.columns)]
