"""Every command of the window, once: its words, its key, its menu. Menus and the shortcuts sheet are made of this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class Command:
    """One command: object name, menu, words, keys, and whether it is a switch. A name of "-" is a line."""

    name: str
    menu: str
    words: str
    keys: str = ""
    checkable: bool = False


ARCHIVE_ACTIONS = (
    "EncodeAction", "ExportAction", "ExportSelectionAction", "PrintAction", "CopyCitedAction",
    "CopyCitationAction", "SearchAction", "QueryFocusAction", "NamesFocusAction", "FiltersFocusAction",
    "ResultsFocusAction", "MoreLikeAction", "LessLikeAction", "SearchPassageAction", "ClearFiltersAction",
    "SaveSearchAction", "StarAction", "UnstarAction", "NoteAction", "CollectAction", "FocusAction", "SidebarAction",
    "CleanedAction", "LinesAction", "EntitiesAction", "PageAction", "TableAction", "NextAction", "PreviousAction",
    "NextPairAction", "PreviousPairAction", "TimelineTableAction", "CopyTimelineAction", "SaveTimelineAction",
    "BreakdownAction", "ArchiveAction", "FollowAction", "NextPanelAction", "PreviousPanelAction", "UncollectAction",
    "FindAction",
)  # fmt: skip
"""What needs an open archive."""

UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
STANDARD = {"UndoAction": UNDO, "RedoAction": REDO}
"""Commands with the strokes that the system has for them. A box of text that has the keys takes these for itself."""

ALSO = {"Ctrl++": ("Ctrl+=",), "Ctrl+-": ("Ctrl+_",)}
"""Other strokes for the same, by the one that is told."""


class Commands(QObject):
    """The words of all commands, in the language in use; a class so that Qt Linguist knows where they stand."""

    def all(self) -> list[Command]:
        return [
            Command("NewAction", "file", self.tr("&New archive…"), "Ctrl+N"),
            Command("OpenAction", "file", self.tr("&Open archive…"), "Ctrl+O"),
            Command("RecentMenu", "file", self.tr("Open &recent")),
            Command("SampleAction", "file", self.tr("Open the &sample archive")),
            Command("-", "file", ""),
            Command("ImportAction", "file", self.tr("&Import files…"), "Ctrl+I"),
            Command("ImportFolderAction", "file", self.tr("Import a &folder…"), "Ctrl+Shift+I"),
            Command("FollowAction", "file", self.tr("Follo&wed folders…")),
            Command("EncodeAction", "file", self.tr("Prepare the rest for search by &meaning")),
            Command("ExportAction", "file", self.tr("&Export the list…"), "Ctrl+E"),
            Command("ExportSelectionAction", "file", self.tr("Export the se&lection…"), "Ctrl+Shift+E"),
            Command("ArchiveAction", "file", self.tr("About this archi&ve…"), "Ctrl+Shift+A"),
            Command("-", "file", ""),
            Command("PrintAction", "file", self.tr("Print the arti&cle…"), "Ctrl+P"),
            Command("SettingsAction", "file", self.tr("Se&ttings…"), "Ctrl+,"),
            Command("QuitAction", "file", self.tr("&Quit"), "Ctrl+Q"),
            Command("UndoAction", "edit", self.tr("&Undo in the archive"), _first(UNDO)),
            Command("RedoAction", "edit", self.tr("&Redo in the archive"), _first(REDO)),
            Command("-", "edit", ""),
            Command("CopyCitedAction", "edit", self.tr("&Copy with citation"), "Ctrl+Shift+C"),
            Command("CopyCitationAction", "edit", self.tr("Copy the ci&tation only"), "Ctrl+Alt+C"),
            Command("FindAction", "edit", self.tr("&Find in the article…"), "F3"),
            Command("SearchAction", "search", self.tr("&Find parallels"), "F5"),
            Command("QueryFocusAction", "search", self.tr("Go to the &text"), "Ctrl+L"),
            Command("NamesFocusAction", "search", self.tr("Go to the &names"), "Ctrl+M"),
            Command("FiltersFocusAction", "search", self.tr("Go to the f&ilters"), "Ctrl+F"),
            Command("ResultsFocusAction", "search", self.tr("Go to the &list"), "Ctrl+R"),
            Command("-", "search", ""),
            Command("MoreLikeAction", "search", self.tr("&More like these"), "Ctrl+J"),
            Command("LessLikeAction", "search", self.tr("Less li&ke these"), "Ctrl+Shift+J"),
            Command("SearchPassageAction", "search", self.tr("Search from this passa&ge"), "Ctrl+G"),
            Command("ClearFiltersAction", "search", self.tr("&Clear all filters"), "Ctrl+Shift+F"),
            Command("-", "search", ""),
            Command("SaveSearchAction", "search", self.tr("&Save this search…"), "Ctrl+S"),
            Command("StarAction", "keep", self.tr("&Star the article, or take the star off"), "Ctrl+D"),
            Command("UnstarAction", "keep", self.tr("Take the s&tar off")),
            Command("NoteAction", "keep", self.tr("&Note and tags…"), "Ctrl+Shift+N"),
            Command("CollectAction", "keep", self.tr("Add to a ne&w collection…"), "Ctrl+K"),
            Command("UncollectAction", "keep", self.tr("Take &out of the collection"), "Ctrl+Shift+K"),
            Command("CollectMenu", "keep", self.tr("&Add to collection")),
            Command("FocusAction", "view", self.tr("&Reading only"), "F9", True),
            Command("SidebarAction", "view", self.tr("&Sidebar"), "F8", True),
            Command("CleanedAction", "view", self.tr("&Cleaned text"), "Ctrl+T", True),
            Command("LinesAction", "view", self.tr("&Line ends as printed"), "Ctrl+Shift+L", True),
            Command("EntitiesAction", "view", self.tr("&Names in colour"), "Ctrl+Shift+M", True),
            Command("TableAction", "view", self.tr("List as &table"), "Ctrl+Shift+T", True),
            Command("ColumnsMenu", "view", self.tr("Table col&umns")),
            Command("PageAction", "view", self.tr("The &page as printed"), "Ctrl+Shift+P"),
            Command("-", "view", ""),
            Command("NextPanelAction", "view", self.tr("Next part of the win&dow"), "F6"),
            Command("PreviousPanelAction", "view", self.tr("Previous part of t&he window"), "Shift+F6"),
            Command("-", "view", ""),
            Command("NextAction", "view", self.tr("N&ext parallel"), "Alt+Down"),
            Command("PreviousAction", "view", self.tr("Pre&vious parallel"), "Alt+Up"),
            Command("NextPairAction", "view", self.tr("Next &matching sentence"), "Alt+Right"),
            Command("PreviousPairAction", "view", self.tr("Previ&ous matching sentence"), "Alt+Left"),
            Command("-", "view", ""),
            Command("BiggerAction", "view", self.tr("Lar&ger text"), "Ctrl++"),
            Command("SmallerAction", "view", self.tr("Smaller te&xt"), "Ctrl+-"),
            Command("-", "view", ""),
            Command("BreakdownAction", "view", self.tr("&By newspaper and place…"), "Ctrl+B"),
            Command("TimelineTableAction", "view", self.tr("The timeline's da&ys as a table…"), "Ctrl+Shift+B"),
            Command("CopyTimelineAction", "view", self.tr("Copy the t&imeline")),
            Command("SaveTimelineAction", "view", self.tr("Save the timeline &as SVG or PNG…")),
            Command("TourAction", "help", self.tr("A short &tour")),
            Command("ShortcutsAction", "help", self.tr("&Keys"), "F1"),
            Command("LogAction", "help", self.tr("Show the &log")),
            Command("AboutAction", "help", self.tr("&About Déjà Vu")),
        ]

    def titles(self) -> dict[str, str]:
        return {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "search": self.tr("&Search"),
            "keep": self.tr("&Keep"),
            "view": self.tr("&View"),
            "help": self.tr("&Help"),
        }


def _first(standard: QKeySequence.StandardKey) -> str:
    """The stroke to tell of those that the system has for a command."""
    return QKeySequence(standard).toString()


def commands() -> list[Command]:
    """All commands in the order of the menus."""
    return Commands().all()


def menu_titles() -> dict[str, str]:
    """The menu bar from left to right."""
    return Commands().titles()


class Actions:
    """The actions and menus of one window, by name."""

    def __init__(self, window: QMainWindow, slots: dict[str, Callable[..., object]]) -> None:
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        bar = window.menuBar()
        for key, title in menu_titles().items():
            self.menus[key] = bar.addMenu(title)
        for command in commands():
            menu = self.menus[command.menu]
            if command.name == "-":
                menu.addSeparator()
                continue
            if command.name.endswith("Menu"):
                sub = menu.addMenu(command.words)
                sub.setObjectName(command.name)
                self.menus[command.name] = sub
                continue
            action = QAction(command.words, window)
            action.setObjectName(command.name)
            action.setCheckable(command.checkable)
            if command.keys:
                # Where + needs Shift the key itself will do, and where - needs it the shifted one.
                action.setShortcuts([QKeySequence(command.keys), *map(QKeySequence, ALSO.get(command.keys, ()))])
                if command.name in STANDARD:
                    action.setShortcuts(STANDARD[command.name])
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            slot = slots[command.name]
            if command.checkable:
                action.toggled.connect(slot)
            else:
                action.triggered.connect(lambda _=False, slot=slot: slot())
            menu.addAction(action)
            window.addAction(action)
            self._actions[command.name] = action
        self["QuitAction"].setMenuRole(QAction.MenuRole.QuitRole)
        self["SettingsAction"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self["AboutAction"].setMenuRole(QAction.MenuRole.AboutRole)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, names: tuple[str, ...], on: bool) -> None:
        """Makes commands available or not."""
        for name in names:
            self._actions[name].setEnabled(on)
