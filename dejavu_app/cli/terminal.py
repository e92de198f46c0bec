"""How commands speak and listen: JSON on standard output, progress on standard error, texts from files or pipes."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self

import click

from dejavu_app.dates import typed_date
from dejavu_app.domain import LABELS, PartialDate
from dejavu_app.errors import UserError

if TYPE_CHECKING:
    from dejavu_app.encoding import Models
    from dejavu_app.jobs import Progress

SLOW = 3.0
"""Seconds after which a program that is not watched on a terminal is told what it waits for."""
LOG_EVERY = 15.0
"""Seconds between progress lines where standard error is no terminal."""


_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

NUMBER = click.IntRange(1, 2**63 - 1)
"""The number of a passage, an article or a search in an archive."""


class NamedPath(click.Path):
    """A file or folder; an empty name, as a variable that is not set gives it, is not the folder one stands in.

    ``kind`` is ``str`` where ``-`` stands for standard input.
    """

    def __init__(self, kind: type[Path] | type[str] = Path) -> None:
        super().__init__(path_type=kind)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty name names no file", param, ctx)
        return super().convert(value, param, ctx)


class SearchType(click.ParamType):
    """The number of a search; ``last`` is the newest and comes out as 0, which no search has."""

    name = "ID"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "last":
            return 0
        try:
            return int(NUMBER.convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value!r} is neither a search's number nor last", param, ctx)


class MonthType(click.ParamType):
    """A month, ``YYYY-MM``."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        try:
            date = PartialDate.from_iso(value)
        except ValueError:
            date = None
        if date is None or not date.month or date.day:
            self.fail(f"{value!r} is not a month like 1916-07", param, ctx)
        return date


class DateType(click.ParamType):
    """A date of the precision that is known: ``YYYY[-MM[-DD]]``, or with its month in words."""

    name = "YYYY[-MM[-DD]]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        date = typed_date(value)
        if date is None:
            self.fail(f"{value!r} is not a date like 1916, 1916-05, 1916-05-26 or \"26 May 1916\"", param, ctx)
        return date


class LabelsType(click.ParamType):
    """A list of entity labels with commas between; an empty one hides nothing."""

    name = "LABELS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        labels = tuple(part.strip().upper() for part in value.split(",") if part.strip())
        for label in labels:
            if label not in LABELS:
                self.fail(f"{label!r} is not one of {', '.join(LABELS)}", param, ctx)
        return labels


def print_json(document: Any) -> None:
    """One JSON document on one line of standard output; letters beyond ASCII escaped, so any pipe carries it."""
    click.echo(json.dumps(document))


def read_text(text: str | None, file: str | None) -> str:
    """The text that a command was given: as its argument, in ``file``, or through a pipe where either is ``-``.

    Of a saved web page the article is taken. Raises ``UserError`` when it has none, or the file cannot be read.
    """
    if text is not None and file is not None:
        raise click.UsageError("Give the text or --file, not both.")
    if text is None and file is None:
        raise click.UsageError("Give a text, --file FILE, or - for standard input.")
    if text == "-" or file == "-":
        return _words(sys.stdin.buffer.read(), "standard input")
    if file is not None:
        return _words(_bytes(Path(file)), Path(file).name)
    said = text or ""
    try:
        said.encode()
    except UnicodeEncodeError:  # typed into a terminal of another encoding
        return _decoded(os.fsencode(said))
    return said


