"""The names by which a search is narrowed, as they are typed; of one that the archive lacks it is said what it has."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from dejavu_app.domain import Filters
from dejavu_app.errors import UserError
from dejavu_app.languages import UNDETERMINED, language_code, language_name

if TYPE_CHECKING:
    from dejavu_app.archive import Archive

SIMILAR = 3
LISTED = 10
"""Names that are offered in place of one that is not there: similar ones, or else the first."""


def named_filters(archive: Path, newspapers: Sequence[str], places: Sequence[str], languages: Sequence[str],
                  sources: Sequence[str], collection: str | None) -> tuple[Filters, tuple[str, ...]]:
    """The filters that these names mean, newspapers and places in the archive's own spelling whatever their case; and a
    remark on each newspaper, place or language that the archive does not hold: it lets nothing through.

    A source's or a collection's number may stand for its name, and any way to write a language for its code. Raises
    ``UserError`` for a source or a collection that is not there.
    """
    from dejavu_app.archive import Archive
    from dejavu_app.archive.articles import storable

    if not (newspapers or places or languages or sources or collection is not None):
        return Filters(), ()
    remarks: list[str] = []
    newspapers, places = ([storable(name) for name in names] for names in (newspapers, places))
    with Archive(archive) as opened:
        filters = Filters(
            newspapers=_spelled("newspaper", newspapers, [name for name, _ in opened.newspapers()], remarks)
            if newspapers else (),
            places=_spelled("place", places, [name for name, _ in opened.places()], remarks) if places else (),
            languages=_stated(languages, [code for code, _ in opened.languages()], remarks) if languages else (),
            sources=_source_numbers(archive, opened, sources),
            collection=_collection_number(archive, opened, collection),
        )
    return filters, tuple(remarks)


def _spelled(kind: str, names: Sequence[str], held: Sequence[str], remarks: list[str]) -> tuple[str, ...]:
    spellings: dict[str, list[str]] = {}
    for name in held:
        spellings.setdefault(name.casefold(), []).append(name)
    found: list[str] = []
    for name in names:
        if name.casefold() not in spellings:
            remarks.append(f"There is no {kind} {name!r} here. {_others(name, held)}")
        found += spellings.get(name.casefold(), [name])
    return tuple(dict.fromkeys(found))


def _stated(languages: Sequence[str], held: Sequence[str], remarks: list[str]) -> tuple[str, ...]:
    for language in languages:
        # Where no source states a language, all articles are without one.
        if language_code(language) not in (held or [UNDETERMINED]):
            named = [f"{code} ({language_name(code)})" for code in held]
            remarks.append(f"There is no article in {language!r} here. {_others(language, named)}")
    return tuple(languages)


def _others(name: str, held: Sequence[str]) -> str:
    """What the archive has in place of ``name``."""
    if not held:
        return "No source states one."
    wanted, spelled = name.casefold(), {each.casefold(): each for each in held}
    near = [*(each for each in spelled if wanted in each), *get_close_matches(wanted, spelled, SIMILAR)]
    if near:
        return f"Similar: {'; '.join(spelled[each] for each in list(dict.fromkeys(near))[:SIMILAR])}."
    more = len(held) - LISTED
    return f"There is {'; '.join(held[:LISTED])}" + (f" and {more:,} more." if more > 0 else ".")


def _source_numbers(archive: Path, opened: Archive, names: Sequence[str]) -> tuple[int, ...]:
    """Imported files by number, path or name; a name may stand for several."""
    rows = opened.source_rows() if names else []
    found: list[int] = []
    for name in names:
        numbers = [row.id for row in rows if name in (str(row.id), row.name, row.path, Path(row.path).name)]
        if not numbers:
            raise UserError(f"{archive.name} has no source {name!r}.", "dejavu info --json lists those it has.")
        found += numbers
    return tuple(dict.fromkeys(found))


def _collection_number(archive: Path, opened: Archive, name: str | None) -> int | None:
    """A collection by name or number; None for none."""
    if name is None:
        return None
    for row in opened.collections():
        if name.casefold() in (row.name.casefold(), str(row.id)):
            return row.id
    raise UserError(f"{archive.name} has no collection {name!r}.", "dejavu info --json lists those it has.")
