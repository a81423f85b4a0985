"""Rossi's recidivism data: published Cox coefficients against ours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.governance.measures import (
    CoxModel,
    compare_restricted_means,
    cox_model,
    kaplan_meier,
    log_rank,
)

pytestmark = pytest.mark.real_data

COVARIATES = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
PUBLISHED = {
    "fin": (-0.3794, 0.1914), "age": (-0.0574, 0.0220), "race": (0.3139, 0.3080), "wexp": (-0.1498, 0.2122),
    "mar": (-0.4337, 0.3819), "paro": (-0.0849, 0.1958), "prio": (0.0915, 0.0286),
}  # fmt: skip


@pytest.fixture(scope="module")
def people(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "reference" / "rossi.csv")


@pytest.fixture(scope="module")
def found(people: pd.DataFrame) -> CoxModel:
    return cox_model(people, COVARIATES, time="week", event="arrest")


@pytest.mark.parametrize("name", PUBLISHED)
def test_cox_model_gives_each_published_coefficient(found: CoxModel, name: str) -> None:
    row = found.to_frame().loc[name]
    assert (round(row["coefficient"], 4), round(row["se"], 4)) == PUBLISHED[name]


def test_cox_model_gives_the_published_likelihood_and_p_values(found: CoxModel) -> None:
    assert found.log_likelihood == pytest.approx(-658.748, abs=5e-4)
    assert (found.n, found.n_events) == (432, 114)
    assert round(found.to_frame().loc["fin", "p_value"], 4) == 0.0474
    assert round(found.to_frame().loc["age", "p_value"], 4) == 0.0090


def test_cox_model_gives_the_published_likelihood_ratio(found: CoxModel) -> None:
    # Fox & Weisberg, appendix on Cox regression: 33.27 on 7 degrees of freedom.
    chi2, df, p = found.likelihood_ratio()
    assert (round(chi2, 2), df) == (33.27, 7)
    assert p < 0.0001


def test_log_rank_gives_the_published_test_of_financial_aid(people: pd.DataFrame) -> None:
    chi2, p = log_rank(people["week"], people["arrest"], people["fin"])
    assert (round(chi2, 2), round(p, 4)) == (3.84, 0.0501)


def test_kaplan_meier_ends_at_the_share_never_arrested(people: pd.DataFrame) -> None:
    # Everyone is followed for the whole year, so the curve ends at 318 of 432.
    curve = kaplan_meier(people["week"], people["arrest"])
    assert curve.at(52) == pytest.approx(318 / 432)


def test_restricted_means_add_up_the_weeks_free(people: pd.DataFrame) -> None:
    # Without censoring inside the year the restricted mean is the plain mean of weeks.
    table = compare_restricted_means(people["week"], people["arrest"], people["fin"], 52)
    means = people.groupby("fin")["week"].mean()
    assert table["mean_days"].tolist() == pytest.approx(means.tolist())
    assert table["low"].iloc[1] < table["difference"].iloc[1] < table["high"].iloc[1]


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_model_agrees_with_statsmodels(people: pd.DataFrame, ties: str) -> None:
    from statsmodels.duration.hazard_regression import PHReg

    x = people[list(COVARIATES)].astype(float)
    fit = PHReg(people["week"].astype(float), x, status=people["arrest"], ties=ties).fit()
    ours = cox_model(people, COVARIATES, time="week", event="arrest", ties=ties)
    assert ours.coefficient.tolist() == pytest.approx(list(fit.params), abs=1e-5)
    assert ours.se.tolist() == pytest.approx(list(fit.bse), abs=1e-5)


def test_stratified_cox_model_agrees_with_statsmodels(people: pd.DataFrame) -> None:
    from statsmodels.duration.hazard_regression import PHReg

    x = people[["fin", "age", "prio"]].astype(float)
    week = people["week"].astype(float)
    fit = PHReg(week, x, status=people["arrest"], strata=people["race"], ties="efron").fit()
    ours = cox_model(people, ["fin", "age", "prio"], time="week", event="arrest", strata="race")
    assert ours.coefficient.tolist() == pytest.approx(list(fit.params), abs=1e-5)
