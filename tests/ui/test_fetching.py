"""A web address in the query: its article is fetched when a person asks for it, and never by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dejavu_app.ui.main_window import MainWindow
from tests.fetching.site import ARTICLE, FIRST, SECOND, TITLE, Site, serving
from tests.ui.person import drop, settle

TEXT = f"{TITLE}\n\n{FIRST}\n\n{SECOND}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def unasked(site: Site) -> None:
    site.asked.clear()


def paste(window: MainWindow, text: str) -> None:
    window.query.edit.setFocus()
    window.query.edit.selectAll()
    QApplication.clipboard().setText(text)
    window.query.edit.paste()


def drop_link(window: MainWindow, address: str, as_text: bool) -> None:
    """Drags a link, or the words of an address, out of a browser onto the query."""
    data = QMimeData()
    data.setText(address)
    if not as_text:
        data.setUrls([QUrl(address)])
    target, middle = window.query.edit.viewport(), QPoint(20, 20)
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, action, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(middle), action, data, buttons, keys))


def test_nothing_is_fetched_until_the_button_is_pressed(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/moved"))
    offer = window.query.offer
    assert offer.isVisible() and offer.button.text().startswith("Fetch the article from 127.0.0.1")
    qtbot.keyClick(window.query.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert offer.button.hasFocus()
    settle(qtbot, window)
    assert site.asked == [] and window.search_flow.found is None
    qtbot.keyClick(offer.button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.query.text() == TEXT, timeout=20_000)
    settle(qtbot, window)
    assert site.asked == ["/moved", "/article"]
    assert not offer.isVisible() and window.query.edit.hasFocus()
    assert TITLE in window.message.text()
    assert window.search_flow.found is None, "the reader looks the text over first"


def test_the_address_stays_with_the_search_and_its_history(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/article"))
    window.query.offer.button.click()
    qtbot.waitUntil(lambda: window.query.text() == TEXT, timeout=20_000)
    assert "from 127.0.0.1" in window.query.hint.text()
    qtbot.keyClick(window.query.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.search_flow.found is not None, timeout=30_000)
    settle(qtbot, window)
    assert window.search_flow.query().address == site.at("/article")
    paste(window, "A flood in the valley drowned the lower town.")
    assert window.search_flow.query().address == "" and "from" not in window.query.hint.text()
    number = window.sidebar.entries("history")[0][0]
    window.keep_flow.run_command("open", "history", number)
    qtbot.waitUntil(lambda: window.query.text() == TEXT, timeout=20_000)
    settle(qtbot, window)
    assert window.search_flow.query().address == site.at("/article")


def test_the_address_goes_when_nothing_of_its_text_is_left(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    window.query.set_text(TEXT, site.at("/article"))
    window.query.edit.setPlainText(SECOND)
    assert window.query.address() == site.at("/article")
    window.query.edit.setPlainText("Another story.")
    assert window.query.address() == ""
    settle(qtbot, window)


@pytest.mark.parametrize("as_text", [True, False])
def test_a_dropped_address_takes_the_place_of_the_text(
    window: MainWindow, site: Site, qtbot: QtBot, as_text: bool
) -> None:
    window.query.set_text("An older text.")
    drop_link(window, site.at("/article"), as_text)
    assert window.query.text() == site.at("/article")
    assert window.query.offer.isVisible()
    settle(qtbot, window)
    assert site.asked == []
    window.query.edit.undo()
    assert window.query.text() == "An older text." and not window.query.offer.isVisible()
    settle(qtbot, window)


def test_a_page_that_takes_long_is_stopped_and_asked_for_again(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/slow"))
    button = window.query.offer.button
    button.click()
    assert button.text() == "Stop"
    qtbot.waitUntil(lambda: site.asked == ["/slow"], timeout=20_000)
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert button.text().startswith("Fetch the article")
    assert window.query.text() == site.at("/slow") and not window.message.text()


def test_typing_on_stops_the_visit(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/slow"))
    window.query.offer.button.click()
    qtbot.keyClicks(window.query.edit, " and more")
    settle(qtbot, window)
    assert window.query.text().endswith(" and more") and not window.query.offer.isVisible()


def test_what_goes_wrong_is_said_and_the_address_stays(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/404"))
    window.query.offer.button.click()
    qtbot.waitUntil(lambda: "no page at this address" in window.message.text(), timeout=20_000)
    assert window.query.text() == site.at("/404")
    assert window.query.offer.button.text().startswith("Fetch the article")
    settle(qtbot, window)


def test_closing_the_window_does_not_wait_for_a_page(window: MainWindow, site: Site, qtbot: QtBot) -> None:
    paste(window, site.at("/slow"))
    window.query.offer.button.click()
    qtbot.waitUntil(lambda: site.asked == ["/slow"], timeout=20_000)
    window.close()
    assert window.bridge.idle()


def test_a_saved_page_dropped_on_the_query_gives_its_article(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = tmp_path / "saved.html"
    page.write_text(ARTICLE.replace("<head>", '<head><link rel="canonical" href="https://example.org/strike">'))
    drop(window.query.edit.viewport(), [page])
    qtbot.waitUntil(lambda: window.query.text() == TEXT, timeout=20_000)
    assert window.query.address() == "https://example.org/strike"
    settle(qtbot, window)
