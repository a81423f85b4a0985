"""Residents who were not reached: bounds on an effect, when they are held against it, and what the report then says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from textmine.governance.comparison import Comparison, compare_models
from textmine.governance.effects.results import Effect
from textmine.governance.remarks import add_remarks
from textmine.report.governance_words import method_name, verdict

BOUNDS = ["nonresponse_lower_bound", "nonresponse_upper_bound"]


def compared(*, shift: float, lost: float, callback: float, seed: int = 0) -> Comparison:
    """Compare 15 adopters with 15 others; of the unsolved a share `lost` is not reached once the model is at work."""
    rng = np.random.default_rng(seed)
    ids = [f"c{i:02d}" for i in range(30)]
    panel = pd.DataFrame(
        [
            (name, t, "m" if i < 15 else "", 13 if i < 15 else 0)
            for i, name in enumerate(ids)
            for t in range(1, 25)
        ],
        columns=["community_id", "t", "model_id", "g"],
    )
    months = [str(m) for m in pd.period_range("2022-01", periods=24, freq="M")]
    panel["month"] = [months[t - 1] for t in panel["t"]]
    panel["is_treated"] = (panel["g"] > 0) & (panel["t"] >= 13)
    panel["is_usable"] = True
    n = rng.poisson(40, len(panel))
    asked = rng.binomial(n, callback)
    solved = rng.binomial(asked, 0.6 + shift * panel["is_treated"])
    gone = np.where(panel["is_treated"], rng.binomial(asked - solved, lost), 0)
    panel = panel.assign(n_recv=n, n_closed=n, n_valid_cb=asked - gone, n_solved=solved)
    return compare_models(panel)


def row(found: Comparison, method: str) -> pd.Series:
    return found.tables["other_methods"].set_index("method").loc[method]


def test_the_bounds_hold_whatever_the_unreached_would_have_said() -> None:
    found = compared(shift=0.0, lost=0.9, callback=0.7, seed=1)
    low, high = (row(found, name)["estimate"] for name in BOUNDS)
    assert low < 0 < high
    assert low < found.of_record()[0].estimate < high
    # Nothing changed: the truth, 0, lies within, while one answer for all months gives a rise in both.
    ends = [row(found, f"nonresponse_all_{said}")["estimate"] for said in ("unsolved", "solved")]
    assert all(low < end < high for end in ends)


def test_the_bounds_are_those_of_horowitz_and_manski_by_hand() -> None:
    table = pd.DataFrame(
        {
            "community_id": ["a", "a", "b", "b"],
            "month": ["2023-01", "2023-02"] * 2,
            "model_id": ["m", "m", "", ""],
            "adopted_month": ["2023-02", "2023-02", "", ""],
            "n_closed": 100,
            "n_valid_cb": 80,
            "n_solved": [40, 60, 40, 40],
        }
    )
    found = compare_models(table).tables["other_methods"].set_index("method")["estimate"]
    # Solved .6 to .8 of all closed in the treated month and .4 to .6 in the others, which lie level.
    assert found["nonresponse_lower_bound"] == pytest.approx(0.60 - 0.60)
    assert found["nonresponse_upper_bound"] == pytest.approx(0.80 - 0.40)
    assert found["nonresponse_all_unsolved"] == pytest.approx(0.2)
    assert found["nonresponse_all_solved"] == pytest.approx(0.2)


def test_the_bounds_close_when_everybody_was_reached() -> None:
    found = compared(shift=0.1, lost=0.0, callback=1.0)
    (effect,) = found.of_record()
    for name in BOUNDS:
        assert row(found, name)["estimate"] == pytest.approx(effect.estimate)
    assert effect.is_clear
    assert "nonresponse_could_explain" not in effect.flags


def test_more_called_back_than_closed_gives_no_share_beyond_one() -> None:
    panel = pd.DataFrame(
        {
            "community_id": ["a", "a", "b", "b"],
            "month": ["2023-01", "2023-02"] * 2,
            "model_id": ["m", "m", "", ""],
            "adopted_month": ["2023-02", "2023-02", "", ""],
            "n_closed": 10,
            "n_valid_cb": 80,
            "n_solved": [40, 60, 40, 40],
        }
    )
    found = compare_models(panel).tables["other_methods"].set_index("method")["estimate"]
    assert found[BOUNDS].tolist() == pytest.approx([0.25, 0.25])


def test_selection_by_callback_alone_is_not_called_a_rise() -> None:
    found = compared(shift=0.0, lost=0.9, callback=0.6)
    (effect,) = found.of_record()
    assert effect.is_clear
    assert effect.estimate > 0.1
    assert {"nonresponse_could_explain", "callback_changed"} <= set(effect.flags)
    assert "rose" not in verdict(effect, "en")
    assert (
        "It must not be called an effect of the model: residents not reached could turn the sign"
        in verdict(effect, "en")
    )
    assert "不能归因于该模式：未回访到的居民可能改变结论方向" in verdict(effect, "zh")


def test_a_middling_callback_share_that_did_not_change_leaves_the_verdict_with_a_remark() -> None:
    (effect,) = compared(shift=0.2, lost=0.0, callback=0.6).of_record()
    assert "nonresponse_could_explain" in effect.flags
    assert "callback_changed" not in effect.flags
    plain = replace(effect, flags=("nonresponse_could_explain",))
    assert "The share solved rose. Mind: residents not reached could turn the sign." in verdict(plain, "en")
    assert "可以说解决率提高了。注意：未回访到的居民可能改变结论方向。" in verdict(plain, "zh")


@pytest.mark.parametrize(
    ("flags", "is_said"),
    [
        (("callback_changed",), True),
        (("nonresponse_could_explain",), True),
        (("nonresponse_could_explain", "callback_changed"), False),
    ],
)
@pytest.mark.parametrize(("sign", "word"), [(1, "The share solved rose."), (-1, "The share solved fell.")])
def test_only_both_together_take_the_verdict_away(
    flags: tuple[str, ...], is_said: bool, sign: int, word: str
) -> None:
    low, high = sorted((0.02 * sign, 0.10 * sign))
    effect = Effect("m", "solved_share", 0.06 * sign, low, high, 18, "imputation", flags)
    assert (word in verdict(effect, "en")) is is_said


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("ends", "is_flagged"), [((0.01, 0.05), False), ((-0.01, 0.05), True), ((-0.05, -0.01), True)]
)
def test_an_effect_is_flagged_unless_its_nearer_bound_keeps_the_sign(
    sign: int, ends: tuple[float, float], is_flagged: bool
) -> None:
    def effect(method: str, low: float, high: float) -> Effect:
        low, high = sorted((sign * low, sign * high))
        return Effect("m", "solved_share", (low + high) / 2, low, high, 18, method, (), 0.02, 0.001, 20)

    empty = pd.DataFrame({"model_id": pd.Series(dtype="str")})
    tables = {"pre_trends": empty, "honest_bounds": empty, "placebos": empty}
    near, far = BOUNDS if sign > 0 else BOUNDS[::-1]
    others = [effect(near, *ends), effect(far, 0.3, 0.5)]
    (found,) = add_remarks([effect("imputation", 0.02, 0.10)], others, tables)
    assert ("nonresponse_could_explain" in found.flags) is is_flagged


def test_the_rows_are_named_for_what_they_are() -> None:
    assert "lower bound" in method_name("nonresponse_lower_bound", "en")
    assert "下界" in method_name("nonresponse_lower_bound", "zh")
    assert "no bound" in method_name("nonresponse_all_solved", "en")
    assert "不是界限" in method_name("nonresponse_all_unsolved", "zh")
