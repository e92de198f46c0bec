"""Tries a frozen bundle as a person would: ``python packaging/smoke.py dist/DejaVu``; standard library only.

Starts the bundle's program, not the sources: its help, its own check of itself, the sample archive searched without a
window, and the window for a few seconds. Exits with 1 at the first thing that does not work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WINDOW_SECONDS = 15


def expect(condition: bool, what: str) -> None:
    print(f"{'ok  ' if condition else 'FAIL'}  {what}", flush=True)
    if not condition:
        sys.exit(1)


def program_in(bundle: Path) -> Path:
    return bundle / ("dejavu.exe" if os.name == "nt" else "dejavu")


def main(bundle: Path) -> None:
    program = str(program_in(bundle))
    with tempfile.TemporaryDirectory() as folder:
        own = {"DEJAVU_DATA": f"{folder}/data", "DEJAVU_CACHE": f"{folder}/cache", "QT_QPA_PLATFORM": "offscreen"}
        env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")} | own

        def call(*arguments: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [program, *arguments],
                env=env,
                cwd=folder,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )

        helped = call("--help")
        expect(helped.returncode == 0 and "Usage:" in helped.stdout, f"--help answers {helped.stderr[-500:]}")
        checked = call("doctor", "--json")
        expect(checked.returncode == 0, f"doctor finds nothing wrong {checked.stderr[-500:]}")
        found = call("demo", "--headless", "--json")
        expect(found.returncode == 0, f"the sample archive is made and searched {found.stderr[-500:]}")
        parallels = json.loads(found.stdout)["parallels"]
        expect(len(parallels) >= 3, f"{len(parallels)} parallels, the first: {parallels[0]['headline']}")
        window = subprocess.Popen([program], env=env, cwd=folder, stderr=subprocess.PIPE, text=True)
        time.sleep(WINDOW_SECONDS)
        alive = window.poll() is None
        window.terminate()
        _, said = window.communicate(timeout=60)
        expect(alive, f"the window stays open {said[-500:] if not alive else ''}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not program_in(Path(sys.argv[1])).is_file():
        print("usage: python packaging/smoke.py FOLDER   (the bundle: it holds the program dejavu)", file=sys.stderr)
        sys.exit(2)
    main(Path(sys.argv[1]).resolve())
