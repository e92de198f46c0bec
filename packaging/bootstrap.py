"""Sets Déjà Vu up in a fresh checkout and starts it, or runs its tests; needs nothing but Python 3.11 or later.

    python3 packaging/bootstrap.py run  [-- ARGUMENTS OF dejavu demo]
    python3 packaging/bootstrap.py test [-- ARGUMENTS OF pytest]

The first call makes ``.venv`` in the checkout and installs into it; later calls see that nothing has changed and take
seconds. Standard library only, and readable by older Pythons far enough to tell them that they are too old.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "dejavu-bootstrap.json"
LOG = ROOT / "build" / "bootstrap.log"
LOCK = ROOT / "build" / "bootstrap.lock"
OLDEST = (3, 11)
SPACE_NEEDED = 4 * 1024**3  # bytes: the environment (2.5 GB on Linux) and what pip unpacks on the way
CPU_TORCH = "torch==2.13.0+cpu"

# Which Debian (and Ubuntu) package brings which library that Qt links to.
DEBIAN_PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libGLX": "libglx0",
    "libOpenGL": "libopengl0",
    "libX11": "libx11-6",
    "libX11-xcb": "libx11-xcb1",
    "libdbus-1": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libwayland-client": "libwayland-client0",
    "libwayland-cursor": "libwayland-cursor0",
    "libwayland-egl": "libwayland-egl1",
    "libxcb": "libxcb1",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-glx": "libxcb-glx0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-image": "libxcb-image0",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-render": "libxcb-render0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-shm": "libxcb-shm0",
    "libxcb-sync": "libxcb-sync1",
    "libxcb-util": "libxcb-util1",
    "libxcb-xfixes": "libxcb-xfixes0",
    "libxcb-xinerama": "libxcb-xinerama0",
    "libxcb-xkb": "libxcb-xkb1",
    "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
}

START_QT = "from PySide6.QtWidgets import QApplication; QApplication([]); print('qt-started')"


class Failure(Exception):
    """Setting up cannot go on; the message says why and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


