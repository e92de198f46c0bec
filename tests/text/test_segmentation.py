"""Pages cut into articles: exact slices, headlines found, stories apart from each other and from advertisements."""

import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Article, LineBox
from dejavu_app.text import quality, segment

BODY = """The council met last night and after a long
debate resolved to raise the wages of all the
men employed upon the water works of the city.
The mayor said that the money would be found
by a small tax upon the saloons, and nobody
rose to speak against it in the meeting."""

PAGE = f"""THE MORNING STAR
VOL. XII. NO. 45. FARGO, TUESDAY, MAY 2, 1916. PRICE TWO CENTS
STRIKE ENDS AFTER
SIX LONG WEEKS
Men Return to Work at Old Wages
and Owners Are Content
CHICAGO, May 1.—{BODY}
FLOOD IN THE VALLEY
ST. LOUIS, Mo., May 1.—{BODY}
SALE SALE
SHOES $1.98
HATS 50c
JONES & CO.
12 Main St.
COUNCIL GRANTS THE WAGES
{BODY}
(Continued on Page Two)
{BODY}"""

LINES = st.lists(
    st.one_of(
        st.sampled_from(PAGE.split("\n")),
        st.sampled_from(
            ["", "-----", "* * *", "i ;.. |", "12 34 56", "A", "(Continued on Page 4.)", "\u2028", "Ünd ſo"]
        ),
        st.text(max_size=30),
    ),
    max_size=40,
)


def slices(page: Article, articles: list[Article]) -> list[tuple[int, int]]:
    found = []
    for article in articles:
        before, _, span = article.locator.rpartition("#char=")
        assert before == page.locator
        start, end = map(int, span.split(","))
        assert page.text[start:end] == article.text
        found.append((start, end))
    return found


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_articles_are_exact_slices_that_cover_the_page(lines: list[str]) -> None:
    page = Article("\n".join(lines), locator="a.txt", whole_page=True)
    at = 0
    for start, end in slices(page, segment(page)):
        assert not page.text[at:start].strip()
        assert start < end
        at = end
    assert not page.text[at:].strip()


@given(LINES)
@settings(max_examples=50, deadline=None)
def test_line_boxes_change_the_cuts_but_not_the_cover(lines: list[str]) -> None:
    text = "\n".join(lines)
    boxes = []
    at = 0
    for row, line in enumerate(lines):
        boxes.append(LineBox(at, at + len(line), 10.0, 12.0 * row, 200.0, 30.0 if row % 7 == 0 else 10.0))
        at += len(line) + 1
    page = Article(text, lines=tuple(boxes), whole_page=True)
    articles = segment(page)
    assert "".join("".join(a.text.split()) for a in articles) == "".join(text.split())
    for article in articles:
        assert all(0 <= box.start <= box.end <= len(article.text) for box in article.lines)


def test_a_page_is_cut_into_its_stories() -> None:
    page = Article(PAGE, newspaper="The Morning Star", locator="p.txt", whole_page=True)
    articles = segment(page)
    slices(page, articles)
    assert all(a.newspaper == "The Morning Star" and not a.whole_page for a in articles)
    headlines = [a.headline for a in articles if a.headline]
    assert headlines[0] == ("STRIKE ENDS AFTER SIX LONG WEEKS Men Return to Work at Old Wages and Owners Are Content")
    assert headlines[1:] == ["FLOOD IN THE VALLEY", "COUNCIL GRANTS THE WAGES"]
    strike = next(a for a in articles if a.headline.startswith("STRIKE"))
    assert strike.text.startswith("STRIKE ENDS") and strike.text.endswith("in the meeting.")
    assert "FLOOD" not in strike.text and "VOL. XII" not in strike.text


def test_an_advertisement_does_not_swallow_a_story() -> None:
    articles = segment(Article(PAGE, whole_page=True))
    advertisement = next(a for a in articles if "SHOES" in a.text)
    assert "council" not in advertisement.text
    assert advertisement.headline == ""


def test_what_follows_a_continued_line_is_another_article() -> None:
    articles = segment(Article(PAGE, whole_page=True))
    assert articles[-1].text == BODY
    assert articles[-2].text.endswith("(Continued on Page Two)")


def test_names_in_title_case_do_not_cut_a_sentence() -> None:
    text = """THE GUESTS OF THE EVENING
Among those present at the dinner of the club were
Judge Henry Wood, Senator Oscar Hill, Mayor Frank
Thomas Adams, Colonel William Bond, Doctor Eli Root
and many others of the older members of the club."""
    assert len(segment(Article(text, whole_page=True))) == 1


def test_a_page_without_letters_or_text() -> None:
    assert segment(Article("", whole_page=True)) == []
    assert segment(Article(" \n\n ", whole_page=True)) == []
    only = segment(Article("12 34\n--- ...\n56 78", whole_page=True))
    assert len(only) == 1
    assert only[0].headline == ""


def test_a_hundred_thousand_words() -> None:
    page = Article(PAGE * 500, whole_page=True)
    articles = segment(page)
    assert len(articles) >= 1500
    assert sum(len("".join(a.text.split())) for a in articles) == len("".join(page.text.split()))


def test_a_signature_stays_with_what_it_signs() -> None:
    text = f"NOTICE TO ALL\n{BODY}\nGEO. B. HUGHES,\nHighway Engineer\nof Cook County.\nFLOOD IN THE VALLEY\n{BODY}"
    first, second = segment(Article(text, whole_page=True))
    assert first.text.endswith("of Cook County.")
    assert second.headline == "FLOOD IN THE VALLEY"


def test_dirt_in_the_middle_of_a_sentence_does_not_cut_a_story() -> None:
    before, after = BODY.split("\n", 2)[:2], BODY.split("\n", 2)[2]
    text = "WAGES ARE RAISED\n" + "\n".join(before) + "\n. ;\n|\ni .\n" + after
    assert len(segment(Article(text, whole_page=True))) == 1


def test_a_column_of_rubbish_becomes_an_article_of_low_quality() -> None:
    rubbish = "\n".join([".; 'i ll| i", "w- -i ; tt", "1 '. .i 1 l", "rr ;; - i'", "i. , 'i ~"] * 6)
    articles = segment(Article(f"WAGES ARE RAISED\n{BODY}\n{rubbish}\nFLOOD IN THE VALLEY\n{BODY}", whole_page=True))
    assert [a.headline for a in articles] == ["WAGES ARE RAISED", "", "FLOOD IN THE VALLEY"]
    assert quality(articles[1].text) < 0.3 < 0.9 < quality(articles[0].text)


def test_real_pages_keep_their_stories_apart() -> None:
    path = Path(__file__).parents[2] / "../shared/data/chronam-1916/1916-09.tar.xz"
    if not path.is_file():
        pytest.skip("../shared/data/chronam-1916 is not here")
    with tarfile.open(path) as tar:
        member = next(m for m in tar if m.name.endswith("19160905/sn85042242-ed-1_seq-1.txt"))
        handle = tar.extractfile(member)
        assert handle is not None
        page = Article(handle.read().decode("utf-8"), locator=member.name, whole_page=True)
    articles = segment(page)
    slices(page, articles)
    assert 18 <= len(articles) <= 30
    by_headline = {article.headline: article for article in articles}
    assert by_headline["UNIVERSITY TO HAVE LARGE ENROLLMENT"].text.endswith("tember 25.")
    assert by_headline["MAN KILLED IN EUROPE WAS VALLEY CITY YOUTH"].text.endswith("hostilities in 1914.")
