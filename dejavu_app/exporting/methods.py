"""The search in plain words: what a historian may paste into the methods section of a paper, and what to cite with it.

Everything is told from the search's own record and from the archive. What was not done is not told, and neither is what
the record does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.citing import METHOD, SHORT_METHOD, cited_newspaper, software_citation
from dejavu_app.dates import spoken_date
from dejavu_app.domain import Parallel, SearchResult
from dejavu_app.languages import UNDETERMINED, language_code, language_name
from dejavu_app.searching.keyword import quoted_phrases

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

_KINDS = {"PER": "people", "ORG": "organisations", "LOC": "places", "MISC": "other names"}
_FEW = 5  # newspapers that are named; of more the number is told


def references(result: SearchResult) -> list[str]:
    """What to cite when this search is written about: the method, and the program in the version that searched."""
    return [METHOD, software_citation(result.version)]


def methods(result: SearchResult, counts: dict[str, Any], archive: Archive | None) -> list[str]:
    """Two paragraphs of plain text: what was searched and how, and what the figures of the list mean.

    ``counts`` is what ``Archive.info`` says, empty where the archive is not at hand.
    """
    what = [*_searched(result, counts, archive), *_narrowed(result, counts, archive), *_names(result)]
    how = [*_compared(result), *_reread(result)]
    return [" ".join([*what, *how]), " ".join(_meant(result))]


def _searched(result: SearchResult, counts: dict[str, Any], archive: Archive | None) -> Iterator[str]:
    query = result.query
    called = f"The archive “{Path(archive.path).stem}”" if archive else "An archive of newspapers"
    made = archive.made(result.search_id) if archive and result.search_id is not None else ""
    on = f" on {spoken_date(made[:10])}" if made else ""
    program = (f"Déjà Vu, version {result.version}" if result.version
               else "a version of Déjà Vu that did not record its number")
    if query.text.strip():
        words = _number(len(query.text.split()), "word")
        taken = f", taken from {query.address}" if query.address else ""
        sought = f"for parallels to a text of {words}{taken},"
    else:
        sought = f"for articles like {_number(len(query.like), 'passage')} of its own,"
    method = f", which follows the method of News Déjà Vu ({SHORT_METHOD})" if result.encoder else ""
    yield f"{called} was searched{on} {sought} with {program}{method}."
    passages = _number(result.coverage.passages, "passage")
    if not counts:
        yield f"It held {passages}."
        return
    papers = [cited_newspaper(str(row["name"])) for row in counts["newspapers"] if row["name"]]
    printed = f" from {_listed(papers) if len(papers) <= _FEW else f'{len(papers):,} newspapers'}" if papers else ""
    first, last = (spoken_date(str(counts[name] or "")) for name in ("first_date", "last_date"))
    dated = f", dated {first}" if first == last else f", the earliest dated {first} and the latest {last}"
    holds = f"{_number(counts['articles'], 'article')}{printed}{dated if first else ''}"
    if counts["passages"] == result.coverage.passages:
        yield f"It held {holds}, divided into {passages}."
    else:
        yield (f"It held {passages} then; when this report was written it held {holds}, divided into "
               f"{_number(counts['passages'], 'passage')}.")


def _narrowed(result: SearchResult, counts: dict[str, Any], archive: Archive | None) -> Iterator[str]:
    filters = result.query.filters
    first, last = (spoken_date(str(date or "")) for date in (filters.date_from, filters.date_to))
    said = []
    if first or last:
        said.append(f"dated {first}" if first == last else f"dated from {first} to {last}" if first and last
                    else f"dated {first} or later" if first else f"dated {last} or earlier")
    if filters.newspapers:
        said.append(f"printed in {_listed([*map(cited_newspaper, filters.newspapers)], 'or')}")
    if filters.places:
        said.append(f"published in {_listed(filters.places, 'or')}")
    if filters.languages:
        stated = [language(code) for code in filters.languages if language_code(code) != UNDETERMINED]
        some = [f"whose source gives {_listed(stated, 'or')} as their language"] if stated else []
        none = ["whose source states no language"] if len(stated) < len(filters.languages) else []
        said.append(" or ".join([*some, *none]))
    if filters.sources:
        names = {row.id: f"“{row.name}”" for row in archive.source_rows()} if archive else {}
        read = [names.get(number, f"source number {number}") for number in filters.sources]
        said.append(f"read from {_listed(read, 'or')}")
    if filters.collection is not None:
        names = {row.id: f"“{row.name}”" for row in archive.collections()} if archive else {}
        said.append(f"in the collection {names.get(filters.collection, f'number {filters.collection}')}")
    if filters.must:
        said.append(f"in which {_quoted(filters.must, 'and')} occur" + "s" * (len(filters.must) == 1))
    if filters.must_not:
        said.append(f"in which {_quoted(filters.must_not, 'or')} does not occur")
    if filters.min_quality:
        said.append(f"whose OCR, judged by the share of plausible words, has a quality of {filters.min_quality:.2f} or "
                    "better")
    if said:
        left = ""
        if archive and filters.collection is None and counts.get("passages") == result.coverage.passages:
            left = f", which left {_number(len(archive.article_ids(filters)), 'article')}"
        undated = " Articles whose date is not known were thereby left out." if first or last else ""
        yield f"Only articles {_listed(said)} were considered{left}.{undated}"
    phrases = [phrase for _, _, phrase in quoted_phrases(result.query.text)] if _worded(result) else []
    if phrases:
        yield f"Every passage found had to hold {_quoted(phrases, 'and')}, which the text has in quotation marks."


def _names(result: SearchResult) -> Iterator[str]:
    """What was hidden, in the query and in the passages."""
    if result.query.text.strip():
        yield _hidden(result)
    if result.encoder and _style(result) != "none":
        yield "In the passages of the archive all recognised names were hidden."


def _hidden(result: SearchResult) -> str:
    """What was hidden in the query's text."""
    query, count = result.query, len(result.mentions)
    by_hand = f"; {len(query.hidden):,} marked by hand" if query.hidden else ""
    shown = f"; {len(query.shown):,} more left in by hand" if query.shown else ""
    if not query.mask or not query.labels:
        left = f", except {_number(count, 'stretch', 'stretches')} hidden by hand" if count else ""
        return f"The names in the text were left in it{left}."
    if not count:
        return f"No name was hidden in the text{_by(result.recogniser, 'looked through')}."
    kinds = _listed([_KINDS[label] for label in _KINDS if label in query.labels])
    return (f"So that events are compared, and not those who took part in them, {_number(count, 'name')} in the "
            f"text ({kinds}{by_hand}{shown}) {'was' if count == 1 else 'were'} hidden before the comparison"
            f"{_by(result.recogniser)}.")


