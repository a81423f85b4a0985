from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textmine.errors import InputError
from textmine.governance.measures import (
    PRESETS,
    IndexWeights,
    cox_model,
    funnel_limits,
    jeffreys_interval,
    kaplan_meier,
    nonresponse_bounds,
    performance_index,
    reporting_rate,
    restricted_mean,
    shrink_counts,
    shrink_rates,
    standardised_ratio,
    wilson_interval,
)
from textmine.governance.measures.voice import poisson_imputation


def mean_coverage(bounds: object, n: int) -> float:
    """Average exact coverage over p from .5 to .99, as the study of intervals does."""
    k = np.arange(n + 1)
    found = bounds(k, n)  # type: ignore[operator]
    grid = np.linspace(0.5, 0.99, 200)
    return float(
        np.mean([stats.binom.pmf(k, n, p)[(found.low <= p) & (p <= found.high)].sum() for p in grid])
    )


@pytest.mark.parametrize("n", [5, 20, 200])
def test_wilson_interval_covers_95_percent_on_average(n: int) -> None:
    assert mean_coverage(wilson_interval, n) == pytest.approx(0.95, abs=0.01)


def test_jeffreys_interval_covers_95_percent_on_average() -> None:
    assert mean_coverage(jeffreys_interval, 20) == pytest.approx(0.95, abs=0.012)


def test_wilson_interval_without_trials_is_everything() -> None:
    found = wilson_interval([0, 3], [0, 3])
    assert (found.low[0], found.high[0]) == (0.0, 1.0)
    assert found.high[1] == 1.0


def test_wilson_interval_narrows_with_more_trials() -> None:
    found = wilson_interval([8, 80, 800], [10, 100, 1000])
    assert (np.diff(found.high - found.low) < 0).all()


def test_wilson_interval_refuses_more_successes_than_trials() -> None:
    with pytest.raises(InputError, match="above the number of trials"):
        wilson_interval(5, 4)


def test_nonresponse_bounds_close_when_everybody_answers() -> None:
    found = nonresponse_bounds([6], [10], [10])
    assert found.low == found.high == 0.6


def test_performance_index_ranks_change_with_the_preset() -> None:
    counts = pd.DataFrame(
        {
            "n_valid_cb": [100, 100],
            "n_contacted": [100, 70],
            "n_solved": [70, 82],
            "n_sat": [70, 74],
            "n_basic": 0,
        }
    )
    first, second = (performance_index(counts, weights=name)["index"] for name in PRESETS)
    assert first.idxmax() != second.idxmax()


def test_performance_index_takes_own_weights_and_refuses_unknown_presets() -> None:
    counts = pd.DataFrame(
        {
            "n_valid_cb": [10, 0],
            "n_contacted": [10, 0],
            "n_solved": [5, 0],
            "n_sat": [4, 0],
            "n_basic": [2, 0],
        }
    )
    found = performance_index(counts, weights=IndexWeights(0, 1, 0, 0.9, "ours"))
    assert found["index"].iloc[0] == 0.5
    assert np.isnan(found["index"].iloc[1])
    with pytest.raises(InputError, match="choose one of"):
        performance_index(counts, weights="北京")


def test_shrink_rates_pull_small_communities_further() -> None:
    found = shrink_rates([2, 200], [2, 200], seed=1)
    assert found.mean[0] < found.mean[1] <= 1
    rng = np.random.default_rng(0)
    k = rng.binomial(20, rng.beta(18, 6, 60))
    mixed = shrink_rates(np.r_[k, 5, 50], np.r_[np.full(60, 20), 5, 50], seed=1)
    assert mixed.mean[60] < mixed.mean[61]


def test_shrink_rates_intervals_cover_at_five_cases_a_community() -> None:
    covers = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        p, n = rng.beta(18, 6, 60), np.maximum(rng.poisson(5, 60), 1)
        found = shrink_rates(rng.binomial(n, p), n, n_draws=1000, seed=seed)
        covers.append(((found.low <= p) & (p <= found.high)).mean())
    # A plug-in interval covers 0.76 here.
    assert np.mean(covers) > 0.90


def test_shrink_rates_repeat_with_the_seed_and_survive_units_without_cases() -> None:
    first, second = (shrink_rates([0, 5, 0], [0, 9, 4], seed=3) for _ in range(2))
    assert first.mean.tolist() == second.mean.tolist()
    assert np.isnan(first.raw[0])
    assert np.isfinite(first.mean[0])


def test_shrink_rates_give_top_probabilities_that_sum_to_the_places() -> None:
    found = shrink_rates([5, 6, 7, 8], [10, 10, 10, 10])
    assert found.top_probability(2).sum() == pytest.approx(2)
    assert np.argmax(found.top_probability(1)) == 3


