"""The command line where an archive passes to another encoder, and where a list is read again."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from dejavu_app.cli.terminal import Reread
from tests.encoding.test_contract import folder
from tests.test_cli import QUERY, archive, dejavu, search

__all__ = ["archive", "folder"]  # fixtures


@pytest.fixture
def own(archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(archive, tmp_path / "own.dejavu"))


def encoders(path: Path) -> dict[str, int]:
    return {row["name"]: row["encoded"] for row in json.loads(dejavu("info", path, "--json").stdout)["encoders"]}


def test_encoding_with_another_encoder_hands_the_archive_over_and_back(
    own: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "data"))
    (shipped,) = encoders(own)
    part = dejavu("encode", own, "--encoder", folder, "--limit", 1)
    assert part.exit_code == 0 and encoders(own) == {folder.name: 1, shipped: 3}
    told = dejavu("info", own).stdout
    assert f"{folder.name}: 1 of 3" in told and f"{shipped}: 3 of 3" in told
    whole = dejavu("encode", own, "--encoder", folder)
    assert whole.exit_code == 0 and "3 vectors of the encoder before it are removed" in whole.stdout
    assert encoders(own) == {folder.name: 3}
    # Nobody names the folder now, but it was named on this computer: it still serves, and the note says so.
    found = dejavu("search", own, QUERY, "--mode", "semantic")
    assert found.exit_code == 0, found.stderr
    assert f"encoder this archive was made with, {folder.name}; 0 of 3 passages" in found.stdout
    assert f"dejavu encode {own} encodes it anew with {shipped}" in dejavu("info", own).stdout
    report = json.loads(dejavu("encode", own, "--json").stdout)
    assert (report["encoded"], report["removed"]) == (3, 3) and encoders(own) == {shipped: 3}


def test_both_encoders_can_be_kept(own: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "data"))
    (shipped,) = encoders(own)
    assert dejavu("encode", own, "--encoder", folder, "--keep-old").exit_code == 0
    assert encoders(own) == {folder.name: 3, shipped: 3}
    assert not any("made with" in note for note in dejavu("search", own, QUERY).stdout.splitlines())


def test_an_archive_whose_encoder_is_gone_says_what_to_do(
    own: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "data"))
    assert dejavu("encode", own, "--encoder", folder).exit_code == 0
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "a colleague's"))
    semantic = dejavu("search", own, QUERY, "--mode", "semantic")
    assert semantic.exit_code == 1
    assert folder.name in semantic.stderr and "dejavu encode" in semantic.stderr
    assert search(own, QUERY)["parallels"]
    (tmp_path / "more.txt").write_text("The weavers walked out of the mills and picketed the gates on Monday morning.")
    imported = dejavu("import", own, tmp_path / "more.txt")
    assert imported.exit_code == 0 and "which is not installed here" in imported.stdout
    assert sum(encoders(own).values()) == 4


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_much_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    reread = Reread()
    for done in (0, 24, 50):
        reread(done, 50)
    lines = screen.getvalue().split("\r")
    assert [line.strip() for line in lines if line.strip()] == ["Reading 0 of 50 again…", "Reading 24 of 50 again…"]
    assert lines[-1] == "" and not lines[-2].strip()  # the line is taken away


def test_a_pipe_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    Reread()(24, 50)
    assert pipe.getvalue() == ""
