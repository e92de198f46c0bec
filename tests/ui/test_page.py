"""The picture of a page is found beside its source, on the disk and inside an archive file."""

from __future__ import annotations

import errno
import io
import random
import tarfile
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dejavu_app.domain import Article, LineBox
from dejavu_app.errors import UserError
from dejavu_app.ui.page_scan import page_picture, regions
from dejavu_app.ui.page_view import PageView

ARTICLE = Article(
    text="First line\nSecond line",
    locator="1916/page.xml#page=1",
    page_image="page.png",
    page_size=(200.0, 100.0),
    lines=(LineBox(0, 10, 20, 10, 100, 5), LineBox(11, 22, 20, 20, 100, 5)),
)


def png() -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_a_stretch_of_text_has_its_place_on_the_page() -> None:
    only = regions(ARTICLE, 11, 15)
    assert [(r.left, r.top, r.width, r.height) for r in only] == [(0.1, 0.2, 0.5, 0.05)]
    assert len(regions(ARTICLE, 5, 15)) == 2


def test_a_scan_is_found_in_the_folder(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "page.png").write_bytes(png())
    assert page_picture(tmp_path / "page.xml", ARTICLE).width() == 40


def test_a_scan_is_found_in_a_zip_and_in_a_tar(tmp_path: Path, qtbot: QtBot) -> None:
    with zipfile.ZipFile(tmp_path / "year.zip", "w") as archive:
        archive.writestr("1916/page.png", png())
    assert page_picture(tmp_path / "year.zip", ARTICLE).height() == 20
    with tarfile.open(tmp_path / "year.tar.gz", "w:gz") as packed:
        entry = tarfile.TarInfo("1916/page.png")
        entry.size = len(png())
        packed.addfile(entry, io.BytesIO(png()))
    assert page_picture(tmp_path / "year.tar.gz", ARTICLE).height() == 20


@pytest.mark.parametrize(("name", "kind"), [("page.jp2", "JPEG2000"), ("page.tif", "TIFF")])
def test_the_scans_that_libraries_keep_are_shown(tmp_path: Path, qtbot: QtBot, name: str, kind: str) -> None:
    scan = Image.new("L", (5000, 6000), "white")
    scan.paste(0, (0, 0, 2500, 6000))
    scan.save(tmp_path / name, kind)
    picture = page_picture(tmp_path / "page.xml", replace(ARTICLE, page_image=name))
    assert abs(picture.height() / picture.width() - 1.2) < 0.01
    if kind == "JPEG2000":
        assert picture.width() <= 2500, "it is drawn at the size that is needed, not at the size it was scanned in"
    assert picture.pixelColor(5, 5) == QColor("black")
    assert picture.pixelColor(picture.width() - 5, 5) == QColor("white")


def test_a_lost_or_unknown_scan_is_said(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "page.xml").write_text("<alto/>")
    with pytest.raises(UserError, match=r"page\.png"):
        page_picture(tmp_path / "page.xml", ARTICLE)
    (tmp_path / "page.png").write_bytes(b"not a picture")
    with pytest.raises(UserError, match="PNG"):
        page_picture(tmp_path / "page.xml", ARTICLE)


def test_the_page_is_marked_and_zoomed(qtbot: QtBot) -> None:
    image = QImage.fromData(png())
    view = PageView("The Bee", image, regions(ARTICLE, 0, 5))
    qtbot.addWidget(view)
    view.show()
    before = view.sheet.width()
    view.zoom(1.25)
    assert view.sheet.width() > before
    mark = view.sheet.first_mark()
    assert mark is not None
    assert view.sheet.rect().contains(mark.toRect())


def refused(*_: object) -> bytes:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_scan_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.png").write_bytes(png())
    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(UserError, match=r"page\.png cannot be read: Permission denied\.$"):
        page_picture(tmp_path / "page.xml", ARTICLE)


def noise(size: int) -> bytes:
    """What cannot be packed any smaller, so that a file cut in half ends inside of it."""
    return random.Random(1).randbytes(size)


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_an_archive_that_was_cut_off_is_said(tmp_path: Path, kind: str, share: float) -> None:
    path = tmp_path / f"year.tar.{kind}"
    with tarfile.open(path, f"w:{kind}") as packed:  # type: ignore[call-overload]
        entry = tarfile.TarInfo("1916/page.png")
        entry.size = 200_000
        packed.addfile(entry, io.BytesIO(noise(entry.size)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(UserError, match=r"page\.png .*year\.tar"):
        page_picture(path, ARTICLE)
    damaged = bytearray(whole)
    damaged[len(whole) // 2 : len(whole) // 2 + 100] = bytes(100)
    path.write_bytes(damaged)
    with suppress(UserError):  # or a picture that is none, which is said as well
        page_picture(path, ARTICLE)


def test_a_damaged_or_locked_zip_is_said(tmp_path: Path) -> None:
    path = tmp_path / "year.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1916/page.png", noise(5000))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(2000) + whole[2100:])
    with pytest.raises(UserError, match=r"page\.png .*year\.zip cannot be read"):
        page_picture(path, ARTICLE)
    at = whole.rindex(b"PK\x01\x02")
    locked = bytearray(whole)
    locked[6] |= 1
    locked[at + 8] |= 1
    path.write_bytes(locked)
    with pytest.raises(UserError, match="encrypted"):
        page_picture(path, ARTICLE)
    path.write_bytes(whole)
    with pytest.raises(UserError, match=r"page\.jpg is no longer"):
        page_picture(path, replace(ARTICLE, page_image="page.jpg"))


def test_the_wheel_zooms_with_control_and_scrolls_without(qtbot: QtBot) -> None:
    view = PageView("The Bee", QImage.fromData(png()).scaled(400, 3000), [])
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.area.verticalScrollBar().maximum() > 0)

    def wheel(by: int, keys: Qt.KeyboardModifier) -> int:
        middle = view.area.viewport().mapTo(view, view.area.viewport().rect().center())
        QTest.wheelEvent(view.windowHandle(), QPointF(middle), QPoint(0, by), QPoint(), keys)
        return view.sheet.width()

    before = view.sheet.width()
    assert wheel(-120, Qt.KeyboardModifier.NoModifier) == before
    place = view.area.verticalScrollBar().value()
    assert place > 0
    larger = wheel(120, Qt.KeyboardModifier.ControlModifier)
    assert larger > before
    assert abs(wheel(-120, Qt.KeyboardModifier.ControlModifier) - before) <= 1
