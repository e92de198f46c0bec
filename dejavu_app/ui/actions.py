"""Every command of the window, once: its words, its key, its menu. Menus and the shortcuts sheet are made of this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
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


def commands() -> list[Command]:
    """All commands in the order of the menus, in the language in use."""

    def tr(words: str) -> str:
        return QCoreApplication.translate("Commands", words)

    return [
        Command("NewAction", "file", tr("&New archive…"), "Ctrl+N"),
        Command("OpenAction", "file", tr("&Open archive…"), "Ctrl+O"),
        Command("RecentMenu", "file", tr("Open &recent")),
        Command("SampleAction", "file", tr("Open the &sample archive")),
        Command("-", "file", ""),
        Command("ImportAction", "file", tr("&Import files…"), "Ctrl+I"),
        Command("ImportFolderAction", "file", tr("Import a &folder…"), "Ctrl+Shift+I"),
        Command("EncodeAction", "file", tr("Prepare the rest for search by &meaning")),
        Command("ExportAction", "file", tr("&Export the list…"), "Ctrl+E"),
        Command("ExportSelectionAction", "file", tr("Export the se&lection…"), "Ctrl+Shift+E"),
        Command("ArchiveAction", "file", tr("About this arch&ive…"), "Ctrl+Shift+A"),
        Command("-", "file", ""),
        Command("PrintAction", "file", tr("&Print the article…"), "Ctrl+P"),
        Command("SettingsAction", "file", tr("Se&ttings…"), "Ctrl+,"),
        Command("QuitAction", "file", tr("&Quit"), "Ctrl+Q"),
        Command("UndoAction", "edit", tr("&Undo in the archive"), "Ctrl+Shift+Z"),
        Command("CopyCitedAction", "edit", tr("&Copy with citation"), "Ctrl+Shift+C"),
        Command("CopyCitationAction", "edit", tr("Copy the ci&tation only"), "Ctrl+Alt+C"),
        Command("SearchAction", "search", tr("&Find parallels"), "F5"),
        Command("QueryFocusAction", "search", tr("Go to the &text"), "Ctrl+L"),
        Command("NamesFocusAction", "search", tr("Go to the &names"), "Ctrl+M"),
        Command("FiltersFocusAction", "search", tr("Go to the f&ilters"), "Ctrl+F"),
        Command("ResultsFocusAction", "search", tr("Go to the &list"), "Ctrl+R"),
        Command("-", "search", ""),
        Command("MoreLikeAction", "search", tr("&More like these"), "Ctrl++"),
        Command("LessLikeAction", "search", tr("&Less like these"), "Ctrl+-"),
        Command("SearchPassageAction", "search", tr("Search from this &passage"), "Ctrl+G"),
        Command("ClearFiltersAction", "search", tr("&Clear all filters"), "Ctrl+Shift+F"),
        Command("-", "search", ""),
        Command("SaveSearchAction", "search", tr("&Save this search…"), "Ctrl+S"),
        Command("StarAction", "keep", tr("&Star the article"), "Ctrl+D"),
        Command("UnstarAction", "keep", tr("Take the s&tar off")),
        Command("NoteAction", "keep", tr("&Note and tags…"), "Ctrl+Shift+N"),
        Command("CollectAction", "keep", tr("Add to a &new collection…"), "Ctrl+K"),
        Command("CollectMenu", "keep", tr("&Add to collection")),
        Command("FocusAction", "view", tr("&Reading only"), "F9", True),
        Command("SidebarAction", "view", tr("&Sidebar"), "F8", True),
        Command("CleanedAction", "view", tr("&Cleaned text"), "Ctrl+T", True),
        Command("LinesAction", "view", tr("&Line ends as printed"), "Ctrl+Shift+L", True),
        Command("EntitiesAction", "view", tr("&Names in colour"), "Ctrl+Shift+M", True),
        Command("TableAction", "view", tr("List as &table"), "Ctrl+Shift+T", True),
        Command("PageAction", "view", tr("The &page as printed"), "Ctrl+Shift+P"),
        Command("-", "view", ""),
        Command("NextAction", "view", tr("N&ext parallel"), "Alt+Down"),
        Command("PreviousAction", "view", tr("Pre&vious parallel"), "Alt+Up"),
        Command("NextPairAction", "view", tr("Next &matching sentence"), "Alt+Right"),
        Command("PreviousPairAction", "view", tr("Previous matching sentence"), "Alt+Left"),
        Command("-", "view", ""),
        Command("BiggerAction", "view", tr("Lar&ger text"), "Ctrl+Shift+="),
        Command("SmallerAction", "view", tr("Smaller te&xt"), "Ctrl+Shift+-"),
        Command("-", "view", ""),
        Command("BreakdownAction", "view", tr("By newspaper and &place…"), "Ctrl+B"),
        Command("CopyTimelineAction", "view", tr("Copy the timeline")),
        Command("SaveTimelineAction", "view", tr("Save the timeline as SVG or PNG…")),
        Command("TourAction", "help", tr("A short &tour")),
        Command("ShortcutsAction", "help", tr("&Keys"), "F1"),
        Command("LogAction", "help", tr("Show the &log")),
        Command("AboutAction", "help", tr("&About Déjà Vu")),
    ]


def menu_titles() -> dict[str, str]:
    """The menu bar from left to right."""

    def tr(words: str) -> str:
        return QCoreApplication.translate("Commands", words)

    return {
        "file": tr("&File"),
        "edit": tr("&Edit"),
        "search": tr("&Search"),
        "keep": tr("&Keep"),
        "view": tr("&View"),
        "help": tr("&Help"),
    }


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
                action.setShortcut(QKeySequence(command.keys))
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
