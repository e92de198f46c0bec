"""Every string can be translated; German proves it, and English knows its plurals."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from dejavu_app.ui.app import install_language
from dejavu_app.ui.figures import size_words
from dejavu_app.ui.main_window import MainWindow
from tests.ui.conftest import Opener

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"


def sources(path: Path) -> set[tuple[str, str]]:
    """The (context, string) pairs of a Linguist file."""
    return {
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def test_german_has_every_string_of_the_code(tmp_path: Path) -> None:
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip("pyside6-lupdate is not installed")
    fresh = tmp_path / "fresh.ts"
    files = [str(path) for path in sorted((ROOT / "dejavu_app" / "ui").glob("*.py"))]
    subprocess.run([tool, *files, "-ts", str(fresh)], check=True, capture_output=True)
    assert sources(fresh) - sources(TRANSLATIONS / "dejavu_de.ts") == set()
    german = (TRANSLATIONS / "dejavu_de.ts").read_text(encoding="utf-8")
    assert "unfinished" not in german


def test_the_placeholders_survive_translation() -> None:
    for message in ET.parse(TRANSLATIONS / "dejavu_de.ts").getroot().iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        for text in [form.text or "" for form in translation] or [translation.text or ""]:
            assert set(re.findall(r"\{\w+\}|%Ln", text)) == set(re.findall(r"\{\w+\}|%Ln", source)), source


def test_the_window_speaks_german(open_window: Opener, qapp: QApplication, archive: Path) -> None:
    from dejavu_app.ui import settings as options
    from dejavu_app.ui.settings import Settings

    settings = Settings()
    settings.set(options.LANGUAGE, "de")
    settings.sync()
    try:
        window: MainWindow = open_window(archive)
        assert window.query.button.text() == "Parallelen finden"
        assert window.menuBar().actions()[0].text() == "&Datei"
        assert "durchsuchbar" in window.coverage.text()
        assert window.minimumSizeHint().width() <= 1280
    finally:
        install_language(qapp, "en")


def test_what_a_search_remarks_and_every_format_is_in_the_readers_language(
    open_window: Opener, qapp: QApplication, archive: Path
) -> None:
    from dejavu_app.exporting import FORMATS
    from dejavu_app.searching import searcher
    from dejavu_app.ui.desk import GONE, GROWN
    from dejavu_app.ui.notes_words import NotesWords

    said = Path(searcher.__file__).read_text(encoding="utf-8")
    known = set(re.findall(r'notes\.append\("([^"]+)"\)|\["([A-Z][^"]+\.)"\]', said))
    known = {one or other for one, other in known}
    assert len(known) >= 3
    partly = "12,340 of 20,000 passages are encoded; the others are found by their words only."
    known |= {
        searcher.NOTHING_STRONG,
        "Nothing in this archive is encoded yet: these were found by their words only.",
        "Searched with the encoder this archive was made with, all-MiniLM-L6-v2; 5 of 1,200 passages are encoded anew.",
        "The others were encoded with Mine-7, which is not installed here; encode the archive anew (dejavu encode) to "
        "search them by meaning.",
        "This archive was encoded with other models (Mine-7), which are not installed here: these were found by their "
        "words only. Encode it anew (dejavu encode) to search by meaning.",
        "This text does not look English, which is what the models know: translate it, or search by words.",
        "So short a text gives the comparison little to hold: tell the story in a sentence or two.",
        "Not in this archive, or not encoded yet, so that they do not count: passage 5, 7.",
        partly,
        GONE.format(gone=7),
        GROWN.format(then=1200, now=3400),
    }
    window = open_window(archive)
    install_language(qapp, "de")
    try:
        words = NotesWords()
        assert {note for note in known if words.spoken(note) == note} == set()
        assert "12.340" in words.spoken(partly) and "20.000" in words.spoken(partly)
        assert all(("MiniLM-L6-v2; 5 von 1.200" in text or "Mine-7" in text)
                   for text in map(words.spoken, known) if "MiniLM" in text or "Mine" in text)
        assert set(window.keep_flow.exports.format_words()) == set(FORMATS) - {""}
    finally:
        install_language(qapp, "en")


def test_menu_letters_are_used_once_in_every_language(qapp: QApplication) -> None:
    from dejavu_app.ui.actions import commands, menu_titles

    try:
        for language in ("en", "de"):
            install_language(qapp, language)
            for menu, title in menu_titles().items():
                letters = [re.search("&(.)", c.words) for c in commands() if c.menu == menu and c.name != "-"]
                assert all(letters), f"{title}: a command without a letter"
                found = [letter[1].lower() for letter in letters if letter]
                assert len(found) == len(set(found)), f"{title}: {sorted(found)}"
    finally:
        install_language(qapp, "en")


def test_english_counts_one_and_many(qapp: QApplication) -> None:
    install_language(qapp, "en")
    one = QCoreApplication.translate("SearchFlow", "%Ln parallel(s)", "", 1)
    many = QCoreApplication.translate("SearchFlow", "%Ln parallel(s)", "", 1200)
    assert (one, many) == ("1 parallel", "1,200 parallels")


def test_sizes_are_written_as_the_language_writes_numbers(qapp: QApplication) -> None:
    sizes = (0, 999, 1000, 999_499, 1_500_000, 2_345_678_901_234)
    try:
        install_language(qapp, "en")
        assert [size_words(size) for size in sizes] == [
            "0 bytes", "999 bytes", "1 KB", "999 KB", "1.5 MB", "2,345.7 GB"]
        install_language(qapp, "de")
        assert [size_words(size) for size in sizes] == [
            "0 Bytes", "999 Bytes", "1 KB", "999 KB", "1,5 MB", "2.345,7 GB"]
    finally:
        install_language(qapp, "en")


def test_numbers_in_what_a_search_remarks_are_written_as_the_language_writes_them(qapp: QApplication) -> None:
    from PySide6.QtCore import QObject

    from dejavu_app.ui.notes_words import NotesWords

    note = "8,745 of 12,000 passages are encoded; the others are found by their words only."
    words = NotesWords(QObject())
    assert words.spoken(note) == note
    install_language(qapp, "de")
    try:
        assert "8.745" in words.spoken(note) and "12.000" in words.spoken(note)
    finally:
        install_language(qapp, "en")
