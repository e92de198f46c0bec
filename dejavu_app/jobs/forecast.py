"""What an import would bring: what is in the archive already, and the time and space that the rest would take."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dejavu_app.archive import Archive, SourceRow
from dejavu_app.domain import Article
from dejavu_app.errors import Cancelled, ReadError
from dejavu_app.jobs.intake import as_asked, packed, read_before, version_of
from dejavu_app.reading import Problem, ReadOptions, Source, read, read_beginning, source_checksum

SAMPLED = 5  # sources of a kind
SAMPLED_ARTICLES = 200  # of one source
BEGINNING = 1_000_000  # bytes of a table that is written in lines
_LINES = ("csv", "jsonl")
CHECK_SECONDS = 20.0  # that telling known files from new ones may take
SAMPLE_SECONDS = 6.0
# Measured on 12,216 articles of June 1916: 14.5 million characters, 20,422 passages, an archive of 35 MB.
SPACE_A_CHARACTER = 2.4  # bytes: the text, and the index of its words
SPACE_A_PASSAGE = 1_400  # bytes: its vector, its names, its place in the index
WORDS_A_PASSAGE = 175
WORDS_AN_ARTICLE = 210  # where a page is still to be cut
SECONDS_A_FILE = 0.001  # 20,000 short texts take 21 s, their characters alone 1.4 s
TEXT_IN_A_TABLE = 0.9  # characters a byte of a file that is too long to be read to its end


@dataclass(frozen=True)
class Rates:
    """How fast this computer is: characters read and passages encoded, a second."""

    read: float = 1_100_000.0
    encode: float = 60.0


@dataclass(frozen=True)
class Forecast:
    """What is known already, and what the new files come to, by a sample of them.

    ``known`` counts sources (``known_articles`` their articles) that the import will pass by; with ``partial`` there
    may be more of them. ``size`` is in bytes; both times are in seconds.
    """

    known: int = 0
    known_articles: int = 0
    partial: bool = False
    articles: int = 0
    passages: int = 0
    size: int = 0
    read_seconds: float = 0.0
    encode_seconds: float = 0.0


def forecast(
    archive: Path,
    sources: Sequence[Source],
    options: ReadOptions | None = None,
    rates: Rates | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Forecast:
    """The forecast for these sources, in bounded time. Raises ``Cancelled``, and ``UserError`` for a bad archive."""
    options, rates = options or ReadOptions(), rates or Rates()
    known, articles_known, partial = _known(archive, sources, options, cancelled)
    kinds: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.path not in known:
            kinds[source.reader].append(source)
    articles = passages = chars = 0.0
    until = time.monotonic() + SAMPLE_SECONDS
    for alike in kinds.values():
        size = sum(source.size for source in alike)
        sample = _Sample()
        for source in alike[:: math.ceil(len(alike) / SAMPLED)]:
            if time.monotonic() > until and sample.size:
                break
            sample.take(source, options, cancelled)
        share = size / max(sample.size, 1)
        articles += sample.articles * share
        passages += sample.passages * share
        chars += sample.chars * share
    return Forecast(
        known=len(known),
        known_articles=articles_known,
        partial=partial,
        articles=round(articles),
        passages=round(passages),
        size=round(chars * SPACE_A_CHARACTER + passages * SPACE_A_PASSAGE),
        read_seconds=chars / max(rates.read, 1.0) + SECONDS_A_FILE * (len(sources) - len(known)),
        encode_seconds=passages / max(rates.encode, 0.1),
    )


def _known(
    path: Path, sources: Iterable[Source], options: ReadOptions, cancelled: Callable[[], bool]
) -> tuple[set[Path], int, bool]:
    """The sources that the archive has read to their end, their articles, and whether there may be more of them."""
    found: set[Path] = set()
    articles = 0
    if not path.exists():
        return found, articles, False
    until = time.monotonic() + CHECK_SECONDS
    with Archive(path) as archive:
        rows: dict[str, list[SourceRow]] = defaultdict(list)
        for row in archive.source_rows():
            rows[row.sha256].append(row)
        sizes = {row.size for readings in rows.values() for row in readings if row.done}
        for source in sources:
            if cancelled():
                raise Cancelled
            # Only a file of the same size can be the same file: the others need not be read to know it.
            if source.size not in sizes:
                continue
            if time.monotonic() > until:
                return found, articles, True
            try:
                checksum = source_checksum(source, cancelled)
            except ReadError:
                continue  # the import itself will report it
            asked = as_asked(source, options)
            known = read_before(rows.get(checksum, ()), asked.reader, version_of(options, asked))
            if known is not None:
                found.add(source.path)
                articles += known.articles + known.duplicates
    return found, articles, False


@dataclass
class _Sample:
    """Sums over some sources of one kind: bytes of the files, and what these bytes held."""

    size: float = 0.0
    chars: int = 0
    articles: float = 0.0
    passages: float = 0.0

    def take(self, source: Source, options: ReadOptions, cancelled: Callable[[], bool]) -> None:
        """Adds the beginning of a source, or all of it where it is short."""
        if source.reader in _LINES and source.size > BEGINNING:
            # Beside the texts a row may hold many other columns: only its bytes tell how many rows there are.
            with contextlib.suppress(OSError):  # the import itself will report it
                pieces, size = read_beginning(source, options, BEGINNING, cancelled)
                if size:
                    self._count(pieces)
                    self.size += size
                    return
        count, chars = self._count(itertools.islice(read(source, options, cancelled), SAMPLED_ARTICLES))
        if count < SAMPLED_ARTICLES:
            self.size += source.size
        else:
            self.size += min(source.size, chars / (TEXT_IN_A_TABLE * packed(source.path)))

    def _count(self, pieces: Iterable[Article | Problem]) -> tuple[int, int]:
        """Adds these; gives how many they are, and their characters."""
        chars = count = 0
        for piece in pieces:
            count += 1
            if isinstance(piece, Article):
                words = len(piece.text.split())
                chars += len(piece.text)
                self.articles += words / WORDS_AN_ARTICLE if piece.whole_page else 1
                self.passages += words / WORDS_A_PASSAGE if piece.whole_page else math.ceil(words / WORDS_A_PASSAGE)
        self.chars += chars
        return count, chars
