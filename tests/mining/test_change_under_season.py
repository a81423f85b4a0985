"""Season and change of level are estimated together: neither is taken for the other, also in two years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.mining.trends import _seasonal_ratios, find_change, measure_trends


def _rows(
    n: int, n_months: int, place: int, season: float, *, rise: float = 2.0, seed: int = 0
) -> np.ndarray:
    calendar = np.arange(n_months) % 12 + 1
    means = 20 * (1 + season * np.sin(2 * np.pi * calendar / 12))
    means = means * np.where(np.arange(n_months) < place, 1, rise)
    return np.random.default_rng(seed).poisson(means, (n, n_months))


@pytest.mark.parametrize("season", [0.0, 0.5])
@pytest.mark.parametrize(("n_months", "place"), [(24, 12), (24, 15), (30, 15), (36, 18)])
def test_a_doubling_is_dated_to_its_month(n_months: int, place: int, season: float) -> None:
    calendar = np.arange(n_months) % 12 + 1
    found = [find_change(row, calendar=calendar)[0] for row in _rows(40, n_months, place, season)]
    assert np.mean([at == place for at in found]) >= 0.75
    assert np.mean([at is not None and abs(at - place) <= 1 for at in found]) >= 0.9


@pytest.mark.parametrize("season", [0.0, 0.5])
def test_two_years_without_a_change_are_as_quiet_as_stated(season: float) -> None:
    calendar = np.arange(24) % 12 + 1
    rate = np.mean([find_change(row, calendar=calendar)[0] is not None for row in _rows(300, 24, 24, season)])
    assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_the_ratio_is_that_of_two_regressions() -> None:
    import statsmodels.api as sm

    month = np.arange(30) % 12 + 1
    row = np.random.default_rng(1).poisson(10, 30).astype(float)
    names = (month[:, None] == np.unique(month)).astype(float)
    poisson = sm.families.Poisson()
    without = sm.GLM(row, names, family=poisson).fit().llf
    for cut in (3, 15, 26):
        step = np.column_stack([names, np.arange(30) >= cut])
        expected = sm.GLM(row, step, family=poisson).fit().llf - without
        assert _seasonal_ratios(row[None, :], cut, month)[0] == pytest.approx(expected, abs=1e-6)


def test_a_place_that_no_calendar_month_spans_says_nothing() -> None:
    # Of a year and a month only January lies on both sides; nothing was counted in either.
    month = np.arange(13) % 12 + 1
    row = np.r_[0.0, np.arange(1, 12), 0.0]
    assert _seasonal_ratios(row[None, :], 6, month).tolist() == [0.0]


def test_a_series_that_begins_from_nothing_has_a_finite_ratio() -> None:
    month = np.arange(24) % 12 + 1
    row = np.r_[np.zeros(12), np.full(12, 20.0)]
    (ratio,) = _seasonal_ratios(row[None, :], 12, month)
    # All of 240 on the side where half were expected.
    assert ratio == pytest.approx(240 * np.log(2), rel=1e-3)
    assert find_change(row, calendar=month)[0] == 12


def test_measure_trends_names_the_month_of_a_doubling_in_two_years() -> None:
    months = pd.period_range("2022-01", periods=24, freq="M").to_timestamp()
    hits = []
    for row in _rows(20, 24, 15, 0.0, seed=4):
        table = measure_trends(pd.Series(np.repeat(months, row)), pd.Series("路灯", index=range(row.sum())))
        hits.append(table["change_month"].iloc[-1] == "2023-04")
    assert np.mean(hits) >= 0.75
