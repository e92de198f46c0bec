"""Numbers and dates as the language in use writes them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from dejavu_app.domain import PartialDate

BETWEEN = "\u00a0\u00a0·  "  # the dot stays at the end of a line when the line must break


def figure(value: float, decimals: int = 0) -> str:
    """``1,409`` in English, ``1.409`` in German."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:  # no language was chosen: its numbers have no groups
        locale = QLocale(QLocale.Language.English)
    return locale.toString(float(value), "f", decimals)


def size_words(size: int) -> str:
    """Bytes in the unit that people use: ``1.5 MB`` in English, ``1,5 MB`` in German."""
    if size < 1000:
        return QCoreApplication.translate("Sizes", "{size} bytes").format(size=size)
    power = next((power for power in (1, 2) if size < 1000 ** (power + 1)), 3)
    return f"{figure(size / 1000**power, int(power > 1))} {('KB', 'MB', 'GB')[power - 1]}"


def date_words(iso: str) -> str:
    """``1916-05-26`` as ``26 May 1916`` or ``26. Mai 1916``; what is no such date is given back as it is."""
    try:
        date = PartialDate.from_iso(iso)
    except ValueError:
        return iso
    if not date.month:
        return str(date.year)
    pattern = day_pattern() if date.day else "MMMM yyyy"
    return QLocale().toString(QDate(date.year, date.month, date.day or 1), pattern)


def day_pattern() -> str:
    """How a day is written, as a format of ``QDate``."""
    return QCoreApplication.translate("Dates", "d MMMM yyyy")


def byline(newspaper: str, place: str, date: str, page: str) -> str:
    """Date, newspaper, place and page in one line, leaving out what is not known."""
    parts = [date_words(date), newspaper]
    if place and place.lower() not in newspaper.lower():
        parts.append(place)
    if page:
        parts.append(QCoreApplication.translate("Pages", "p. {page}").format(page=page) if page.isdigit() else page)
    return BETWEEN.join(part for part in parts if part)
