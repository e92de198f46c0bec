"""``Archive``: the one file that holds everything, put together from its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dejavu_app.archive.searches import Searches
from dejavu_app.archive.vectors import LIVE
from dejavu_app.domain import space_of
from dejavu_app.languages import language_name


class Archive(Searches):
    """An archive file, opened for reading and writing; a context manager.

    Cheap to open: each thread has its own. Many may read while one writes. Its parts, from the ground up: the file and
    its transactions (``database``), keywords, articles, vectors and their removal, filters, changes that
    can be undone, what a reader keeps, readings that replace earlier ones, searches.
    """

    def __init__(self, path: Path | str, create: bool = False) -> None:
        """Opens ``path``; ``create`` makes it when it is not there. Raises ``UserError`` as ``ArchiveFile`` does."""
        super().__init__(path, create)
        try:
            self._refresh_keywords()
        except BaseException:
            self.close()
            raise

    def info(self, fingerprint: str = "") -> dict[str, Any]:
        """What is inside and how much of it is searchable: the document of ``dejavu info --json`` but for its searches.

        ``fingerprint`` chooses the pipeline whose coverage is told; without it the one that has encoded most.
        """
        articles, passages = self._rows("SELECT articles, passages FROM totals")[0]
        chosen = self._rows(
            "SELECT fingerprint, name, encoded FROM encoders WHERE ? IN ('', fingerprint)"
            f" AND {LIVE}"
            " ORDER BY encoded DESC, id DESC LIMIT 1",
            (fingerprint,),
        )
        return {
            "path": str(self.path),
            "articles": articles,
            "passages": passages,
            "encoded": self.coverage(space_of(chosen[0][0])).encoded if chosen else 0,
            "encoder": chosen[0][1] if chosen else "",
            "fingerprint": chosen[0][0] if chosen else fingerprint,
            "newspapers": [{"name": name, "articles": count} for name, count in self.newspapers()],
            "languages": [
                {"code": code, "name": language_name(code), "articles": count} for code, count in self.languages()
            ],
            "first_date": self._first_date(),
            "last_date": self._last_date(),
            "sources": [
                {"id": s.id, "name": s.name, "path": s.path, "articles": s.articles, "sha256": s.sha256,
                 "done": s.done, "problems": len(s.problems)}
                for s in self.source_rows()
            ],
            "encoders": [
                {key: row[key] for key in ("name", "fingerprint", "dims", "encoded")} for row in self.pipelines()
            ],
            "leftover": self.retired_count(),
            "leaving": self.leaving_count(),
            "collections": [{"id": c.id, "name": c.name, "articles": c.articles} for c in self.collections()],
            "size": self.size(),
        }  # fmt: skip

    def _first_date(self) -> str:
        """The earliest date, as its article gives it; "" when no article is dated."""
        first = "SELECT date FROM articles WHERE date_first IS NOT NULL ORDER BY date_first, date_last LIMIT 1"
        return self._value(first) or ""

    def _last_date(self) -> str:
        """The latest date; the article that has it begins within the year before, where the index finds it."""
        last = self._value("SELECT max(date_last) FROM articles INDEXED BY articles_date WHERE date_first > 0")
        found = "SELECT date FROM articles WHERE date_first BETWEEN ? AND ? AND date_last = ? LIMIT 1"
        return self._value(found, (last - 10000, last, last)) if last else ""

    def size(self) -> int:
        """Bytes on the disk, with what is not yet folded into the file."""
        files = (self.path, Path(f"{self.path}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
