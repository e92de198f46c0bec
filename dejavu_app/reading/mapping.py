"""Which column of a table holds which field of an article: guessed from the names, corrected by the person."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from dejavu_app.errors import UserError
from dejavu_app.reading.source import ReadOptions

FIELDS = (
    "text", "headline", "byline", "date", "newspaper", "place", "page", "edition", "id", "url", "language",
    "lccn", "year", "month", "day", "city", "state",
)  # fmt: skip

SUMMARIES = ("leadparagraph", "lead", "snippet", "abstract")
"""Of an article that is not there itself; an export may have several, and fill now this one, now that."""
# Names as they stand in headers, letters and figures only; the first that a table has is taken.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "article", "articletext", "fulltext", "body", "bodytext", "articlebody", "content", "contents", "ocr",
        "ocrtext", "ocreng", "cleantext", "cleanedtext", "rawtext", "plaintext", "documenttext", "doctext", "pagetext",
        "transcription", "transcript", "story", "fulltextofarticle", "texte", "volltext", "inhalt", "texto", "testo",
        "tekst", "teksti", "artikeltext", "contenu", "contenuto", "contenido", "conteudo", "inhoud",
        "plainpagefulltext", *SUMMARIES, "passage",
    ),
    "headline": (
        "headline", "headlines", "heading", "articletitle", "title", "documenttitle", "articleheadline", "header",
        "hed", "head", "titre", "titel", "uberschrift", "schlagzeile", "titulo", "titolo", "rubrik", "overskrift",
        "otsikko", "titulek", "subject",
    ),
    "byline": (
        "byline", "author", "authors", "articleauthor", "creator", "writer", "reporter", "auteur", "autor",
        "verfasser", "autore", "forfatter", "forfattare",
    ),
    "date": (
        "date", "publicationdate", "pubdate", "publishdate", "publisheddate", "datepublished", "published",
        "dateofpublication", "issuedate", "dateissued", "articledate", "startdate", "datetime", "day", "datum", "fecha",
        "dates", "entrydate", "displaydate", "alphapubdate", "numericpubdate", "timestamp", "publishedat", "dato",
        "paivamaara", "erscheinungsdatum", "datedepublication", "datedeparution", "fechadepublicacion",
        "fechapublicacion", "datadipubblicazione", "datadepublicacao", "publikationsdatum", "publicatiedatum",
    ),
    "newspaper": (
        "newspaper", "newspapername", "newspapertitle", "paper", "papername", "papertitle", "publication",
        "publicationtitle", "publicationname", "pubtitle", "journal", "journaltitle", "sourcetitle", "source", "outlet",
        "sourcename", "masthead", "periodical", "zeitung", "journalname", "titleofpublication", "newspapermetadata",
        "newspapernames", "zeitungstitel", "giornale", "jornal", "krant", "tidning", "avis", "sanomalehti", "gazeta",
        "noviny", "testata", "periodico", "newspaperid", "publisher", "partoftitle",
    ),
    "place": (
        "place", "placeofpublication", "publicationplace", "publicationlocation", "placepublished", "location", "town",
        "dateline", "region", "country", "lieu", "ort", "erscheinungsort", "lugar", "luogo", "plaats", "plats",
        "paikka", "miejsce", "misto", "placeofdistribution",
    ),
    "page": (
        "page", "pagenumber", "pagenum", "pageno", "pages", "sequence", "startpage", "firstpage", "pagerange", "pg",
        "seq", "pagelabel", "printpage", "numberpage", "seite", "pagina", "sida", "sivu", "strona",
        "strana",
    ),
    "edition": ("edition", "ed", "issueedition", "numberedition"),
    "id": (
        # Tables that this program exported have both: "article_id" is the article's number in that archive.
        "externalid", "articleid", "id", "docid", "documentid", "uuid", "guid", "recordid", "identifier",
        "accessionnumber", "storeid", "proquestdocumentid", "galedocumentnumber", "documentnumber", "docno", "an",
        "uid", "itemid", "scanid", "pageid",
    ),
    "url": (
        # Trove's "url" is that of its interface for programs, which asks for a key.
        "troveurl", "url", "articleurl", "documenturl", "link", "permalink", "persistentlink", "weburl", "uri", "href",
        "newspaperweb", "pageurl", "sourceurl", "identifierurl",
    ),
    "language": ("language", "lang", "languageofpublication", "sprache", "langue", "idioma", "lingua", "taal", "sprak"),
    "lccn": ("lccn", "newspaperlccn", "titlelccn", "numberlccn"),
    "year": ("year", "publicationyear", "pubyear", "jahr", "annee", "yr"),
    "month": ("month", "mon"),
    "day": ("day", "dayofmonth"),
    "city": ("city", "newspapercity", "publicationcity", "locationcity"),
    "state": ("state", "newspaperstate", "province", "locationstate"),
}  # fmt: skip


_ROMANCE = frozenset(["testo", "titolo", "giornale", "testata", "texto", "titulo", "jornal", "periodico"])


def normalised(name: str) -> str:
    """A column's name reduced to its letters and figures, without accents or case."""
    plain = unicodedata.normalize("NFKD", str(name)).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """The columns that the names give for each field of ``FIELDS``; a field without one is left out."""
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(normalised(column), column)
    known.pop("", None)
    mapping: dict[str, str] = {}
    for name in FIELDS:
        found = next((known[alias] for alias in _NAMES[name] if alias in known), None)
        if found is not None:
            mapping[name] = found
    return _settled(mapping, known)