def test_shrink_counts_keep_the_order_of_equal_exposures() -> None:
    found = shrink_counts([5, 10, 20], [10, 10, 10], seed=1)
    assert found.mean[0] < found.mean[1] < found.mean[2]


def test_funnel_limits_do_not_flag_ordinary_spread_but_flag_an_outlier() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(20, 2000, 80)
    k = rng.binomial(n, np.clip(rng.normal(0.7, 0.03, 80), 0, 1))
    found = funnel_limits(k, n)
    assert found.overdispersion > 1.2
    assert found.is_outside.mean() < 0.06
    worse = funnel_limits(np.r_[k, 200], np.r_[n, 1000])
    assert bool(worse.is_outside[-1])


def test_funnel_limits_widen_for_the_small() -> None:
    found = funnel_limits([15, 150], [20, 200])
    assert found.high95[0] - found.low95[0] > found.high95[1] - found.low95[1]


def test_standardised_ratio_is_one_where_observed_is_expected() -> None:
    row = standardised_ratio([40], [40.0]).iloc[0]
    assert row["ratio"] == 1
    assert row["low"] < 1 < row["high"]


def test_kaplan_meier_never_rises_and_ignores_no_open_case() -> None:
    rng = np.random.default_rng(1)
    days, closed = rng.exponential(10, 200), rng.uniform(size=200) < 0.7
    curve = kaplan_meier(days, closed)
    assert (np.diff(curve.survival) < 0).all()
    naive = np.mean(days[closed])
    assert restricted_mean(curve, 60)[0] > naive


def test_kaplan_meier_without_a_closed_case_has_no_median() -> None:
    assert kaplan_meier([3, 5], [False, False]).median() == float("inf")


def test_kaplan_meier_agrees_with_statsmodels() -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(3)
    days, closed = np.ceil(rng.exponential(10, 150)), rng.uniform(size=150) < 0.7
    other = SurvfuncRight(days, closed.astype(float))
    curve = kaplan_meier(days, closed)
    assert curve.survival == pytest.approx(other.surv_prob, abs=1e-12)


def clustered(seed: int, *, is_tied: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    community = np.repeat(np.arange(20), 20)
    x = (community < 10).astype(float)
    took = rng.exponential(9, 400) / np.exp(0.3 * x + rng.normal(0, 0.3, 20)[community])
    stop = rng.uniform(0, 40, 400)
    took, stop = (np.ceil(took), np.ceil(stop)) if is_tied else (took, stop)
    return pd.DataFrame(
        {
            "days": np.minimum(took, stop),
            "is_closed": took <= stop,
            "x": x,
            "z": rng.normal(size=400),
            "community": community,
            "kind": rng.integers(0, 2, 400),
        }
    )


@pytest.mark.parametrize("strata", [None, "kind"])
def test_cox_model_agrees_with_statsmodels_also_with_ties(strata: str | None) -> None:
    from statsmodels.duration.hazard_regression import PHReg

    table = clustered(0, is_tied=True)
    found = cox_model(table, ["x", "z"], strata=strata)
    other = PHReg(
        table["days"],
        table[["x", "z"]],
        status=table["is_closed"].astype(float),
        ties="efron",
        strata=None if strata is None else table[strata],
    ).fit()
    assert found.coefficient == pytest.approx(np.asarray(other.params), abs=1e-8)
    assert found.se == pytest.approx(np.asarray(other.bse), abs=1e-8)
    assert found.log_likelihood == pytest.approx(float(other.llf), abs=1e-6)


def test_cox_model_clustered_error_is_near_the_jackknife_over_communities() -> None:
    table = clustered(4, is_tied=True)
    found = cox_model(table, ["x", "z"], cluster="community")
    left_out = np.array(
        [cox_model(table[table["community"] != c], ["x", "z"]).coefficient for c in range(20)]
    )
    jackknife = np.sqrt(19 / 20 * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    assert found.se == pytest.approx(jackknife, rel=0.15)
    assert found.se[0] > 1.2 * found.naive_se[0]


def test_cox_model_refuses_a_table_in_which_nothing_closed() -> None:
    with pytest.raises(InputError, match="no case was closed"):
        cox_model(clustered(0).assign(is_closed=False), ["x"])


def test_reporting_rate_is_blank_without_an_open_day() -> None:
    assert reporting_rate([0], [0.0])["rate"].isna().all()


def test_poisson_imputation_finds_a_multiplicative_table() -> None:
    unit, time = np.array([[1.0], [2.0], [5.0]]), np.array([[3.0, 4.0, 6.0, 8.0]])
    treated = np.zeros((3, 4), dtype=bool)
    treated[2, 2:] = True
    y = unit * time
    y[treated] *= 1.5
    predicted = poisson_imputation(y, np.ones((3, 4)), treated)
    assert predicted == pytest.approx(unit * time, rel=1e-6)
