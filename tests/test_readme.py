"""The README tells the truth: its commands and options exist, its links and pictures resolve."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from pathlib import Path

import click
import pytest

from dejavu_app import __version__
from dejavu_app.cli import cli
from dejavu_app.reading import READERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = README.partition("## The command line")[2].partition("## Privacy")[0]


def described() -> dict[str, str]:
    """Each command of the README's list with all that is said of it."""
    found: dict[str, str] = {}
    name = ""
    for line in COMMAND_LINE.splitlines():
        if line.startswith("    dejavu"):
            words = re.split(r"\s{2,}", line.strip())[0].split()
            name = words[1] if len(words) > 1 else ""
            found[name] = found.get(name, "") + line + "\n"
        elif line.startswith("     ") and name:
            found[name] += line + "\n"
    return found


def test_every_command_is_described_and_every_described_command_exists() -> None:
    assert set(described()) - {""} == set(cli.commands)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_option_that_the_readme_names_exists(name: str) -> None:
    options = {
        option for parameter in cli.commands[name].params for option in (*parameter.opts, *parameter.secondary_opts)
    }
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", described()[name]))
    assert named <= options | {"--help"}


def test_the_commands_parse() -> None:
    for line in COMMAND_LINE.splitlines():
        if not line.startswith("    dejavu "):
            continue
        words = shlex.split(re.split(r"\s{2,}", line.strip())[0])
        if len(words) == 1:
            continue
        with_files = [str(ROOT / "pyproject.toml") if "." in word and " " not in word else word for word in words[2:]]
        with_files = [str(ROOT) if word == "FOLDER" else word for word in with_files]
        cli.commands[words[1]].make_context(words[1], with_files, parent=click.Context(cli)).close()


def test_the_two_commands_are_those_of_the_bootstrap() -> None:
    commands = re.findall(r"python3 packaging/bootstrap\.py (\w+)", README)
    assert set(commands) == {"run", "test"}


def test_every_format_that_is_read_is_named() -> None:
    reads = README.partition("## What it reads")[2].partition("\n## ")[0]
    labels = [str(getattr(reader, "LABEL", reader.NAME)).removeprefix("table (") for reader in READERS]
    first_words = {re.split(r"[ /,)]", label)[0] for label in labels}
    assert {word for word in first_words if word.casefold() not in reads.casefold()} == set()


def test_links_and_pictures_resolve() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(targets) > 8
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert not missing


def test_pictures_are_light_and_described() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)
    assert len(pictures) >= 3
    for words, target in pictures:
        assert len(words) > 20, f"{target} has no description"
        assert (ROOT / target).stat().st_size < 300 * 1024, target


def test_the_python_example_names_what_exists() -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(code) == 1
    imports = [node for node in ast.walk(ast.parse(code[0])) if isinstance(node, ast.ImportFrom)]
    for node in imports:
        module = importlib.import_module(node.module or "")
        assert all(hasattr(module, alias.name) for alias in node.names)


def test_the_citation_names_this_version_and_the_method() -> None:
    citation = (ROOT / "resources" / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version {__version__}" in README and f"version: {__version__}" in citation
    for name in ("Franklin", "Silcock", "Arora", "Bryan", "Dell"):
        assert name in README and name in citation
