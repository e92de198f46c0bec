"""What holds for every reader: it knows its own, reads the same twice, and meets damage with nothing but problems."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dejavu_app.domain import Article
from dejavu_app.reading import READERS, Item, Problem, ReadOptions, Sample, Source, read, scan
from dejavu_app.reading.claims import relative
from dejavu_app.reading.reading import read_item
from dejavu_app.reading.registry import choose
from tests.reading.samples import COMPANIONS, SAMPLES

CASES = [(reader, name, data) for reader, files in SAMPLES.items() for name, data in files]
IDS = [f"{reader}-{name}" for reader, name, _ in CASES]
each_sample = pytest.mark.parametrize(("reader", "name", "data"), CASES, ids=IDS)


def item(name: str, data: bytes) -> Item:
    def sibling(href: str) -> Item | None:
        where = relative(name, href)
        found = COMPANIONS.get(name, {}).get(where)
        return Item(where, where, where, len(found), lambda: io.BytesIO(found)) if found else None

    return Item(Path(name).name, name, name, len(data), lambda: io.BytesIO(data), siblings=sibling)


def sample(name: str, data: bytes) -> Sample:
    return Sample(Path(name).name, data[: 16 * 1024], len(data) <= 16 * 1024)


def found(name: str, data: bytes, options: ReadOptions | None = None) -> list[Article | Problem]:
    return list(read_item(item(name, data), options or ReadOptions(), lambda: False))


def test_every_reader_has_samples():
    assert {reader.NAME for reader in READERS} == {
        *SAMPLES,
        "parquet",
    }  # parquet's library is optional: test_documents.py


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
def test_reader_says_its_name_label_and_version(reader):
    assert reader.NAME and reader.LABEL and reader.VERSION
    assert reader.__doc__


@each_sample
def test_sniff_knows_its_own_better_than_any_other(reader, name, data):
    scores = {other.NAME: other.sniff(sample(name, data)) for other in READERS}
    assert all(0 <= score <= 1 for score in scores.values())
    assert max(scores, key=scores.__getitem__) == reader, scores


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 4096, bytes(range(256)) * 16, b"%PDF-1.4\n\x80\x81", b"\xff\xd8\xff\xe0"]
)
def test_sniff_claims_no_other_matter(data):
    for reader in READERS:
        assert reader.sniff(Sample("scan.bin", data, True)) in (0, 0.0) or reader.NAME == "pdf"


@each_sample
def test_reading_gives_articles_and_no_problem(reader, name, data):
    articles = found(name, data)
    assert articles and all(isinstance(article, Article) for article in articles), articles
    for article in articles:
        assert article.text.strip()
        article.text.encode()  # storable: no lone surrogate
        assert "\x00" not in article.text
        assert article.locator.startswith(Path(name).name)
        assert all(0 <= line.start <= line.end <= len(article.text) for line in article.lines)
    assert len({article.locator for article in articles}) == len(articles)


@each_sample
def test_reading_twice_gives_the_same(reader, name, data):
    assert found(name, data) == found(name, data)


@each_sample
def test_a_file_on_disk_reads_as_its_bytes_do(reader, name, data, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    for companion, content in COMPANIONS.get(name, {}).items():
        (tmp_path / companion).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / companion).write_bytes(content)
    [source] = scan([tmp_path])
    assert isinstance(source, Source)
    assert source.reader == reader
    texts = [entry.text for entry in read(source) if isinstance(entry, Article)]
    assert texts == [entry.text for entry in found(name, data) if isinstance(entry, Article)]


@each_sample
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_breaks_off_raises_nothing(reader, name, data, share):
    for entry in found(name, data[: int(len(data) * share)], ReadOptions(format=reader)):
        assert isinstance(entry, Article | Problem)


@each_sample
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=8))
def test_mangled_files_raise_nothing(reader, name, data, edits):
    mangled = data
    for at, cut, put in edits:
        start = int(at * len(mangled))
        mangled = mangled[:start] + put + mangled[start + cut :]
    for options in (ReadOptions(), ReadOptions(format=reader)):
        for entry in found(name, mangled, options):
            assert isinstance(entry, Article | Problem)
            if isinstance(entry, Article):
                assert entry.text.strip()
                entry.text.encode()
            else:
                assert entry.reason and "\n" not in entry.reason


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.NAME)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=600))
def test_any_bytes_raise_nothing(reader, data):
    choose(Sample("x.txt", data, True))
    for entry in found("anything", data, ReadOptions(format=reader.NAME)):
        assert isinstance(entry, Article | Problem)


FORMATS = Path(__file__).parents[2] / "../shared/data/formats"
FILES = sorted(
    path for path in FORMATS.rglob("*") if path.suffix in (".xml", ".alto", ".hocr", ".html", ".pdf", ".json")
)


@pytest.mark.skipif(not FILES, reason="needs ../shared/data/formats")
@settings(max_examples=30, deadline=None)
@given(
    path=st.sampled_from(FILES or [Path()]),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4000), st.binary(max_size=40)), min_size=1, max_size=20),
    keep=st.floats(0.2, 1),
)
def test_mangled_fixtures_raise_nothing(path, edits, keep):
    mangled = path.read_bytes()
    mangled = mangled[: int(len(mangled) * keep)]
    for at, cut, put in edits:
        start = int(at * len(mangled))
        mangled = mangled[:start] + put + mangled[start + cut :]
    for entry in found(path.name, mangled):
        assert isinstance(entry, Article | Problem)