def _settled(mapping: dict[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Cures for names that mean different things in different exports."""
    # Trove: "heading" is the article's and "title" the newspaper's; its harvester adds a newspaper_title.
    if mapping.get("headline") == known.get("heading") and "title" in known and not mapping.get("newspaper"):
        mapping["newspaper"] = known["title"]
    if normalised(mapping.get("newspaper", "")) == "newspaperid" and mapping.get("headline") == known.get("title"):
        mapping["newspaper"] = known["newspaperid"]
    # Chronicling America's pages: "title" is the newspaper's beside the page's text.
    if "ocreng" in known and "title" in known:
        mapping.pop("headline", None)
        mapping["newspaper"] = known["title"]
    # Its pages on loc.gov: "title" names the image, "description" has what the search found of the page's text.
    if {"numberlccn", "partoftitle", "description"} <= known.keys():
        mapping = {name: column for name, column in mapping.items() if name not in ("headline", "place")}
        mapping["text"] = known["description"]
    # Impresso's articles put together again, whose names are one or two letters long.
    if {"id", "d", "ft"} <= known.keys():
        short = {"text": "ft", "date": "d", "headline": "t", "language": "lg", "page": "pp"}
        mapping |= {name: known[column] for name, column in short.items() if column in known}
    if "day" in mapping and mapping.get("date") == mapping["day"]:
        if "month" in mapping:
            del mapping["date"]
        else:
            del mapping["day"]
    # "Data" is the date to Italians and Portuguese only: beside names in their languages.
    if "date" not in mapping and "data" in known and not _ROMANCE.isdisjoint(known):
        mapping["date"] = known["data"]
    for weak, strong in (("text", "headline"), ("place", "state")):
        if mapping.get(weak) and mapping.get(weak) == mapping.get(strong):
            del mapping[strong]
    return mapping


def complete(columns: Sequence[str], wanted: Mapping[str, str] | None) -> dict[str, str]:
    """The guess, overruled by what the person ``wanted`` (field → column; an empty column switches a field off).

    Raises ``ValueError`` when a wanted column is not in the table.
    """
    mapping = guess(columns)
    by_name = {normalised(column): column for column in reversed(columns)}
    for name, column in (wanted or {}).items():
        if not column:
            mapping.pop(name, None)
        elif column in columns:
            mapping[name] = column
        elif normalised(column) in by_name and normalised(column):
            mapping[name] = by_name[normalised(column)]
        elif column.isdigit() and 1 <= int(column) <= len(columns):
            mapping[name] = columns[int(column) - 1]
        else:
            raise ValueError(f"there is no column {column!r}; there are: {', '.join(map(str, columns))}"[:500])
    return mapping


def shape_of(columns: Sequence[str]) -> str:
    """A short name for tables with these columns, whatever their order, case and punctuation."""
    names = "\n".join(sorted(normalised(column) for column in columns))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def columns_for(columns: Sequence[str], options: ReadOptions) -> Mapping[str, str] | None:
    """What the person said of a table with these columns: for all tables, or for those of its shape."""
    if options.columns is not None or not options.tables:
        return options.columns
    return options.tables.get(shape_of(columns))


def columns_for_record(names: Sequence[str], options: ReadOptions) -> Mapping[str, str] | None:
    """``columns_for`` for one JSON object, whose fields vary: a mapping whose text it has, without what it lacks."""
    exact = columns_for(names, options)
    if exact is not None or not options.tables:
        return exact
    there = set(names)
    fitting = [mapping for mapping in options.tables.values() if mapping.get("text") in there]
    best = max(fitting, key=lambda mapping: len(there.intersection(mapping.values())), default=None)
    return best and {name: column for name, column in best.items() if not column or column in there}


def save_columns(path: Path, columns: Mapping[str, str]) -> None:
    """Writes a mapping as ``load_columns`` reads it. Raises ``UserError`` when the file cannot be written."""
    # A JSON string is a TOML basic string as well, but for DEL, which JSON leaves as it is.
    cells = [(name, json.dumps(column, ensure_ascii=False)) for name, column in columns.items()]
    lines = [f"{name} = {cell}".replace("\x7f", "\\u007f") for name, cell in cells]
    try:
        Path(path).write_text("\n".join(["[columns]", *lines, ""]), "utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot write the column mapping: {error.strerror or error}") from error


def load_columns(path: Path) -> dict[str, str]:
    """The mapping in a TOML file of lines such as ``text = "Body"``, on top or under ``[columns]``.

    Raises ``UserError`` when the file cannot be read, names an unknown field or holds anything but names.
    """
    try:
        document = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{path}: cannot read the column mapping: {error.strerror or error}.") from error
    except ValueError as error:
        raise UserError(f"{path}: cannot read the column mapping: {error}") from error
    table = document.get("columns", document)
    if not isinstance(table, dict):
        raise UserError(f'{path}: [columns] must hold lines such as: text = "Body"')
    mapping: dict[str, str] = {}
    for name, column in table.items():
        name = "id" if name == "external_id" else name
        if name not in FIELDS:
            raise UserError(f"{path}: unknown field {name!r}.", f"The fields are: {', '.join(FIELDS)}.")
        if not isinstance(column, str | int) or isinstance(column, bool):
            raise UserError(f"{path}: {name} must be a column's name or number.")
        mapping[name] = str(column)
    return mapping
