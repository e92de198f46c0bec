"""How the article of a web page or of a saved one comes into the query: in the background, and only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dejavu_app.errors import UserError
from dejavu_app.ui.bridge import Bridge
from dejavu_app.ui.query_panel import QueryPanel

if TYPE_CHECKING:
    from dejavu_app.fetching.article import WebArticle

_LANE = "fetch"


class FetchFlow(QObject):
    """Connects the offer under the query with the fetching."""

    message = Signal(str)
    failed = Signal(object)  # UserError

    def __init__(self, bridge: Bridge, query: QueryPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._query = query
        query.offer.fetch_asked.connect(self.fetch)
        query.offer.stop_asked.connect(lambda: bridge.drop(_LANE))

    def fetch(self, address: str) -> None:
        """Fetches the page and puts its article into the query."""

        def work(cancelled: Callable[[], bool]) -> WebArticle:
            from dejavu_app.fetching.page import fetch_article

            return fetch_article(address, cancelled)

        self._query.offer.set_fetching(True)
        self._bridge.start(work, self._fetched, lane=_LANE, pool="think", failed=self._failed)

    def _fetched(self, article: WebArticle) -> None:
        self._query.set_text(article.text, article.address)
        self._query.edit.setFocus()
        self.message.emit(
            self.tr("“{title}” has been fetched. Look it over, then press Ctrl+Return.").format(
                title=article.title or article.address
            )
        )

    def _failed(self, error: UserError) -> None:
        self._query.offer.set_fetching(False)
        self.failed.emit(error)


def saved_article(path: Path) -> WebArticle | None:
    """The article of a saved web page; None when the file is something else. Raises ``UserError`` as reading does."""
    from dejavu_app.fetching.article import article_of, is_web_page

    try:
        with path.open("rb") as file:
            if not is_web_page(file.read(4096)):
                return None
            file.seek(0)
            return article_of(file.read(), name=path.name)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}.", "Check its permissions.") from error
