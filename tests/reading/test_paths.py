"""What paths say about pages."""

from __future__ import annotations

import pytest

from dejavu_app.reading.paths import path_facts


@pytest.mark.parametrize(
    ("path", "lccn", "date", "edition", "page"),
    [
        ("19160501/sn82014086-ed-1_seq-1.txt", "sn82014086", "1916-05-01", "1", "1"),
        ("x/19160501/2010270501-ed-2_seq-12.txt", "2010270501", "1916-05-01", "2", "12"),
        ("19160501/46032385-ed-1_seq-1.txt", "46032385", "1916-05-01", "1", "1"),
        ("sn82014086/1916/05/01/ed-1/seq-3/ocr.txt", "sn82014086", "1916-05-01", "1", "3"),
        ("batch_x/sn82014086/1916/05/01/ed-1/seq-3/ocr.xml", "sn82014086", "1916-05-01", "1", "3"),
        ("lccn/sn82014086/1916-05-01/ed-1/seq-3.txt", "sn82014086", "1916-05-01", "1", "3"),
        ("alto/v1/sn83045555_1909_12_24_6.xml", "sn83045555", "1909-12-24", "", "6"),
        ("alto/1.1/sn86069133.1910-10-31.alto", "sn86069133", "1910-10-31", "", ""),
        ("es-scbg_bblg_18950101_0004.xml", "", "1895-01-01", "", "4"),
        ("bnl_lunion_1865-04-15.xml", "", "1865-04-15", "", ""),
        ("0002647/1824/0217/0002647_18240217_0003.xml", "", "1824-02-17", "", "3"),
        ("sn99021999/0020653817A/1887030801/0048.xml", "sn99021999", "1887-03-08", "", ""),
        ("1774-01-01_p1_sn83030214_00383342201_1774010101_0001.json", "sn83030214", "1774-01-01", "", "1"),
        ("The Times/1890/05/page_7.txt", "", "1890-05", "", "7"),
        ("letters 1854.txt", "", "1854", "", ""),
        ("notes.txt", "", None, "", ""),
        ("1234567.txt", "", None, "", ""),
    ],
)
def test_facts(path, lccn, date, edition, page):
    facts = path_facts(path)
    assert (facts.lccn, facts.date and str(facts.date), facts.edition, facts.page) == (lccn, date, edition, page)


def test_impossible_days_in_paths_are_no_dates():
    assert path_facts("19160231/sn82014086-ed-1_seq-1.txt").date != "1916-02-31"
    assert path_facts("sn82014086/1916/13/01/ed-1/seq-3/ocr.txt").layout is False


def test_a_page_of_chronicling_america_has_its_identifier_and_address():
    facts = path_facts("19160501/sn82014086-ed-1_seq-1.txt")
    assert facts.identifier == "sn82014086/1916-05-01/ed-1/seq-1"
    assert facts.url == "https://chroniclingamerica.loc.gov/lccn/sn82014086/1916-05-01/ed-1/seq-1/"


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("corpus/article_1612.txt", None),
        ("corpus/article 1612.txt", None),
        ("corpus/no. 1612.txt", None),
        ("corpus/Nr_1612.txt", None),
        ("corpus/id-1612.txt", None),
        ("corpus/sun_page_1612.txt", None),
        ("corpus/1889_p1612.txt", "1889"),
        ("corpus/The Sun p. 1612.txt", None),
        ("corpus/#1612.txt", None),
        ("articles/1612.txt", None),
        ("pages/1612.txt", None),
        ("pages/1612.ocr.txt", None),
        ("1889/article_1612.txt", "1889"),
        ("1889/05/article_1612.txt", "1889-05"),
        ("reel 1612/p1.txt", None),
        ("scans/scan 1600dpi.txt", None),
        ("scans/sun 1920x1080.txt", None),
        ("The Sun 1833-1950/p1.txt", None),
        ("The Sun 1833–1950/1889/p1.txt", "1889"),
        ("1890s/p1.txt", None),
    ],
)
def test_numbers_that_count_are_no_years(path, date):
    found = path_facts(path).date
    assert (found and str(found)) == date


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("1889/p1.txt", "1889"),
        ("articles/1889/p1.txt", "1889"),
        ("pages/1889/05/p1.txt", "1889-05"),
        ("pages/1889/05/26/p1.txt", "1889-05-26"),
        ("newspapers/1889.csv", "1889"),
        ("Times/Times 1889.txt", "1889"),
        ("stop 1889.txt", "1889"),
        ("articles/1889 flood.txt", "1889"),
        ("texts/1889-Smith.txt", "1889"),
        ("The Sun, 1889.txt", "1889"),
    ],
)
def test_years_by_themselves_are_years(path, date):
    assert str(path_facts(path).date) == date


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("/home/me/download 2023-05-04/Times 1889/p1.txt", "1889"),
        ("/home/me/download 2023-05-04/Times 1889.txt", "1889"),
        ("download_20230504/1889-05/p1.txt", "1889-05"),
        ("2023-05/1889/p1.txt", "1889"),
        ("1889/1889-05-26/p1.txt", "1889-05-26"),
        ("1889-05-26/Times 1889 p1.txt", "1889-05-26"),
        ("1889-05/Times 1889/p1.txt", "1889-05"),
        ("1916-05-26/0003_1612.txt", "1916-05-26"),
        ("1889-05-26/1890-06-27.txt", "1890-06-27"),
        ("1889-05-26/Times 1890/p1.txt", "1890"),
        ("2004-05-06/p1.txt", "2004-05-06"),
    ],
)
def test_the_date_nearest_to_the_file_counts(path, date):
    assert str(path_facts(path).date) == date
