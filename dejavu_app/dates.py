"""Dates as newspapers and catalogues write them, read to the precision that they have and no further."""

from __future__ import annotations

import re
import unicodedata

from dejavu_app.domain import PartialDate

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NAMES = (
    "january januar janvier enero gennaio januari janeiro jaenner",
    "february februar fevrier febrero febbraio februari fevereiro feber",
    "march marz maerz mars marzo maart marco marts",
    "april avril abril aprile",
    "may mai mayo maggio mei maio maj",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august aout agosto augustus augusti",
    "september septembre septiembre setiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dicembre dezembro desember",
)
_RUSSIAN = (  # with the spelling before 1918; short i without its breve, as ``_plain`` leaves it
    "январь января", "февраль февраля", "март марта мартъ", "апрель апреля", "маи мая", "июнь июня іюнь іюня",
    "июль июля іюль іюля", "август августа августъ", "сентябрь сентября", "октябрь октября", "ноябрь ноября",
    "декабрь декабря",
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def spoken_date(iso: str) -> str:
    """``1916-05-26`` as ``26 May 1916``, for citations; what is no such date is given back as it is."""
    try:
        date = PartialDate.from_iso(iso)
    except ValueError:
        return iso
    words = [str(date.year)]
    if date.month:
        words.insert(0, MONTHS[date.month - 1])
    if date.day:
        words.insert(0, str(date.day))
    return " ".join(words)


def _months() -> dict[str, int]:
    groups = zip(_MONTH_NAMES, _RUSSIAN, strict=True)
    names = {name: month for month, pair in enumerate(groups, 1) for group in pair for name in group.split()}
    months: dict[str, int] = {}
    for name in list(names):
        for length in range(3, len(name)):
            short = name[:length]
            meant = {month for other, month in names.items() if other.startswith(short)}
            if len(meant) == 1:
                months[short] = meant.pop()
    months.update({"juil": 7, "jly": 7, "sept": 9})
    months.update(names)
    return months


_MONTHS = _months()
_CONTINENTAL_DAYS = """
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
    lunedi martedi mercoledi giovedi venerdi domenica
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
"""
_NOISE_WORDS = """
    the of de del der den di du do le la el on am a and et und y for dated date published issue
    c ca circa about approx approximately um env vers abt st nd rd th er ere o morning evening edition afternoon
    late final early city national daily weekly extra
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun
    г год года го понедельник вторник среда четверг четвергъ пятница суббота воскресенье
"""
_NOISE = frozenset((_NOISE_WORDS + _CONTINENTAL_DAYS).split())
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[ t]\d{1,2}:?\d\d.*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[ t]\d.*|\d\d|\d{6})?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|'?\d\d)(?:[ t]\d{1,2}:\d\d.*)?")
_YEAR = re.compile(r"(?:c|ca|circa|about|approx|approximately|abt|um|env|vers)?[. ]*(\d{4})")
_CLOCK = re.compile(
    r"\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\b\.?)?(?: ?(?:(?:gmt|utc|z)\b|[+-]\d\d:?\d\d\b))?"
)
_TOKEN = re.compile(r"\d+|[a-z]+|[а-яёіѣ]+")
_SHORT_DAYS = "mo di mi do fr sa so"
_WEEKDAY = re.compile(rf"^(?:{'|'.join((_SHORT_DAYS + _CONTINENTAL_DAYS).split())})(?:[.,]+ *| +)(?:den +)?(?=\d)")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|'?\d\d)")
_DOT_BLANK = re.compile(r"\. (?=\d)")
_ROMAN_MONTH = rf"(?P<month>{'|'.join(_ROMAN)})"
_WITH_ROMAN = (
    re.compile(rf"(?P<day>\d{{1,2}})(?:[-/ ]|\. ?){_ROMAN_MONTH}(?:[-/ ]|\. ?)(?P<year>\d{{4}})"),
    re.compile(rf"(?P<year>\d{{4}})(?:[-/ ]|\. ?){_ROMAN_MONTH}(?:[-/ ]|\. ?)(?P<day>\d{{1,2}})"),
)
_EAST_ASIAN = re.compile(r"(\d{4}) ?年(?: ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日(?: ?[日月火水木金土](?:曜日)?)?)?)?")
_SPAN = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)(?:/| ?- ?)(\d{4}-\d\d(?:-\d\d)?)")
_BEFORE_CHRIST = re.compile(r"\s*[-−]\d{4}(?!\d)")
_DUAL_YEAR = re.compile(r"(\d{4})/(\d{4}|\d{1,2})(?!\d)")
_NEW_STYLE = 1753
"""From this year on a British year began in January; before, days until 24 March are often given two years."""


