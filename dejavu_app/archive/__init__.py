"""The archive file: the only truth. Schema, migrations, articles, passages, vectors, collections, searches."""

from dejavu_app.archive.archive import Archive
from dejavu_app.archive.keywords import indexed_terms
from dejavu_app.archive.rows import (
    NAMED,
    Added,
    ArticleRow,
    CollectionRow,
    NewArticle,
    SearchRow,
    SourceRow,
    Standing,
    StoredArticle,
    StoredPassage,
    Superseded,
)
from dejavu_app.archive.terms import terms
from dejavu_app.archive.vectors import UNDER_WAY

__all__ = [
    "NAMED",
    "UNDER_WAY",
    "Added",
    "Archive",
    "ArticleRow",
    "CollectionRow",
    "NewArticle",
    "SearchRow",
    "SourceRow",
    "Standing",
    "StoredArticle",
    "StoredPassage",
    "Superseded",
    "indexed_terms",
    "terms",
]
