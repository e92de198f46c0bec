"""A small button of a few letters that says in its tip and to a screen reader what it does."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget


def quiet_button(parent: QWidget, text: str, spoken: str) -> QToolButton:
    """Shows ``text``; ``spoken`` is what it does."""
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(spoken)
    button.setToolTip(spoken)
    button.setProperty("role", "quiet")
    return button