def parse_date(text: str, near: int | None = None, day_first: bool | None = None) -> PartialDate | None:
    """The date that ``text`` says, partial where the text is; None for what is not one date.

    ``near`` is a year of the surroundings (the file's, the issue's), which gives two-digit years their century;
    without it they are not understood. ``day_first`` settles ``4/5/1916``: True for 4 May, False (and None, the
    American habit) for April 5; a number above 12 settles it by itself, and ``4.5.1916`` and ``4-5-1916`` are 4 May.
    Of a span (``1916-05-04/1916-05-10``) the date is what its two ends have in common.
    """
    plain = _plain(text)
    if not plain or len(plain) > 80 or _BEFORE_CHRIST.match(text):
        return None
    if found := _ISO.fullmatch(_DOT_BLANK.sub(".", plain)):
        if not found[4] and _two_years(plain):
            return None  # 1745/6 may be June, or the winter that two calendars count to two years
        return _date(found[1], found[3], found[4] or "0")
    if found := _SPAN.fullmatch(plain):
        return common_date(parse_date(found[1]), parse_date(found[2]))
    if found := _COMPACT.fullmatch(plain):
        return _date(found[1], found[2], found[3])
    if found := _NUMERIC.fullmatch(plain):
        return _numeric(found, near, day_first)
    if found := _YEAR.fullmatch(plain):
        return _date(found[1], "0", "0")
    if found := _EAST_ASIAN.fullmatch(plain):
        return _date(found[1], found[2] or "0", found[3] or "0")
    for order in _WITH_ROMAN:
        if found := order.fullmatch(plain):
            return _date(found["year"], str(1 + _ROMAN.index(found["month"])), found["day"])
    if found := _DOTTED.fullmatch(_WEEKDAY.sub("", plain)):
        # A German weekday, or a blank behind the dot: the day comes first. In a table that puts the month first it
        # stays as it is written.
        year = _century(found[3], near)
        return _date(year, found[2], found[1]) if year and day_first is not False else None
    return _worded(plain, near)


def common_date(earliest: PartialDate | None, latest: PartialDate | None) -> PartialDate | None:
    """What the two ends of a span have in common: the day, the month or the year; None where it is open or longer."""
    if not earliest or not latest or earliest.year != latest.year or earliest.first > latest.first:
        return None
    if not earliest.month or earliest.month != latest.month:
        return PartialDate(earliest.year)
    return earliest if earliest == latest else PartialDate(earliest.year, earliest.month)


def typed_date(text: str) -> PartialDate | None:
    """A date as a person types it: ``1916-05-26``, or with its month in words. None for anything else, and for a date
    all in numbers, since 4/5/1916 is two days."""
    try:
        return PartialDate.from_iso(text)
    except ValueError:
        return parse_date(text) if any(map(str.isalpha, text)) else None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    text = text.replace("’", "'").replace("–", "-").replace("—", "-")
    return re.sub(r"[\[\]()?<>\"]", "", text).strip(" .,;:-")


def _numeric(found: re.Match[str], near: int | None, day_first: bool | None) -> PartialDate | None:
    first, mark, second, year = found.groups()
    full = _century(year, near)
    if full is None:
        return None
    if int(first) > 12:
        day_first = True
    elif int(second) > 12:
        day_first = False
    elif day_first is None:
        day_first = mark != "/"
    return _date(full, second, first) if day_first else _date(full, first, second)


def _two_years(plain: str) -> re.Match[str] | None:
    """Where a day is given the years of both calendars, as in ``11 February 1731/2``: the older year, the newer's end.
    """
    found = _DUAL_YEAR.search(plain)
    if not found or int(found[1]) >= _NEW_STYLE:
        return None
    return found if str(int(found[1]) + 1).endswith(found[2]) else None


def _worded(plain: str, near: int | None) -> PartialDate | None:
    if dual := _two_years(plain):
        date = _worded(plain.replace(dual[0], str(int(dual[1]) + 1)), near)
        if date and date.month <= 3:  # the year that begins in January is the one that is counted today
            return date
    plain = _WEEKDAY.sub("", _CLOCK.sub(" ", plain).strip())
    years: list[str] = []
    days: list[str] = []
    months: list[int] = []
    for token in _TOKEN.findall(plain.replace("'", " '")):
        if token.isdigit():
            (years if len(token) == 4 else days).append(token)
        elif token in _MONTHS and not (token == "mar" and months):
            months.append(_MONTHS[token])
        elif token not in _NOISE:
            return None
    if len(months) != 1 or any(len(day) > 2 for day in days):
        return None
    if not years and len(days) == 2:  # "26 May 16", "May 26, '16": the year stands last
        full = _century(days.pop(), near)
        years = [full] if full else []
    if len(years) != 1:
        return None
    # A run of days ("Jan. 1-8, 1916") is known only to its month.
    return _date(years[0], str(months[0]), days[0] if len(days) == 1 else "0")


def _century(year: str, near: int | None) -> str | None:
    """A two-digit year as the year of that ending that is nearest to ``near``."""
    year = year.strip("'")
    if len(year) == 4:
        return year
    if near is None:
        return None
    base = near - near % 100 + int(year)
    return str(min((base - 100, base, base + 100), key=lambda full: abs(full - near)))


def _date(year: str, month: str, day: str) -> PartialDate | None:
    try:
        return PartialDate(int(year), int(month), int(day) if int(month) else 0)
    except ValueError:
        return None
