"""The recogniser and the encoders, made when a worker thread first needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class LazyModels:
    """One holder of the shared models behind a call, for worker threads alone."""

    def __init__(self, make: Callable[[Callable[[str], None]], Any], tell: Callable[[str], None]) -> None:
        """``make`` is given ``tell``, which says what is being loaded."""
        self._make, self._tell = make, tell
        self._made: Any = None
        self._guard = threading.Lock()

    def __call__(self) -> Any:
        with self._guard:
            if self._made is None:
                self._made = self._make(self._tell)
            return self._made
