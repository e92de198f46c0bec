"""The script of the two commands: what it decides, what it says, and that it asks for nothing but Python."""

from __future__ import annotations

import ast
import errno
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging/bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module that believes in a checkout of its own."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv/dejavu-bootstrap.json")
    monkeypatch.setattr(module, "LOG", tmp_path / "build/bootstrap.log")
    monkeypatch.setattr(module, "LOCK", tmp_path / "build/bootstrap.lock")
    return module


@pytest.fixture
def attempts(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run; those whose words include one of ``failing`` fail."""
    seen: list[list[str]] = []

    def attempt(label: str, command: list[str], env: dict[str, str] | None = None) -> bool:
        seen.append(command)
        return not any(word in command for word in failing(bootstrap))

    monkeypatch.setattr(bootstrap, "attempt", attempt)
    return seen


def failing(module: ModuleType) -> tuple[str, ...]:
    return getattr(module, "failing", ())


def test_the_script_needs_only_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_older_python_can_read_the_script_far_enough_to_be_told() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_older_python_is_told_which_one_is_needed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (9, 9))
    with pytest.raises(bootstrap.Failure, match=r"needs Python 9\.9 or later"):
        bootstrap.main(["run"])


@pytest.mark.parametrize("arguments", [[], ["install"], ["run", "--headless"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    answer = subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "usage: bootstrap.py" in answer.stderr


def test_what_follows_the_dashes_is_passed_on(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "run", lambda arguments: seen.append(arguments) or 7)
    assert bootstrap.main(["run", "--", "--headless", "--", "x"]) == 7
    assert seen == [["--headless", "--", "x"]]


def test_the_stamp_is_current_until_the_declarations_change(bootstrap: ModuleType) -> None:
    stamp = bootstrap.wanted_stamp({"test"})
    assert bootstrap.is_current(stamp, {"test"})
    assert bootstrap.is_current(stamp, set()), "an environment with more than is wanted serves too"
    assert not bootstrap.is_current(bootstrap.wanted_stamp(set()), {"test"})
    assert not bootstrap.is_current({}, set())
    assert not bootstrap.is_current(stamp | {"python": "3.11.0"}, set())
    declared = bootstrap.ROOT / "pyproject.toml"
    declared.write_text(declared.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert not bootstrap.is_current(stamp, {"test"})


def test_a_damaged_stamp_means_setting_up_again(bootstrap: ModuleType) -> None:
    bootstrap.STAMP.parent.mkdir()
    for text in ("", "[]", "{"):
        bootstrap.STAMP.write_text(text, encoding="utf-8")
        assert not bootstrap.is_current(bootstrap.read_stamp(), set())


def test_on_linux_without_a_card_the_build_for_the_processor_is_asked_for(
    bootstrap: ModuleType, attempts: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(bootstrap, "has_nvidia", lambda: False)
    bootstrap.install_torch()
    assert [command[-1] for command in attempts] == [bootstrap.CPU_TORCH]


def test_where_pip_knows_no_such_build_uv_is_asked_and_at_last_the_default_taken(
    bootstrap: ModuleType,
    attempts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(bootstrap, "has_nvidia", lambda: False)
    bootstrap.failing = (bootstrap.CPU_TORCH,)
    bootstrap.install_torch()
    assert [command[-1] for command in attempts] == [bootstrap.CPU_TORCH, "uv", "torch"]
    assert "--torch-backend=cpu" in attempts[-1]
    attempts.clear()
    bootstrap.failing = (bootstrap.CPU_TORCH, "--torch-backend=cpu")
    bootstrap.install_torch()
    assert len(attempts) == 4 and attempts[-1] == bootstrap.pip("torch")
    assert "several gigabytes" in capsys.readouterr().out


@pytest.mark.parametrize(("system", "card"), [("darwin", False), ("win32", False), ("linux", True)])
def test_elsewhere_or_with_a_card_the_default_build_is_taken(
    bootstrap: ModuleType, attempts: list[list[str]], monkeypatch: pytest.MonkeyPatch, system: str, card: bool
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(bootstrap, "has_nvidia", lambda: card)
    bootstrap.install_torch()
    assert attempts == [bootstrap.pip("torch")]


def test_installing_goes_on_where_hnswlib_cannot_be_built(
    bootstrap: ModuleType,
    attempts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "python_works", lambda: True)
    monkeypatch.setattr(bootstrap, "has_torch", lambda: True)
    bootstrap.failing = ("hnswlib>=0.8",)
    bootstrap.VENV.mkdir()
    bootstrap.install({"test"})
    assert attempts[-1][-1] == "hnswlib>=0.8"
    assert "exact index serves" in capsys.readouterr().out
    assert bootstrap.is_current(bootstrap.read_stamp(), {"test"})
    attempts.clear()
    bootstrap.install(set())
    assert not attempts, "a second call has nothing to install"


def test_a_failing_step_shows_the_end_of_its_log(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(bootstrap.Failure, match="the reason it failed"):
        bootstrap.must("Trying", [sys.executable, "-c", "raise SystemExit('the reason it failed')"])
    assert "Trying ... did not succeed" in capsys.readouterr().out


def test_without_debians_venv_package_the_person_is_told_how_to_get_it(
    bootstrap: ModuleType, attempts: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap, "may_apt", lambda: False)
    with pytest.raises(bootstrap.Failure, match=r"sudo apt-get install python3\.\d+-venv"):
        bootstrap.make_venv()
    monkeypatch.setattr(bootstrap, "may_apt", lambda: True)
    bootstrap.make_venv()
    assert [command[0] for command in attempts] == ["apt-get", "apt-get", sys.executable]


def test_a_folder_that_is_no_environment_is_left_alone(bootstrap: ModuleType) -> None:
    bootstrap.VENV.mkdir()
    precious = bootstrap.VENV / "thesis.txt"
    precious.write_text("words", encoding="utf-8")
    with pytest.raises(bootstrap.Failure, match="not a Python environment"):
        bootstrap.make_venv()
    assert precious.read_text(encoding="utf-8") == "words"


def test_missing_libraries_are_read_from_ldd_and_from_import_errors(bootstrap: ModuleType) -> None:
    report = """/x/libqxcb.so:
        libxcb-cursor.so.0 => not found
        libEGL.so.1 => /lib/x86_64-linux-gnu/libEGL.so.1 (0x00)
    ImportError: libGL.so.1: cannot open shared object file: No such file or directory"""
    libraries = bootstrap.missing_in(report)
    assert libraries == ["libGL.so.1", "libxcb-cursor.so.0"]
    assert bootstrap.packages_for([*libraries, "libodd.so.3"]) == (["libgl1", "libxcb-cursor0"], ["libodd.so.3"])


@pytest.mark.skipif(sys.platform != "linux", reason="system libraries are a matter of Linux")
def test_every_system_library_that_qt_links_to_has_a_known_package(bootstrap: ModuleType) -> None:
    import PySide6

    folder = Path(PySide6.__path__[0]) / "Qt"
    plugins = [str(path) for path in (folder / "plugins/platforms").glob("libq[ox][fc][fb]*.so")]
    assert len(plugins) == 2
    library = str(folder / "lib/libQt6Widgets.so.6")
    report = subprocess.run(["ldd", library, *plugins], capture_output=True, text=True, check=True).stdout
    graphical = set(re.findall(r"(lib(?:xcb|xkb|EGL|GL|X11|dbus|fontconfig|freetype)[\w-]*)\.so", report))
    known = set(bootstrap.DEBIAN_PACKAGES) | {"libGLdispatch"}  # comes with libglx0
    assert graphical and graphical <= known


def test_every_library_that_the_program_imports_is_declared() -> None:
    declared = re.sub(r"[-_.]", "", (ROOT / "pyproject.toml").read_text(encoding="utf-8").lower())
    brought = {"safetensors", "transformers", "huggingfacehub", "thinc"}  # by sentence-transformers and spaCy
    distributions = {"stemmer": "pystemmer"}
    missing = set()
    for path in (ROOT / "dejavu_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"dejavu_app"}:
                plain = re.sub(r"[-_.]", "", name.lower())
                if distributions.get(plain, plain) not in declared and plain not in brought:
                    missing.add(f"{name} ({path.relative_to(ROOT)})")
    assert not missing


def test_a_second_call_waits_and_finds_all_done(
    bootstrap: ModuleType,
    attempts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "python_works", lambda: True)
    monkeypatch.setattr(bootstrap, "has_torch", lambda: True)
    bootstrap.VENV.mkdir()
    with bootstrap.alone():
        second = threading.Thread(target=bootstrap.install, args=(set(),))
        second.start()
        time.sleep(0.3)
        assert second.is_alive() and not attempts, "the environment that another call makes is left alone"
        bootstrap.STAMP.write_text(json.dumps(bootstrap.wanted_stamp(set())), encoding="utf-8")
    second.join(30)
    assert not second.is_alive() and not attempts
    assert capsys.readouterr().out.count("Waiting for it") == 1


def test_where_nothing_can_be_locked_setting_up_goes_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(file: object, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with bootstrap.alone():
        pass


def test_only_a_whole_torch_in_the_environment_itself_counts(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bootstrap.VENV)], check=True)
    other = tmp_path / "other"
    for place in (other, other / "torch", other / "torch-2.9.dist-info"):
        place.mkdir()
    (other / "torch/__init__.py").touch()
    (other / "torch-2.9.dist-info/METADATA").write_text("Name: torch\nVersion: 2.9\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(other))
    assert not bootstrap.has_torch(), "PYTHONPATH shows the torch of another Python"
    asked = [str(bootstrap.venv_python()), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    shutil.copytree(other / "torch", site / "torch")
    assert not bootstrap.has_torch(), "an interrupted installation left its folder"
    shutil.copytree(other / "torch-2.9.dist-info", site / "torch-2.9.dist-info")
    assert bootstrap.has_torch()
