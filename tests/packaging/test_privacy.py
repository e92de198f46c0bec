"""Nothing leaves this computer unasked: no part but one can open a connection, and that one is called in two places."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NETWORK = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "socketserver", "xmlrpc", "requests", "urllib3",
           "httpx", "aiohttp", "websockets", "trafilatura", "huggingface_hub"}
OFFLINE = {"urllib.parse"}  # takes addresses apart, and no more
MAY = {
    "fetching/page.py": {"socket", "ssl", "urllib.request", "urllib.error", "http.client"},
    "fetching/article.py": {"trafilatura"},  # reads what was fetched
}

# Runs in a Python of its own: notes every attempt to find or reach another machine, in child processes' place too.
WATCH = """
import socket, subprocess, sys
attempts = []
def note(what):
    def attempt(*arguments, **named):
        attempts.append((what, str(arguments[:2])))
        raise OSError("no network in this test")
    return attempt
socket.socket.connect = note("connect")
socket.socket.connect_ex = note("connect")
socket.socket.sendto = note("send")
socket.getaddrinfo = note("look up")
socket.gethostbyname = note("look up")
import multiprocessing.process
multiprocessing.process.BaseProcess.start = note("start a process")
"""
MODELS = """
from dejavu_app.encoding import Models
models = Models()
models.recogniser().recognise(["Mayor Eliza Bell spoke in Dayton on Monday."])
models.encoder().encode(["The mayor spoke."])
print("attempts:", attempts)
"""
# All but fetching: a saved page read, an archive made, searched and exported, a window opened, an address pasted there.
EVERYTHING = """
import sys, time
from pathlib import Path
from click.testing import CliRunner
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from dejavu_app.cli import cli
from dejavu_app.ui.app import create_window
from tests.fetching.site import ARTICLE
from tests.ui.small import SmallModels
folder = Path(sys.argv[1])
(folder / "saved.html").write_text(ARTICLE, encoding="utf-8")
(folder / "papers.csv").write_text("date,title,text,url\\n1901-02-03,A STRIKE,Dock workers struck for wages,http://a.org\\n")
for words in (("import", "a.dejavu", "papers.csv", "--no-encode"),
              ("search", "a.dejavu", "--file", "saved.html", "--mode", "keyword", "--no-mask"),
              ("export", "a.dejavu", "--search", "last", "--to", "report.html")):
    done = CliRunner().invoke(cli, [str(folder / word) if "." in word else word for word in words])
    assert done.exit_code == 0, done.output
app = QApplication([])
window = create_window(str(folder / "a.dejavu"), SmallModels())
window.show()
def wait(ready):
    end = time.monotonic() + 60
    while not ready() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
    assert ready()
wait(lambda: window.desk is not None and window.bridge.idle())
window.query.edit.setPlainText("https://example.org/strike")
wait(lambda: window.query.offer.isVisible())
window.query.mode.setCurrentIndex(window.query.mode.findData("keyword"))
window.query.set_text("dock workers struck")
window.query.button.click()
wait(lambda: window.search_flow.found is not None and window.bridge.idle())
window.close()
print("attempts:", attempts)
"""


def watched(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "CI"}  # some reports stay at home under CI
    env |= {"HOME": str(folder), "DEJAVU_DATA": str(folder / "data"), "DEJAVU_CACHE": str(folder / "cache"),
            "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([sys.executable, "-c", WATCH + program, str(folder)], env=env, cwd=ROOT,
                          capture_output=True, text=True, check=False)


def test_loading_and_using_the_models_reaches_for_no_network(tmp_path: Path) -> None:
    answer = watched(MODELS, tmp_path)
    assert "attempts: []" in answer.stdout, answer.stdout + answer.stderr
    assert not (tmp_path / "intel").exists(), "OpenVINO's telemetry leaves a folder of this name"


def test_a_whole_session_in_which_no_page_is_asked_for_reaches_for_no_network(tmp_path: Path) -> None:
    answer = watched(EVERYTHING, tmp_path)
    assert "attempts: []" in answer.stdout, answer.stdout + answer.stderr


def test_the_watch_sees_a_page_that_is_asked_for(tmp_path: Path) -> None:
    ask = """
from dejavu_app.errors import UserError
from dejavu_app.fetching.page import fetch_article
try:
    fetch_article("http://127.0.0.1:9/")
except UserError:
    print("attempts:", attempts)
"""
    assert "attempts: [('" in watched(ask, tmp_path).stdout


def modules() -> dict[str, ast.Module]:
    folder = ROOT / "dejavu_app"
    return {path.relative_to(folder).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for path in sorted(folder.rglob("*.py"))}


def test_no_other_part_of_the_program_knows_how_to_open_a_connection() -> None:
    wrong = []
    for name, tree in modules().items():
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        for module in imported - OFFLINE:
            network = module.split(".")[0] in NETWORK or "QtNetwork" in module or "QtWebEngine" in module
            if network and module not in MAY.get(name, set()):
                wrong.append(f"{name} imports {module}")
    assert not wrong


def test_only_the_button_and_the_option_fetch_a_page() -> None:
    callers = set()
    for name, tree in modules().items():
        for node in ast.walk(tree):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("fetch_article", "fetch_page"):
                callers.add(name)
    assert callers == {"fetching/page.py", "ui/fetch_flow.py", "cli/search.py"}
