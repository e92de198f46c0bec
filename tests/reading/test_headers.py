"""Tables as programs and people really leave them: titles above the names, unquoted commas, names in other tongues."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.reading import Problem
from dejavu_app.reading.formats import delimited
from dejavu_app.reading.formats.sheet import NAME as SHEET
from tests.reading.samples import workbook
from tests.reading.test_contract import found
from tests.reading.test_tables import articles

LONG = "The river rose ten feet on Friday, and every bridge in the valley is gone. " * 4
ROWS: list[list[object]] = [["Date", "Title", "Text"], ["1916-05-26", "A FLOOD", "The river rose, so they say."],
                            ["1916-05-27", "A FIRE", "The mill burned, they say."]]  # fmt: skip


def table(rows: list[list[object]], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def told(found: list[Article]) -> list[tuple[str, str, str, str]]:
    return [(str(a.date), a.headline, a.text, a.locator.partition("#")[2]) for a in found]


PLAIN = [("1916-05-26", "A FLOOD", "The river rose, so they say.", "row=1"),
         ("1916-05-27", "A FIRE", "The mill burned, they say.", "row=2")]  # fmt: skip
ABOVE = {
    "empty lines": [[], [], []],
    "a title": [["Search results, 12 May 2024"], []],
    "a padded title": [["Search results", "", ""], ["", "", ""]],
    "notes": [["Database", "Old Papers"], ["Query", "flood or fire"], []],
}


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_stands_above_the_names_of_a_csv_is_passed_over(above, delimiter):
    assert told(articles("x.csv", table([*ABOVE[above], *ROWS], delimiter))) == PLAIN


@pytest.mark.parametrize("above", ABOVE)
def test_what_stands_above_the_names_of_a_workbook_is_passed_over(above):
    assert told(articles("x.xlsx", workbook(only=[*ABOVE[above], *ROWS]))) == PLAIN


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_that_names_the_delimiter_for_excel_is_heard(line, encoding):
    assert told(articles("x.csv", f"{line}\r\n{table(ROWS, ';')}".encode(encoding))) == PLAIN


def test_a_table_that_only_begins_with_values_keeps_its_first_row():
    rows = [["1916-05-26", LONG], ["1916-05-27", LONG + "Text"]]
    assert [a.text for a in articles("x.csv", table(rows))] == [LONG, LONG + "Text"]


def test_blanks_before_a_quotation_mark_do_not_cut_a_text_at_its_commas():
    data = 'id, date, text\n1, 4 May 1916, "The mill, the barn, and the inn burned."\n2, 5 May 1916, "They ""left""."\n'
    assert [(a.external_id, str(a.date), a.text) for a in articles("x.csv", data)] == [
        ("1", "1916-05-04", "The mill, the barn, and the inn burned."), ("2", "1916-05-05", 'They "left".'),
    ]  # fmt: skip


def test_blanks_before_speech_in_an_unquoted_text_open_no_cell():
    text = '"No"" never"", he said, ""and\nleft""."'
    data = f'date,text\n1916,{text}\n1917,"He said, ""no"" and went."\n'
    assert [a.text for a in articles("x.csv", data)][1] == 'He said, "no" and went.'


def test_commas_in_an_unquoted_text_at_the_end_of_the_row_belong_to_it():
    data = "id,date,text\n1,1916,The mill, the barn, and the inn burned.\n2,1917,Nobody was hurt.\n3,1918,Rain, rain.\n"
    assert [a.text for a in articles("x.csv", data)] == [
        "The mill, the barn, and the inn burned.", "Nobody was hurt.", "Rain, rain.",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [
    "id,text,date\n1,The mill, the barn and the inn burned.,1916\n2,Rain.,1917\n3,Fog, and rain.,1918\n",  # text inside
    "id,date,text\n1,7,1916,The mill burned.\n2,8,1917,Rain.\n",  # a column that nobody named
])
def test_cells_beyond_the_last_column_are_told_of_once(data):
    problems = [each for each in found("x.csv", data.encode()) if isinstance(each, Problem)]
    assert len(problems) == 1 and "4 cells for 3 columns" in problems[0].reason and problems[0].path.endswith("#row=1")


def test_delimiters_at_the_end_of_every_row_are_nothing_to_tell():
    assert len(articles("x.csv", "id,date,text\n1,1916,The mill burned.,\n2,1917,Rain.,,\n")) == 2


@settings(deadline=None)
@given(st.lists(st.lists(st.text('ab ,;|\t"\n', max_size=12), min_size=2, max_size=2), min_size=1, max_size=8),
       st.sampled_from(",;\t|"))  # fmt: skip
def test_no_cell_is_lost_or_changed_whatever_stands_in_it(cells, delimiter):
    rows = [[f"n{n}", first, f"T{second}T"] for n, (first, second) in enumerate(cells)]
    got = found("x.csv", table([["id", "date", "text"], *rows], delimiter).encode())
    assert [each.text for each in got if isinstance(each, Article)] == [row[2] for row in rows]


def test_a_column_of_an_unknown_name_is_the_text_of_a_workbook_when_only_it_is_long():
    [article] = articles("x.xlsx", workbook(only=[["Titel", "Datum", "Leib"], ["FLUT", "26. Mai 1916", LONG]]))
    assert (article.text, article.headline, str(article.date)) == (LONG, "FLUT", "1916-05-26")
    assert SHEET == "xlsx"


@pytest.mark.parametrize("names", [
    "Schlagzeile;Artikeltext;Erscheinungsdatum;Zeitungstitel;Erscheinungsort;Seite",
    "titre;texte;date de publication;journal;lieu;page",
    "título;texto;fecha de publicación;periódico;lugar;página",
    "título;texto;data;jornal;lugar;página",
    "titolo;testo;data;giornale;luogo;pagina",
    "titel;tekst;datum;krant;plaats;pagina",
    "rubrik;text;datum;tidning;ort;sida",
    "overskrift;tekst;dato;avis;place;page",
    "otsikko;teksti;päivämäärä;sanomalehti;paikka;sivu",
    "titulek;text;datum;noviny;místo;strana",
])
def test_columns_named_in_other_languages_are_known(names):
    [a] = articles("x.csv", f"{names}\nFLUT;Der Fluss stieg.;26.5.1916;Bote;Bern;3\n")
    assert (a.headline, a.text, str(a.date), a.newspaper, a.place, a.page) == (
        "FLUT", "Der Fluss stieg.", "1916-05-26", "Bote", "Bern", "3")  # fmt: skip


def test_data_are_no_date_to_the_english():
    assert articles("x.csv", "id,data,text\n1,1916,A story.\n")[0].date is None


def test_an_own_export_gives_back_the_articles_own_number():
    [a] = articles("x.csv", "rank,article_id,external_id,headline,passage\n1,57,sn83/1,A FLOOD,The river rose.\n")
    assert (a.external_id, a.headline, a.text) == ("sn83/1", "A FLOOD", "The river rose.")


def test_a_long_table_is_read_beyond_the_rows_that_are_looked_at():
    rows = "".join(f"{n},1916,Rain, more rain and number {n}.\n" for n in range(3 * delimited.PEEK))
    assert len(articles("x.csv", f"id,date,text\nx,1916,Fog.\n{rows}")) == 3 * delimited.PEEK + 1


def test_words_in_quotation_marks_at_the_start_of_an_unquoted_text_swallow_no_rows():
    texts = ['"We shall never give in, said the mayor.', 'He said "no" and left.', '"No," he said, and left.',
             'A fire.', '"Never.']  # fmt: skip
    data = "id\tdate\ttext\n" + "".join(f"{n}\t1916\t{text}\n" for n, text in enumerate(texts))
    got = articles("x.tsv", data)
    assert [(a.external_id, a.text) for a in got] == [(str(n), text) for n, text in enumerate(texts)]
    assert [a.locator for a in got] == [f"x.tsv#row={n}" for n in range(1, 6)]


def test_lines_in_a_quoted_cell_stay_one_cell_though_each_looks_like_a_row():
    text = "a\tb\tc\nd\te\tf"
    assert [a.text for a in articles("x.tsv", table([["id", "date", "text"], ["1", "1916", text]], "\t"))] == [text]


@settings(deadline=None)
@given(st.lists(st.text("ab ,;|'\"", max_size=12), min_size=1, max_size=8))
def test_a_table_in_which_nothing_is_quoted_keeps_its_rows_and_marks(cells):
    texts = [f"{cell.strip()}." for cell in cells]
    data = "id\tdate\ttext\n" + "".join(f"{n}\t1916\t{text}\n" for n, text in enumerate(texts))
    got = articles("x.tsv", data)
    assert [(a.external_id, a.text) for a in got] == [(str(n), text) for n, text in enumerate(texts)]
