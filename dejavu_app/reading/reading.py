"""A source to its articles: the container opened, the reader chosen, every fault turned into a problem."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled
from dejavu_app.reading.containers import members
from dejavu_app.reading.files import file_item
from dejavu_app.reading.registry import choose_for, reader_named, why_unknown
from dejavu_app.reading.source import Item, Problem, ReadOptions, Source
from dejavu_app.reading.streams import CONTAINER_ERRORS, Surroundings, passing, reason
from dejavu_app.reading.titles import titles_near

READING_ERRORS = (*CONTAINER_ERRORS, csv.Error, RecursionError, LookupError)


def read(
    source: Source, options: ReadOptions | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Article | Problem]:
    """The articles of a source, streamed in a stable order; what cannot be read is a ``Problem`` in its place.

    Raises ``Cancelled`` when ``cancelled()`` turns true and ``UserError`` for an unknown ``options.format``; nothing
    that a file contains is raised.
    """
    options = options or ReadOptions()
    for name in (options.format, *(options.overrides or {}).values()):
        if name:
            reader_named(name)
    for found in documents(source, cancelled):
        if isinstance(found, Problem):
            yield found
        else:
            yield from read_item(found, options, cancelled)


def documents(source: Source, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Item | Problem]:
    """The documents that a source consists of: itself, or a container's members while the iteration stands at them."""
    path = source.path.absolute()
    titles = titles_near(path)
    if source.reader != "container":
        yield file_item(path, source.size, titles)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        yield Problem(str(path), reason(error), passing(error))
        return
    around = Surroundings(str(path), path.as_posix(), titles=titles, cancelled=cancelled)
    with stream:
        yield from members(stream, source.size, path.name, around)


def read_item(item: Item, options: ReadOptions, cancelled: Callable[[], bool]) -> Iterator[Article | Problem]:
    """The articles of one document, by the reader that the options name or that its beginning calls for."""
    if cancelled():
        raise Cancelled
    item.cancelled = cancelled
    try:
        sample = item.sample()
        if not sample.head:
            yield item.problem("the file is empty")
            return
        reader = choose_for(sample, options)
        if reader is None:
            yield item.problem(why_unknown(sample))
            return
        for found in reader.read(item, options):
            if cancelled():
                raise Cancelled
            yield found
    except READING_ERRORS as error:
        yield item.problem(f"it cannot be read: {reason(error)}", passing=passing(error))
