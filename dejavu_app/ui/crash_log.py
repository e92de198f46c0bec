"""What went wrong is written to a file and offered at the next start; nothing leaves the computer."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from dejavu_app.resources import data_dir

log = logging.getLogger(__name__)
_LOG = 1_000_000  # bytes before an older half is let go


class CrashLog:
    """Catches what nobody caught: exceptions of any thread, and the interpreter's own death.

    ``told`` is called, in the thread of the fault, after one was written down. Where nothing can be written, which
    ``trouble`` tells after ``install``, the program runs on, and what goes wrong is said on standard error.
    """

    def __init__(self, told: Callable[[], None] = lambda: None) -> None:
        self._told = told
        self.trouble: OSError | None = None
        self.folder = data_dir() / "logs"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.trouble = error
        self._file = self.folder / "crash.txt"
        self._seen = self.folder / "last-crash.txt"
        self._fault: Any = None
        self._written = False  # whether this program wrote a report
        self._handler: logging.Handler | None = None

    def pending(self) -> Path | None:
        """The report of a crash that was not offered yet; it is offered once."""
        text = ""
        for path in (self._file, self.folder / "fatal.txt"):
            try:
                words = path.read_text(encoding="utf-8", errors="replace")
                if words:
                    path.unlink()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:  # what cannot be taken away would be offered at every start
                log.warning("the report of a crash cannot be read or taken away: %s", error)
                continue
            text += words
        if not text:
            return None
        try:
            self._seen.write_text(text, encoding="utf-8")
        except OSError as error:
            log.warning("the report of a crash cannot be kept: %s\n%s", error, text)
            return None
        return self._seen

    def install(self) -> None:
        """From here on uncaught exceptions are logged."""
        try:
            self._fault = (self.folder / "fatal.txt").open("w", encoding="utf-8")
            faulthandler.enable(self._fault)
            handler = RotatingFileHandler(self.folder / "dejavu.log", maxBytes=_LOG, backupCount=1, encoding="utf-8")
        except OSError as error:
            self.trouble = error
        else:
            self._handler = handler
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            logging.getLogger("dejavu_app").addHandler(handler)
            logging.getLogger("dejavu_app").setLevel(logging.INFO)
        sys.excepthook = self.uncaught
        threading.excepthook = lambda args: self.uncaught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def close(self) -> None:
        """Ends the logging; what was said while the program ran on is no report of an unexpected end."""
        if self._written:
            self._written = False
            try:
                self._file.replace(self._seen)
            except OSError as error:  # another window that was opened meanwhile has offered it
                log.warning("the report of a crash cannot be set aside: %s", error)
        if self._handler is not None:
            logging.getLogger("dejavu_app").removeHandler(self._handler)
            self._handler.close()
            self._handler = None
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Writes an exception with its trace; also to standard error, for who looks there."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        words = "".join(traceback.format_exception(kind, error, trace))
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{words}\n")
            self._written = True
        except OSError as cause:
            log.warning("cannot be written down for the next start: %s", cause)
        log.error("uncaught exception\n%s", words)
        self._told()
