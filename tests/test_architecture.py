"""The map of the design holds: imports go one way, Qt stays in the window, heavy libraries load when first used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "dejavu_app"
HEAVY = ("torch", "spacy", "transformers", "openvino", "sentence_transformers", "trafilatura")

# What each part may import besides itself; nothing may be imported from further up.
BASE = {"citing", "dates", "domain", "errors", "languages", "networks", "resources", ""}
MAY = {
    "domain": set(),
    "errors": set(),
    "dates": {"domain"},
    "citing": {""},
    "networks": set(),
    "resources": set(),
    "languages": set(),
    "archive": BASE,
    "indexing": BASE,
    "text": BASE,
    "fetching": BASE,
    "reading": BASE | {"text"},
    "masking": BASE | {"text"},
    "encoding": BASE | {"text", "masking"},
    "jobs": BASE | {"archive", "indexing", "text", "reading", "masking", "encoding"},
    "searching": BASE | {"archive", "indexing", "text", "masking", "encoding"},
    "exporting": BASE | {"archive", "searching"},
}
WORK = set(MAY) | BASE
MAY |= {"training": WORK, "evaluation": WORK | {"training"}, "bench": WORK | {"evaluation", "ui"},
        "cli": WORK | {"evaluation", "bench", "ui"}}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    inside = path.relative_to(PACKAGE).with_suffix("").parts
    return "" if inside == ("__init__",) else inside[0]


def imported(path: Path) -> Iterator[str]:
    """Names of all imported modules, wherever in the file they are imported."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


@pytest.mark.parametrize("name", sorted(MAY))
def test_imports_go_one_way(name: str) -> None:
    wrong = []
    for path in modules():
        if part(path) != name:
            continue
        for module in imported(path):
            if module.startswith("dejavu_app."):
                other = module.split(".")[1]
                other = other if other in {part(path) for path in modules()} else ""
                if other != name and other not in MAY[name]:
                    wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert not wrong


def test_only_the_window_imports_qt() -> None:
    wrong = [f"{path.relative_to(ROOT)}: {module}" for path in modules() if part(path) != "ui"
             for module in imported(path) if module.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")]
    assert not wrong


@pytest.mark.parametrize("module", ["dejavu_app.cli", "dejavu_app.ui", "dejavu_app.searching", "dejavu_app.jobs"])
def test_importing_loads_no_model_library(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_command_line_needs_no_window() -> None:
    program = "import sys, dejavu_app.cli; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"


def commands() -> list[click.Command]:
    from dejavu_app.cli import cli

    return list(cli.commands.values())


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_and_option_has_help(command: click.Command) -> None:
    assert command.help and command.help.strip().endswith(".")
    silent = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert not silent


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_its_purpose_in_its_first_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    assert text.startswith('"""') and len(docstring.splitlines()[0]) > 15
