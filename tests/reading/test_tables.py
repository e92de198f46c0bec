"""CSV, TSV, JSON and JSON Lines: delimiters, headers, mappings and the exports that people really have."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.errors import UserError
from dejavu_app.reading import Problem, ReadOptions, guess, load_columns, read, scan, shape_of, table_of
from dejavu_app.reading.formats import delimited, json_document
from dejavu_app.reading.source import MAX_DOCUMENT
from tests.reading.samples import CSV, ROWS, TABLE, workbook
from tests.reading.test_contract import found
from tests.reading.test_contract import item as made

DATA = Path(__file__).parents[2] / "../shared/data"


def articles(name: str, data: str | bytes, **columns: str) -> list[Article]:
    entries = found(name, data.encode() if isinstance(data, str) else data, ReadOptions(columns=columns or None))
    assert all(isinstance(entry, Article) for entry in entries), entries
    return entries  # type: ignore[return-value]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "^", "~"])
def test_any_delimiter_and_quoted_line_ends(delimiter):
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["Date", "Title", "Full Text", "Publication"])
    text = f'He said "no{delimiter} never",\nand left; a|b, c\td.'
    writer.writerow(["26 May 1916", "A QUARREL", text, "The Sun"])
    writer.writerow(["1917", "PEACE", "They met; again, and spoke.", "The Sun"])
    first, second = articles("x.csv", buffer.getvalue())
    assert (first.text, first.headline, str(first.date), first.newspaper) == (
        text,
        "A QUARREL",
        "1916-05-26",
        "The Sun",
    )
    assert (str(second.date), second.locator) == ("1917", "x.csv#row=2")


def test_fields_of_a_row():
    first, second = articles("rows.csv", CSV)
    assert first.text == 'SISSONS.—On September 26th,\r\nthe wife of "Hy." Sissons, of a son.'
    assert (first.external_id, first.headline, first.newspaper) == ("7", "BIRTH.", "Northern Advocate")
    assert second.external_id == "8"


def test_backslash_escaped_quotes():
    [article] = articles("x.csv", 'title,text\n"A \\"QUOTE\\"","he said \\"no\\", twice"\n')
    assert (article.headline, article.text) == ('A "QUOTE"', 'he said "no", twice')


def test_a_mapping_overrules_the_guess():
    table = "title,blurb,when,body\nNot this,HEAD,1916-05-26,The text of it.\n"
    [guessed] = articles("x.csv", table)
    assert (guessed.headline, guessed.date) == ("Not this", None)
    [mapped] = articles("x.csv", table, headline="blurb", date="When", newspaper="1")
    assert (mapped.headline, str(mapped.date), mapped.newspaper) == ("HEAD", "1916-05-26", "Not this")


def test_a_mapping_to_a_column_that_is_not_there_is_one_problem():
    [problem] = found("x.csv", CSV.encode(), ReadOptions(columns={"text": "fulltext"}))
    assert isinstance(problem, Problem) and "fulltext" in problem.reason and "article_id" in problem.reason


def test_a_table_without_a_text_says_which_columns_it_has():
    [problem] = found("x.csv", b"lat,lon\n1,2\n3,4\n")
    assert isinstance(problem, Problem) and "lat, lon" in problem.reason


def test_a_column_of_an_unknown_name_is_the_text_when_only_it_is_long():
    long = "The river rose ten feet on Friday and every bridge is gone. " * 5
    [article] = articles("x.csv", f"title,datum,leib\nFLUT,26. Mai 1916,{long}\n")
    assert (article.text, article.headline, str(article.date)) == (long, "FLUT", "1916-05-26")


def test_a_table_without_a_header_is_understood_by_its_content():
    text = "The river rose ten feet on Friday and every bridge in the valley is gone, so says the mayor of the town."
    [first, second] = articles("x.csv", f'1916-05-26,"{text}"\n1916-05-27,"{text}"\n')
    assert (first.text, str(second.date)) == (text, "1916-05-27")


def test_day_and_month_order_is_learned_from_the_table():
    table = "date,text\n4/5/1916,One story here.\n25/5/1916,Another story there.\n"
    assert [str(article.date) for article in articles("x.csv", table)] == ["1916-05-04", "1916-05-25"]


def test_dates_that_are_not_understood_are_kept_as_text():
    [article] = articles("x.csv", "date,text\nWhitsun week,A story.\n")
    assert (article.date, article.date_text) == (None, "Whitsun week")


def test_year_month_and_day_columns_make_a_date():
    rows = articles("x.csv", "year,month,day,text\n1890,5,3,One.\n1890,May,,Two.\n1891,,,Three.\n")
    assert [str(row.date) for row in rows] == ["1890-05-03", "1890-05", "1891"]


def test_whole_numbers_that_became_decimal_fractions_are_whole_numbers():
    [row] = articles("x.csv", "year,month,day,page,text\n1916.0,5.0,26.0,3.0,One.\n")
    assert (str(row.date), row.page) == ("1916-05-26", "3")
    [row] = articles("x.csv", "date,text\n19160526.0,One.\n")
    assert str(row.date) == "1916-05-26"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_of_two_columns_with_the_same_name_the_first_counts(name):
    rows: list[list[object]] = [["date", "title", "text", "date"], ["1916-05-26", "A", "A story.", "2020-01-01"]]
    data = workbook(only=rows) if name == "x.xlsx" else "\n".join(",".join(map(str, row)) for row in rows)
    assert str(articles(name, data)[0].date) == "1916-05-26"


def test_empty_lines_are_passed_and_rows_without_text_are_problems():
    entries = found("x.csv", b"date,text\n\n1916-05-26,\n1916-05-27,A story.\n")
    assert [type(entry) for entry in entries] == [Problem, Article]


def test_a_quotation_mark_that_never_closes_ends_in_a_problem():
    rows = "".join(f"1916,Story number {n}.\n" for n in range(1000))
    entries = found("x.csv", f'date,text,page\n1916,A story.,1\n"1916,{rows}'.encode())
    assert isinstance(entries[0], Article) and isinstance(entries[-1], Problem)


def test_a_line_without_end_is_a_problem_and_not_a_memory_fault(monkeypatch):
    monkeypatch.setattr(delimited, "MAX_LINE", 10_000)
    entries = found("x.csv", b"date,text\n1916,A story.\n1917," + b"x" * 50_000)
    assert any(isinstance(entry, Problem) and "longer" in entry.reason for entry in entries)


@settings(max_examples=50)
@given(st.lists(st.text(alphabet='ab ,;"\n\t|é—', min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_what_a_csv_writer_wrote_comes_back(texts):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["article_id", "date", "newspaper", "text"])
    for text in texts:
        writer.writerow(["1", "1916-05-26", "The Sun", text])
    assert [article.text for article in articles("x.csv", buffer.getvalue())] == texts


def test_names_of_well_known_exports_are_guessed():
    trove = guess(["article_id", "title", "newspaper_id", "newspaper_title", "page", "date", "url", "text"])
    assert (trove["headline"], trove["newspaper"], trove["id"]) == ("title", "newspaper_title", "article_id")
    api = guess(["id", "heading", "title", "date", "page", "articleText", "troveUrl"])
    assert (api["headline"], api["newspaper"], api["text"], api["url"]) == (
        "heading",
        "title",
        "articleText",
        "troveUrl",
    )
    proquest = guess(
        ["Title", "Authors", "pubdate", "pubtitle", "year", "DocumentURL", "Full text", "StoreId", "startPage"]
    )
    assert proquest == {
        "headline": "Title", "byline": "Authors", "date": "pubdate", "newspaper": "pubtitle", "year": "year",
        "url": "DocumentURL", "text": "Full text", "id": "StoreId", "page": "startPage",
    }  # fmt: skip
    gale = guess(["Document Title", "Publication Title", "Publication Date", "Gale Document Number", "Document Text"])
    assert (gale["headline"], gale["newspaper"], gale["date"]) == (
        "Document Title",
        "Publication Title",
        "Publication Date",
    )
    lexis = guess(["Headline", "Byline", "Date", "Source", "Length", "Body"])
    assert (lexis["text"], lexis["newspaper"], lexis["headline"]) == ("Body", "Source", "Headline")
    papers_past = guess(["", "date", "newspaper_id", "newspaper", "article_id", "title", "text", "newspaper_web"])
    assert (papers_past["newspaper"], papers_past["headline"]) == ("newspaper", "title")


def test_american_stories_rows():
    for name, data in (("a.json", json.dumps(ROWS)), ("a.jsonl", "\n".join(map(json.dumps, ROWS)))):
        first, second = articles(name, data)
        assert first.external_id == ROWS[0]["article_id"]
        assert (first.newspaper, first.edition, str(first.date)) == ("The sun.", "01", "1916-05-26")
        assert (first.page, first.headline, first.byline) == ("1", "STRIKE AT THE MILLS", "By JOHN REED")
        assert first.text == ROWS[0]["article"]  # tags stay text
        assert str(second.date) == "1916-05"


@pytest.mark.parametrize(
    "document",
    [
        {"1916": ROWS},
        {"articles": ROWS, "count": 2},
        {"a": ROWS[0], "b": ROWS[1]},
        {key: [row[key] for row in ROWS] for key in ROWS[0]},
        {key: {str(n): row[key] for n, row in enumerate(ROWS)} for key in ROWS[0]},
        {"articles": {"a": ROWS[0], "b": ROWS[1]}},
    ],
)
def test_json_of_every_build(document):
    assert [article.text for article in articles("a.json", json.dumps(document))] == [row["article"] for row in ROWS]


def test_one_article_in_a_json_file():
    [article] = articles("a.json", json.dumps(ROWS[0]))
    assert (article.headline, article.locator) == ("STRIKE AT THE MILLS", "a.json")


def test_an_article_whose_text_is_a_list_beside_other_lists_is_no_table():
    article = {"title": "Storm", "date": "1916-05-26", "text": ["One.", "Two."], "authors": ["J. Smith", "A. Jones"]}
    [found_] = articles("a.json", json.dumps(article))
    assert (found_.headline, str(found_.date), found_.text) == ("Storm", "1916-05-26", "One.\n\nTwo.")
    assert found_.byline == "J. Smith, A. Jones"
    table = {"date": "1916-05-26", "text": ["One.", "Two."], "title": ["A", "B"]}
    assert [row.headline for row in articles("a.json", json.dumps(table))] == ["A", "B"]


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n  \n"])
def test_json_lines_of_another_name_are_known_though_the_first_is_long(between):
    lines = [json.dumps({"date": f"1916-05-2{n}", "text": f"Story {n}. " * 2000}) for n in range(3)]
    entries = articles("pages.json", between.join(lines))
    assert [str(entry.date) for entry in entries] == ["1916-05-20", "1916-05-21", "1916-05-22"]
    [one] = articles("page.json", json.dumps({"date": "1916-05-20", "text": "Story. " * 4000}, indent=1))
    assert str(one.date) == "1916-05-20"


def test_json_lines_of_another_name_may_be_larger_than_a_document():
    lines = [json.dumps({"date": "1916-05-26", "text": f"Story {n}. " * 2000}) for n in range(3)]
    data = "\n".join(lines).encode()
    item = made("pages.json", data)
    item.size = MAX_DOCUMENT + 1
    assert len(list(json_document.read(item, ReadOptions()))) == 3


def test_json_with_other_names_is_read_by_mapping():
    rows = [{"kopf": "STREIK", "leib": "Dreitausend Weber.", "tag": "26. Mai 1916"}]
    [problem, *_] = found("a.json", json.dumps(rows).encode())
    assert isinstance(problem, Problem) and "leib" in problem.reason
    [article] = articles("a.json", json.dumps(rows), text="leib", headline="kopf", date="tag")
    assert (article.text, article.headline, str(article.date)) == ("Dreitausend Weber.", "STREIK", "1916-05-26")


def test_newswire_rows_take_the_first_day_and_the_first_paper():
    row = {
        "year": 1916, "dates": ["Jun-02-1916", "May-31-1916"], "byline": "(By United Press)", "cluster_size": 2,
        "newspaper_metadata": [
            {"lccn": "sn1", "newspaper_title": "The Day Book", "newspaper_city": "Chicago",
             "newspaper_state": "Illinois"},
        ],
        "article": "Two ships were sunk.",
    }  # fmt: skip
    [article] = articles("a.jsonl", json.dumps(row))
    assert (article.newspaper, article.place, str(article.date)) == ("The Day Book", "Chicago, Illinois", "1916-05-31")


def test_a_bad_line_is_reported_and_the_rest_is_read():
    entries = found("a.jsonl", (json.dumps(ROWS[0]) + "\n{bad\n[1]\n\n" + json.dumps(ROWS[1]) + "\n").encode())
    assert [type(entry) for entry in entries] == [Article, Problem, Problem, Article]
    assert [entry.path for entry in entries if isinstance(entry, Problem)] == ["a.jsonl#row=2", "a.jsonl#row=3"]
    assert isinstance(entries[3], Article) and entries[3].locator == "a.jsonl#row=5"


def test_a_long_list_is_streamed_and_one_that_breaks_off_gives_what_it_has():
    rows = [{**ROWS[0], "article": f"Story {n}. " * 50} for n in range(2000)]
    data = json.dumps(rows)
    assert [article.text for article in articles("a.json", data)] == [row["article"] for row in rows]
    entries = found("a.json", data[: len(data) // 2].encode())
    assert 900 < len(entries) < 1100 and isinstance(entries[-1], Problem)
    assert all(isinstance(entry, Article) for entry in entries[:-1])


def test_hostile_json_is_a_problem():
    for data in (
        "[" * 100_000,
        '{"a":' * 100_000,
        '[{"article": "x' + "\\ud800" * 3 + '"}]',
        "[1e999999, " + "9" * 5000 + "]",
    ):
        for entry in found("a.json", data.encode()):
            assert isinstance(entry, Problem) or "\ufffd" in entry.text


def test_answers_of_troves_interface():
    record = {
        "id": "17", "url": "https://api.trove.nla.gov.au/v3/newspaper/17", "heading": "FLOOD AT GUNDAGAI.", "page": "3",
        "category": "Article", "title": {"id": "35", "title": "The Argus (Melbourne, Vic.)"}, "date": "1852-07-08",
        "articleText": "<p>The river rose.</p>", "troveUrl": "https://nla.gov.au/nla.news-article17",
    }  # fmt: skip
    answer = {
        "query": "flood",
        "category": [{"code": "newspaper", "name": "x", "records": {"s": "*", "article": [record]}}],
    }
    [article] = articles("trove.json", json.dumps(answer))
    assert (article.headline, article.newspaper, str(article.date), article.external_id) == (
        "FLOOD AT GUNDAGAI.", "The Argus (Melbourne, Vic.)", "1852-07-08", "17",
    )  # fmt: skip
    assert article.text == "The river rose."
    assert article.url == "https://nla.gov.au/nla.news-article17"  # the other asks for a key
    assert article.locator == "trove.json#category=1/records/article=1"


def test_pages_from_chronicling_americas_search():
    item = {"lccn": "sn1", "title": "The sun.", "date": "19160526", "page": "1", "edition": None, "sequence": 1,
            "place_of_publication": "New York [N.Y.]", "ocr_eng": "narrow lines of a page\n" * 500,
            "id": "/lccn/sn1/"}  # fmt: skip
    [page] = articles("search.json", json.dumps({"totalItems": 1, "items": [item]}))
    assert (page.newspaper, page.place, str(page.date), page.headline) == (
        "The sun.",
        "New York [N.Y.]",
        "1916-05-26",
        "",
    )
    assert page.whole_page


def test_a_list_of_word_places_is_no_article():
    [problem] = found("w.json", b'{"width": 10, "height": 20, "coords": {"text": [[1, 2, 3, 4]]}}')
    assert isinstance(problem, Problem) and "without the text" in problem.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.csv", CSV.encode()), ("t.jsonl", "\n".join(map(json.dumps, ROWS)).encode()),
     ("t.json", json.dumps(ROWS).encode()),
     ("t.xlsx", workbook(only=TABLE)), ("t.csv.gz", gzip.compress(CSV.encode()))],
)  # fmt: skip
def test_a_look_at_a_table_shows_columns_rows_and_the_guess(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    [source] = scan([tmp_path])
    table = table_of(source, 1)  # type: ignore[arg-type]
    assert table is not None and len(table.rows) == 1
    assert table.fields["text"] in table.columns and table.fields["date"] in table.columns
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.shape == shape_of([column.upper() for column in reversed(table.columns)])


def test_a_look_at_what_is_no_table_is_none(tmp_path):
    (tmp_path / "a.txt").write_text("A story of a flood.")
    [source] = scan([tmp_path])
    assert table_of(source) is None  # type: ignore[arg-type]


def test_columns_from_a_toml_file(tmp_path):
    path = tmp_path / "columns.toml"
    path.write_text('[columns]\ntext = "Body"\nexternal_id = "Nr"\ndate = 3\n')
    assert load_columns(path) == {"text": "Body", "id": "Nr", "date": "3"}
    for bad in ("text = [", 'colour = "x"', "text = true"):
        path.write_text(bad)
        with pytest.raises(UserError, match="columns"):
            load_columns(path)
    with pytest.raises(UserError):
        load_columns(tmp_path / "gone.toml")


@pytest.mark.skipif(not (DATA / "papers-past").is_dir(), reason="needs ../shared/data/papers-past")
def test_papers_past_rows():
    entries = [entry for source in scan([DATA / "papers-past"]) for entry in read(source)]  # type: ignore[arg-type]
    assert len(entries) == 522 and all(isinstance(entry, Article) for entry in entries)
    first = entries[0]
    assert isinstance(first, Article)
    assert first.locator == "papers-past-10-issues.csv#row=1"
    assert (first.newspaper, first.headline, str(first.date)) == (
        "Otago Witness", "ORIGINAL CORRESPONDENCE.", "1854-07-08",
    )  # fmt: skip
    assert first.url == "https://paperspast.natlib.govt.nz/newspapers/otago-witness/1854/07/08"
    assert first.external_id == "3"
    assert {entry.date.year for entry in entries if isinstance(entry, Article) and entry.date} <= set(range(1854, 1898))
    assert all(isinstance(entry, Article) and entry.date and entry.headline for entry in entries)


@pytest.mark.skipif(not (DATA / "chronam-1916").is_dir(), reason="needs ../shared/data/chronam-1916")
def test_a_month_of_front_pages_is_read_from_its_archive():
    [source] = scan([DATA / "chronam-1916/1916-05.tar.xz"])
    pages = list(read(source))  # type: ignore[arg-type]
    assert len(pages) == 580
    titles = {entry["lccn"]: entry for entry in json.loads((DATA / "chronam-1916/titles.json").read_text())}
    for page in pages:
        assert isinstance(page, Article) and page.whole_page
        day, _, name = page.locator.partition("/")
        title = titles[name.partition("-")[0]]
        assert (page.newspaper, page.place) == (title["name"], title["place_of_publication"] or page.place)
        assert str(page.date).replace("-", "") == day
