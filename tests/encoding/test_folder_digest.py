"""The fingerprint of an encoder's folder: every file of the model counts, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dejavu_app.encoding.sentence_transformer import folder_fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own-model"
    (folder / "1_Pooling").mkdir(parents=True)
    for name in ("modules.json", ".gitattributes", "1_Pooling/config.json"):
        (folder / name).write_text(name)
    return folder


def test_what_a_file_manager_leaves_in_the_folder_is_no_part_of_the_model(folder: Path) -> None:
    before = folder_fingerprint(folder)
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._modules.json", "1_Pooling/.DS_Store"):
        (folder / name).write_bytes(b"left here")
    assert folder_fingerprint(folder) == before


@pytest.mark.parametrize("name", ["modules.json", ".gitattributes", "1_Pooling/config.json", "more.bin"])
def test_every_file_of_the_model_counts(folder: Path, name: str) -> None:
    before = folder_fingerprint(folder)
    (folder / name).write_text("changed")
    assert folder_fingerprint(folder) != before


def test_the_fingerprint_of_a_folder_is_the_one_that_archives_have_stored(folder: Path) -> None:
    assert folder_fingerprint(folder) == "own-model-ce164755c20e"