def _compared(result: SearchResult) -> Iterator[str]:
    coverage, meaning = result.coverage, bool(result.encoder)
    if meaning:
        turned, by = "turned into", f"by a neural encoder ({_model(result.encoder)})"
        told = (f"The text and each passage were {turned} vectors {by} and compared" if result.query.text.strip()
                else f"Each passage was {turned} a vector {by} and compared with {_given(result)},")
        yield f"{told} by the cosine of the two, as a measure of their likeness in meaning."
        if coverage.encoded < coverage.passages:
            rest = "by their words only" if _worded(result) else "not at all"
            yield (f"Of the {_number(coverage.passages, 'passage')} {coverage.encoded:,} had been encoded; the others "
                   f"could be found {rest}.")
        yield from _moved(result)
    if _worded(result):
        yield (f"{'The words that they share counted too' if meaning else 'Passages were ranked by words alone'}: the "
               "more of the text's words a passage holds, and the fewer passages hold these, the better (BM25)"
               f"{'; hidden names do not count' if result.mentions else ''}.")
    if meaning and _worded(result):
        yield ("Both figures were put on one scale and added, the meaning weighing more unless some passage held an "
               "unusual share of the text's words.")
    if meaning and result.version:  # of what earlier versions did there is no record
        yield "Passages that are a little like everything in the archive (hubs) lost some of their score."
    yield "An article ranks as its best passage does."


