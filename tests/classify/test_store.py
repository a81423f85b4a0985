"""Model files give the model back, and refuse what is not one."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine.classify.build import build_default_model
from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import default_model, default_model_path, load_model, save_model
from textmine.errors import InputError

TEXTS = ["路灯坏了", "路灯不亮", "灯坏了没人修", "停车位太少", "路边乱停车", "没有停车位"] * 10
LABELS = ["灯", "灯", "灯", "车", "车", "车"] * 10


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return save_model(ComplaintClassifier().fit(TEXTS, LABELS), tmp_path / "m.tmm")


def test_load_gives_the_model_back(saved: Path) -> None:
    model = ComplaintClassifier().fit(TEXTS, LABELS)
    for mode in ("best", "fast"):
        np.testing.assert_array_equal(
            load_model(saved).predict_proba(TEXTS, mode=mode), model.predict_proba(TEXTS, mode=mode)
        )


def test_same_model_gives_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    again = save_model(ComplaintClassifier().fit(TEXTS, LABELS), tmp_path / "n.tmm")
    assert again.read_bytes() == saved.read_bytes()
    reloaded = save_model(load_model(saved), tmp_path / "o.tmm")
    assert reloaded.read_bytes() == saved.read_bytes()


def rewrite(path: Path, change: dict[str, bytes], *, comment: bytes | None = None) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        kept = archive.comment
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**parts, **change}.items():
            archive.writestr(name, data)
        archive.comment = kept if comment is None else comment


def test_load_refuses_a_changed_array(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        weights = np.load(io.BytesIO(archive.read("best/weights.npy")))
    buffer = io.BytesIO()
    np.save(buffer, weights + 1)
    rewrite(saved, {"best/weights.npy": buffer.getvalue()})
    with pytest.raises(InputError, match="best/weights.npy was changed"):
        load_model(saved)


def test_load_refuses_a_changed_manifest(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["classes"] = ["车", "灯"]
    rewrite(saved, {"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(InputError, match="manifest was changed"):
        load_model(saved)


def test_load_refuses_smuggled_files(saved: Path) -> None:
    rewrite(saved, {"extra.py": b"import os"})
    with pytest.raises(InputError, match="list of contents"):
        load_model(saved)


def test_load_never_unpickles(saved: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (Path(tmp_path / "executed"),))  # type: ignore[return-value]

    (tmp_path / "p.tmm").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(InputError, match="no model file"):
        load_model(tmp_path / "p.tmm")
    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], dtype=object), allow_pickle=True)
    import hashlib

    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["sha256"]["best/weights.npy"] = hashlib.sha256(buffer.getvalue()).hexdigest()
    text = json.dumps(manifest).encode()
    rewrite(
        saved,
        {"best/weights.npy": buffer.getvalue(), "manifest.json": text},
        comment=hashlib.sha256(text).hexdigest().encode(),
    )
    with pytest.raises(InputError, match="no plain array"):
        load_model(saved)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"{}", b"\x80\x04."])
def test_load_refuses_foreign_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tmm").write_bytes(content)
    with pytest.raises(InputError, match="refused"):
        load_model(tmp_path / "x.tmm")


def test_load_refuses_a_truncated_model(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-100])
    with pytest.raises(InputError, match="refused"):
        load_model(saved)


def test_load_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such model"):
        load_model(tmp_path / "none.tmm")


def test_shipped_model_is_the_one_the_corpus_makes(tmp_path: Path) -> None:
    """The model in the package is what `make model` builds; arrays agree to what floating point allows."""
    shipped, built = default_model(), build_default_model()
    assert built.training_["sha256"] == shipped.training_["sha256"], (
        "run `make model`: the corpus has changed"
    )
    assert built.classes_.tolist() == shipped.classes_.tolist()
    for mode in ("best", "fast"):
        np.testing.assert_array_equal(built.heads_[mode].features.keys, shipped.heads_[mode].features.keys)
        np.testing.assert_allclose(built.heads_[mode].weights, shipped.heads_[mode].weights, atol=2e-3)
        assert built.heads_[mode].calibration.slope == pytest.approx(
            shipped.heads_[mode].calibration.slope, rel=1e-3
        )
    assert default_model_path().stat().st_size < 16 * 1024**2


_SIX = ["路灯坏了", "路灯不亮", "路灯没电", "停车难", "没有停车位", "车位被占"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (1.0, 2.5),
        (True, False),
        (np.str_("甲"), np.str_("乙")),
        (np.int64(7), np.int64(8)),
        ("甲", "乙"),
    ],
)
def test_labels_of_any_plain_kind_are_saved(one: object, other: object, tmp_path: Path) -> None:
    for labels in ([one] * 3 + [other] * 3, np.array([one] * 3 + [other] * 3, dtype=object)):
        model = ComplaintClassifier(calibrate=False).fit(_SIX, labels)
        again = load_model(save_model(model, tmp_path / "a.tmm", force=True))
        assert again.predict(_SIX).tolist() == model.predict(_SIX).tolist()
        assert type(again.classes_.tolist()[0]) is type(one.item() if isinstance(one, np.generic) else one)


@pytest.mark.parametrize(
    "labels",
    [
        [b"a"] * 3 + [b"b"] * 3,
        pd.to_datetime(["2020-01-01"] * 3 + ["2021-01-01"] * 3),
        [None, 1, 1, 2, 2, 2],
        [1, 1, 1, 2, 2, float("nan")],
        pd.Series([1, 1, 1, 2, 2, None], dtype="Int64"),
        np.array([1, 1, 1, "b", "b", "b"], dtype=object),
        [("a", 1)] * 3 + [("b", 2)] * 3,
        [[1], [1], [1], [2], [2], [2]],
    ],
)
def test_other_labels_are_refused_in_words(labels: object, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="label") as refused:
        save_model(ComplaintClassifier(calibrate=False).fit(_SIX, labels), tmp_path / "a.tmm")
    assert "标签" in refused.value.message("zh")
    assert not (tmp_path / "a.tmm").exists()
