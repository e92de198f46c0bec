"""What an import would bring, told before it runs."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from dejavu_app.archive import Archive
from dejavu_app.errors import Cancelled
from dejavu_app.jobs import ImportJob, Rates, forecast
from dejavu_app.reading import ReadOptions, Source, scan
from tests.jobs.conftest import rows, story


def sources(folder: Path) -> list[Source]:
    return [found for found in scan([folder]) if isinstance(found, Source)]


def test_a_forecast_comes_near_what_the_import_does(path: Path, folder: Path) -> None:
    (folder / "long.jsonl").write_text(rows(1000, 900))
    told = forecast(path, sources(folder), rates=Rates(read=1000.0, encode=10.0))
    assert not path.exists()
    report = ImportJob(path, [folder], encode=False, workers=0).run()
    assert (told.known, told.partial) == (0, False)
    assert told.articles == pytest.approx(report.added, rel=0.25)
    assert told.passages == pytest.approx(report.passages, rel=0.25)
    assert told.read_seconds == pytest.approx(report.read_chars / 1000, rel=0.25)
    assert told.encode_seconds == pytest.approx(told.passages / 10, rel=0.01)
    assert told.size > report.read_chars


@pytest.mark.parametrize("short", [False, True])
def test_a_table_of_many_columns_or_with_a_short_beginning_is_not_overrated(
    path: Path, tmp_path: Path, short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.import_module("dejavu_app.jobs.forecast"), "BEGINNING", 600_000)
    long = [story(n) for n in range(9)]
    texts = ["Few words." if short and n < 210 else long[n % 9] for n in range(2000)]
    others = "" if short else ",".join(["the remarks of a cataloguer on what it is"] * 20)
    lines = (f"Head {n},{text},{others}" for n, text in enumerate(texts))
    names = ",".join(f"x{n}" for n in range(20))
    (tmp_path / "wide.csv").write_text("\n".join([f"headline,text,{names}", *lines, ""]))
    assert forecast(path, sources(tmp_path)).articles == pytest.approx(2000, rel=0.25)


def test_files_in_the_archive_are_known_wherever_they_lie(path: Path, folder: Path) -> None:
    ImportJob(path, [folder], encode=False, workers=0).run()
    (folder / "rows0.jsonl").rename(folder / "deep" / "again.jsonl")
    (folder / "new.jsonl").write_text(rows(5000, 10))
    told = forecast(path, sources(folder))
    assert (told.known, told.known_articles) == (9, 36)
    assert told.articles == 10


def test_other_columns_make_a_known_table_new(path: Path, folder: Path) -> None:
    ImportJob(path, [folder], encode=False, workers=0).run()
    told = forecast(path, sources(folder), ReadOptions(tables={"shape": {"text": "headline"}}))
    assert told.known == 6


def test_half_read_files_are_not_known(path: Path, folder: Path) -> None:
    with Archive(path, create=True) as archive:
        source = sources(folder)[0]
        archive.start_source(str(source.path), source.name, "0" * 64, source.size, source.reader, "1")
    assert forecast(path, sources(folder)).known == 0


def test_a_forecast_can_be_stopped(path: Path, folder: Path) -> None:
    with pytest.raises(Cancelled):
        forecast(path, sources(folder), cancelled=lambda: True)
