"""The window: the only place that imports PySide6. ``ui.app.create_window`` is the way in."""
