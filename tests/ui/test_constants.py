"""However much the window works, Python's constants do not run out."""

from __future__ import annotations

import subprocess
import sys

_WORK = """
import dejavu_app.ui
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    sent = Signal(bool)

sender = Sender()
sender.sent.connect(lambda on: None)
for number in range(60_000):
    sender.setObjectName("x")
    sender.sent.emit(number % 2 == 0)
print("alive")
"""


def test_many_calls_and_signals_do_not_end_the_interpreter() -> None:
    out = subprocess.run([sys.executable, "-c", _WORK], capture_output=True, text=True)
    assert out.stdout.strip() == "alive", out.stderr[:300]
    assert out.returncode == 0