def _given(result: SearchResult) -> str:
    """What the archive's passages were compared with."""
    if result.query.text.strip():
        return "the text"
    return "the passage given" if len(result.query.like) == 1 else "the mean of the passages given"


def _moved(result: SearchResult) -> Iterator[str]:
    like, unlike = len(result.query.like), len(result.query.unlike)
    if not result.query.text.strip():
        like = 0  # they are what is looked for
    parts = [f"towards {_number(like, 'passage')} that had been marked as good"] if like else []
    parts += [f"away from {_number(unlike, 'passage')} that had been marked as not wanted"] if unlike else []
    if parts:
        yield f"The search was moved {_listed(parts)} (relevance feedback)."


def _reread(result: SearchResult) -> Iterator[str]:
    if result.reranker:
        beside = "the text" if result.query.text.strip() else "what was given"
        yield (f"The best articles were then read again, each beside {beside}, by a cross-encoder ({result.reranker}), "
               "and ordered by its judgement and the first score together.")


def _meant(result: SearchResult) -> Iterator[str]:
    found = result.parallels
    if not found:
        yield "No article was found."
    else:
        bands = Counter(parallel.band for parallel in found)
        told = _listed([f"{count:,} {band}" for band in ("strong", "fair", "weak") if (count := bands[band])])
        yield f"{_which(found)} listed; as parallels the program calls {told}."
        yield _banded(result)
        yield ("The scores put one list in order; they cannot be compared between searches or archives. Bands and "
               "scores are neither percentages nor probabilities, and say nothing of influence or of a common source.")
        if result.reranker:
            yield "The second reading changed the order and the scores; the bands are those of the first."
    errs = "names are missed and words taken for names, the more often the worse the OCR, "
    yield ("A parallel is a lead to be read and judged, no evidence in itself. That an article is not listed does not "
           "show that there was none: an archive holds only what was kept, scanned and read, "
           f"{errs if result.recogniser or result.encoder else ''}and no more than "
           f"{_number(result.query.k, 'article')} {'was' if result.query.k == 1 else 'were'} asked for.")


def _which(found: Sequence[Parallel]) -> str:
    """The articles of the list: its beginning, or a choice of it."""
    count = len(found)
    if [parallel.rank for parallel in found] == list(range(1, count + 1)):
        return f"The {count:,} best articles are" if count > 1 else "The best article is"
    return f"{_number(count, 'article')} out of those found {'are' if count > 1 else 'is'}"


def _banded(result: SearchResult) -> str:
    by_share = "the share of the text's words, weighted by how uncommon they are, that the passage holds"
    if not result.encoder:
        return f"These bands tell {by_share}."
    said = (f"These bands tell how far the score lies above the likeness of {_given(result)} to passages drawn at "
            "random from the same archive")
    if all(parallel.dense is not None for parallel in result.parallels):
        return f"{said}."
    return f"{said}, and of a passage that was not yet encoded {by_share}."


def _worded(result: SearchResult) -> bool:
    return result.query.mode != "semantic" and bool(result.query.text.strip())


def _style(result: SearchResult) -> str:
    """How names are hidden in the passages, as the fingerprint of their encoding says."""
    return [*result.encoder.split("|"), "none"][1]


def _model(fingerprint: str) -> str:
    """The encoder of the fingerprint of a whole pipeline."""
    return fingerprint.split("|")[0]


def _by(recogniser: str, done: str = "found") -> str:
    return f", {done} by a recogniser of names ({recogniser})" if recogniser else ""


def language(code: str) -> str:
    """A language with its code."""
    known = language_code(code)
    return f"{language_name(known)} ({known})"


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _quoted(words: Sequence[str], last: str) -> str:
    return _listed([f"“{word}”" for word in words], last)


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