# --- running commands -------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """This process's environment without what would lead the new one's pip and Python astray."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET")}
    return kept | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def attempt(label: str, command: list[str], env: dict[str, str] | None = None) -> bool:
    """Runs ``command`` with its output in the log, showing ``label`` and the seconds it took; whether it succeeded."""
    live = sys.stdout.isatty()
    print(f"  {label} ...", end="", flush=True)
    begun = time.monotonic()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        process = subprocess.Popen(
            command, cwd=ROOT, env=env or environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if live:
                    print(f"\r  {label} ... {time.monotonic() - begun:.0f} s", end="", flush=True)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    seconds = time.monotonic() - begun
    start = "\r" if live else " "
    end = f"{'done' if process.returncode == 0 else 'did not succeed'} in {seconds:.0f} s"
    say(f"{start}  {label} ... {end}" if live else f"{start}{end}")
    return process.returncode == 0


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Waits while another call of this script sets up the same checkout: each would delete the other's half of it."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a+b") as file:  # the system gives it free when this process ends, however it ends
        told = False
        while not locked(file):
            if not told:
                say("Déjà Vu is being set up here by another call of this script. Waiting for it ...")
                told = True
            time.sleep(0.5)
        yield


def locked(file: IO[bytes]) -> bool:
    """Whether ``file`` is now ours alone, or lies where nothing can be locked (some network drives)."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def must(label: str, command: list[str]) -> None:
    """Like ``attempt``, but raises Failure with the end of the log."""
    if not attempt(label, command):
        raise Failure(f"{label} failed. The end of {LOG}:\n\n{log_tail()}")


def log_tail(lines: int = 25) -> str:
    return "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pip(*arguments: str) -> list[str]:
    return [str(venv_python()), "-m", "pip", "install", "--progress-bar", "off", *arguments]


# --- what this computer is --------------------------------------------------------------------------------------


def is_debian() -> bool:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    return "debian" in f"{release.get('ID', '')} {release.get('ID_LIKE', '')}" and shutil.which("apt-get") is not None


def may_apt() -> bool:
    """Whether system packages can be installed without asking anyone: root on Debian or a relative of it."""
    return is_debian() and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> bool:
    quiet = environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    attempt("Refreshing Debian's list of packages", ["apt-get", "update"], quiet)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return attempt(f"Installing {', '.join(packages)}", command, quiet)


def has_nvidia() -> bool:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return False
    try:
        answer = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "GPU" in answer.stdout


# --- the environment --------------------------------------------------------------------------------------------


def wanted_stamp(extras: set[str]) -> dict[str, object]:
    """What an environment that needs no work says of itself."""
    declared = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"python": platform.python_version(), "root": str(ROOT), "pyproject": declared, "extras": sorted(extras)}


def read_stamp() -> dict[str, object]:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_current(stamp: dict[str, object], extras: set[str]) -> bool:
    """Whether the environment was made from these very declarations and has at least these extras."""
    wanted = wanted_stamp(extras)
    had = stamp.get("extras")
    same = all(stamp.get(name) == wanted[name] for name in ("python", "root", "pyproject"))
    return same and isinstance(had, list) and extras <= set(had)


def python_works() -> bool:
    """Whether ``.venv`` holds a Python of the version that runs this script."""
    asked = [str(venv_python()), "-c", "import platform, pip; print(platform.python_version())"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=60, env=environment(), check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == platform.python_version()


def make_venv() -> None:
    """Makes ``.venv``, first installing Debian's missing half of Python where that is allowed."""
    if python_works():
        return
    if VENV.exists():
        if not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
            raise Failure(f"{VENV} exists and is not a Python environment. Move it away and try again.")
        shutil.rmtree(VENV)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        packages = [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
        by_hand = f"sudo apt-get install {packages[0]}"
        if not may_apt():
            raise Failure(
                "This Python lacks the module that makes environments (Debian and Ubuntu ship it apart).\n"
                f"Install it and try again:\n\n    {by_hand}"
            )
        if not apt_install(packages):
            raise Failure(f"{packages[0]} could not be installed. The end of {LOG}:\n\n{log_tail()}")
    must("Making the environment .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])


def install_torch() -> None:
    """Installs PyTorch: the build for NVIDIA where there is such a card, and elsewhere the one for the processor.

    On Linux the default build brings gigabytes of CUDA. Three ways to avoid them, the surest first: a build marked
    ``+cpu`` from wherever this person's pip looks; the installer uv, which knows where such builds are kept; and at
    last the default build after all, with a word about its size.
    """
    if sys.platform != "linux":
        must("Installing PyTorch", pip("torch"))
    elif has_nvidia():
        say("  An NVIDIA graphics card was found: PyTorch comes with CUDA, which is a large download.")
        must("Installing PyTorch", pip("torch"))
    elif platform.machine() != "x86_64":
        must("Installing PyTorch", pip("torch"))  # for other processors the default build has no CUDA
    elif not attempt("Installing PyTorch for the processor", pip(CPU_TORCH)):
        uv = [str(venv_python()), "-m", "uv", "pip", "install", "--python", str(venv_python())]
        if attempt("Getting the installer uv", pip("uv")) and attempt(
            "Installing PyTorch for the processor, by uv", [*uv, "--torch-backend=cpu", "torch"]
        ):
            return
        say("  No build without CUDA was found; the default one is a download of several gigabytes.")
        must("Installing PyTorch", pip("torch"))


def optional_requirements(extra: str) -> list[str]:
    import tomllib  # not in the Pythons that only come here to be told that they are too old

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = declared["project"]["optional-dependencies"][extra]
    return found


def install(extras: set[str]) -> None:
    """Brings ``.venv`` up to date with ``pyproject.toml``; does nothing when it is."""
    if is_current(read_stamp(), extras) and python_works():
        return
    with alone():
        bring_up_to_date(extras)


def bring_up_to_date(extras: set[str]) -> None:
    """As ``install``, while no other call of this script does the same."""
    stamp = read_stamp()
    if is_current(stamp, extras) and python_works():
        return  # whoever was waited for has done it
    had = stamp.get("extras")
    extras = extras | (set(had) if isinstance(had, list) else set())
    say(f"Setting up Déjà Vu in {ROOT} (a few minutes the first time).")
    free = shutil.disk_usage(ROOT).free
    if free < SPACE_NEEDED and not venv_python().exists():
        say(f"  Only {free / 1024**3:.1f} GB are free here and about {SPACE_NEEDED // 1024**3} are wanted.")
    make_venv()
    STAMP.unlink(missing_ok=True)
    if not has_torch():
        install_torch()
    target = f".[{','.join(sorted(extras))}]" if extras else "."
    must("Installing Déjà Vu and what it builds on", pip("--editable", target))
    if not attempt("Building the fast index (hnswlib)", pip(*optional_requirements("ann"))):
        say("  hnswlib could not be built here (it wants a C++ compiler). The exact index serves instead:")
        say("  the same results, slower only for archives of hundreds of thousands of articles.")
    STAMP.write_text(json.dumps(wanted_stamp(extras), indent=1), encoding="utf-8")


def has_torch() -> bool:
    """Whether ``.venv`` itself holds the whole of PyTorch.

    Its folder alone does not tell: an interrupted installation leaves one behind, and PYTHONPATH may show another's.
    """
    asked = [str(venv_python()), "-c", "import importlib.metadata as m; raise SystemExit(not m.version('torch'))"]
    return subprocess.run(asked, capture_output=True, env=environment(), check=False).returncode == 0


# --- Qt's system libraries --------------------------------------------------------------------------------------


def missing_in(report: str) -> list[str]:
    """The libraries that a report of ``ldd`` or an import error names as not found."""
    names = re.findall(r"^\s*(lib[\w.+-]+\.so[.\d]*)\s+=>\s+not found", report, re.M)
    names += re.findall(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file", report)
    return sorted(set(names))


def packages_for(libraries: list[str]) -> tuple[list[str], list[str]]:
    """Debian's packages for these libraries, and the libraries of which no package is known."""
    packages, unknown = set(), []
    for library in libraries:
        package = DEBIAN_PACKAGES.get(library.split(".so")[0])
        if package:
            packages.add(package)
        else:
            unknown.append(library)
    return sorted(packages), unknown


def start_qt(screen: str) -> str:
    """An empty text when a Qt application starts on this ``QT_QPA_PLATFORM``, else what it said."""
    env = environment() | ({"QT_QPA_PLATFORM": screen} if screen else {})
    asked = [str(venv_python()), "-c", START_QT]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=120, env=env, check=False)
    except subprocess.TimeoutExpired:
        return "Qt did not start within two minutes."
    said = f"{answer.stdout}\n{answer.stderr}".strip()
    return "" if "qt-started" in answer.stdout else said or "It said nothing."


def missing_libraries() -> list[str]:
    """Every system library that Qt's own libraries and its platform plugins want and this Linux lacks."""
    asked = [str(venv_python()), "-c", "import PySide6; print(PySide6.__path__[0])"]
    found = subprocess.run(asked, capture_output=True, text=True, env=environment(), check=False).stdout.strip()
    if not found or shutil.which("ldd") is None:
        return missing_in(start_qt("offscreen"))
    plugins = ["libqoffscreen.so", "libqxcb.so"] + (["libqwayland.so"] if os.environ.get("WAYLAND_DISPLAY") else [])
    wanted = [Path(found) / "Qt/plugins/platforms" / name for name in plugins]
    wanted += [Path(found) / "Qt/lib" / f"libQt6{name}.so.6" for name in ("Widgets", "Gui", "XcbQpa", "DBus", "Svg")]
    present = [str(path) for path in wanted if path.exists()]
    report = subprocess.run(["ldd", *present], capture_output=True, text=True, check=False)
    return [name for name in missing_in(report.stdout) if not name.startswith(("libQt6", "libpyside", "libshiboken"))]


def has_fonts() -> bool:
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    return any(path.suffix in (".ttf", ".otf", ".ttc") for folder in folders for path in folder.rglob("*"))


def has_screen() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def supply_qt() -> bool:
    """Says what of the system's libraries Qt misses on this Linux, and as root on Debian installs it.

    Whether the person has been told what to install.
    """
    libraries = missing_libraries()
    packages, unknown = packages_for(libraries)
    if not has_fonts():
        packages.append("fonts-dejavu-core")
    if not packages and not unknown:
        return False
    say("  The window needs something of the system that is not here yet:")
    for name in packages:
        brought = [library for library in libraries if packages_for([library])[0] == [name]]
        say(f"    {name}  (brings {', '.join(brought) or 'a font'})")
    for library in unknown:
        say(f"    {library}  (no package that brings it is known here)")
    if packages and may_apt():
        return not apt_install(packages)
    if packages and is_debian():
        say(f"  Install it and try again:\n\n    sudo apt-get install {' '.join(packages)}\n")
    else:
        say("  Those are Debian's names. Install your system's packages of the same libraries and try again.")
    return True


def check_qt(screen: str = "") -> bool:
    """Whether Qt starts here, on ``screen`` (a ``QT_QPA_PLATFORM``) or else on the one at hand."""
    told = sys.platform == "linux" and supply_qt()
    problem = start_qt(screen)
    if problem and not told:
        say(f"  Qt does not start:\n{problem}")
    return not problem


# --- the two commands -------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Opens the sample archive: ``dejavu demo`` with ``arguments``."""
    install(set())
    if "--headless" not in arguments and not check_qt("" if has_screen() else "offscreen") and has_screen():
        say("  Without a window, the sample can still be searched: python3 packaging/bootstrap.py run -- --headless")
        return 1
    return subprocess.run(
        [str(venv_python()), "-m", "dejavu_app", "demo", *arguments], cwd=ROOT, env=environment(), check=False
    ).returncode


def test(arguments: list[str]) -> int:
    """Checks the code's style and types, then runs the tests offscreen; pytest's closing line is the last."""
    install({"test"})
    if not check_qt("offscreen"):
        return 1
    python = str(venv_python())
    env = environment() | {"QT_QPA_PLATFORM": "offscreen"}

    def passes(name: str, *words: str) -> int:
        say(f"{name}:")
        return subprocess.run([python, "-m", name, *words], cwd=ROOT, env=env, check=False).returncode

    codes = {"ruff": passes("ruff", "check", "."), "mypy": passes("mypy")}
    for name, code in codes.items():
        if code:
            say(f"{name} found faults (above), so this run fails whatever the tests say.")
    return passes("pytest", *arguments) or max(codes.values())


def main(given: list[str]) -> int:
    own, rest = (given[: given.index("--")], given[given.index("--") + 1 :]) if "--" in given else (given, [])
    parser = argparse.ArgumentParser(
        prog="bootstrap.py", description="Set up Déjà Vu in this checkout, then start it or run its tests."
    )
    parser.add_argument("command", choices=["run", "test"], help="run: open the sample archive; test: run the tests")
    parser.epilog = "What follows -- is passed on: to 'dejavu demo' (such as --headless) or to pytest."
    command = parser.parse_args(own).command
    if sys.version_info < OLDEST:
        raise Failure(
            f"Déjà Vu needs Python {OLDEST[0]}.{OLDEST[1]} or later; this is {platform.python_version()}"
            f" ({sys.executable}). Install a newer Python and call this script with it."
        )
    return run(rest) if command == "run" else test(rest)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that cannot show é must not stop anyone
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped. Call the same command again to go on.", file=sys.stderr)
        sys.exit(130)
