"""The desktop entry starts what is installed, and opens the kind of file that it declares."""

from __future__ import annotations

import configparser
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging/linux"


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(LINUX / "dejavu.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_entry_starts_an_installed_program_with_the_chosen_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program, argument = entry()["Exec"].split()
    assert program in project["scripts"] | project["gui-scripts"]
    assert argument == "%f"
    assert entry()["Type"] == "Application" and entry()["Terminal"] == "false"


def test_its_icon_is_shipped() -> None:
    assert (ROOT / f"resources/icons/{entry()['Icon']}.svg").is_file()


def test_the_archive_is_a_type_of_file_of_its_own() -> None:
    tree = ElementTree.parse(LINUX / "dejavu-archive.xml")
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = tree.getroot().find(f"{space}mime-type")
    assert kind is not None
    assert f"{kind.attrib['type']};" == entry()["MimeType"]
    assert [glob.attrib["pattern"] for glob in kind.iter(f"{space}glob")] == ["*.dejavu"]
