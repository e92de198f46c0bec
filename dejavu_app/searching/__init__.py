"""From a query to ranked parallels: filters, both halves of the search, fusion, feedback, evidence, reprints."""

from dejavu_app.searching.document import mention_document, result_document
from dejavu_app.searching.evidence import SentencePair, evidence
from dejavu_app.searching.preparation import PreparedQuery
from dejavu_app.searching.reprints import reprint_groups
from dejavu_app.searching.searcher import Searcher

__all__ = ["PreparedQuery", "Searcher", "SentencePair", "evidence", "mention_document", "reprint_groups",
           "result_document"]
