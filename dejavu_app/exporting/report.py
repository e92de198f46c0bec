"""The methods report: one HTML page from which another scholar can repeat a search and get the same list."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app import __version__
from dejavu_app.domain import SearchResult, space_of
from dejavu_app.exporting.command import repeating
from dejavu_app.exporting.methods import language, methods, references
from dejavu_app.exporting.record import Record, printable

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

PACKAGES = ("numpy", "spacy", "torch", "sentence-transformers", "openvino", "tokenizers", "hnswlib", "sqlite-utils")

MOST_SOURCES = 50
"""Imported files that are named with their checksums."""

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 Georgia, "Times New Roman", serif; max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #8886; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; font-weight: normal; color: #767676; width: 11rem; vertical-align: top; }
th, td { padding: .2rem .6rem .2rem 0; overflow-wrap: anywhere; }
blockquote { margin: .6rem 0 .6rem 1rem; padding-left: .8rem; border-left: 3px solid #8886; white-space: pre-wrap; }
mark { background: #f2d98c; color: #222; border-radius: 3px; padding: 0 .15em; }
.reference { margin-left: 1.5em; text-indent: -1.5em; }
li { margin-bottom: 1.4rem; } .where { color: #767676; font-size: .9rem; }
code { font-size: .85rem; }
@media print { body { margin: 0; max-width: none; } }
"""

_METHOD = (" The method is that of <cite>News Déjà Vu</cite> (Franklin, Silcock, Arora, Bryan and Dell, NLP+CSS 2024): "
           "names are hidden, the masked text is encoded, and the archive's passages are ranked by likeness.")


_BY_HAND = ("The command does not know what was shown or hidden by hand. To repeat that, paste the query in the "
            "window, and show and hide there the words that the table names.")

_GROWN = ("When it was searched it held {0.passages:,} passages, {0.encoded:,} of them encoded. As it was when this "
          "report was written:")


def write_report(result: SearchResult, records: Sequence[Record], path: Path, archive: Archive | None) -> None:
    """Write the report: the search in plain words, then query, hidden names, filters, models with fingerprints,
    versions, counts, and the ranked list.

    Of what was kept by hand: the list, with the reader's notes.
    """
    page = report(result, records, archive, datetime.now(UTC))
    path.write_text(printable(page), encoding="utf-8", newline="\n")


def report(result: SearchResult, records: Sequence[Record], archive: Archive | None, made: datetime) -> str:
    """The report as HTML. Every text from outside is escaped: OCR is shown as text, never as markup."""
    counts = archive.info(result.encoder) if archive else {}
    if archive and result.encoder:  # vectors that other recognisers' masks went into were searched, too
        counts["encoded"] = archive.coverage(space_of(result.encoder)).encoded
    title = f"Déjà Vu: {result.kept or 'report of a search'}"
    parts = [
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>", f"<style>{_STYLE}</style>", "</head>", "<body>",
        *(_kept(result, records, counts, archive, made) if result.kept
          else _searched(result, records, counts, archive, made)),
        "</body>", "</html>", "",
    ]
    return "\n".join(parts)


def _kept(result: SearchResult, records: Sequence[Record], counts: dict[str, Any], archive: Archive | None,
          made: datetime) -> list[str]:
    """A list that a reader put together: no search stands behind it, and nothing in it is ranked."""
    return [
        f"<h1>{escape(result.kept)}</h1>",
        f"<p>Articles kept by hand in Déjà Vu {escape(__version__)}, as listed on {made:%Y-%m-%d at %H:%M} UTC.</p>",
        *(f"<p>{escape(note)}</p>" for note in result.notes),
        "<h2>The archive</h2>", _table(_archive(result, counts, archive)),
        f"<h2>The {len(records)} articles</h2>",
        "<ol>", *(_item(record, ranked=False) for record in records), "</ol>",
    ]


def _searched(result: SearchResult, records: Sequence[Record], counts: dict[str, Any], archive: Archive | None,
              made: datetime) -> list[str]:
    return [
        "<h1>Report of a search for parallels</h1>",
        "<h2>For the methods section of a paper</h2>",
        *(f'<p class="methods">{escape(paragraph)}</p>' for paragraph in methods(result, counts, archive)),
        "<p>To be cited: the paper whose method the program follows, and the program.</p>",
        *(f'<p class="reference">{escape(each)}</p>' for each in references(result)),
        "<h2>The record of the search</h2>",
        f"<p>Made by Déjà Vu {escape(__version__)} on {made:%Y-%m-%d at %H:%M} UTC."
        f"{_METHOD if result.encoder else ''}</p>",
        "<h2>The query</h2>", f"<blockquote>{_marked(result)}</blockquote>",
        "<p>Marked words were hidden from the comparison. What was compared:</p>" if result.mentions
        else "<p>No name was hidden. What was compared:</p>",
        f"<blockquote>{escape(result.masked)}</blockquote>",
        "<h2>How it was searched</h2>", _table(_settings(result, archive)),
        f"<p>{'With the query in <code>query.txt</code>: ' if result.query.text.strip() else ''}"
        f"<code>{escape(repeating(result, archive))}</code></p>",
        *([f"<p>{_BY_HAND}</p>"] if result.query.shown or result.query.hidden else []),
        "<h2>The archive</h2>", *([f"<p>{_GROWN.format(result.coverage)}</p>"] if _grown(result, counts) else []),
        _table(_archive(result, counts, archive)),
        "<h2>Versions</h2>", _table(_searched_with(result)),
        "<p>Installed when this report was written:</p>", _table(_installed()),
        f"<h2>The {len(records)} parallels</h2>",
        *(f"<p>{escape(note)}</p>" for note in result.notes),
        "<ol>", *(_item(record) for record in records), "</ol>",
    ]


