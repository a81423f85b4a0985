"""Callaway & Sant'Anna's county employment example: published numbers against ours.

Published: README of the R package `did` 2.5.1 (est_method = "reg", never-treated controls, no covariates).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.governance.effects import Design, GroupTime, estimate_effects, group_time_effects

pytestmark = pytest.mark.real_data

PUBLISHED = {
    (2004, 2004): -0.0105, (2004, 2005): -0.0704, (2004, 2006): -0.1373, (2004, 2007): -0.1008,
    (2006, 2004): 0.0065, (2006, 2005): -0.0028, (2006, 2006): -0.0046, (2006, 2007): -0.0412,
    (2007, 2004): 0.0305, (2007, 2005): -0.0027, (2007, 2006): -0.0311, (2007, 2007): -0.0261,
}  # fmt: skip
DYNAMIC = {-3: 0.0305, -2: -0.0006, -1: -0.0245, 0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008}
DESIGN = Design("lemp", unit="countyreal", time="year", start="first.treat")


@pytest.fixture(scope="module")
def counties(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "reference" / "mpdta.csv")


@pytest.fixture(scope="module")
def found(counties: pd.DataFrame) -> GroupTime:
    return group_time_effects(counties, DESIGN)


@pytest.mark.parametrize("cell", PUBLISHED)
def test_group_time_effects_give_each_published_effect(found: GroupTime, cell: tuple[int, int]) -> None:
    row = found.effects.set_index(["group", "time"]).loc[cell]
    assert round(row["estimate"], 4) == PUBLISHED[cell]


def test_group_time_effects_give_the_published_event_times(found: GroupTime) -> None:
    ours = found.dynamic().set_index("event_time")["estimate"].round(4)
    assert ours.to_dict() == DYNAMIC


def test_group_time_effects_give_the_published_overall_effects(found: GroupTime) -> None:
    assert round(found.dynamic_overall()[0], 4) == -0.0772
    assert round(found.group_overall()[0], 4) == -0.0310
    assert found.by_group()["estimate"].round(4).tolist() == [-0.0797, -0.0229, -0.0261]
    # The published standard errors come from a multiplier bootstrap; ours are analytic.
    assert found.dynamic_overall()[1] == pytest.approx(0.0219, rel=0.12)
    assert found.group_overall()[1] == pytest.approx(0.0126, rel=0.03)


def test_group_time_effects_give_the_published_pretest(found: GroupTime) -> None:
    assert found.pretest() == pytest.approx(0.16812, abs=5e-6)


def test_estimate_effects_agrees_with_three_libraries_on_the_simple_aggregation(
    counties: pd.DataFrame,
) -> None:
    effect = estimate_effects(counties, DESIGN, method="callaway_santanna")
    assert effect.estimate == pytest.approx(-0.039951, abs=1e-6)
    assert effect.se == pytest.approx(0.012034, abs=1e-6)


def test_estimate_effects_with_a_covariate_agrees_with_three_libraries(counties: pd.DataFrame) -> None:
    design = Design("lemp", unit="countyreal", time="year", start="first.treat", covariates=("lpop",))
    effect = estimate_effects(counties, design, method="callaway_santanna")
    assert round(effect.estimate, 4) == -0.0420
    assert round(effect.se, 4) == 0.0114
    robust = estimate_effects(counties, design, method="callaway_santanna_dr")
    assert robust.estimate == pytest.approx(effect.estimate, abs=5e-4)


def test_group_time_effects_agree_with_diff_diff(counties: pd.DataFrame, found: GroupTime) -> None:
    diff_diff = pytest.importorskip("diff_diff")
    fit = diff_diff.CallawaySantAnna(estimation_method="reg", control_group="not_yet_treated").fit(
        counties, outcome="lemp", unit="countyreal", time="year", first_treat="first.treat"
    )
    ours = group_time_effects(counties, DESIGN, control="not_yet_treated").effects.set_index(
        ["group", "time"]
    )
    for cell, value in fit.group_time_effects.items():
        assert ours.loc[cell, "estimate"] == pytest.approx(value["effect"], abs=1e-10)
        assert ours.loc[cell, "se"] == pytest.approx(value["se"], abs=1e-10)


# README and vignettes of `did`, xformla = ~lpop, est_method = "dr".
CONDITIONAL = {
    (2004, 2004): -0.0145, (2004, 2005): -0.0764, (2004, 2006): -0.1404, (2004, 2007): -0.1069,
    (2006, 2004): -0.0005, (2006, 2005): -0.0062, (2006, 2006): 0.0010, (2006, 2007): -0.0413,
    (2007, 2004): 0.0267, (2007, 2005): -0.0046, (2007, 2006): -0.0284, (2007, 2007): -0.0288,
}  # fmt: skip
WITH_POPULATION = Design("lemp", unit="countyreal", time="year", start="first.treat", covariates=("lpop",))


def test_group_time_effects_give_the_published_effects_given_population(counties: pd.DataFrame) -> None:
    ours = group_time_effects(counties, WITH_POPULATION)
    found = ours.effects.set_index(["group", "time"])["estimate"].round(4)
    assert found.to_dict() == CONDITIONAL
    assert ours.pretest() == pytest.approx(0.23267, abs=5e-6)


@pytest.mark.parametrize(
    "ours, theirs", [("regression", "reg"), ("weighting", "ipw"), ("doubly_robust", "dr")]
)
def test_adjusted_group_time_effects_agree_with_diff_diff(
    counties: pd.DataFrame, ours: str, theirs: str
) -> None:
    diff_diff = pytest.importorskip("diff_diff")
    fit = diff_diff.CallawaySantAnna(estimation_method=theirs).fit(
        counties, outcome="lemp", unit="countyreal", time="year", first_treat="first.treat",
        covariates=["lpop"],
    )  # fmt: skip
    found = group_time_effects(counties, WITH_POPULATION, adjustment=ours).effects
    found = found.set_index(["group", "time"])
    for cell, value in fit.group_time_effects.items():
        assert found.loc[cell, "estimate"] == pytest.approx(value["effect"], abs=1e-5)
        assert found.loc[cell, "se"] == pytest.approx(value["se"], abs=1e-5)


def test_calendar_effects_are_the_published_cells_weighted_by_cohort(
    counties: pd.DataFrame, found: GroupTime
) -> None:
    size = counties.drop_duplicates("countyreal")["first.treat"].value_counts()
    ours = found.by_calendar().set_index("time")["estimate"]
    for year in (2004, 2005, 2006, 2007):
        cells = {g: v for (g, t), v in PUBLISHED.items() if t == year and g <= year}
        by_hand = sum(size[g] * v for g, v in cells.items()) / sum(size[g] for g in cells)
        assert ours[year] == pytest.approx(by_hand, abs=6e-5)
    assert found.calendar_overall()[0] == pytest.approx(ours.mean())


def test_balanced_dynamic_effects_leave_out_the_cohort_seen_only_once(found: GroupTime) -> None:
    ours = found.dynamic(n_balanced=1)
    assert ours["event_time"].tolist() == [-2, -1, 0, 1]
    # Cohorts 2004 and 2006 alone: at the start -.0105 (20 counties) and -.0046 (40).
    assert ours["estimate"].iloc[2] == pytest.approx((20 * -0.0105 + 40 * -0.0046) / 60, abs=6e-5)


def test_simultaneous_band_is_wider_than_a_pointwise_interval_and_narrower_than_bonferroni(
    found: GroupTime,
) -> None:
    assert 1.96 < found.band() < 2.87
