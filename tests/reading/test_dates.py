"""Dates as newspapers and catalogues write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejavu_app.dates import typed_date
from dejavu_app.domain import PartialDate
from dejavu_app.reading import parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1916-05-26", "1916-05-26"),
        ("1916-5-6", "1916-05-06"),
        ("1916/05/26", "1916-05-26"),
        ("1916.05.26", "1916-05-26"),
        ("19160526", "1916-05-26"),
        ("1916052601", "1916-05-26"),
        ("1916-05-26T00:00:00Z", "1916-05-26"),
        ("1889-09-28 00:00:00", "1889-09-28"),
        ("1916-05", "1916-05"),
        ("1916-00-00", "1916"),
        ("1916", "1916"),
        ("[1916]", "1916"),
        ("1916?", "1916"),
        ("c. 1890", "1890"),
        ("ca. 1890", "1890"),
        ("circa 1890", "1890"),
        ("c1890", "1890"),
        ("May 26, 1916", "1916-05-26"),
        ("MAY 26, 1916.", "1916-05-26"),
        ("Friday, May 26th, 1916", "1916-05-26"),
        ("THURSDAY MORNING, MAY 4, 1916", "1916-05-04"),
        ("26 May 1916", "1916-05-26"),
        ("the 26th of May, 1916", "1916-05-26"),
        ("Sept. 3, 1890", "1890-09-03"),
        ("May 1916", "1916-05"),
        ("26 Mai 1916", "1916-05-26"),
        ("26. Mai 1916", "1916-05-26"),
        ("3. März 1848", "1848-03-03"),
        ("1er août 1870", "1870-08-01"),
        ("18 février 1865", "1865-02-18"),
        ("26 de mayo de 1916", "1916-05-26"),
        ("1 gennaio 1900", "1900-01-01"),
        ("12 juillet 1789", "1789-07-12"),
        ("12 juin 1789", "1789-06-12"),
        ("05/26/1916", "1916-05-26"),
        ("26/05/1916", "1916-05-26"),
        ("26.5.1916", "1916-05-26"),
        ("4.5.1916", "1916-05-04"),
        ("Jan. 1-8, 1916", "1916-01"),
        ("July 4, 1963, Thursday, Late Edition", "1963-07-04"),
        ("July 4, 1963 Thursday", "1963-07-04"),
        ("1916 May 26", "1916-05-26"),
        ("Do, 4.5.1916", "1916-05-04"),
        ("So. 4. Mai 1916", "1916-05-04"),
        ("Mo, den 4.5.1916", "1916-05-04"),
        ("jeudi 4.5.1916", "1916-05-04"),
        ("4. 5. 1916", "1916-05-04"),
        ("1916. 5. 4.", "1916-05-04"),
        ("4 V 1916", "1916-05-04"),
        ("4.V.1916", "1916-05-04"),
        ("4. XII. 1916", "1916-12-04"),
        ("1916. V. 4.", "1916-05-04"),
        ("4 мая 1916", "1916-05-04"),
        ("Четвергъ, 4 мая 1916 г.", "1916-05-04"),
        ("4 іюня 1900 года", "1900-06-04"),
        ("4-го мая 1916", "1916-05-04"),
        ("Май 1916", "1916-05"),
        ("сент. 1916", "1916-09"),
        ("1916年5月4日", "1916-05-04"),
        ("１９１６年 ５月", "1916-05"),
        ("1916年", "1916"),
        ("1916年5月4日（木）", "1916-05-04"),
        ("1916-05-04/1916-05-10", "1916-05"),
        ("1916-05-28/1916-06-03", "1916"),
        ("1916-05/1916-06", "1916"),
        ("1916-05-04/1916-05-04", "1916-05-04"),
        ("11 February 1731/2", "1732-02-11"),
        ("Feb. 11, 1699/1700", "1700-02-11"),
        ("May 26 1916 12:00AM", "1916-05-26"),
        ("Fri May 26 00:00:00 1916", "1916-05-26"),
        ("Fri, 26 May 1916 05:00:00 GMT", "1916-05-26"),
        ("1º de mayo de 1916", "1916-05-01"),
        ("1916/6", "1916-06"),
        ("1731/2/11", "1731-02-11"),
    ],
)
def test_a_date_is_read_to_its_own_precision(text, date):
    assert str(parse_date(text)) == date


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "n.d.", "undated", "yesterday", "1916-13-01", "1916-02-31", "0000-00-00", "99999999", "May", "26",
        "1890s", "1890-1895", "32 May 1916", "The 26 men of May 1916", "Mai 26", "05/26/16", "26 May '16", "x" * 5000,
        "1916-05-26 or 1916-05-27", "12345678901234567890", "-1200", "-0044-03-15", "753 BC", "1745/6", "V 1916",
        "4v1916", "Thursday, 5/4/1916", "Do, 4.13.1916", "4 слово 1916", "大正5年5月4日", "1916年13月",
        "1916-05-10/1916-05-04", "1915-12-28/1916-01-03", "32 V 1916",
    ],
)  # fmt: skip
def test_nonsense_is_no_date(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "near", "date"),
    [
        ("05/26/16", 1910, "1916-05-26"),
        ("26 May '16", 1930, "1916-05-26"),
        ("26 May 16", 1890, "1916-05-26"),
        ("May 26, '98", 1901, "1898-05-26"),
        ("26/5/55", 1850, "1855-05-26"),
        ("Do, 4. 5. 16", 1910, "1916-05-04"),
    ],
)
def test_a_two_digit_year_takes_its_century_from_its_surroundings(text, near, date):
    assert str(parse_date(text, near)) == date


def test_the_order_of_day_and_month_can_be_told():
    assert str(parse_date("4/5/1916")) == "1916-04-05"
    assert str(parse_date("4/5/1916", day_first=True)) == "1916-05-04"
    assert str(parse_date("4/25/1916", day_first=True)) == "1916-04-25"


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_every_day_survives_the_common_ways_of_writing(day):
    expected = PartialDate(day.year, day.month, day.day)
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.day} {day:%B} {day:%Y}", f"{day:%b}. {day.day}, {day:%Y}"):
        assert parse_date(text) == expected, text


@pytest.mark.parametrize("text", ["Do, 4.5.1916", "4. 5. 1916"])
def test_what_puts_the_day_first_stays_text_in_a_table_that_puts_the_month_first(text):
    assert str(parse_date(text, day_first=True)) == str(parse_date(text)) == "1916-05-04"
    assert parse_date(text, day_first=False) is None


def test_no_mark_inside_a_number_makes_a_typed_date():
    assert typed_date("1_916") is None


OF_MONTHS = [
    ("I", "января"), ("II", "февраля"), ("III", "марта"), ("IV", "апреля"), ("V", "мая"), ("VI", "июня"),
    ("VII", "июля"), ("VIII", "августа"), ("IX", "сентября"), ("X", "октября"), ("XI", "ноября"), ("XII", "декабря"),
]  # fmt: skip


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_every_day_survives_the_ways_of_other_countries(day):
    expected = PartialDate(day.year, day.month, day.day)
    roman, russian = OF_MONTHS[day.month - 1]
    for text in (f"{day.day} {roman} {day.year}", f"{day.day}.{roman}.{day.year}", f"{day.day} {russian} {day.year} г.",
                 f"{day.year}年{day.month}月{day.day}日", f"Sa, {day.day}.{day.month}.{day.year}",
                 f"{day.isoformat()}/{day.isoformat()}"):
        assert parse_date(text) == expected, text


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_none(text):
    date = parse_date(text)
    assert date is None or 1000 <= date.year <= 2999
