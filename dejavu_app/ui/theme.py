"""Colours and type: a reading room by day and by night, following the system's choice."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from dejavu_app.resources import resource_path

SERIF = (
    "Charter", "Iowan Old Style", "Source Serif 4", "Source Serif Pro", "Georgia", "Cambria", "Noto Serif", "C059",
    "Liberation Serif", "Times New Roman", "DejaVu Serif",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Every text colour keeps a contrast of 4.5:1 on each ground it stands on (WCAG 2.2, 1.4.3 AA)."""

    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    control: str  # borders of controls: 3:1 against the ground (1.4.11)
    accent: str
    on_accent: str
    accent_soft: str
    passage: str
    sentence: str
    sentence_now: str
    per: str
    org: str
    loc: str
    misc: str
    bars: str
    good: str
    warn: str

    def label(self, label: str) -> QColor:
        """The soft ground of an entity of that label."""
        return QColor({"PER": self.per, "ORG": self.org, "LOC": self.loc}.get(label, self.misc))


DAY = Colours(
    window="#f6f2ea", base="#fffdf9", raised="#fbf8f2", text="#25211c", muted="#665e54", line="#ded6c8",
    control="#8f8577", accent="#7b3427", on_accent="#ffffff", accent_soft="#f1dfd7", passage="#f8f1de",
    sentence="#f6e0a0", sentence_now="#efc75e", per="#d9e6f4", org="#e6def2", loc="#dbecd9", misc="#f0e0d0",
    bars="#d8cfbf", good="#3c6b45", warn="#8a4b08",
)  # fmt: skip

NIGHT = Colours(
    window="#1c1a18", base="#232120", raised="#282523", text="#ebe5da", muted="#b0a798", line="#3b3732",
    control="#7d7468", accent="#e3a18e", on_accent="#2a1510", accent_soft="#46302a", passage="#2e2a22",
    sentence="#574819", sentence_now="#7a6420", per="#2b3f57", org="#3d3458", loc="#2b4530", misc="#4d3d2c",
    bars="#4a443c", good="#9cc7a2", warn="#e6b778",
)  # fmt: skip

_current = DAY
_APPLIED = "dejavu_scheme"


def colours() -> Colours:
    """The scheme now in use."""
    return _current


def apply(app: QApplication, choice: str = "system") -> Colours:
    """Puts a scheme on the application: ``day``, ``night`` or what the system says."""
    global _current
    hints = QGuiApplication.styleHints()
    dark = choice == "night" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    wanted = NIGHT if dark else DAY
    if app.property(_APPLIED) == wanted.window:
        return wanted  # to dress every widget again takes a fifth of a second
    app.setProperty(_APPLIED, wanted.window)
    _current = c = wanted
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.window, QPalette.ColorRole.WindowText: c.text, QPalette.ColorRole.Base: c.base,
        QPalette.ColorRole.AlternateBase: c.raised, QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.Button: c.raised, QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.BrightText: c.on_accent, QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent, QPalette.ColorRole.ToolTipBase: c.raised,
        QPalette.ColorRole.ToolTipText: c.text, QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Link: c.accent, QPalette.ColorRole.LinkVisited: c.accent, QPalette.ColorRole.Mid: c.line,
        QPalette.ColorRole.Midlight: c.line, QPalette.ColorRole.Light: c.base, QPalette.ColorRole.Dark: c.control,
        QPalette.ColorRole.Accent: c.accent,
    }  # fmt: skip
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.control))
    app.setPalette(palette)
    sheet = Template(resource_path("styles", "window.qss").read_text(encoding="utf-8"))
    names = {name: getattr(c, name) for name in Colours.__slots__}
    for icon in ("arrow", "up", "check"):
        names[icon] = resource_path("icons", f"{icon}-{'night' if dark else 'day'}.svg").as_posix()
    app.setStyleSheet(sheet.substitute(names))
    return c


def serif(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The face for reading, in the first family of ``SERIF`` that this computer has."""
    font = QFont()
    # Where two foundries have a family, Qt adds theirs: "C059 [urw]".
    present = {name.partition(" [")[0]: name for name in reversed(QFontDatabase.families())}
    family = next((present[name] for name in SERIF if name in present), "")
    if family:
        font.setFamily(family)
    else:
        font.setStyleHint(QFont.StyleHint.Serif)
        font.setFamily("serif")
    font.setPointSizeF(points)
    font.setWeight(weight)
    return font


def sans(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's own face for controls and small print."""
    font = QApplication.font()
    font.setPointSizeF(points)
    font.setWeight(weight)
    return font


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(value: str) -> float:
        channels = (QColor(value).redF(), QColor(value).greenF(), QColor(value).blueF())
        linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
