"""Dates as newspapers and catalogues write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    ],
)
def test_a_date_is_read_to_its_own_precision(text, date):
    assert str(parse_date(text)) == date


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "n.d.", "undated", "yesterday", "1916-13-01", "1916-02-31", "0000-00-00", "99999999", "May", "26",
        "1890s", "1890-1895", "32 May 1916", "The 26 men of May 1916", "Mai 26", "05/26/16", "26 May '16", "x" * 5000,
        "1916-05-26 or 1916-05-27", "12345678901234567890",
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


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_none(text):
    date = parse_date(text)
    assert date is None or 1000 <= date.year <= 2999
