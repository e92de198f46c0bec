"""Takes the pictures for the README from the running program: drives the real window on the sample archive.

    xvfb-run -a -s "-screen 0 1600x1000x24" .venv/bin/python packaging/screenshots.py [NAME...]

They go to ``resources/screenshots``. The window uses settings and a sample archive of its own, in a temporary folder.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from dejavu_app.domain import PartialDate
from dejavu_app.resources import resource_path
from dejavu_app.ui import settings as options
from dejavu_app.ui.app import create_window, dress
from dejavu_app.ui.main_window import MainWindow
from dejavu_app.ui.settings import Settings

TARGET = resource_path("screenshots")
NO_DITHER = Qt.ImageConversionFlag.AvoidDither
SIZE = (1280, 800)
LONGEST_WAIT = 300.0  # seconds: the first start converts the model


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("the window did not come to rest")
        wait(50)


def settle(window: MainWindow) -> None:
    """Waits until nothing is under way in the background."""
    wait(400)
    until(lambda: window.bridge.idle() and not window.jobs.running())
    wait(400)


def start(archive: Path | None, colours: str = "day") -> MainWindow:
    settings = Settings()
    settings.set(options.COLOURS, colours)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, settings)
    window = create_window(str(archive) if archive else None)
    window.resize(*SIZE)
    window.show()
    if archive:
        until(lambda: window.desk is not None)
    settle(window)
    return window


def ask(window: MainWindow, query_id: str) -> None:
    """Pastes one of the sample's queries and searches."""
    queries = {query["id"]: query for query in json.loads(resource_path("sample", "queries.json").read_text("utf-8"))}
    window.query.set_text(queries[query_id]["text"])
    settle(window)
    window.query.button.click()
    until(lambda: window.search_flow.found is not None)
    settle(window)
    window.results.choose(0)
    settle(window)


def keep(window: MainWindow, name: str, above: QWidget | None = None) -> None:
    """Saves what the window shows, with a sheet in front of it where there is one."""
    picture = window.grab()
    if above is not None:
        front = above.grab()
        corner = QRect(0, 0, front.width(), front.height())
        corner.moveCenter(picture.rect().center())
        painter = QPainter(picture)
        painter.drawPixmap(corner.topLeft(), front)
        painter.drawRect(corner.adjusted(-1, -1, 0, 0))
        painter.end()
    save(picture, name)


def save(picture: QPixmap, name: str) -> None:
    TARGET.mkdir(exist_ok=True)
    path = TARGET / f"{name}.png"
    # Fewer shades make a file of half the size, and no difference that an eye sees.
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB666, NO_DITHER)
    image.convertToFormat(QImage.Format.Format_RGB888).save(str(path), "PNG", 0)
    print(f"{path.name}  {path.stat().st_size // 1024} KB", flush=True)


def welcome(archive: Path) -> None:
    """The first minute: an empty window, a place to drop newspapers."""
    window = start(None)
    keep(window, "welcome")
    window.close()


def side_by_side(archive: Path) -> None:
    """A story of today and its best parallel, the sentences that match marked in both."""
    window = start(archive)
    ask(window, "school-books")
    keep(window, "side-by-side")
    window.close()


def night(archive: Path) -> None:
    """The same in the colours of the night, with another question."""
    window = start(archive, "night")
    ask(window, "flood")
    keep(window, "night")
    window.close()


def filters(archive: Path) -> None:
    """A search narrowed to some years, and moved by more like this."""
    window = start(archive)
    ask(window, "bank-run")
    window.timeline.range_chosen.emit((PartialDate(1880), PartialDate(1935)))
    settle(window)
    found = window.search_flow.found
    assert found is not None
    window.search_flow.more_like([found.rows[0]], True)
    settle(window)
    window.results.choose(1)
    settle(window)
    keep(window, "refine")
    window.close()


def table(archive: Path) -> None:
    """The list as a table that sorts by any column."""
    window = start(archive)
    ask(window, "masks")
    window.results.table_button.click()
    settle(window)
    keep(window, "table")
    window.results.table_button.click()
    window.close()


def review(archive: Path) -> None:
    """What was found in a dropped folder, before anything is imported."""
    window = start(archive)
    folder = archive.parent / "Newspapers"
    folder.mkdir()
    articles = resource_path("sample", "articles.jsonl").read_text(encoding="utf-8").splitlines()
    (folder / "weeklies.jsonl").write_text("\n".join(articles[:40]) + "\n", encoding="utf-8")
    rows = [json.loads(line) for line in articles[40:80]]
    with (folder / "dailies.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    with zipfile.ZipFile(folder / "evening papers.zip", "w") as pages:
        for row in map(json.loads, articles[80:]):
            pages.writestr(f"{row['newspaper_name']}/{row['date']}.txt", f"{row['headline']}\n\n{row['article']}")
    (folder / "page 3.tif").write_bytes(b"II*\0 a scan without its text")
    (folder / "letters.wpd").write_bytes(b"\xffWPC\x00 a word processor of long ago")
    sheet = window.import_flow.review([folder], archive)
    until(lambda: sheet.review() is not None)
    settle(window)
    keep(window, "review", sheet)
    sheet.reject()
    window.close()


SHOTS = {shot.__name__: shot for shot in (welcome, side_by_side, night, filters, table, review)}


def make_archive(path: Path) -> Path:
    from dejavu_app.encoding import Models
    from dejavu_app.jobs import ImportJob

    ImportJob(path, [resource_path("sample", "articles.jsonl")], models=Models()).run()
    return path


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DEJAVU_DATA"] = folder
        app = QApplication([sys.argv[0]])
        archive = make_archive(Path(folder) / "Sample.dejavu")
        for name in names or SHOTS:
            SHOTS[name](archive)
        app.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
