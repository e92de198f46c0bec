"""Keeps Python before 3.12 alive under PySide6 6.12, whose calls give back references to None that they never took.

PySide6 6.12.0 takes ``None``, ``True`` and ``False`` for immortal, which they are only since Python 3.12 (PEP 683): on
3.10 and 3.11 each call of a Qt method without a result, and each signal, lowers their count, and after some thousand of
them the interpreter ends with "none_dealloc: deallocating None". 6.11 is sound.
"""

from __future__ import annotations

import ctypes
import sys

_FAR = 1 << (40 if sys.maxsize > 2**32 else 28)  # more than any session can use up


def needed() -> bool:
    """Whether this Python and this PySide6 do not go together by themselves."""
    import PySide6

    return (
        sys.implementation.name == "cpython"
        and sys.version_info < (3, 12)
        and tuple(PySide6.__version_info__[:2]) >= (6, 12)
    )


def guard() -> None:
    """Lifts the reference counts of the constants so far that they never run out; what PEP 683 does for 3.12."""
    if not needed():
        return
    for constant in (None, True, False, NotImplemented, Ellipsis):
        # The count is the first field of every object (CPython, Include/object.h).
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < _FAR // 2:
            count.value += _FAR
