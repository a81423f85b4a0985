"""What the classifier does just below and just above each of its limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmine import ComplaintClassifier, load_taxonomy
from textmine.classify.calibration import fit_calibration, fit_review_curve
from textmine.classify.codepoints import encode_texts, fold_texts
from textmine.classify.corrections import remark_unknown
from textmine.classify.drift import Drift
from textmine.classify.rows import ClassifyOptions
from textmine.classify.scoring import reliability
from textmine.classify.seeds import fit_from_seeds
from textmine.classify.several import _segments
from textmine.classify.splitting import calibration_folds, duplicate_groups
from textmine.classify.store import default_model, load_model, save_model
from textmine.errors import InputError, chinese_of

THINGS = {"灯": "路灯不亮，{}号楼前面一片漆黑", "车": "停车收费太乱，{}号车位被占了"}


def _labelled(n: int) -> tuple[list[str], list[str]]:
    labels = [list(THINGS)[at % 2] for at in range(n)]
    return [THINGS[label].format(at * 7) for at, label in enumerate(labels)], labels


@pytest.mark.parametrize(("n_rows", "mode"), [(99_999, "best"), (100_000, "fast")])
def test_the_fast_way_is_the_default_from_a_hundred_thousand_rows(n_rows: int, mode: str) -> None:
    assert ClassifyOptions().mode_for(n_rows) == mode
    assert ClassifyOptions(mode="best").mode_for(n_rows) == "best"


def test_nine_in_ten_should_be_right_among_rows_that_need_no_review() -> None:
    assert ClassifyOptions().review_target == 0.9


@pytest.mark.parametrize(("share", "is_notable"), [(0.149, False), (0.15, False), (0.151, True)])
def test_drift_is_notable_when_more_than_fifteen_per_cent_is_unseen(share: float, is_notable: bool) -> None:
    drift = Drift(10, share, 0.8, 1, 50.0, 60.0, pd.DataFrame({"category": ["灯"], "is_shifted": [False]}))
    assert drift.is_notable is is_notable
    assert ("请抽查" in drift.sentence_zh) is is_notable


@pytest.mark.parametrize(("n_wrong", "has_margin"), [(9, False), (10, True)])
def test_fit_calibration_learns_the_margin_from_ten_wrong_ones(n_wrong: int, has_margin: bool) -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 200)
    scores = rng.normal(0, 0.1, (200, 3))
    first = np.where(np.arange(200) < n_wrong, (truth + 1) % 3, truth)
    scores[np.arange(200), first] += 2.0
    assert bool(fit_calibration(scores, np.eye(3, dtype=bool)[truth]).margin) is has_margin


def test_fit_calibration_is_cautious_without_ten_documents_a_class() -> None:
    fitted = fit_calibration(np.eye(2)[[0, 1] * 9], np.eye(2, dtype=bool)[[0, 1] * 9])
    assert fitted.n == 0
    # One unit of score ahead of one other class: a cautious .82, not the .99 of a slope learnt from few.
    assert fitted.probabilities(np.array([[1.0, 0.0]]))[0, 0] == pytest.approx(0.8176, abs=1e-4)


@pytest.mark.parametrize(("n", "n_points"), [(19, 0), (20, 1), (531, 512), (5000, 512)])
def test_fit_review_curve_wants_twenty_documents_and_keeps_512_points(n: int, n_points: int) -> None:
    confidence = np.linspace(0.99, 0.3, n)
    curve = fit_review_curve(confidence, np.ones(n, dtype=bool))
    assert len(curve.confidence) == n_points


@pytest.mark.parametrize(("n", "has_folds"), [(38, False), (40, True)])
def test_calibration_wants_forty_rows(n: int, has_folds: bool) -> None:
    texts, labels = _labelled(n)
    truth = np.array([label == "灯" for label in labels]).astype(int)
    folds = calibration_folds(texts, truth, np.arange(n))
    assert len(folds) == (5 if has_folds else 0)


@pytest.mark.parametrize(("n", "is_taken"), [(49, False), (50, True)])
def test_learning_without_labels_wants_fifty_texts(n: int, is_taken: bool) -> None:
    texts = [f"{at}号楼路灯不亮，物业乱收停车费" if at % 2 else f"{at}号幼儿园学费太贵" for at in range(n)]
    if is_taken:
        assert set(fit_from_seeds(load_taxonomy(), texts).classes_) == {"education", "property"}
    else:
        with pytest.raises(InputError, match="49 documents are too few"):
            fit_from_seeds(load_taxonomy(), texts)


@pytest.mark.parametrize(
    ("text", "n_parts"), [("噪音大。停水了吗", 2), ("噪音。停水了吗", 1), ("噪音很大。停水", 1)]
)
def test_a_part_that_raises_an_issue_has_four_characters(text: str, n_parts: int) -> None:
    assert len(_segments(text)) == n_parts


@pytest.mark.parametrize(("a_class", "is_default"), [(50, True), (51, False)])
def test_self_training_is_the_default_up_to_fifty_labels_a_class(a_class: int, is_default: bool) -> None:
    texts, labels = _labelled(2 * a_class)
    unlabelled = [f"{at}栋电梯又停了，灯也不亮" for at in range(40)]
    by_default, without, with_it = (
        ComplaintClassifier(calibrate=False, self_training=choice)
        .fit(texts, labels, unlabelled=unlabelled)
        .predict_proba(unlabelled)
        for choice in (None, False, True)
    )
    assert not np.allclose(without, with_it)
    assert np.allclose(by_default, with_it if is_default else without)


def test_folding_leaves_characters_beyond_the_basic_plane_as_they_are() -> None:
    # 𠮷 and 𝐀 have code points above 65,535; Ａ below is folded to a.
    assert fold_texts(["𠮷𝐀Ａ"]).codes.tolist() == [ord("𠮷"), ord("𝐀"), ord("a")]


def test_control_characters_count_as_a_space_and_the_space_itself_stays_one() -> None:
    folded = fold_texts(["灯\x1f亮 了\x7f"]).codes.tolist()
    assert folded == [*map(ord, "灯 亮 了"), 0x7F]
    assert encode_texts(["灯"]).codes.tolist() == [ord("灯")]


def test_load_model_refuses_what_unpacks_to_more_than_two_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "模型.tmm"
    save_model(default_model(), path)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (2 * 1024**3 - 200 * 1024**2).to_bytes(4, "little")
    path.write_bytes(content)
    assert load_model(path).classes_.tolist() == default_model().classes_.tolist()
    content[at + 24 : at + 28] = (2 * 1024**3 + 1024**2).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(InputError, match="absurd size"):
        load_model(path)


def test_a_second_issue_needs_odds_of_fifty_to_one() -> None:
    from textmine.classify import several

    model = default_model()
    texts = ["路灯坏了半个月，晚上漆黑一片。另外幼儿园收费太贵，一学期涨了两千。"]
    whole = model.predict_proba(texts).argmax(axis=1)

    class Sure:
        """Stand for a model that gives the two parts of a text chosen probabilities."""

        heads_ = model.heads_

        def __init__(self, ahead: float) -> None:
            self.ahead = ahead

        def predict_proba(self, parts: list[str], *, mode: str) -> np.ndarray:
            p = np.full((len(parts), len(model.classes_)), 1e-6)
            own, other = (0, 1) if "路灯" in parts[0] else (1, 0)
            p[:, own], p[:, other] = self.ahead / (1 + self.ahead), 1 / (1 + self.ahead)
            return p

    for ahead, is_several in ((49.0, False), (51.0, True)):
        found = several.find_second_issues(Sure(ahead), texts, np.zeros_like(whole))  # type: ignore[arg-type]
        assert bool(found.is_several[0]) is is_several


def test_options_refuse_a_target_that_is_no_share() -> None:
    with pytest.raises(InputError, match="no share"):
        replace(ClassifyOptions(), review_target=1.0)


@pytest.mark.parametrize("n", [5, 6])
def test_five_unknown_categories_are_named(n: int) -> None:
    remark = remark_unknown([f"新类{at}" for at in range(1, n + 1)], ["transport"])
    assert remark is not None
    for said, more in ((str(remark), "and 1 more"), (chinese_of(remark), "另有 1 个")):
        assert "新类5" in said
        assert "新类6" not in said
        assert (more in said) is (n == 6)


def test_reliability_has_fifteen_bins() -> None:
    # Two thirds of a tenth wide: .61 and .66 are in one bin, .66 and .67 are not.
    right = np.array([True, False])
    assert reliability(np.array([0.61, 0.66]), right)["n"].tolist() == [2]
    assert reliability(np.array([0.66, 0.67]), right)["n"].tolist() == [1, 1]


@pytest.mark.parametrize(("n_same", "is_one"), [(15, True), (14, False)])
def test_documents_alike_by_a_half_stay_on_one_side_of_a_split(n_same: int, is_one: bool) -> None:
    # Of 24 characters each, 22 runs of three: 15 in common of 29 in all reach a half, 14 of 30 do not.
    text = "路灯坏了三天没有人来修居民晚上出门很不方便请派人"
    other = text[: n_same + 2] + "甲乙丙丁戊己庚辛壬癸子丑寅卯"[: 22 - n_same]
    groups = duplicate_groups([text, other])
    assert bool(groups[0] == groups[1]) is is_one