def _marked(result: SearchResult) -> str:
    text, parts, end = result.query.text, [], 0
    for mention in sorted(result.mentions):
        parts.append(escape(text[end:mention.start]))
        parts.append(f'<mark title="{escape(mention.label)}">{escape(text[mention.start:mention.end])}</mark>')
        end = mention.end
    return "".join([*parts, escape(text[end:])])


def _settings(result: SearchResult, archive: Archive | None) -> Iterable[tuple[str, str]]:
    query, filters = result.query, result.query.filters
    yield "Text from", query.address
    yield "Mode", query.mode
    yield "Results asked for", str(query.k)
    yield "Names hidden", ", ".join(query.labels) if query.mask else "none"
    yield "Shown by hand", "; ".join(_placed(query.text, *span) for span in query.shown)
    yield "Hidden by hand", "; ".join(_placed(query.text, *span) for span in query.hidden)
    yield "Reranked", "yes" if query.rerank else "no"
    yield "From", str(filters.date_from or "")
    yield "To", str(filters.date_to or "")
    yield "Newspapers", "; ".join(filters.newspapers)
    yield "Places", "; ".join(filters.places)
    yield "Languages", "; ".join(map(language, filters.languages))
    names = {row.id: row.name for row in archive.source_rows()} if archive else {}
    yield "Sources", "; ".join(names.get(number, f"number {number}") for number in filters.sources)
    yield "Collection", _collection(filters.collection, archive)
    yield "Must occur", "; ".join(filters.must)
    yield "Must not occur", "; ".join(filters.must_not)
    yield "Least quality", f"{filters.min_quality:.2f}" if filters.min_quality else ""
    yield "More like passages", ", ".join(map(str, query.like))
    yield "Less like passages", ", ".join(map(str, query.unlike))


def _placed(text: str, start: int, end: int) -> str:
    """Words of the query with their place in it: a name that stands there twice may be shown once."""
    return f"{text[start:end]} (characters {start} to {end})"


def _collection(number: int | None, archive: Archive | None) -> str:
    """A collection's name and extent: its number alone would tell another scholar nothing."""
    if number is None:
        return ""
    for row in archive.collections() if archive else ():
        if row.id == number:
            return f"{row.name} ({row.articles:,} articles)"
    return f"number {number}"


def _archive(result: SearchResult, counts: dict[str, Any], archive: Archive | None) -> Iterable[tuple[str, str]]:
    if archive is not None:
        yield "File", Path(archive.path).name
    for name, label in (("articles", "Articles"), ("passages", "Passages"), ("encoded", "Encoded")):
        if name in counts:
            yield label, f"{counts[name]:,}"
    if not counts:
        yield "Passages", f"{result.coverage.passages:,}"
        yield "Encoded", f"{result.coverage.encoded:,}"
    yield "Dates", " to ".join(str(counts[name]) for name in ("first_date", "last_date") if counts.get(name))
    newspapers = counts.get("newspapers")
    yield "Newspapers", "" if newspapers is None else str(len(newspapers))
    sources = counts.get("sources", [])
    for source in sources[:MOST_SOURCES]:
        yield "Source", f"{source['name']}, sha256 {source['sha256']}"
    if len(sources) > MOST_SOURCES:
        yield "Sources", f"and {len(sources) - MOST_SOURCES:,} more"


def _grown(result: SearchResult, counts: dict[str, Any]) -> bool:
    """Whether the archive is another than the one that was searched, as far as its numbers tell."""
    return bool(counts) and (counts["passages"], counts["encoded"]) != (
        result.coverage.passages, result.coverage.encoded if result.encoder else counts["encoded"])


def _searched_with(result: SearchResult) -> Iterable[tuple[str, str]]:
    yield "Encoder", result.encoder or "not used"
    yield "Recogniser", result.recogniser or "not used"
    yield "Reranker", result.reranker or "not used"
    yield "Déjà Vu", result.version or "an earlier version, which did not record its number"


def _installed() -> Iterable[tuple[str, str]]:
    yield "Déjà Vu", __version__
    yield "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def _table(rows: Iterable[tuple[str, str]]) -> str:
    filled = [f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows if value]
    return "<table>" + "".join(filled) + "</table>"


def _item(record: Record, ranked: bool = True) -> str:
    parallel = record.parallel
    where = ", ".join(part for part in (parallel.newspaper, parallel.place, parallel.date,
                                        f"page {parallel.page}" if parallel.page else "") if part)
    link = f' · <a href="{escape(parallel.url)}">{escape(parallel.url)}</a>' if parallel.url.startswith(
        ("http://", "https://")) else ""
    likeness = f"{parallel.band}, score {parallel.score:.3f} · " if ranked else ""
    own = [f"Note: {record.note}"] * bool(record.note) + [f"Tags: {', '.join(record.tags)}"] * bool(record.tags)
    remarks = "" if ranked else "".join(f"\n<p>{escape(each)}</p>" for each in own)
    return (f"<li><strong>{escape(record.title)}</strong><br>\n"
            f'<span class="where">{escape(where)} · {likeness}article '
            f"{parallel.article_id}, characters {parallel.start} to {parallel.end} · "
            f"<code>{escape(record.where)}</code>{link}</span>\n<blockquote>{escape(parallel.passage)}</blockquote>{remarks}</li>")
