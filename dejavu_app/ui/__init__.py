"""The window: the only place that imports PySide6. ``ui.app.create_window`` is the way in."""

from dejavu_app.ui.immortal import guard

guard()  # before any Qt object is made
