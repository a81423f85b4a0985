"""What the comparison of governance models does just below and just above each of its limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.casemix import expected_solved, fit_case_mix
from textmine.governance.counting import count_cases, count_categories, find_repeats
from textmine.governance.effects import Grid, impute, interrupted_time_series
from textmine.governance.effects.conditional import _propensity, conditional_difference
from textmine.governance.effects.group_time import group_time_of
from textmine.governance.effects.pretrend import event_study, pre_trend
from textmine.governance.effects.results import Effect
from textmine.governance.effects.sensitivity import honest_bounds
from textmine.governance.inputs import prepare_inputs
from textmine.governance.panel import build_panel
from textmine.governance.remarks import add_remarks
from textmine.governance.spelling import parse_month

END = pd.Timestamp("2024-12-31")
PLACES = pd.DataFrame(
    {"community_id": ["c1", "c2"], "name": ["桂花社区", "翠竹社区"], "residents": [3200, 2100]}
)
NOBODY = pd.DataFrame({"community_id": [], "model_id": [], "adopted_month": []}, dtype="str")


def _cases(received: list[str], **columns: object) -> pd.DataFrame:
    n = len(received)
    base = {"case_id": [str(at) for at in range(n)], "community_id": ["c1"] * n, "received_at": received}
    answers = {"closed_at": [None] * n, "callback_valid": ["是"] * n, "solved": ["是"] * n}
    return pd.DataFrame(base | answers | columns)


def _told(received: list[str], closed: list[str], **columns: object) -> pd.DataFrame:
    table = _cases(received, **columns)
    table["received_at"] = pd.to_datetime(table["received_at"])
    table["closed_at"] = pd.to_datetime(pd.Series(closed))
    table["t"] = 1
    for name in ("excluded", "callback_valid", "solved", "contacted"):
        table[name] = pd.Series([name != "excluded"] * len(table), dtype="boolean")
    return table


def _city(n_treated: int, n_never: int, *, seed: int = 0) -> Grid:
    rng = np.random.default_rng(seed)
    n, times = n_treated + n_never, np.arange(1, 31)
    start = np.r_[np.resize([13.0, 16.0], n_treated), np.zeros(n_never)]
    y = 0.6 + rng.normal(0, 0.1, (n, 1)) + rng.normal(0, 0.05, (n, 30))
    return Grid(np.arange(n), times, start, y, np.ones((n, 30)))


@pytest.mark.parametrize(("last", "is_taken"), [("2022-12-05", True), ("2023-01-05", False)])
def test_a_panel_may_span_twenty_years(last: str, is_taken: bool) -> None:
    cases = _cases(["2003-01-05", "2022-11-05", last])
    if is_taken:
        assert build_panel(cases, PLACES, NOBODY)["month"].nunique() == 240
    else:
        with pytest.raises(InputError, match="span 241 months"):
            build_panel(cases, PLACES, NOBODY)


@pytest.mark.parametrize(("n_strays", "is_taken"), [(1, True), (2, False)])
def test_one_case_in_twenty_may_come_from_an_unknown_community(n_strays: int, is_taken: bool) -> None:
    places = ["c9"] * n_strays + ["c1"] * (20 - n_strays)
    cases = _cases(["2024-01-05"] * 20, community_id=places)
    if is_taken:
        assert len(prepare_inputs(cases, PLACES, NOBODY).cases) == 19
    else:
        with pytest.raises(InputError, match="communit"):
            prepare_inputs(cases, PLACES, NOBODY)


@pytest.mark.parametrize(("n_named", "others"), [(20, 0), (21, 2)])
def test_count_categories_adds_up_what_lies_beyond_the_twenty_commonest(n_named: int, others: int) -> None:
    names = [f"类别{at:02}" for at in range(n_named) for _ in range(2)]
    cases = pd.DataFrame({"community_id": "c1", "t": 1, "category": names})
    counted = count_categories(cases)
    assert len([name for name in counted.columns if "(other)" not in name]) == 20
    assert counted.get("n_recv:(other)", pd.Series([0])).iloc[0] == others


@pytest.mark.parametrize(("again", "is_repeat"), [("2024-04-10", True), ("2024-04-11", False)])
def test_find_repeats_counts_ninety_days_from_the_closing(again: str, is_repeat: bool) -> None:
    told = _told(["2024-01-01", again], ["2024-01-11", "2024-05-01"], issue_id=["i1", "i1"])
    assert find_repeats(told, END)["is_repeat"].tolist() == [False, is_repeat]


@pytest.mark.parametrize(("end", "is_due"), [("2024-04-09", False), ("2024-04-10", True)])
def test_a_repeat_is_due_when_ninety_days_were_followed(end: str, is_due: bool) -> None:
    told = _told(["2024-01-01"], ["2024-01-11"], issue_id=["i1"])
    assert find_repeats(told, pd.Timestamp(end))["repeat_due"].tolist() == [is_due]


@pytest.mark.parametrize("days", [1, 3, 7, 15, 30])
def test_count_cases_tells_closing_within_so_many_days(days: int) -> None:
    begin = pd.Timestamp("2024-01-01 08:00")
    for extra, expected in ((0, 1), (1, 0)):
        closed = begin + pd.Timedelta(days=days, hours=extra)
        told = _told([str(begin)], [str(closed)])
        assert count_cases(told, END)[f"n_closed_{days}d"].iloc[0] == expected


@pytest.mark.parametrize(("end", "n_due"), [("2024-01-30 23:00", 0), ("2024-01-31 00:00", 1)])
def test_a_case_is_due_after_thirty_days(end: str, n_due: int) -> None:
    assert count_cases(_told(["2024-01-01"], ["2024-01-02"]), pd.Timestamp(end))["n_due"].iloc[0] == n_due


def test_fit_case_mix_holds_each_level_by_one_pseudo_observation() -> None:
    design = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    n, k = np.array([8.0, 2.0]), np.array([7.0, 0.0])
    beta = fit_case_mix(design, n, k)
    p = 1 / (1 + np.exp(-design @ beta))
    # At the maximum the pull of the data on each level is the level itself: a ridge of weight 1.
    assert np.allclose((design.T @ (k - n * p))[1:], beta[1:])


@pytest.mark.parametrize(("n_levels", "is_alone"), [(61, True), (62, False)])
def test_expected_solved_pools_categories_beyond_the_sixty_commonest(n_levels: int, is_alone: bool) -> None:
    # Of the last category nothing was solved. As the only one beyond sixty it stands alone; as one of two it is
    # taken for like the other, all of which was solved.
    names = [f"类别{at:02}" for at in range(n_levels) for _ in range(400 if at < 59 else 60)]
    solved = [name != names[-1] for name in names]
    told = pd.DataFrame({"category": names, "solved": pd.Series(solved, dtype="boolean")})
    told = told.assign(community_id="c1", t=1, received_at=pd.Timestamp("2024-01-05"))
    told["callback_valid"] = pd.Series(True, index=told.index, dtype="boolean")
    told.loc[told["category"] == names[-1], "community_id"] = "c2"
    panel = pd.DataFrame({"community_id": ["c1", "c2"], "t": 1, "is_treated": False, "is_usable": True})
    expected = expected_solved(told, panel)
    assert bool(expected.iloc[1] < 15) is is_alone


@pytest.mark.parametrize(("start", "n", "is_taken"), [(24, 36, True), (23, 36, False), (24, 35, False)])
def test_interrupted_time_series_wants_24_months_before_and_12_after(
    start: int, n: int, is_taken: bool
) -> None:
    y = 0.6 + np.random.default_rng(0).normal(0, 0.02, n)
    if is_taken:
        assert interrupted_time_series(y, start).se > 0
    else:
        with pytest.raises(InputError, match="24 before and 12 after"):
            interrupted_time_series(y, start)


def test_interrupted_time_series_takes_one_wave_a_year_out_and_no_second() -> None:
    t = np.arange(48)
    noise = np.random.default_rng(0).normal(0, 0.001, 48)
    once, twice = (0.1 * np.sin(2 * np.pi * k * t / 12) for k in (1, 2))
    assert interrupted_time_series(noise + once, 30).se < 0.01
    assert interrupted_time_series(noise + twice, 30).se > 0.01


@pytest.mark.parametrize(("n_treated", "is_shown"), [(4, False), (5, True)])
def test_event_study_shows_months_seen_in_five_communities(n_treated: int, is_shown: bool) -> None:
    rng = np.random.default_rng(1)
    start = np.r_[np.full(n_treated, 13.0), np.zeros(12)]
    y = 0.6 + rng.normal(0, 0.05, (n_treated + 12, 30))
    grid = Grid(np.arange(n_treated + 12), np.arange(1, 31), start, y, np.ones(y.shape))
    table = event_study(impute(grid), grid.weight, start > 0)
    assert bool(len(table)) is is_shown
    assert table["month"].min() == -6 if is_shown else True


def test_pre_trend_says_what_a_test_of_power_point_eight_finds() -> None:
    grid = _city(12, 12)
    found = pre_trend(impute(grid), grid.weight, grid.start > 0)
    assert found is not None
    reach = abs(found.implied_effect / found.slope)
    # 1.95996 + 0.84162, the points of the normal distribution for a two-sided 5 % and a power of 0.8.
    assert found.detectable_effect == pytest.approx(2.80158 * found.slope_se * reach, rel=1e-4)


def test_honest_bounds_are_given_for_deviations_up_to_twice_the_earlier_ones() -> None:
    grid = _city(12, 12)
    found = honest_bounds(grid, grid.start > 0)
    assert found.loc[found["restriction"] == "magnitude", "magnitude"].tolist() == [0.0, 0.5, 1.0, 2.0]


def test_the_simultaneous_band_of_group_time_effects_lies_between_pointwise_and_bonferroni() -> None:
    found = group_time_of(_city(12, 12))
    assert 1.96 < found.band() < 1.959964 * 2
    assert found.band(level=0.99) > found.band()


def _effect(
    p: float, *, outcome: str = "solved_share", method: str = "imputation", n: int = 12, sign: int = 1
) -> Effect:
    low, high = (0.01, 0.09) if p < 0.05 else (-0.01, 0.11)
    return Effect("first_secretary", outcome, 0.05 * sign, low, high, n, method, (), 0.02, p, 20)


def _tables() -> dict[str, pd.DataFrame]:
    empty = pd.DataFrame({"model_id": pd.Series(dtype="str")})
    return {"pre_trends": empty, "honest_bounds": empty, "placebos": empty}


@pytest.mark.parametrize(("p", "is_flagged"), [(0.0099, True), (0.0101, False)])
def test_a_changed_callback_counts_against_an_effect_from_one_per_cent(p: float, is_flagged: bool) -> None:
    found = add_remarks([_effect(0.001), _effect(p, outcome="callback_share")], [], _tables())
    assert ("callback_changed" in found[0].flags) is is_flagged


@pytest.mark.parametrize(
    ("p", "n", "is_flagged"), [(0.099, 12, False), (0.101, 12, True), (0.5, 10, True), (0.5, 9, False)]
)
def test_an_effect_depends_on_the_scale_when_odds_say_nothing_at_ten_per_cent(
    p: float, n: int, is_flagged: bool
) -> None:
    found = add_remarks([_effect(0.001, n=n)], [_effect(p, method="logit_scale", n=n)], _tables())
    assert ("scale_dependent" in found[0].flags) is is_flagged


@pytest.mark.parametrize(("p", "n", "is_flagged"), [(0.049, 10, True), (0.051, 10, False), (0.049, 9, False)])
def test_a_placebo_counts_against_an_effect_of_ten_adopters_when_two_dates_reach_ten_per_cent(
    p: float, n: int, is_flagged: bool
) -> None:
    placebos = pd.DataFrame({"model_id": "first_secretary", "p_value": [p, 0.8]})
    found = add_remarks([_effect(0.001, n=n)], [], _tables() | {"placebos": placebos})
    assert ("placebo_effect" in found[0].flags) is is_flagged


@pytest.mark.parametrize(("p", "is_flagged"), [(0.0249, True), (0.0251, False)])
def test_an_earlier_trend_is_found_when_one_of_two_tests_reaches_five_per_cent(
    p: float, is_flagged: bool
) -> None:
    row = {"model_id": "first_secretary", "slope_p": p, "joint_p": 0.9, "detectable_effect": 0.001}
    trends = pd.DataFrame([row | {"low_without_trend": 0.01, "high_without_trend": 0.02}])
    found = add_remarks([_effect(0.001)], [], _tables() | {"pre_trends": trends})
    assert ("pre_trend" in found[0].flags) is is_flagged


@pytest.mark.parametrize(("p", "is_flagged"), [(0.024, False), (0.026, True)])
def test_an_effect_must_stay_clear_when_both_tests_are_counted(p: float, is_flagged: bool) -> None:
    other = Effect(
        "secretary_workshop", "solved_share", 0.01, -0.03, 0.05, 12, "imputation", (), 0.02, 0.6, 20
    )
    found = add_remarks([_effect(p), other], [], _tables())
    assert ("not_clear_after_many_looks" in found[0].flags) is is_flagged


def test_conditional_difference_keeps_weights_of_all_but_certain_treatment_finite() -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(400), rng.normal(0, 6, 400)])
    treated = (rng.uniform(size=400) < 1 / (1 + np.exp(-3 * x[:, 1]))).astype(float)
    change = 0.1 * treated + rng.normal(0, 0.01, 400)
    estimate, _ = conditional_difference(change, treated, x, np.ones(400), adjustment="weighting")
    assert np.isfinite(estimate)
    assert abs(estimate - 0.1) < 0.05


@pytest.mark.parametrize(
    ("written", "month"),
    [("2023年第一季度", 1), ("2023年第二季度", 4), ("2023年第三季度", 7), ("2023年第四季度", 10)],
)
def test_parse_month_reads_quarters_in_chinese(written: str, month: int) -> None:
    from textmine.governance.spelling import month_index

    assert parse_month(written).first == month_index(2023, month)


def test_nobody_weighs_more_than_a_million_when_treatment_is_all_but_certain() -> None:
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(300), np.r_[rng.normal(0, 1, 299), 60.0]])
    treated = np.r_[rng.uniform(size=299) < 1 / (1 + np.exp(-x[:299, 1])), True].astype(float)
    p, _ = _propensity(treated, x, np.ones(300))
    odds = p / (1 - p)
    assert 0.9e6 < odds.max() < 1e6
    assert np.sort(odds)[-2] < 1e3