def read_batch(name: str) -> Iterator[tuple[Any, str]]:
    """The (id, text) pairs of a JSON Lines file, or of standard input for ``-``, as they come.

    A line without ``id`` gets its number. Raises ``UserError`` for a line that is no such object.
    """
    path = Path(name)
    try:
        stream = sys.stdin.buffer if name == "-" else path.open("rb")
    except OSError as error:
        raise UserError(f"{name}: cannot be read: {error.strerror or error}.", "Check the name.") from error
    try:
        for number, line in enumerate(_lines(stream), start=1):
            if not line.strip():
                continue
            try:
                # NaN is what data frames write where they hold nothing, and no JSON.
                row = json.loads(line, parse_constant=lambda _: None)
            except (ValueError, RecursionError) as error:
                reason = "nested too deeply" if isinstance(error, RecursionError) else error
                raise UserError(f"{name}: line {number} is not JSON ({reason}).", "Each line is one object.") from error
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise UserError(f"{name}: line {number} has no text.", 'Each line is like {"id": 1, "text": "…"}.')
            yield row.get("id", number), row["text"]
    finally:
        if name != "-":
            stream.close()


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a file as they come; of one in UTF-16, whose line ends are no single bytes, when all is there."""
    first = stream.readline()
    if first.startswith(_UTF16):
        yield from _decoded(first + stream.read()).split("\n")
    else:
        yield from map(_decoded, chain((first,), stream))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}.", "Check the name.") from error


def _words(raw: bytes, name: str) -> str:
    """The text of a file; of a saved web page only its article, and of a document what is written in it.

    A .txt is text as it stands, so that a report's query can be searched again even where it is markup itself.
    Raises ``UserError`` where there is no text.
    """
    from dejavu_app.fetching.article import article_of, is_web_page
    from dejavu_app.reading.decoding import decode

    if not name.lower().endswith(".txt"):
        if is_web_page(raw):
            return article_of(raw, name=name).text
        document = _document(raw, name)
        if document:
            return document
    text = decode(raw)
    if text is None:
        raise UserError(f"{name} cannot be read as a text.", "Copy the text out of it into a plain text file.")
    return text


def _document(raw: bytes, name: str) -> str:
    """What is written in a PDF, or a file of a word processor; nothing for a file of another kind."""
    from dejavu_app.domain import Article
    from dejavu_app.reading.formats import office, pdf, rtf
    from dejavu_app.reading.reading import read_item
    from dejavu_app.reading.registry import choose
    from dejavu_app.reading.source import Item, ReadOptions

    item = Item(name, name, name, len(raw), lambda: io.BytesIO(raw))
    if choose(item.sample()) not in (office, pdf, rtf):
        return ""
    found = list(read_item(item, ReadOptions(), lambda: False))
    articles = [entry.text for entry in found if isinstance(entry, Article)]
    if not articles:
        reason = next((entry.reason for entry in found if not isinstance(entry, Article)), "it has no text")
        raise UserError(f"{name} cannot be read as a text: {reason}.")
    return "\n\n".join(articles)


def _decoded(raw: bytes) -> str:
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


class Loading:
    """Says what is being loaded: at once on a terminal, and elsewhere only when it takes long."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def __call__(self, message: str) -> None:
        self.done()
        if sys.stderr.isatty():
            click.echo(message, err=True)
        else:
            self.later(message)

    def later(self, message: str) -> None:
        """Says what is waited for only when it takes long."""
        self.done()
        self._timer = threading.Timer(SLOW, click.echo, (message,), {"err": True})
        self._timer.daemon = True
        self._timer.start()

    def done(self) -> None:
        """Nothing is loading any more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.done()


def open_models(loading: Loading, encoder: str = "") -> Models:
    """The models that a command uses; nothing is loaded before it is needed."""
    from dejavu_app.encoding import Models

    return Models(encoder, loading)


class Job(Protocol):
    """What ``run_job`` asks of a job."""

    @property
    def progress(self) -> Progress: ...

    def run(self) -> Any: ...

    def cancel(self) -> None: ...


def run_job(job: Job) -> Any:
    """Run a job beside a progress line; Ctrl-C asks it to stop at the next safe place, a second one ends at once.

    Returns the job's report. Raises what the job raised; ``Cancelled`` after Ctrl-C.
    """
    outcome: Future[Any] = Future()

    def work() -> None:
        try:
            outcome.set_result(job.run())
        except BaseException as error:  # handed to the main thread, which raises it
            outcome.set_exception(error)

    thread = threading.Thread(target=work, name="job", daemon=True)
    thread.start()
    line = ProgressLine()
    stopping = False
    while not outcome.done():
        try:
            wait([outcome], timeout=0.2)
            line.show(job.progress)
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            job.cancel()
            line.clear()
            click.echo("Stopping; what is stored stays …", err=True)
    line.clear()
    # A thread that still takes the models apart while the interpreter ends would take the process down with it.
    thread.join()
    return outcome.result()


class ProgressLine:
    """One line on standard error that is written over; where that is no terminal, a line now and then."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._shown = 0
        self._last = time.monotonic()

    def show(self, progress: Progress) -> None:
        """Show where the job is."""
        if not self._terminal:
            if time.monotonic() - self._last >= LOG_EVERY:
                self._last = time.monotonic()
                click.echo(progress_text(progress), err=True)
            return
        text = progress_text(progress)[:max(shutil.get_terminal_size().columns - 1, 20)]
        click.echo(f"\r{text.ljust(self._shown)}", nl=False, err=True)
        self._shown = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._terminal and self._shown:
            click.echo(f"\r{' ' * self._shown}\r", nl=False, err=True)
            self._shown = 0


class Reread:
    """Says on a terminal how many passages the reranker has read again, on one line that is taken away at the end."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._shown = 0

    def __call__(self, done: int, total: int) -> None:
        if self._terminal and total:
            text = f"Reading {done} of {total} again…" if done < total else ""
            click.echo(f"\r{text.ljust(self._shown)}" + ("" if text else "\r"), nl=False, err=True)
            self._shown = len(text)


def progress_text(progress: Progress) -> str:
    """``Encoding: 1,200 of 5,000, 24%, 85 passages a second, 45 s left``; bytes read are told in MB."""
    parts = []
    if progress.total and progress.stage == "reading":
        parts.append(f"{progress.done / 1e6:,.1f} of {progress.total / 1e6:,.1f} MB")
    elif progress.total:
        parts.append(f"{progress.done:,} of {progress.total:,}")
    if progress.total:
        parts.append(f"{min(100 * progress.done // progress.total, 100)}%")
    if progress.rate >= 1:
        parts.append(f"{progress.rate:,.0f} passages a second")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    if progress.message:
        parts.append(progress.message)
    stage = progress.stage.capitalize() or "Working"
    return f"{stage}: {', '.join(parts)}" if parts else stage


def duration(seconds: float) -> str:
    """``45 s``, ``3 min`` or ``2 h 5 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
