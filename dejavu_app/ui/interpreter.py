"""Keeps Python itself from holding the window: workers give way to it, garbage is collected between two events."""

from __future__ import annotations

import gc
import os
import sys
import threading

from PySide6.QtCore import QObject, QTimer

TURN = 0.001  # seconds a busy worker keeps the interpreter when the window waits for it; Python's own choice is 0.005
_PAUSE = 1_000  # ms between two looks
_YOUNG = 2_000  # objects made since the last look that make one worth while
_MANY = 30_000  # objects that say that something is at work, whose objects will go by themselves
_PATIENCE = 30  # looks that it is given
_OLDER, _ALL = 10, 120  # looks between two at what survived one, and at everything
_NICE = 5


def give_way() -> None:
    """Lets the window's thread go before the calling thread, and before those that it starts, where the system can.

    Only for threads whose work is done outside of Python, as that of the encoder and the index: one that holds the
    interpreter and waits for a processor would keep the window waiting with it.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
    elif sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        this = ctypes.c_void_p(kernel.GetCurrentThread())
        kernel.SetThreadPriority(this, -1)  # THREAD_PRIORITY_BELOW_NORMAL


class Collector(QObject):
    """Collects garbage in the window's thread alone, between two events.

    Left to itself Python does so in whichever thread makes objects, and all others wait: a full collection takes 50 ms
    once the libraries for searching are loaded. What a library made when it was imported stays for good, so it is set
    aside (``gc.freeze``) and never looked at again. It is safer, too: no worker thread ever takes down a widget.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = self._waited = 0
        self._modules = self._frozen = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on garbage is collected here, and threads take short turns."""
        self._turn = sys.getswitchinterval()
        sys.setswitchinterval(TURN)
        gc.disable()
        self._freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leaves both to Python again."""
        self._timer.stop()
        sys.setswitchinterval(self._turn)
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Collects what was made lately, now and then what is older; sets libraries aside once they are loaded."""
        self._looks += 1
        before, self._modules = self._modules, len(sys.modules)
        if self._modules != self._frozen:
            if self._modules == before:
                self._freeze()
            return
        young = gc.get_count()[0]
        self._waited = self._waited + 1 if young > _MANY else 0
        if 0 < self._waited < _PATIENCE:
            return
        if self._looks % _ALL == 0:
            gc.collect()
        elif self._looks % _OLDER == 0:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)

    def _freeze(self) -> None:
        gc.freeze()
        self._modules = self._frozen = len(sys.modules)
