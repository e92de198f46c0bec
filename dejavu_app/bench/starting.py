"""How long the window takes to show itself, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from dejavu_app.bench.measure import Figure
from dejavu_app.errors import UserError

ROUNDS = 5

_BARE = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
"""
_OURS = """
import time
from PySide6.QtWidgets import QApplication
from dejavu_app.ui.app import create_window
app = QApplication([])
window = create_window()
"""
# Shown: the event loop has painted it and has nothing left to do.
_SHOW = """
window.show()
for _ in range(5):
    app.processEvents()
print(time.time(), flush=True)
import os
os._exit(0)
"""


def window(say: Callable[[str], None]) -> Figure:
    """Seconds from the start of Python to the painted window; the baseline is an empty window of Qt's."""
    ours, bare = [], []
    for turn in range(ROUNDS + 1):
        taken = _shown(_OURS), _shown(_BARE)
        if turn:
            ours.append(taken[0])
            bare.append(taken[1])
    return Figure("window shown after start", median(ours), "s", median(bare), "an empty window", more_is_better=False)


def _shown(code: str) -> float:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    started = time.time()
    done = subprocess.run([sys.executable, "-c", code + _SHOW], capture_output=True, text=True, env=environment,
                          timeout=120, check=False)
    try:
        return float(done.stdout.strip().splitlines()[-1]) - started
    except (IndexError, ValueError) as error:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UserError(f"The window could not be started: {reason}") from error
