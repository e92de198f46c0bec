"""Nothing leaves this computer: the shipped models load and work without one attempt to reach a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Runs in a Python of its own: notes every attempt to find or reach another machine, in child processes' place too.
WATCHED = """
import socket, subprocess, sys
attempts = []
def note(what):
    def attempt(*arguments, **named):
        attempts.append((what, str(arguments[:2])))
        raise OSError("no network in this test")
    return attempt
socket.socket.connect = note("connect")
socket.getaddrinfo = note("look up")
import multiprocessing.process
multiprocessing.process.BaseProcess.start = note("start a process")
from dejavu_app.encoding import Models
models = Models()
models.recogniser().recognise(["Mayor Eliza Bell spoke in Dayton on Monday."])
models.encoder().encode(["The mayor spoke."])
print("attempts:", attempts)
"""


def test_loading_and_using_the_models_reaches_for_no_network(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "CI"}  # some reports stay at home under CI
    env |= {"HOME": str(tmp_path), "DEJAVU_DATA": str(tmp_path / "data"), "DEJAVU_CACHE": str(tmp_path / "cache")}
    answer = subprocess.run([sys.executable, "-c", WATCHED], env=env, capture_output=True, text=True, check=False)
    assert "attempts: []" in answer.stdout, answer.stdout + answer.stderr
    assert not (tmp_path / "intel").exists(), "OpenVINO's telemetry leaves a folder of this name"
