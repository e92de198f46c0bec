"""What goes into the archive and what comes out of it, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field

from dejavu_app.domain import Article, Filters, Mention, Passage


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article ready to be stored: its passages, the share of plausible words (0-1) and its number of words.

    ``terms`` may hold ``indexed_terms(article, passages)``, where that was done elsewhere (in another process).
    """

    article: Article
    passages: tuple[Passage, ...]
    quality: float | None = None
    words: int = 0
    terms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What one call of ``add_articles`` did: ``duplicates`` were there already, ``passages`` are new."""

    articles: int = 0
    duplicates: int = 0
    passages: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(
            self.articles + other.articles, self.duplicates + other.duplicates, self.passages + other.passages
        )


@dataclass(slots=True)
class Standing:
    """What stands in the archive while a source is read into it.

    ``earlier``: articles (by digest) of an earlier reading of it, or one cut short, that this one has not met yet;
    ``shared``: ids of articles met that another source had brought.
    """

    earlier: dict[bytes, int] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Superseded:
    """How many articles of earlier readings gave way; ``kept`` stayed because a reader had marked them.

    ``unread``: other sources, which may have held some of the same, that are to be read again.
    """

    removed: int = 0
    kept: int = 0
    unread: int = field(default=0, compare=False)

    def __add__(self, other: Superseded) -> Superseded:
        return Superseded(self.removed + other.removed, self.kept + other.kept, self.unread + other.unread)


NAMED = ".named"
"""How the version of a source ends whose reader a person named: it is the file's then, whatever the file looks like."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """An imported file. ``done`` is False while it is only half read; ``problems`` are (path, reason) pairs."""

    id: int
    done: bool
    path: str = ""
    name: str = ""
    size: int = 0
    reader: str = ""
    version: str = ""
    added: str = ""  # UTC, ISO 8601
    articles: int = 0
    duplicates: int = 0  # articles that another source had brought before
    problems: tuple[tuple[str, str], ...] = ()
    sha256: str = ""

    @property
    def named(self) -> bool:
        """Whether a person named the reader."""
        return self.version.endswith(NAMED)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article without its text, for lists."""

    id: int
    headline: str
    date: str  # ISO 8601 with reduced precision, or as found when it was not understood
    newspaper: str
    place: str
    page: str
    edition: str
    external_id: str
    url: str
    source: str
    source_id: int
    locator: str
    language: str
    quality: float | None
    words: int
    starred: bool = False


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its text as read: ``text == article.text[start:end]``."""

    id: int
    article_id: int
    ordinal: int
    start: int
    end: int
    words: int
    text: str
    headline: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it was read, with what has been found in it; mentions are in offsets of the article's text."""

    id: int
    article: Article
    source: str
    quality: float | None
    passages: tuple[StoredPassage, ...]
    mentions: tuple[Mention, ...]
    words: int = 0
    source_id: int = 0
    starred: bool = False


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A reader's own gathering of articles."""

    id: int
    name: str
    articles: int
    created: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A search that was made; with a name it is a saved one, without one it is history."""

    id: int
    name: str
    created: str
    text: str
    mode: str
    parallels: int
    passages: int  # encoded passages when it was made, to tell what is new since
    filters: Filters
