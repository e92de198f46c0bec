"""Web pages as query texts: fetched only when a person asks for one, and only their article kept."""

from dejavu_app.fetching.address import host_of, web_address
from dejavu_app.fetching.article import WebArticle, article_of, is_web_page
from dejavu_app.fetching.page import fetch_article, fetch_page

__all__ = ["WebArticle", "article_of", "fetch_article", "fetch_page", "host_of", "is_web_page", "web_address"]
